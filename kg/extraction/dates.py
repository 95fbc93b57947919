"""Dates in a sentence: "Sabtu (31/10/2020)", "late on Tuesday", "akhir September lalu", "the 1994 war".

One grammar for all languages; its words come from ``kg/lang/CODE/dates.toml``. Off-the-shelf parsers give nothing for "Rabu pekan lalu" or
"late September" and something wrong for "on Oct. 31".
"""

import functools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

from kg.extraction.calendar_spans import (
    Anchor,
    Span,
    choose_year,
    cut_span,
    get_ago,
    get_month,
    get_period,
    get_stretch,
    get_weekday,
    get_weekday_of_week,
    get_year,
    parse_anchors,
)
from kg.extraction.numbers import get_number_pattern, join_words, parse_number
from kg.language import find_language

Precision = Literal["day", "month", "year"]
Groups = Mapping[str, str]

_REACH = 25  # characters before a number or month in which a word may say what it is
_FUTURE_REACH = 80  # characters before a date in which "will" or "akan" makes it the next one
_CLAUSE_END = re.compile(r"[.;:!?]\s")


@dataclass(frozen=True)
class DateExpression:
    """Words at ``[start, end)`` of a sentence that name a time.

    ``value``: ISO 8601 (EDTF level 0) day, month or year, the start where a range is named; None where the words cannot be resolved (a
    weekday without a day of publication) or have no such value (a week across two months, a decade). ``precision``: that of the
    value, or of the words where there is none. ``first_day`` and ``last_day``: first and last day that the words allow, None if unresolved.
    """

    text: str
    start: int
    end: int
    value: str | None
    precision: Precision
    first_day: str | None = None
    last_day: str | None = None


