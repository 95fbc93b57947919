"""The packaged sample and the gold that goes with it hold together."""

import json
import re
from collections import Counter
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from schemas.identifiers import get_article_key
from schemas.judgement import Factuality
from schemas.text import Article

GOLDEN = Path(__file__).parents[1] / "golden"


def _read_lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


@pytest.fixture(scope="module")
def articles() -> dict[str, Article]:
    rows = _read_lines((files("kg.sample") / "karabakh.jsonl").read_text("utf-8"))
    assert len({row["id"] for row in rows}) == len(rows), "ids are unique"
    return {row["id"]: Article(**row, key=get_article_key(row["text"], row["published"], None)) for row in rows}


@pytest.fixture(scope="module")
def sentences() -> list[dict[str, Any]]:
    return _read_lines((GOLDEN / "sample.gold.jsonl").read_text("utf-8"))


@pytest.fixture(scope="module")
def merges() -> list[dict[str, Any]]:
    loaded: list[dict[str, Any]] = json.loads((GOLDEN / "sample_merges.json").read_text("utf-8"))
    return loaded


def _article_id(sentence: dict[str, Any]) -> str:
    return str(sentence["id"]).rpartition("-s")[0]


def _stands_in(piece: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(piece)}(?!\w)", text) is not None


def test_both_languages_are_well_represented(articles: dict[str, Article]) -> None:
    per_language = Counter(article.lang for article in articles.values())
    assert set(per_language) == {"id", "en"}
    assert per_language["id"] >= 9
    assert per_language["en"] >= 7


def test_articles_are_of_the_war_and_its_aftermath(articles: dict[str, Article]) -> None:
    for article in articles.values():
        assert article.published is not None
        assert date(2020, 9, 27) <= date.fromisoformat(article.published) <= date(2020, 12, 31), article.id


def test_articles_are_short_and_complete(articles: dict[str, Article]) -> None:
    for article in articles.values():
        assert article.title and article.publisher, article.id
        assert 80 <= len(article.text.split()) <= 260, article.id


def test_weekdays_fit_their_dates(articles: dict[str, Article]) -> None:
    weekdays = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
    found = [
        (name, date(int(year), int(month), int(day)))
        for article in articles.values()
        for name, day, month, year in re.findall(r"(\w+) \((\d+)/(\d+)/(\d+)\)", article.text)
    ]
    assert found
    assert [name for name, _ in found] == [weekdays[day.weekday()] for _, day in found]


def test_gold_sentences_make_up_the_articles(articles: dict[str, Article], sentences: list[dict[str, Any]]) -> None:
    for article in articles.values():
        own = [sentence["text"] for sentence in sentences if _article_id(sentence) == article.id]
        assert " ".join(own) == article.text.replace("\n\n", " "), article.id


def test_gold_words_stand_in_their_sentence(sentences: list[dict[str, Any]]) -> None:
    for sentence in sentences:
        for event in sentence["events"]:
            pieces = [event["trigger"], *(entity["text"] for entity in [*event["actors"], *event["recipients"]])]
            pieces += [event["location"]] if event["location"] else []
            assert all(_stands_in(piece, sentence["text"]) for piece in pieces), (sentence["id"], pieces)
            if event["attribution"]:
                assert _stands_in(event["attribution"]["text"], sentence["context"] + " " + sentence["text"]), sentence["id"]


def test_gold_has_every_kind_of_factuality(sentences: list[dict[str, Any]]) -> None:
    assert {event["factuality"] for sentence in sentences for event in sentence["events"]} == set(Factuality)


def test_merged_events_are_told_by_several_articles(merges: list[dict[str, Any]]) -> None:
    across = 0
    for merge in merges:
        told_by = {mention["article"] for mention in merge["mentions"]}
        assert len(told_by) >= 2, merge["event"]
        across += len({article_id.split("-")[1] for article_id in told_by}) == 2
    assert len(merges) >= 8
    assert across >= 4


def test_each_merged_mention_is_one_gold_event(merges: list[dict[str, Any]], sentences: list[dict[str, Any]]) -> None:
    for merge in merges:
        for mention in merge["mentions"]:
            events = [
                event
                for sentence in sentences
                if _article_id(sentence) == mention["article"] and sentence["text"].startswith(mention["sentence_starts"])
                for event in sentence["events"]
                if event["type"] == merge["type"] and event["trigger"] == mention["trigger"]
            ]
            assert len(events) == 1, (merge["event"], mention)


def test_no_gold_event_is_merged_into_two(merges: list[dict[str, Any]]) -> None:
    mentions = [tuple(sorted(mention.items())) for merge in merges for mention in merge["mentions"]]
    assert len(set(mentions)) == len(mentions)
