"""Offices in a sentence, and whose they are: "Iran's foreign minister", "Menteri Luar Negeri Iran", "the head of the X"."""

import re
from dataclasses import dataclass, field, replace
from typing import Final

from kg.extraction.relations.found import Span
from kg.extraction.relations.names import Name
from kg.extraction.relations.sentence import NamedSentence

FILLERS: Final = 4  # words of no list between "of" and what an office is of: "of the recently formed X Forum"
BEFORE: Final = 7  # words before an office that may say whose it is
BEFORE_FILLERS: Final = 2  # of these, words of no list: "Iran's long-serving nuclear negotiator"
SPACE: Final = re.compile(r"\s{1,2}|-")
_ABBREVIATION: Final = re.compile(r"\s?\([A-Z][\w/.-]{1,11}\)")


@dataclass(frozen=True, slots=True)
class Office:
    """An office at words [first, last) in a phrase at words [begin, end), with whose it is.

    ``kind``: holds, counterparts or members. ``owner``: characters of that which the office is of; ``owner_name`` the name in it, if any.
    ``bearers``: those who have it, and ``how`` they are named.
    """

    first: int
    last: int
    begin: int
    end: int
    kind: str
    is_plural: bool
    is_former: bool = False
    owner: Span | None = None
    owner_name: Name | None = None
    bearers: tuple[Name, ...] = field(default=())
    how: str = ""


def read_office(sentence: NamedSentence, first: int, last: int, kind: str) -> Office:
    """The office whose head stands at words [first, last), without those who have it."""
    head = sentence.words[last - 1].norm
    office = Office(first, last, first, last, kind, is_plural=sentence.lexicon.is_plural(head))
    if sentence.lexicon.owner_before:
        return _read_after(sentence, _read_start(sentence, _read_before(sentence, office)))
    office = _widen_after(sentence, office)
    return _read_start(sentence, _read_after(sentence, office))


def _read_start(sentence: NamedSentence, office: Office) -> Office:
    """Articles, "former" and modifiers in front of an office."""
    begin, first, is_former = office.begin, office.first, office.is_former
    while begin and SPACE.fullmatch(sentence.get_gap(begin - 1)):
        word = begin - 1
        if word in sentence.former:
            is_former = True
        elif word in sentence.modifiers and word not in sentence.by_word:
            first = word if first == begin else first
        elif sentence.words[word].norm not in sentence.lexicon.articles:
            break
        begin = word
    return replace(office, begin=begin, first=first, is_former=is_former)


def _widen_after(sentence: NamedSentence, office: Office) -> Office:
    """Modifiers behind an office, in languages that have them there: "Menteri | Luar Negeri"."""
    last = office.last
    while last < len(sentence.words) and sentence.get_gap(last - 1) == " " and last in sentence.modifiers:
        if last in sentence.regions and last + 1 < len(sentence.words) and sentence.is_capital(last + 1):
            break  # "Gubernur | Provinsi X"
        last += 1
    end = last
    if end < len(sentence.words) and sentence.get_gap(end - 1) == " " and sentence.words[end].norm in sentence.lexicon.demonstratives:
        end += 1
    return replace(office, last=last, end=end)


def _read_before(sentence: NamedSentence, office: Office) -> Office:
    """Whose office it is, in front of it: "Iran's chief nuclear | negotiator", "health ministry | spokesman"."""
    words, limit = sentence.words, max(0, office.first - BEFORE)
    unit_at = {i: match for match in sentence.units.values() for i in range(match.first, match.last)}
    first, begin, is_former = office.first, office.first, office.is_former
    unit: Span | None = None
    fillers = 0
    at = office.first
    while at > limit:
        gap = sentence.get_gap(at - 1)
        if gap == ") " and (before := next((name for name in sentence.names if name.tail == words[at - 1].end + 1), None)):
            at = before.last  # an abbreviation stands between: "International Atomic Energy Agency (IAEA) director"
        elif gap not in (" ", "-", "' ", "’ "):
            break
        word = at - 1
        name = sentence.by_word.get(word)
        if name and not name.is_bare and name.last == at:
            if name.alias is not None and name.alias.entry.kind == "person" and not name.is_possessive:
                break
            is_tied = name.is_possessive or (name.alias is not None and name.alias.demonym) or not fillers
            if not is_tied:
                break
            if name.is_person and not name.is_possessive and name.alias is None and unit is None and name.last - name.first == 1 and not name.first:
                break  # a capital at the head of a sentence
            start = _extend_left(sentence, name)
            end = words[unit[1] - 1].end if unit and not (name.is_possessive and fillers) else name.end
            return replace(office, first=first, begin=start, is_former=is_former, owner=(words[start].start, end), owner_name=name)
        if match := unit_at.get(word):
            unit = (match.first, unit[1] if unit and unit[0] == match.last else match.last)
            at = begin = match.first
            continue
        if word in sentence.former:
            is_former = True
        elif word in sentence.modifiers:
            first = word if first == at and not unit else first
        elif words[word].norm in sentence.lexicon.articles:
            begin = word
            break
        elif sentence.is_possessive(word) or sentence.is_capital(word) or words[word].norm in sentence.lexicon.joiners:
            break
        else:
            fillers += 1
            if fillers > BEFORE_FILLERS or words[word].norm in sentence.lexicon.stops:
                break
            at = word
            continue
        at = begin = word
    owner = (words[unit[0]].start, words[unit[1] - 1].end) if unit else None
    return replace(office, first=first, begin=begin, is_former=is_former, owner=owner)


