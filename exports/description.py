"""What RDF says of each node of a graph, of the words in its mentions, and of the run that made it; in any notation.

Events are nodes, and who says so and how sure they are hangs on their mentions (as in GAF): no event is ever a plain triple between two actors.
Relations are nodes likewise; one that is asserted and not known to have ended also stands as a plain triple (``actor:ARM ckg:alliedWith
actor:RUS``) among those of its subject.

A graph has millions of triples, so none is an object of its own. For each kind of node a plan lists, once and in order, what can be said of it and
what writes it; a node is then one pass over its edges, one over its plan, and one join.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeAlias

from exports.memo import Memo
from exports.notation import Notation, Statement
from exports.reading import GraphReader
from exports.terms import format_decimal, make_index, make_text, make_typed
from exports.vocabulary import (
    ACTOR_TYPES,
    ATTRIBUTES,
    COMBINED,
    EDGES,
    PREFIXES,
    RDF_TYPE,
    SYMMETRIC,
    TYPES,
    WORD_ROLES,
    expand,
    make_individual,
    make_plover,
)
from schemas.errors import ExportError
from schemas.graph import EdgeKind, NodeKind
from schemas.identifiers import get_digest
from schemas.judgement import Factuality

if TYPE_CHECKING:
    import networkx as nx  # the type only: a worker of the server starts a third sooner without it

Word: TypeAlias = tuple[str, int, int, str, str, Mapping[str, Any]]  # role, start, end, node that is named, text, attributes of the edge

_ANCHOR, _BEGIN, _END, _CONTEXT = expand("nif:anchorOf"), expand("nif:beginIndex"), expand("nif:endIndex"), expand("nif:referenceContext")
_MODE, _WKT, _WKT_LITERAL = expand("ckg:mode"), expand("geo:asWKT"), PREFIXES["geo"] + "wktLiteral"
_DERIVED, _GENERATED, _ASSOCIATED = expand("prov:wasDerivedFrom"), expand("prov:wasGeneratedBy"), expand("prov:wasAssociatedWith")
_SENTENCE, _ARGUMENT, _ROLE, _REFERS = expand("ckg:sentence"), expand("ckg:argument"), expand("ckg:role"), expand("ckg:refersTo")

_NAMED: Final = frozenset({NodeKind.ACTOR, NodeKind.PLACE})
_ONCE: Final = frozenset({EdgeKind.DENOTED_BY, EdgeKind.IN_SENTENCE})  # lead to nodes that hardly another edge leads to
_WORD_ORDER: Final = itemgetter(slice(5))


class _Writer(Protocol):
    """Makes a statement of what a node has for a predicate: one value, or a list of them."""

    def __getitem__(self, value: Any, /) -> str: ...


@dataclass(frozen=True, slots=True)
class _Plan:
    """What can be said of a kind of node.

    ``fields``: names of values, and what writes them, in the order of their predicates; the name is that of an attribute or, where the value is no
    plain attribute, the predicate. ``several``: attributes that share a predicate, and what makes terms of them. ``links``: predicates by kind of
    edge. ``roles``: predicates by the role of words in a mention. ``combine`` makes values of several attributes.
    """

    types: tuple[str, ...]
    fields: Sequence[tuple[str, _Writer]]
    several: Sequence[tuple[str, Sequence[tuple[str, Callable[[Any], str]]]]]
    links: Mapping[str, tuple[str, ...]]
    roles: Mapping[str, str]
    combine: Callable[[dict[str, Any]], None] | None


class Description:
    """Writes the nodes of a graph in a notation."""

    def __init__(self, graph: "nx.MultiDiGraph", notation: Notation) -> None:
        self.reader = GraphReader(graph, check_edges=False)  # each edge of a node is looked up in the plan
        self._nodes, self._successors = self.reader.nodes, self.reader.successors
        self._notation = notation
        self._version: str | None = graph.graph.get("software_version")
        self._model: str | None = graph.graph.get("model")
        digest = get_digest(self._version, self._model)
        self._agent, self._run = f"agent/{digest}", f"run/{digest}"
        self._plain = self._find_plain()
        self._references = Memo(self._refer)
        self._terms = Memo(notation.make_term)
        self._types = Memo(notation.format_types)
        self._word_types = notation.format_types([expand("ckg:ArgumentMention")])
        self._context, self._refers = (self._write_nodes(predicate) for predicate in (_CONTEXT, _REFERS))
        self._anchor, self._role = self._write_values(_ANCHOR, make_text), self._write_values(_ROLE, str)
        self._begin, self._end = (self._write_values(predicate, make_index) for predicate in (_BEGIN, _END))
        self._plans = {kind.value: self._make_plan(kind) for kind in NodeKind}

    def list_subjects(self) -> list[str]:
        """Ids of all that is described by itself, sorted: the nodes, the run that made them, and its software."""
        return sorted([*self._nodes, self._agent, self._run])

    def describe(self, node: str) -> str:
        """Text of all that is said of a node, then of the words in it if it is a mention.

        Types come first, then the other predicates and their objects, sorted as N-Triples writes them, none twice. Raises :class:`ExportError`
        where the node breaks the contract.
        """
        try:
            attributes = self._nodes.get(node)
            return self._describe_run(node) if attributes is None else self._describe_node(node, attributes)
        except (TypeError, ValueError, AttributeError, KeyError) as error:
            raise ExportError(f"cannot write {node!r} as RDF, it breaks the contract of schemas.graph: {error!r}") from error

    def _describe_run(self, node: str) -> str:
        if node == self._run:
            type_, terms = "prov:Activity", {_ASSOCIATED: self._notation.make_term(self._agent)}
        else:
            texts = {"schema:name": "conflict-kg", "schema:softwareVersion": self._version, "ckg:modelDigest": self._model}
            type_, terms = "prov:SoftwareAgent", {expand(name): make_text(text) for name, text in texts.items() if text is not None}
        statements = [self._write_values(predicate, str)[term] for predicate, term in terms.items()]
        return self._notation.format_subject(self._notation.format_name(node), [self._types[expand(type_),], *statements])

    def _describe_node(self, node: str, attributes: Mapping[str, Any]) -> str:
        plan = self._plans[attributes["kind"]]
        links, roles = plan.links, plan.roles
        values: dict[str, Any] = {**attributes, RDF_TYPE: plan.types}
        words: list[Word] = []
        for target, parallel in self._successors[node].items():
            for edge in parallel.values():
                kind = edge["kind"]
                if (predicates := links.get(kind)) is None:
                    raise ExportError(f"edge {node!r} -> {target!r}: a node of kind {attributes['kind']} has no edges of kind {kind}")
                for predicate in predicates:
                    if predicate in values:
                        values[predicate].append(target)
                    else:
                        values[predicate] = [target]
                if kind in roles and self._nodes[target]["kind"] in _NAMED:
                    words.append((kind, edge.get("start_char", -1), edge.get("end_char", -1), target, edge.get("text", ""), edge))
        for predicate, makers in plan.several:
            if terms := [make(attributes[name]) for name, make in makers if name in attributes]:
                values[predicate] = terms
        if plan.combine is not None:
            plan.combine(values)
        if node in self._plain:
            for predicate, term in self._plain[node]:
                values.setdefault(predicate, []).append(term)
        name = self._notation.format_name(node)
        rest = self._describe_words(node, name, words, roles, values) if roles else ""
        return self._notation.format_subject(name, [writer[values[field]] for field, writer in plan.fields if field in values]) + rest

    def _describe_words(self, mention: str, name: str, words: list[Word], roles: Mapping[str, str], values: dict[str, Any]) -> str:
        """Text of what is said of the words in a mention; what ties the mention to them, to its article and to the run is added to its values."""
        notation = self._notation
        values[_GENERATED] = self._run
        shared: tuple[str, ...] = ()
        if _SENTENCE in values and (article := self.reader.find_target(min(values[_SENTENCE]), EdgeKind.IN_ARTICLE)):
            values[_CONTEXT] = values[_DERIVED] = article
            shared = (self._context[article],)
        if not words:
            return ""
        words.sort(key=_WORD_ORDER)
        numbers: dict[str, int] = {}
        names, texts = [], []
        for role, start, end, target, text, attributes in words:
            number = numbers[role] = numbers.get(role, 0) + 1
            word = notation.format_part(name, mention, f".{role}.{number}")
            names.append(word)
            statements = [self._word_types]
            if "text" in attributes:
                statements.append(self._anchor[text])
            if "start_char" in attributes and "end_char" in attributes:
                statements += self._begin[start], self._end[end]
            statements += shared
            statements += self._refers[target], self._role[roles[role]]
            texts.append(notation.format_subject(word, statements))
        if len(names) > 9:
            names.sort(key=lambda word: word + ">")  # actor.10> comes before actor.1>
        values[_ARGUMENT] = names
        return "".join(texts)

    def _find_plain(self) -> dict[str, list[tuple[str, str]]]:
        """Plain triples of the relations that are asserted and not known to have ended, by the node that is their subject."""
        plain: dict[str, list[tuple[str, str]]] = {}
        make_term = self._notation.make_term
        for relation in self.reader.list_nodes(NodeKind.RELATION):
            attributes = self.reader.get_attributes(relation, "relation_type", "factuality")
            if attributes["factuality"] != Factuality.ASSERTED or "valid_until" in attributes:
                continue
            predicate = make_individual(attributes["relation_type"])
            subjects, objects = (self.reader.list_targets(relation, kind) for kind in (EdgeKind.SUBJECT, EdgeKind.OBJECT))
            for subject in subjects:
                found = plain.setdefault(subject, [])
                found += [(predicate, make_term(value)) for value in objects]
                if "office" in attributes:
                    found.append((predicate, make_text(attributes["office"])))
            if attributes["relation_type"] in SYMMETRIC:
                for value in objects:
                    plain.setdefault(value, []).extend((predicate, make_term(subject)) for subject in subjects)
        return plain

    def _make_plan(self, kind: NodeKind) -> _Plan:
        makers: dict[str, list[tuple[str, Callable[[Any], str]]]] = {}
        for name, (predicate, make) in ATTRIBUTES[kind].items():
            makers.setdefault(predicate, []).append((name, make))
        links = {str(edge): predicates for (source, edge), predicates in EDGES.items() if source == kind}
        roles = WORD_ROLES.get(kind, {})
        plain = {predicate for pairs in self._plain.values() for predicate, _ in pairs} if kind in _NAMED else ()
        # by predicate: what the value is called, and what writes it
        fields: dict[str, tuple[str, _Writer]] = {RDF_TYPE: (RDF_TYPE, self._types)}
        for predicate, found in makers.items():
            if len(found) == 1:
                fields[predicate] = found[0][0], self._write_values(predicate, found[0][1])
        for edge, predicates in links.items():
            for predicate in predicates:
                fields[predicate] = predicate, self._write_links(predicate, remember=edge not in _ONCE)
        if "mode" in COMBINED.get(kind, ()):
            fields[_MODE] = "mode", self._write_values(_MODE, make_plover)
        if roles:
            fields |= {predicate: (predicate, self._write_nodes(predicate)) for predicate in (_CONTEXT, _DERIVED, _GENERATED)}
            fields[_ARGUMENT] = _ARGUMENT, _List(self._notation, _ARGUMENT, self._notation.format_reference)
        combined = {NodeKind.SENTENCE: [_ANCHOR], NodeKind.PLACE: [_WKT]}.get(kind, [])
        for predicate in {*makers, *plain, *combined} - fields.keys():
            fields[predicate] = predicate, self._write_terms(predicate)
        return _Plan(
            types=TYPES[kind],
            fields=[fields[predicate] for predicate in sorted(fields, key=lambda predicate: (predicate != RDF_TYPE, predicate))],
            several=[(predicate, found) for predicate, found in makers.items() if len(found) > 1],
            links={**dict.fromkeys(roles, ()), **links},
            roles=roles,
            combine=_COMBINE.get(kind),
        )

    def _refer(self, node: str) -> str:
        return self._notation.format_reference(self._notation.format_name(node))

    def _write_values(self, predicate: str, make: Callable[[Any], str]) -> Memo:
        """Writer of one value, of which ``make`` makes a term."""
        statement, notation = Statement(self._notation, predicate), self._notation
        return Memo(lambda value: statement.format([notation.format_object(predicate, make(value))]))

    def _write_nodes(self, predicate: str) -> Memo:
        """Writer of one node."""
        statement = Statement(self._notation, predicate)
        return Memo(lambda node: statement.format([self._references[node]]))

    def _write_links(self, predicate: str, *, remember: bool) -> "_List":
        """Writer of nodes, which are sorted; ``remember`` what is made of them if they come again soon."""
        if remember:
            return _List(self._notation, predicate, self._references.__getitem__, self._terms.__getitem__, self._write_nodes(predicate).__getitem__)
        return _List(self._notation, predicate, self._refer, self._notation.make_term)

    def _write_terms(self, predicate: str) -> "_List":
        """Writer of terms, which are sorted."""
        return _List(self._notation, predicate, lambda term: self._notation.format_object(predicate, term), str)


class _List:
    """Writer of a list of objects. With an ``order`` they are sorted, and none is written twice; ``write_one`` writes a list of one."""

    __slots__ = ("_format", "_order", "_statement", "_write_one")

    def __init__(
        self,
        notation: Notation,
        predicate: str,
        format: Callable[[str], str],
        order: Callable[[str], str] | None = None,
        write_one: Callable[[str], str] | None = None,
    ) -> None:
        self._statement, self._format, self._order, self._write_one = Statement(notation, predicate), format, order, write_one

    def __getitem__(self, values: list[str]) -> str:
        if len(values) == 1:
            return self._write_one(values[0]) if self._write_one else self._statement.format((self._format(values[0]),))
        if self._order is not None:
            values = sorted(set(values), key=self._order)
        return self._statement.format([*map(self._format, values)])


def _combine_mode(values: dict[str, Any]) -> None:
    if "mode" in values:
        values["mode"] = f"{values['event_type']}-{values['mode']}"


def _combine_text(values: dict[str, Any]) -> None:
    values[_ANCHOR] = [make_text(values["text"], values.get("lang"))]


def _combine_point(values: dict[str, Any]) -> None:
    if "latitude" in values and "longitude" in values:
        point = f"POINT({format_decimal(values['longitude'])} {format_decimal(values['latitude'])})"
        values[_WKT] = [make_typed(point, _WKT_LITERAL)]


def _combine_types(values: dict[str, Any]) -> None:
    if actor_type := ACTOR_TYPES.get(values["actor_kind"]):
        values[RDF_TYPE] = (*values[RDF_TYPE], actor_type)


_COMBINE: Final[Mapping[str, Callable[[dict[str, Any]], None]]] = {
    NodeKind.EVENT: _combine_mode,
    NodeKind.MENTION: _combine_mode,
    NodeKind.SENTENCE: _combine_text,
    NodeKind.PLACE: _combine_point,
    NodeKind.ACTOR: _combine_types,
}
