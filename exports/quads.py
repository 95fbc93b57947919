"""The graph as RDF with one named graph an article: N-Quads to load and TriG to read.

What an article says is in the graph that its IRI names: the article, its sentences, the mentions in them and the words that they name people and
places with. What stands above the articles is in the default graph: merged events and relations, actors, places, and the run that made them,
which is one for many articles. So a source can be left out, replaced or asked on its own, and what it contributed is seen at once.
"""

from collections.abc import Callable, Iterator
from itertools import groupby
from operator import itemgetter
from typing import BinaryIO, Final

import networkx as nx

from exports.output import write_pieces
from exports.rdf import Pair, format_block, generate_prologue, generate_triples, group_by_subject, list_prefixes, make_shortener
from exports.reading import GraphReader
from exports.vocabulary import RDF_TYPE, expand
from schemas.graph import EdgeKind, NodeKind
from schemas.identifiers import BASE_IRI

_CONTEXT: Final = expand("nif:referenceContext")
_ARTICLE: Final = expand("nif:Context")
_MENTIONS: Final = (NodeKind.MENTION, NodeKind.RELATION_MENTION)


def write_nquads(graph: nx.MultiDiGraph, stream: BinaryIO, *, base_iri: str = BASE_IRI) -> None:
    """Write N-Quads, one statement a line: those of the default graph first, then those of each article."""
    write_pieces(stream, _generate_nquads(graph, base_iri))


def write_trig(graph: nx.MultiDiGraph, stream: BinaryIO, *, base_iri: str = BASE_IRI) -> None:
    """Write TriG: the default graph as Turtle, then a block for each article."""
    write_pieces(stream, _generate_trig(graph, base_iri))


def _generate_nquads(graph: nx.MultiDiGraph, base_iri: str) -> Iterator[str]:
    for name, subject, pairs in _generate_subjects(graph, base_iri):
        end = f" {name} .\n" if name else " .\n"
        yield from (f"{subject} {predicate} {value}{end}" for predicate, value in pairs)


def _generate_trig(graph: nx.MultiDiGraph, base_iri: str) -> Iterator[str]:
    prefixes = list_prefixes(base_iri)
    yield from generate_prologue(prefixes)
    shorten = make_shortener(prefixes)
    for name, subjects in groupby(_generate_subjects(graph, base_iri), key=itemgetter(0)):
        if name:
            yield f"\n{shorten(name)} {{\n"
        for _, subject, pairs in subjects:
            yield format_block(subject, pairs, shorten)
        if name:
            yield "}\n"


def _generate_subjects(graph: nx.MultiDiGraph, base_iri: str) -> Iterator[tuple[str, str, list[Pair]]]:
    """Named graph ("" for the default one), subject, and what is said of it; one graph after the other."""
    find_article = _make_finder(graph)
    triples = generate_triples(graph, base_iri=base_iri, order=lambda node: (find_article(node), node))
    for subject, pairs in group_by_subject(triples):
        if (RDF_TYPE, _ARTICLE) in pairs:
            yield subject, subject, pairs
        else:
            yield next((value for predicate, value in pairs if predicate == _CONTEXT), ""), subject, pairs


def _make_finder(graph: nx.MultiDiGraph) -> Callable[[str], str]:
    """Function that finds the article that a node comes from; "" for what stands above the articles."""
    reader = GraphReader(graph)

    def find_article(node: str) -> str:
        kind = reader.nodes[node]["kind"] if node in reader.nodes else None  # the run is no node
        if kind == NodeKind.ARTICLE:
            return node
        if kind == NodeKind.SENTENCE:
            return reader.find_target(node, EdgeKind.IN_ARTICLE) or ""
        return (reader.find_article(node) if kind in _MENTIONS else None) or ""

    return find_article
