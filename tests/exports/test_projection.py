from typing import Any

import pytest

from exports.projection import ActorEdge, ActorNetwork, ActorNode, project_actors, project_events
from exports.selection import EventFilter, merge_spells
from schemas.errors import CodebookError, ExportError
from tests.exports.graphs import GraphBuilder, make_graph


@pytest.fixture
def build() -> GraphBuilder:
    build = GraphBuilder()
    for code in "ABC":
        build.add_actor(code)
    return build


A, B, C = "actor/A", "actor/B", "actor/C"


def get_edge(network: ActorNetwork) -> ActorEdge:
    (edge,) = network.edges
    return edge


def list_ends(network: ActorNetwork) -> list[tuple[str, str, str, bool]]:
    return [(edge.source, edge.target, edge.event_type, edge.mutual) for edge in network.edges]


def get_actor(network: ActorNetwork, actor: str) -> ActorNode:
    (found,) = (node for node in network.actors if node.id == actor)
    return found


def test_events_of_one_type_between_two_actors_are_one_edge(build: GraphBuilder) -> None:
    build.add_event("1", "ASSAULT", [A], [B], day="2020-10-01", plover_score=-9.0)
    build.add_event("2", "ASSAULT", [A], [B], day="2020-10-05", plover_score=-6.0)
    edge = get_edge(project_actors(build.graph))
    assert (edge.source, edge.target, edge.weight, edge.plover_score) == (A, B, 2, -7.5)
    assert (edge.first_date, edge.last_date, edge.sign, edge.quad) == ("2020-10-01", "2020-10-05", -1, "material conflict")


def test_each_actor_acts_on_each_recipient(build: GraphBuilder) -> None:
    build.add_event("1", "AID", [A, B], [C])
    assert list_ends(project_actors(build.graph)) == [(A, C, "AID", False), (B, C, "AID", False)]


def test_types_and_directions_are_edges_of_their_own(build: GraphBuilder) -> None:
    build.add_event("1", "AID", [A], [B])
    build.add_event("2", "ASSAULT", [A], [B])
    build.add_event("3", "AID", [B], [A])
    assert list_ends(project_actors(build.graph)) == [(A, B, "AID", False), (A, B, "ASSAULT", False), (B, A, "AID", False)]
    assert [edge.sign for edge in project_actors(build.graph).edges] == [1, -1, 1]


def test_a_mutual_event_is_one_edge_between_each_two_actors(build: GraphBuilder) -> None:
    build.add_event("1", "CONSULT", [C, A, B], [])
    assert list_ends(project_actors(build.graph)) == [(A, B, "CONSULT", True), (A, C, "CONSULT", True), (B, C, "CONSULT", True)]


def test_a_clash_does_not_count_as_an_attack_by_one_side(build: GraphBuilder) -> None:
    build.add_event("1", "ASSAULT", [A, B], [])
    build.add_event("2", "ASSAULT", [A], [B])
    edges = project_actors(build.graph).edges
    assert [(edge.mutual, edge.weight) for edge in edges] == [(False, 1), (True, 1)]


@pytest.mark.parametrize(("event_type", "mode"), [("REJECT", None), ("AID", None), ("ASSAULT", "suicide-attack")])
def test_two_who_do_the_same_to_nobody_named_did_nothing_to_each_other(build: GraphBuilder, event_type: str, mode: str | None) -> None:
    build.add_event("1", event_type, [A, B], [], **({"mode": mode} if mode else {}))
    assert not project_actors(build.graph).edges


def test_what_an_actor_does_to_itself_counts_but_draws_no_edge(build: GraphBuilder) -> None:
    build.add_event("1", "ASSAULT", [A], [A])
    network = project_actors(build.graph)
    assert not network.edges
    assert get_actor(network, A).n_events == 1


@pytest.mark.parametrize("factuality", ["alleged", "denied", "future", "conditional", "historical", "disputed"])
def test_only_asserted_events_count_unless_asked(build: GraphBuilder, factuality: str) -> None:
    build.add_event("1", "ASSAULT", [A], [B], factuality=factuality)
    assert project_actors(build.graph) == ActorNetwork((), ())
    assert not project_events(build.graph).events
    assert get_edge(project_actors(build.graph, EventFilter(factualities=[factuality]))).factuality == factuality


def test_an_edge_lists_the_factualities_that_it_adds_up(build: GraphBuilder) -> None:
    build.add_event("1", "ASSAULT", [A], [B])
    build.add_event("2", "ASSAULT", [A], [B], factuality="alleged")
    edge = get_edge(project_actors(build.graph, EventFilter(factualities=["asserted", "alleged"])))
    assert (edge.weight, edge.factuality) == (2, "alleged, asserted")


@pytest.mark.parametrize(
    ("since", "until", "counts"),
    [
        ("2020-10-03", None, True),
        ("2020-10-04", None, False),
        (None, "2020-10-01", True),
        (None, "2020-09-30", False),
        ("2020-10", "2020-10", True),
        ("2020", "2020", True),
        ("2021", None, False),
        (None, "2019", False),
    ],
)
def test_an_event_counts_if_one_of_its_days_is_between_the_bounds(build: GraphBuilder, since: str | None, until: str | None, counts: bool) -> None:
    build.add_event("1", "ASSAULT", [A], [B], first_date="2020-10-01", last_date="2020-10-03")
    assert bool(project_actors(build.graph, EventFilter(since=since, until=until)).edges) == counts


