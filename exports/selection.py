"""Which events count for a network, and when they were.

Only asserted events count unless the caller asks for others: what is denied, alleged or only planned draws no edge by default.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, Final, TypeAlias

from exports.reading import GraphReader
from schemas.errors import ExportError
from schemas.graph import EdgeKind, NodeKind
from schemas.judgement import Factuality

Spell: TypeAlias = tuple[str, str]  # first and last day (YYYY-MM-DD), both included

FACTUALITIES: Final = (*(value.value for value in Factuality), "disputed")
_BOUND: Final = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")
_DAY_LONG: Final = timedelta(days=1)
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, kw_only=True)
class EventFilter:
    """Which events count.

    ``since`` and ``until`` are ISO 8601 dates, both included ("2020" until its last day); with either, an event without a date does not
    count, and one that is known to a month counts if any of its days is inside. No ``types`` means all of them.
    """

    since: str | None = None
    until: str | None = None
    types: Collection[str] = ()
    factualities: Collection[str] = (Factuality.ASSERTED,)

    def __post_init__(self) -> None:
        """Raise :class:`ExportError` for a value that could never match."""
        for name, bound in (("since", self.since), ("until", self.until)):
            if bound is not None and not _BOUND.fullmatch(bound):
                raise ExportError(f"{name} is {bound!r}; give a date such as 2020-10-31, 2020-10 or 2020")
        for name in ("types", "factualities"):
            if isinstance(getattr(self, name), str):
                raise ExportError(f"{name} is one string; give a list of them")
        if unknown := sorted(set(self.factualities) - set(FACTUALITIES)):
            raise ExportError(f"no factuality {', '.join(unknown)}; allowed are {', '.join(FACTUALITIES)}")

    def accepts(self, attributes: Mapping[str, Any], days: Spell | None) -> bool:
        """Whether the event with these attributes, on one of these days, counts."""
        if attributes["factuality"] not in self.factualities or (self.types and attributes["event_type"] not in self.types):
            return False
        if self.since is None and self.until is None:
            return True
        # a bound of lower precision is compared with as much of the date
        return days is not None and (self.since or "") <= days[1] and (self.until is None or days[0][: len(self.until)] <= self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class SelectedEvent:
    """An event that counts, with its attributes as in :mod:`schemas.graph`.

    ``days``: first and last day that it may have been on, None where unknown. ``actors``, ``recipients``: ids of who takes part, sorted.
    ``articles``: ids of those that tell it.
    """

    id: str
    attributes: Mapping[str, Any]
    days: Spell | None
    actors: list[str]
    recipients: list[str]
    articles: frozenset[str]

    @property
    def report_count(self) -> int:
        """Number of articles that tell it, at least one."""
        return max(1, int(self.attributes.get("report_count", 1)))

    @property
    def sign(self) -> int:
        """+1 for cooperation, -1 for conflict."""
        return get_sign(self.attributes["quad"])


def select_events(reader: GraphReader, events: EventFilter) -> Iterator[SelectedEvent]:
    """Events of a graph that count, sorted by id; raises :class:`ExportError` for one without its attributes or with a wrong date."""
    for event in reader.list_nodes(NodeKind.EVENT):
        attributes = reader.get_attributes(event, "event_type", "quad", "plover_score", "factuality")
        days = _get_days(event, attributes)
        if events.accepts(attributes, days):
            targets = reader.group_targets(event)
            articles = map(reader.find_article, targets.get(EdgeKind.DENOTED_BY, ()))
            yield SelectedEvent(
                id=event,
                attributes=attributes,
                days=days,
                actors=targets.get(EdgeKind.ACTOR, []),
                recipients=targets.get(EdgeKind.RECIPIENT, []),
                articles=frozenset(article for article in articles if article),
            )


def get_sign(quad: str) -> int:
    """+1 for a quad class of cooperation, -1 for one of conflict."""
    return -1 if quad.endswith("conflict") else 1


def merge_spells(spells: Iterable[Spell]) -> tuple[Spell, ...]:
    """Days covered by any of the spells, in as few spells as possible, sorted.

    >>> merge_spells([("2020-10-03", "2020-10-04"), ("2020-10-01", "2020-10-02"), ("2020-10-09", "2020-10-09")])
    (('2020-10-01', '2020-10-04'), ('2020-10-09', '2020-10-09'))
    """
    merged: list[Spell] = []
    for first, last in sorted(spells):
        if merged and (first <= merged[-1][1] or _parse_day(first) - _parse_day(merged[-1][1]) <= _DAY_LONG):
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        else:
            merged.append((first, last))
    return tuple(merged)


def _get_days(event: str, attributes: Mapping[str, Any]) -> Spell | None:
    # strict, because one wrong date makes Gephi refuse the whole file
    first, last = attributes.get("first_date"), attributes.get("last_date")
    if first is None or last is None:
        return None
    try:
        ordered = _parse_day(first) <= _parse_day(last)
    except ValueError as error:
        raise ExportError(f"event {event!r} has a first_date or last_date that is no day (YYYY-MM-DD): {error}") from error
    if not ordered:
        raise ExportError(f"event {event!r} has its first_date {first} after its last_date {last}")
    return first, last


@lru_cache(maxsize=4096)
def _parse_day(text: str) -> date:
    if not _DAY.fullmatch(text):
        raise ValueError(repr(text))
    return date.fromisoformat(text)
