"""The graph as RDF/XML, for tools that read no other RDF: the statements of the Turtle in its order, written piece by piece.

XML 1.0 cannot hold control characters: they are dropped, here and nowhere else in RDF.
"""

import json
from collections.abc import Iterator
from functools import cache
from typing import BinaryIO

import networkx as nx

from exports.output import write_pieces
from exports.rdf import generate_triples, group_by_subject
from exports.terms import split_literal
from exports.vocabulary import PREFIXES
from exports.xml import XML_HEAD, escape
from schemas.identifiers import BASE_IRI


def write_rdfxml(graph: nx.MultiDiGraph, stream: BinaryIO, *, base_iri: str = BASE_IRI) -> None:
    """Write RDF/XML: one description a subject."""
    write_pieces(stream, _generate_document(graph, base_iri))


def _generate_document(graph: nx.MultiDiGraph, base_iri: str) -> Iterator[str]:
    namespaces = "".join(f'\n  xmlns:{prefix}="{namespace}"' for prefix, namespace in sorted(PREFIXES.items()))
    yield f"{XML_HEAD}<rdf:RDF{namespaces}>\n"
    for subject, pairs in group_by_subject(generate_triples(graph, base_iri=base_iri)):
        yield f'<rdf:Description rdf:about="{escape(subject[1:-1])}">\n'
        for predicate, value in pairs:
            yield f"  <{_get_name(predicate)}{_format_value(value, _get_name(predicate))}\n"
        yield "</rdf:Description>\n"
    yield "</rdf:RDF>\n"


@cache
def _get_name(predicate: str) -> str:
    """Name of the element for a predicate; all of them are in the vocabulary."""
    iri = predicate[1:-1]
    return next(f"{prefix}:{iri.removeprefix(namespace)}" for prefix, namespace in PREFIXES.items() if iri.startswith(namespace))


def _format_value(term: str, name: str) -> str:
    if term[0] == "<":
        return f' rdf:resource="{escape(term[1:-1])}"/>'
    quoted, lang, datatype = split_literal(term)
    text = json.loads(quoted) if "\\" in quoted else quoted[1:-1]  # the escapes of N-Triples are JSON's
    attribute = f' xml:lang="{lang}"' if lang else f' rdf:datatype="{datatype}"' if datatype else ""
    return f"{attribute}>{escape(text)}</{name}>"
