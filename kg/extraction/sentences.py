"""Splits a normalised text into the sentences that the model reads.

The rules are those that all languages with a full stop share; abbreviations, titles and sentence openers are in ``kg/lang/*/sentences.toml``. A
stop before a lower-case word ends nothing, so a quotation stays with the verb that reports it.
"""

import functools
import re
from dataclasses import dataclass
from typing import Final

from kg.extraction.datelines import find_dateline
from kg.language import find_language
from kg.text import NormalizedText

MAX_SENTENCE_CHARS: Final = 1500
"""A longer sentence is cut: the model reads at most 512 pieces, about 2,000 characters of news."""

_STOP: Final = re.compile(
    r"""(?P<stop>[.!?…]{1,20})(?P<close>["')\]]{0,9}(?:\[\d{1,3}\]){0,9})(?=\s)"""  # closing quotes and footnote marks go with the sentence before
    r"""|(?P<glued>[.!?])(?="[^\W\d_])"""  # stop, quote and word in a row: whose quote it is, only counting tells
    r"""|[؟۔।]|[。！？]["')」』]*"""
)
_BULLET: Final = re.compile(r"(?:[-*•·▪●►>#–—]+|\d{1,3}[.)]|[a-z][.)])\s+")
_LAST_WORD: Final = re.compile(r"""[^\s"'(\[][^\s"(\[]*$""")
_FIRST_WORD: Final = re.compile(r"""[\s"'(\[*–—-]*(?P<word>[^\W_][^\s.,;:!?"')\]]*)""")
_NAME_IN_LOWER: Final = re.compile(r"(?:a[dlnrst]|as[hy]|el|i|e)-?[A-Z]")  # al-Shabaab, el-Sisi, iPhone: lower case, yet they may open a sentence
_INITIALS: Final = re.compile(r"(?:[^\W\d_]\.-?)*[^\W\d_]")  # "W" of "George W. Bush", "U.S", "J.-P"


@dataclass(frozen=True)
class Sentence:
    """A sentence at [start, end) of the normalised text, of which ``text`` is that part; ``is_cut`` if it is a piece of one that was too long."""

    text: str
    start: int
    end: int
    is_cut: bool = False


@dataclass(frozen=True)
class _Rules:
    """What a language knows about stops, as its ``sentences.toml`` explains."""

    abbreviations: frozenset[str]
    counters: frozenset[str]
    starters: frozenset[str]
    speech: re.Pattern[str] | None
    boilerplate: tuple[str, ...]
    has_case: bool


@functools.cache
def _read_rules(lang: str | None, has_case: bool) -> _Rules:
    """The rules of a language; a text without any capital letter (``has_case`` False) must be split before small ones."""
    table = find_language(lang).get_table("sentences")
    verbs = "|".join(table.get("speech_verbs", ()))

    def read_words(key: str) -> frozenset[str]:
        words = table.get(key, ())
        return frozenset([*words, *map(str.upper, words)] if has_case else map(str.lower, words))

    return _Rules(
        abbreviations=read_words("abbreviations"),
        counters=read_words("counters"),
        starters=frozenset(table.get("starters", ())),
        speech=re.compile(rf"\s*(?:[A-Z][\w'-]*\s+){{1,3}}(?:{verbs})\b") if verbs else None,
        boilerplate=tuple(table.get("boilerplate", ())),
        has_case=has_case,
    )


def split_sentences(normalized: NormalizedText, lang: str | None) -> list[Sentence]:
    """The sentences of a text in order, without datelines, bullets, and lines of boilerplate.

    >>> from kg.text import normalize_text
    >>> [s.text for s in split_sentences(normalize_text('“Kami akan membalas!” kata Dr. Karim. Perundingan batal.'), "id")]
    ['"Kami akan membalas!" kata Dr. Karim.', 'Perundingan batal.']
    """
    text = normalized.text
    rules = _read_rules(lang, not text.islower())
    dateline = find_dateline(normalized, lang)
    sentences: list[Sentence] = []
    line_start = 0
    for line in text.split("\n"):
        line_end = line_start + len(line)
        start = line_start
        if dateline and line_start <= dateline.start < line_end:
            start = dateline.end
        elif line.lstrip(" [").casefold().startswith(rules.boilerplate):
            start = line_end
        if bullet := _BULLET.match(text, start, line_end):
            start = bullet.end()
        for end in [*_find_ends(text, start, line_end, rules), line_end]:
            sentences += _cut_sentence(text, start, end)
            start = end
        line_start = line_end + 1
    return sentences


def _find_ends(text: str, start: int, line_end: int, rules: _Rules) -> list[int]:
    ends: list[int] = []
    quotes, counted = 0, start
    for match in _STOP.finditer(text, start, line_end):
        end = match.end()
        stop = match["stop"] or match["glued"]
        quotes, counted = quotes + text.count('"', counted, end), end
        if match["glued"] and quotes % 2:
            end += 1  # a quote is open since the last sentence: this one closes it, and the stop stands inside
        if not stop or _ends_sentence(text, match.start() + len(stop), end, line_end, stop, rules):
            ends.append(end)
            quotes, counted = 0, end
    return ends


def _ends_sentence(text: str, stop_end: int, end: int, line_end: int, stop: str, rules: _Rules) -> bool:
    following = _FIRST_WORD.match(text, end, min(line_end, end + 80))
    if following is None:
        return True
    word = following["word"]
    if word[0].islower() and rules.has_case and not _NAME_IN_LOWER.match(word):
        return False
    if stop == ".":
        found = _LAST_WORD.search(text, max(0, stop_end - 41), stop_end - 1)
        before = found[0] if found else ""
        if before in rules.counters and word[0].isdigit():
            return False
        if before in rules.abbreviations or (before != "I" and _INITIALS.fullmatch(before)):
            is_initial = len(word) == 1 and text.startswith(".", following.end())  # "Sgt. A. Smith"
            return word.casefold() in rules.starters and not is_initial
    elif stop[0] in ".…" and text[stop_end - len(stop) - 1 : stop_end - len(stop)].isspace():
        return word.casefold() in rules.starters  # an ellipsis that stands free is a gap in a quotation
    is_quoted = '"' in text[stop_end:end]
    return not (is_quoted and stop != "." and rules.speech and rules.speech.match(text, end))


def _cut_sentence(text: str, start: int, end: int) -> list[Sentence]:
    """The sentence without the blanks around it, in pieces if it is too long; nothing where there is no letter."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if not any(map(str.isalpha, text[start:end])):
        return []
    if end - start <= MAX_SENTENCE_CHARS:
        return [Sentence(text=text[start:end], start=start, end=end)]
    pieces = []
    while start < end:
        stop = end
        if end - start > MAX_SENTENCE_CHARS:
            latest = start + MAX_SENTENCE_CHARS
            places = (text.rfind(mark, latest - MAX_SENTENCE_CHARS // 2, latest) + len(mark) for mark in ("; ", ", ", " "))
            stop = next((place for place in places if place > start + MAX_SENTENCE_CHARS // 2), latest)
        piece = text[start:stop].rstrip()
        pieces.append(Sentence(text=piece, start=start, end=start + len(piece), is_cut=True))
        start = stop
    return [piece for piece in pieces if piece.text]
