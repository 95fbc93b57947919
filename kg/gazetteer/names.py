"""Exact look-up of names in text: one index from the words of a name to what it may stand for.

Words are compared without case, accents, apostrophes, hyphens and the possessive 's, so that "Da’esh" finds "Daesh" and "al Qaeda" finds
"Al-Qaeda". Case is not thrown away for nothing: a name has a capital somewhere ("turkey" is a bird), and an acronym of up to three
letters is all capitals ("US", not "us"; "AS", not "as").
"""

import functools
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

T = TypeVar("T")

_WORD = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W_]+(?:[’'ʼ‘`ʻ´][^\W_]+)*")
_POSSESSIVE = re.compile(r"[’'ʼ‘`´][sS]$")
_APOSTROPHES = re.compile(r"[’'ʼ‘`ʻ´.]")
_GAP = re.compile(r"[\s\-‐‑–/,’'ʼ()]{0,3}")  # what may stand between two words of one name; after an initial ("J. D.") a stop as well
_INITIAL_GAP = re.compile(r"\.[\s\-]?")
_LETTERS = str.maketrans({"ı": "i", "ø": "o", "ł": "l", "đ": "d", "ə": "a", "ß": "ss", "æ": "ae"})
ACRONYM_LENGTH = 3


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text at [start, end): ``raw`` as written without a possessive ending, ``norm`` as compared."""

    raw: str
    norm: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class NameMatch(Generic[T]):
    """Words [first, last) of a text that are a known name, and all that it may stand for."""

    first: int
    last: int
    found: tuple[T, ...]


@functools.lru_cache(maxsize=50_000)
def _normalize_word(raw: str) -> str:
    bare = _APOSTROPHES.sub("", raw).casefold()
    if bare.isascii():
        return bare
    folded = unicodedata.normalize("NFKD", bare.translate(_LETTERS))
    return "".join(letter for letter in folded if not unicodedata.combining(letter))


def split_words(text: str) -> list[Word]:
    """The words of a text in order.

    >>> [word.norm for word in split_words("U.S.-backed Da’esh, Iran's")]
    ['us', 'backed', 'daesh', 'iran']
    """
    words = []
    for match in _WORD.finditer(text):
        raw = _POSSESSIVE.sub("", match.group())
        words.append(Word(raw, _normalize_word(raw), match.start(), match.end()))
    return words


def normalize_name(name: str) -> str:
    """A name as the index compares it.

    >>> normalize_name("Côte d’Ivoire"), normalize_name("Al-Qa'ida")
    ('cote divoire', 'al qaida')
    """
    if name.isalpha() and name.isascii():
        return name.casefold()
    return " ".join(_normalize_word(_POSSESSIVE.sub("", word)) for word in _WORD.findall(name))


def is_acronym(name: str) -> bool:
    """Whether a name is so short that only capitals tell it from a word."""
    letters = name.replace(".", "")
    return len(letters) <= ACRONYM_LENGTH and letters.isupper()


def has_capital(text: str) -> bool:
    """Whether a text has any capital; in one that has none, case says nothing."""
    return text != text.lower()


@dataclass(slots=True)
class NameIndex(Generic[T]):
    """Names and what they stand for; the order of :meth:`add` is the order of preference."""

    _names: dict[str, tuple[T, ...]] = field(default_factory=dict)
    _acronyms: set[str] = field(default_factory=set)
    _longest: dict[str, int] = field(default_factory=dict)

    def add(self, name: str, value: T) -> None:
        """Let a name stand for a value as well."""
        self.add_key(normalize_name(name), value)
        if is_acronym(name):
            self._acronyms.add(normalize_name(name))

    def add_key(self, key: str, value: T) -> None:
        """The same for a name that is normalised already, as in large tables."""
        if not key:
            return
        known = self._names.get(key)
        if known is None:
            self._names[key] = (value,)
            first, _, rest = key.partition(" ")
            length = rest.count(" ") + 2 if rest else 1
            if length > self._longest.get(first, 0):
                self._longest[first] = length
        elif value not in known:
            self._names[key] = (*known, value)

    def get(self, name: str) -> tuple[T, ...]:
        """All that a whole name may stand for, without a look at its case; empty if unknown."""
        return self._names.get(normalize_name(name), ())

    def find_names(self, text: str, words: Sequence[Word], *, cased: bool = True) -> list[NameMatch[T]]:
        """The longest names in a text, left to right, none overlapping; ``cased`` False for a text without capitals."""
        matches: list[NameMatch[T]] = []
        first = 0
        while first < len(words):
            match = self._find_longest(text, words, first, cased)
            if match is not None:
                matches.append(match)
            first = match.last if match is not None else first + 1
        return matches

    def _find_longest(self, text: str, words: Sequence[Word], first: int, cased: bool) -> NameMatch[T] | None:
        longest = self._longest.get(words[first].norm)
        if longest is None:
            return None
        reach = first + 1
        while reach < min(first + longest, len(words)) and _is_joined(text, words[reach - 1], words[reach]):
            reach += 1
        for last in range(reach, first, -1):
            key = " ".join(word.norm for word in words[first:last])
            found = self._names.get(key)
            if found is not None and (not cased or _is_written_as_name(words[first:last], key in self._acronyms)):
                return NameMatch(first, last, found)
        return None


def _is_joined(text: str, left: Word, right: Word) -> bool:
    if _GAP.fullmatch(text, left.end, right.start):
        return True
    return len(left.norm) <= 2 and _INITIAL_GAP.fullmatch(text, left.end, right.start) is not None


def _is_written_as_name(words: Sequence[Word], acronym: bool) -> bool:
    if acronym:
        return all(word.raw == word.raw.upper() for word in words)
    return any(has_capital(word.raw) for word in words)
