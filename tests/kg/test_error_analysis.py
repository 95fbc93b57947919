"""Which kind of error is counted as what."""

from typing import Any

import pytest

from kg.error_analysis import KINDS, analyze_errors

TEXT = "Alpha and Bravo accused Charlie Force of shelling Delta on Monday, Echo said."
NAMES = (("Alpha", "AAA"), ("Bravo", "BBB"), ("Charlie Force", None), ("Echo", "EEE"))
ALPHA, BRAVO, CHARLIE, ECHO = ({"text": text, "code": code} for text, code in NAMES)


def event(kind: str, trigger: str, actors: list[Any], recipients: list[Any], **rest: Any) -> dict[str, Any]:
    return {"type": kind, "trigger": trigger, "actors": actors, "recipients": recipients, "factuality": "asserted", "mode": None, **rest}


ACCUSE = event("ACCUSE", "accused", [ALPHA, BRAVO], [CHARLIE], mode="allege", attribution=ECHO)
GOLD = [{"id": "1", "text": TEXT, "events": [ACCUSE]}, {"id": "2", "text": "Rain fell.", "events": []}]


def list_errors(*events: dict[str, Any], sentence: str = "1") -> list[tuple[str, str]]:
    return [(error.kind, error.detail) for error in analyze_errors(GOLD, {"1": [ACCUSE], sentence: list(events)}).errors]


def test_gold_against_itself_has_no_error() -> None:
    assert list_errors(ACCUSE) == []


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"mode": "disapprove"}, ("wrong mode", "disapprove for allege")),
        ({"factuality": "alleged"}, ("wrong factuality", "alleged for asserted")),
        ({"actors": [ALPHA]}, ("lost part of a compound", "actor of ACCUSE")),
        ({"recipients": []}, ("missed argument", "recipient of ACCUSE")),
        ({"recipients": [CHARLIE, {"text": "Delta", "code": None}]}, ("false argument", "recipient of ACCUSE")),
        ({"recipients": [{"text": "Force", "code": None}]}, ("span too short", "recipient")),
        ({"recipients": [{"text": "Charlie Force of", "code": None}]}, ("span too long", "recipient")),
        ({"recipients": [], "actors": [ALPHA, BRAVO, CHARLIE]}, ("swapped role", "actor for recipient")),
        ({"attribution": None}, ("missed attribution", "ACCUSE")),
        ({"attribution": ALPHA}, ("wrong attribution", "ACCUSE")),
        ({"location": "Delta"}, ("false location", "ACCUSE")),
        ({"date": "2020-10-01"}, ("false date", "ACCUSE")),
    ],
)
def test_error_in_a_paired_event_has_its_kind(changes: dict[str, Any], error: tuple[str, str]) -> None:
    assert list_errors({**ACCUSE, **changes}) == [error]


def test_event_of_another_type_at_the_same_words_is_one_error() -> None:
    assert list_errors({**ACCUSE, "type": "REQUEST"}) == [("wrong type", "REQUEST for ACCUSE")]


def test_missed_and_false_events_that_share_no_words_are_two_errors() -> None:
    assert list_errors(event("ASSAULT", "shelling", [CHARLIE], [])) == [("missed event", "ACCUSE"), ("false event", "ASSAULT")]


def test_event_in_an_event_free_sentence_is_a_false_alarm() -> None:
    assert list_errors(ACCUSE, sentence="2") == [("false alarm", "ACCUSE")]


def test_report_counts_what_there_was_to_get_right() -> None:
    report = analyze_errors(GOLD, {"1": []})
    assert (report.sentences, report.events, report.arguments) == (2, 1, 3)
    assert report.to_json()["kinds"] == {"missed event": {"count": 1, "details": {"ACCUSE": 1}}}
    assert set(report.count_kinds()) <= set(KINDS)
