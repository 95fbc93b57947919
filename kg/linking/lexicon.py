"""How a language's descriptions of actors are read: sectors, titles, and names that are not the actor's own."""

import functools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from kg.gazetteer.names import NameIndex, Word
from kg.language import find_language


class Tie(IntEnum):
    """How a name inside a description is tied to the one described."""

    OWN = 0  # "Turkish" in "Turkish troops in Syria"
    PLACE = 1  # "Syria" there: whose they are only where nothing else says so
    OTHER = 2  # "US" in "US-backed rebels", "Israel" in "ambassador to Israel": somebody else


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Words of ``kg/lang/CODE/sectors.toml``; empty indexes for a language that has none."""

    sectors: NameIndex[str]
    order: tuple[str, ...]
    titles: NameIndex[str]
    pronouns: frozenset[str]
    stateless: NameIndex[str]
    before: NameIndex[str]
    after: frozenset[str]
    toward: frozenset[str]
    at: frozenset[str]
    common: frozenset[str]  # words that begin sentences or name bodies in general

    def find_sector(self, text: str, words: Sequence[Word]) -> str | None:
        """Sector of a description: of what stands before "in", "who" and the like if that says it, else of the whole."""
        cut = next((i for i, word in enumerate(words) if i and word.norm in self.at | self.toward), len(words))
        for part in (words[:cut], words):
            found = {sector for match in self.sectors.find_names(text, part, cased=False) for sector in match.found}
            if found:
                return min(found, key=self.order.index)
        return None

    def get_tie(self, text: str, words: Sequence[Word], first: int, last: int) -> Tie:
        """How the name at words [first, last) is tied to the one whom all the words describe."""
        if last < len(words) and words[last].norm in self.after and not self._starts_phrase(text, words[last : last + 2]):
            return Tie.OTHER
        for match in self.before.find_names(text, words[max(0, first - 3) : first], cased=False):
            gap = min(first, 3) - match.last
            if gap == 0 or (gap == 1 and len(words[first - 1].norm) <= 4):  # "didukung oleh X", "backed by the X"
                return Tie.OTHER
        earlier = [word.norm for word in words[1:first]]
        if any(norm in self.toward for norm in earlier):
            return Tie.OTHER
        return Tie.PLACE if any(norm in self.at for norm in earlier) else Tie.OWN

    def _starts_phrase(self, text: str, words: Sequence[Word]) -> bool:
        """Whether two words are one of the lists' phrases: "armed forces" are nobody's arming."""
        return any(match.last - match.first == 2 for match in self.sectors.find_names(text, words, cased=False))

    def is_known_word(self, word: Word) -> bool:
        """Whether a word is one of the language's words for actors, so that a capital does not make it a name."""
        return (
            word.norm in self.pronouns
            or word.norm in self.common
            or any(index.get(word.raw) for index in (self.sectors, self.titles, self.stateless))
        )


@functools.cache
def load_lexicon(language: str | None) -> Lexicon:
    """The lexicon of a language."""
    tables = find_language(language)
    table: dict[str, Any] = tables.get_table("sectors")
    reference: dict[str, Any] = tables.get_table("coreference")
    general = [word for words in reference.get("kinds", {}).values() for word in words]
    endings = ("", *table.get("endings", ()))
    guards = table.get("guards", {})
    sectors: NameIndex[str] = NameIndex()
    for sector, phrases in table.get("sectors", {}).items():
        _add_phrases(sectors, phrases, endings, sector)
    return Lexicon(
        sectors=sectors,
        order=tuple(table.get("sectors", {})),
        titles=_make_index(table.get("titles", ()), endings),
        pronouns=frozenset(table.get("pronouns", ())),
        stateless=_make_index(table.get("stateless", ()), ("",)),
        before=_make_index(guards.get("before", ()), ("",)),
        after=frozenset(guards.get("after", ())),
        toward=frozenset(guards.get("toward", ())),
        at=frozenset(guards.get("at", ())),
        common=frozenset([*tables.get_table("sentences").get("starters", ()), *general, *reference.get("bodies", ())]),
    )


def _make_index(phrases: Iterable[str], endings: Sequence[str]) -> NameIndex[str]:
    index: NameIndex[str] = NameIndex()
    _add_phrases(index, phrases, endings, "")
    return index


def _add_phrases(index: NameIndex[str], phrases: Iterable[str], endings: Sequence[str], value: str) -> None:
    for phrase in phrases:
        for ending in endings:
            index.add(phrase + ending, value or phrase)
