"""Which mentions tell of one event.

Candidates are mentions of one type whose days overlap and that share a party, a place, or one of the rarest words of their sentences. Pairs that
have points enough (:mod:`kg.graph.likeness`) are joined from the strongest down; two groups only if no member objects to one of the other and
they are alike on the whole. The result depends on the mentions alone, not on their order: a graph that grew article by article is the
graph that is built from all at once.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from kg.graph.likeness import Comparison, Likeness, find_objection
from kg.graph.mentions import Mention, make_mentions
from schemas.record import Record

__all__ = ["Explanation", "Join", "Mention", "make_mentions", "merge_mentions"]

RARE_WORDS: Final = 4  # of a sentence, by which it is compared with others
WINDOW: Final = 30  # mentions of a block that one is compared with: the nearest in time; keeps a war of 100,000 reports linear
SPEAKERS: Final = 8  # members that stand for a group when two are joined: the earliest; an event that 10,000 articles tell stays cheap


@dataclass(frozen=True)
class Join:
    """Why a mention is of an event: the earlier mention that it is most like, None for the first, and what speaks for and against."""

    mention: Mention
    earlier: Mention | None
    likeness: Likeness


@dataclass(slots=True)
class _Group:
    members: list[int]
    speakers: list[int]


def merge_mentions(mentions: Iterable[Mention]) -> list[list[Mention]]:
    """Groups of mentions of one event; each group, and the list, in order of report."""
    ordered = sorted(mentions, key=lambda mention: mention.order)
    comparison = Comparison(ordered)
    scored = []
    for i, j in _list_candidates(ordered, comparison):
        total = comparison.compare(ordered[i], ordered[j]).total
        if total >= comparison.threshold:
            scored.append((-total, i, j))
    groups = _join(ordered, sorted(scored), comparison)
    return [[ordered[i] for i in group] for group in groups]


class Explanation:
    """Says of the events of a collection why their mentions are one event, and why two events are two."""

    def __init__(self, records: Iterable[Record]) -> None:
        mentions = make_mentions(records)
        self._comparison = Comparison(mentions)
        self._groups = {f"event/{group[0].event.id}": group for group in merge_mentions(mentions)}

    @property
    def threshold(self) -> float:
        """The points from which on two mentions are one event."""
        return self._comparison.threshold

    def explain_event(self, node: str) -> list[Join]:
        """For each mention of the event at a node of the graph, in order of report, which earlier one it is most like and why."""
        group = self._groups[node]
        return [Join(group[0], None, Likeness()), *(self._find_likest(mention, group[:at]) for at, mention in enumerate(group) if at)]

    def compare_events(self, node: str, other: str) -> Join:
        """Of two events, the two mentions that are most alike, and what speaks against their being one."""
        joins = [self._find_likest(mention, self._groups[other]) for mention in self._groups[node]]
        return max(joins, key=_rank)

    def _find_likest(self, mention: Mention, others: Sequence[Mention]) -> Join:
        return max((Join(mention, other, self._comparison.compare(other, mention)) for other in others), key=_rank)


def _rank(join: Join) -> tuple[bool, float]:
    return join.likeness.objection is None, join.likeness.total


def _list_candidates(mentions: Sequence[Mention], comparison: Comparison) -> list[tuple[int, int]]:
    """Pairs worth a comparison, in order."""
    blocks: dict[tuple[str, ...], list[int]] = defaultdict(list)
    copied: dict[tuple[str, ...], list[int]] = defaultdict(list)
    at = {mention.event.id: i for i, mention in enumerate(mentions)}
    pairs = set()
    for i, mention in enumerate(mentions):
        event = mention.event
        kind = (event.type, mention.realm)
        for party in mention.parties:
            blocks[(*kind, "party", party)].append(i)
        if event.location and event.location.id and event.location.precision:
            blocks[(*kind, "place", event.location.id)].append(i)
        for word in comparison.list_rare_words(mention, RARE_WORDS):
            blocks[(*kind, "word", word)].append(i)
        copied[(*kind, mention.source, event.trigger.text, event.sentence.text)].append(i)
        if mention.back_to is not None:
            pairs.add((at[mention.back_to], i))
    for block in blocks.values():
        by_day = sorted(block, key=lambda i: (mentions[i].first, i))
        for place, i in enumerate(by_day):
            for j in by_day[place + 1 : place + 1 + WINDOW]:
                if mentions[j].first > mentions[i].last:
                    break
                pairs.add((min(i, j), max(i, j)))
    for block in copied.values():
        pairs.update((block[0], other) for other in block[1:])
    return sorted(pairs)


def _join(mentions: Sequence[Mention], scored: Iterable[tuple[float, int, int]], comparison: Comparison) -> list[list[int]]:
    """Groups from pairs, the strongest first."""
    groups = [_Group([i], [i]) for i in range(len(mentions))]
    refused: set[tuple[int, int, int, int]] = set()
    for _, i, j in scored:
        one, other = groups[i], groups[j]
        if one is other:
            continue
        attempt = (one.speakers[0], other.speakers[0], len(one.members), len(other.members))
        if attempt in refused:
            continue
        if not _hang_together([mentions[p] for p in one.speakers], [mentions[q] for q in other.speakers], comparison):
            refused.add(attempt)
            continue
        large, small = (one, other) if len(one.members) >= len(other.members) else (other, one)
        large.members += small.members
        large.speakers = sorted(large.speakers + small.speakers)[:SPEAKERS]
        for member in small.members:
            groups[member] = large
    found = {id(group): sorted(group.members) for group in groups}
    return sorted(found.values())


def _hang_together(one: Sequence[Mention], other: Sequence[Mention], comparison: Comparison) -> bool:
    if any(find_objection(a, b) for a in one for b in other):
        return False
    totals = [comparison.compare(a, b).total for a in one for b in other]
    return sum(totals) >= comparison.threshold * len(totals)
