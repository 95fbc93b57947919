"""``context.jsonld``: what a line of ``kg extract`` is in RDF, and short names for the ontology's terms; ``record.schema.json``: what it looks like.

As a context the file turns a record into an article and what it tells: each event with its actors and recipients, each relation with its
subject and object. A context cannot add classes; they follow from the domains of the properties. Words and offsets are left to the graph, where
mentions have them. The ``@base`` counts only where the context is given inside the document, as JSON-LD says.
"""

import json
from collections.abc import Mapping
from typing import Any, Final

from pydantic.json_schema import GenerateJsonSchema

from exports.ontology.owl import find_range, is_literal
from exports.ontology.uses import DATES
from exports.vocabulary import PREFIXES, make_individual
from schemas.codebook import load_codebook
from schemas.graph import NodeKind
from schemas.identifiers import BASE_IRI, ONTOLOGY_IRI, PLOVER_IRI
from schemas.ontology import load_terms
from schemas.record import Record
from schemas.relation import RelationType

_NODE: Final = {"@type": "@id"}
_TEXT: Final = {"text": None, "start": None, "end": None}
# in a record, an id is that of the event; that of who takes part is a whole IRI
_PARTY: Final = {
    **_TEXT,
    "id": "@id",
    "name": {"@id": "skos:prefLabel", "@language": "en"},
    "code": "ckg:code",
    "sector": "ckg:sector",
    "wikidata": None,
}
_PLACE: Final = {**_PARTY, "code": None, "sector": None, "lat": None, "lon": None, "precision": "ckg:placePrecision", "country": "ckg:country"}


def format_context() -> str:
    """Write the context."""
    return json.dumps({"@context": _make_context()}, ensure_ascii=False, indent=1) + "\n"


def _make_context() -> dict[str, Any]:
    own = {term.name.removeprefix("ckg:"): _coerce(term.name) for term in load_terms().values() if term.is_own and term.kind != "class"}
    classes = {term.name.removeprefix("ckg:"): term.name for term in load_terms().values() if term.is_own and term.kind == "class"}
    return {
        "@version": 1.1,
        "@base": f"{BASE_IRI}{NodeKind.ARTICLE}/",
        **PREFIXES,
        **classes,
        **own,
        "key": "@id",
        "id": "dcterms:identifier",
        "lang": "schema:inLanguage",
        "published": "schema:datePublished",
        "title": "schema:headline",
        "publisher": "schema:publisher",
        "url": {"@id": "schema:url", "@type": "xsd:anyURI"},
        **dict.fromkeys(("notes", "fingerprint")),  # of use to the software only
        "entities": {"@id": "schema:mentions", "@context": _PARTY},
        "events": {"@reverse": "prov:wasDerivedFrom", "@context": _make_event_context()},
        "relations": {"@reverse": "prov:wasDerivedFrom", "@context": _make_relation_context()},
    }


def _coerce(name: str) -> str | dict[str, str]:
    term = load_terms()[name]
    if term.kind not in ("property", "relation"):
        return name
    if not is_literal(term):
        return {"@id": name, **_NODE}
    found = find_range(term)
    return name if len(found) > 1 or found[0] in ("xsd:string", "rdf:langString", *DATES) else {"@id": name, "@type": found[0]}


def _make_event_context() -> dict[str, Any]:
    codebook = load_codebook()
    return {
        "@base": f"{BASE_IRI}{NodeKind.EVENT}/",
        "id": "@id",
        "type": {"@id": "sem:eventType", "@type": "@vocab", "@context": {"@vocab": PLOVER_IRI}},
        "mode": None,  # its IRI has the type in it, which a context cannot add
        "quad": {"@id": "ckg:quadClass", "@type": "@vocab", "@context": _list_individuals(kind.quad for kind in codebook.types)},
        "score": {"@id": "ckg:ploverScore", "@type": "xsd:decimal"},
        "context": None,
        "trigger": None,
        "sentence": None,
        "actors": {"@id": "ckg:actor", "@context": _PARTY},
        "recipients": {"@id": "ckg:recipient", "@context": _PARTY},
        **_list_judgement(),
        "location": {"@id": "sem:hasPlace", "@context": _PLACE},
        "date": "ckg:date",
        **dict.fromkeys(("date_precision", "date_edtf")),
        "casualties": {"@id": "@nest", "@context": {"killed": _coerce("ckg:killed"), "injured": _coerce("ckg:injured")}},
        "denies": {"@id": "ckg:denies", **_NODE},
        "alleges": {"@id": "ckg:alleges", **_NODE},
    }


def _make_relation_context() -> dict[str, Any]:
    return {
        "@base": f"{BASE_IRI}{NodeKind.RELATION}/",
        "id": "@id",
        "type": {"@id": "ckg:relationType", "@type": "@vocab", "@context": _list_individuals(RelationType)},
        "subject": {"@id": "ckg:subject", "@context": _PARTY},
        "object": {"@id": "ckg:object", "@context": _PARTY},
        "valid_from": "ckg:validFrom",
        "valid_until": "ckg:validUntil",
        "sentence": None,
        **_list_judgement(),
    }


def _list_judgement() -> dict[str, Any]:
    return {
        "factuality": {"@id": "ckg:factuality", "@type": "@vocab", "@context": _list_individuals(load_codebook().factualities)},
        "attribution": {"@id": "prov:wasAttributedTo", "@context": _PARTY},
        "confidence": {"@id": "ckg:confidence", "@type": "xsd:decimal"},
    }


def _list_individuals(names: Any) -> Mapping[str, str]:
    return {name: make_individual(name).strip("<>") for name in dict.fromkeys(map(str, names))}


class _CompleteSchema(GenerateJsonSchema):
    """Every key is there in what is written: absent values are null or empty lists."""

    def field_is_required(self, field: Any, total: bool) -> bool:
        return True


def format_record_schema() -> str:
    """Write the JSON Schema of a line of ``kg extract``."""
    schema = Record.model_json_schema(mode="serialization", schema_generator=_CompleteSchema)
    head = {"$schema": GenerateJsonSchema.schema_dialect, "$id": ONTOLOGY_IRI.replace("ontology#", "record.schema.json")}
    return json.dumps({**head, **schema}, ensure_ascii=False, indent=1) + "\n"
