"""Numbers as news writes them: "1.500", "2,5 juta", "two dozen", "puluhan ribu", "at least 40", "between 10 and 15".

The words come from ``kg/lang/CODE/numbers.toml``; the grammar is the same for every language.
"""

import functools
import re
from dataclasses import dataclass, replace
from typing import Any

from kg.language import find_language

_FIGURE = r"\d{1,3}(?:[.,]\d{3})+|\d+(?:[.,]\d+)?"
_FIGURE_RE = re.compile(_FIGURE)


@dataclass(frozen=True)
class Quantity:
    """A number at ``[start, end)`` of a sentence, with the words that bound it.

    ``value``: the number named, None where there is none ("dozens", "between 10 and 15"). ``low`` and ``high``: what the words
    allow, None where they leave it open ("at least 40" has no ``high``; "about 40" has neither).
    """

    start: int
    end: int
    value: int | None
    low: int | None
    high: int | None


def join_words(words: list[str] | dict[str, Any]) -> str:
    """The words as one regular expression, longest first so that "hundreds of" wins over "hundreds"; never matching where empty."""
    ordered = sorted(words, key=lambda word: (-len(word), word))
    return "(?:" + "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in ordered) + ")" if ordered else r"(?:(?!))"


@functools.cache
def get_number_pattern(lang: str) -> str:
    """Regular expression (to be used ignoring case) of one exact number, in figures or words; figures only without a table."""
    table = find_language(lang).get_table("numbers")
    if not table:
        return rf"(?:{_FIGURE})"
    words, multipliers = join_words(table["words"]), join_words(table["multipliers"])
    # "one hundred and six" is one number, "six and eight" are two: only a multiplier carries the joiner
    joined = rf"{multipliers}\s+{join_words(table['joiners'])}(?=\s+{words}\b)"
    more = rf"(?:{joined}|{words}|{join_words(table['teens'])}|{multipliers})\b"
    return rf"(?:(?:{_FIGURE})(?:\s+{multipliers}\b)*|(?:{words})\b(?:\s*-\s*{more}|\s+{more})*)"


def parse_number(text: str, *, lang: str) -> int | None:
    """The value of a text that matches :func:`get_number_pattern`; None if it is none.

    >>> parse_number("dua ratus tiga puluh lima ribu", lang="id"), parse_number("2,5 juta", lang="id"), parse_number("sixty-one", lang="en")
    (235000, 2500000, 61)
    """
    table = find_language(lang).get_table("numbers")
    words, teens, multipliers = table.get("words", {}), table.get("teens", {}), table.get("multipliers", {})
    terms: list[float] = []
    for token in _tokenize(text.lower(), lang):
        if token in multipliers:
            # "two hundred and thirty thousand": a multiplier takes all smaller terms before it, and leaves the greater ones
            smaller: list[float] = []
            while terms and terms[-1] < multipliers[token]:
                smaller.append(terms.pop())
            terms.append(sum(smaller or [1]) * multipliers[token])
        elif token in teens:
            terms.append(teens[token])
        elif token in words:
            terms.append(words[token])
        elif token[0].isdigit():
            terms.append(_parse_figure(token))
    return round(sum(terms)) if terms else None


def find_quantities(sentence: str, *, lang: str) -> list[Quantity]:
    """All numbers of people or things in a sentence, in order; ordinals, percentages and parts of words are left out."""
    pattern = _compile_quantity(lang)
    found = []
    for match in pattern.finditer(sentence):
        parts = match.groupdict()
        if parts["vague"] is not None:
            quantity = _read_vague(match, lang)
        else:
            value = parse_number(parts["number"], lang=lang)
            if value is None:
                continue
            quantity = Quantity(match.start(), match.end(), value, value, value)
            if parts["other"] is not None:
                other = parse_number(parts["other"], lang=lang)
                if other is None or other <= value:  # "killed 12 and 5 ..." is no range
                    if parts["between"] is None:
                        quantity = replace(quantity, end=match.end("number"))
                else:
                    quantity = replace(quantity, value=None, high=other)
        found.append(_bound(quantity, parts))
    return found


def _bound(quantity: Quantity, parts: dict[str, str | None]) -> Quantity:
    if parts["at_least"]:
        return replace(quantity, high=None)
    if parts["at_most"]:
        return replace(quantity, low=None)
    if parts["about"] and quantity.value is not None:
        return replace(quantity, low=None, high=None)
    return quantity


def _read_vague(match: re.Match[str], lang: str) -> Quantity:
    table = find_language(lang).get_table("numbers")
    low, high = table["vague"][" ".join(match["vague"].lower().split())]
    for word in _tokenize((match["times"] or "").lower(), lang):  # "puluhan ribu", "hundreds of thousands"
        times = table["multipliers"].get(word) or table["vague"][word][0]
        low, high = low * times, (high + 1) * times - 1
    return Quantity(match.start(), match.end(), None, low, high)


@functools.cache
def _compile_quantity(lang: str) -> re.Pattern[str]:
    table = find_language(lang).get_table("numbers")
    number, vague, bounds = get_number_pattern(lang), table.get("vague", {}), table.get("bounds", {})
    times = join_words(list(table.get("multipliers", {})) + [word for word in vague if " " not in word])
    bound = "|".join(rf"(?P<{kind}>{join_words(bounds.get(kind, []))})\s+" for kind in ("at_least", "at_most", "about"))
    # "10 dan 15" is a range only after "antara"; "10-15" and "10 hingga 15" are one anywhere
    to, loose = join_words(bounds.get("and", []) + bounds.get("to", [])), join_words(bounds.get("to", []))
    return re.compile(
        rf"(?<![\w.,/:$€£-])(?:{bound})?(?:(?P<vague>{join_words(vague)})\b(?P<times>(?:\s+{times}\b)*)"
        rf"|(?P<between>{join_words(bounds.get('between', []))}\s+)?(?P<number>{number})"
        rf"(?:(?(between)\s*{to}\s*|\s*{loose}\s*)(?P<other>{number}))?)(?![\w%]|[.,/:]\d|-[^\W\d]|\s*(?:%|°))",
        re.IGNORECASE,
    )


@functools.cache
def _compile_token(lang: str) -> re.Pattern[str]:
    table = find_language(lang).get_table("numbers")
    known = [word for part in ("words", "teens", "multipliers", "vague") for word in table.get(part, {})]
    return re.compile(rf"{_FIGURE}|{join_words(known)}\b")


def _tokenize(text: str, lang: str) -> list[str]:
    return [" ".join(token.split()) for token in _compile_token(lang).findall(text)]


def _parse_figure(text: str) -> float:
    if re.fullmatch(r"\d{1,3}(?:[.,]\d{3})+", text):  # "1.500" and "1,500" alike: a fraction has no three places in news
        return float(re.sub(r"[.,]", "", text))
    return float(text.replace(",", "."))
