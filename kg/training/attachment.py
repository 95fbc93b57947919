"""Learns which dates and places belong to which events of a sentence: the weights of ``kg/extraction/attachment.toml``.

Usage: ``python -m kg.training.attachment FOLDER...``; each folder has ``.jsonl`` files of annotated sentences. It tells F1 with the annotated
triggers, by cross-validation over sentences, and writes the weights into the package. Nothing of it is random: the same sentences give the
same weights.
"""

import argparse
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final, TypeVar

import numpy as np

from kg.evaluation import Count, ScoredSentence, read_gold
from kg.extraction.attachment import TABLE, Scorer
from kg.extraction.dates import DateExpression, find_dates
from kg.extraction.event_dates import DatableEvent, describe_pair, is_its_own, leave_out_dateline, resolve_event_dates, turn_date
from kg.extraction.locations import LocatableEvent, PlacePhrase, find_phrases
from kg.extraction.locations import describe_pair as describe_place
from kg.training.data import find_span
from kg.training.logistic import fit_logistic

PENALTY: Final = 1.0  # on squared weights; 1 to 4 give the same F1 by cross-validation, 8 less
FOLDS: Final = 5
RARE: Final = 8  # a feature of fewer pairs tells nothing
BOUNDS: Final = {"dates": -0.3, "places": -0.4}  # F1 is highest about there, and the same a tenth up or down
_REPORTED_DAYS: Final = 20  # news names a day and month within about so many days

Json = Mapping[str, Any]
T = TypeVar("T")
Pair = tuple[dict[str, float], bool]


@dataclass(frozen=True)
class DatedSentence:
    """A sentence with its events, their annotated dates, and the values that its date expressions have."""

    text: str
    lang: str
    events: list[DatableEvent]
    gold: list[str | None]
    dates: list[DateExpression]
    values: list[str | None]

    def get_value(self, number: int, event: DatableEvent) -> str | None:
        """What the expression of that number means as the date of the event."""
        turned = turn_date(self.dates[number], event)
        return self.values[number] if turned is self.dates[number] else turned.value


def read_dated(record: Json) -> DatedSentence | None:
    """The sentence, None where it has no events or no dates."""
    text, lang, published = record["text"], record.get("lang") or "und", record.get("published")
    events = _find_events(record)
    dates = leave_out_dateline(find_dates(text, lang=lang, published=published), text)
    if not events or not dates:
        return None
    gold = [(event.get("date") or "").split("/")[0] or None for event, _ in events]
    values = [one.value for one in dates]
    if not published:  # the annotators knew of some when they were published: what their date fits is that date
        for value in {value for value in gold if value and value not in values}:
            later = {one.start: one.value for one in find_dates(text, lang=lang, published=_guess_publication(value))}
            values = [value if known is None and later.get(one.start) == value else known for known, one in zip(values, dates, strict=True)]
    datable = [DatableEvent(*span, event["type"], event["factuality"], bool(event.get("attribution"))) for event, span in events]
    return DatedSentence(text, lang, datable, gold, dates, values)


def _find_events(record: Json) -> list[tuple[Json, tuple[int, int]]]:
    """The annotated events whose trigger stands in the sentence, and where."""
    found = [(event, find_span(record["text"], event["trigger"])) for event in record["events"] if event.get("trigger")]
    return [(event, span) for event, span in found if span]


def _guess_publication(value: str) -> str:
    year, month, day = (*(int(part) for part in value.split("-")), 12, 28)[:3]
    return (date(year, month, min(day, 28)) + timedelta(days=_REPORTED_DAYS)).isoformat()


def list_date_pairs(sentence: DatedSentence) -> Iterator[Pair]:
    """Each event with each date, and whether it is the event's.

    Left out are dates that cannot be resolved, events whose date the text does not give, and days of a saying that are annotated as the day of what
    is told: the guide has them otherwise.
    """
    for event, gold in zip(sentence.events, sentence.gold, strict=True):
        values = [sentence.get_value(number, event) for number in range(len(sentence.dates))]
        if gold and gold not in values:
            continue
        for given, value in zip(sentence.dates, values, strict=True):
            if value is None or is_its_own(given, event, sentence.events) is not None:
                continue
            features = describe_pair(event, turn_date(given, event), sentence.events, sentence.dates, sentence.text, lang=sentence.lang)
            if not (value == gold and "said, deed" in features):
                yield features, value == gold


def count_dates(sentence: DatedSentence, scorer: Scorer) -> Count:
    """How many of the sentence's annotated dates are found."""
    found = resolve_event_dates(sentence.events, sentence.dates, sentence.text, lang=sentence.lang, scorer=scorer)
    count = Count()
    for event, gold, chosen in zip(sentence.events, sentence.gold, found, strict=True):
        number = next((n for n, one in enumerate(sentence.dates) if chosen and one.start == chosen.start), None)
        value = sentence.get_value(number, event) if number is not None else None
        count.gold += gold is not None
        count.predicted += value is not None
        count.right += gold is not None and value == gold
    return count


@dataclass(frozen=True)
class PlacedSentence:
    """A sentence with its events, their annotated places, and the names after prepositions of place."""

    text: ScoredSentence
    sentence: str
    lang: str
    events: list[LocatableEvent]
    gold: list[str | None]
    phrases: list[PlacePhrase]

    def is_right(self, phrase: PlacePhrase, gold: str | None) -> bool:
        """Whether a phrase is the annotated place, as the figures count it."""
        return bool(gold) and self.text.is_overlap(gold, self.sentence[phrase.start : phrase.end])


