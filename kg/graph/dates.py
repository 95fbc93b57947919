"""Days that an ISO 8601 date of day, month or year precision covers."""

import calendar
import datetime
import re

_PATTERN = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")


def find_interval(date: str | None) -> tuple[datetime.date, datetime.date] | None:
    """First and last day of a date; None where there is none or it is no date.

    >>> find_interval("2020-02")
    (datetime.date(2020, 2, 1), datetime.date(2020, 2, 29))
    """
    match = _PATTERN.fullmatch(date or "")
    if not match:
        return None
    year, month, day = (int(part) if part else None for part in match.groups())
    try:
        if day and month:
            return datetime.date(year or 0, month, day), datetime.date(year or 0, month, day)
        if month:
            last = calendar.monthrange(year or 0, month)[1]
            return datetime.date(year or 0, month, 1), datetime.date(year or 0, month, last)
        return datetime.date(year or 0, 1, 1), datetime.date(year or 0, 12, 31)
    except ValueError:
        return None


def get_precision(date: str) -> str:
    """Day, month or year."""
    return ("year", "month", "day")[date.count("-")]
