"""Events in languages that the model was not trained on: what docs/transfer.md calls worth it must stay so."""

from functools import cache

import pytest

from kg.evaluation import score_events
from kg.pipeline import Extractor
from tests.benchmarks.transfer import TRAINED, TRANSFERRED, read_sentences, read_vocabulary

# measured less a margin of two or three events: 30 sentences a language
FLOORS = {"ms": {"event": 0.72, "argument": 0.60}, "es": {"event": 0.64, "argument": 0.52}, "nl": {"event": 0.66, "argument": 0.46}}


@cache
def get_extractor() -> Extractor:
    return Extractor()


@pytest.mark.parametrize("lang", FLOORS)
def test_worthwhile_languages_stay_above_their_floors(lang: str) -> None:
    sentences = read_sentences(lang)
    scored = score_events(sentences, {sentence["id"]: get_extractor().extract_gold(sentence) for sentence in sentences})
    short = {figure: (round(scored[figure]["f1"], 3), floor) for figure, floor in FLOORS[lang].items() if scored[figure]["f1"] < floor}
    assert not short, f"below the floor: {short}"


@pytest.mark.parametrize("lang", TRANSFERRED)
def test_vocabulary_has_every_piece_of_the_language(lang: str) -> None:
    split = read_vocabulary()
    words = pieces = 0
    for sentence in read_sentences(lang):
        found = split(sentence["text"])
        assert None not in found, sentence["id"]
        words, pieces = words + len(sentence["text"].split()), pieces + len(found)
    assert pieces / words < 2.1, "words fall into syllables: pieces of this language were cut away"


@pytest.mark.parametrize("lang", {**TRANSFERRED, **TRAINED})
def test_annotations_stand_in_their_sentences(lang: str) -> None:
    sentences = read_sentences(lang)
    assert (len(sentences), sum(not sentence["events"] for sentence in sentences)) == (30, 8)
    for sentence in sentences:
        for event in sentence["events"]:
            entities = [*event["actors"], *event["recipients"]]
            words = [event["trigger"], event["location"] or "", *(entity["text"] for entity in entities)]
            absent = [word for word in words if word not in sentence["text"]]
            assert not absent, f"{sentence['id']}: {absent}"
