from typing import Any
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given, settings

from tests.exports.graphs import HOSTILE_TEXTS, graphs, make_graph
from tests.exports.readers import read, write

R = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"


def list_texts(quads: set[ox.Quad]) -> set[str]:
    return {quad.object.value for quad in quads if isinstance(quad.object, ox.Literal)}


def test_it_holds_what_ntriples_holds_for_both_readers() -> None:
    assert read(make_graph(), "rdfxml") == read(make_graph(), "ntriples")
    found = rdflib.Graph().parse(data=write(make_graph(), "rdfxml"), format="xml")
    assert set(found) == set(rdflib.Graph().parse(data=write(make_graph(), "ntriples"), format="nt"))


def test_a_subject_is_one_description() -> None:
    subjects = [element.attrib[f"{R}about"] for element in ElementTree.fromstring(write(make_graph(), "rdfxml"))]
    assert len(subjects) == len(set(subjects))
    assert subjects == sorted(subjects)


@settings(max_examples=25, deadline=None)
@given(graphs())
def test_any_graph_has_the_same_subjects_and_predicates_as_ntriples(graph: Any) -> None:
    found, expected = read(graph, "rdfxml"), read(graph, "ntriples")
    assert {(quad.subject, quad.predicate) for quad in found} == {(quad.subject, quad.predicate) for quad in expected}


@pytest.mark.parametrize("text", HOSTILE_TEXTS)
def test_any_text_survives_but_what_xml_forbids(text: str) -> None:
    graph = make_graph()
    graph.add_node("sentence/a-1.0", text=text)
    allowed = "".join(char for char in text if char in "\t\n\r" or (char >= " " and char not in "\ufffe\uffff\ud800\udfff"))
    assert allowed in list_texts(read(graph, "rdfxml"))
