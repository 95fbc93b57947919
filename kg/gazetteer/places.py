"""The table of places: states, regions and provinces, and the world's cities from 15,000 inhabitants."""

import functools
import gzip
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Final

from kg.gazetteer.actors import read_table, split_cell
from kg.gazetteer.names import NameIndex

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
    """Known places by key; the index of all their names, and that of the regions and large cities alone."""

    entries: Mapping[str, PlaceEntry]
    index: NameIndex[PlaceEntry]
    signals: NameIndex[PlaceEntry]


@functools.cache
def load_places() -> PlaceGazetteer:
    """The table of places, read once. Of places of one name, states come first, then regions, then cities by population."""
    entries: dict[str, PlaceEntry] = {}
    index: NameIndex[PlaceEntry] = NameIndex()
    signals: NameIndex[PlaceEntry] = NameIndex()
    for row in read_table("states.tsv"):
        place = _make_place(row, key=row["code"], precision="country", country=row["code"])
        entries[place.key] = place
        for alias in _list_names(row):
            index.add(alias, place)
    for row in read_table("regions.tsv"):
        place = _make_place(row, key=row["key"], precision=row["precision"], country=row["country"] or None)
        entries[place.key] = place
        for alias in _list_names(row):
            index.add(alias, place)
            if place.country:
                signals.add(alias, place)
    _add_cities(entries, index, signals)
    _add_capitals(index)
    return PlaceGazetteer(entries, index, signals)


def _list_names(row: Mapping[str, str]) -> list[str]:
    columns = [cell for column, cell in row.items() if column.startswith(("name_", "aliases"))]
    return [alias.lstrip("~") for cell in columns for alias in split_cell(cell)]


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


def _add_capitals(index: NameIndex[PlaceEntry]) -> None:
    """Other languages' names of capitals ("Moskow") name the city as well."""
    for row in read_table("states.tsv"):
        cities = [place for place in index.get(row["capital_en"]) if place.precision == "city" and place.country == row["code"]]
        for column, name in row.items():
            if column.startswith("capital_") and cities:
                index.add(name, cities[0])
