"""Score predicted events against gold events: the figures of event coding, sentence by sentence.

Per sentence, gold and predicted events of one type are paired one to one so that the likeness of the pairs is greatest (shared arguments
first, then whole dyads, then the rest); triggers play no part. Two entities are the same if their codes are equal, or their texts share a
token of the sentence by position. Where a code stands on both sides of the gold events, it cannot tell who did it to whom, and only texts
count. For mutual types, recipients of the predicted event count as actors where the gold has several actors and no recipient.
"""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final, TypeVar

from schemas.errors import InputError

Json = Mapping[str, Any]
Entity = Mapping[str, str | None]
T = TypeVar("T")

MODELESS: Final = frozenset({"AGREE", "SUPPORT", "CONCEDE", "COOPERATE", "AID"})
MUTUAL: Final = frozenset({"CONSULT", "AGREE", "COOPERATE", "ASSAULT"})
ARTICLES: Final = frozenset({"a", "an", "the", "para", "si", "sang"})
MAX_EXCESS: Final = 8  # tokens by which two texts may differ and still overlap: naming the whole clause is no answer
MAX_EXACT: Final = 12  # predicted events of one type in one sentence that are tried in pairing
ROLES: Final = ("actor", "recipient")
OPTIONAL: Final = ("attribution", "location", "date")


@dataclass
class Count:
    """Right, gold and predicted numbers of one figure."""

    right: int = 0
    gold: int = 0
    predicted: int = 0

    @property
    def precision(self) -> float:
        """Share of the predicted that is right; 0 where nothing was predicted."""
        return self.right / (self.predicted or 1)

    @property
    def recall(self) -> float:
        """Share of the gold that was found; 0 where there is none."""
        return self.right / (self.gold or 1)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0

    def to_json(self) -> dict[str, float]:
        """Plain numbers, under the names that scripts rely on."""
        counts = {"right": self.right, "gold": self.gold, "pred": self.predicted}
        return {"p": self.precision, "r": self.recall, "f1": self.f1, **counts}


Tally = dict[str, dict[str, Count]]


class ScoredSentence:
    """The tokens of a sentence, and which entities in it are the same."""

    def __init__(self, text: str) -> None:
        self.tokens = tokenize(text)

    def find_positions(self, text: str | None) -> set[int]:
        """Indices of the tokens that some occurrence of ``text`` covers, articles left out."""
        words = tokenize(text)
        found: set[int] = set()
        for i in range(len(self.tokens) - len(words) + 1):
            if words and self.tokens[i : i + len(words)] == words:
                found.update(j for j in range(i, i + len(words)) if self.tokens[j] not in ARTICLES)
        return found

    def is_overlap(self, a: str | None, b: str | None) -> bool:
        """Whether both cover a token of the sentence, articles left out, and differ in length by few words."""
        words_a, words_b = tokenize(a), tokenize(b)
        if abs(len(words_a) - len(words_b)) > MAX_EXCESS:
            return False
        at_a, at_b = self.find_positions(a), self.find_positions(b)
        return bool(at_a & at_b) if at_a and at_b else bool((set(words_a) & set(words_b)) - ARTICLES)

    def is_same(self, gold: Entity | None, predicted: Entity | None) -> bool:
        """Whether both have one code, or words in common."""
        if not gold or not predicted:
            return False
        code = (gold.get("code") or "").upper()
        return code == (predicted.get("code") or "").upper() != "" or self.is_overlap(gold.get("text"), predicted.get("text"))

    def count_pairs(self, gold: Sequence[Entity], predicted: Sequence[Entity]) -> int:
        """Size of the largest one-to-one pairing of same entities."""
        return len(pair_up(gold, predicted, self.is_same))


