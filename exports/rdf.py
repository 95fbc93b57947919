"""The graph as RDF: Turtle to read and N-Triples to load, both from one stream of triples.

Events are nodes, and who says so and how sure they are hangs on their mentions (as in GAF): no plain triple ever joins two actors.
Triples come grouped by subject and sorted, so the same graph gives the same bytes, and Turtle needs no index.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import BinaryIO, Final, NamedTuple, TypeAlias

import networkx as nx

from exports.output import write_pieces
from exports.reading import GraphReader
from exports.terms import check_iri, encode_id, format_decimal, make_index, make_text, make_typed
from exports.vocabulary import ACTOR_TYPES, ATTRIBUTES, EDGES, PREFIXES, RDF_TYPE, TYPES, WORD_ROLES, expand, make_plover
from schemas.errors import ExportError
from schemas.graph import NodeKind
from schemas.identifiers import BASE_IRI, get_digest

Triple: TypeAlias = tuple[str, str, str]

# folders of node ids, which get a prefix of their own in Turtle
_FOLDERS: Final = (*(kind.value for kind in NodeKind), "agent", "run")
# narrower than Turtle's PN_LOCAL, so that nothing needs a backslash
_SAFE_LOCAL: Final = re.compile(r"[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_-])?")
_BARE_NUMBER: Final = re.compile(r'"(-?[0-9]+|-?[0-9]+\.[0-9]+)"\^\^<http://www\.w3\.org/2001/XMLSchema#(integer|decimal)>')

_ANCHOR, _BEGIN, _END, _CONTEXT = expand("nif:anchorOf"), expand("nif:beginIndex"), expand("nif:endIndex"), expand("nif:referenceContext")
_MODE, _WKT, _WKT_LITERAL = expand("ckg:mode"), expand("geo:asWKT"), PREFIXES["geo"] + "wktLiteral"
_DERIVED, _GENERATED, _ASSOCIATED = expand("prov:wasDerivedFrom"), expand("prov:wasGeneratedBy"), expand("prov:wasAssociatedWith")
_ARGUMENT, _ROLE, _REFERS = expand("ckg:argument"), expand("ckg:role"), expand("ckg:refersTo")


class _Subject(NamedTuple):
    iri: str
    types: tuple[str, ...]
    pairs: list[tuple[str, str]]  # predicate, object

    def list_pairs(self) -> list[tuple[str, str]]:
        """Types first, then the other predicates and their objects sorted as text, none twice."""
        return [*((RDF_TYPE, type_) for type_ in self.types), *sorted(set(self.pairs))]


def generate_triples(graph: nx.MultiDiGraph, *, base_iri: str = BASE_IRI) -> Iterator[Triple]:
    """Triples of a graph as N-Triples terms, grouped by subject, none twice.

    Subjects come in the order of their node ids, each mention followed by the words in it that name its arguments; within a subject the
    types come first, then predicates and objects sorted as text. Raises :class:`ExportError` where the graph breaks its contract.
    """
    for subject in _Description(graph, check_iri(base_iri)).generate_subjects():
        for predicate, value in subject.list_pairs():
            yield subject.iri, predicate, value


def write_ntriples(graph: nx.MultiDiGraph, stream: BinaryIO, *, base_iri: str = BASE_IRI) -> None:
    """Write N-Triples, one triple a line."""
    triples = generate_triples(graph, base_iri=base_iri)
    write_pieces(stream, (f"{subject} {predicate} {value} .\n" for subject, predicate, value in triples))


def write_turtle(graph: nx.MultiDiGraph, stream: BinaryIO, *, base_iri: str = BASE_IRI) -> None:
    """Write Turtle: the prefixes, then a block for each subject."""
    write_pieces(stream, _generate_turtle(_Description(graph, check_iri(base_iri)).generate_subjects(), base_iri))


class _Description:
    """What RDF says of each node of a graph, of the words in its mentions, and of the run that made it."""

    def __init__(self, graph: nx.MultiDiGraph, base_iri: str) -> None:
        self._reader = GraphReader(graph)
        self._base_iri = base_iri
        self._version: str | None = graph.graph.get("software_version")
        self._model: str | None = graph.graph.get("model")
        digest = get_digest(self._version, self._model)
        self._agent_id, self._run_id = f"agent/{digest}", f"run/{digest}"

    def generate_subjects(self) -> Iterator[_Subject]:
        for node in sorted([*self._reader.nodes, self._agent_id, self._run_id]):
            try:
                yield from self._generate_node(node)
            except (TypeError, ValueError, AttributeError, KeyError) as error:
                raise ExportError(f"cannot write {node!r} as RDF, it breaks the contract of schemas.graph: {error!r}") from error

    def _generate_node(self, node: str) -> Iterator[_Subject]:
        if node == self._agent_id:
            yield self._describe_agent()
        elif node == self._run_id:
            yield _Subject(self._name(node), (expand("prov:Activity"),), [(_ASSOCIATED, self._name(self._agent_id))])
        elif self._reader.nodes[node]["kind"] == NodeKind.MENTION:
            yield from self._generate_mention(node)
        else:
            yield self._describe_node(node)

    def _name(self, node: str) -> str:
        return f"<{self._base_iri}{encode_id(node)}>"

    def _describe_agent(self) -> _Subject:
        pairs = [(expand("schema:name"), make_text("conflict-kg"))]
        if self._version is not None:
            pairs.append((expand("schema:softwareVersion"), make_text(self._version)))
        if self._model is not None:
            pairs.append((expand("ckg:modelDigest"), make_text(self._model)))
        return _Subject(self._name(self._agent_id), (expand("prov:SoftwareAgent"),), pairs)

    def _describe_node(self, node: str) -> _Subject:
        attributes = self._reader.nodes[node]
        kind: str = attributes["kind"]
        types = TYPES[kind]
        pairs = [(predicate, make(attributes[name])) for name, (predicate, make) in ATTRIBUTES[kind].items() if name in attributes]
        if "mode" in attributes:
            pairs.append((_MODE, make_plover(f"{attributes['event_type']}-{attributes['mode']}")))
        if kind == NodeKind.ACTOR and (actor_type := ACTOR_TYPES.get(attributes["actor_kind"])):
            types = (*types, actor_type)
        elif kind == NodeKind.SENTENCE:
            pairs.append((_ANCHOR, make_text(attributes["text"], attributes.get("lang"))))
        elif kind == NodeKind.PLACE and "latitude" in attributes and "longitude" in attributes:
            point = f"POINT({format_decimal(attributes['longitude'])} {format_decimal(attributes['latitude'])})"
            pairs.append((_WKT, make_typed(point, _WKT_LITERAL)))
        for edge in self._reader.list_edges(node):
            predicates = EDGES.get((kind, edge.kind))
            if predicates is not None:
                pairs += [(predicate, self._name(edge.target)) for predicate in predicates]
            elif kind != NodeKind.MENTION or edge.kind not in WORD_ROLES:
                raise ExportError(f"edge {node!r} -> {edge.target!r}: a node of kind {kind} has no edges of kind {edge.kind}")
        return _Subject(self._name(node), types, pairs)

    def _generate_mention(self, mention: str) -> Iterator[_Subject]:
        article = self._reader.find_article(mention)
        context = [(_CONTEXT, self._name(article))] if article else []
        words = list(self._generate_words(mention, context))
        iri, types, pairs = self._describe_node(mention)
        pairs += [*context, (_GENERATED, self._name(self._run_id)), *((_ARGUMENT, argument.iri) for argument in words)]
        if article:
            pairs.append((_DERIVED, self._name(article)))
        yield _Subject(iri, types, pairs)
        yield from words

    def _generate_words(self, mention: str, context: list[tuple[str, str]]) -> Iterator[_Subject]:
        numbers: Counter[str] = Counter()
        for role, target, attributes in self._reader.list_words(mention):
            numbers[role] += 1
            pairs = [*context, (_ROLE, WORD_ROLES[role]), (_REFERS, self._name(target))]
            if "text" in attributes:
                pairs.append((_ANCHOR, make_text(attributes["text"])))
            if "start_char" in attributes and "end_char" in attributes:
                pairs += [(_BEGIN, make_index(attributes["start_char"])), (_END, make_index(attributes["end_char"]))]
            yield _Subject(self._name(f"{mention}.{role}.{numbers[role]}"), (expand("ckg:ArgumentMention"),), pairs)


def _generate_turtle(subjects: Iterator[_Subject], base_iri: str) -> Iterator[str]:
    prefixes = dict(sorted({**PREFIXES, **{folder: f"{base_iri}{folder}/" for folder in _FOLDERS}}.items()))
    for prefix, namespace in prefixes.items():
        yield f"@prefix {prefix}: <{namespace}> .\n"
    shorten = _make_shortener({namespace: prefix for prefix, namespace in prefixes.items()})
    for subject in subjects:
        parts: list[str] = []
        last_predicate = ""
        for predicate, value in subject.list_pairs():
            # a term that ends in a quotation mark or a language is as short as it can be
            short = shorten(value) if value[-1] == ">" else value
            parts.append(f", {short}" if predicate == last_predicate else f" ;\n    {shorten(predicate)} {short}")
            last_predicate = predicate
        parts[0] = parts[0].removeprefix(" ;")
        yield f"\n{shorten(subject.iri)}{''.join(parts)} .\n"


def _make_shortener(prefix_of: dict[str, str]) -> Callable[[str], str]:
    def shorten_iri(iri: str) -> str:
        cut = max(iri.rfind("/"), iri.rfind("#")) + 1
        prefix, local = prefix_of.get(iri[:cut]), iri[cut:]
        return f"{prefix}:{local}" if prefix and _SAFE_LOCAL.fullmatch(local) else f"<{iri}>"

    # most terms come again soon (an event's in its mentions, a predicate in every subject); the bound keeps memory flat
    @lru_cache(maxsize=1 << 16)
    def shorten(term: str) -> str:
        if term[0] == "<":
            return "a" if term == RDF_TYPE else shorten_iri(term[1:-1])
        if number := _BARE_NUMBER.fullmatch(term):
            return number[1]
        literal, _, datatype = term[:-1].rpartition("^^<")
        return f"{literal}^^{shorten_iri(datatype)}"

    return shorten
