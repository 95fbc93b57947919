"""The table of actors: states, organisations, groups and persons, with the names that stand for them.

An alias written with ``~`` in the tables is weak: it names the actor only where the text speaks of the actor's country, or, for persons,
where the article is of their years in office ("Bush", "Senate", "MIT").
"""

import functools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Final

from kg.gazetteer.names import ACRONYM_LENGTH, NameIndex
from schemas.identifiers import make_slug

# sectors that act for the state itself: their deeds are the state's, so that dyads add up by state
STATE_SECTORS: Final = frozenset({"GOV", "MIL", "COP", "JUD", "LEG", "SPY"})


@dataclass(frozen=True, slots=True)
class ActorEntry:
    """A known actor.

    ``key``: last part of its IRI. ``kind``: state, organization, group or person. ``names``: preferred name by language, "en" always among
    them. ``country``: state that it is or belongs to, None for international ones. ``from_year``, ``until_year``: a person's in office, a
    group's of being so called; None where open or unknown.
    """

    key: str
    code: str
    kind: str
    names: Mapping[str, str] = field(hash=False)
    sector: str | None = None
    country: str | None = None
    wikidata: str | None = None
    from_year: int | None = None
    until_year: int | None = None

    def is_current(self, year: int | None) -> bool:
        """Whether a year is not outside the entry's years, as far as both are known."""
        return year is None or (self.from_year or year) <= year <= (self.until_year or year)


@dataclass(frozen=True, slots=True)
class ActorAlias:
    """One thing that a name may stand for.

    ``sector``: of that name ("Pentagon" is the USA's MIL). ``language``: the only one in which a short name is meant so ("AS" is the USA in
    Indonesian), else None. ``demonym``: "Turkish", "Turks".
    """

    entry: ActorEntry
    sector: str | None = None
    weak: bool = False
    language: str | None = None
    demonym: bool = False


@dataclass(frozen=True, slots=True)
class ActorGazetteer:
    """All known actors by key, and the index of their names."""

    entries: Mapping[str, ActorEntry]
    index: NameIndex[ActorAlias]


def read_table(name: str) -> Iterator[dict[str, str]]:
    """Rows of a table of this package by column name."""
    lines = (files("kg.gazetteer") / name).read_text("utf-8").splitlines()
    header = lines[0].split("\t")
    return (dict(zip(header, line.split("\t"), strict=True)) for line in lines[1:])


def split_cell(cell: str) -> list[str]:
    """The names in a cell of a table."""
    return [part for part in cell.split("|") if part]


@functools.cache
def load_actors() -> ActorGazetteer:
    """The table of actors, read once."""
    entries: dict[str, ActorEntry] = {}
    index: NameIndex[ActorAlias] = NameIndex()
    for table, kind in (("states.tsv", "state"), ("organizations.tsv", "organization"), ("groups.tsv", "group")):
        for row in read_table(table):
            entry = _make_entry(row, kind)
            entries[entry.key] = entry
            _add_aliases(index, entry, row)
            for named in _add_metonyms(index, entry, row):
                entries.setdefault(named.key, named)
    for row in read_table("persons.tsv"):
        entry = _make_person(row, entries[row["code"]])
        entries[entry.key] = entry
        for alias in (row["name"], *split_cell(row["aliases"])):
            index.add(alias.lstrip("~"), ActorAlias(entry, entry.sector, weak=alias.startswith("~")))
    return ActorGazetteer(entries, index)


def _make_entry(row: Mapping[str, str], kind: str) -> ActorEntry:
    names = {column.removeprefix("name_"): value for column, value in row.items() if column.startswith("name_") and value}
    country = row["code"] if kind == "state" else row["country"] or None
    sector = "GOV" if kind == "state" else row["sector"] or None
    return ActorEntry(row["code"], row["code"], kind, names, sector, country, row["wikidata"] or None, *_read_years(row))


def _make_person(row: Mapping[str, str], of: ActorEntry) -> ActorEntry:
    return ActorEntry(
        f"{of.code}.{make_slug(row['name'])}",
        of.code,
        "person",
        {"en": row["name"]},
        row["sector"] or None,
        of.country,
        row["wikidata"] or None,
        *_read_years(row),
    )


def _read_years(row: Mapping[str, str]) -> tuple[int | None, int | None]:
    begin, end = row.get("from_year"), row.get("until_year")
    return int(begin) if begin else None, int(end) if end else None


def _add_aliases(index: NameIndex[ActorAlias], entry: ActorEntry, row: Mapping[str, str]) -> None:
    for name in entry.names.values():
        index.add(name, ActorAlias(entry, entry.sector))
    for column, cell in row.items():
        if column.startswith("aliases_"):
            language = column.removeprefix("aliases_")
            for alias in split_cell(cell):
                name = alias.lstrip("~")
                only = language if len(name.replace(".", "")) <= ACRONYM_LENGTH else None
                index.add(name, ActorAlias(entry, entry.sector, weak=alias != name, language=only))
        elif column.startswith("demonyms_"):
            for demonym in split_cell(cell):
                for form in _list_forms(demonym):
                    index.add(form, ActorAlias(entry, None, demonym=True))


def _list_forms(demonym: str) -> list[str]:
    """Singular and plural: Armenian, Armenians; but only Turkish, Japanese, Swiss."""
    return [demonym] if re.search(r"(s|sh|ch|ese|men|x)$", demonym) else [demonym, demonym + "s"]


def _add_metonyms(index: NameIndex[ActorAlias], state: ActorEntry, row: Mapping[str, str]) -> Iterator[ActorEntry]:
    """Names that stand for a state ("Kremlin"); parties, media, firms and societies of a state become entries of their own.

    Several names of one are joined by ``=``, its preferred name first.
    """
    for metonym in split_cell(row.get("metonyms", "")):
        names, sector = metonym.rsplit(":", 1)
        aliases = names.split("=")
        entry = state
        if sector not in STATE_SECTORS:
            name = aliases[0].lstrip("~")
            entry = ActorEntry(f"{state.code}.{make_slug(name)}", state.code, "organization", {"en": name}, sector, state.country)
            yield entry
        for alias in aliases:
            index.add(alias.lstrip("~"), ActorAlias(entry, sector, weak=alias.startswith("~")))
