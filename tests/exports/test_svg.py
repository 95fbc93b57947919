from io import BytesIO
from itertools import combinations
from math import dist
from typing import Any
from xml.etree import ElementTree

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exports.formats import write_graph
from exports.palette import ACTOR_COLORS, QUAD_COLORS
from schemas.errors import ExportError
from tests.exports.graphs import HOSTILE_TEXTS, GraphBuilder, graphs, make_graph, shuffle_graph

S = "{http://www.w3.org/2000/svg}"


def write(graph: nx.MultiDiGraph, **options: Any) -> bytes:
    stream = BytesIO()
    write_graph(graph, stream, "svg", **options)
    return stream.getvalue()


def parse(graph: nx.MultiDiGraph, **options: Any) -> ElementTree.Element:
    return ElementTree.fromstring(write(graph, **options))


def list_texts(root: ElementTree.Element) -> list[str]:
    return [text.text or "" for text in root.iter(f"{S}text")]


def find_told(root: ElementTree.Element, tag: str) -> dict[str, ElementTree.Element]:
    """Elements that say what they are when pointed at: circles of actors, groups of links."""
    return {title.text or "": element for element in root.iter(S + tag) if (title := element.find(f"{S}title")) is not None}


def list_paths(link: ElementTree.Element) -> list[ElementTree.Element]:
    return list(link.iter(f"{S}path"))


def get_place(circle: ElementTree.Element) -> tuple[float, float]:
    return float(circle.attrib["cx"]), float(circle.attrib["cy"])


def make_star(count: int) -> nx.MultiDiGraph:
    """Make a network of one in the middle who acts on ``count`` others, twice on the first ten of them."""
    build = GraphBuilder()
    middle = build.add_actor("middle")
    for number in range(count):
        other = build.add_actor(f"other-{number:02}")
        for turn in range(2 if number < 10 else 1):
            build.add_event(f"{number}-{turn}", "AID", [middle], [other])
    return build.graph


def test_the_title_counts_actors_and_events_and_says_when_they_were() -> None:
    root = parse(make_graph())
    assert (root.findtext(f"{S}title"), list_texts(root)[0]) == ("4 actors, 4 events, 2020-10-01 to 2020-10-31",) * 2


def test_the_subtitle_says_what_was_left_out() -> None:
    build = GraphBuilder()
    actors = [build.add_actor(code) for code in "ABC"]
    build.add_event("1", "AID", actors[:1], actors[1:2])
    build.add_event("2", "REJECT", actors[2:], [])
    assert list_texts(parse(build.graph, types=["AID", "REJECT"]))[1] == "Factuality asserted; type AID, REJECT. Left out: 1 actor without a link."


def test_a_title_counts_the_events_of_the_actors_that_remain() -> None:
    build = GraphBuilder()
    actors = [build.add_actor(code) for code in "ABCD"]
    for number in range(2):
        build.add_event(f"aid-{number}", "AID", actors[:1], actors[1:2])
    build.add_event("other", "AID", actors[2:3], actors[3:])
    assert list_texts(parse(build.graph, min_weight=2))[0] == "2 actors, 2 events"


def test_a_link_has_the_colour_of_its_quad_class_and_says_its_types() -> None:
    links = find_told(parse(make_graph()), "g")
    path, head = list_paths(links["Azerbaijan → Armenia: ASSAULT 1"])
    assert path.attrib["stroke"] == head.attrib["fill"] == QUAD_COLORS["material conflict"]


def test_a_mutual_link_has_two_heads() -> None:
    links = find_told(parse(make_graph()), "g")
    assert len(list_paths(links["Armenia ↔ Azerbaijan: CONSULT 1"])) == 3


def test_an_arrow_points_at_the_one_to_whom_it_is_done() -> None:
    root = parse(make_graph())
    _, head = list_paths(find_told(root, "g")["Azerbaijan → Armenia: ASSAULT 1"])
    x, y = head.attrib["d"].removeprefix("M").split("L")[0].split()
    circle = find_told(root, "circle")["Armenia: 3 events"]
    assert dist((float(x), float(y)), get_place(circle)) == pytest.approx(float(circle.attrib["r"]) + 2, abs=0.2)


def test_types_of_one_quad_class_are_one_link_as_wide_as_their_sum() -> None:
    build = GraphBuilder()
    actors = [build.add_actor(code) for code in "AB"]
    for number, event_type in enumerate(["ACCUSE", "REJECT", "REJECT", "REJECT"]):
        build.add_event(str(number), event_type, actors[:1], actors[1:])
    build.add_event("aid", "AID", actors[:1], actors[1:])
    links = find_told(parse(build.graph), "g")
    assert sorted(links) == ["A → B: ACCUSE 1, REJECT 3", "A → B: AID 1"]
    widths = [float(list_paths(links[told])[0].attrib["stroke-width"]) for told in sorted(links)]
    assert widths[0] == 2 * widths[1]


