"""Which reports are one event."""

import itertools
from typing import Any

import pytest

from kg.graph.build import build_graph, judge_event
from kg.graph.merge import Explanation, make_mentions, merge_mentions
from schemas.event import Event
from schemas.graph import EdgeKind, NodeKind
from schemas.identifiers import BASE_IRI
from schemas.record import Record
from schemas.text import TextSpan
from tests.records import make_record

STRIKE = {"type": "ASSAULT", "actors": ["ARM"], "recipients": ["AZE"], "place": "Ganja", "date": "2020-10-11"}


def count_events(*records: Any) -> int:
    return len(merge_mentions(make_mentions(records)))


def list_events(*records: Record) -> list[dict[str, Any]]:
    return [data for _, data in build_graph(records).nodes(data=True) if data["kind"] == NodeKind.EVENT]


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
        assert one["actors"] == other["recipients"]
    assert count_events(make_record(one, text="a"), make_record(other, text="b")) == 2, reason


def test_modes_that_contradict_each_other_speak_against_one_event() -> None:
    undated = {key: value for key, value in STRIKE.items() if key not in ("date", "place")}
    modes = [("bombed", "aerial"), ("shelled", "heavy-weapons")]
    told = [{**undated, "trigger": trigger, "mode": mode, "sentence": f"{trigger} {mode}"} for trigger, mode in modes]
    assert count_events(*(make_record(event, text=str(event["mode"])) for event in told)) == 2
    assert count_events(*(make_record({**event, "mode": "aerial"}, text=str(event["mode"])) for event in told)) == 1


def test_ministry_and_army_and_capital_are_one_side() -> None:
    capital, ministry = make_record(STRIKE, text="a"), make_record(STRIKE, text="b")
    (event,) = ministry.events
    actor = event.actors[0].model_copy(update={"text": "Armenian army", "sector": "MIL", "id": f"{BASE_IRI}actor/ARM"})
    assert count_events(capital, ministry.model_copy(update={"events": [event.model_copy(update={"actors": [actor]})]})) == 1


def test_strike_taken_up_in_the_next_sentence_is_the_same() -> None:
    told = {"type": "ASSAULT", "recipients": ["AZE"], "date": "2020-10-11", "place": "Ganja", "trigger": "hit"}
    taken_up = {
        "type": "ASSAULT",
        "actors": ["ARM"],
        "factuality": "alleged",
        "trigger": "strike",
        "sentence": "Over the strike, Baku pointed at Yerevan.",
    }
    record = make_record(told, taken_up)
    events = [record.events[0], _move_trigger(record.events[1], "strike")]
    assert count_events(record.model_copy(update={"events": events})) == 1
    other = make_record(told, {**taken_up, "sentence": "A strike elsewhere was laid at Yerevan's door."})
    events = [other.events[0], _move_trigger(other.events[1], "strike")]
    assert count_events(other.model_copy(update={"events": events})) == 2


def _move_trigger(event: Event, word: str) -> Event:
    start = event.sentence.start + event.sentence.text.index(word)
    return event.model_copy(update={"trigger": TextSpan(text=word, start=start, end=start + len(word))})


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


def test_denial_in_one_article_meets_accusation_in_another() -> None:
    sending = {"type": "MOBILIZE", "actors": ["TUR"], "date": "2020-10-02"}
    paris = make_record({"type": "ACCUSE", "actors": ["FRA"], "recipients": ["TUR"]}, {**sending, "factuality": "alleged"}, text="paris")
    accusation, act = paris.events
    paris = paris.model_copy(update={"events": [accusation.model_copy(update={"alleges": [act.id]}), act]})
    ankara = make_record({"type": "ACCUSE", "actors": ["FRA"], "recipients": ["TUR"]}, {"type": "REJECT", "actors": ["TUR"]}, text="ankara")
    told, denial = ankara.events
    ankara = ankara.model_copy(update={"events": [told, denial.model_copy(update={"denies": [told.id]})]})
    graph = build_graph([paris, ankara])
    assert graph.nodes[f"event/{act.id}"]["factuality"] == "disputed"
    assert graph.has_edge(f"event/{denial.id}", f"event/{act.id}", "denies")
    assert not graph.has_edge(f"event/{denial.id}", f"event/{accusation.id}", "denies"), "that it was accused of, Ankara does not deny"


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


def test_most_exact_date_is_kept() -> None:
    (event,) = list_events(make_record({**STRIKE, "date": "2020-10"}, text="a"), make_record(STRIKE, text="b"))
    assert (event["date"], event["date_precision"]) == ("2020-10-11", "day")


@pytest.mark.parametrize(
    ("told", "best", "low", "high"),
    [
        ([("2020-10-12", 7)], 7, None, None),
        ([("2020-10-12", 7), ("2020-10-13", 7)], 7, None, None),
        ([("2020-10-12", 7), ("2020-10-13", 10)], 10, 7, 10),  # the latest of equals
        ([("2020-10-12", 10), ("2020-10-13", 10), ("2020-10-13", 7)], 10, 7, 10),  # what most say
    ],
)
def test_number_that_most_reports_give_is_the_best(told: list[tuple[str, int]], best: int, low: int | None, high: int | None) -> None:
    (event,) = list_events(*(make_record({**STRIKE, "killed": n}, text=f"{day} {n}", published=day) for day, n in told))
    assert (event["killed"], event.get("killed_low"), event.get("killed_high")) == (best, low, high)


def test_copies_do_not_outvote_an_independent_report() -> None:
    copies = [make_record({**STRIKE, "killed": 7}, text=f"copy {n}", published="2020-10-12") for n in range(3)]
    copies = [record.model_copy(update={"fingerprint": list(range(64))}) for record in copies]
    (event,) = list_events(*copies, make_record({**STRIKE, "killed": 10}, text="own", published="2020-10-13"))
    assert (event["killed"], event["report_count"], event["independent_count"]) == (10, 4, 2)


def test_every_merge_is_explained() -> None:
    records = [make_record(STRIKE, text="a"), make_record({**STRIKE, "killed": 3}, text="b"), make_record({**STRIKE, "place": "Barda"}, text="c")]
    explanation = Explanation(records)
    groups = sorted(merge_mentions(make_mentions(records)), key=len)
    other, strike = (f"event/{group[0].event.id}" for group in groups)
    first, second = explanation.explain_event(strike)
    assert first.earlier is None
    assert second.earlier == first.mention
    assert {reason for reason, _, _ in second.likeness.points} >= {"actors", "recipients", "date", "place", "words"}
    assert second.likeness.total >= explanation.threshold
    assert "Barda" in str(explanation.compare_events(strike, other).likeness.objection)


def test_judgement_of_no_clear_case() -> None:
    assert judge_event(["conditional", "future"]) == "future"
