"""The graph as RDF: Turtle to read and N-Triples to load.

Triples come grouped by subject and sorted, so the same graph gives the same bytes, and Turtle needs no index.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain, groupby
from operator import itemgetter
from typing import TYPE_CHECKING, BinaryIO, Final, TypeAlias

from exports.description import Description
from exports.memo import Memo
from exports.notation import Notation
from exports.output import write_pieces
from exports.terms import check_iri
from exports.vocabulary import PREFIXES, RDF_TYPE, expand
from schemas.graph import NodeKind
from schemas.identifiers import BASE_IRI

if TYPE_CHECKING:
    import networkx as nx  # the type only: a worker of the server starts a third sooner without it

Triple: TypeAlias = tuple[str, str, str]
Pair: TypeAlias = tuple[str, str]  # predicate, object

# folders of node ids, which get a prefix of their own in Turtle
_FOLDERS: Final = (*(kind.value for kind in NodeKind), "agent", "run")
# narrower than Turtle's PN_LOCAL, so that nothing needs a backslash
_SAFE_LOCAL: Final = r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?"
_is_safe: Final = re.compile(_SAFE_LOCAL).fullmatch
_is_short: Final = re.compile(f"(?:{'|'.join(_FOLDERS)})/{_SAFE_LOCAL}").fullmatch
# numbers that Turtle knows without their datatype
_find_number: Final = {
    expand("xsd:integer"): re.compile('"(-?[0-9]+)"').fullmatch,
    expand("xsd:decimal"): re.compile(r'"(-?[0-9]+\.[0-9]+)"').fullmatch,
}


class _NTriples(Notation):
    """One triple a line. Terms have no line breaks: until its subject is known, a statement has one before each of its triples."""

    def format_name(self, node: str) -> str:
        return self.make_term(node)

    def format_part(self, name: str, node: str, suffix: str) -> str:
        return f"{name[:-1]}{suffix}>"

    def format_object(self, predicate: str, term: str) -> str:
        return term

    def format_statement(self, predicate: str, objects: Sequence[str]) -> str:
        return "".join([f"\n{predicate} {value}" for value in objects])

    def format_subject(self, name: str, statements: Iterable[str]) -> str:
        return "".join(statements).replace("\n", f" .\n{name} ")[3:] + " .\n"


class _Turtle(Notation):
    """A paragraph for each subject, every term as short as Turtle allows: prefixed names, bare numbers, ``a``."""

    def __init__(self, base_iri: str, prefixes: Mapping[str, str]) -> None:
        super().__init__(base_iri)
        self._shorten = make_shortener(prefixes)

    def format_name(self, node: str) -> str:
        return node.replace("/", ":", 1) if _is_short(node) else self._shorten(self.make_term(node))

    def format_part(self, name: str, node: str, suffix: str) -> str:
        return self.format_name(node + suffix) if name[-1] == ">" else name + suffix

    def format_object(self, predicate: str, term: str) -> str:
        return self._shorten(term)

    def format_statement(self, predicate: str, objects: Sequence[str]) -> str:
        end_of_last = "" if predicate == RDF_TYPE else " ;"
        return f"{end_of_last}\n    {self._shorten(predicate)} {', '.join(objects)}"

    def format_subject(self, name: str, statements: Iterable[str]) -> str:
        return f"\n{name}{''.join(statements)} .\n"


def make_ntriples(base_iri: str) -> Notation:
    """Notation of N-Triples; raises :class:`ExportError` for a base IRI that is none."""
    return _NTriples(check_iri(base_iri))


def make_turtle(base_iri: str, prefixes: Mapping[str, str]) -> Notation:
    """Notation of Turtle with these prefixes, which are declared elsewhere; raises as :func:`make_ntriples`."""
    return _Turtle(check_iri(base_iri), prefixes)


def generate_triples(graph: "nx.MultiDiGraph", *, base_iri: str = BASE_IRI) -> Iterator[Triple]:
    """Triples of a graph as N-Triples terms, grouped by subject, none twice; in the order of :func:`write_ntriples`."""
    for text in generate_subjects(graph, make_ntriples(base_iri)):
        for line in text.split("\n")[:-1]:
            subject, predicate, value = line[:-2].split(" ", 2)
            yield subject, predicate, value


def generate_subjects(graph: "nx.MultiDiGraph", notation: Notation) -> Iterator[str]:
    """What is said of each node, in the order of their ids; of a mention together with what is said of the words in it."""
    description = Description(graph, notation)
    return map(description.describe, description.list_subjects())


def group_by_subject(triples: Iterable[Triple]) -> Iterator[tuple[str, list[Pair]]]:
    """Subjects of triples that come grouped by them, each with its predicates and objects."""
    for subject, found in groupby(triples, key=itemgetter(0)):
        yield subject, [(predicate, value) for _, predicate, value in found]


def write_ntriples(graph: "nx.MultiDiGraph", stream: BinaryIO, *, base_iri: str = BASE_IRI) -> None:
    """Write N-Triples, one triple a line."""
    write_pieces(stream, generate_subjects(graph, make_ntriples(base_iri)))


def write_turtle(graph: "nx.MultiDiGraph", stream: BinaryIO, *, base_iri: str = BASE_IRI) -> None:
    """Write Turtle: the prefixes, then a block for each subject."""
    prefixes = list_prefixes(base_iri)
    write_pieces(stream, chain(generate_prologue(prefixes), generate_subjects(graph, make_turtle(base_iri, prefixes))))


def list_prefixes(base_iri: str) -> dict[str, str]:
    """Namespace by prefix: those of the vocabularies, and one for each folder of the data's ids."""
    return dict(sorted({**PREFIXES, **{folder: f"{base_iri}{folder}/" for folder in _FOLDERS}}.items()))


