"""Which kind of node has which property, how often, with what values: read off the tables that the exporters write by.

What a property takes is found by writing a value with the exporter's own function and looking at the term that comes out, so that the ontology
and the shapes cannot say anything else than the exports do.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Final, get_args

from exports.rdf import make_shortener
from exports.terms import split_literal
from exports.vocabulary import ATTRIBUTES, EDGES, PREFIXES, TYPES, WORD_ROLES, make_individual, make_plover
from schemas.codebook import Quad, load_codebook
from schemas.graph import NODE_ATTRIBUTES, OPTIONAL_ATTRIBUTES, EdgeKind, NodeKind
from schemas.relation import RelationType

_SAMPLES: Final = {str: "2020-10-31", int: 1, float: 0.5}
# OWL 2 has no datatype for a month or a year, and none that joins them with days: in the ontology a date is a literal, in the shapes one of these
DATES: Final = ("xsd:date", "xsd:gYearMonth", "xsd:gYear")
_PARTY: Final = ("sem:Actor", "sem:Place")
_ARTICLE: Final = ("schema:NewsArticle",)

shorten: Final = make_shortener(PREFIXES)
"""Prefixed name of ``<iri>``."""


@dataclass(frozen=True, kw_only=True)
class Use:
    """A property of a kind of node.

    ``owner``: class of the node. ``datatypes``: what the literals may be, none where it leads to nodes. ``classes``: of the nodes, none where they
    are not described here (Wikidata). ``values``: all nodes that it may lead to, none where they are not listed. ``at_most``: None is without limit.
    """

    owner: str
    property: str
    datatypes: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    at_least: int = 0
    at_most: int | None = 1


# what is listed: attribute -> class and names of the values
LISTED: Final[Mapping[str, tuple[str, Callable[[], tuple[str, ...]]]]] = {
    "event_type": ("sem:EventType", lambda: tuple(event_type.name for event_type in load_codebook().types)),
    "factuality": ("ckg:Factuality", lambda: tuple(load_codebook().factualities)),
    "quad": ("ckg:QuadClass", lambda: get_args(Quad)),
    "relation_type": ("ckg:RelationType", lambda: tuple(RelationType)),
    "date_precision": ("time:TemporalUnit", lambda: ("day", "month", "year")),
}

# classes that an edge leads to, and how often it must and may be there
_EDGE_USES: Final[Mapping[tuple[str, str], tuple[tuple[str, ...], int, int | None]]] = {
    (NodeKind.EVENT, EdgeKind.ACTOR): (("sem:Actor",), 0, None),
    (NodeKind.EVENT, EdgeKind.RECIPIENT): (("sem:Actor",), 0, None),
    (NodeKind.EVENT, EdgeKind.PLACE): (("sem:Place",), 0, None),
    (NodeKind.EVENT, EdgeKind.DENOTED_BY): (("ckg:EventMention",), 1, None),
    (NodeKind.EVENT, EdgeKind.DENIES): (("sem:Event",), 0, None),
    (NodeKind.EVENT, EdgeKind.ALLEGES): (("sem:Event",), 0, None),
    (NodeKind.MENTION, EdgeKind.IN_SENTENCE): (("nif:Sentence",), 1, 1),
    (NodeKind.MENTION, EdgeKind.ATTRIBUTED_TO): (("sem:Actor",), 0, None),
    (NodeKind.SENTENCE, EdgeKind.IN_ARTICLE): (_ARTICLE, 1, 1),
    (NodeKind.ARTICLE, EdgeKind.COPY_OF): (_ARTICLE, 0, 1),
    (NodeKind.RELATION, EdgeKind.SUBJECT): (_PARTY, 1, None),
    (NodeKind.RELATION, EdgeKind.OBJECT): (_PARTY, 0, None),
    (NodeKind.RELATION, EdgeKind.DENOTED_BY): (("ckg:RelationMention",), 1, None),
    (NodeKind.RELATION_MENTION, EdgeKind.IN_SENTENCE): (("nif:Sentence",), 1, 1),
    (NodeKind.RELATION_MENTION, EdgeKind.ATTRIBUTED_TO): (("sem:Actor",), 0, None),
}


def get_class(kind: str) -> str:
    """Class by which a kind of node is known; an article is a ``schema:NewsArticle`` first and a ``nif:Context`` beside."""
    return shorten(TYPES[kind][-1])


@cache
def list_uses() -> tuple[Use, ...]:
    """All uses: those of the graph's attributes and edges, then those that the RDF adds."""
    uses: dict[tuple[str, str], Use] = {}
    for use in (*_generate_attributes(), *_generate_edges(), *_generate_additions()):
        known = uses.get((use.owner, use.property))
        uses[use.owner, use.property] = _join(known, use) if known else use
    return tuple(uses.values())


