"""The grammar of date expressions: one for all languages, its words from ``kg/lang/CODE/dates.toml``.

Off-the-shelf parsers give nothing for "Rabu pekan lalu" or "late September" and something wrong for "on Oct. 31".
"""

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kg.extraction.numbers import get_number_pattern, join_words
from kg.language import find_language

Groups = Mapping[str, str]

_REACH = 25  # characters before a number or month in which a word may say what it is

# What may be written, most telling first: of two that start at one place the first wins. Braces hold the words of the language's table.
_RULES = {
    "skip": r"(?:{not_dates}|(?:{vague})\s+(?:{units})\s+(?:{count_after}|{shift_after}|{offset_after}|{offset_to}))\b",
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
    "feast": r"(?P<feast>{feasts}){tail}",
    "season": r"(?:(?P<before>{shift_before})\s+)?(?P<season>{seasons})(?:(?:\s*,|\s+{of})?\s+(?:{before_year}\s+)?(?P<y>{Y})"
    r"|\s+(?:{of}\s+)?(?:(?P<year>{shift_before})\s+{a_year}|{a_year}\s+(?P<year_>{shift_after}))|\s+(?P<after>{shift_after}))?",
    "day_word": r"(?P<word>{days})",
    "latest": r"(?P<latest>{latest})",
    "offset": r"(?:(?P<offset>{offsets})|(?P<n>{number}\s+|{one})(?P<u>{units})\s+(?:(?P<off>{offset_after})|(?P<off_to>{offset_to})))",
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
# the parts of a table; a language may leave out what it does not have
_LISTS = (
    "ordinals before_day before_month before_year before_weekday of to now and one decade day_parts not_dates ambiguous_months month_cues "
    "month_articles ambiguous_qualifiers"
)
_TABLES = (
    "months month_abbreviations weekdays days feasts seasons latest units parts shift_before shift_after count_after span_before span_after "
    "offsets offset_after offset_to qualifiers future years speech"
)


@dataclass(frozen=True)
class Grammar:
    """What is known of the dates of a language: its table, completed, and the expressions made from it."""

    lang: str
    table: Mapping[str, Any]
    hint: re.Pattern[str]  # what every date holds: most sentences are done with here
    pattern: re.Pattern[str]
    rules: Mapping[str, re.Pattern[str]]
    months: Mapping[str, int]
    shifts: Mapping[str, int]
    cues: Mapping[str, re.Pattern[str]]  # words around a match that decide what it is


@dataclass(frozen=True)
class Found:
    """Words at ``[start, end)`` that are a date, and the parts of it by the names of the rules' groups; ``qualifier``: that of EDTF, or nothing."""

    start: int
    end: int
    groups: Groups
    qualifier: str = ""


def find_matches(sentence: str, grammar: Grammar) -> list[Found]:
    """The words of a sentence that are dates, in order."""
    if not grammar.hint.search(sentence):
        return []
    return [found for match in grammar.pattern.finditer(sentence) if (found := _read_match(match, sentence, grammar)) is not None]


def _read_match(match: re.Match[str], sentence: str, grammar: Grammar) -> Found | None:
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
    if rule == "season" and not groups.keys() & {"y", "year", "before", "after"}:
        return None  # "the spring"
    if "m" in groups and not groups["m"].isdigit() and not _is_month(groups, sentence, whole, grammar):
        return None
    qualifier = _find_qualifier(sentence[:start], grammar, needs_cue=rule == "year" and not groups.keys() & {"part", "cue"})
    if rule == "year" and not _is_year(groups, sentence, whole, grammar, is_qualified=qualifier is not None):
        return None
    if "(" in sentence[start:end] and ")" not in sentence[start:end] and sentence[end : end + 1] == ")":
        end += 1
    if qualifier:
        return Found(qualifier.start(), end, groups, grammar.table["qualifiers"][fold(qualifier["word"])])
    return Found(start, end, groups)


def _find_qualifier(before: str, grammar: Grammar, *, needs_cue: bool) -> re.Match[str] | None:
    """A word before a date that makes it approximate or uncertain: "around 5 May", "in about 1950", but not "talks about Monday", "about 1950"."""
    match = grammar.cues["qualifier"].search(before)
    if match and (needs_cue or fold(match["word"]) in grammar.table["ambiguous_qualifiers"]):
        return match if grammar.cues["year"].search(before[: match.start()]) else None
    return match


def _is_common_noun(sentence: str, at: int) -> bool:
    """Whether the word there is no name: "Minggu lalu" at the start of a sentence is last week, elsewhere last Sunday."""
    before = sentence[:at].rstrip(" \t\"'“”‘’(-")
    return sentence[at].islower() or not before or before[-1] in ".!?:"


def _is_month(groups: Groups, sentence: str, match: re.Match[str], grammar: Grammar) -> bool:
    """Whether a month's name is the month: with a day or year it is; if also another word, or in small letters, it needs an "in"."""
    name = groups["m"]
    ambiguous = name.lower() in grammar.table["ambiguous_months"]
    if name[0].isupper() and (not ambiguous or groups.keys() & {"d", "y"}):
        return True
    if name[0].islower() and groups.keys() & {"d", "y"}:
        return not ambiguous or "y" in groups
    before = sentence[: match.start()][-_REACH:]
    cued = groups.keys() & {"part", "before", "year", "after"} or grammar.cues["month"].search(before)
    if name[0].isupper():
        cued = cued or grammar.cues["month_article"].search(before)
    return bool(cued) and sentence[match.end() : match.end() + 1] not in ("'", "’")


def _is_year(groups: Groups, sentence: str, match: re.Match[str], grammar: Grammar, *, is_qualified: bool) -> bool:
    """Whether four figures are a year: from 1900 on, unless they count or number something; earlier or round ones only after an "in"."""
    if groups.keys() & {"part", "cue"}:
        return True
    before, after = sentence[: match.start()][-_REACH:], sentence[match.end() :]
    if grammar.cues["not_before"].match(after):
        return False
    if is_qualified:
        return True
    if grammar.cues["not_after"].search(before):
        return False
    plain = groups["y"] >= "1900" and (groups["y"][2:] != "00" or not re.match(r"\s+\w", after))
    return plain or bool(grammar.cues["year"].search(before))


def fold(text: str) -> str:
    """The words as the tables have them."""
    return " ".join(text.lower().split())


@functools.cache
def get_grammar(lang: str) -> Grammar | None:
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
        "feasts",
        "seasons",
        "latest",
        "offsets",
        "offset_after",
        "offset_to",
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
    kinds = [
        word
        for name in ("months", "month_abbreviations", "weekdays", "days", "feasts", "seasons", "latest", "offsets", "units")
        for word in table[name]
    ]
    context = {name: join_words(table[name].get("words", [])) for name in ("future", "speech")}
    years = {name: join_words(table["years"].get(name, [])) for name in ("cues", "not_after", "not_before")}
    cues = {
        "month": rf"(?<!\w){join_words(table['month_cues'])}\s+$",
        "month_article": rf"(?<!\w){join_words(table['month_articles'])}\s+$",
        "year": rf"(?<!\w){years['cues']}\s+$",
        "not_after": rf"(?<!\w){years['not_after']}\s*$",
        "not_before": rf"\s+{years['not_before']}(?!\w)",
        "future": rf"(?<!\w){context['future']}(?!\w)",
        "future_next": rf"\s*,?\s*{context['future']}(?!\w)",
        "speech": rf"(?<!\w){context['speech']}(?!\w)",
        "qualifier": rf"(?<!\w)(?P<word>{join_words(table['qualifiers'])})\s+$",
        "range": rf"\s*{words['to']}\s*",
        "range_and": rf"\s*{words['and']}\s*",
        "between": rf"(?<!\w){words['between']}\s+$",
        "now": rf"\s*{words['to']}\s+{join_words(table['now'])}(?!\w)",
    }
    return Grammar(
        lang=lang,
        table=table,
        hint=re.compile(rf"\d{{4}}|\d/\d|{join_words(kinds)}(?!\w)", re.IGNORECASE),
        pattern=re.compile(rf"(?<![\w$€£#/])(?<!\d[.,-])(?:{choices})(?!\w)", re.IGNORECASE),
        rules={rule: re.compile(source, re.IGNORECASE) for rule, source in sources.items()},
        months=table["months"] | table["month_abbreviations"],
        shifts=table["shift_before"] | table["shift_after"],
        cues={name: re.compile(source, re.IGNORECASE) for name, source in cues.items()},
    )
