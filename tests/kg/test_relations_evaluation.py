"""What the figures for relations count as right."""

from typing import Any

import pytest

from kg.evaluation import read_gold
from kg.evaluation_relations import score_relations
from kg.extraction.parsed import parse_article
from kg.extraction.relations import extract_relations
from kg.reading import make_article
from tests.shared_data import find_shared

TEXT = "Alpha minister Ben Cole met Dan Ek, the head of the Echo Guard, in Foxtrot."


def relation(kind: str, subject: str, target: str, *, code: str | None = None, factuality: str = "asserted") -> dict[str, Any]:
    return {"type": kind, "subject": {"text": subject, "code": code}, "object": {"text": target, "code": None}, "factuality": factuality}


COLE, EK = relation("holds_office", "Ben Cole", "minister", code="AAA"), relation("holds_office", "Dan Ek", "head", code="AAA")
GOLD = [{"id": "1", "text": TEXT, "relations": [COLE, EK]}, {"id": "2", "text": "Rain fell.", "relations": []}]


def test_the_gold_itself_is_all_right() -> None:
    figures = score_relations(GOLD, {"1": [EK, COLE]})
    assert figures["relation"]["f1"] == figures["exact"]["f1"] == figures["code"]["accuracy"] == figures["factuality"]["accuracy"] == 1.0


def test_overlapping_words_are_right_but_not_exact() -> None:
    figures = score_relations(GOLD, {"1": [relation("holds_office", "Cole", "the minister", code="AAA")]})
    assert (figures["relation"]["right"], figures["exact"]["right"], figures["relation"]["gold"]) == (1, 0, 2)


def test_one_code_on_both_does_not_make_another_person_right() -> None:
    figures = score_relations(GOLD, {"1": [relation("holds_office", "Ben Cole", "head", code="AAA")]})
    assert figures["relation"]["right"] == 0


def test_other_type_other_factuality_and_false_alarm() -> None:
    predicted = {"1": [relation("represents", "Ben Cole", "minister"), {**COLE, "factuality": "historical"}], "2": [EK]}
    figures = score_relations(GOLD, predicted)
    assert (figures["relation"]["right"], figures["relation"]["pred"]) == (1, 3)
    assert figures["factuality"]["accuracy"] == 0.0
    assert figures["false_alarms"] == {"per_100": 100.0, "alarms": 1, "of": 1}
    assert set(figures["types"]) == {"holds_office", "represents"}


def test_relations_are_paired_one_to_one() -> None:
    assert score_relations(GOLD, {"1": [COLE, COLE]})["relation"]["right"] == 1


@pytest.mark.parametrize(("lang", "floor"), [("en", 0.68), ("id", 0.70)])
def test_figures_on_annotated_sentences_keep_their_floors(lang: str, floor: float) -> None:
    path = find_shared(f"eval/relations.dev.{lang}.jsonl")
    if path is None:
        pytest.skip("the annotated sentences are not here")
    gold = read_gold([path], fields=("relations",))
    predicted = {}
    for sentence in gold:
        article = make_article(sentence["text"], context=sentence.get("context") or "", lang=lang)
        told = extract_relations(parse_article(article))
        predicted[sentence["id"]] = [{"type": r.type, "subject": r.subject.model_dump(), "object": r.object.model_dump()} for r in told]
    assert score_relations(gold, predicted)["relation"]["f1"] >= floor
