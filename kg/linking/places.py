"""Geocoding of place mentions: which known place a mention names, by the article's states and by size."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from kg.gazetteer.names import split_words
from kg.gazetteer.places import PlaceEntry, load_places
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
    index = load_places().index
    if whole := index.get(text):
        return _choose_place(whole, countries)
    named = [match.found for match in index.find_names(text, split_words(text))]
    if not named:
        return None
    # the state or region that a description names says which of several places is meant: "Hyderabad, Pakistan"
    within = {found[0].country for found in named if found[0].precision != "city"}
    chosen = [next((place for place in found if place.country in within), None) or _choose_place(found, countries) for found in named]
    return min(chosen, key=lambda place: _PRECISIONS.index(place.precision))


def _choose_place(found: Sequence[PlaceEntry], countries: Mapping[str, float]) -> PlaceEntry:
    """Of places of one name: a state or region, else the city that the article's states and its size speak for, else the first."""
    if found[0].precision != "city":
        return found[0]
    largest = max(place.population for place in found)
    fitting = [place for place in found if place.country in countries and (place.population or largest) * SIZE_RATIO >= largest]
    return max(fitting, key=lambda place: (countries[place.country or ""], place.population), default=found[0])


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