def pair_up(gold: Sequence[T], predicted: Sequence[T], is_same: Callable[[T, T], bool]) -> list[tuple[T, T]]:
    """The largest one-to-one pairing of those that are the same (augmenting paths)."""
    owner: dict[int, int] = {}

    def place(i: int, seen: set[int]) -> bool:
        for j, other in enumerate(predicted):
            if j not in seen and is_same(gold[i], other):
                seen.add(j)
                if j not in owner or place(owner[j], seen):
                    owner[j] = i
                    return True
        return False

    for i in range(len(gold)):
        place(i, set())
    return [(gold[i], predicted[j]) for j, i in sorted(owner.items())]


def tokenize(text: str | None) -> list[str]:
    """The words of a text in lower case, as all figures compare them."""
    return re.findall(r"\w+", (text or "").lower())


def _get_roles(event: Json) -> dict[str, list[Entity]]:
    return {role: list(event.get(f"{role}s") or []) for role in ROLES}


def _pair_roles(gold: Json, predicted: Json) -> tuple[dict[str, list[Entity]], dict[str, list[Entity]]]:
    """Roles of both, after the interchange for mutual types."""
    g, p = _get_roles(gold), _get_roles(predicted)
    if gold["type"] in MUTUAL and len(g["actor"]) > 1 and not g["recipient"]:
        p = {"actor": p["actor"] + p["recipient"], "recipient": []}
    return g, p


def _is_dyad(gold: Json, predicted: Json, sentence: ScoredSentence) -> bool:
    g, p = _pair_roles(gold, predicted)
    return all(len(g[role]) == len(p[role]) == sentence.count_pairs(g[role], p[role]) for role in ROLES)


def _measure_likeness(gold: Json, predicted: Json, sentence: ScoredSentence) -> float:
    g, p = _pair_roles(gold, predicted)
    shared = sum(sentence.count_pairs(g[role], p[role]) for role in ROLES)
    equal: int = sum(gold.get(field) == predicted.get(field) for field in ("mode", "factuality", *OPTIONAL))
    return 1.0 + 4 * shared + 2 * _is_dyad(gold, predicted, sentence) + 0.5 * equal


def align_events(gold: Sequence[Json], predicted: Sequence[Json], sentence: ScoredSentence) -> list[tuple[Json, Json]]:
    """Best one-to-one pairing of the events of one type in one sentence."""
    table = [[_measure_likeness(g, p, sentence) for p in predicted] for g in gold]
    likely = sorted(range(len(predicted)), key=lambda j: max((row[j] for row in table), default=0.0), reverse=True)[:MAX_EXACT]

    @cache
    def find_best(i: int, used: int) -> tuple[float, tuple[tuple[int, int], ...]]:
        if i == len(gold):
            return 0.0, ()
        options = [find_best(i + 1, used)]
        for j in likely:
            if not used >> j & 1:
                score, pairs = find_best(i + 1, used | 1 << j)
                options.append((score + table[i][j], ((i, j), *pairs)))
        return max(options, key=lambda option: option[0])

    return [(gold[i], predicted[j]) for i, j in find_best(0, 0)[1]]


def _hide_shared_codes(golds: Sequence[Json], predictions: Sequence[Json]) -> tuple[list[Json], list[Json]]:
    """The events without the codes that stand on both sides of the gold events."""
    actors, recipients = ({x.get("code") for e in golds for x in _get_roles(e)[role]} for role in ROLES)
    both = (actors & recipients) - {None}

    def strip(event: Json) -> Json:
        roles = _get_roles(event)
        bare = {f"{r}s": [{**x, "code": None} if x.get("code") in both else x for x in roles[r]] for r in ROLES}
        return {**event, **bare}

    return [strip(e) if both else e for e in golds], [strip(e) if both else e for e in predictions]


def read_gold(paths: Iterable[Path], *, fields: Sequence[str] = ("events",)) -> list[dict[str, Any]]:
    """The objects of JSON Lines files, each with a text and, where fields are asked for, a list under one of them.

    Raises InputError with the line that is broken.
    """
    records = []
    for path in paths:
        with path.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                if not line.strip():
                    continue
                try:
                    record = json.loads(line)
                    if not isinstance(record["text"], str) or not all(isinstance(record[field], list) for field in fields if field in record):
                        raise TypeError
                    if fields and not any(field in record for field in fields):
                        raise KeyError(fields[0])
                except (ValueError, KeyError, TypeError) as error:
                    wanted = " and ".join(filter(None, ('"text"', " or ".join(f'"{field}"' for field in fields))))
                    raise InputError(f"{path}:{number}: not an annotated sentence; a line is an object with {wanted}") from error
                records.append(record)
    return records