def _join(one: Use, other: Use) -> Use:
    """Use of a property that stands for two attributes, as the names in two languages do."""
    limits = (one.at_most, other.at_most)
    at_most = None if None in limits else sum(limit for limit in limits if limit is not None)
    datatypes = tuple(dict.fromkeys((*one.datatypes, *other.datatypes)))
    return replace(one, datatypes=datatypes, at_least=one.at_least + other.at_least, at_most=at_most)


def _generate_attributes() -> Iterator[Use]:
    for kind, table in ATTRIBUTES.items():
        for attribute, (predicate, make) in table.items():
            at_least = int(attribute not in OPTIONAL_ATTRIBUTES[NodeKind(kind)])
            term = make(_SAMPLES[NODE_ATTRIBUTES[NodeKind(kind)][attribute]])
            owner, name = get_class(kind), shorten(predicate)
            if attribute in LISTED:
                class_, list_names = LISTED[attribute]
                values = tuple(shorten(make(value)) for value in list_names())
                yield Use(owner=owner, property=name, classes=(class_,), values=values, at_least=at_least)
            elif term[0] == "<":
                yield Use(owner=owner, property=name, at_least=at_least)
            else:
                yield Use(owner=owner, property=name, datatypes=_find_datatypes(term), at_least=at_least)


def _find_datatypes(term: str) -> tuple[str, ...]:
    _, lang, datatype = split_literal(term)
    found = "rdf:langString" if lang else shorten(f"<{datatype}>") if datatype else "xsd:string"
    return DATES if found == "xsd:date" else (found,)


def _generate_edges() -> Iterator[Use]:
    for (kind, edge), predicates in EDGES.items():
        classes, at_least, at_most = _EDGE_USES[kind, edge]
        for predicate in predicates:
            yield Use(owner=get_class(kind), property=shorten(predicate), classes=classes, at_least=at_least, at_most=at_most)


def _generate_additions() -> Iterator[Use]:
    """What :mod:`exports.rdf` says beyond attributes and edges: modes, points, words, the run and its software."""
    modes = tuple(shorten(make_plover(f"{kind.name}-{mode}")) for kind in load_codebook().types for mode in kind.modes)
    for owner in ("sem:Event", "ckg:EventMention"):
        yield Use(owner=owner, property="ckg:mode", classes=("skos:Concept",), values=modes)
    for owner in ("ckg:EventMention", "ckg:RelationMention"):
        yield Use(owner=owner, property="ckg:argument", classes=("ckg:ArgumentMention",), at_most=None)
        yield Use(owner=owner, property="nif:referenceContext", classes=_ARTICLE, at_least=1)
        yield Use(owner=owner, property="prov:wasDerivedFrom", classes=_ARTICLE, at_least=1)
        yield Use(owner=owner, property="prov:wasGeneratedBy", classes=("prov:Activity",), at_least=1)
    roles = tuple(sorted({shorten(role) for table in WORD_ROLES.values() for role in table.values()}))
    words = "ckg:ArgumentMention"
    yield Use(owner=words, property="ckg:role", values=roles, at_least=1)
    yield Use(owner=words, property="ckg:refersTo", classes=_PARTY, at_least=1)
    yield Use(owner=words, property="nif:referenceContext", classes=_ARTICLE, at_least=1)
    yield Use(owner=words, property="nif:anchorOf", datatypes=("xsd:string",))
    yield Use(owner=words, property="nif:beginIndex", datatypes=("xsd:nonNegativeInteger",))
    yield Use(owner=words, property="nif:endIndex", datatypes=("xsd:nonNegativeInteger",))
    yield Use(owner="nif:Sentence", property="nif:anchorOf", datatypes=("xsd:string", "rdf:langString"), at_least=1)
    yield Use(owner="sem:Place", property="geo:asWKT", datatypes=("geo:wktLiteral",))
    yield Use(owner="prov:Activity", property="prov:wasAssociatedWith", classes=("prov:SoftwareAgent",), at_least=1)
    yield Use(owner="prov:SoftwareAgent", property="schema:name", datatypes=("xsd:string",), at_least=1)
    yield Use(owner="prov:SoftwareAgent", property="schema:softwareVersion", datatypes=("xsd:string",))
    yield Use(owner="prov:SoftwareAgent", property="ckg:modelDigest", datatypes=("xsd:string",))
    for relation_type in RelationType:
        name = shorten(make_individual(relation_type))
        for owner in _PARTY:
            is_office = relation_type == RelationType.HOLDS_OFFICE
            yield Use(owner=owner, property=name, datatypes=("xsd:string",) if is_office else (), classes=() if is_office else _PARTY, at_most=None)
