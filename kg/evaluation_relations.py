"""Score predicted relations against gold relations (``relations`` beside or in place of ``events`` in annotated sentences).

Per sentence and type, gold and predicted relations are paired one to one so that as many pairs as possible are right. Relaxed: both texts of a
relation overlap with the gold texts by position, as entities of events do. Exact: both texts are the same, articles and case left out. Codes of
subjects and factuality are judged on the relaxed pairs.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from kg.evaluation import ARTICLES, Count, Json, ScoredSentence, pair_up, tokenize


def score_relations(gold: Iterable[Json], predicted: Mapping[str, Sequence[Json]]) -> dict[str, Any]:
    """All figures: ``relation`` (relaxed) and ``exact`` with p, r, f1; ``types`` likewise; ``code`` and ``factuality`` accuracy of the pairs.

    ``gold``: sentences with id, text and relations. ``predicted``: relations by sentence id; a sentence that is missing counts as empty.
    """
    tally: dict[str, dict[str, Count]] = defaultdict(lambda: defaultdict(Count))
    sentences = empty = alarms = 0
    for record in gold:
        sentences += 1
        sentence = ScoredSentence(record["text"])
        golds, found = list(record["relations"]), list(predicted.get(record["id"], []))
        if not golds:
            empty, alarms = empty + 1, alarms + len(found)
        for kind in sorted({relation["type"] for relation in (*golds, *found)}):
            of_kind = [relation for relation in golds if relation["type"] == kind], [relation for relation in found if relation["type"] == kind]
            relaxed = pair_up(*of_kind, partial(_overlaps, sentence))
            exact = pair_up(*of_kind, _equals)
            for key in (kind, "ALL"):
                for figure, pairs in (("relation", relaxed), ("exact", exact)):
                    _add(tally[key][figure], right=len(pairs), gold=len(of_kind[0]), predicted=len(of_kind[1]))
                for g, p in relaxed:
                    _add(tally[key]["factuality"], right=g.get("factuality") == p.get("factuality"), gold=1)
                    if g["subject"].get("code"):
                        _add(tally[key]["code"], right=g["subject"]["code"] == p["subject"].get("code"), gold=1)
    return {
        "sentences": sentences,
        **_list_figures(tally["ALL"]),
        "false_alarms": {"per_100": 100 * alarms / empty if empty else 0.0, "alarms": alarms, "of": empty},
        "types": {kind: _list_figures(tally[kind]) for kind in sorted(set(tally) - {"ALL"})},
    }


def _overlaps(sentence: ScoredSentence, gold: Json, predicted: Json) -> bool:
    return all(sentence.is_overlap(gold[end]["text"], predicted[end]["text"]) for end in ("subject", "object"))


def _equals(gold: Json, predicted: Json) -> bool:
    return all(_strip(gold[end]["text"]) == _strip(predicted[end]["text"]) for end in ("subject", "object"))


def _strip(text: str) -> list[str]:
    return [token for token in tokenize(text) if token not in ARTICLES]


def _add(count: Count, *, right: int, gold: int, predicted: int = 0) -> None:
    count.right += right
    count.gold += gold
    count.predicted += predicted


def _list_figures(tally: Mapping[str, Count]) -> dict[str, Any]:
    rows: dict[str, Any] = {figure: tally.get(figure, Count()).to_json() for figure in ("relation", "exact")}
    for figure in ("code", "factuality"):
        count = tally.get(figure, Count())
        rows[figure] = {"accuracy": count.recall, "right": count.right, "of": count.gold}
    return rows
