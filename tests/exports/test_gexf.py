from io import BytesIO
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exports.formats import write_graph
from schemas.errors import ExportError
from tests.exports.graphs import HOSTILE_TEXTS, GraphBuilder, graphs, make_graph, shuffle_graph
from tests.shared_data import find_shared

G, VIZ = "{http://gexf.net/1.3}", "{http://gexf.net/1.3/viz}"
ALL = ["asserted", "alleged", "denied", "disputed"]


def write(graph: nx.MultiDiGraph, **options: Any) -> bytes:
    stream = BytesIO()
    write_graph(graph, stream, "gexf", **options)
    return stream.getvalue()


def parse(graph: nx.MultiDiGraph, **options: Any) -> ElementTree.Element:
    return ElementTree.fromstring(write(graph, **options))


def get_values(element: ElementTree.Element) -> dict[str, str]:
    return {value.attrib["for"]: value.attrib["value"] for value in element.iter(f"{G}attvalue")}


def list_spells(element: ElementTree.Element) -> list[tuple[str, str]]:
    return [(spell.attrib["start"], spell.attrib["end"]) for spell in element.iter(f"{G}spell")]


def find(root: ElementTree.Element, tag: str, **attributes: str) -> ElementTree.Element:
    (found,) = (element for element in root.iter(G + tag) if attributes.items() <= element.attrib.items())
    return found


def check_gephi_can_read(root: ElementTree.Element) -> None:
    """Check what Gephi asks for beyond the schema."""
    assert [block.attrib["class"] for block in root.iter(f"{G}attributes")] == ["node", "edge"]
    lives = {node.attrib["id"]: list_spells(node) for node in root.iter(f"{G}node")}
    assert len(lives) == len(list(root.iter(f"{G}node")))
    keys = [tuple(edge.attrib[name] for name in ("source", "target", "kind")) for edge in root.iter(f"{G}edge")]
    assert len(set(keys)) == len(keys) == len({edge.attrib["id"] for edge in root.iter(f"{G}edge")})
    for edge in root.iter(f"{G}edge"):
        assert float(edge.attrib["weight"]) > 0
        spells = list_spells(edge)
        assert all(before[1] < after[0] for before, after in pairwise(spells))
        for life in (lives[edge.attrib["source"]], lives[edge.attrib["target"]]):
            if life:
                ((first, last),) = life
                assert spells
                assert all(first <= start <= end <= last for start, end in spells)


@pytest.fixture(scope="module")
def schema() -> Any:
    etree = pytest.importorskip("lxml.etree")
    path = find_shared("data/gexf-1.3/gexf.rng")
    if path is None:
        pytest.skip("no GEXF schema in the shared data")
    return etree.RelaxNG(etree.parse(str(path)))


@pytest.mark.parametrize("view", ["actors", "events"])
def test_valid_against_the_schema(schema: Any, view: str) -> None:
    etree = pytest.importorskip("lxml.etree")
    for graph in (make_graph(), GraphBuilder().graph):
        assert schema.validate(etree.fromstring(write(graph, view=view, factualities=ALL))), schema.error_log


@settings(max_examples=20, deadline=None)
@given(graphs(), st.sampled_from(["actors", "events"]), st.integers(0, 9))
def test_any_graph_is_one_that_gephi_can_read_whatever_its_order(graph: nx.MultiDiGraph, view: str, seed: int) -> None:
    data = write(graph, view=view, factualities=ALL)
    assert data == write(shuffle_graph(graph, seed), view=view, factualities=ALL)
    check_gephi_can_read(ElementTree.fromstring(data))


@settings(max_examples=20, deadline=None)
@given(graph=graphs(), view=st.sampled_from(["actors", "events"]))
def test_any_graph_is_valid_against_the_schema(schema: Any, graph: nx.MultiDiGraph, view: str) -> None:
    etree = pytest.importorskip("lxml.etree")
    assert schema.validate(etree.fromstring(write(graph, view=view, factualities=ALL))), schema.error_log


def test_the_head_says_how_dates_are_written_and_not_when_the_file_was() -> None:
    root = parse(make_graph())
    graph = find(root, "graph")
    assert graph.attrib == {
        "defaultedgetype": "directed",
        "idtype": "string",
        "mode": "dynamic",
        "timeformat": "date",
        "timerepresentation": "interval",
    }
    meta = find(root, "meta")
    assert not meta.attrib
    assert [(child.tag, child.text) for child in meta] == [
        (f"{G}creator", "conflict-kg"),
        (f"{G}description", "Actors; an edge counts the events of one type between two of them. Factuality asserted."),
    ]


def test_the_head_says_what_was_left_out() -> None:
    description = find(parse(make_graph(), since="2020-10", types=["AID", "ASSAULT"], min_weight=2), "description")
    assert (description.text or "").endswith("Factuality asserted; since 2020-10; type AID, ASSAULT; weight at least 2.")