# What may be written, most telling first: of two that start at one place the first wins. Braces hold the words of the language's table.
_RULES = {
    "skip": r"(?:{not_dates}|(?:{vague})\s+(?:{units})\s+(?:{count_after}|{shift_after}))\b",
    "iso": r"(?P<y>{Y})-(?P<m>\d\d)-(?P<d>\d\d)(?![\d-])",
    "figures": r"(?:(?P<w>{weekdays})\s*,?\s*\(?)?(?P<d>\d\d?)(?:/(?P<m>\d\d?)/|\.(?P<m_>\d\d?)\.|-(?P<m__>\d\d?)-)(?P<y>\d{{4}})(?!\d)",
    "short": r"(?:(?P<w>{weekdays})\s*,?\s*)?\((?P<d>\d\d?)/(?P<m>\d\d?)\)",
    "day_month": r"(?:(?P<w>{weekdays})\s*,?\s*\(?)?(?:{before_day}\s*)?(?P<d>{D})(?:\s*(?:{to}|{and})\s*(?P<d2>{D}))?(?:\s+{of})?\s+"
    r"(?:{before_month}\s+)?(?P<m>{any_month})(?:\s*{to}\s*(?P<d2_>{D})\s+(?P<m2>{any_month}))?{tail}",
    "month_day": r"(?:(?P<w>{weekdays})\s*,?\s*)?(?:(?P<before>{shift_before})\s+)?(?P<m>{any_month})\s+(?:the\s+)?(?P<d>{D})"
    r"(?:\s*(?:{to}|{and})\s*(?:(?P<m2>{any_month})\s+)?(?P<d2>{D}))?{tail}",
    "month_year": r"(?:(?P<part>{parts})\s*)?(?:{before_month}\s+)?(?P<m>{any_month})(?:\s*{to}\s*(?P<m2>{any_month}))?"
    r"(?:\s*,|\s+{of})?\s+(?:{before_year}\s+)?(?P<y>{Y})",
    "month": r"(?:(?P<part>{parts})\s*)?(?:{before_month}\s+)?(?:(?P<before>{shift_before})\s+)?(?P<m>{months})"
    r"(?:\s*{to}\s*(?P<m2>{months}))?{tail}",
    "day_word": r"(?P<word>{days})",
    "count": r"(?P<n>{number}\s+|{one})(?P<u>{units})\s+(?P<ago>{count_after})",
    "stretch": r"(?:(?P<span>{span_before})\s+(?P<n>{number})\s+(?P<u>{units})"
    r"|(?P<n_>{number}\s+|{one})(?P<u_>{units})\s+(?P<span_>{span_after}))",
    "period": r"(?:(?P<part>{parts})\s*)?(?:(?P<before>{shift_before})\s+(?P<u>{units})|(?P<u_>{units})\s+(?P<after>{shift_after}))",
    "weekday": r"(?:{before_weekday}\s+)?(?:(?P<before>{shift_before})\s+)?(?P<w>{weekdays})(?:\s+{day_parts})?"
    r"(?:\s+(?:{of}\s+)?(?:(?P<week>{shift_before})\s+{week}|{week}\s+(?P<week_>{shift_after})|(?P<after>{shift_after})))?(?:\s+{day_parts})?",
    "decade": r"(?:(?P<part>{parts})\s*)?(?:{before_year}\s+)?(?P<y>\d\d\d0)(?P<decade>{decade})",
    "years": r"(?:{between}\s+(?:{before_year}\s+)?(?P<y>{Y})\s+{and}\s+(?:{before_year}\s+)?(?P<y2>{Y})"
    r"|(?P<y_>{Y})\s*{to}\s*(?P<y2_>\d{{4}}|\d\d))(?!\d)",
    "year": r"(?:(?P<part>{parts})\s*)?(?P<cue>{before_year}\s+)?(?P<y>{Y})",
}
_TAIL = (
    r"(?:(?:\s*,\s*|\s+(?:{of}\s+)?)(?:{before_year}\s+)?(?P<y>{Y})"
    r"|\s+(?:{of}\s+)?(?:(?P<year>{shift_before})\s+{a_year}|{a_year}\s+(?P<year_>{shift_after}))|\s+(?P<after>{shift_after}))?"
)
_GROUP_NAME = re.compile(r"\?P<\w+>")
_PRECISION: Mapping[str, Precision] = {"hour": "day", "day": "day", "week": "month", "weekend": "month", "month": "month"}  # else a year
# the parts of a table; a language may leave out what it does not have
_LISTS = "ordinals before_day before_month before_year before_weekday of to and one decade day_parts not_dates ambiguous_months month_cues"
_TABLES = "months month_abbreviations weekdays days units parts shift_before shift_after count_after span_before span_after future years speech"


@dataclass(frozen=True)
class _Grammar:
    lang: str
    table: Mapping[str, Any]
    hint: re.Pattern[str]  # what every date holds: most sentences are done with here
    pattern: re.Pattern[str]
    rules: Mapping[str, re.Pattern[str]]
    months: Mapping[str, int]
    shifts: Mapping[str, int]
    cues: Mapping[str, re.Pattern[str]]  # words around a match that decide what it is


@dataclass(frozen=True)
class _Found:
    start: int
    end: int
    groups: Groups


def find_dates(sentence: str, *, lang: str, published: str | None = None) -> list[DateExpression]:
    """All date expressions of a sentence, in order, resolved against ``published`` (ISO 8601 day, month or year, None if unknown).

    A weekday is the last such day up to publication, after a word for the future the next one; a day and month likewise.

    >>> [d.value for d in find_dates("Serangan Rabu pekan lalu terjadi sejak akhir September.", lang="id", published="2020-10-15")]
    ['2020-10-07', '2020-09']
    """
    grammar = _get_grammar(lang)
    if grammar is None or not grammar.hint.search(sentence):
        return []
    matches = [found for match in grammar.pattern.finditer(sentence) if (found := _read(match, sentence, grammar)) is not None]
    anchors = parse_anchors(published)
    if anchors:
        return [_resolve(found, sentence, grammar, anchors) for found in matches]
    # "on November 15, 2017 the army moved in, and on November 21 he resigned": the one year named is that of the other date
    years = {found.groups["y"] for found in matches if found.groups.keys() >= {"m", "y"}}
    borrowed = parse_anchors(years.pop()) if len(years) == 1 else []
    return [_resolve(found, sentence, grammar, borrowed if "m" in found.groups else []) for found in matches]


