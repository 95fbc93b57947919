import json
from io import BytesIO
from typing import Any

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given, settings

from exports.formats import write_graph
from tests.exports.graphs import graphs, make_graph
from tests.exports.readers import read, write


def get_node(name: str) -> dict[str, Any]:
    (node,) = (node for node in json.loads(write(make_graph(), "jsonld"))["@graph"] if node["@id"] == name)
    found: dict[str, Any] = node
    return found


def test_a_node_is_one_object_with_prefixed_names() -> None:
    node = get_node("event:ev-shelling")
    assert node["@type"] == "sem:Event"
    assert node["ckg:actor"] == {"@id": "actor:AZE"}
    assert node["ckg:recipient"] == [{"@id": "actor:ARM"}, {"@id": "actor:x-villagers"}]
    assert node["ckg:killed"] == 3
    assert node["ckg:ploverScore"] == {"@value": "-9.0", "@type": "xsd:decimal"}  # a number of JSON would be a double
    assert node["rdfs:label"] == [{"@value": "event shelling", "@language": "en"}, {"@value": "peristiwa shelling", "@language": "id"}]
    assert node["sem:hasBeginTimeStamp"] == {"@value": "2020-10-04", "@type": "xsd:date"}


def test_the_context_is_inside_and_nothing_is_fetched() -> None:
    context = json.loads(write(make_graph(), "jsonld"))["@context"]
    assert context["ckg"] == "https://w3id.org/conflict-kg/ontology#"
    assert all(isinstance(namespace, str) for namespace in context.values())


def test_nodes_come_in_the_order_of_the_turtle() -> None:
    blocks = [block.split(maxsplit=1)[0] for block in write(make_graph(), "turtle").decode().split("\n\n")[1:]]
    assert [node["@id"] for node in json.loads(write(make_graph(), "jsonld"))["@graph"]] == blocks


@settings(max_examples=25, deadline=None)
@given(graphs())
def test_any_graph_is_what_ntriples_holds(graph: Any) -> None:
    assert read(graph, "jsonld") == read(graph, "ntriples")


@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib.*")  # its readers use what it deprecates
def test_rdflib_reads_the_same() -> None:
    found = rdflib.Graph().parse(data=write(make_graph(), "jsonld"), format="json-ld")
    assert set(found) == set(rdflib.Graph().parse(data=write(make_graph(), "ntriples"), format="nt"))


@pytest.mark.parametrize("base_iri", ["urn:x:", "actor:", "time:"])
def test_a_base_iri_whose_scheme_is_a_prefix_is_not_expanded(base_iri: str) -> None:
    stream = BytesIO()
    write_graph(make_graph(), stream, "jsonld", base_iri=base_iri)
    subjects = {quad.subject.value for quad in ox.parse(stream.getvalue(), ox.RdfFormat.JSON_LD) if isinstance(quad.subject, ox.NamedNode)}
    assert all(subject.startswith(base_iri) for subject in subjects)
