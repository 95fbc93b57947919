from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.errors import ExportError
from tests.exports.graphs import HOSTILE_TEXTS, GraphBuilder, graphs, make_graph
from tests.exports.readers import read

ALL = ["asserted", "alleged", "denied", "disputed"]


def test_networkx_reads_actors_with_their_types() -> None:
    node = read(make_graph(), "graphml").nodes["actor/AZE"]
    looks = {name: node.pop(name) for name in ("x", "y", "size", "r", "g", "b")}
    assert node == {
        "label": "Azerbaijan",
        "kind": "state",
        "country": "AZE",
        "wikidata": "Q227",
        "n_events": 3,
        "n_articles": 2,
        "conflict_share": 0.6667,
        "first_date": "2020-10-01",
        "last_date": "2020-10-31",
    }
    assert (looks["r"], looks["g"], looks["b"]) == (0, 0x72, 0xB2)
    assert all(isinstance(looks[name], float) for name in ("x", "y", "size"))


def test_parallel_edges_stay_apart_by_their_kind() -> None:
    build = GraphBuilder()
    actors = [build.add_actor(code) for code in "AB"]
    for event_type in ("AID", "ASSAULT", "ASSAULT"):
        build.add_event(f"{event_type}-{build.graph.number_of_nodes()}", event_type, actors[:1], actors[1:])
    edges = read(build.graph, "graphml").get_edge_data("actor/A", "actor/B").values()
    assert [(edge["kind"], edge["weight"], edge["sign"], edge["mutual"]) for edge in edges] == [("AID", 1.0, 1, False), ("ASSAULT", 2.0, -1, False)]


def test_the_event_view_runs_from_actor_through_event_to_recipient() -> None:
    graph = read(make_graph(), "graphml", view="events")
    event = graph.nodes["event/ev-shelling"]
    assert (event["kind"], event["killed"], event["killed_high"], event["independent_count"]) == ("event", 3, 3, 1)
    assert graph.has_edge("actor/AZE", "event/ev-shelling")
    assert graph.has_edge("event/ev-shelling", "actor/ARM")


@settings(max_examples=20, deadline=None)
@given(graphs(), st.sampled_from(["actors", "events"]))
def test_it_has_the_nodes_and_edges_of_the_gexf(graph: Any, view: str) -> None:
    gexf, graphml = (read(graph, name, view=view, factualities=ALL) for name in ("gexf", "graphml"))
    for tag, count in (("node", graphml.number_of_nodes()), ("edge", graphml.number_of_edges())):
        assert len(list(gexf.iter(f"{{http://gexf.net/1.3}}{tag}"))) == count


@pytest.mark.parametrize("text", HOSTILE_TEXTS)
def test_any_text_survives_but_what_xml_forbids(text: str) -> None:
    build = GraphBuilder()
    actors = [build.add_actor("A", name=text), build.add_actor("B")]
    build.add_event("1", "AID", actors[:1], actors[1:])
    allowed = "".join(char for char in text if char in "\t\n\r" or (char >= " " and char not in "\ufffe\uffff\ud800\udfff"))
    assert (read(build.graph, "graphml").nodes["actor/A"]["label"] or "") == allowed


def test_an_unknown_view_is_refused() -> None:
    with pytest.raises(ExportError, match="give actors or events"):
        read(make_graph(), "graphml", view="places")
