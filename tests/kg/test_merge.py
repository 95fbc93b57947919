"""Which reports are one event."""

import itertools
from typing import Any

import pytest

from kg.graph.build import build_graph, judge_event
from kg.graph.merge import make_mentions, merge_mentions
from schemas.graph import EdgeKind, NodeKind
from tests.records import make_record

STRIKE = {"type": "ASSAULT", "actors": ["ARM"], "recipients": ["AZE"], "place": "Ganja", "date": "2020-10-11"}


def count_events(*records: Any) -> int:
    return len(merge_mentions(make_mentions(records)))


def test_same_strike_in_two_languages_is_one_event() -> None:
    assert count_events(make_record(STRIKE, text="a", lang="id"), make_record(STRIKE, text="b", lang="en")) == 1


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"date": "2020-10-17"}, "another day"),
        ({"place": "Barda"}, "another city"),
        ({"type": "COERCE"}, "another type"),
        ({"actors": ["AZE"], "recipients": ["ARM"]}, "the other way round"),
        ({"factuality": "future"}, "not yet happened"),
        ({"factuality": "historical"}, "told as history"),
    ],
)
def test_different_events_stay_apart(change: dict[str, Any], reason: str) -> None:
    one, other = {**STRIKE, "mode": None}, {**STRIKE, **change}
    if reason == "the other way round":
        # ASSAULT is mutual only where one side is not named as recipient
        assert one["recipients"] != other["recipients"]
    assert count_events(make_record(one, text="a"), make_record(other, text="b")) == 2, reason


def test_modes_that_contradict_each_other_stay_apart() -> None:
    pair = [make_record({**STRIKE, "mode": mode}, text=mode) for mode in ("aerial", "heavy-weapons")]
    assert count_events(*pair) == 2


def test_chain_of_half_likenesses_does_not_join_two_days() -> None:
    undated = {key: value for key, value in STRIKE.items() if key != "date"}
    days = [make_record({**STRIKE, "date": day}, text=day) for day in ("2020-10-11", "2020-10-12")]
    merged = merge_mentions(make_mentions([*days, make_record(undated, text="undated", published="2020-10-12")]))
    assert all(len({m.event.date for m in group} - {None}) == 1 for group in merged)


def test_alleged_and_denied_are_one_disputed_event() -> None:
    aid = {"type": "AID", "actors": ["TUR"], "recipients": ["AZE"], "date": "2020-10-31"}
    records = [
        make_record({**aid, "factuality": "alleged", "attribution": "ARM"}, text="a"),
        make_record({**aid, "factuality": "denied", "attribution": "TUR"}, text="b"),
    ]
    graph = build_graph(records)
    events = [data for _, data in graph.nodes(data=True) if data["kind"] == NodeKind.EVENT]
    assert [(event["factuality"], event["mention_count"], event["report_count"]) for event in events] == [("disputed", 2, 2)]


def test_bare_denial_becomes_mention_of_what_it_denies() -> None:
    record = make_record(
        {"type": "AID", "actors": ["TUR"], "recipients": ["AZE"], "factuality": "alleged"},
        {"type": "REJECT", "actors": ["TUR"], "trigger": "denied"},
    )
    aid, denial = record.events
    record = record.model_copy(update={"events": [aid, denial.model_copy(update={"denies": [aid.id]})]})
    graph = build_graph([record])
    assert graph.nodes[f"event/{aid.id}"]["factuality"] == "disputed"
    assert graph.edges[f"event/{denial.id}", f"event/{aid.id}", "denies"]["kind"] == EdgeKind.DENIES
    mentions = [m for _, m, kind in graph.out_edges(f"event/{aid.id}", data="kind") if kind == EdgeKind.DENOTED_BY]
    denied = [m for m in mentions if graph.nodes[m]["factuality"] == "denied"]
    speakers = [s for _, s, kind in graph.out_edges(denied[0], data="kind") if kind == EdgeKind.ATTRIBUTED_TO]
    assert speakers == ["actor/TUR"]


def test_order_of_records_does_not_matter() -> None:
    records = [
        make_record(STRIKE, text="a"),
        make_record({**STRIKE, "killed": 10}, text="b", published="2020-10-11"),
        make_record({**STRIKE, "date": "2020-10-17"}, text="c", published="2020-10-18"),
        make_record({"type": "CONSULT", "actors": ["ARM", "AZE", "RUS"], "date": "2020-10-10"}, text="d"),
    ]
    graphs = [build_graph(order) for order in itertools.permutations(records)]
    first = graphs[0]
    for graph in graphs[1:]:
        assert list(graph.nodes(data=True)) == list(first.nodes(data=True))
        assert list(graph.edges(keys=True, data=True)) == list(first.edges(keys=True, data=True))


def test_same_record_twice_changes_nothing() -> None:
    record = make_record(STRIKE)
    assert build_graph([record, record]).number_of_nodes() == build_graph([record]).number_of_nodes()


def test_most_exact_date_and_greatest_count_are_kept() -> None:
    records = [make_record({**STRIKE, "date": "2020-10", "killed": 7}, text="a"), make_record({**STRIKE, "killed": 10}, text="b")]
    events = [data for _, data in build_graph(records).nodes(data=True) if data["kind"] == NodeKind.EVENT]
    assert [(event["date"], event["date_precision"], event["killed"]) for event in events] == [("2020-10-11", "day", 10)]


def test_judgement_of_no_clear_case() -> None:
    assert judge_event(["conditional", "future"]) == "future"