def test_an_actor_has_its_attributes_and_looks() -> None:
    node = find(parse(make_graph()), "node", id="actor/AZE")
    assert node.attrib["label"] == "Azerbaijan"
    assert get_values(node) == {
        "kind": "state",
        "country": "AZE",
        "wikidata": "Q227",
        "n_events": "3",
        "n_articles": "2",
        "conflict_share": "0.6667",
        "first_date": "2020-10-01",
        "last_date": "2020-10-31",
    }
    assert list_spells(node) == [("2020-10-01", "2020-10-31")]
    assert {child.tag for child in node} >= {f"{VIZ}size", f"{VIZ}position", f"{VIZ}color"}


def test_an_edge_has_its_attributes_and_colour() -> None:
    edge = find(parse(make_graph()), "edge", source="actor/AZE", target="actor/ARM")
    assert (edge.attrib["kind"], edge.attrib["weight"]) == ("ASSAULT", "1")
    assert get_values(edge) == {
        "event_type": "ASSAULT",
        "mutual": "false",
        "sign": "-1",
        "quad": "material conflict",
        "plover_score": "-9.0",
        "factuality": "asserted",
        "first_date": "2020-10-04",
        "last_date": "2020-10-04",
    }
    color = edge.find(f"{VIZ}color")
    assert color is not None
    assert color.attrib == {"r": "213", "g": "94", "b": "0"}


def test_an_alleged_event_is_no_edge_unless_asked() -> None:
    def is_drawn(**options: Any) -> bool:
        edges = parse(make_graph(), **options).iter(f"{G}edge")
        return any(edge.attrib["source"] == "actor/TUR" and edge.attrib["kind"] == "AID" for edge in edges)

    assert not is_drawn()
    assert is_drawn(factualities=["alleged"])


def test_a_clash_and_an_attack_between_the_same_two_differ_in_kind() -> None:
    build = GraphBuilder()
    sides = [build.add_actor(code) for code in "AB"]
    build.add_event("clash", "ASSAULT", sides, [])
    assert [edge.attrib["kind"] for edge in parse(build.graph).iter(f"{G}edge")] == ["ASSAULT"]
    build.add_event("attack", "ASSAULT", sides[:1], sides[1:])
    edges = list(parse(build.graph).iter(f"{G}edge"))
    assert [edge.attrib["kind"] for edge in edges] == ["ASSAULT", "ASSAULT mutual"]
    assert [get_values(edge)["event_type"] for edge in edges] == ["ASSAULT", "ASSAULT"]


def test_size_grows_with_events_and_colour_tells_kinds() -> None:
    root = parse(make_graph())
    sizes, colors = {}, {}
    for node in root.iter(f"{G}node"):
        size, color = node.find(f"{VIZ}size"), node.find(f"{VIZ}color")
        assert size is not None
        assert color is not None
        sizes[node.attrib["id"]], colors[node.attrib["id"]] = float(size.attrib["value"]), tuple(color.attrib.items())
    assert sizes["actor/ARM"] > sizes["actor/TUR"] > sizes["actor/x-villagers"] > 0
    assert colors["actor/ARM"] == colors["actor/AZE"] != colors["actor/x-villagers"]


def test_the_event_view_runs_from_actor_through_event_to_recipient() -> None:
    root = parse(make_graph(), view="events")
    event = find(root, "node", id="event/ev-shelling")
    assert event.attrib["label"] == "event shelling"
    values = get_values(event)
    assert (values["kind"], values["event_type"], values["killed"], values["date"]) == ("event", "ASSAULT", "3", "2020-10-04")
    assert find(root, "edge", source="actor/AZE", target="event/ev-shelling").attrib["kind"] == "actor"
    assert find(root, "edge", source="event/ev-shelling", target="actor/ARM").attrib["kind"] == "recipient"


@pytest.mark.parametrize("text", HOSTILE_TEXTS)
def test_any_text_survives_but_what_xml_forbids(text: str) -> None:
    build = GraphBuilder()
    actors = [build.add_actor("A", name=text, sector=text), build.add_actor("B")]
    build.add_event("1", "AID", actors[:1], actors[1:])
    node = find(parse(build.graph), "node", id="actor/A")
    allowed = "".join(char for char in text if char in "\t\n\r" or (char >= " " and char not in "\ufffe\uffff\ud800\udfff"))
    assert get_values(node)["sector"] == allowed
    assert node.attrib["label"].split() == allowed.split()


def test_networkx_reads_it() -> None:
    graph = nx.read_gexf(BytesIO(write(make_graph())))
    assert graph.nodes["actor/AZE"]["n_events"] == 3
    assert graph.nodes["actor/AZE"]["label"] == "Azerbaijan"
    found = {(source, target, edge["event_type"], edge["weight"]) for source, target, edge in graph.edges(data=True)}
    assert ("actor/AZE", "actor/ARM", "ASSAULT", 1.0) in found
    assert ("actor/ARM", "actor/AZE", "CONSULT", 1.0) in found


def test_an_unknown_view_is_refused() -> None:
    with pytest.raises(ExportError, match="give actors or events"):
        write(make_graph(), view="places")
