"""Merging on the packaged sample: given the gold events of each sentence, do the reports of one event come together?"""

import itertools
import json
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any, cast

import pytest

from kg.extraction.events import extract_events
from kg.extraction.parsed import parse_article
from kg.graph.merge import make_mentions, merge_mentions
from kg.models.event_model import EventModel, FoundArgument, FoundEvent, Reading
from kg.reading import read_articles
from kg.text import normalize_text
from schemas.record import Record

GOLDEN = Path(__file__).parents[1] / "golden"
Pair = frozenset[tuple[str, int]]  # two mentions, by article and trigger's start


class GoldModel:
    """Stands in for the event model: finds in a sentence what the gold says of it."""

    def __init__(self, gold: list[dict[str, Any]]) -> None:
        self._events = {normalize_text(sentence["text"]).text.strip(): sentence["events"] for sentence in gold}

    def read_sentence(self, text: str) -> Reading:
        whole = next((known for known in self._events if known.endswith(text) or text.endswith(known)), None)
        found = [self._find(text, event) for event in self._events.get(whole or "", [])]
        return Reading(tuple(sorted((event for event in found if event), key=lambda event: event.start)))

    def _find(self, text: str, event: dict[str, Any]) -> FoundEvent | None:
        start = text.find(event["trigger"])
        if start < 0:
            return None
        named = [("actor", a["text"]) for a in event["actors"]] + [("recipient", a["text"]) for a in event["recipients"]]
        named += [("location", event["location"])] if event["location"] else []
        named += [("attribution", event["attribution"]["text"])] if event["attribution"] else []
        spans = [(role, text.find(normalize_text(name).text), len(name)) for role, name in named]
        arguments = tuple(FoundArgument(role, at, at + length, 1.0) for role, at, length in spans if at >= 0)
        end = start + len(event["trigger"])
        return FoundEvent(event["type"], event["mode"], event["factuality"], start, end, 1.0, 1.0, arguments)


def read_golden(name: str) -> list[dict[str, Any]]:
    text = (GOLDEN / name).read_text("utf-8")
    return [json.loads(line) for line in text.splitlines()] if name.endswith("l") else cast(list[dict[str, Any]], json.loads(text))


@pytest.fixture(scope="module")
def records() -> list[Record]:
    model = cast(EventModel, GoldModel(read_golden("sample.gold.jsonl")))
    sample = str(files("kg.sample") / "karabakh.jsonl")
    articles = list(read_articles([sample], on_failure=lambda failure: pytest.fail(failure.what)))
    return [Record(id=a.id, key=a.key, lang=a.lang, published=a.published, events=extract_events(parse_article(a), model).events) for a in articles]


def list_gold_groups(records: list[Record]) -> Iterator[list[tuple[str, int]]]:
    by_article = {record.id: record for record in records}
    sentences = [(sentence["id"].rsplit("-", 1)[0], normalize_text(sentence["text"]).text) for sentence in read_golden("sample.gold.jsonl")]
    for event in read_golden("sample_merges.json"):
        members = []
        for mention in event["mentions"]:
            article, head = mention["article"], normalize_text(mention["sentence_starts"]).text
            (sentence,) = (text for of, text in sentences if of == article and text.startswith(head))
            found = [e for e in by_article[article].events if normalize_text(e.sentence.text).text in sentence]
            members += [(article, e.trigger.start) for e in found if e.type == event["type"] and e.trigger.text == mention["trigger"]][:1]
        yield members


def list_pairs(groups: Iterator[list[tuple[str, int]]]) -> set[Pair]:
    return {frozenset(pair) for group in groups for pair in itertools.combinations(group, 2) if len(set(pair)) == 2}


def test_reports_of_one_event_come_together(records: list[Record]) -> None:
    id_of = {record.key: record.id for record in records}
    gold = list_pairs(list_gold_groups(records))
    merged = merge_mentions(make_mentions(records))
    ours = list_pairs([(id_of[m.article], m.event.trigger.start) for m in group] for group in merged)
    named = {member for pair in gold for member in pair}
    ours = {pair for pair in ours if pair <= named}  # pairs of which the gold says nothing are judged neither way
    right = len(gold & ours)
    precision, recall = right / (len(ours) or 1), right / len(gold)
    assert precision >= 0.99 and recall >= 0.8, f"precision {precision:.2f}, recall {recall:.2f} of {len(gold)} pairs"
