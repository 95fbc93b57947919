"""The phrases of a sentence that name, describe or point at somebody, and what is written on them: one or many, person or body, who speaks."""

import functools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from kg.gazetteer.names import NameIndex, Word, has_capital
from kg.language import find_language
from kg.linking.context import Passage
from kg.linking.lexicon import Lexicon, load_lexicon

_GAP: Final = re.compile(r"[\s\-‐‑–/’'ʼ]{0,3}|\.\s?|[’'ʼ]s\s")


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words [first, last) of a passage.

    ``heads``: the words that say what the one is, as listed. ``is_plural``, ``is_singular``: what the words say, both False where nothing.
    ``is_named``: a known actor or place, or a name of its own, is part of it. ``is_subject``: first in its sentence. ``is_speaker``: beside a
    verb of speaking. ``pronoun``: its class where it is one.
    """

    first: int
    last: int
    heads: tuple[str, ...]
    is_plural: bool
    is_singular: bool
    is_body: bool
    is_named: bool
    is_subject: bool
    is_speaker: bool
    pronoun: str | None = None


@dataclass(frozen=True, slots=True)
class ReferenceWords:
    """Words of ``kg/lang/CODE/coreference.toml``."""

    pronouns: Mapping[str, str]  # class by pronoun
    reflexive: frozenset[str]
    kinds: Mapping[str, str]  # kind by head word
    pairs: Mapping[str, str]  # kind by description
    bodies: NameIndex[str]
    plurals: frozenset[str]
    plural_ending: str
    is_head_first: bool
    joins: tuple[str, ...]
    conjunctions: frozenset[str]
    one: frozenset[str]
    many: frozenset[str]
    definite_before: frozenset[str]
    definite_after: frozenset[str]
    prepositions: frozenset[str]
    speaking: NameIndex[str]
    calendar: frozenset[str]  # days and months, written like names in many languages

    def is_plural_word(self, word: str) -> bool:
        """Whether a word alone says that there are many."""
        return word in self.plurals or bool(self.plural_ending and word.endswith(self.plural_ending) and not word.endswith("ss"))


@functools.cache
def load_reference_words(language: str | None) -> ReferenceWords:
    """The words of a language by which pronouns and descriptions are resolved; empty for one that has none."""
    table: dict[str, Any] = find_language(language).get_table("coreference")
    dates: dict[str, Any] = find_language(language).get_table("dates")
    pronouns: Mapping[str, list[str]] = table.get("pronouns", {})

    def invert(key: str) -> dict[str, str]:
        return {word: name for name, words in table.get(key, {}).items() for word in words}

    def read_words(key: str) -> frozenset[str]:
        return frozenset(table.get(key, ()))

    return ReferenceWords(
        pronouns={word: kind for kind, words in pronouns.items() if kind != "reflexive" for word in words},
        reflexive=frozenset(pronouns.get("reflexive", ())),
        kinds=invert("kinds"),
        pairs=invert("pairs"),
        bodies=_make_index(table.get("bodies", ())),
        plurals=read_words("plurals"),
        plural_ending=table.get("plural_ending", ""),
        is_head_first=table.get("head") == "first",
        joins=tuple(table.get("joins", ())),
        conjunctions=read_words("and"),
        one=read_words("one"),
        many=read_words("many"),
        definite_before=read_words("definite_before"),
        definite_after=read_words("definite_after"),
        prepositions=read_words("prepositions"),
        speaking=_make_index(table.get("speaking", ())),
        calendar=frozenset({*dates.get("weekdays", {}), *dates.get("months", {})}.difference(dates.get("ambiguous_months", ()))),
    )


def _make_index(words: Sequence[str]) -> NameIndex[str]:
    index: NameIndex[str] = NameIndex()
    for word in words:
        index.add(word, word)
    return index


def find_phrases(passage: Passage, language: str | None) -> list[Phrase]:
    """The phrases of a sentence in order, none overlapping."""
    words_of, lexicon, words = load_reference_words(language), load_lexicon(language), passage.words
    places = [(match.first, match.last) for match in passage.actors] + [(match.first, match.last) for match in passage.places]
    named = {i for first, last in places for i in range(first, last)}
    kinds = [i for i, word in enumerate(words) if word.norm in words_of.kinds]
    found = [
        i for index in (lexicon.sectors, lexicon.titles) for m in index.find_names(passage.text, words, cased=False) for i in range(m.first, m.last)
    ]
    described = {*kinds, *found}
    taken = named | described | {i for i, word in enumerate(words) if word.norm in words_of.calendar}
    names = {i for i, word in enumerate(words) if i not in taken and _is_name(i, word, words, lexicon)}
    marked = named | described | names
    spoken = _find_spoken(passage, words_of)
    phrases: list[Phrase] = []
    first = 0
    while first < len(words):
        if first not in marked:
            if (pronoun := words_of.pronouns.get(words[first].norm)) in ("person", "body", "people"):
                phrases.append(_make_phrase(passage, first, first + 1, (), False, not phrases, spoken, words_of, pronoun))
            first += 1
            continue
        last = first + 1
        while (reach := _reach(passage, last, marked, words_of)) is not None:
            last = reach
        heads = tuple(words[i].norm for i in range(first, last) if i in described and i not in named)
        is_named = any(i in named or i in names for i in range(first, last))
        phrase = _make_phrase(passage, first, last, heads, is_named, not phrases, spoken, words_of)
        if phrases and names.issuperset(range(first, last)) and _is_apposition(passage, phrases[-1], phrase):
            title = phrases.pop()
            phrase = replace(phrase, is_subject=title.is_subject, is_speaker=title.is_speaker or phrase.is_speaker)
        phrases.append(phrase)
        first = last
    return phrases


def _is_apposition(passage: Passage, left: Phrase, right: Phrase) -> bool:
    """Whether a name stands after what its bearer is: "Peru's police chief, Hugo Zavaleta"."""
    gap = passage.text[passage.words[left.last - 1].end : passage.words[right.first].start]
    return bool(left.heads) and left.is_singular and gap == ", "


def _is_name(i: int, word: Word, words: Sequence[Word], lexicon: Lexicon) -> bool:
    """A word with a capital of its own; the first of a sentence only before another one."""
    if not has_capital(word.raw) or word.norm in lexicon.pronouns:
        return False
    return i > 0 or (len(words) > 1 and has_capital(words[1].raw) and not lexicon.is_known_word(words[1]))


def _reach(passage: Passage, last: int, marked: set[int], words_of: ReferenceWords) -> int | None:
    """Where the phrase that reaches to ``last`` goes on to; None where it ends."""
    words = passage.words
    if last in marked and _GAP.fullmatch(passage.text, words[last - 1].end, words[last].start):
        return last + 1
    for join in words_of.joins:
        parts = join.split()
        end = last + len(parts)
        if (
            end in marked
            and [word.norm for word in words[last:end]] == parts
            and passage.text[words[last - 1].end : words[end].start].strip() == join
        ):
            return end + 1
    return None


def _find_spoken(passage: Passage, words_of: ReferenceWords) -> set[int]:
    """Words that are verbs of speaking."""
    found = words_of.speaking.find_names(passage.text, passage.words, cased=False)
    return {i for match in found for i in range(match.first, match.last)}


def _make_phrase(
    passage: Passage,
    first: int,
    last: int,
    heads: tuple[str, ...],
    is_named: bool,
    is_first: bool,
    spoken: set[int],
    words_of: ReferenceWords,
    pronoun: str | None = None,
) -> Phrase:
    words = passage.words
    before = words[first - 1].norm if first else ""
    two_before = words[first - 2].norm if first > 1 else ""
    head = (heads[0] if words_of.is_head_first else heads[-1]) if heads else ""
    doubled = any(words[i].norm == words[i + 1].norm for i in range(first, last - 1))
    is_one = before in words_of.one
    last_norm = words[last - 1].norm
    people = [m for m in passage.actors if m.last == last and any(alias.demonym for alias in m.found)]  # "Russians"
    is_many = (
        doubled
        or (bool(people) and bool(words_of.plural_ending) and words_of.is_plural_word(last_norm))
        or before in words_of.many
        or before.isdigit()
        or two_before in words_of.many
        or (bool(head) and words_of.is_plural_word(head))
    )
    skipped = before in words_of.one | words_of.many | words_of.definite_before
    earlier = two_before if skipped else before
    beside = {first - 1, first - 2 if skipped else first - 1, last}
    return Phrase(
        first=first,
        last=last,
        heads=(*((head,) if head else ()), *(word for word in heads if word != head)),
        is_plural=is_many and not is_one,
        is_singular=is_one or (bool(head) and not is_many),
        is_body=bool(head and words_of.bodies.get(head)) or any(word for word in heads if words_of.kinds.get(word)),
        is_named=is_named,
        is_subject=is_first and earlier not in words_of.prepositions,
        is_speaker=bool(beside & spoken),
        pronoun=pronoun,
    )
