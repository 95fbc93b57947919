"""The graph as RDF with one named graph an article: N-Quads to load and TriG to read.

What an article says is in the graph that its IRI names: the article, its sentences, the mentions in them and the words that they name people and
places with. What stands above the articles is in the default graph: merged events and relations, actors, places, and the run that made them,
which is one for many articles. So a source can be left out, replaced or asked on its own, and what it contributed is seen at once.
"""

from collections.abc import Iterator
from itertools import chain, groupby
from operator import itemgetter
from typing import BinaryIO, Final

import networkx as nx

from exports.description import Description
from exports.notation import Notation
from exports.output import write_pieces
from exports.rdf import generate_prologue, list_prefixes, make_ntriples, make_turtle
from exports.reading import GraphReader
from schemas.graph import EdgeKind, NodeKind
from schemas.identifiers import BASE_IRI

_MENTIONS: Final = frozenset({NodeKind.MENTION, NodeKind.RELATION_MENTION})


def write_nquads(graph: nx.MultiDiGraph, stream: BinaryIO, *, base_iri: str = BASE_IRI) -> None:
    """Write N-Quads, one statement a line: those of the default graph first, then those of each article."""
    write_pieces(stream, _generate_nquads(graph, make_ntriples(base_iri)))


def write_trig(graph: nx.MultiDiGraph, stream: BinaryIO, *, base_iri: str = BASE_IRI) -> None:
    """Write TriG: the default graph as Turtle, then a block for each article."""
    prefixes = list_prefixes(base_iri)
    write_pieces(stream, chain(generate_prologue(prefixes), _generate_trig(graph, make_turtle(base_iri, prefixes))))


def _generate_nquads(graph: nx.MultiDiGraph, notation: Notation) -> Iterator[str]:
    for article, subjects in _group_subjects(graph, notation):
        if article:
            end = f" {notation.format_name(article)} .\n"
            yield from (text.replace(" .\n", end) for text in subjects)  # no text has a line break within
        else:
            yield from subjects


def _generate_trig(graph: nx.MultiDiGraph, notation: Notation) -> Iterator[str]:
    for article, subjects in _group_subjects(graph, notation):
        if article:
            yield f"\n{notation.format_name(article)} {{\n"
        yield from subjects
        if article:
            yield "}\n"


def _group_subjects(graph: nx.MultiDiGraph, notation: Notation) -> Iterator[tuple[str, Iterator[str]]]:
    """What is said in each article, by its id; first, by "", what is said above them."""
    description = Description(graph, notation)
    subjects = sorted((_find_article(description.reader, node), node) for node in description.list_subjects())
    for article, found in groupby(subjects, key=itemgetter(0)):
        yield article, (description.describe(node) for _, node in found)


def _find_article(reader: GraphReader, node: str) -> str:
    """Article that a node comes from; "" for what stands above the articles."""
    kind = reader.nodes[node]["kind"] if node in reader.nodes else None  # the run is no node
    if kind == NodeKind.ARTICLE:
        return node
    if kind == NodeKind.SENTENCE:
        return reader.find_target(node, EdgeKind.IN_ARTICLE) or ""
    return (reader.find_article(node) if kind in _MENTIONS else None) or ""
