"""Errors of extraction by kind: what to work on next, rather than one figure.

Gold and predicted events are paired as for the figures (:mod:`kg.evaluation`). What stays unpaired is looked at again: a missed and a false event
of one sentence that share words are one error of type. Of paired events, each argument that is not right is one error.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from kg.evaluation import MODELESS, OPTIONAL, ROLES, Entity, Json, ScoredSentence, align_events

KINDS: Final[Mapping[str, str]] = {
    "false alarm": "an event in a sentence without any",
    "false event": "an event too many in a sentence that has others",
    "missed event": "an event that was not seen",
    "wrong type": "seen, but as another type",
    "wrong mode": "right type, another mode",
    "wrong factuality": "right type, another factuality",
    "missed argument": "an actor or recipient of a paired event that is lacking",
    "lost part of a compound": "one of several actors or recipients lacks, others are there",
    "false argument": "an actor or recipient too many",
    "swapped role": "the actor as recipient, or the other way round",
    "span too long": "right words and others",
    "span too short": "some of the right words",
    "missed attribution": "a speaker that is lacking",
    "false attribution": "a speaker too many",
    "wrong attribution": "another speaker",
    "missed location": "a place that is lacking",
    "false location": "a place too many",
    "wrong location": "another place",
    "missed date": "a date that is lacking",
    "false date": "a date too many",
    "wrong date": "another date, or one more or less exact",
}


@dataclass(frozen=True)
class ExtractionError:
    """One error: ``kind`` is a key of KINDS, ``detail`` what stood for what (types: "AGREE for CONCEDE"), ``words`` what it is about."""

    kind: str
    detail: str
    words: str
    sentence: str  # id of the gold sentence


@dataclass
class ErrorReport:
    """All errors, and how many events and arguments there were to get right."""

    errors: list[ExtractionError] = field(default_factory=list)
    sentences: int = 0
    events: int = 0
    arguments: int = 0

    def count_kinds(self) -> dict[str, int]:
        """Number of errors of each kind, in the order of KINDS; kinds that did not occur are left out."""
        counts = Counter(error.kind for error in self.errors)
        return {kind: counts[kind] for kind in KINDS if counts[kind]}

    def count_details(self, kind: str) -> list[tuple[str, int]]:
        """Details of a kind by their number, the most frequent first."""
        counts = Counter(error.detail for error in self.errors if error.kind == kind)
        return sorted(counts.items(), key=lambda row: (-row[1], row[0]))

    def to_json(self) -> dict[str, Any]:
        """Counts and details, and each error with the id of its sentence."""
        kinds = {kind: {"count": count, "details": dict(self.count_details(kind))} for kind, count in self.count_kinds().items()}
        errors = [{"kind": e.kind, "detail": e.detail, "words": e.words, "sentence": e.sentence} for e in self.errors]
        return {"sentences": self.sentences, "events": self.events, "arguments": self.arguments, "kinds": kinds, "errors": errors}


def analyze_errors(gold: Iterable[Json], predicted: Mapping[str, Sequence[Json]]) -> ErrorReport:
    """Group what is wrong; ``gold`` and ``predicted`` as for :func:`kg.evaluation.score_events`."""
    report = ErrorReport()
    for record in gold:
        report.sentences += 1
        report.events += len(record["events"])
        report.arguments += sum(len(event.get(f"{role}s") or []) for event in record["events"] for role in ROLES)
        report.errors += _compare_sentence(record, predicted.get(record["id"], []))
    return report


def _compare_sentence(record: Json, predictions: Sequence[Json]) -> Iterator[ExtractionError]:
    sentence, name = ScoredSentence(record["text"]), str(record["id"])
    golds: Sequence[Json] = record["events"]
    if not golds:
        for event in predictions:
            yield ExtractionError("false alarm", event["type"], event.get("trigger") or "", name)
        return
    missed, false = list(golds), list(predictions)
    for kind in sorted({event["type"] for event in golds}):
        for g, p in align_events([e for e in golds if e["type"] == kind], [e for e in predictions if e["type"] == kind], sentence):
            missed = [event for event in missed if event is not g]
            false = [event for event in false if event is not p]
            yield from _compare_pair(g, p, sentence, name)
    for g in missed:
        same_words = [event for event in false if sentence.is_overlap(event.get("trigger"), g.get("trigger"))]
        if same_words:
            false = [event for event in false if event is not same_words[0]]
            yield ExtractionError("wrong type", f"{same_words[0]['type']} for {g['type']}", g.get("trigger") or "", name)
        else:
            yield ExtractionError("missed event", g["type"], g.get("trigger") or "", name)
    for event in false:
        yield ExtractionError("false event", event["type"], event.get("trigger") or "", name)


def _compare_pair(gold: Json, predicted: Json, sentence: ScoredSentence, name: str) -> Iterator[ExtractionError]:
    trigger = gold.get("trigger") or ""
    for field_name in ("mode", "factuality"):
        g, p = gold.get(field_name), predicted.get(field_name)
        if g != p and not (field_name == "mode" and gold["type"] in MODELESS):
            yield ExtractionError(f"wrong {field_name}", f"{p} for {g}", trigger, name)
    yield from _compare_roles(gold, predicted, sentence, name)
    for field_name in OPTIONAL:
        g, p = gold.get(field_name), predicted.get(field_name)
        if bool(g) != bool(p):
            found = _get_text(g or p)
            yield ExtractionError(f"{'missed' if g else 'false'} {field_name}", gold["type"], found, name)
        elif g and not _is_same(field_name, g, p, sentence):
            yield ExtractionError(f"wrong {field_name}", gold["type"], f"{_get_text(p)} for {_get_text(g)}", name)


def _compare_roles(gold: Json, predicted: Json, sentence: ScoredSentence, name: str) -> Iterator[ExtractionError]:
    left: list[tuple[str, Entity]] = [(role, entity) for role in ROLES for entity in predicted.get(f"{role}s") or []]
    lacking: list[tuple[str, Entity, bool]] = []
    for role in ROLES:
        entities: Sequence[Entity] = gold.get(f"{role}s") or []
        hits = [_take(left, role, entity, sentence) for entity in entities]
        lacking += [(role, e, any(hits)) for e, hit in zip(entities, hits, strict=True) if hit is None]
        for entity, hit in zip(entities, hits, strict=True):
            if hit and (kind := _compare_spans(entity.get("text"), hit.get("text"))):
                yield ExtractionError(kind, role, f"{hit.get('text')} for {entity.get('text')}", name)
    for role, entity, has_others in lacking:
        other = "recipient" if role == "actor" else "actor"
        text = entity.get("text") or ""
        if _take(left, other, entity, sentence):
            yield ExtractionError("swapped role", f"{other} for {role}", text, name)
        else:
            yield ExtractionError("lost part of a compound" if has_others else "missed argument", f"{role} of {gold['type']}", text, name)
    for role, entity in left:
        yield ExtractionError("false argument", f"{role} of {gold['type']}", entity.get("text") or "", name)


def _take(left: list[tuple[str, Entity]], role: str, entity: Entity, sentence: ScoredSentence) -> Entity | None:
    """The predicted entity of that role that is the same, the one with the same words first; it is taken out of ``left``."""
    same = [row for row in left if row[0] == role and sentence.is_same(entity, row[1])]
    if not same:
        return None
    best = min(same, key=lambda row: row[1].get("text") != entity.get("text"))
    left.remove(best)
    return best[1]


def _compare_spans(gold: str | None, predicted: str | None) -> str | None:
    g, p = (set((text or "").lower().split()) for text in (gold, predicted))
    if g < p:
        return "span too long"
    return "span too short" if p < g else None


def _is_same(field_name: str, gold: Any, predicted: Any, sentence: ScoredSentence) -> bool:
    if field_name == "attribution":
        return sentence.is_same(gold, predicted)
    return bool(gold == predicted) if field_name == "date" else sentence.is_overlap(gold, predicted)


def _get_text(value: Any) -> str:
    return str(value.get("text") or "") if isinstance(value, Mapping) else str(value)
