"""SHACL on a store of a million triples: the part of SHACL Core that the project's shapes use, in one pass over the nodes that they target.

pyshacl and pyrudof report the same (the tests compare with pyshacl) and take minutes and gigabytes for what takes seconds here, because they are
made for any shapes. Shapes that use more than is known here are refused, not half understood.
"""

import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, TypeAlias

import pyoxigraph as ox

from schemas.errors import CodebookError

Term: TypeAlias = Any  # NamedNode, BlankNode or Literal
Check: TypeAlias = Callable[[Term], bool]

_SH: Final = "http://www.w3.org/ns/shacl#"
_XSD: Final = "http://www.w3.org/2001/XMLSchema#"
_RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDF_TYPE: Final = ox.NamedNode(f"{_RDF}type")
_SUBCLASS: Final = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#subClassOf")
_ZONE: Final = "(Z|[+-][0-9]{2}:[0-9]{2})?"
# how a literal of a datatype is written; others may be anything
_LEXICAL: Final = {
    f"{_XSD}{name}": re.compile(pattern)
    for name, pattern in {
        "integer": "[+-]?[0-9]+",
        "nonNegativeInteger": r"\+?[0-9]+|-0+",
        "decimal": r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)",
        "date": f"[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}{_ZONE}",
        "gYearMonth": f"[0-9]{{4}}-(0[1-9]|1[0-2]){_ZONE}",
        "gYear": f"[0-9]{{4}}{_ZONE}",
    }.items()
}
# Oxigraph keeps a whole number of any type as an xsd:integer
_ALIASES: Final = {f"{_XSD}nonNegativeInteger": frozenset({f"{_XSD}nonNegativeInteger", f"{_XSD}integer"})}
_NUMBERS: Final = frozenset(_XSD + name for name in ("integer", "nonNegativeInteger", "decimal", "int", "long", "double", "float"))


@dataclass(frozen=True, kw_only=True)
class Violation:
    """What does not conform: the node, the property (None for the node itself), the value (None where one is missing), and the shape's message."""

    node: Term
    path: ox.NamedNode | None
    value: Term | None
    message: str


@dataclass(frozen=True, kw_only=True)
class _PropertyShape:
    path: ox.NamedNode
    message: str
    at_least: int = 0
    at_most: int | None = None
    required: tuple[Term, ...] = ()
    checks: tuple[Check, ...] = ()
    ceiling: ox.NamedNode | None = None
    unique_lang: bool = False

    def find_wrong(self, found: Mapping[ox.NamedNode, Iterable[Term]]) -> Iterator[Term | None]:
        """Values that are wrong, None for one that is missing or for their number; each once."""
        values = tuple(found.get(self.path, ()))
        too_many = self.at_most is not None and len(values) > self.at_most
        if len(values) < self.at_least or too_many or any(value not in values for value in self.required):
            yield None
        if self.unique_lang and _has_twins(values):
            yield None
        for value in values:
            above = self.ceiling is not None and any(not _is_at_most(value, other) for other in found.get(self.ceiling, ()))
            if above or not all(check(value) for check in self.checks):
                yield value


@dataclass(frozen=True, kw_only=True)
class _NodeShape:
    classes: tuple[ox.NamedNode, ...]
    signs: tuple[ox.NamedNode, ...]
    properties: tuple[_PropertyShape, ...]
    alternatives: tuple[ox.NamedNode, ...]
    needs_iri: bool
    message: str


@dataclass
class _Data:
    """The store that is checked, and the instances of the classes that were asked for."""

    store: ox.Store
    _instances: dict[ox.NamedNode, frozenset[Term]] = field(default_factory=dict)

    def list_instances(self, class_: ox.NamedNode) -> frozenset[Term]:
        if class_ not in self._instances:
            found, known, pending = set[Term](), {class_}, [class_]
            while pending:
                each = pending.pop()
                found.update(quad.subject for quad in self.store.quads_for_pattern(None, RDF_TYPE, each, None))
                subclasses = {quad.subject for quad in self.store.quads_for_pattern(None, _SUBCLASS, each, None)}
                below = {subclass for subclass in subclasses if isinstance(subclass, ox.NamedNode)} - known
                known |= below
                pending += below
            self._instances[class_] = frozenset(found)
        return self._instances[class_]

    def describe(self, node: Term) -> dict[ox.NamedNode, dict[Term, None]]:
        found: dict[ox.NamedNode, dict[Term, None]] = {}
        for quad in self.store.quads_for_pattern(node, None, None, None):
            found.setdefault(quad.predicate, {})[quad.object] = None  # once, in however many graphs it is
        return found


