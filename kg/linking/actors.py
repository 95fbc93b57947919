"""Linking of actor mentions: which state, organisation, group or person a mention stands for, and in which capacity.

A state's government, army, police, courts, parliament and spies are the state, told apart by the mention's sector, so that dyads add up
by state. Its rebels, civilians, media and so on are actors of their own (``actor/SYR.REB``), as are persons (``actor/ARM.nikol-pashinyan``).
What a text only describes and no table knows is an actor of that article alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from kg.gazetteer.actors import STATE_SECTORS, ActorAlias, ActorEntry, load_actors
from kg.gazetteer.names import Word, has_capital, normalize_name
from kg.language import find_language, list_languages
from kg.linking.context import ArticleContext, Passage, find_dominant_country
from kg.linking.introductions import Introduction, find_introduction
from kg.linking.lexicon import Tie, load_lexicon
from schemas.entity import ActorMention
from schemas.identifiers import BASE_IRI, make_slug
from schemas.text import Article, TextSpan

__all__ = ["ActorFacts", "ActorLinker", "find_dominant_country", "get_actor_facts"]

CIVILIANS: Final = "CVL"
REBELS: Final = "REB"
ACTOR_IRI: Final = BASE_IRI + "actor/"
# "Palestinian militant group Hamas" is Hamas; but of a state and an organisation the first owns the other ("Israel's UN envoy", "UN Sudan envoy")
_RANK: Final = {"person": 0, "group": 1, "organization": 2, "state": 2}


class ActorLinker:
    """Links the mentions of one article; reads the article once, for the states, groups and persons that it speaks of.

    ``countries``: how often it speaks of each state, by code.
    """

    def __init__(self, article: Article) -> None:
        self._article = article
        self._context = ArticleContext(article)
        self._lexicon = load_lexicon(article.lang)
        self._names: dict[str, list[tuple[int, int]]] = {}  # of several words, by their sentence
        self.countries: Mapping[str, float] = self._context.countries

    @property
    def context(self) -> ArticleContext:
        """What the article speaks of."""
        return self._context

    def read_passage(self, text: str) -> Passage:
        """The words of a text of the article, and the actors and places named in it."""
        return self._context.read_passage(text)

    def link_unnamed(self, span: TextSpan, *, sentence: TextSpan) -> ActorMention:
        """Somebody of whom the text says nothing, by the state that it most likely speaks of."""
        return self._make(span, self._guess_country(span, sentence), None, None)

    def is_named(self, span: TextSpan, *, sentence: TextSpan) -> bool:
        """Whether a span itself says who it is: by a known actor's name, a place's, or a name of its own."""
        passage = self._context.read_passage(self._widen(span, sentence).text)
        return bool(self._find_ties(passage) or passage.places or self._find_name(span, passage, sentence))

    def link(self, span: TextSpan, *, sentence: TextSpan | None = None) -> ActorMention:
        """What a span stands for; the states of its sentence count for more than those of the rest.

        Pronouns get no code: what they stand for is a matter of coreference, not of names.
        """
        if sentence is not None:
            span = self._widen(span, sentence)
        passage = self._context.read_passage(span.text)
        ties = self._find_ties(passage)
        own = [alias for tie, alias in ties if tie is Tie.OWN]
        if own:
            return self._make_known(span, passage, min(own, key=lambda alias: _RANK[alias.entry.kind]), sentence)
        if all(word.norm in self._lexicon.pronouns for word in passage.words):
            return self._make(span, None, None, None)
        is_of_others = any(tie is Tie.OTHER for tie, _ in ties)  # "US-backed rebels": whose they are, the text leaves open
        guess = self._guess_country(span, sentence, apart=frozenset(alias.entry.country for tie, alias in ties if tie is Tie.OTHER))
        name = self._find_name(span, passage, sentence)
        if name and (introduction := find_introduction(name, self._context, self._lexicon)):
            return self._make_introduced(span, introduction, guess)
        # a capital speaks for its own state, also where others see the place in another: "officials in Stepanakert"
        if where := next((alias.entry.code for tie, alias in ties if tie is Tie.PLACE), None) or self._find_place_country(passage):
            return self._make_described(span, passage, where, name)
        sector = self._find_sector(passage)
        if not name and self._lexicon.stateless.find_names(span.text, passage.words, cased=False):
            return self._make(span, None, sector, None)
        if not name and not is_of_others and sector == REBELS and self._context.groups:  # "the rebels" are those that the article names
            group = load_actors().entries[self._context.groups.most_common(1)[0][0]]
            return self._make_entry(span, group, group.sector)
        return self._make_described(span, passage, guess, name)

    def _guess_country(self, span: TextSpan, sentence: TextSpan | None, *, apart: frozenset[str | None] = frozenset()) -> str | None:
        """``apart``: states that it is not; where the article speaks of no other, nothing can be said."""
        if sentence is None:
            return self._context.guess_country(apart=apart)
        return self._context.guess_country(sentence.text, at_char=span.start - sentence.start, apart=apart)

    def _widen(self, span: TextSpan, sentence: TextSpan) -> TextSpan:
        """The whole of a known name of which the span is a part: a reader may see only "Minsk" in "OSCE Minsk Group"."""
        if sentence.text not in self._names:
            passage = self._context.read_passage(sentence.text)
            self._names[sentence.text] = [
                (passage.words[m.first].start, passage.words[m.last - 1].end) for m in passage.actors if m.last - m.first > 1
            ]
        for start, end in ((sentence.start + start, sentence.start + end) for start, end in self._names[sentence.text]):
            if start <= span.start and span.end <= end and end - start > span.end - span.start:
                text = sentence.text[start - sentence.start : end - sentence.start]
                return TextSpan(text=text, start=start, end=end)
        return span

    def _find_ties(self, passage: Passage) -> list[tuple[Tie, ActorAlias]]:
        """Known actors named in a description, and how they are tied to the one described."""
        ties = []
        for match in passage.actors:
            alias = self._context.choose_alias(match.found)
            if alias is not None and not self._is_namesake(passage, match.first, match.last, alias):
                ties.append((self._lexicon.get_tie(passage.text, passage.words, match.first, match.last), alias))
        return ties

    def _is_namesake(self, passage: Passage, first: int, last: int, alias: ActorAlias) -> bool:
        """Whether a surname stands after a first name that is not the known person's: Tigran Sargsyan is not Serzh Sargsyan."""
        if alias.entry.kind != "person" or not first or last - first > 1:
            return False
        before = passage.words[first - 1]
        own = normalize_name(alias.entry.names["en"]).split()
        return has_capital(before.raw) and before.norm not in own and not self._lexicon.is_known_word(before)

    def _find_place_country(self, passage: Passage) -> str | None:
        """The state of a city or region that a description names: "polisi Aceh", "residents of Basra"."""
        for match in passage.places:
            if self._lexicon.get_tie(passage.text, passage.words, match.first, match.last) is not Tie.OTHER:
                return self._context.choose_place(match.found).country
        return None

    def _find_name(self, span: TextSpan, passage: Passage, sentence: TextSpan | None) -> list[Word]:
        """The words of a span that are a name of their own; at the start of a sentence a capital says nothing of a longer description."""
        named = self._list_names(passage)
        is_start = sentence is not None and span.start == sentence.start
        if is_start and len(passage.words) > 1 and named == [passage.words[0]]:
            return []
        return named if self._context.cased else []

    def _find_sector(self, passage: Passage) -> str | None:
        """Sector of a description; words of a state's name tell none ("Serikat" of "Amerika Serikat" is no union)."""
        states = {i for m in passage.actors if any(alias.entry.kind == "state" for alias in m.found) for i in range(m.first, m.last)}
        words = [word for i, word in enumerate(passage.words) if i not in states]
        return self._lexicon.find_sector(passage.text, words)

    def _list_names(self, passage: Passage) -> list[Word]:
        """Capitalised words that are neither known names nor the language's words for actors."""
        spans = [(match.first, match.last) for match in passage.actors] + [(match.first, match.last) for match in passage.places]
        known = {i for first, last in spans for i in range(first, last)}
        words = [word for i, word in enumerate(passage.words) if i not in known]
        return [word for word in words if has_capital(word.raw) and not self._lexicon.is_known_word(word)]

    def _make_known(self, span: TextSpan, passage: Passage, alias: ActorAlias, sentence: TextSpan | None) -> ActorMention:
        """A span that names a known actor, or describes one of a known actor's."""
        entry = alias.entry
        if entry.kind != "state":
            return self._make_entry(span, entry, entry.sector if entry.is_current(self._context.year) else None)
        if alias.sector not in (None, entry.sector):
            return self._make_entry(span, entry, alias.sector)
        if len(passage.actors) == 1 and passage.actors[0].last - passage.actors[0].first == len(passage.words) and not alias.demonym:
            return self._make_entry(span, entry, entry.sector)
        return self._make_described(span, passage, entry.code, self._find_name(span, passage, sentence))

    def _make_introduced(self, span: TextSpan, introduction: Introduction, guess: str | None) -> ActorMention:
        """A person of whom the article says what they are."""
        alias = introduction.alias
        code = alias.entry.code if alias else guess
        sector = introduction.sector or (alias.sector if alias else None)
        return self._make(span, code, sector, _make_key(code, introduction.name), introduction.name)

    def _make_described(self, span: TextSpan, passage: Passage, code: str | None, name: Sequence[Word]) -> ActorMention:
        """Someone of a state (or of none that is known), by the sector that the description gives."""
        sector = self._find_sector(passage)
        if code is None and sector == CIVILIANS and not name:
            return self._make(span, CIVILIANS, sector, None)
        if code is None or (name and sector not in STATE_SECTORS):
            return self._make(span, code, sector, _make_key(code, span.text) if name else None, span.text if name else None)
        entry = load_actors().entries[code]
        if sector is None or sector in STATE_SECTORS:
            return self._make_entry(span, entry, sector)
        return self._make(span, code, sector, f"{code}.{sector}", _get_label(sector, entry, "en"))

    def _make_entry(self, span: TextSpan, entry: ActorEntry, sector: str | None) -> ActorMention:
        return self._make(span, entry.code, sector, entry.key, entry.names["en"], entry.wikidata)

    def _make(
        self, span: TextSpan, code: str | None, sector: str | None, key: str | None, name: str | None = None, wikidata: str | None = None
    ) -> ActorMention:
        """``key`` None: known in this article only."""
        iri = ACTOR_IRI + (key or f"{self._article.key}.{make_slug(span.text)}")
        return ActorMention(text=span.text, start=span.start, end=span.end, code=code, sector=sector, id=iri, name=name, wikidata=wikidata)


