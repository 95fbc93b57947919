"""Are reports of one event merged? ``python -m tests.benchmarks.merging [--errors]``; how fast: ``--synthetic MENTIONS``.

Reads the articles that ``tests/golden/merges.gold.jsonl`` points into (foreign news that is no part of the project, see ``tests/shared_data.py``),
extracts, merges, and prints precision, recall and F1 over the annotated pairs, for the half on which the points of
:mod:`kg.graph.merge` were chosen and for the half that was held out.

A line of the gold is a pair: ``{"id", "half": "tune" | "held", "same": true | false, "a", "b"}``. A mention is a place in a corpus: the ``row`` of a
headline or an article, or a ``line`` of the parallel sentences, of which ``lines`` [first, last] make up an article ``published`` then.
``trigger`` is the word that names the event, the first one from ``start_char`` or in the line. A pair of which the system marks another
word of the sentence, or none, is not found.
"""

import argparse
import csv
import datetime
import json
import random
import resource
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from kg.graph.copies import find_copies, make_fingerprint
from kg.graph.merge import make_mentions, merge_mentions
from kg.pipeline import Extractor
from kg.reading import make_article
from schemas.entity import ActorMention
from schemas.event import Event
from schemas.identifiers import BASE_IRI
from schemas.record import Record
from schemas.text import Article, TextSpan
from tests.shared_data import find_shared

GOLD: Final = Path(__file__).parents[1] / "golden" / "merges.gold.jsonl"
CORPORA: Final = "data/corpora"
HEADLINES, NEWS, PARALLEL = "narasipal-headlines.csv", "detik-2025.csv", "PANL-BPPT-INT-{lang}-150Kw.txt"


@dataclass(frozen=True)
class Place:
    """Where a gold mention stands: characters [start, end) of an article."""

    article: str
    start: int
    end: int


@dataclass(frozen=True)
class Pair:
    """Two gold mentions, and whether they are one event."""

    id: str
    half: str
    same: bool
    a: Place
    b: Place


@dataclass(frozen=True)
class Outcome:
    """What merging made of pairs, by id."""

    right: tuple[str, ...]  # one event, and merged
    wrong: tuple[str, ...]  # two events, but merged
    missed: tuple[str, ...]  # one event, but not merged
    apart: tuple[str, ...]  # two events, not merged
    not_found: tuple[str, ...]  # at least one of the two was not extracted

    @property
    def precision(self) -> float:
        """Share of the merged pairs that are one event."""
        return len(self.right) / max(1, len(self.right) + len(self.wrong))

    @property
    def recall(self) -> float:
        """Share of the pairs of one event that were merged, of those that were found."""
        return len(self.right) / max(1, len(self.right) + len(self.missed))

    @property
    def f1(self) -> float:
        """Harmonic mean of both."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


class Corpora:
    """The foreign texts, read once."""

    def __init__(self, folder: Path) -> None:
        self._lines = {lang: (folder / PARALLEL.format(lang=lang)).read_text("utf-8").splitlines() for lang in ("EN", "ID")}
        self._headlines = _read_rows(folder / HEADLINES)
        self._news = _read_rows(folder / NEWS)

    def locate(self, mention: dict[str, Any]) -> tuple[Article, Place]:
        """The article of a gold mention and the place of its trigger; raises ValueError where the text does not have it."""
        if mention["corpus"].startswith("panl"):
            lang = mention["corpus"][-2:]
            first, last = mention["lines"]
            lines = [line.strip() for line in self._lines[lang.upper()][first - 1 : last]]
            published, text = mention["published"], "\n".join(lines)
            at = sum(len(line) + 1 for line in lines[: mention["line"] - first])
        elif mention["corpus"] == "narasipal":
            row = self._headlines[mention["row"]]
            lang, published, text, at = "id", row["published"], row["text"], 0
        else:
            row = self._news[mention["row"]]
            month, day, year = row["tanggal"].split()[0].split("/")
            lang, published, text, at = "id", f"{year}-{int(month):02}-{int(day):02}", row["isi_berita"], mention["start_char"]
        start = text.index(mention["trigger"], at)
        article = make_article(text, lang=lang, published=published)
        return article, Place(article.key, start, start + len(mention["trigger"]))


def _read_rows(path: Path) -> dict[str, dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return {row["id"]: row for row in csv.DictReader(stream)}


def read_gold(folder: Path) -> tuple[list[Article], list[Pair]]:
    """The articles and the pairs of the gold."""
    corpora = Corpora(folder)
    articles: dict[str, Article] = {}
    pairs = []
    for line in GOLD.read_text("utf-8").splitlines():
        told = json.loads(line)
        places = []
        for mention in (told["a"], told["b"]):
            article, place = corpora.locate(mention)
            articles[article.key] = article
            places.append(place)
        pairs.append(Pair(told["id"], told["half"], told["same"], *places))
    return list(articles.values()), pairs


def extract_gold(articles: Iterable[Article]) -> list[Record]:
    """What the system finds in the articles of the gold."""
    extractor = Extractor()
    return [extractor.extract_article(article) for article in articles]


def judge_pairs(records: Sequence[Record], pairs: Iterable[Pair]) -> Outcome:
    """Merge the events of all records and compare with the gold."""
    groups = merge_mentions(make_mentions(records))
    group_of = {mention.event.id: number for number, group in enumerate(groups) for mention in group}
    events = {record.key: record.events for record in records}

    def find_group(place: Place) -> int | None:
        found = [e for e in events[place.article] if e.trigger.start < place.end and place.start < e.trigger.end]
        return group_of[found[0].id] if found else None

    sorted_into: dict[str, list[str]] = {name: [] for name in ("right", "wrong", "missed", "apart", "not_found")}
    for pair in pairs:
        one, other = find_group(pair.a), find_group(pair.b)
        if one is None or other is None:
            name = "not_found"
        elif pair.same:
            name = "right" if one == other else "missed"
        else:
            name = "wrong" if one == other else "apart"
        sorted_into[name].append(pair.id)
    return Outcome(**{name: tuple(ids) for name, ids in sorted_into.items()})


def make_synthetic(count: int) -> list[Record]:
    """Reports of a made-up year of war: 40 sides of which few do most, four reports an event on the average, words with Zipf's frequencies."""
    draw = random.Random(count)
    sides = [f"{a}{b}X" for a in "ABCDEFGH" for b in "ABCDE"]
    words = [f"w{number:x}" + "abcdefgh"[number % 8] * 3 for number in range(20_000)]
    weights = [1 / (rank + 1) for rank in range(len(words))]
    types = [("ASSAULT", 8), ("CONSULT", 3), ("ACCUSE", 4), ("REQUEST", 2), ("COERCE", 2)]
    records: list[Record] = []
    while len(records) < count:
        (kind,) = draw.choices([name for name, _ in types], [weight for _, weight in types])
        actor, recipient = draw.choices(sides, [1 / (rank + 1) for rank in range(len(sides))], k=2)
        day = datetime.date(2020, 1, 1) + datetime.timedelta(days=draw.randrange(365))
        own = draw.choices(words, weights, k=14)
        for _ in range(draw.randint(1, 7)):
            published = day + datetime.timedelta(days=draw.randrange(2))
            sentence = " ".join(own[draw.randrange(4) :] + draw.choices(words, weights, k=8))
            records.append(_make_report(len(records), kind, (actor, recipient), sentence, published, day if draw.random() < 0.4 else None))
    return records[:count]


