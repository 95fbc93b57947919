"""Calendar arithmetic behind date expressions: spans of days, and how weekdays, months and periods are counted from a publication date."""

import calendar
import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

Unit = Literal["day", "month", "year", "season"]
SEASONS: Mapping[str, int] = {"spring": 21, "summer": 22, "autumn": 23, "winter": 24}  # EDTF level 1 codes

# A day and month without a year are past ("killed on 31 October"), but a text of 30 October means tomorrow and not a year ago. The training
# sentences do not decide (0 to 120 days give the same score); a month is as far as news looks ahead without naming the year.
_AHEAD_DAYS = 30
_NEEDED_PARTS = {"hour": 3, "day": 3, "week": 3, "month": 2, "year": 1, "decade": 1}  # of a date from which that unit is counted


@dataclass(frozen=True)
class Span:
    """The days from ``first`` to ``last``.

    ``unit``: exactness of the value that names it, None where it has no name (a week). ``qualifier``: EDTF "~" where the ends are approximate, "?"
    where they are uncertain.
    """

    first: date
    last: date
    unit: Unit | None
    qualifier: str = ""

    def get_value(self) -> str | None:
        """EDTF level 0 value: the day, month or year that it starts in; for one without a name the month that holds all of it, if one does.

        Of less than a week (a night, a weekend) a month would say too little: it has no value.
        """
        if self.unit is None:
            if (self.last - self.first).days < 6:
                return None
            return self.first.isoformat()[:7] if (self.first.year, self.first.month) == (self.last.year, self.last.month) else None
        return self.first.isoformat()[: {"day": 10, "month": 7, "year": 4, "season": 4}[self.unit]]

    def get_edtf(self) -> str:
        """EDTF level 1 value (https://www.loc.gov/standards/datetime/): an interval where no day, month, season or year is just that long.

        >>> get_month(2020, 9).get_edtf(), cut_span(get_month(2020, 9), "late").get_edtf(), get_season(2020, "autumn").get_edtf()
        ('2020-09', '2020-09-21~/2020-09-30~', '2020-23')
        """
        if self.unit == "season":
            return f"{'-'.join(map(str, find_season(self.first)))}{self.qualifier}"
        ends = [end.isoformat() for end in (self.first, self.last)]
        if (self.first.day, self.last) == (1, _get_ends(self.last.year, self.last.month)[1]):
            is_years = self.first.month == 1 and self.last.month == 12
            ends = [end[: 4 if is_years else 7] for end in ends]
        return "/".join(f"{end}{self.qualifier}" for end in dict.fromkeys(ends))


@dataclass(frozen=True)
class Anchor:
    """A day from which relative expressions are counted; ``whole_year`` where only the year of it is known."""

    day: date
    whole_year: bool = False


def parse_anchors(published: str | None) -> list[Anchor]:
    """The day of publication, or the first and last day that it may have been; empty if unknown or no date."""
    try:
        year, *rest = (int(part) for part in (published or "")[:10].split("-"))
        if not rest:
            return [Anchor(date(year, 1, 1), whole_year=True), Anchor(date(year, 12, 31), whole_year=True)]
        if len(rest) == 1:
            return [Anchor(end) for end in _get_ends(year, rest[0])]
        return [Anchor(date(year, rest[0], rest[1]))]
    except ValueError:
        return []


def get_month(year: int, month: int) -> Span:
    """That month."""
    return Span(*_get_ends(year, month), "month")


def get_year(year: int, last_year: int | None = None) -> Span:
    """That year, or the years up to and including ``last_year``."""
    return Span(date(year, 1, 1), date(last_year or year, 12, 31), "year")


def get_season(year: int, season: str) -> Span:
    """The season that begins in a year, of three whole months as on the northern half of the earth; winter ends in the year after.

    >>> get_season(2020, "winter").last.isoformat()
    '2021-02-28'
    """
    month = 3 * (SEASONS[season] - 20)
    return Span(date(year, month, 1), _get_ends(*_shift_month(date(year, month, 1), 2))[1], "season")


