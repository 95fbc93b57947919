"""The names in a sentence: known actors and places, and capitalised words that may be a person, a body or a place that no table knows."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Final

from kg.extraction.relations.found import Span
from kg.extraction.relations.lexicon import RelationLexicon
from kg.extraction.relations.names import Name
from kg.gazetteer.actors import ActorAlias, load_actors
from kg.gazetteer.names import NameIndex, NameMatch, Word, has_capital, split_words
from kg.gazetteer.places import PlaceEntry, load_places
from kg.linking.context import ArticleContext
from kg.linking.lexicon import Lexicon

MAX_ACRONYM: Final = 6  # letters; in longer words all capitals are a way of writing a name
MAX_NAME_WORDS: Final = 10  # of capitalised words in a row; more are a headline or a list
# small words inside names of persons, in any language that writes Latin letters
_PARTICLES: Final = frozenset("al el ul ad ar as bin bint binti ibn van von der den de da dos du la".split())
_TAIL: Final = re.compile(r"\s?\((?:[A-Z][\w/.-]{1,11}|\d{1,3})\)")  # "(MDC)" and "(83)" belong to the name before
_SIDE_SECTORS: Final = frozenset({"REB", "OPP", "MIL", "GOV", "COP", "CVL"})
_BARE_SECTORS: Final = frozenset({"REB", "OPP"})


class NamedSentence:
    """A sentence, its words, the offices and the names in it."""

    def __init__(self, text: str, context: ArticleContext, lexicon: RelationLexicon, sectors: Lexicon) -> None:
        self.text = text
        self.lexicon = lexicon
        passage = context.read_passage(text)
        self.words = passage.words
        self._context = context
        self._sectors = sectors
        self.units = self._find(lexicon.units)
        self.modifiers = {i for match in self._find(lexicon.modifiers).values() for i in range(match.first, match.last)}
        self.former = {i for match in self._find(lexicon.former).values() for i in range(match.first, match.last)}
        self.regions = {i for match in self._find(lexicon.regions).values() for i in range(match.first, match.last)}
        self.ranks = {i for match in self._find(lexicon.ranks).values() for i in range(match.first, match.last)}
        self.offices = self._find_offices()
        self.names = self._read_names(passage.actors)
        self.by_word: Mapping[int, Name] = {i: name for name in self.names for i in range(name.first, name.last)}

    def _find(self, index: NameIndex[str]) -> dict[int, NameMatch[str]]:
        return {match.first: match for match in index.find_names(self.text, self.words, cased=False)}

    def get_gap(self, i: int) -> str:
        """What stands between the word and the next, without a possessive ending."""
        return self.text[self.words[i].end : self.words[i + 1].start]

    def is_capital(self, i: int) -> bool:
        """Whether a word begins with a capital, or has one after a prefix ("al-Sadr" is two words)."""
        return has_capital(self.words[i].raw)

    def is_possessive(self, i: int) -> bool:
        """Whether the word has a possessive ending: "Iran's", "rebels'"."""
        word = self.words[i]
        return word.end - word.start > len(word.raw) or self.text[word.end : word.end + 2] in ("' ", "’ ")

    def _find_offices(self) -> list[NameMatch[str]]:
        """Offices in their order; "deputy" is none beside "chief", and nobody's in "John Major"."""
        found = list(self._find(self.lexicon.offices).values())
        offices = []
        for i, match in enumerate(found):
            others = found[i + 1 : i + 2] if self.lexicon.owner_before else found[max(0, i - 1) : i]
            is_part = set(range(match.first, match.last)) <= self.modifiers and any(
                match.last == other.first if self.lexicon.owner_before else other.last == match.first for other in others
            )
            if not is_part and not self._is_surname(match):
                offices.append(match)
        return offices

    def _is_rebel(self, phrase: Span) -> bool:
        words = split_words(self.text[slice(*phrase)])
        return self._sectors.find_sector(self.text[slice(*phrase)], words) in _BARE_SECTORS

    def _is_surname(self, match: NameMatch[str]) -> bool:
        """John Major, Martin Luther King and Hakim al-Hasan hold no office by their names."""
        i = match.first
        if match.last - i > 1 or not self.is_capital(i):
            return False
        if i + 2 < len(self.words) and self.words[i + 1].raw in _PARTICLES and self.get_gap(i + 1) == "-":
            return True
        if not i or not self.is_capital(i - 1) or self.get_gap(i - 1) != " ":
            return False
        before = self.words[i - 1]
        if i - 1 in self.ranks or self.lexicon.offices.get(before.raw) or before.norm in self.lexicon.openers or self._is_known(before):
            return False
        return not (i + 1 < len(self.words) and self.get_gap(i) == " " and self.is_capital(i + 1))

    def _is_known(self, word: Word) -> bool:
        return self._sectors.is_known_word(word) or bool(self._context.read_passage(word.raw).actors)

    def _read_names(self, actors: Iterable[NameMatch[ActorAlias]]) -> list[Name]:
        taken = {i for match in self.offices for i in range(match.first, match.last)} | set(self._list_modifiers())
        places = {match.first: match for match in load_places().index.find_names(self.text, self.words)}
        known = {match.first: match for match in self._cut(actors, taken) if self._context.choose_alias(match.found)}
        names: list[Name] = []
        i = 0
        while i < len(self.words):
            ends_in_state = False  # "Komunikasi Kepresidenan Turki" is no person
            match = known.get(i)
            alias = self._context.choose_alias(match.found) if match else None
            place = places.get(i)
            if match and alias and alias.entry.kind != "person" and not (place and place.last > match.last):
                last = match.last
            elif place and place.last - place.first > 1 and self.words[i].raw in self.lexicon.articles:
                i += 1  # "the Gaza Strip": the table has it with and without the article
                continue
            elif place and (place.last - place.first > 1 or self._is_governed(place)):
                last, alias = place.last, None
            elif self.is_capital(i) and i not in taken and i not in self.ranks and not self._opens(i, known):
                last = self._grow(i, taken, known)
                if last - i == MAX_NAME_WORDS:
                    i = next((at for at in range(last, len(self.words)) if not self.is_capital(at)), len(self.words))
                    continue
                if alias and match and alias.entry.kind != "person":
                    alias = None
                ends_in_state = not self.lexicon.owner_before and last - i > 1 and _is_state(known.get(last - 1))
            else:
                i += 1
                continue
            if not names or self.words[i].start >= names[-1].tail:  # not the abbreviation of the name before
                name = self._make(i, last, alias, place.found if place and place.last == last else ())
                names.append(replace(name, is_body=name.is_body or ends_in_state))
            i = last
        return self._add_bare(self._join_bodies(names))

    def _is_governed(self, place: NameMatch[PlaceEntry]) -> bool:
        """Whether a place stands between a governor's office and name: "Bupati | Nduga | Yairus Gwijangge"."""
        office = next((match for match in self.offices if match.last == place.first), None)
        if office is None or place.last + 1 >= len(self.words) or self.get_gap(place.first - 1) != " ":
            return False
        title = self.text[self.words[office.first].start : self.words[office.last - 1].end]
        follow = (place.last, place.last + 1)
        return bool(self.lexicon.territorial.get(title)) and all(self.is_capital(i) and self.get_gap(i - 1) == " " for i in follow)

    def _list_modifiers(self) -> Iterator[int]:
        """Words that go with an office, which a capital does not make a name: "Assistant Attorney General"."""
        step = -1 if self.lexicon.owner_before else 1
        for match in self.offices:
            at = match.first - 1 if self.lexicon.owner_before else match.last
            while 0 <= at < len(self.words) and (at in self.modifiers or at in self.former) and self.get_gap(min(at, at - step)) in (" ", "-"):
                yield at
                at += step

    def _cut(self, actors: Iterable[NameMatch[ActorAlias]], taken: set[int]) -> Iterator[NameMatch[ActorAlias]]:
        """Known names; of one that holds an office ("UN Secretary General"), what is left without it."""
        for match in actors:
            held = [i for i in range(match.first, match.last) if i in taken]
            if not held:
                yield match
                continue
            for first, last in ((match.first, held[0]), (held[-1] + 1, match.last)):
                for part in load_actors().index.find_names(self.text, self.words[first:last]):
                    yield NameMatch(part.first + first, part.last + first, part.found)

    def _opens(self, i: int, known: Mapping[int, NameMatch[ActorAlias]]) -> bool:
        """Whether a capital only says that a sentence or a quotation begins."""
        word = self.words[i]
        if word.norm in self.lexicon.openers or word.raw.partition("'")[0].casefold() in self._sectors.pronouns:
            return True
        if i + 1 < len(self.words) and self.get_gap(i) == "-" and self._sectors.before.get(word.raw):  # "Anti-Moscow rebels"
            return True
        is_first = i == 0 or self.get_gap(i - 1).strip() in ('"', "“", ': "', ', "')
        if not is_first or not (i in self.units or i in self.modifiers | self.former | self.regions or self._sectors.is_known_word(word)):
            return False
        return i + 1 == len(self.words) or i + 1 in known or self.get_gap(i) != " " or not self.is_capital(i + 1)

    def _grow(self, first: int, taken: set[int], known: Mapping[int, NameMatch[ActorAlias]]) -> int:
        """Where the capitalised words that begin at ``first`` end."""
        last = first + 1
        while last < len(self.words) and last - first < MAX_NAME_WORDS:
            gap = self.get_gap(last - 1)
            if self.is_possessive(last - 1) or not (gap in (" ", "-", "  ") or (gap == ". " and len(self.words[last - 1].raw) <= 2)):
                break
            if gap == "-" and self.words[last].raw in self.lexicon.suffixes:
                break  # "US-backed"
            if gap != "-":
                is_particle = self.words[last].norm in _PARTICLES and last + 1 < len(self.words) and self.is_capital(last + 1)
                if last in taken or last in self.ranks or not (self.is_capital(last) or is_particle):
                    break
                match = known.get(last)
                if (
                    match
                    and match.last - last > 1
                    and (match.found[0].entry.kind != "person" or (not self.lexicon.owner_before and last - first > 1))
                ):
                    break  # where owners follow offices: "Menko | Pemberdayaan Masyarakat | Muhaimin Iskandar"
                if not self.lexicon.owner_before and last - 1 > first and _is_state(known.get(last - 1)):
                    break  # "Direktur | Biotek Indonesia | Sudirman"
            last += 1
        return last

    def _make(self, first: int, last: int, alias: ActorAlias | None, places: tuple[PlaceEntry, ...]) -> Name:
        words = self.words
        start, end = words[first].start, words[last - 1].start + len(words[last - 1].raw)
        is_possessive = self.is_possessive(last - 1)
        tail = _TAIL.match(self.text, words[last - 1].end)
        is_body = any(word.norm in self.lexicon.bodies for word in words[first:last])
        is_party = any("PTY" in self._sectors.sectors.get(word.raw) for word in words[first:last])
        is_region = any(i in self.regions for i in range(first, last))
        beside = [i for i in (first - 1, last) if 0 <= i < len(words) and self.get_gap(min(i, last - 1)) == " "]
        is_located = is_region or any(i in self.regions or (i < first and words[i].norm in self.lexicon.locatives) for i in beside)
        is_acronym = last - first == 1 and 1 < end - start <= MAX_ACRONYM and self.text[start:end].isupper()
        name = Name(
            first=first,
            last=last,
            start=start,
            end=end,
            tail=tail.end() if tail else end,
            phrase=(start, end),
            is_possessive=is_possessive,
            alias=alias,
            places=places,
            is_body=is_body,
            is_located=is_located,
            is_acronym=is_acronym,
            is_region=is_region,
            is_party=is_party,
            is_general=all(self._sectors.stateless.get(word.raw) or self._sectors.sectors.get(word.raw) for word in words[first:last]),
        )
        name = replace(name, phrase=self._find_phrase(name))
        is_rebel = (alias is not None and alias.sector in _BARE_SECTORS) or (name.has_noun and self._is_rebel(name.phrase))
        return replace(name, is_rebel=is_rebel)

    def _find_phrase(self, name: Name) -> Span:
        """The name with the noun for actors that it describes, on the side where the language has it."""
        at = name.last if self.lexicon.owner_before else name.first - 1
        if not 0 <= at < len(self.words) or self.get_gap(at - 1 if self.lexicon.owner_before else at) != " ":
            return name.span
        word = self.words[at]
        found = set(self._sectors.sectors.get(word.raw))
        if at in self.ranks or word.raw.isupper():
            return name.span
        is_office = any(match.first <= at < match.last and "members" not in match.found for match in self.offices)
        if not found & _SIDE_SECTORS or at in self.regions or is_office:
            return name.span
        return (name.start, word.start + len(word.raw)) if self.lexicon.owner_before else (word.start, name.end)

    def _join_bodies(self, names: list[Name]) -> list[Name]:
        """One name of two that a small word joins: "Movement" and "Democratic Change" with "for" between them."""
        joined: list[Name] = []
        for name in names:
            before = joined[-1] if joined else None
            if before and before.is_body and name.alias is None and self._is_connected(before, name):
                joined[-1] = replace(self._make(before.first, name.last, None, ()), is_body=True)
                continue
            joined.append(name)
        return joined

    def _is_connected(self, before: Name, name: Name) -> bool:
        link = " ".join(word.norm for word in self.words[before.last : name.first])
        return before.tail == before.end and bool(self.lexicon.connectors.get(link)) and "," not in self.text[before.end : name.start]

    def _add_bare(self, names: list[Name]) -> list[Name]:
        """Nouns for those who fight or oppose a government, where no name goes with them."""
        covered = [span for name in names for span in (name.phrase, (name.start, name.tail))]
        for match in self._sectors.sectors.find_names(self.text, self.words, cased=False):
            start, end = self.words[match.first].start, self.words[match.last - 1].end
            if not set(match.found) & _BARE_SECTORS and self.words[match.first].norm not in self.lexicon.governments:
                continue
            if all(end <= low or high <= start for low, high in covered):
                is_rebel = bool(set(match.found) & _BARE_SECTORS)
                names.append(Name(match.first, match.last, start, end, end, (start, end), is_bare=True, is_rebel=is_rebel))
        return sorted(names, key=lambda name: name.start)


def _is_state(match: NameMatch[ActorAlias] | None) -> bool:
    return match is not None and match.found[0].entry.kind == "state"
