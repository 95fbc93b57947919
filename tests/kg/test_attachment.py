"""Learning which date and which place is that of an event."""

import json
from pathlib import Path
from typing import Any

import pytest

from kg.extraction.attachment import Scorer, load_scorer
from kg.training.attachment import fit_weights, list_date_pairs, list_place_pairs, main, read_dated, read_placed


def make_record(text: str, *events: dict[str, Any], published: str | None = "2020-10-31", lang: str = "en") -> dict[str, Any]:
    nobody = {"actors": [], "recipients": [], "factuality": "asserted", "attribution": None, "location": None, "date": None}
    return {"id": text, "lang": lang, "published": published, "text": text, "events": [{"type": "ASSAULT", **nobody, **event} for event in events]}


def list_dates(record: dict[str, Any]) -> list[bool]:
    sentence = read_dated(record)
    return [is_right for _, is_right in list_date_pairs(sentence)] if sentence else []


def test_each_event_is_paired_with_each_date() -> None:
    text = "They shelled the mill on Monday and left it on Thursday."
    shelled, left = {"trigger": "shelled", "date": "2020-10-26"}, {"trigger": "left", "type": "RETREAT", "date": "2020-10-29"}
    assert list_dates(make_record(text, shelled, left)) == [True, False, False, True]


def test_date_that_the_annotator_knew_the_year_of_is_found_again() -> None:
    event = {"trigger": "shelled", "date": "2007-02-18"}
    assert list_dates(make_record("They shelled the mill on 18 February.", event, published=None)) == [True]


def test_what_teaches_nothing_is_left_out() -> None:
    shelled = {"trigger": "shelled", "date": None}
    assert list_dates(make_record("They shelled the mill on Monday.", shelled, published=None)) == []  # nobody knows which Monday
    assert list_dates(make_record("They shelled the mill on Monday.", {**shelled, "date": "2019-05-02"})) == []  # from another sentence
    told = {"trigger": "shelled", "date": "2020-10-29", "attribution": {"text": "officers", "code": None}}
    assert list_dates(make_record("They shelled the mill, two officers said on Thursday.", told)) == []  # the day of the saying


def test_each_event_is_paired_with_each_name_after_a_preposition_of_place() -> None:
    record = make_record("They shelled a mill in Homs and a bridge near Idlib.", {"trigger": "shelled", "location": "Homs"})
    sentence = read_placed(record)
    assert sentence is not None
    assert [is_right for _, is_right in list_place_pairs(sentence)] == [True, False]


def test_weights_tell_right_from_wrong_and_leave_out_what_is_rare() -> None:
    pairs = [({"bias": 1.0, "near": 1.0}, True)] * 20 + [({"bias": 1.0, "far": 1.0}, False)] * 20 + [({"bias": 1.0, "near": 1.0, "odd": 1.0}, False)]
    scorer = Scorer(0.0, fit_weights(pairs))
    assert scorer.score({"bias": 1, "near": 1}) > 0 > scorer.score({"bias": 1, "far": 1})
    assert "odd" not in scorer.weights


def test_command_writes_a_table_that_can_be_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    days = {"Monday": "2020-10-26", "Tuesday": "2020-10-27", "Wednesday": "2020-10-28", "Thursday": "2020-10-29", "Friday": "2020-10-30"}
    records = [
        make_record(f"They shelled {place} on {day}.", {"trigger": "shelled", "date": days[day], "location": place})
        for day in days
        for place in ("a mill in Homs", "a bridge near Idlib")
    ]
    (tmp_path / "sentences.jsonl").write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    table = tmp_path / "weights.toml"
    monkeypatch.setattr("sys.argv", ["attachment", str(tmp_path), "--output", str(table)])
    main()
    assert "dates: 10 sentences, 10 annotated, F1 1.000" in capsys.readouterr().out
    monkeypatch.setattr("kg.extraction.attachment.TABLE", table)
    load_scorer.cache_clear()
    try:
        assert load_scorer("dates").score({"bias": 1, "after": 1}) > 0
    finally:
        load_scorer.cache_clear()
