"""Days that a date covers: a day, month or year of ISO 8601, or what EDTF level 1 adds (https://www.loc.gov/standards/datetime/)."""

import datetime
import re

from kg.extraction.calendar_spans import SEASONS, find_season, get_month, get_season, get_year

_END = re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d\d)(?:-(?P<day>\d\d))?)?(?P<qualifier>[~?%]?)")
_NAMES = {number: name for name, number in SEASONS.items()}

Interval = tuple[datetime.date, datetime.date]


def find_interval(date: str | None) -> Interval | None:
    """First and last day of a date; None where there is none or it is no date.

    An interval reaches from the first day of its begin to the last of its end; where one of them is open or unknown, what is known of the other is
    all. An approximate day, month, season or year ("~") may be the one before or after as well.

    >>> find_interval("2020-02")
    (datetime.date(2020, 2, 1), datetime.date(2020, 2, 29))
    >>> find_interval("2020-09-27/2020-11")
    (datetime.date(2020, 9, 27), datetime.date(2020, 11, 30))
    >>> find_interval("2020-10-05~")
    (datetime.date(2020, 10, 4), datetime.date(2020, 10, 6))
    """
    begin, slash, end = (date or "").partition("/")
    if not slash:
        return _find_days(begin)
    ends = [_find_days(part) for part in (begin, end) if part not in ("", "..")]
    known = [days for days in ends if days is not None]
    if not known or len(known) < len(ends) or known[0][0] > known[-1][1]:
        return None
    return known[0][0], known[-1][1]


def _find_days(date: str) -> Interval | None:
    match = _END.fullmatch(date)
    if not match:
        return None
    year, month, day = (int(part) if part else None for part in match.group("year", "month", "day"))
    try:
        first, last = _get_days(year or 0, month, day)
        if "~" not in match["qualifier"] and "%" not in match["qualifier"]:
            return first, last
        one = datetime.timedelta(days=1)
        before, after = (_get_days(*_cut(edge, month, day)) for edge in (first - one, last + one))
        return before[0], after[1]
    except (ValueError, OverflowError):
        return None


def _get_days(year: int, month: int | None, day: int | None) -> Interval:
    if day:
        return datetime.date(year, month or 0, day), datetime.date(year, month or 0, day)
    span = get_season(year, _NAMES[month]) if month in _NAMES else get_month(year, month) if month else get_year(year)
    return span.first, span.last


def _cut(edge: datetime.date, month: int | None, day: int | None) -> tuple[int, int | None, int | None]:
    """The year, month, season or day that holds an edge, as exact as the date that it lies beside."""
    if month in _NAMES:
        return *find_season(edge), None
    return edge.year, edge.month if month else None, edge.day if day else None


def get_precision(date: str) -> str:
    """Day, month or year of an ISO 8601 date."""
    return ("year", "month", "day")[date.count("-")]