def test_links_between_the_same_two_do_not_lie_on_one_another() -> None:
    build = GraphBuilder()
    actors = [build.add_actor(code) for code in "AB"]
    for event_type in ("ASSAULT", "REJECT", "CONSULT", "AID"):
        build.add_event(event_type, event_type, actors[:1], actors[1:])
        build.add_event(f"{event_type}-back", event_type, actors[1:], actors[:1])
    paths = [list_paths(link)[0].attrib["d"].split("Q")[1].split()[:2] for link in find_told(parse(build.graph), "g").values()]
    controls = [(float(x), float(y)) for x, y in paths]
    assert len(controls) == 8
    assert min(dist(one, other) for one, other in combinations(controls, 2)) > 10


def test_nodes_keep_apart_and_grow_with_events() -> None:
    circles = find_told(parse(make_star(40)), "circle")
    assert float(circles["Middle: 50 events"].attrib["r"]) > float(circles["Other-00: 2 events"].attrib["r"])
    for one, other in combinations(circles.values(), 2):
        assert dist(get_place(one), get_place(other)) > float(one.attrib["r"]) + float(other.attrib["r"])


def test_what_is_up_in_gephi_is_up_in_the_picture() -> None:
    build = GraphBuilder()
    actors = [build.add_actor(code) for code in "AB"]
    build.add_event("1", "AID", actors[:1], actors[1:])
    stream = BytesIO()
    write_graph(build.graph, stream, "gexf")
    found = ElementTree.fromstring(stream.getvalue()).iter("{http://gexf.net/1.3/viz}position")
    (x_a, y_a), (x_b, y_b) = ((float(position.attrib["x"]), float(position.attrib["y"])) for position in found)
    circles = find_told(parse(build.graph), "circle")
    a, b = get_place(circles["A: 1 event"]), get_place(circles["B: 1 event"])
    assert (a[0] < b[0], a[1] < b[1]) == (x_a < x_b, y_a > y_b)


def test_only_the_strongest_are_drawn_and_named_in_a_large_network() -> None:
    root = parse(make_star(80))
    assert list_texts(root)[1] == "Factuality asserted. Drawn: the 60 actors with the most events of 81 with links."
    circles = find_told(root, "circle")
    assert len(circles) == 60
    assert "Other-00: 2 events" in circles
    assert "Other-79: 1 event" not in circles
    names = [text for text in list_texts(root) if text.startswith(("Middle", "Other"))]
    assert 15 < len(names) <= 25
    assert "Middle" in names


def test_everything_is_within_the_picture() -> None:
    root = parse(make_star(80))
    _, _, width, height = map(float, root.attrib["viewBox"].split())
    (moved,) = (group.attrib["transform"] for group in root.iter(f"{S}g") if "transform" in group.attrib)
    shift = [float(number) for number in moved.removeprefix("translate(").removesuffix(")").split()]
    for circle in find_told(root, "circle").values():
        x, y = (number + move for number, move in zip(get_place(circle), shift, strict=True))
        assert 0 < x < width
        assert 80 < y < height - 80


def test_a_long_name_takes_several_lines() -> None:
    build = GraphBuilder()
    actors = [build.add_actor("A", name="Committee of the Parents of the Soldiers of the Northern Provinces"), build.add_actor("B")]
    build.add_event("1", "AID", actors[:1], actors[1:])
    texts = list_texts(parse(build.graph))
    assert texts[2:6] == ["Committee of the", "Parents of the", "Soldiers of the…", "B"]


def test_the_legend_names_quad_classes_and_kinds_of_actors() -> None:
    assert {*QUAD_COLORS, *ACTOR_COLORS} <= set(list_texts(parse(make_graph())))


def test_a_page_may_show_it_safely() -> None:
    root = parse(make_graph())
    assert {element.tag.removeprefix(S) for element in root.iter()} == {"svg", "title", "desc", "rect", "text", "g", "path", "circle"}
    assert not {name for element in root.iter() for name in element.attrib if name.startswith(("on", "style", "href", "{"))}


def test_a_graph_without_links_is_said_to_be_empty() -> None:
    assert list_texts(parse(GraphBuilder().graph))[:2] == ["0 actors, 0 events", "Factuality asserted."]


@pytest.mark.parametrize("text", HOSTILE_TEXTS)
def test_any_name_survives_but_what_xml_forbids(text: str) -> None:
    build = GraphBuilder()
    actors = [build.add_actor("A", name=text), build.add_actor("B")]
    build.add_event("1", "AID", actors[:1], actors[1:])
    allowed = "".join(char for char in " ".join(text.split()) if char >= " " and char not in "\ufffe\uffff\ud800\udfff")
    assert f"{allowed}: 1 event" in find_told(parse(build.graph), "circle")


@settings(max_examples=20, deadline=None)
@given(graphs(), st.integers(0, 9))
def test_any_graph_is_the_same_well_formed_picture_whatever_its_order(graph: nx.MultiDiGraph, seed: int) -> None:
    options = {"factualities": ["asserted", "denied", "disputed"]}
    data = write(graph, **options)
    assert data == write(shuffle_graph(graph, seed), **options)
    ElementTree.fromstring(data)


def test_filters_are_those_of_other_networks() -> None:
    assert len(find_told(parse(make_graph(), types=["ASSAULT"]), "g")) == 2
    with pytest.raises(ExportError, match="since is 'soon'"):
        write(make_graph(), since="soon")
