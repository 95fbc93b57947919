"""Which RDF property stands for which attribute and edge of the graph; the namespaces.

The tables cover the whole graph contract, so that nothing of a graph is lost in RDF. Values that the ontology defines (event types, modes,
quad classes, factualities, precisions of time) are IRIs; codes of open lists (country, sector, kind of actor or place) are literals.
"""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, Final

from exports.terms import encode_id, make_date, make_decimal, make_index, make_integer, make_iri, make_text, make_uri
from schemas.graph import EdgeKind, NodeKind
from schemas.identifiers import ONTOLOGY_IRI, PLOVER_IRI, WIKIDATA_IRI
from schemas.relation import RelationType

PREFIXES: Final[Mapping[str, str]] = {
    "ckg": ONTOLOGY_IRI,
    "dcterms": "http://purl.org/dc/terms/",
    "gaf": "http://groundedannotationframework.org/gaf#",
    "geo": "http://www.opengis.net/ont/geosparql#",
    "nif": "http://persistence.uni-leipzig.org/nlp2rdf/ontologies/nif-core#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "plover": PLOVER_IRI,
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/",
    "sem": "http://semanticweb.cs.vu.nl/2009/11/sem/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "time": "http://www.w3.org/2006/time#",
    "wd": WIKIDATA_IRI,
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


def expand(name: str) -> str:
    """IRI term of a prefixed name.

    >>> expand("sem:Event")
    '<http://semanticweb.cs.vu.nl/2009/11/sem/Event>'
    """
    prefix, local = name.split(":", 1)
    return make_iri(PREFIXES[prefix] + local)


RDF_TYPE: Final = expand("rdf:type")


def make_plover(name: str) -> str:
    """Concept of an event type ("ASSAULT") or of a mode with its type before it ("ASSAULT-aerial")."""
    return make_iri(PLOVER_IRI + encode_id(name))


@lru_cache(maxsize=256)
def make_individual(name: str) -> str:
    """Individual of the ontology for a value: "verbal conflict" is ``ckg:verbalConflict``."""
    first, *others = re.split(r"[\s_-]+", name.strip())
    return make_iri(ONTOLOGY_IRI + encode_id(first + "".join(word.capitalize() for word in others)))


def _make_english(text: str) -> str:
    return make_text(text, "en")


def _make_indonesian(text: str) -> str:
    return make_text(text, "id")


def _make_time_unit(precision: str) -> str:
    return make_iri(PREFIXES["time"] + encode_id(f"unit{precision.capitalize()}"))


def _make_wikidata(number: str) -> str:
    return make_iri(WIKIDATA_IRI + encode_id(number))


def _make_geonames(number: str) -> str:
    return make_iri(f"https://sws.geonames.org/{encode_id(number)}/")


# the keys are kinds of nodes and edges, as strings: members of an enumeration are slow to make for each edge
TYPES: Final[Mapping[str, tuple[str, ...]]] = {
    NodeKind.ARTICLE: (expand("nif:Context"), expand("schema:NewsArticle")),
    NodeKind.SENTENCE: (expand("nif:Sentence"),),
    NodeKind.MENTION: (expand("ckg:EventMention"),),
    NodeKind.EVENT: (expand("sem:Event"),),
    NodeKind.ACTOR: (expand("sem:Actor"),),
    NodeKind.PLACE: (expand("sem:Place"),),
    NodeKind.RELATION: (expand("ckg:Relation"),),
    NodeKind.RELATION_MENTION: (expand("ckg:RelationMention"),),
}

# an "unnamed" actor is a sem:Actor and nothing more
ACTOR_TYPES: Final[Mapping[str, str]] = {
    "state": expand("schema:Country"),
    "organization": expand("schema:Organization"),
    "group": expand("schema:Organization"),
    "person": expand("schema:Person"),
}

# attributes that need a second one to become a term, see exports.rdf
COMBINED: Final[Mapping[str, frozenset[str]]] = {
    NodeKind.SENTENCE: frozenset({"text", "lang"}),
    NodeKind.MENTION: frozenset({"mode"}),
    NodeKind.EVENT: frozenset({"mode"}),
    NodeKind.PLACE: frozenset({"latitude", "longitude"}),
}

ATTRIBUTES: Final[Mapping[str, Mapping[str, tuple[str, Callable[[Any], str]]]]] = {
    NodeKind.ARTICLE: {
        "article_id": (expand("dcterms:identifier"), make_text),
        "lang": (expand("schema:inLanguage"), make_text),
        "published_on": (expand("schema:datePublished"), make_date),
        "title": (expand("schema:headline"), make_text),
        "publisher": (expand("schema:publisher"), make_text),
        "url": (expand("schema:url"), make_uri),
    },
    NodeKind.SENTENCE: {"start_char": (expand("nif:beginIndex"), make_index), "end_char": (expand("nif:endIndex"), make_index)},
    NodeKind.MENTION: {
        "trigger": (expand("nif:anchorOf"), make_text),
        "start_char": (expand("nif:beginIndex"), make_index),
        "end_char": (expand("nif:endIndex"), make_index),
        "event_type": (expand("ckg:eventType"), make_plover),  # not sem:eventType, whose domain would make the mention an event
        "factuality": (expand("ckg:factuality"), make_individual),
        "date": (expand("ckg:date"), make_date),
        "confidence": (expand("ckg:confidence"), make_decimal),
    },
    NodeKind.EVENT: {
        "name": (expand("rdfs:label"), _make_english),
        "name_id": (expand("rdfs:label"), _make_indonesian),
        "event_type": (expand("sem:eventType"), make_plover),
        "quad": (expand("ckg:quadClass"), make_individual),
        "plover_score": (expand("ckg:ploverScore"), make_decimal),
        "factuality": (expand("ckg:factuality"), make_individual),
        "date": (expand("ckg:date"), make_date),
        "date_precision": (expand("ckg:timePrecision"), _make_time_unit),
        "first_date": (expand("sem:hasBeginTimeStamp"), make_date),
        "last_date": (expand("sem:hasEndTimeStamp"), make_date),
        "report_count": (expand("ckg:reportCount"), make_integer),
        "independent_count": (expand("ckg:independentCount"), make_integer),
        "mention_count": (expand("ckg:mentionCount"), make_integer),
        "killed": (expand("ckg:killed"), make_integer),
        "killed_low": (expand("ckg:killedLow"), make_integer),
        "killed_high": (expand("ckg:killedHigh"), make_integer),
        "injured": (expand("ckg:injured"), make_integer),
        "injured_low": (expand("ckg:injuredLow"), make_integer),
        "injured_high": (expand("ckg:injuredHigh"), make_integer),
        "confidence": (expand("ckg:confidence"), make_decimal),
    },
    NodeKind.ACTOR: {
        "name": (expand("skos:prefLabel"), _make_english),
        "name_id": (expand("skos:prefLabel"), _make_indonesian),
        "actor_kind": (expand("ckg:actorKind"), make_text),
        "code": (expand("ckg:code"), make_text),
        "country": (expand("ckg:country"), make_text),
        "sector": (expand("ckg:sector"), make_text),
        "wikidata": (expand("owl:sameAs"), _make_wikidata),
    },
    NodeKind.PLACE: {
        "name": (expand("skos:prefLabel"), _make_english),
        "name_id": (expand("skos:prefLabel"), _make_indonesian),
        "place_precision": (expand("ckg:placePrecision"), make_text),
        "country": (expand("ckg:country"), make_text),
        "geonames": (expand("rdfs:seeAlso"), _make_geonames),
        "wikidata": (expand("owl:sameAs"), _make_wikidata),
    },
    NodeKind.RELATION: {
        "name": (expand("rdfs:label"), _make_english),
        "name_id": (expand("rdfs:label"), _make_indonesian),
        "relation_type": (expand("ckg:relationType"), make_individual),  # the property of the plain triple, as an individual
        "office": (expand("ckg:office"), make_text),
        "factuality": (expand("ckg:factuality"), make_individual),
        "valid_from": (expand("ckg:validFrom"), make_date),
        "valid_until": (expand("ckg:validUntil"), make_date),
        "first_date": (expand("ckg:observedFrom"), make_date),
        "last_date": (expand("ckg:observedUntil"), make_date),
        "report_count": (expand("ckg:reportCount"), make_integer),
        "independent_count": (expand("ckg:independentCount"), make_integer),
        "mention_count": (expand("ckg:mentionCount"), make_integer),
        "confidence": (expand("ckg:confidence"), make_decimal),
    },
    NodeKind.RELATION_MENTION: {
        "text": (expand("nif:anchorOf"), make_text),
        "start_char": (expand("nif:beginIndex"), make_index),
        "end_char": (expand("nif:endIndex"), make_index),
        "relation_type": (expand("ckg:relationType"), make_individual),
        "factuality": (expand("ckg:factuality"), make_individual),
        "confidence": (expand("ckg:confidence"), make_decimal),
    },
}

# sem:hasActor stands beside its sub-properties for tools that do not reason
EDGES: Final[Mapping[tuple[str, str], tuple[str, ...]]] = {
    (NodeKind.EVENT, EdgeKind.ACTOR): (expand("ckg:actor"), expand("sem:hasActor")),
    (NodeKind.EVENT, EdgeKind.RECIPIENT): (expand("ckg:recipient"), expand("sem:hasActor")),
    (NodeKind.EVENT, EdgeKind.PLACE): (expand("sem:hasPlace"),),
    (NodeKind.EVENT, EdgeKind.DENOTED_BY): (expand("gaf:denotedBy"),),
    (NodeKind.EVENT, EdgeKind.DENIES): (expand("ckg:denies"),),
    (NodeKind.EVENT, EdgeKind.ALLEGES): (expand("ckg:alleges"),),
    (NodeKind.MENTION, EdgeKind.IN_SENTENCE): (expand("ckg:sentence"),),
    (NodeKind.MENTION, EdgeKind.ATTRIBUTED_TO): (expand("ckg:attributedTo"),),
    (NodeKind.SENTENCE, EdgeKind.IN_ARTICLE): (expand("nif:referenceContext"),),
    (NodeKind.ARTICLE, EdgeKind.COPY_OF): (expand("ckg:copyOf"),),
    (NodeKind.RELATION, EdgeKind.SUBJECT): (expand("ckg:subject"),),
    (NodeKind.RELATION, EdgeKind.OBJECT): (expand("ckg:object"),),
    (NodeKind.RELATION, EdgeKind.DENOTED_BY): (expand("gaf:denotedBy"),),
    (NodeKind.RELATION_MENTION, EdgeKind.IN_SENTENCE): (expand("ckg:sentence"),),
    (NodeKind.RELATION_MENTION, EdgeKind.ATTRIBUTED_TO): (expand("ckg:attributedTo"),),
}

# the role that words play in a mention is the property that the event or relation gives it
WORD_ROLES: Final[Mapping[str, Mapping[str, str]]] = {
    NodeKind.MENTION: {
        EdgeKind.ACTOR: expand("ckg:actor"),
        EdgeKind.RECIPIENT: expand("ckg:recipient"),
        EdgeKind.PLACE: expand("sem:hasPlace"),
        EdgeKind.ATTRIBUTED_TO: expand("ckg:attributedTo"),
    },
    NodeKind.RELATION_MENTION: {
        EdgeKind.SUBJECT: expand("ckg:subject"),
        EdgeKind.OBJECT: expand("ckg:object"),
        EdgeKind.ATTRIBUTED_TO: expand("ckg:attributedTo"),
    },
}

# relations that hold both ways are written both ways, for tools that do not reason
SYMMETRIC: Final = frozenset({RelationType.ALLIED_WITH, RelationType.OPPOSES})
