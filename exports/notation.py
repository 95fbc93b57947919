"""How a format of RDF writes what is said of a node: the common face of Turtle, N-Triples, JSON-LD and RDF/XML.

What is said is the business of :mod:`exports.description`, which joins pieces of text that a notation has made ready: the text around the objects
of a predicate is made once, a value that comes again (a code, a date, the name of an actor) seldom more than once.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from typing import Final

from exports.terms import encode_id
from exports.vocabulary import RDF_TYPE

_MARK: Final = "\0"  # stands for an object where a statement is taken apart; no IRI has it


class Notation(ABC):
    """A way to write statements. ``term`` and ``predicate`` are terms as N-Triples has them, ``name`` is the written IRI of a subject."""

    def __init__(self, base_iri: str) -> None:
        self.base_iri = base_iri

    def make_term(self, node: str) -> str:
        """IRI of a node of the graph, as N-Triples has it."""
        return f"<{self.base_iri}{encode_id(node)}>"

    @abstractmethod
    def format_name(self, node: str) -> str:
        """IRI of a node, as a subject."""

    def format_part(self, name: str, node: str, suffix: str) -> str:
        """IRI, as a subject, of what has the id of a node with a suffix of letters, digits, and dots within; ``name`` is that of the node."""
        return self.format_name(node + suffix)

    def format_reference(self, name: str) -> str:
        """IRI as an object."""
        return name

    @abstractmethod
    def format_object(self, predicate: str, term: str) -> str:
        """Term as an object."""

    @abstractmethod
    def format_statement(self, predicate: str, objects: Sequence[str]) -> str:
        """Predicate and its objects, which are written already."""

    def format_types(self, types: Sequence[str]) -> str:
        """Which classes a subject is of; the first of its statements."""
        return self.format_statement(RDF_TYPE, [self.format_object(RDF_TYPE, type_) for type_ in types])

    @abstractmethod
    def format_subject(self, name: str, statements: Iterable[str]) -> str:
        """All that is said of a subject."""


class Statement:
    """Statements of one predicate, whatever their objects are."""

    __slots__ = ("_after", "_before", "_between", "_first", "_last")

    def __init__(self, notation: Notation, predicate: str) -> None:
        self._before, self._after = notation.format_statement(predicate, [_MARK]).split(_MARK)
        self._first, self._between, self._last = notation.format_statement(predicate, [_MARK, _MARK]).split(_MARK)

    def format(self, objects: Sequence[str]) -> str:
        """Statement with these objects, at least one, as they are written."""
        if len(objects) == 1:
            return f"{self._before}{objects[0]}{self._after}"
        return f"{self._first}{self._between.join(objects)}{self._last}"
