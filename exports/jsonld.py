"""The graph as JSON-LD 1.1: the statements of the Turtle in its order, a node a line, for programs that read JSON.

Flattened, written piece by piece, with the context inside: nothing is fetched to read it. No term is coerced: each value says what it is.
"""

import json
import re
from collections.abc import Callable, Iterator
from typing import BinaryIO, Final

import networkx as nx

from exports.output import write_pieces
from exports.rdf import Pair, generate_triples, group_by_subject, list_prefixes, make_shortener
from exports.terms import split_literal
from exports.vocabulary import PREFIXES, RDF_TYPE
from schemas.identifiers import BASE_IRI

# a number of JSON is an xsd:integer unless it is so large that some reader makes a double of it
_INTEGER: Final = re.compile(r'"(0|-?[1-9][0-9]{0,14})"')
_INTEGER_TYPE: Final = PREFIXES["xsd"] + "integer"


def write_jsonld(graph: nx.MultiDiGraph, stream: BinaryIO, *, base_iri: str = BASE_IRI) -> None:
    """Write JSON-LD: the context, then one node a line."""
    write_pieces(stream, _generate_document(graph, base_iri))


def _generate_document(graph: nx.MultiDiGraph, base_iri: str) -> Iterator[str]:
    # a prefix that the data's own IRIs have as their scheme would expand them to something else
    scheme = base_iri.partition(":")[0]
    prefixes = {prefix: namespace for prefix, namespace in list_prefixes(base_iri).items() if prefix != scheme}
    yield f'{{"@context": {json.dumps(prefixes, ensure_ascii=False)},\n"@graph": ['
    shorten = _make_json_shortener(prefixes)
    comma = ""
    for subject, pairs in group_by_subject(generate_triples(graph, base_iri=base_iri)):
        yield f"{comma}\n{_format_node(subject, pairs, shorten)}"
        comma = ","
    yield "\n]}\n"


def _make_json_shortener(prefixes: dict[str, str]) -> Callable[[str], str]:
    shorten_term = make_shortener(prefixes)

    def shorten(iri: str) -> str:
        return f'"{shorten_term(iri).strip("<>")}"'  # IRIs have no character that JSON escapes

    return shorten


def _format_node(subject: str, pairs: list[Pair], shorten: Callable[[str], str]) -> str:
    values: dict[str, list[str]] = {}
    for predicate, value in pairs:
        if predicate == RDF_TYPE:
            values.setdefault('"@type"', []).append(shorten(value))
        else:
            values.setdefault(shorten(predicate), []).append(_format_value(value, shorten))
    members = (f"{name}: {found[0] if len(found) == 1 else '[' + ', '.join(found) + ']'}" for name, found in values.items())
    return f'{{"@id": {shorten(subject)}, {", ".join(members)}}}'


def _format_value(term: str, shorten: Callable[[str], str]) -> str:
    if term[0] == "<":
        return f'{{"@id": {shorten(term)}}}'
    # the escapes of N-Triples, \t \b \n \r \f \" \\ \uXXXX, are JSON's: the quoted text is a string of JSON as it stands
    quoted, lang, datatype = split_literal(term)
    if lang:
        return f'{{"@value": {quoted}, "@language": "{lang}"}}'
    if datatype == _INTEGER_TYPE and (number := _INTEGER.fullmatch(quoted)):
        return number[1]
    return f'{{"@value": {quoted}, "@type": {shorten(f"<{datatype}>")}}}' if datatype else quoted
