"""What the figures of ``kg evaluate`` count as right."""

import json
import random
import runpy
from typing import Any

import pytest

from kg.evaluation import count_swapped_roles, read_gold, score_events
from schemas.errors import InputError
from tests.shared_data import find_shared

ALPHA, BRAVO, CHARLIE = ({"text": t, "code": c} for t, c in (("Alpha", "AAA"), ("the Bravo", "BBB"), ("Charlie Force", None)))
TEXT = "Alpha and the Bravo met; Alpha attacked Charlie Force in Delta, the Bravo said."


def event(kind: str, actors: list[Any], recipients: list[Any], **rest: Any) -> dict[str, Any]:
    return {"type": kind, "actors": actors, "recipients": recipients, **rest}


GOLD = [
    {
        "id": "1",
        "text": TEXT,
        "events": [
            event("CONSULT", [ALPHA, BRAVO], []),
            event("ASSAULT", [ALPHA], [CHARLIE], mode="aerial", attribution=BRAVO, location="Delta", date="2020-10-01"),
        ],
    },
    {"id": "2", "text": "Rain fell.", "events": []},
]


def test_gold_against_itself_is_perfect() -> None:
    figures = score_events(GOLD, {r["id"]: r["events"] for r in GOLD})
    assert all(figures[name]["f1"] == 1.0 for name in ("event", "argument", "dyad", "attribution", "location", "date"))
    assert figures["mode"]["accuracy"] == figures["factuality"]["accuracy"] == 1.0
    assert figures["argument"]["gold"] == 4


def test_recipient_of_mutual_event_counts_as_actor() -> None:
    figures = score_events(GOLD, {"1": [event("CONSULT", [ALPHA], [{"text": "Bravo", "code": None}])]})
    assert figures["argument"]["right"] == 2


def test_swapped_roles_of_one_way_event_are_wrong() -> None:
    predicted = {"1": [event("ASSAULT", [CHARLIE], [ALPHA])]}
    assert score_events(GOLD, predicted)["argument"]["right"] == 0
    assert count_swapped_roles(GOLD, predicted) == {"both": 1, "swapped": 1}


def test_code_on_both_sides_tells_nothing() -> None:
    police, students = {"text": "Alpha", "code": "AAA"}, {"text": "Bravo", "code": "AAA"}
    gold = [{"id": "1", "text": TEXT, "events": [event("COERCE", [police], [students])]}]
    assert score_events(gold, {"1": [event("COERCE", [students], [police])]})["argument"]["f1"] == 0


def test_event_in_event_free_sentence_is_false_alarm() -> None:
    assert score_events(GOLD, {"2": [event("AID", [], [])]})["false_alarms"] == {"per_100": 100.0, "alarms": 1, "of": 1}


def test_whole_clause_overlaps_with_nothing() -> None:
    clause = {"text": TEXT, "code": None}
    assert score_events(GOLD, {"1": [event("ASSAULT", [clause], [clause])]})["argument"]["right"] == 0


def test_broken_gold_line_is_named(tmp_path: Any) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text('{"id": "1", "text": "a", "events": []}\nnonsense\n')
    with pytest.raises(InputError, match=r"gold\.jsonl:2"):
        read_gold([path])


def test_figures_equal_those_of_the_shared_scorer() -> None:
    scorer, dev = find_shared("eval/score.py"), [find_shared(f"eval/dev.{lang}.jsonl") for lang in ("id", "en")]
    if scorer is None or None in dev:
        pytest.skip("the shared evaluation data is not here")
    gold = [json.loads(line) for path in dev if path for line in path.read_text("utf-8").splitlines()]
    chance = random.Random(3)
    predicted = {}
    for record in gold:
        events = [dict(e) for e in record["events"] if chance.random() < 0.8]
        for e in events:
            if chance.random() < 0.3:
                e["actors"], e["recipients"] = e["recipients"], e["actors"]
            if chance.random() < 0.2:
                e["type"] = chance.choice(["ASSAULT", "CONSULT", "AID"])
        predicted[record["id"]] = events + (chance.choice(gold)["events"] if chance.random() < 0.2 else [])
    theirs = runpy.run_path(str(scorer))["score"](gold, predicted)
    del theirs["unknown_types"]
    assert score_events(gold, predicted) == theirs