def find_season(day: date) -> tuple[int, int]:
    """Year and EDTF code of the season that holds a day; December, January and February are one, of the year of the December."""
    return (day.year - 1, SEASONS["winter"]) if day.month < 3 else (day.year, 20 + day.month // 3)


def choose_season(season: str, shift: int, today: date) -> Span:
    """The last such season that is over (``shift`` -1), that of this year (0), or the next to begin (1)."""
    known = [get_season(year, season) for year in range(today.year - 2, today.year + 2)]
    if shift < 0:
        return [span for span in known if span.last < today][-1]
    if shift > 0:
        return next(span for span in known if span.first > today)
    return next((span for span in known if span.first <= today <= span.last), get_season(today.year, season))


def cut_span(span: Span, part: str) -> Span:
    """The early, mid or late third of a span, of the same exactness, with approximate ends: late September is 21 to 30 September.

    >>> cut_span(get_month(2020, 9), "late").first.isoformat(), cut_span(get_year(2020), "mid").get_edtf()
    ('2020-09-21', '2020-05~/2020-08~')
    """
    number = {"early": 0, "mid": 1, "late": 2}[part]
    if span.unit == "year" and span.first.year == span.last.year:
        first, last = date(span.first.year, 4 * number + 1, 1), _get_ends(span.first.year, 4 * number + 4)[1]
    else:
        third = ((span.last - span.first).days + 1) // 3
        first = span.first + timedelta(days=number * third)
        last = span.last if part == "late" else first + timedelta(days=third - 1)
    return replace(span, first=first, last=last, qualifier="~")


def get_weekday(weekday: int, today: date, *, shift: int | None, ahead: bool) -> Span:
    """The ISO weekday nearest to ``today``: ``shift`` -1 before it, 1 after it, 0 on or after it; None on or before, unless ``ahead``."""
    away = (weekday - today.isoweekday()) % 7  # 0 to 6 days on
    if shift == 1:
        away = away or 7
    elif shift == -1 or (shift is None and not ahead and away):
        away -= 7
    return _get_days(today + timedelta(days=away))


def get_weekday_of_week(weekday: int, today: date, week_shift: int) -> Span:
    """The ISO weekday of the week ``week_shift`` weeks from that of ``today``."""
    return _get_days(today + timedelta(days=weekday - today.isoweekday() + 7 * week_shift))


def choose_year(month: int, day: int | None, anchor: Anchor, *, shift: int | None, ahead: bool, weekday: int | None = None) -> int:
    """The year that a month, or day and month, without one means: the last such up to the anchor, or the next where it lies ``ahead``.

    ``weekday``, where the text gives it, decides alone. ``shift`` as in :func:`get_weekday`, but 0 is the year of the anchor.
    """
    today = anchor.day
    if anchor.whole_year or shift == 0:
        return today.year
    years = (today.year - 1, today.year, today.year + 1)
    known = {year: _get_days(date(year, month, day)) if day else get_month(year, month) for year in years if _has_day(year, month, day)}
    if day and weekday:
        fitting = [year for year, span in known.items() if span.first.isoweekday() == weekday]
        if fitting:
            return fitting[0]
    later = [year for year, span in known.items() if (span.first > today if shift == 1 else span.last >= today)]
    earlier = [year for year, span in known.items() if (span.last < today if shift == -1 else span.first <= today)]
    soon = [year for year in later if day and shift is None and (known[year].first - today).days <= _AHEAD_DAYS]
    if shift == 1 or ahead or soon:
        return later[0] if later else today.year
    return earlier[-1] if earlier else today.year


def get_period(unit: str, shift: int, today: date) -> Span | None:
    """Last, this or next week, weekend, month, year or decade (``shift`` -1, 0, 1); None for units that are no such period."""
    monday = today - timedelta(days=today.weekday()) + timedelta(weeks=shift)
    if unit == "week":
        return Span(monday, monday + timedelta(days=6), None)
    if unit == "weekend":
        return Span(monday + timedelta(days=5), monday + timedelta(days=6), None)
    if unit == "month":
        return get_month(*_shift_month(today, shift))
    if unit == "year":
        return get_year(today.year + shift)
    if unit == "decade":
        decade = today.year // 10 * 10 + 10 * shift
        return replace(get_year(decade, decade + 9), unit=None)
    return None


def get_ago(count: int, unit: str, sign: int, today: date) -> Span | None:
    """``count`` units before (``sign`` -1) or after today, as exact as the unit: "two months ago" is a month."""
    if unit in ("hour", "day"):
        return _get_days(today + timedelta(days=sign * (round(count / 24) if unit == "hour" else count)))
    return get_period("year" if unit == "decade" else unit, sign * count * (10 if unit == "decade" else 1), today)


def get_latest(unit: str, today: date) -> Span | None:
    """The week or weekend that has begun last: "the weekend" is the one before in a text of a Tuesday, and this one in a text of Sunday."""
    span = get_period(unit, 0, today)
    return get_period(unit, -1, today) if span and span.first > today else span


def get_offset(value: str, count: int, unit: str) -> Span | None:
    """``count`` units after (before, if negative) the date of that EDTF value, to the day for days and weeks; None where the value is too inexact.

    >>> get_offset("2020-10-31", -1, "week").get_value(), get_offset("1999", 2, "year").get_value(), get_offset("1999", 2, "day")
    ('2020-10-24', '2001', None)
    """
    try:
        parts = [int(part) for part in value[:10].split("-")]
        if len(parts) < _NEEDED_PARTS.get(unit, 4):
            return None
        year, month, day = (*parts, 1, 1)[:3]
        count, unit = (7 * count, "day") if unit == "week" else (count, unit)
        return get_ago(abs(count), unit, 1 if count > 0 else -1, date(year, month, day))
    except (ValueError, OverflowError):
        return None


def get_stretch(count: int, unit: str, sign: int, today: date) -> Span | None:
    """The ``count`` units up to (``sign`` -1) or from today; "the past 24 hours" is today, "the next 24 hours" tomorrow."""
    lengths = {"hour": 1 / 24, "day": 1, "week": 7, "month": 30, "year": 365, "decade": 3650}
    if unit not in lengths:
        return None
    days = math.ceil(count * lengths[unit])
    if sign > 0:
        first, last = today + timedelta(days=1), today + timedelta(days=days)
    else:
        first, last = today - timedelta(days=days - 1 if unit == "hour" else days), today
    return Span(first, last, "day" if first == last else None)


def _has_day(year: int, month: int, day: int | None) -> bool:
    return (day or 1) <= calendar.monthrange(year, month)[1]


def _get_days(day: date) -> Span:
    return Span(day, day, "day")


def _get_ends(year: int, month: int) -> tuple[date, date]:
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def _shift_month(today: date, months: int) -> tuple[int, int]:
    index = today.year * 12 + today.month - 1 + months
    return index // 12, index % 12 + 1