def score_events(gold: Iterable[Json], predicted: Mapping[str, Sequence[Json]]) -> dict[str, Any]:
    """Figures for all types and for each.

    ``gold``: objects with id, text and events; ``predicted``: events by sentence id; a sentence without an entry counts as predicted empty.
    Returns event, argument, dyad, attribution, location and date (p, r, f1, right, gold, pred), mode and factuality (accuracy over
    paired events), false_alarms (per_100 sentences without gold events), sentences, and the same by type under ``types``.
    """
    tally: Tally = defaultdict(lambda: defaultdict(Count))
    sentences = empty = alarms = 0
    for record in gold:
        sentences += 1
        sentence = ScoredSentence(record["text"])
        golds, predictions = record["events"], predicted.get(record["id"], [])
        if not golds:
            empty, alarms = empty + 1, alarms + len(predictions)
        for kind in sorted({e["type"] for e in golds} | {e["type"] for e in predictions}):
            of_kind = _hide_shared_codes([e for e in golds if e["type"] == kind], [e for e in predictions if e["type"] == kind])
            for key in (kind, "ALL"):
                _count_sentence(tally[key], kind, *of_kind, sentence)
    per_100 = 100 * alarms / empty if empty else 0.0
    kinds = sorted(set(tally) - {"ALL"})
    return {
        "sentences": sentences,
        **_list_figures(tally["ALL"]),
        "false_alarms": {"per_100": per_100, "alarms": alarms, "of": empty},
        "types": {kind: _list_figures(tally[kind]) for kind in kinds},
    }


def _count_sentence(tally: dict[str, Count], kind: str, golds: Sequence[Json], predictions: Sequence[Json], sentence: ScoredSentence) -> None:
    def add(figure: str, **numbers: int) -> None:
        for name, number in numbers.items():
            setattr(tally[figure], name, getattr(tally[figure], name) + number)

    pairs = align_events(golds, predictions, sentence)
    add("event", right=len(pairs), gold=len(golds), predicted=len(predictions))
    add("dyad", right=sum(_is_dyad(g, p, sentence) for g, p in pairs), gold=len(golds), predicted=len(predictions))
    interchanged = {id(p): _pair_roles(g, p)[1] for g, p in pairs}
    for role in ROLES:
        g_all = [x for e in golds for x in _get_roles(e)[role]]
        p_all = [x for e in predictions for x in interchanged.get(id(e), _get_roles(e))[role]]
        add("argument", right=sentence.count_pairs(g_all, p_all), gold=len(g_all), predicted=len(p_all))
    for field in OPTIONAL:
        add(field, gold=sum(bool(e.get(field)) for e in golds), predicted=sum(bool(e.get(field)) for e in predictions))
    for g, p in pairs:
        if kind not in MODELESS:
            add("mode", gold=1, right=g.get("mode") == p.get("mode"))
        add("factuality", gold=1, right=g.get("factuality") == p.get("factuality"))
        add("attribution", right=sentence.is_same(g.get("attribution"), p.get("attribution")))
        where, when = (g.get("location"), p.get("location")), (g.get("date"), p.get("date"))
        add("location", right=all(where) and sentence.is_overlap(*where))
        add("date", right=all(when) and when[0] == when[1])


def _list_figures(tally: Mapping[str, Count]) -> dict[str, Any]:
    rows: dict[str, Any] = {f: tally[f].to_json() if f in tally else Count().to_json() for f in ("event", "argument", "dyad", *OPTIONAL)}
    for figure in ("mode", "factuality"):
        count = tally[figure] if figure in tally else Count()
        rows[figure] = {"accuracy": count.recall, "right": count.right, "of": count.gold}
    return rows


