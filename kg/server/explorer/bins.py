"""Weeks, months or years that events are counted by: the finest unit that gives few enough bars."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

MAX_BINS: Final = 160


def find_bin(day: date, unit: str) -> date:
    """First day of the week (from Monday), month or year that the day is in; ``unit`` is weeks, months or years."""
    if unit == "weeks":
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if unit == "months" else day.replace(month=1, day=1)


def find_next_bin(begin: date, unit: str) -> date:
    """First day of the bin after the one that begins on this day."""
    return begin + timedelta(days=7) if unit == "weeks" else find_bin(begin + timedelta(days=32 if unit == "months" else 366), unit)


def choose_bins(days: Sequence[date]) -> tuple[str, list[date]]:
    """Unit, and first days of bins, for sorted days; a few that lie far off, such as a former war, are left out where they would coarsen the unit."""
    aside = len(days) // 50
    whole, most = _make_bins(days[0], days[-1]), _make_bins(days[aside], days[-1 - aside])
    return whole if whole[0] == most[0] else most


def _make_bins(first: date, last: date) -> tuple[str, list[date]]:
    for unit in ("weeks", "months", "years"):
        bins = [find_bin(first, unit)]
        while (following := find_next_bin(bins[-1], unit)) <= last and (len(bins) <= MAX_BINS or unit == "years"):
            bins.append(following)
        if len(bins) <= MAX_BINS:
            break
    return unit, bins