def _extend_left(sentence: NamedSentence, name: Name) -> int:
    """First word of a row of names that are one: "Dhaka | Metropolitan Police"."""
    first = name.first
    while first and (before := sentence.by_word.get(first - 1)) and before.last == first and not before.is_bare:
        if (
            sentence.get_gap(first - 1) != " "
            or before.is_possessive
            or before.tail > before.end
            or (before.alias and before.alias.entry.kind == "person")
        ):
            break
        first = before.first
    return first


def _read_after(sentence: NamedSentence, office: Office) -> Office:
    """Whose office it is, behind it: "head of | the X", "kepala | kepolisian Y"; then to whom or where, which is skipped."""
    lexicon, words = sentence.lexicon, sentence.words
    end, owner, owner_name = office.end, office.owner, office.owner_name
    while end < len(words) and SPACE.fullmatch(sentence.get_gap(end - 1).removeprefix(")")):
        norm, at = words[end].norm, end
        is_of, is_past = norm in lexicon.of, norm in lexicon.past
        if is_of or is_past:
            at += 1
        elif lexicon.owner_before or (owner and office.owner is None):
            break
        found = read_owner(sentence, at, is_marked=is_of or is_past)
        if found is None:
            break
        end, span, name = found
        if owner is None and not is_past:
            owner, owner_name = span, name
        if tail := _ABBREVIATION.match(sentence.text, words[end - 1].end):
            while end < len(words) and words[end].start < tail.end():
                end += 1
        elif not (is_of or is_past):
            continue
    return replace(office, end=end, owner=owner, owner_name=owner_name)


def read_owner(sentence: NamedSentence, at: int, *, is_marked: bool) -> tuple[int, Span, Name | None] | None:
    """The body or name at word ``at``: the word after it, its characters, and the name in it."""
    words = sentence.words
    if is_marked:
        skipped = 0
        while at < len(words) and at not in sentence.units and skipped <= FILLERS and not get_name(sentence, at):
            if sentence.is_capital(at) or not SPACE.fullmatch(sentence.get_gap(at - 1)) or words[at].norm in sentence.lexicon.joiners:
                return None
            skipped += words[at].norm not in sentence.lexicon.articles
            at += 1
        if at >= len(words) or not SPACE.fullmatch(sentence.get_gap(at - 1)):
            return None
    if (unit := sentence.units.get(at)) and not get_name(sentence, at):
        start, end = words[at].start, unit.last
        if sentence.lexicon.owner_before:
            return end, (start, words[end - 1].end), None
        while end < len(words) and sentence.get_gap(end - 1) == " " and (end in sentence.modifiers or end in sentence.units):
            end = sentence.units[end].last if end in sentence.units else end + 1
        name = get_name(sentence, end) if end < len(words) and sentence.get_gap(end - 1) == " " else None
        if name and not _is_bearer(sentence, name):
            return name.last, (start, name.end), name
        return end, (start, words[end - 1].end), None
    if not is_marked and at in sentence.regions and at + 1 < len(words) and (name := get_name(sentence, at + 1)):
        return name.last, (words[at].start, name.end), name
    name = get_name(sentence, at)
    if name is None or (not is_marked and _is_bearer(sentence, name)):
        return None
    end, span = name.last, name.span
    if sentence.lexicon.owner_before and end < len(words) and (sentence.get_gap(end - 1) == " ") and (unit := sentence.units.get(end)):
        end, span = unit.last, (name.start, words[unit.last - 1].end)
    return end, span, name


def get_name(sentence: NamedSentence, at: int) -> Name | None:
    """The name that begins at a word."""
    name = sentence.by_word.get(at)
    return name if name and name.first == at and not name.is_bare else None


def _is_bearer(sentence: NamedSentence, name: Name) -> bool:
    """Whether a name right behind an office is the person's who has it."""
    return name.is_person and not (name.places and name.last < len(sentence.words) and _is_person_at(sentence, name.last))


def _is_person_at(sentence: NamedSentence, at: int) -> bool:
    gap = sentence.text[sentence.words[at - 1].end : sentence.words[at].start]
    at = skip_ranks(sentence, at)
    name = get_name(sentence, at) if at < len(sentence.words) else None
    return gap in (" ", ", ") and name is not None and name.is_person


def skip_ranks(sentence: NamedSentence, at: int) -> int:
    """The word after the ranks that stand at a word: "Gen. Dr. X"."""
    while at < len(sentence.words) and at in sentence.ranks and at + 1 < len(sentence.words):
        at += 1
    return at
