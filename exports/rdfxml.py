"""The graph as RDF/XML, for tools that read no other RDF: the statements of the Turtle in its order, written piece by piece.

XML 1.0 cannot hold control characters: they are dropped, here and nowhere else in RDF.
"""

import json
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import chain
from typing import BinaryIO

import networkx as nx

from exports.notation import Notation
from exports.output import write_pieces
from exports.rdf import generate_subjects
from exports.terms import check_iri, split_literal
from exports.vocabulary import PREFIXES
from exports.xml import XML_HEAD, escape
from schemas.identifiers import BASE_IRI


class _RdfXml(Notation):
    """A description for each subject, with an element for each object."""

    def format_name(self, node: str) -> str:
        return escape(self.make_term(node)[1:-1])

    def format_reference(self, name: str) -> str:
        return f' rdf:resource="{name}"/>'

    def format_object(self, predicate: str, term: str) -> str:
        if term[0] == "<":
            return self.format_reference(escape(term[1:-1]))
        quoted, lang, datatype = split_literal(term)
        text = json.loads(quoted) if "\\" in quoted else quoted[1:-1]  # the escapes of N-Triples are JSON's
        attribute = f' xml:lang="{lang}"' if lang else f' rdf:datatype="{datatype}"' if datatype else ""
        return f"{attribute}>{escape(text)}</{_get_name(predicate)}>"

    def format_statement(self, predicate: str, objects: Sequence[str]) -> str:
        return "".join([f"  <{_get_name(predicate)}{value}\n" for value in objects])

    def format_subject(self, name: str, statements: Iterable[str]) -> str:
        return f'<rdf:Description rdf:about="{name}">\n{"".join(statements)}</rdf:Description>\n'


def write_rdfxml(graph: nx.MultiDiGraph, stream: BinaryIO, *, base_iri: str = BASE_IRI) -> None:
    """Write RDF/XML: one description a subject."""
    namespaces = "".join(f'\n  xmlns:{prefix}="{namespace}"' for prefix, namespace in sorted(PREFIXES.items()))
    subjects = generate_subjects(graph, _RdfXml(check_iri(base_iri)))
    write_pieces(stream, chain([f"{XML_HEAD}<rdf:RDF{namespaces}>\n"], subjects, ["</rdf:RDF>\n"]))


@cache
def _get_name(predicate: str) -> str:
    """Name of the element for a predicate; all of them are in the vocabulary."""
    iri = predicate[1:-1]
    return next(f"{prefix}:{iri.removeprefix(namespace)}" for prefix, namespace in PREFIXES.items() if iri.startswith(namespace))
