"""Dates in a sentence: "Sabtu (31/10/2020)", "late on Tuesday", "akhir September lalu", "the 1994 war".

The words are found by :mod:`kg.extraction.dates_grammar`; here they are resolved: against the day of publication, or against another date of
the text ("two days later", "sehari setelah serangan itu").
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from kg.extraction.calendar_spans import (
    Anchor,
    Span,
    choose_season,
    choose_year,
    cut_span,
    get_ago,
    get_latest,
    get_month,
    get_offset,
    get_period,
    get_season,
    get_stretch,
    get_weekday,
    get_weekday_of_week,
    get_year,
    parse_anchors,
)
from kg.extraction.dates_grammar import Found, Grammar, Groups, find_matches, fold, get_grammar
from kg.extraction.numbers import parse_number

Precision = Literal["day", "month", "year"]

_FUTURE_REACH = 120  # characters before a date in which "will" or "akan" makes it the next one
_CLAUSE_END = re.compile(r"[.;:!?]\s")
_NOTHING_FOLLOWS = re.compile(r"\s*(?:$|[^\w\s\"'“‘(])")
_OFFSETS = {"offset", "off", "off_to"}  # parts of what counts from another date
_EITHER_WAY, _ONE_WAY = {"w", "m", "feast"}, {"y", "year", "before", "after", "week"}  # parts of what may lie before publication or after it
_PRECISION: Mapping[str, Precision] = {"hour": "day", "day": "day", "week": "month", "weekend": "month", "month": "month"}  # else a year


@dataclass(frozen=True)
class DateExpression:
    """Words at ``[start, end)`` of a sentence that name a time.

    ``value``: ISO 8601 (EDTF level 0) day, month or year, the start where a range is named; None where the words cannot be resolved (a
    weekday without a day of publication) or have no such value (a week across two months, a decade). ``precision``: that of the
    value, or of the words where there is none. ``first_day`` and ``last_day``: first and last day that the words allow, None if unresolved.
    ``edtf``: all that they say, in EDTF level 1: intervals, approximate and uncertain dates, seasons. ``turned``: the same words read the other way
    in time, where nothing in them tells (a weekday, a day and month). ``is_ahead``: whether it lies after the publication, None where that is
    not known. ``leads``: it is the date of what the next words name, counted from the other date of the sentence ("a day after the attack").
    """

    text: str
    start: int
    end: int
    value: str | None
    precision: Precision
    first_day: str | None = None
    last_day: str | None = None
    edtf: str | None = None
    turned: "DateExpression | None" = None
    is_ahead: bool | None = None
    leads: bool = False


def find_dates(sentence: str, *, lang: str, published: str | None = None, named: str | None = None) -> list[DateExpression]:
    """All date expressions of a sentence, in order, resolved against ``published`` (ISO 8601 day, month or year, None if unknown).

    A weekday is the last such day up to publication, after a word for the future the next one; a day and month likewise. Two dates that are the ends
    of a range are one. ``named``: the day last named before the sentence, from which "the next day" counts where the sentence itself names none.

    >>> [d.value for d in find_dates("Serangan Rabu pekan lalu terjadi sejak akhir September.", lang="id", published="2020-10-15")]
    ['2020-10-07', '2020-09']
    """
    grammar = get_grammar(lang)
    matches = find_matches(sentence, grammar) if grammar is not None else []
    if grammar is None or not matches:
        return []
    anchors = parse_anchors(published)
    # "on November 15, 2017 the army moved in, and on November 21 he resigned": the one year named is that of the other date
    years = {found.groups["y"] for found in matches if "y" in found.groups and "decade" not in found.groups}
    borrowed = parse_anchors(years.pop()) if len(years) == 1 and not anchors else []
    full = any(found.groups.keys() >= {"m", "y"} for found in matches)
    dates = []
    for found in matches:
        lent = borrowed if "m" in found.groups and (full or _is_weekday_of_year(found.groups, grammar, borrowed)) else []
        dates.append(_resolve(found, sentence, grammar, anchors or lent))
    for number, found in enumerate(matches):
        if found.groups.keys() & _OFFSETS:
            known = [date.value for date in (*dates[:number][::-1], *dates[number + 1 :]) if not date.leads]
            dates[number] = _resolve_offset(dates[number], found, sentence, grammar, [*known, named], published)
    return [_compare_with(published, one) for one in _join_ranges(dates, sentence, grammar, published)]


def _compare_with(published: str | None, date: DateExpression) -> DateExpression:
    if not published or not date.first_day:
        return date
    turned = _compare_with(published, date.turned) if date.turned else None
    return replace(date, is_ahead=date.first_day[: len(published)] > published[:10], turned=turned)


def _resolve(found: Found, sentence: str, grammar: Grammar, anchors: list[Anchor]) -> DateExpression:
    ahead = _is_ahead(found, sentence, grammar)
    date = _read_date(found, sentence, grammar, anchors, ahead=ahead)
    if not anchors or not found.groups.keys() & _EITHER_WAY or found.groups.keys() & _ONE_WAY:
        return date
    turned = _read_date(found, sentence, grammar, anchors, ahead=not ahead)
    return date if turned.value in (None, date.value) else replace(date, turned=turned)


def _read_date(found: Found, sentence: str, grammar: Grammar, anchors: list[Anchor], *, ahead: bool) -> DateExpression:
    choices: Sequence[Anchor | None] = anchors or [None]
    known = [span for anchor in choices if (span := _find_span(found.groups, grammar, anchor, ahead=ahead)) is not None]
    text, precision = sentence[found.start : found.end], _get_precision(found.groups, grammar)
    if len(known) < len(choices):
        return DateExpression(text, found.start, found.end, None, precision)
    first, last = min(span.first for span in known), max(span.last for span in known)
    span = Span(first, last, known[0].unit if all(span == known[0] for span in known) else None, found.qualifier or known[0].qualifier)
    value = span.get_value()
    precision = "year" if span.unit == "season" else span.unit or ("month" if value else precision)
    return DateExpression(text, found.start, found.end, value, precision, first.isoformat(), last.isoformat(), span.get_edtf())


def _join_ranges(dates: list[DateExpression], sentence: str, grammar: Grammar, published: str | None) -> list[DateExpression]:
    """The dates, of which two become one where the words between make a range of them ("27 September until 10 November", "1990 to the present")."""
    joined: list[DateExpression] = []
    for one in dates:
        whole = _join_range(joined[-1], one, sentence, grammar) if joined else None
        if whole is not None:
            joined[-1] = whole
        else:
            joined.append(one)
    for number, one in enumerate(joined):
        goes_on = grammar.cues["now"].match(sentence, one.end)
        if goes_on and one.edtf and one.first_day:
            words, now = sentence[one.start : goes_on.end()], (published or "..")[:10]
            edtf, last_day = f"{one.edtf.split('/')[0]}/{now}", max((published or one.first_day)[:10], one.first_day)
            joined[number] = replace(one, text=words, end=goes_on.end(), edtf=edtf, last_day=last_day, turned=None)
    return joined


def _join_range(one: DateExpression, other: DateExpression, sentence: str, grammar: Grammar) -> DateExpression | None:
    gap = sentence[one.end : other.start]
    is_range = grammar.cues["range"].fullmatch(gap) or (
        grammar.cues["range_and"].fullmatch(gap) and grammar.cues["between"].search(sentence[: one.start])
    )
    if not is_range or one.leads or other.leads:
        return None
    for end in (other, other.turned):  # "from Monday to Wednesday" in a text of Tuesday
        if one.edtf and one.first_day and end and end.edtf and end.last_day and one.first_day < end.last_day:
            edtf = f"{one.edtf.split('/')[0]}/{end.edtf.split('/')[-1]}"
            return replace(one, text=sentence[one.start : end.end], end=end.end, last_day=end.last_day, edtf=edtf, turned=None)
    return None


def _is_weekday_of_year(groups: Groups, grammar: Grammar, anchors: list[Anchor]) -> bool:
    """Whether a weekday beside a day and month fits the year that the sentence names elsewhere ("KTT 2005 ..., Rabu (14/9)")."""
    if not anchors or not groups.keys() >= {"w", "d", "m"}:
        return False
    span = _find_span(groups, grammar, anchors[0], ahead=False)
    return span is not None and span.first.isoweekday() == grammar.table["weekdays"][fold(groups["w"])]


def _resolve_offset(
    date: DateExpression, found: Found, sentence: str, grammar: Grammar, known: Sequence[str | None], published: str | None
) -> DateExpression:
    """A time counted from another: the nearest date of ``known`` that is exact enough; back from the day of publication where there is none."""
    groups, table = found.groups, grammar.table
    if "offset" in groups:
        count, unit = table["offsets"][fold(groups["offset"])]
        leads = False
    else:
        unit, word = table["units"][fold(groups["u"])], fold(groups.get("off") or groups["off_to"])
        leads = "off_to" in groups and not _NOTHING_FOLLOWS.match(sentence, found.end)
        sign = table["offset_after"][word] if "off" in groups else table["offset_to"][word] * (1 if leads else -1)
        count = sign * (parse_number(groups.get("n", ""), lang=grammar.lang) or 1)
    precision = _PRECISION.get(unit, "year") if unit != "week" else "day"
    for value in (*known, published if count < 0 else None):
        span = get_offset(value, count, unit) if value else None
        if span is not None:
            span = replace(span, qualifier=found.qualifier)
            days = span.first.isoformat(), span.last.isoformat()
            return DateExpression(date.text, date.start, date.end, span.get_value(), precision, *days, span.get_edtf(), leads=leads)
    return replace(date, precision=precision, leads=leads)


def _is_ahead(found: Found, sentence: str, grammar: Grammar) -> bool:
    """Whether a word for the future stands before the date with no speech verb between ("will meet on Tuesday"), or right after it."""
    if grammar.cues["future_next"].match(sentence, found.end):
        return True
    begin = sentence.find(" ", found.start - _FUTURE_REACH) + 1 if found.start > _FUTURE_REACH else 0  # "mengatakan" cut in two would end in "akan"
    clause = _CLAUSE_END.split(sentence[begin : found.start])[-1]
    return bool(grammar.cues["future"].search(grammar.cues["speech"].split(clause)[-1]))


def _get_precision(groups: Groups, grammar: Grammar) -> Precision:
    if "latest" in groups:
        return _PRECISION[grammar.table["latest"][fold(groups["latest"])]]
    if "u" in groups:
        return _PRECISION.get(grammar.table["units"][fold(groups["u"])], "year")
    if "m" in groups:
        return "day" if "d" in groups else "month"
    return "year" if groups.keys() & {"y", "season"} else "day"


def _find_span(groups: Groups, grammar: Grammar, anchor: Anchor | None, *, ahead: bool) -> Span | None:
    """The days that the parts of a date mean, counted from the anchor; None where they need an anchor or the calendar has no such day."""
    try:
        return _count_span(groups, grammar, anchor, ahead=ahead)
    except (ValueError, OverflowError):  # "66 million years ago", "31 September"
        return None


def _count_span(groups: Groups, grammar: Grammar, anchor: Anchor | None, *, ahead: bool) -> Span | None:
    table = grammar.table
    if groups.keys() & _OFFSETS:
        return None  # when all others are known
    if "season" in groups:
        return _get_season_span(groups, grammar, anchor)
    if "m" in groups or "feast" in groups:
        span = _get_month_span(groups, grammar, anchor, ahead=ahead)
    elif "y" in groups:
        span = _get_year_span(groups)
    elif anchor is None:
        return None
    elif "latest" in groups:
        return get_latest(table["latest"][fold(groups["latest"])], anchor.day)
    elif "word" in groups:
        days = table["days"][fold(groups["word"])]  # a day, or first and last ("overnight")
        first, last = (days, days) if isinstance(days, int) else days
        return Span(anchor.day + timedelta(days=first), anchor.day + timedelta(days=last), "day" if first == last else None)
    elif "w" in groups:
        weekday = table["weekdays"][fold(groups["w"])]
        if "week" in groups:
            return get_weekday_of_week(weekday, anchor.day, grammar.shifts[fold(groups["week"])])
        return get_weekday(weekday, anchor.day, shift=_find_shift(groups, grammar), ahead=ahead)
    else:
        unit = table["units"][fold(groups["u"])]
        count = parse_number(groups.get("n", ""), lang=grammar.lang) or 1
        if "ago" in groups:
            return get_ago(count, unit, table["count_after"][fold(groups["ago"])], anchor.day)
        if "span" in groups:
            return get_stretch(count, unit, (table["span_before"] | table["span_after"])[fold(groups["span"])], anchor.day)
        span = get_period(unit, _find_shift(groups, grammar) or 0, anchor.day)
    return cut_span(span, table["parts"][fold(groups["part"])]) if span and "part" in groups else span


def _get_month_span(groups: Groups, grammar: Grammar, anchor: Anchor | None, *, ahead: bool) -> Span | None:
    if "feast" in groups:
        month, day = (int(part) for part in grammar.table["feasts"][fold(groups["feast"])].split("-"))
        year = _find_year(groups, grammar, anchor, month=month, day=day, ahead=ahead)
        return Span(date(year, month, day), date(year, month, day), "day") if year else None
    names = [groups["m"], groups.get("m2", groups["m"])]
    months = [int(name) if name.isdigit() else grammar.months[fold(name).rstrip(".")] for name in names]
    days = [int(re.sub(r"\D", "", groups[name])) for name in ("d", "d2") if name in groups]
    if days and groups["m"].isdigit() and (months[0] > 12 or (not grammar.table.get("day_first", True) and days[0] <= 12)):
        months, days = [days[0]] * 2, [months[0]]
    if not 1 <= months[0] <= 12:
        return None
    year = _find_year(groups, grammar, anchor, month=months[0], day=days[0] if days else None, ahead=ahead)
    if year is None:
        return None
    if not days:
        return Span(get_month(year, months[0]).first, get_month(year + (months[1] < months[0]), months[1]).last, "month")
    first, last = date(year, months[0], days[0]), date(year, months[1], days[-1])
    return Span(first, max(first, last), "day")


def _get_season_span(groups: Groups, grammar: Grammar, anchor: Anchor | None) -> Span | None:
    season = grammar.table["seasons"][fold(groups["season"])]
    if "y" in groups:
        return get_season(int(groups["y"]), season)
    if anchor is None:
        return None
    if "year" in groups:
        return get_season(anchor.day.year + grammar.shifts[fold(groups["year"])], season)
    return choose_season(season, _find_shift(groups, grammar) or 0, anchor.day)


def _find_year(groups: Groups, grammar: Grammar, anchor: Anchor | None, *, month: int, day: int | None, ahead: bool) -> int | None:
    if "y" in groups:
        return int(groups["y"])
    if anchor is None:
        return None
    if "year" in groups:
        return anchor.day.year + grammar.shifts[fold(groups["year"])]
    weekday = grammar.table["weekdays"][fold(groups["w"])] if "w" in groups else None
    return choose_year(month, day, anchor, shift=_find_shift(groups, grammar), ahead=ahead, weekday=weekday)


def _get_year_span(groups: Groups) -> Span:
    year = int(groups["y"])
    if "decade" in groups:
        return replace(get_year(year, year + 9), unit=None)
    last = groups.get("y2", groups["y"])
    return get_year(year, max(year, int(groups["y"][: -len(last)] + last)))  # "1994-96"


def _find_shift(groups: Groups, grammar: Grammar) -> int | None:
    word = groups.get("before") or groups.get("after")
    return grammar.shifts[fold(word)] if word else None