def count_swapped_roles(gold: Iterable[Json], predicted: Mapping[str, Sequence[Json]]) -> Counter[str]:
    """Paired events whose actor was predicted as recipient and the other way round ("swapped"), of those with both ("both")."""
    counts: Counter[str] = Counter()
    for record in gold:
        sentence = ScoredSentence(record["text"])
        predictions = predicted.get(record["id"], [])
        for kind in sorted({e["type"] for e in record["events"]}):
            of_kind = _hide_shared_codes([e for e in record["events"] if e["type"] == kind], [e for e in predictions if e["type"] == kind])
            for g, p in align_events(*of_kind, sentence):
                roles, found = _pair_roles(g, p)
                if roles["actor"] and roles["recipient"]:
                    counts["both"] += 1
                    crossed = [(roles["actor"], found["recipient"]), (roles["recipient"], found["actor"])]
                    straight = [(roles[r], found[r]) for r in ROLES]
                    hits = [sum(sentence.count_pairs(a, b) for a, b in pairs) for pairs in (crossed, straight)]
                    counts["swapped"] += hits[0] > hits[1]
    return counts


def judge_confidence(gold: Iterable[Json], predicted: Mapping[str, Sequence[Json]]) -> list[tuple[float, bool]]:
    """The confidence of each predicted event, and whether it is paired with a gold event of its type."""
    judged: list[tuple[float, bool]] = []
    for record in gold:
        sentence, predictions = ScoredSentence(record["text"]), predicted.get(record["id"], [])
        right: set[int] = set()
        for kind in {event["type"] for event in record["events"]}:
            golds, found = ([event for event in events if event["type"] == kind] for events in (record["events"], predictions))
            right |= {id(p) for _, p in align_events(golds, found, sentence)}
        judged += [(float(event["confidence"]), id(event) in right) for event in predictions]
    return judged


def measure_calibration(gold: Iterable[Json], predicted: Mapping[str, Sequence[Json]], *, bins: int = 10) -> dict[str, Any]:
    """How far the confidence of events is from the share of them that is right.

    Returns ``error``, the expected calibration error over ``bins`` of equal width (Guo et al. 2017, https://arxiv.org/abs/1706.04599), and
    ``levels``: for each lower bound of confidence the number of events at or above it, how many of these are right, and their precision.
    """
    judged = judge_confidence(gold, predicted)
    error = 0.0
    for number in range(bins):
        inside = [(c, r) for c, r in judged if min(int(c * bins), bins - 1) == number]
        error += abs(sum(c for c, _ in inside) - sum(r for _, r in inside)) / (len(judged) or 1)
    levels = []
    for bound in (0.0, 0.5, 0.6, 0.7, 0.8):
        above = [r for c, r in judged if c >= bound]
        levels.append({"confidence": bound, "events": len(above), "right": sum(above), "precision": sum(above) / (len(above) or 1)})
    return {"error": error, "events": len(judged), "levels": levels}


def measure_consistency(one: Sequence[Sequence[Json]], other: Sequence[Sequence[Json]]) -> dict[str, Count]:
    """Whether both languages of parallel sentences give the same events: ``types`` alone, and ``events`` with the codes of both sides.

    The sequences hold the events of each sentence, in the same order. F1 of the one against the other; which is which does not matter.
    """

    def describe(event: Json) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
        actors, recipients = (tuple(sorted(x.get("code") or "" for x in _get_roles(event)[role])) for role in ROLES)
        return event["type"], actors, recipients

    counts = {"types": Count(), "events": Count()}
    for events, others in zip(one, other, strict=True):
        for name, key in (("types", lambda event: event["type"]), ("events", describe)):
            left, right = Counter(map(key, events)), Counter(map(key, others))
            counts[name].gold += left.total()
            counts[name].predicted += right.total()
            counts[name].right += (left & right).total()
    return counts