def _read(match: re.Match[str], sentence: str, grammar: _Grammar) -> _Found | None:
    """The parts of a match, None where the words only look like a date ("May said", "2000 tentara", "minggu")."""
    rule, start, end = str(match.lastgroup), match.start(), match.end()
    whole = grammar.rules[rule].fullmatch(sentence, start, end) if rule != "skip" else None
    if whole is None:
        return None
    groups = {name.rstrip("_"): text for name, text in whole.groupdict().items() if text is not None}
    weekdays = grammar.table["weekdays"]
    if rule == "period" and groups["u"].lower() in weekdays and not _is_common_noun(sentence, max(whole.start("u"), whole.start("u_"))):
        groups["w"] = groups.pop("u")  # "pada Minggu lalu"
    if "w" in groups and groups["w"][0].islower() and "d" not in groups:
        return None
    if "m" in groups and not groups["m"].isdigit() and not _is_month(groups, sentence, whole, grammar):
        return None
    if rule == "year" and not _is_year(groups, sentence, whole, grammar):
        return None
    if "(" in sentence[start:end] and ")" not in sentence[start:end] and sentence[end : end + 1] == ")":
        end += 1
    return _Found(start, end, groups)


def _is_common_noun(sentence: str, at: int) -> bool:
    """Whether the word there is no name: "Minggu lalu" at the start of a sentence is last week, elsewhere last Sunday."""
    before = sentence[:at].rstrip(" \t\"'“”‘’(-")
    return sentence[at].islower() or not before or before[-1] in ".!?:"


def _is_month(groups: Groups, sentence: str, match: re.Match[str], grammar: _Grammar) -> bool:
    """Whether a month's name is the month: with a day or year it is; if also another word, or in small letters, it needs an "in"."""
    name = groups["m"]
    ambiguous = name.lower() in grammar.table["ambiguous_months"]
    if name[0].isupper() and (not ambiguous or groups.keys() & {"d", "y"}):
        return True
    if name[0].islower() and groups.keys() & {"d", "y"}:
        return not ambiguous or "y" in groups
    cued = groups.keys() & {"part", "before", "year", "after"} or grammar.cues["month"].search(sentence[: match.start()][-_REACH:])
    return bool(cued) and sentence[match.end() : match.end() + 1] not in ("'", "’")


def _is_year(groups: Groups, sentence: str, match: re.Match[str], grammar: _Grammar) -> bool:
    """Whether four figures are a year: from 1900 on, unless they count or number something; earlier or round ones only after an "in"."""
    if groups.keys() & {"part", "cue"}:
        return True
    before, after = sentence[: match.start()][-_REACH:], sentence[match.end() :]
    if grammar.cues["not_after"].search(before) or grammar.cues["not_before"].match(after):
        return False
    plain = groups["y"] >= "1900" and (groups["y"][2:] != "00" or not re.match(r"\s+\w", after))
    return plain or bool(grammar.cues["year"].search(before))


def _resolve(found: _Found, sentence: str, grammar: _Grammar, anchors: list[Anchor]) -> DateExpression:
    ahead = _is_ahead(found, sentence, grammar)
    choices: Sequence[Anchor | None] = anchors or [None]
    known = [span for anchor in choices if (span := _find_span(found.groups, grammar, anchor, ahead=ahead)) is not None]
    text, precision = sentence[found.start : found.end], _get_precision(found.groups, grammar)
    if len(known) < len(choices):
        return DateExpression(text, found.start, found.end, None, precision)
    first, last = min(span.first for span in known), max(span.last for span in known)
    span = Span(first, last, known[0].unit if all(span == known[0] for span in known) else None)
    value = span.get_value()
    precision = span.unit or ("month" if value else precision)
    return DateExpression(text, found.start, found.end, value, precision, first.isoformat(), last.isoformat())