class Shapes:
    """Shapes, read once; raises CodebookError for any that use what is not known here."""

    def __init__(self, turtle: str) -> None:
        self._store = ox.Store()
        self._store.load(turtle.encode(), ox.RdfFormat.TURTLE)
        self._data = _Data(ox.Store())  # replaced for each run
        nodes = self._store.quads_for_pattern(None, RDF_TYPE, ox.NamedNode(f"{_SH}NodeShape"), None)
        self._shapes = [self._read_node(node) for node in sorted((quad.subject for quad in nodes), key=str)]

    def validate(self, store: ox.Store) -> "Run":
        """Check a store; the run yields what does not conform and counts the nodes."""
        self._data = _Data(store)
        return Run(self._shapes, self._data)

    def _read_node(self, node: Term) -> _NodeShape:
        facts = self._read(node)
        shape = _NodeShape(
            classes=tuple(facts.pop("targetClass", ())),
            signs=tuple(facts.pop("targetSubjectsOf", ())),
            properties=tuple(sorted(map(self._read_property, facts.pop("property", ())), key=lambda shape: shape.path.value)),
            alternatives=tuple(self._read_alternative(each) for head in facts.pop("or", ()) for each in self._read_list(head)),
            needs_iri=bool(facts.pop("nodeKind", ())),
            message=facts.pop("message", [ox.Literal("")])[0].value,
        )
        _refuse_rest(node, facts)
        return shape

    def _read_alternative(self, node: Term) -> ox.NamedNode:
        facts = self._read(node)
        path: ox.NamedNode = facts.pop("path")[0]
        count = facts.pop("minCount")[0]
        _refuse_rest(node, facts if count.value == "1" else {"minCount": [count]})
        return path

    def _read_property(self, node: Term) -> _PropertyShape:
        facts = self._read(node)
        facts.pop("name", None)
        (path,) = facts.pop("path")
        most = facts.pop("maxCount", None)
        shape = _PropertyShape(
            path=path,
            message=facts.pop("message")[0].value,
            at_least=int(facts.pop("minCount", [ox.Literal(0)])[0].value),
            at_most=int(most[0].value) if most else None,
            required=tuple(facts.pop("hasValue", ())),
            ceiling=facts.pop("lessThanOrEquals", [None])[0],
            unique_lang=facts.pop("uniqueLang", [ox.Literal(False)])[0].value == "true",
            checks=tuple(self._generate_checks(node, facts)),
        )
        return shape

    def _generate_checks(self, node: Term, facts: dict[str, list[Term]]) -> Iterator[Check]:
        """Consumes the facts that are conditions on each value."""
        makers: Mapping[str, Callable[[Term], Check]] = {
            "nodeKind": _make_iri_check,
            "datatype": _make_datatype_check,
            "class": self._make_class_check,
            "in": lambda head: frozenset(self._read_list(head)).__contains__,
            "languageIn": lambda head: _make_language_check({value.value for value in self._read_list(head)}),
            "pattern": _make_pattern_check,
            "minInclusive": _make_minimum_check,
            "maxInclusive": _make_maximum_check,
            "or": self._make_alternative_check,
        }
        for name, make in makers.items():
            for value in facts.pop(name, ()):
                yield make(value)
        _refuse_rest(node, facts)

    def _make_class_check(self, class_: Term) -> Check:
        return lambda term: term in self._data.list_instances(class_)

    def _make_alternative_check(self, head: Term) -> Check:
        options = [tuple(self._generate_checks(each, self._read(each))) for each in self._read_list(head)]
        return lambda term: any(all(check(term) for check in checks) for checks in options)

    def _read(self, node: Term) -> dict[str, list[Term]]:
        facts: dict[str, list[Term]] = {}
        for quad in self._store.quads_for_pattern(node, None, None, None):
            if quad.predicate.value.startswith(_SH):
                facts.setdefault(quad.predicate.value.removeprefix(_SH), []).append(quad.object)
        return facts

    def _read_list(self, head: Term) -> list[Term]:
        values = []
        while head.value != f"{_RDF}nil":
            values.append(self._get_object(head, f"{_RDF}first"))
            head = self._get_object(head, f"{_RDF}rest")
        return values

    def _get_object(self, node: Term, predicate: str) -> Term:
        return next(self._store.quads_for_pattern(node, ox.NamedNode(predicate), None, None)).object


