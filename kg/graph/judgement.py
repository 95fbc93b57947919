"""What the mentions of one event or relation say together: whether it is so, and which of their values stands for all."""

from collections import Counter
from collections.abc import Iterable

from schemas.judgement import Factuality


def judge_event(factualities: Iterable[str]) -> str:
    """The sum of what the mentions say: "disputed" where some deny what others assert or allege.

    >>> judge_event(["alleged", "denied"]), judge_event(["asserted", "alleged"]), judge_event(["denied"])
    ('disputed', 'asserted', 'denied')
    """
    found = set(factualities)
    if Factuality.DENIED in found and found & {Factuality.ASSERTED, Factuality.ALLEGED}:
        return "disputed"
    order = ("asserted", "alleged", "denied", "historical", "future", "conditional")
    return min(found, key=order.index)


def choose_most_frequent(values: Iterable[str | None]) -> str | None:
    """The most frequent value, the first in the alphabet among equals; None where there is none."""
    counts = Counter(value for value in values if value is not None)
    return min(counts, key=lambda value: (-counts[value], value), default=None)


def choose_date(dates: Iterable[str | None]) -> str | None:
    """The most exact date, the most frequent of these."""
    given = [date for date in dates if date]
    exact = max((date.count("-") for date in given), default=0)
    return choose_most_frequent(date for date in given if date.count("-") == exact)