def _is_ahead(found: _Found, sentence: str, grammar: _Grammar) -> bool:
    """Whether a word for the future stands before the date with no speech verb between ("will meet on Tuesday"), or right after it."""
    if grammar.cues["future_next"].match(sentence, found.end):
        return True
    clause = _CLAUSE_END.split(sentence[max(0, found.start - _FUTURE_REACH) : found.start])[-1]
    return bool(grammar.cues["future"].search(grammar.cues["speech"].split(clause)[-1]))


def _get_precision(groups: Groups, grammar: _Grammar) -> Precision:
    if "u" in groups:
        return _PRECISION.get(grammar.table["units"][_fold(groups["u"])], "year")
    if "m" in groups:
        return "day" if "d" in groups else "month"
    return "year" if "y" in groups else "day"


def _find_span(groups: Groups, grammar: _Grammar, anchor: Anchor | None, *, ahead: bool) -> Span | None:
    """The days that the parts of a date mean, counted from the anchor; None where they need an anchor or the calendar has no such day."""
    try:
        return _count_span(groups, grammar, anchor, ahead=ahead)
    except (ValueError, OverflowError):  # "66 million years ago", "31 September"
        return None


def _count_span(groups: Groups, grammar: _Grammar, anchor: Anchor | None, *, ahead: bool) -> Span | None:
    table = grammar.table
    if "m" in groups:
        span = _get_month_span(groups, grammar, anchor, ahead=ahead)
    elif "y" in groups:
        span = _get_year_span(groups)
    elif anchor is None:
        return None
    elif "word" in groups:
        return get_ago(-table["days"][_fold(groups["word"])], "day", -1, anchor.day)
    elif "w" in groups:
        weekday = table["weekdays"][_fold(groups["w"])]
        if "week" in groups:
            return get_weekday_of_week(weekday, anchor.day, grammar.shifts[_fold(groups["week"])])
        return get_weekday(weekday, anchor.day, shift=_find_shift(groups, grammar), ahead=ahead)
    else:
        unit = table["units"][_fold(groups["u"])]
        count = parse_number(groups.get("n", ""), lang=grammar.lang) or 1
        if "ago" in groups:
            return get_ago(count, unit, table["count_after"][_fold(groups["ago"])], anchor.day)
        if "span" in groups:
            return get_stretch(count, unit, (table["span_before"] | table["span_after"])[_fold(groups["span"])], anchor.day)
        span = get_period(unit, _find_shift(groups, grammar) or 0, anchor.day)
    return cut_span(span, table["parts"][_fold(groups["part"])]) if span and "part" in groups else span


def _get_month_span(groups: Groups, grammar: _Grammar, anchor: Anchor | None, *, ahead: bool) -> Span | None:
    names = [groups["m"], groups.get("m2", groups["m"])]
    months = [int(name) if name.isdigit() else grammar.months[_fold(name).rstrip(".")] for name in names]
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


def _find_year(groups: Groups, grammar: _Grammar, anchor: Anchor | None, *, month: int, day: int | None, ahead: bool) -> int | None:
    if "y" in groups:
        return int(groups["y"])
    if anchor is None:
        return None
    if "year" in groups:
        return anchor.day.year + grammar.shifts[_fold(groups["year"])]
    weekday = grammar.table["weekdays"][_fold(groups["w"])] if "w" in groups else None
    return choose_year(month, day, anchor, shift=_find_shift(groups, grammar), ahead=ahead, weekday=weekday)


