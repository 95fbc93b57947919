"""The packaged event model: what its thresholds do."""

from importlib.resources import files

from kg.extraction.sentences import split_sentences
from kg.models.event_model import EventModel
from kg.pipeline import get_model_folder
from kg.reading import read_articles
from kg.text import normalize_text


def test_candidates_that_are_not_read_are_no_events() -> None:
    model = EventModel(get_model_folder())
    articles = read_articles([str(files("kg.sample") / "karabakh.jsonl")], on_failure=lambda failure: None)
    sentences = [sentence.text for article in articles for sentence in split_sentences(normalize_text(article.text), article.lang)]
    bound = model.thresholds.event
    found = [model.read_sentence(text).events for text in sentences]
    assert sum(map(len, found)) > 200
    model.thresholds = model.thresholds.model_copy(update={"event": 0.5})  # so low that every candidate is read
    wider = [model.read_sentence(text).events for text in sentences]
    assert sum(map(len, wider)) > sum(map(len, found))
    assert [tuple(event for event in events if event.score >= bound) for events in wider] == found
