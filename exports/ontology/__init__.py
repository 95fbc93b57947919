"""The ontology's files, made from what the exporters write by (:mod:`exports.vocabulary`), the graph contract, the codebook and the records."""

from collections.abc import Mapping

from exports.ontology.context import format_context, format_record_schema
from exports.ontology.example import make_example
from exports.ontology.owl import format_ontology
from exports.ontology.page import format_page
from exports.ontology.shapes import format_shapes
from exports.ontology.skos import format_scheme
from exports.rdf import generate_triples

__all__ = ["make_example", "make_files"]


def make_files(version: str) -> Mapping[str, str]:
    """Text of each file, by its path in the project; ``version`` is that of the software and names the version of the ontology."""
    return {
        "schemas/ontology/conflict.ttl": format_ontology(version),
        "schemas/ontology/plover.ttl": format_scheme(),
        "schemas/ontology/shapes.ttl": format_shapes(),
        "schemas/ontology/context.jsonld": format_context(),
        "schemas/ontology/record.schema.json": format_record_schema(),
        "docs/ontology.md": format_page(generate_triples(make_example())),
    }