def _get_year_span(groups: Groups) -> Span:
    year = int(groups["y"])
    if "decade" in groups:
        return replace(get_year(year, year + 9), unit=None)
    last = groups.get("y2", groups["y"])
    return get_year(year, max(year, int(groups["y"][: -len(last)] + last)))  # "1994-96"


def _find_shift(groups: Groups, grammar: _Grammar) -> int | None:
    word = groups.get("before") or groups.get("after")
    return grammar.shifts[_fold(word)] if word else None


def _fold(text: str) -> str:
    return " ".join(text.lower().split())


@functools.cache
def _get_grammar(lang: str) -> _Grammar | None:
    """The grammar of a language, None where it has no table."""
    given = find_language(lang).get_table("dates")
    if not given:
        return None
    table: dict[str, Any] = {name: [] for name in _LISTS.split()} | {name: {} for name in _TABLES.split()} | given
    numbers, units = find_language(lang).get_table("numbers"), table["units"]
    words = {name: join_words(value) for name, value in table.items() if isinstance(value, list | dict)}
    whole = (
        "units",
        "parts",
        "days",
        "months",
        "weekdays",
        "shift_before",
        "shift_after",
        "count_after",
        "span_before",
        "span_after",
        "not_dates",
    )
    words |= {name: words[name] + r"(?:(?<=-)|(?!\w))" for name in whole}  # "mid-" may be followed by a letter
    words |= {
        "D": rf"(?:[12]\d|3[01]|0?[1-9]){words['ordinals']}?(?!\d|\.\d|,\d{{3}}(?!\d))",
        "Y": r"(?:1[5-9]|20)\d\d(?![\w%]|[.,]\d)",
        "any_month": rf"(?:{words['months']}|{words['month_abbreviations']}(?!\w)\.?)",
        "number": get_number_pattern(lang),
        "vague": join_words(numbers.get("vague", {})),
        "between": join_words(numbers.get("bounds", {}).get("between", [])),
        "week": join_words([word for word, unit in units.items() if unit == "week"]),
        "a_year": join_words([word for word, unit in units.items() if unit == "year"]),
    }
    words["tail"] = _TAIL.format_map(words)
    sources = {rule: source.format_map(words) for rule, source in _RULES.items() if rule != "month_day" or table.get("month_before_day")}
    choices = "|".join(f"(?P<{rule}>{_GROUP_NAME.sub('?:', source)})" for rule, source in sources.items())
    kinds = [word for name in ("months", "month_abbreviations", "weekdays", "days", "units") for word in table[name]]
    context = {name: join_words(table[name].get("words", [])) for name in ("future", "speech")}
    years = {name: join_words(table["years"].get(name, [])) for name in ("cues", "not_after", "not_before")}
    cues = {
        "month": rf"(?<!\w){join_words(table['month_cues'])}\s+$",
        "year": rf"(?<!\w){years['cues']}\s+$",
        "not_after": rf"(?<!\w){years['not_after']}\s*$",
        "not_before": rf"\s+{years['not_before']}(?!\w)",
        "future": rf"(?<!\w){context['future']}(?!\w)",
        "future_next": rf"\s*,?\s*{context['future']}(?!\w)",
        "speech": rf"(?<!\w){context['speech']}(?!\w)",
    }
    return _Grammar(
        lang=lang,
        table=table,
        hint=re.compile(rf"\d{{4}}|\d/\d|{join_words(kinds)}(?!\w)", re.IGNORECASE),
        pattern=re.compile(rf"(?<![\w$€£#/])(?<!\d[.,-])(?:{choices})(?!\w)", re.IGNORECASE),
        rules={rule: re.compile(source, re.IGNORECASE) for rule, source in sources.items()},
        months=table["months"] | table["month_abbreviations"],
        shifts=table["shift_before"] | table["shift_after"],
        cues={name: re.compile(source, re.IGNORECASE) for name, source in cues.items()},
    )