def test_an_event_without_a_date_does_not_count_between_bounds(build: GraphBuilder) -> None:
    build.add_event("1", "ASSAULT", [A], [B])
    assert not project_actors(build.graph, EventFilter(since="1900")).actors


def test_types_narrow_the_events(build: GraphBuilder) -> None:
    build.add_event("1", "ASSAULT", [A], [B])
    build.add_event("2", "AID", [A], [C])
    network = project_actors(build.graph, EventFilter(types=["AID"]))
    assert [actor.id for actor in network.actors] == [A, C]


def test_lighter_edges_go_and_actors_without_others_too(build: GraphBuilder) -> None:
    build.add_event("1", "AID", [A], [B])
    build.add_event("2", "AID", [A], [B])
    build.add_event("3", "AID", [A], [C])
    network = project_actors(build.graph, min_weight=2)
    assert list_ends(network) == [(A, B, "AID", False)]
    assert [(actor.id, actor.n_events) for actor in network.actors] == [(A, 3), (B, 2)]


def test_an_actor_counts_its_events_and_the_articles_that_tell_them(build: GraphBuilder) -> None:
    papers = [build.add_article(key) for key in ("a-1", "a-2")]
    war = build.add_event("1", "ASSAULT", [A], [B], day="2020-10-01")
    build.add_event("2", "AID", [C], [A], day="2020-10-09")
    for start, paper in enumerate([papers[0], papers[0], papers[1]]):
        build.add_mention(war, paper, 10 * start, "War.")
    actor = get_actor(project_actors(build.graph), A)
    assert (actor.n_events, actor.n_articles, actor.conflict_share) == (2, 2, 0.5)
    assert (actor.first_date, actor.last_date) == ("2020-10-01", "2020-10-09")


def test_days_that_touch_are_one_spell() -> None:
    spells = [("2020-12-31", "2020-12-31"), ("2021-01-01", "2021-01-05"), ("2021-01-03", "2021-01-04"), ("2021-01-07", "2021-01-07")]
    assert merge_spells(reversed(spells)) == (("2020-12-31", "2021-01-05"), ("2021-01-07", "2021-01-07"))


def test_an_actor_outlasts_its_edges(build: GraphBuilder) -> None:
    build.add_event("1", "AID", [A], [B], day="2020-10-01")
    build.add_event("2", "AID", [A], [C])
    network = project_actors(build.graph)
    assert [edge.spells for edge in network.edges] == [(("2020-10-01", "2020-10-01"),), ()]
    assert [actor.spells for actor in network.actors] == [(), (("2020-10-01", "2020-10-01"),), ()]


def test_the_event_network_holds_events_with_who_takes_part() -> None:
    events = {event.id: (event.actors, event.recipients, event.report_count) for event in project_events(make_graph()).events}
    assert events["event/ev-shelling"] == (["actor/AZE"], ["actor/ARM", "actor/x-villagers"], 2)
    assert [event.id for event in project_events(make_graph(), min_weight=2).events] == ["event/ev-shelling"]


def test_a_relation_is_no_edge_between_actors(build: GraphBuilder) -> None:
    build.add_relation("backs", "backs", A, B)
    assert project_actors(build.graph) == ActorNetwork((), ())
    assert not project_events(build.graph).actors


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"since": "October"}, "since is 'October'"),
        ({"until": "2020-1"}, "until is '2020-1'"),
        ({"factualities": ["true"]}, "no factuality true; allowed are asserted"),
        ({"types": "AID"}, "types is one string"),
    ],
)
def test_a_filter_that_matches_nothing_by_mistake_is_refused(arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(ExportError, match=message):
        EventFilter(**arguments)


@pytest.mark.parametrize(("first", "last"), [("2020-10", "2020-10"), ("2020-02-30", "2020-03-01"), ("2020-10-02", "2020-10-01")])
def test_an_event_with_a_wrong_date_is_named(build: GraphBuilder, first: str, last: str) -> None:
    build.add_event("1", "AID", [A], [B], first_date=first, last_date=last)
    with pytest.raises(ExportError, match="event/ev-1"):
        project_actors(build.graph)


def test_an_event_that_lacks_an_attribute_is_named(build: GraphBuilder) -> None:
    del build.graph.nodes[build.add_event("1", "AID", [A], [B])]["quad"]
    with pytest.raises(ExportError, match="'event/ev-1' has no attribute 'quad'"):
        project_actors(build.graph)


def test_an_event_type_that_the_codebook_lacks_is_named(build: GraphBuilder) -> None:
    build.graph.add_node(build.add_event("1", "AID", [A, B], []), event_type="DANCE")
    with pytest.raises(CodebookError, match="DANCE"):
        project_actors(build.graph)