def _make_report(number: int, kind: str, sides: tuple[str, str], sentence: str, published: datetime.date, day: datetime.date | None) -> Record:
    actor, recipient = (ActorMention(text=side, start=0, end=3, code=side, sector="GOV", id=f"{BASE_IRI}actor/{side}", name=side) for side in sides)
    event = Event(
        id=f"ev-{number:08}",
        type=kind,
        quad="material conflict",
        score=0.0,
        trigger=TextSpan(text=sentence.split()[0], start=0, end=4),
        actors=[actor],
        recipients=[recipient],
        date=day.isoformat() if day else None,
        sentence=TextSpan(text=sentence, start=0, end=len(sentence)),
        confidence=0.9,
    )
    fingerprint = make_fingerprint(sentence)
    return Record(id=str(number), key=f"a-{number:08}", lang="en", published=published.isoformat(), events=[event], fingerprint=fingerprint)


def measure_speed(count: int) -> None:
    """Print seconds and memory that merging so many mentions takes, over what the records take."""
    records = make_synthetic(count)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    began = time.process_time()
    copies = find_copies(records)
    copied = time.process_time() - began
    groups = merge_mentions(make_mentions(records, copies=copies))
    merged = time.process_time() - began - copied
    more = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 - before
    print(f"{count} mentions of {len(groups)} events: copies {copied:.1f} s, merging {merged:.1f} s of processor time, {more:.0f} MB")  # noqa: T201


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--errors", action="store_true", help="list the pairs that are wrong, by id")
    parser.add_argument("--synthetic", type=int, metavar="MENTIONS", help="measure speed on so many made-up mentions")
    told = parser.parse_args()
    if told.synthetic:
        measure_speed(told.synthetic)
        return
    corpora = find_shared(CORPORA)
    if corpora is None:
        parser.error("the corpora are not here; set CKG_SHARED to the folder that holds them")
    articles, pairs = read_gold(corpora)
    records = extract_gold(articles)
    for half in ("tune", "held", "both"):
        outcome = judge_pairs(records, [pair for pair in pairs if half in (pair.half, "both")])
        print(  # noqa: T201
            f"{half}: precision {outcome.precision:.2f}, recall {outcome.recall:.2f}, F1 {outcome.f1:.2f}; merged {len(outcome.right)}, wrongly "
            f"{len(outcome.wrong)}, missed {len(outcome.missed)}, kept apart {len(outcome.apart)}, not extracted {len(outcome.not_found)}"
        )
        if told.errors:
            print(f"  wrong: {' '.join(outcome.wrong)}\n  missed: {' '.join(outcome.missed)}\n  not extracted: {' '.join(outcome.not_found)}")  # noqa: T201
    print(f"{len(articles)} articles, {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")  # noqa: T201


if __name__ == "__main__":
    main()