class Run:
    """One check of a store: iterate over what does not conform; ``count`` is how many nodes were looked at so far."""

    def __init__(self, shapes: Iterable[_NodeShape], data: _Data) -> None:
        self._shapes, self._data = shapes, data
        self.count = 0

    def __iter__(self) -> Iterator[Violation]:
        for shape in self._shapes:
            nodes = {node for class_ in shape.classes for node in self._data.list_instances(class_)}
            nodes |= {quad.subject for sign in shape.signs for quad in self._data.store.quads_for_pattern(None, sign, None, None)}
            for node in sorted(nodes, key=str):
                self.count += 1
                yield from self._check(node, shape)

    def _check(self, node: Term, shape: _NodeShape) -> Iterator[Violation]:
        found = self._data.describe(node)
        if (shape.needs_iri and not isinstance(node, ox.NamedNode)) or (shape.alternatives and not any(path in found for path in shape.alternatives)):
            yield Violation(node=node, path=None, value=None, message=shape.message)
        for each in shape.properties:
            for value in each.find_wrong(found):
                yield Violation(node=node, path=each.path, value=value, message=each.message)


def _refuse_rest(node: Term, facts: Mapping[str, object]) -> None:
    if facts:
        raise CodebookError(f"shape {node} uses {', '.join(f'sh:{name}' for name in sorted(facts))}, which is not known here; use pyshacl for it")


def _make_iri_check(kind: Term) -> Check:
    if kind.value != f"{_SH}IRI":
        raise CodebookError(f"a shape has the node kind {kind}, which is not known here; use pyshacl for it")
    return lambda term: isinstance(term, ox.NamedNode)


def _make_datatype_check(datatype: Term) -> Check:
    names = _ALIASES.get(datatype.value, frozenset({datatype.value}))
    pattern, is_date = _LEXICAL.get(datatype.value), datatype.value == f"{_XSD}date"

    def check(term: Term) -> bool:
        if not isinstance(term, ox.Literal) or term.datatype.value not in names:
            return False
        return pattern is None or (pattern.fullmatch(term.value) is not None and (not is_date or _is_day(term.value[:10])))

    return check


def _make_language_check(languages: Container[str]) -> Check:
    return lambda term: isinstance(term, ox.Literal) and term.language in languages


def _make_pattern_check(pattern: Term) -> Check:
    search = re.compile(pattern.value).search
    return lambda term: not isinstance(term, ox.BlankNode) and search(term.value) is not None


def _make_minimum_check(bound: Term) -> Check:
    return lambda term: _is_at_most(bound, term)


def _make_maximum_check(bound: Term) -> Check:
    return lambda term: _is_at_most(term, bound)


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _has_twins(values: Iterable[Term]) -> bool:
    languages = [value.language for value in values if isinstance(value, ox.Literal) and value.language]
    return len(languages) > len(set(languages))


def _is_at_most(one: Term, other: Term) -> bool:
    """Whether one literal is known to be no greater than the other: numbers among numbers, days among days."""
    if not isinstance(one, ox.Literal) or not isinstance(other, ox.Literal):
        return False
    kinds = {one.datatype.value, other.datatype.value}
    try:
        if kinds <= _NUMBERS:
            return float(one.value) <= float(other.value)
        return kinds == {f"{_XSD}date"} and date.fromisoformat(one.value[:10]) <= date.fromisoformat(other.value[:10])
    except ValueError:
        return False
