"""Geocoding of place mentions: which known place a mention names, by the article's states and by size."""

import functools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from kg.gazetteer.names import NameMatch, Word, has_capital, normalize_name, split_words
from kg.gazetteer.places import SIGNAL_POPULATION, PlaceEntry, load_places
from kg.language import find_language, list_languages
from schemas.entity import PlaceMention
from schemas.identifiers import BASE_IRI, make_slug
from schemas.text import TextSpan

PLACE_IRI: Final = BASE_IRI + "place/"
# A city in one of the article's states is meant rather than a larger one elsewhere, unless it is smaller by this factor: Tripoli in an
# article on Lebanon is Lebanon's, but Moscow in one on the USA is not Moscow, Idaho.
SIZE_RATIO: Final = 50
_PRECISIONS: Final = ("city", "province", "region", "country")


def geocode_place(span: TextSpan, *, countries: Mapping[str, float] | None = None) -> PlaceMention:
    """The place that a span names; one that no table knows gets an id from its words and no coordinates.

    ``countries``: how often the article speaks of each state. "X, Y" is the X in Y; of several names in a description ("the town of X in Y")
    the most exact one is taken.
    """
    place = _find_place(span.text, countries or {})
    if place is None:
        return PlaceMention(text=span.text, start=span.start, end=span.end, id=PLACE_IRI + make_slug(span.text), name=span.text)
    return PlaceMention(
        text=span.text,
        start=span.start,
        end=span.end,
        id=PLACE_IRI + place.key,
        name=place.name,
        lat=place.lat,
        lon=place.lon,
        precision=place.precision,
        country=place.country,
    )


def _find_place(text: str, countries: Mapping[str, float]) -> PlaceEntry | None:
    gazetteer, words = load_places(), split_words(text)
    if has_capital(text) and (whole := gazetteer.index.get(text)):
        return _choose_place(whole, countries)
    named = [match.found for match in gazetteer.index.find_names(text, words) if not _is_common(match, words)]
    if not named:
        named = [match.found for match in gazetteer.demonyms.find_names(text, words)]  # "Iraqi waters"
    states = {place.country for found in named for place in found if found[0].precision == "country"}
    if len(states) == 1 and _read_words().capital.search(text) and (capital := gazetteer.capitals.get(states.pop() or "")):
        return capital  # "the capital of Iraq"
    # the state or region that a description names says which of several places is meant: "Hyderabad, Pakistan"
    within = {found[0].country for found in named if found[0].precision != "city"}
    chosen = [next((place for place in found if place.country in within), None) or _choose_place(found, countries) for found in named]
    meant = [place for place in chosen if _is_likely(place, countries)]
    # a sea without a state says less than the state: "the Pacific coast of Colombia"
    return min(meant, key=lambda place: (place.country is None, _PRECISIONS.index(place.precision)), default=None)


def _is_likely(place: PlaceEntry, countries: Mapping[str, float]) -> bool:
    """Whether a name inside a description is that place: of small towns only those in the article's states ("Carlton" in "Ritz-Carlton" is none)."""
    return place.precision != "city" or not place.population or place.population >= SIGNAL_POPULATION or not countries or place.country in countries


def _is_common(match: NameMatch[PlaceEntry], words: Sequence[Word]) -> bool:
    """Whether a name is a single word that mostly is none ("Rumah Sakit", "Police station")."""
    return match.last - match.first == 1 and words[match.first].norm in _read_words().common


def _choose_place(found: Sequence[PlaceEntry], countries: Mapping[str, float]) -> PlaceEntry:
    """Of places of one name: a state or region, else the city that the article's states and its size speak for, else the first."""
    if found[0].precision != "city":
        regions = [place for place in found if place.precision != "city" and place.country in countries]
        return max(regions, key=lambda place: countries[place.country or ""], default=found[0])
    largest = max(place.population for place in found)
    fitting = [place for place in found if place.country in countries and (place.population or largest) * SIZE_RATIO >= largest]
    return max(fitting, key=lambda place: (countries[place.country or ""], place.population), default=found[0])


@dataclass(frozen=True, slots=True)
class _Words:
    """Words of descriptions, of all languages."""

    capital: re.Pattern[str]
    common: frozenset[str]


@functools.cache
def _read_words() -> _Words:
    tables = [find_language(code).get_table("places") for code in list_languages()]
    capital, common = ([word for table in tables for word in table.get(name, [])] for name in ("capital", "common"))
    return _Words(re.compile(rf"\b(?:{'|'.join(map(re.escape, capital)) or '(?!)'})\b", re.IGNORECASE), frozenset(map(normalize_name, common)))


@dataclass(frozen=True, slots=True)
class PlaceFacts:
    """What the graph says of a place beside its coordinates."""

    name: str
    name_id: str | None
    geonames: str | None
    wikidata: str | None


def get_place_facts(mention: PlaceMention) -> PlaceFacts:
    """What is known of the place that a geocoded mention stands for."""
    place = load_places().entries.get((mention.id or "").removeprefix(PLACE_IRI))
    if place is None:
        return PlaceFacts(mention.name or mention.text, None, None, None)
    return PlaceFacts(place.name, place.names.get("id"), place.geonames, place.wikidata)
