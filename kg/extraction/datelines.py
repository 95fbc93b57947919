"""The dateline: the place, date and publisher that stand before the first sentence of a news text.

"JAKARTA, KOMPAS.com - ", "WASHINGTON, Jan 5 (Reuters) — ", "Moskow, Sabtu (31/10/2020) – ". The model must not read it (it takes the paper for an
actor); its place says where events happen that name none.
"""

import functools
import re
from dataclasses import dataclass
from typing import Final

from kg.language import find_language
from kg.text import NormalizedText
from schemas.text import TextSpan

_WORD = r"(?:[A-Z][\w.'/-]*|[a-z]\w*\.[a-z][\w.]*|\([^()\n]{2,60}\)|\d{1,4}(?:/\d{1,2}/\d{2,4})?)"  # name, address, bracket or number
_HEAD: Final = re.compile(
    rf"\ *(?P<head>{_WORD}(?:,?\ {_WORD}|,{_WORD}){{0,8}})"
    r",?\ ?(?:(?<=\ )--?(?=\ |$)|--|[–—])\ *"
    r"""(?=["'(]?[A-Z0-9]|$)""",
    re.MULTILINE,
)
_ADDRESS: Final = re.compile(r"[\w-]+(?:\.[A-Za-z]{2,5})+\b")
_BRACKETS: Final = re.compile(r"\([^()]*\)")
_DASH: Final = re.compile(r"\s(?:--?|[–—])\s")
_MAX_LINES: Final = 4  # the dateline may stand below a headline, a subtitle and a byline
_MIN_BODY: Final = 80  # characters of the line: a shorter one is a headline


@dataclass(frozen=True)
class Dateline:
    """A dateline at [start, end) of the normalised text; ``place`` is a span of the original text, None where only a publisher is named."""

    start: int
    end: int
    place: TextSpan | None


def find_dateline(normalized: NormalizedText, lang: str | None) -> Dateline | None:
    """The dateline in one of the first lines of a text, None where there is none.

    >>> from kg.text import normalize_text
    >>> find_dateline(normalize_text("KABUL, Afghanistan (AP) — Gunmen attacked a convoy."), "en").place.text
    'KABUL'
    """
    text = normalized.text
    words = _read_words(lang)
    line_start = 0
    for line in text[:2000].split("\n")[: _MAX_LINES + 1]:
        match = _HEAD.match(text, line_start)
        if match and _is_dateline(match, line, words):
            return Dateline(start=match.start("head"), end=match.end(), place=_find_place(normalized, match, words))
        line_start += len(line) + 1
    return None


@dataclass(frozen=True)
class _Words:
    """Publishers and weekdays of a language, and the names that a dash pairs."""

    publishers: re.Pattern[str]
    weekdays: re.Pattern[str]
    paired: frozenset[str]


@functools.cache
def _read_words(lang: str | None) -> _Words:
    table = find_language(lang).get_table("sentences")
    weekdays = find_language(lang).get_table("publication").get("weekdays", [])
    return _Words(
        publishers=_compile_words(table.get("publishers", [])),
        weekdays=_compile_words([name for names in weekdays for name in names]),
        paired=frozenset(table.get("paired", [])),
    )


def _compile_words(words: list[str]) -> re.Pattern[str]:
    """Any of the words, the longest first; nothing where there are none."""
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(words, key=len, reverse=True))) or '(?!)'})\b", re.IGNORECASE)


def _is_dateline(match: re.Match[str], line: str, words: _Words) -> bool:
    """Whether capitalised words before a dash are a dateline, and not the subject of the sentence or one half of a headline."""
    head = match["head"]
    if _ADDRESS.search(head) or words.publishers.search(head) or (re.search(r"\d", head) and re.search(r"[,(]", head)):
        return True
    # a bare name: "Jakarta - Presiden ...", but neither "Iran - Israel Saling Serang" nor "Hamas - kelompok yang ... - menolak"
    is_parenthesis = _DASH.search(line, len(match[0]), len(match[0]) + 200)
    return len(line) >= _MIN_BODY and len(_BRACKETS.sub("", head).split()) <= 3 and not is_parenthesis and head.casefold() not in words.paired


def _find_place(normalized: NormalizedText, match: re.Match[str], words: _Words) -> TextSpan | None:
    start = match.start("head")
    # blanks of the same length instead of what is no place, so that offsets stay
    rest = match["head"]
    for pattern in (_BRACKETS, _ADDRESS, words.publishers, words.weekdays):
        rest = pattern.sub(lambda found: " " * len(found[0]), rest)
    for piece in re.finditer(r"[^,]+", rest):
        name = piece[0].strip()
        if len(name) >= 3 and not re.search(r"\d", name):
            begin = start + piece.start() + len(piece[0]) - len(piece[0].lstrip())
            return normalized.to_original(begin, begin + len(name))
    return None
