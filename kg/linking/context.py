"""What an article speaks of: its states, armed groups and year, against which ambiguous and general mentions are read."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from kg.gazetteer.actors import ActorAlias, load_actors
from kg.gazetteer.names import NameMatch, Word, has_capital, split_words
from kg.gazetteer.places import PlaceEntry, load_places
from kg.language import find_language
from schemas.text import Article

# Weights of a naming of a state, for descriptions that name none: swept on a sample of the annotated training sentences with the sentences
# before them (about 1,800 mentions a language, none held out). At 2 and not 0 the sentence's weight gave 1.5 points in Indonesian and 0.9 in
# English, nearness 0.3 in both, cities at 1 and not 0.5 0.1 to 0.2; larger values of any of them changed next to nothing.
CITY_WEIGHT: Final = 1.0
SENTENCE_WEIGHT: Final = 2.0
NEAR_WEIGHT: Final = 2.0  # added to the sentence's weight right beside the description
NEAR: Final = 20  # characters at which that addition is halved


@dataclass(frozen=True, slots=True)
class Passage:
    """A text with its words, and the words at which known actors and large places are named."""

    text: str
    words: list[Word]
    actors: list[NameMatch[ActorAlias]]
    places: list[NameMatch[PlaceEntry]]


class ArticleContext:
    """States and groups that an article names, counted over its text, its title and the sentences before it."""

    def __init__(self, article: Article) -> None:
        self.language = find_language(article.lang)
        self.year = int(article.published[:4]) if article.published else None
        texts = [text for text in (article.title, article.context, article.text) if text]
        self.cased = any(has_capital(text) for text in texts)
        self._read: dict[str, Passage] = {}
        self.passages = [self.read_passage(text) for text in texts]
        self.countries: dict[str, float] = {}
        self.codes: Counter[str] = Counter()
        self._sentences: dict[str, list[tuple[str, int, float]]] = {}
        for _ in range(2):  # the second time, weak names count where the first has found their state
            chosen = [alias for passage in self.passages for match in passage.actors if (alias := self.choose_alias(match.found))]
            countries: dict[str, float] = {}
            for country, _, weight in [found for passage in self.passages for found in self._find_countries(passage)]:
                countries[country] = countries.get(country, 0) + weight
            self.countries = countries
            self.codes = Counter(alias.entry.code for alias in chosen)
        self.groups = Counter(alias.entry.code for alias in chosen if alias.sector == "REB" and alias.entry.code != alias.entry.country)

    def read_passage(self, text: str) -> Passage:
        """The words of a text, and the actors and places named in it."""
        if text not in self._read:
            self._read[text] = self._find_named(text)
        return self._read[text]

    def _find_named(self, text: str) -> Passage:
        words = split_words(text)
        places = load_places().signals.find_names(text, words, cased=self.cased)
        longer = {i for place in places if place.last - place.first > 1 for i in range(place.first, place.last)}
        actors = load_actors().index.find_names(text, words, cased=self.cased)
        # the "Jersey" of New Jersey is no actor
        actors = [actor for actor in actors if actor.last - actor.first > 1 or actor.first not in longer]
        return Passage(text, words, actors, places)

    def choose_alias(self, found: Sequence[ActorAlias]) -> ActorAlias | None:
        """What a name stands for here; None where it is a weak name and nothing in the article speaks for it."""
        fitting = [alias for alias in found if alias.language in (None, self.language.code) and (not alias.weak or self._supports(alias))]
        return max(
            fitting,
            key=lambda a: (a.entry.is_current(self.year), self.countries.get(a.entry.country or "", 0), -(a.entry.from_year or 0)),
            default=None,
        )

    def choose_place(self, found: Sequence[PlaceEntry]) -> PlaceEntry:
        """Which of the places of one name is meant here: one of the article's states, else the first in the table."""
        return max(found, key=lambda place: self.countries.get(place.country or "", 0))

    def guess_country(self, sentence: str | None = None, *, at_char: int = 0, apart: Collection[str | None] = ()) -> str | None:
        """The state that a description which names none most likely belongs to; the language's home where none is named at all.

        ``at_char``: where in the sentence the description stands; of the states that the sentence names, near ones count for more.
        ``apart``: states that are somebody else.
        """
        if not self.countries and not apart:
            return self.language.home
        counts: dict[str, float] = dict(self.countries)
        if sentence is not None:
            for country, start, weight in self._read_sentence(sentence):
                counts[country] = counts.get(country, 0) + weight * (SENTENCE_WEIGHT + NEAR_WEIGHT / (1 + abs(at_char - start) / NEAR))
        return max((country for country in counts if country not in apart), key=lambda country: counts[country], default=None)

    def _read_sentence(self, sentence: str) -> list[tuple[str, int, float]]:
        if sentence not in self._sentences:
            self._sentences[sentence] = self._find_countries(self.read_passage(sentence))
        return self._sentences[sentence]

    def _supports(self, alias: ActorAlias) -> bool:
        entry = alias.entry
        if not entry.is_current(self.year):
            return False
        if entry.code in self.codes or (entry.country is not None and entry.country in (self.language.home, *self.countries)):
            return True
        return entry.kind == "person" and entry.from_year is not None and self.year is not None

    def _find_countries(self, passage: Passage) -> list[tuple[str, int, float]]:
        """States of the actors and places that a passage names, where it names them, and what each naming counts."""
        found = []
        taken: set[int] = set()
        for match in passage.actors:
            alias = self.choose_alias(match.found)
            if alias is not None:
                taken.update(range(match.first, match.last))
                if alias.entry.country is not None:
                    found.append((alias.entry.country, passage.words[match.first].start, 1.0))
        for named in passage.places:
            country = self.choose_place(named.found).country
            if country is not None and taken.isdisjoint(range(named.first, named.last)):
                found.append((country, passage.words[named.first].start, CITY_WEIGHT))
        return found


def find_dominant_country(text: str, lang: str | None) -> str | None:
    """The state that a text is most about; the language's home where it names none, None where there is no home either."""
    return ArticleContext(Article(id="", key="", text=text, lang=lang)).guess_country()
