"""The graph as JSON-LD 1.1: the statements of the Turtle in its order, a node a line, for programs that read JSON.

Flattened, written piece by piece, with the context inside: nothing is fetched to read it. No term is coerced: each value says what it is.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import BinaryIO, Final

import networkx as nx

from exports.notation import Notation
from exports.output import write_pieces
from exports.rdf import generate_subjects, list_prefixes, make_shortener
from exports.terms import check_iri, split_literal
from exports.vocabulary import PREFIXES, RDF_TYPE
from schemas.identifiers import BASE_IRI

# a number of JSON is an xsd:integer unless it is so large that some reader makes a double of it
_INTEGER: Final = re.compile(r'"(0|-?[1-9][0-9]{0,14})"')
_INTEGER_TYPE: Final = PREFIXES["xsd"] + "integer"


class _JsonLd(Notation):
    """A JSON object for each subject."""

    def __init__(self, base_iri: str, prefixes: Mapping[str, str]) -> None:
        super().__init__(base_iri)
        self._shorten = make_shortener(prefixes)

    def _quote(self, iri: str) -> str:
        return f'"{self._shorten(iri).strip("<>")}"'  # IRIs have no character that JSON escapes

    def format_name(self, node: str) -> str:
        return self._quote(self.make_term(node))

    def format_reference(self, name: str) -> str:
        return f'{{"@id": {name}}}'

    def format_object(self, predicate: str, term: str) -> str:
        if term[0] == "<":
            name = self._quote(term)
            return name if predicate == RDF_TYPE else self.format_reference(name)
        # the escapes of N-Triples, \t \b \n \r \f \" \\ \uXXXX, are JSON's: the quoted text is a string of JSON as it stands
        quoted, lang, datatype = split_literal(term)
        if lang:
            return f'{{"@value": {quoted}, "@language": "{lang}"}}'
        if datatype == _INTEGER_TYPE and (number := _INTEGER.fullmatch(quoted)):
            return number[1]
        return f'{{"@value": {quoted}, "@type": {self._quote(f"<{datatype}>")}}}' if datatype else quoted

    def format_statement(self, predicate: str, objects: Sequence[str]) -> str:
        name = '"@type"' if predicate == RDF_TYPE else self._quote(predicate)
        return f", {name}: {objects[0] if len(objects) == 1 else '[' + ', '.join(objects) + ']'}"

    def format_subject(self, name: str, statements: Iterable[str]) -> str:
        return f',\n{{"@id": {name}{"".join(statements)}}}'


def write_jsonld(graph: nx.MultiDiGraph, stream: BinaryIO, *, base_iri: str = BASE_IRI) -> None:
    """Write JSON-LD: the context, then one node a line."""
    write_pieces(stream, _generate_document(graph, check_iri(base_iri)))


def _generate_document(graph: nx.MultiDiGraph, base_iri: str) -> Iterator[str]:
    # a prefix that the data's own IRIs have as their scheme would expand them to something else
    scheme = base_iri.partition(":")[0]
    prefixes = {prefix: namespace for prefix, namespace in list_prefixes(base_iri).items() if prefix != scheme}
    yield f'{{"@context": {json.dumps(prefixes, ensure_ascii=False)},\n"@graph": ['
    nodes = generate_subjects(graph, _JsonLd(base_iri, prefixes))
    yield next(nodes, "").removeprefix(",")
    yield from nodes
    yield "\n]}\n"
