"""The graph as RDF: Turtle to read and N-Triples to load, both from one stream of triples.

Events are nodes, and who says so and how sure they are hangs on their mentions (as in GAF): no event is ever a plain triple between two actors.
Relations are nodes likewise; one that is asserted and not known to have ended also stands as a plain triple (``actor:ARM ckg:alliedWith
actor:RUS``) among those of its subject.
Triples come grouped by subject and sorted, so the same graph gives the same bytes, and Turtle needs no index.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, BinaryIO, Final, NamedTuple, TypeAlias

from exports.output import write_pieces
from exports.reading import GraphReader
from exports.terms import check_iri, encode_id, format_decimal, make_index, make_text, make_typed
from exports.vocabulary import (
    ACTOR_TYPES,
    ATTRIBUTES,
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
from schemas.identifiers import BASE_IRI, get_digest
from schemas.judgement import Factuality

if TYPE_CHECKING:
    import networkx as nx  # the type only: a worker of the server starts a third sooner without it

Triple: TypeAlias = tuple[str, str, str]
Pair: TypeAlias = tuple[str, str]  # predicate, object

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


def generate_triples(
    graph: "nx.MultiDiGraph", *, base_iri: str = BASE_IRI, order: Callable[[str], tuple[str, str]] | None = None
) -> Iterator[Triple]:
    """Triples of a graph as N-Triples terms, grouped by subject, none twice.

    Subjects come in the order of their node ids (or of what ``order`` makes of an id), each mention followed by the words in it that name its
    arguments; within a subject the types come first, then predicates and objects sorted as text. Raises :class:`ExportError` where the graph
    breaks its contract.
    """
    for subject in _Description(graph, check_iri(base_iri)).generate_subjects(order):
        for predicate, value in subject.list_pairs():
            yield subject.iri, predicate, value


def group_by_subject(triples: Iterable[Triple]) -> Iterator[tuple[str, list[Pair]]]:
    """Subjects of triples that come grouped by them, each with its predicates and objects."""
    for subject, found in groupby(triples, key=itemgetter(0)):
        yield subject, [(predicate, value) for _, predicate, value in found]


def write_ntriples(graph: "nx.MultiDiGraph", stream: BinaryIO, *, base_iri: str = BASE_IRI) -> None:
    """Write N-Triples, one triple a line."""
    triples = generate_triples(graph, base_iri=base_iri)
    write_pieces(stream, (f"{subject} {predicate} {value} .\n" for subject, predicate, value in triples))


def write_turtle(graph: "nx.MultiDiGraph", stream: BinaryIO, *, base_iri: str = BASE_IRI) -> None:
    """Write Turtle: the prefixes, then a block for each subject."""
    write_pieces(stream, _generate_turtle(_Description(graph, check_iri(base_iri)).generate_subjects(), base_iri))


class _Description:
    """What RDF says of each node of a graph, of the words in its mentions, and of the run that made it."""

    def __init__(self, graph: "nx.MultiDiGraph", base_iri: str) -> None:
        self._reader = GraphReader(graph)
        self._base_iri = base_iri
        self._version: str | None = graph.graph.get("software_version")
        self._model: str | None = graph.graph.get("model")
        digest = get_digest(self._version, self._model)
        self._agent_id, self._run_id = f"agent/{digest}", f"run/{digest}"
        self._plain = self._find_plain()

    def generate_subjects(self, order: Callable[[str], tuple[str, str]] | None = None) -> Iterator[_Subject]:
        for node in sorted([*self._reader.nodes, self._agent_id, self._run_id], key=order):
            try:
                yield from self._generate_node(node)
            except (TypeError, ValueError, AttributeError, KeyError) as error:
                raise ExportError(f"cannot write {node!r} as RDF, it breaks the contract of schemas.graph: {error!r}") from error

    def _generate_node(self, node: str) -> Iterator[_Subject]:
        if node == self._agent_id:
            yield self._describe_agent()
        elif node == self._run_id:
            yield _Subject(self._name(node), (expand("prov:Activity"),), [(_ASSOCIATED, self._name(self._agent_id))])
        elif self._reader.nodes[node]["kind"] in WORD_ROLES:
            yield from self._generate_mention(node)
        else:
            yield self._describe_node(node)

    def _find_plain(self) -> dict[str, list[Pair]]:
        """Plain triples of the relations that are asserted and not known to have ended, by the node that is their subject."""
        plain: dict[str, list[Pair]] = {}
        for relation in self._reader.list_nodes(NodeKind.RELATION):
            attributes = self._reader.get_attributes(relation, "relation_type", "factuality")
            if attributes["factuality"] != Factuality.ASSERTED or "valid_until" in attributes:
                continue
            predicate = make_individual(attributes["relation_type"])
            subjects, objects = (self._reader.list_targets(relation, kind) for kind in (EdgeKind.SUBJECT, EdgeKind.OBJECT))
            for subject in subjects:
                found = plain.setdefault(subject, [])
                found += [(predicate, self._name(value)) for value in objects]
                if "office" in attributes:
                    found.append((predicate, make_text(attributes["office"])))
            if attributes["relation_type"] in SYMMETRIC:
                for value in objects:
                    plain.setdefault(value, []).extend((predicate, self._name(subject)) for subject in subjects)
        return plain

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
        pairs += self._plain.get(node, ())
        roles = WORD_ROLES.get(kind, {})
        for edge in self._reader.list_edges(node):
            predicates = EDGES.get((kind, edge.kind))
            if predicates is not None:
                pairs += [(predicate, self._name(edge.target)) for predicate in predicates]
            elif edge.kind not in roles:
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
        roles = WORD_ROLES[self._reader.nodes[mention]["kind"]]
        for role, target, attributes in self._reader.list_words(mention):
            numbers[role] += 1
            pairs = [*context, (_ROLE, roles[role]), (_REFERS, self._name(target))]
            if "text" in attributes:
                pairs.append((_ANCHOR, make_text(attributes["text"])))
            if "start_char" in attributes and "end_char" in attributes:
                pairs += [(_BEGIN, make_index(attributes["start_char"])), (_END, make_index(attributes["end_char"]))]
            yield _Subject(self._name(f"{mention}.{role}.{numbers[role]}"), (expand("ckg:ArgumentMention"),), pairs)


def _generate_turtle(subjects: Iterator[_Subject], base_iri: str) -> Iterator[str]:
    prefixes = list_prefixes(base_iri)
    yield from generate_prologue(prefixes)
    shorten = make_shortener(prefixes)
    for subject in subjects:
        yield format_block(subject.iri, subject.list_pairs(), shorten)


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
        # a term that ends in a quotation mark or a language is as short as it can be
        short = shorten(value) if value[-1] == ">" else value
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
