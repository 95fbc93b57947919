"""What the service says of itself: SPARQL 1.1 Service Description (W3C Recommendation, 21 March 2013)."""

from typing import Final

import pyoxigraph
from pyoxigraph import NamedNode, Triple

from exports.vocabulary import PREFIXES
from kg.server.formats import GRAPH_FORMATS, RDF_FORMATS, ROW_FORMATS
from kg.server.guard import HttpError
from kg.sparql import GEOF

_SD: Final = "http://www.w3.org/ns/sparql-service-description#"


def describe_service(address: str, format: str) -> bytes:
    """The description of the endpoint at that address, in a graph format; raises HttpError where the address is no IRI."""
    kind = NamedNode(PREFIXES["rdf"] + "type")
    try:
        service, data, graph = (NamedNode(address + part) for part in ("", "#data", "#graph"))
    except ValueError as error:
        raise HttpError(400, "the server was called by a name that is none") from error
    triples = [
        Triple(service, kind, _name("Service")),
        Triple(service, _name("endpoint"), service),
        Triple(service, _name("supportedLanguage"), _name("SPARQL11Query")),
        *(Triple(service, _name("resultFormat"), NamedNode(row.iri)) for row in (*ROW_FORMATS, *GRAPH_FORMATS)),
        Triple(service, _name("extensionFunction"), NamedNode(GEOF + "metricDistance")),
        Triple(service, _name("defaultDataset"), data),
        Triple(data, kind, _name("Dataset")),
        Triple(data, _name("defaultGraph"), graph),
        Triple(graph, kind, _name("Graph")),
    ]
    prefixes = {"sd": _SD, "formats": "http://www.w3.org/ns/formats/"}
    return bytes(pyoxigraph.serialize(triples, format=RDF_FORMATS[format], prefixes=prefixes) or b"")


def _name(local: str) -> NamedNode:
    return NamedNode(_SD + local)