def read_placed(record: Json) -> PlacedSentence | None:
    """The sentence, None where it has no events or no such names."""
    text, lang = record["text"], record.get("lang") or "und"
    events = _find_events(record)
    barred = [(one.start, one.end) for one in find_dates(text, lang=lang, published=record.get("published"))]
    phrases, _ = find_phrases(text, lang=lang, barred=barred)
    if not events or not phrases:
        return None
    locatable = [LocatableEvent(*span, event["type"], tuple(_find_parties(event, text, span[0]))) for event, span in events]
    return PlacedSentence(ScoredSentence(text), text, lang, locatable, [event.get("location") for event, _ in events], phrases)


def _find_parties(event: Json, text: str, near: int) -> Iterator[tuple[int, int]]:
    for party in (*event["actors"], *event["recipients"]):
        if party["text"] and (span := find_span(text, party["text"], near=near)):
            yield span


def list_place_pairs(sentence: PlacedSentence) -> Iterator[Pair]:
    """Each event with each name, and whether it is the event's place; events whose place is none of the names are left out."""
    for event, gold in zip(sentence.events, sentence.gold, strict=True):
        right = [sentence.is_right(phrase, gold) for phrase in sentence.phrases]
        if gold and not any(right):
            continue
        for phrase, is_right in zip(sentence.phrases, right, strict=True):
            yield _describe_place(sentence, event, phrase), is_right


def _describe_place(sentence: PlacedSentence, event: LocatableEvent, phrase: PlacePhrase) -> dict[str, float]:
    return describe_place(event, phrase, sentence.events, sentence.phrases, sentence.sentence, lang=sentence.lang)


def count_places(sentence: PlacedSentence, scorer: Scorer) -> Count:
    """How many of the sentence's annotated places are found by the names and prepositions alone."""
    count = Count()
    for event, gold in zip(sentence.events, sentence.gold, strict=True):
        scores = [scorer.score(_describe_place(sentence, event, phrase)) for phrase in sentence.phrases]
        best = max(range(len(scores)), key=scores.__getitem__)
        count.gold += bool(gold)
        count.predicted += scores[best] > scorer.bound
        count.right += scores[best] > scorer.bound and sentence.is_right(sentence.phrases[best], gold)
    return count


def fit_weights(pairs: Sequence[Pair]) -> dict[str, float]:
    """Weights of a logistic regression by name; features of fewer than RARE pairs are left out."""
    counts = Counter(name for features, _ in pairs for name in features)
    names = sorted(name for name, number in counts.items() if number >= RARE)
    inputs = np.array([[features.get(name, 0.0) for name in names] for features, _ in pairs])
    right = np.array([is_right for _, is_right in pairs], float)
    weights = fit_logistic(inputs, right, penalty=PENALTY)
    return {name: round(float(weight), 2) for name, weight in zip(names, weights, strict=True) if abs(weight) >= 0.005}


def cross_validate(
    sentences: Sequence[T], list_pairs: Callable[[T], Iterable[Pair]], count: Callable[[T, Scorer], Count], *, bound: float
) -> list[Count]:
    """What weights learned on four fifths of the sentences find in the last fifth, for each sentence in order."""
    folds = [number % FOLDS for number in range(len(sentences))]
    random.Random(0).shuffle(folds)
    pairs = [list(list_pairs(sentence)) for sentence in sentences]
    scorers = [
        Scorer(bound, fit_weights([pair for found, other in zip(pairs, folds, strict=True) if other != fold for pair in found]))
        for fold in range(FOLDS)
    ]
    return [count(sentence, scorers[fold]) for sentence, fold in zip(sentences, folds, strict=True)]


def add_up(counts: Iterable[Count]) -> Count:
    """Their sum."""
    total = Count()
    for count in counts:
        total.right, total.gold, total.predicted = total.right + count.right, total.gold + count.gold, total.predicted + count.predicted
    return total


def learn(name: str, sentences: Sequence[T], list_pairs: Callable[[T], Iterable[Pair]], count: Callable[[T, Scorer], Count]) -> Scorer:
    """Weights from all sentences; tells what they are worth."""
    found = add_up(cross_validate(sentences, list_pairs, count, bound=BOUNDS[name]))
    figures = f"{found.gold} annotated, F1 {found.f1:.3f}, precision {found.precision:.3f}, recall {found.recall:.3f}"
    sys.stdout.write(f"{name}: {len(sentences)} sentences, {figures}\n")
    return Scorer(BOUNDS[name], fit_weights([pair for sentence in sentences for pair in list_pairs(sentence)]))


def write_scorers(scorers: Mapping[str, Scorer], path: Path) -> None:
    """As TOML, by name."""
    lines = ["# Made by python -m kg.training.attachment from annotated sentences; what the features are is told where they are described."]
    for name, scorer in scorers.items():
        lines += ["", f"[{name}]", f"bound = {scorer.bound}", "", f"[{name}.weights]"]
        lines += [f'"{feature}" = {weight}' for feature, weight in sorted(scorer.weights.items())]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> None:
    """Read the folders, learn, report, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", metavar="FOLDER", type=Path, nargs="+")
    parser.add_argument("--output", "-o", metavar="FILE", type=Path, default=TABLE, help="where the weights go; the package's own table by default")
    options = parser.parse_args()
    paths = [path for folder in options.folders for path in sorted(folder.glob("*.jsonl"))]
    records = [record for record in read_gold(paths, fields=("events", "relations")) if record.get("events")]
    dated = [sentence for sentence in map(read_dated, records) if sentence]
    placed = [sentence for sentence in map(read_placed, records) if sentence]
    scorers = {"dates": learn("dates", dated, list_date_pairs, count_dates), "places": learn("places", placed, list_place_pairs, count_places)}
    write_scorers(scorers, options.output)


if __name__ == "__main__":
    main()
