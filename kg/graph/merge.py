"""Which mentions tell of one event.

Two mentions can be one event if type and mode agree, they share a party on the same side, their dates overlap and their places do not
contradict each other. How strongly they look like one is a sum of points (:func:`compare_mentions`), so that each merge can be explained. Pairs
are joined from the strongest down, and two groups only if no two of their members contradict each other: a chain of half-likenesses
never makes one event of a whole war. The result depends on the mentions alone, not on their order.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from kg.gazetteer.actors import STATE_SECTORS
from kg.graph.dates import find_interval
from schemas.entity import ActorMention
from schemas.event import Event
from schemas.identifiers import BASE_IRI
from schemas.judgement import Factuality
from schemas.record import Record

MUTUAL: Final = frozenset({"CONSULT", "AGREE", "COOPERATE", "ASSAULT"})
REALM: Final[Mapping[Factuality, str]] = {
    Factuality.ASSERTED: "actual",
    Factuality.ALLEGED: "actual",
    Factuality.DENIED: "actual",
    Factuality.FUTURE: "possible",
    Factuality.CONDITIONAL: "possible",
    Factuality.HISTORICAL: "historical",
}
# news tells of what it does not date within days; wider windows join one day's shelling with the next day's
UNDATED_DAYS: Final = 2
# points for being one event; chosen on the packaged sample (tests/kg/test_sample_merges.py)
THRESHOLD: Final = 4
MAX_WINDOW: Final = 400  # mentions that one is compared with: the nearest in time; keeps a war of 100,000 reports linear


@dataclass(frozen=True)
class Mention:
    """What merging looks at in one event of one record."""

    event: Event
    article: str
    published: str | None
    actors: frozenset[str]  # sides: the state for all who act for it, else the actor
    recipients: frozenset[str]
    first: datetime.date
    last: datetime.date
    is_dated: bool

    @property
    def order(self) -> tuple[str, str, int, str]:
        """Earliest report first; unique."""
        return (self.published or "9999", self.article, self.event.trigger.start, self.event.id)

    @property
    def parties(self) -> frozenset[str]:
        """Everyone involved, on either side."""
        return self.actors | self.recipients


def list_sides(actors: Sequence[ActorMention], article: str) -> frozenset[str]:
    """The sides that actors are on: a ministry, an army, a president and a capital are their state's; rebels, civilians and groups their own.

    Who is known within one article only ("both sides", "they") is nobody that another article could name.
    """
    states = {str(actor.code) for actor in actors if actor.code and actor.sector in STATE_SECTORS}
    others = [(actor.id or "").removeprefix(f"{BASE_IRI}actor/") for actor in actors if not (actor.code and actor.sector in STATE_SECTORS)]
    return frozenset(states | {other for other in others if other and not other.startswith(f"{article}.")})


def make_mentions(records: Iterable[Record]) -> list[Mention]:
    """The mentions of all records, in their order of report."""
    mentions = []
    for record in records:
        published = find_interval(record.published)
        for event in record.events:
            dated = find_interval(event.date)
            if dated:
                first, last = dated
            elif published:
                first, last = published[0] - datetime.timedelta(days=UNDATED_DAYS), published[1]
            else:
                first = last = datetime.date.min
            mentions.append(
                Mention(
                    event=event,
                    article=record.key,
                    published=record.published,
                    actors=list_sides(event.actors, record.key),
                    recipients=list_sides(event.recipients, record.key),
                    first=first,
                    last=last,
                    is_dated=dated is not None,
                )
            )
    return sorted(mentions, key=lambda mention: mention.order)


def compare_mentions(a: Mention, b: Mention) -> dict[str, int] | None:
    """Points by reason for two mentions being one event; None where they contradict each other.

    Two events of one sentence are two: a sentence tells each event once.
    """
    x, y = a.event, b.event
    if x.type != y.type or REALM[x.factuality] != REALM[y.factuality] or (x.mode and y.mode and x.mode != y.mode):
        return None
    if a.first > b.last or b.first > a.last or (a.article == b.article and x.sentence.start == y.sentence.start):
        return None
    parties, places = _compare_parties(a, b), _compare_places(a, b)
    if parties is None or places is None:
        return None
    points = {"parties": parties, "place": places, "casualties": _compare_casualties(x, y)}
    if a.is_dated and b.is_dated:
        # the sum of a month and one of its days are not the same report
        points["date"] = 2 if (a.first, a.last) == (b.first, b.last) else -1
    elif a.published and b.published:
        points["published"] = 1
    points["mode"] = int(x.mode is not None and x.mode == y.mode)
    points["trigger"] = int(x.trigger.text.casefold() == y.trigger.text.casefold())
    return {reason: value for reason, value in points.items() if value}


def _compare_parties(a: Mention, b: Mention) -> int | None:
    """3 for the same dyad, or the same several on one side; 2 where both sides overlap, or the one named is the same; 1 for less.

    None where a side that both name has nothing in common. Where one mention tells a mutual act and the other a one-sided one, all who
    are named are compared, and tell little.
    """
    x_mutual, y_mutual = (m.event.type in MUTUAL and len(m.actors) > 1 and not m.recipients for m in (a, b))
    if x_mutual != y_mutual:
        return 1 if len(a.parties & b.parties) > 1 else None
    shared = []
    for one, other in ((a.actors, b.actors), (a.recipients, b.recipients)):
        if one and other:
            if not one & other:
                return None
            shared.append(one & other)
    if not shared:
        return None
    if a.actors == b.actors and a.recipients == b.recipients:
        return 3 if len(a.parties) > 1 else 2
    return 2 if len(shared) == 2 or len(shared[0]) > 1 else 1


def _compare_places(a: Mention, b: Mention) -> int | None:
    x, y = a.event.location, b.event.location
    if not x or not y or not x.id or not y.id:
        return 0
    if x.id == y.id:
        return 1 if x.precision == "country" else 2
    if x.precision == y.precision == "city" or (x.country and y.country and x.country != y.country and x.precision == y.precision):
        return None
    return 0


def _compare_casualties(x: Event, y: Event) -> int:
    pairs = ((x.casualties.killed, y.casualties.killed), (x.casualties.injured, y.casualties.injured))
    known = [(one, other) for one, other in pairs if one is not None and other is not None]
    if not known:
        return 0
    return 1 if any(one == other for one, other in known) else 0 if any(2 * min(p) >= max(p) for p in known) else -2


def merge_mentions(mentions: Sequence[Mention]) -> list[list[Mention]]:
    """Groups of mentions of one event; each group, and the list, in order of report."""
    mentions = sorted(mentions, key=lambda mention: mention.order)
    scored = []
    for i, j in _list_candidates(mentions):
        points = compare_mentions(mentions[i], mentions[j])
        if points is None:
            continue
        if (total := sum(points.values())) >= THRESHOLD:
            scored.append((-total, i, j))
    group_of = {i: [i] for i in range(len(mentions))}
    for _, i, j in sorted(scored):
        one, other = group_of[i], group_of[j]
        if one is other or any(compare_mentions(mentions[p], mentions[q]) is None for p in one for q in other):
            continue
        joined = sorted(one + other)
        for member in joined:
            group_of[member] = joined
    return [[mentions[i] for i in group] for first, group in sorted(group_of.items()) if group[0] == first]


def _list_candidates(mentions: Sequence[Mention]) -> Iterable[tuple[int, int]]:
    """Pairs that share type, realm and a party and whose days overlap."""
    blocks: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for i, mention in enumerate(mentions):
        for party in mention.parties:
            blocks[mention.event.type, REALM[mention.event.factuality], party].append(i)
    pairs: set[tuple[int, int]] = set()
    for block in blocks.values():
        by_day = sorted(block, key=lambda i: (mentions[i].first, i))
        for at, i in enumerate(by_day):
            for j in by_day[at + 1 : at + 1 + MAX_WINDOW]:
                if mentions[j].first > mentions[i].last:
                    break
                pairs.add((min(i, j), max(i, j)))
    return sorted(pairs)
