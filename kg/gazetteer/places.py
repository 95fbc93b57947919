"""The table of places: states, regions and provinces, and the world's cities from 15,000 inhabitants."""

import functools
import gzip
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib.resources import files
from typing import Final

from kg.gazetteer.actors import read_table, split_cell
from kg.gazetteer.names import ACRONYM_LENGTH, NameIndex

TWIN_DEGREES: Final = 3  # a region farther from the state of its name is another: Georgia of the USA
SIGNAL_POPULATION: Final = 100_000  # cities from here on say which country a text is about; of the smaller, too many are words as well


@dataclass(frozen=True, slots=True)
class PlaceEntry:
    """A known place.

    ``key``: last part of its IRI (GeoNames id, code of a state, or name). ``names``: by language. ``lat``, ``lon``: degrees. ``precision``: city,
    province, region or country. ``country``: None where several share it. ``population``: of a city, 0 if unknown.
    """

    key: str
    name: str
    lat: float
    lon: float
    precision: str
    country: str | None
    population: int = 0
    geonames: str | None = None
    wikidata: str | None = None
    names: Mapping[str, str] = field(default_factory=dict, hash=False, compare=False)


@dataclass(frozen=True, slots=True)
class PlaceGazetteer:
    """Known places by key; the index of all their names, and that of the regions and large cities alone.

    ``demonyms``: states by the words for what is theirs ("Iraqi waters"). ``capitals``: by the code of the state.
    """

    entries: Mapping[str, PlaceEntry]
    index: NameIndex[PlaceEntry]
    signals: NameIndex[PlaceEntry]
    demonyms: NameIndex[PlaceEntry]
    capitals: Mapping[str, PlaceEntry]


@functools.cache
def load_places() -> PlaceGazetteer:
    """The table of places, read once.

    Of places of one name, states come first, then regions, then states by another name ("Gaza" is the strip, not all of Palestine), then cities
    by population. What is in both tables (Abkhazia, Tibet) is one place, as the table of regions has it, under its code as an actor. Weak
    aliases of states ("the North") and acronyms of more than three letters ("SADR") are no names of places.
    """
    entries: dict[str, PlaceEntry] = {}
    index: NameIndex[PlaceEntry] = NameIndex()
    signals: NameIndex[PlaceEntry] = NameIndex()
    demonyms: NameIndex[PlaceEntry] = NameIndex()
    states, regions = list(read_table("states.tsv")), list(read_table("regions.tsv"))
    named = {row["name_en"]: row for row in regions}
    twins: dict[str, PlaceEntry] = {}
    for row in states:
        place = _make_place(row, key=row["code"], precision="country", country=row["code"])
        twin = named.get(place.name)
        if twin and max(abs(place.lat - float(twin["lat"])), abs(place.lon - float(twin["lon"]))) < TWIN_DEGREES:
            place = twins[twin["key"]] = replace(place, precision=twin["precision"], country=twin["country"])
        entries[place.key] = place
        for name in _list_cells(row, "name_"):
            index.add(name, place)
        for name in _list_cells(row, "demonyms_"):
            demonyms.add(name, place)
    for row in regions:
        place = twins.get(row["key"]) or _make_place(row, key=row["key"], precision=row["precision"], country=row["country"] or None)
        entries[place.key] = place
        for alias in _list_cells(row, "name_", "aliases"):
            index.add(alias, place)
            if place.country:
                signals.add(alias, place)
    for row in states:
        for alias in _list_cells(row, "aliases"):
            if not alias.startswith("~") and not (alias.isupper() and len(alias) > ACRONYM_LENGTH):
                index.add(alias, entries[row["code"]])
    _add_cities(entries, index, signals)
    return PlaceGazetteer(entries, index, signals, demonyms, _add_capitals(states, index))


def _list_cells(row: Mapping[str, str], *columns: str) -> list[str]:
    return [name for column, cell in row.items() if column.startswith(columns) for name in split_cell(cell)]


def _make_place(row: Mapping[str, str], *, key: str, precision: str, country: str | None) -> PlaceEntry:
    return PlaceEntry(
        key=key,
        name=row["name_en"],
        lat=float(row["lat"]),
        lon=float(row["lon"]),
        precision=precision,
        country=country,
        population=int(row.get("population") or 0),
        geonames=row.get("geonames") or None,
        wikidata=row.get("wikidata") or None,
        names={column.removeprefix("name_"): name for column, name in row.items() if column.startswith("name_")},
    )


def _add_cities(entries: dict[str, PlaceEntry], index: NameIndex[PlaceEntry], signals: NameIndex[PlaceEntry]) -> None:
    lines = gzip.decompress((files("kg.gazetteer") / "cities.tsv.gz").read_bytes()).decode("utf-8").splitlines()
    for line in lines[1:]:  # by falling population
        key, name, keys, country, lat, lon, population = line.split("\t")
        place = entries.get(key) or PlaceEntry(key, name, float(lat), float(lon), "city", country, int(population), geonames=key)
        entries[key] = place
        first, *others = keys.split("|")
        index.add_key(first, place)
        for other in others:
            index.add_key(other, place)
        if place.population >= SIGNAL_POPULATION:
            signals.add_key(first, place)


def _add_capitals(states: Sequence[Mapping[str, str]], index: NameIndex[PlaceEntry]) -> dict[str, PlaceEntry]:
    """The capitals by state; other languages' names of them ("Moskow") name the city as well."""
    capitals: dict[str, PlaceEntry] = {}
    for row in states:
        cities = [place for place in index.get(row["capital_en"]) if place.precision == "city" and place.country == row["code"]]
        for column, name in row.items():
            if column.startswith("capital_") and cities:
                capitals[row["code"]] = cities[0]
                index.add(name, cities[0])
    return capitals