@dataclass(frozen=True, slots=True)
class ActorFacts:
    """What the graph says of an actor. ``kind``: state, organization, group, person, unnamed. ``country``: state that it is or belongs to."""

    kind: str
    name: str
    name_id: str | None
    code: str | None
    country: str | None
    sector: str | None
    wikidata: str | None


def get_actor_facts(mention: ActorMention) -> ActorFacts:
    """What is known of the actor that a linked mention stands for; the same for all mentions of one actor that the tables know."""
    entries = load_actors().entries
    key = (mention.id or "").removeprefix(ACTOR_IRI)
    if entry := entries.get(key):
        return ActorFacts(entry.kind, entry.names["en"], entry.names.get("id"), entry.code, entry.country, entry.sector, entry.wikidata)
    of = entries.get(mention.code or "")
    country = of.country if of else None
    code, _, part = key.partition(".")
    if of and code == mention.code and part == mention.sector:
        return ActorFacts("unnamed", _get_label(part, of, "en"), _get_label(part, of, "id"), code, country, part, None)
    if mention.name is None:
        return ActorFacts("unnamed", mention.text, None, mention.code, country, mention.sector, None)
    kind = "person" if _is_person_name(mention.name) else "organization"
    return ActorFacts(kind, mention.name, None, mention.code, country, mention.sector, None)


def _make_key(code: str | None, name: str) -> str:
    return f"{code}.{make_slug(name)}" if code else make_slug(name)


def _get_label(sector: str, of: ActorEntry, language: str) -> str:
    """Name of the actors of one sector of a state: "rebels (Syria)"."""
    labels = find_language(language).get_table("sectors").get("labels", {})
    return str(labels.get(sector, sector + " ({country})")).format(country=of.names.get(language, of.names["en"]))


def _is_person_name(name: str) -> bool:
    """Whether a name has no word by which languages call bodies ("Komite", "Party")."""
    lexicons = [load_lexicon(code) for code in list_languages()]
    return not any(lexicon.sectors.get(word) for lexicon in lexicons for word in name.split())