def generate_prologue(prefixes: Mapping[str, str]) -> Iterator[str]:
    """Lines that declare prefixes."""
    for prefix, namespace in prefixes.items():
        yield f"@prefix {prefix}: <{namespace}> .\n"


def format_block(subject: str, pairs: Iterable[tuple[str, str]], shorten: Callable[[str], str]) -> str:
    """What is said of a subject, as a paragraph; ``pairs`` are (predicate, object), those of one predicate side by side."""
    parts: list[str] = []
    last_predicate = ""
    for predicate, value in pairs:
        short = shorten(value)
        parts.append(f", {short}" if predicate == last_predicate else f" ;\n    {shorten(predicate)} {short}")
        last_predicate = predicate
    parts[0] = parts[0].removeprefix(" ;")
    return f"\n{shorten(subject)}{''.join(parts)} .\n"


def make_shortener(prefixes: Mapping[str, str]) -> Callable[[str], str]:
    """Function that writes a term as short as Turtle allows: prefixed names, bare numbers, ``a``."""
    prefix_of = {namespace: prefix for prefix, namespace in prefixes.items()}

    def shorten_iri(iri: str) -> str:
        cut = max(iri.rfind("/"), iri.rfind("#")) + 1
        prefix, local = prefix_of.get(iri[:cut]), iri[cut:]
        return f"{prefix}:{local}" if prefix and _is_safe(local) else f"<{iri}>"

    # most IRIs come again soon (an event's in its mentions, a predicate in every subject)
    iris = Memo(lambda term: "a" if term == RDF_TYPE else shorten_iri(term[1:-1]))

    def shorten(term: str) -> str:
        if term[-1] != ">":  # a term that ends in a quotation mark or a language is as short as it can be
            return term
        if term[0] == "<":
            return iris[term]
        literal, _, datatype = term.rpartition("^^")
        if datatype in _find_number and (number := _find_number[datatype](literal)):
            return number[1]
        return f"{literal}^^{iris[datatype]}"

    return shorten
