"""Merged events as a flat table: one row an event, for spreadsheets, data frames and databases. CSV and Parquet write the same columns.

What an event has several of (actors, publishers) is a list; in CSV its items stand in one cell. Ids come twice: by name to read, by code to count.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import networkx as nx

from exports.reading import GraphReader
from exports.selection import EventFilter, SelectedEvent, select_events
from exports.terms import encode_id
from schemas.errors import ExportError
from schemas.graph import NODE_ATTRIBUTES, EdgeKind, NodeKind

Cell: TypeAlias = str | int | float | list[str] | None
Row: TypeAlias = Mapping[str, Cell]

_EVENT: Final = NODE_ATTRIBUTES[NodeKind.EVENT]
_AFTER: Final[Mapping[str, type]] = {
    "actors": list,
    "actor_codes": list,
    "recipients": list,
    "recipient_codes": list,
    "place": str,
    "latitude": float,
    "longitude": float,
    "place_precision": str,
    "place_country": str,
    "speakers": list,  # who is reported as saying so, of all mentions
    "publishers": list,
    "articles": list,  # the sources' own ids
    "urls": list,
    "sentence": str,  # of the mention that is surest
}
# column -> type of its values; all but the id may be None
COLUMNS: Final[Mapping[str, type]] = {"id": str, "iri": str, **{name: type_ for name, type_ in _EVENT.items() if name != "kind"}, **_AFTER}


@dataclass(frozen=True, slots=True)
class EventTable:
    """Rows of the events that a filter accepts."""

    reader: GraphReader
    events: EventFilter
    min_weight: int
    base_iri: str

    def generate_rows(self) -> Iterator[Row]:
        """Rows sorted by id, each with all of ``COLUMNS``; raises :class:`ExportError` for a value that is not of its column's type."""
        for event in select_events(self.reader, self.events):
            if event.report_count >= self.min_weight:
                yield _check(self._make_row(event))

    def _make_row(self, event: SelectedEvent) -> Row:
        reader = self.reader
        place = reader.find_target(event.id, EdgeKind.PLACE)
        found: Mapping[str, Any] = reader.nodes[place] if place else {}
        mentions = reader.list_targets(event.id, EdgeKind.DENOTED_BY)
        speakers = {speaker for mention in mentions for speaker in reader.list_targets(mention, EdgeKind.ATTRIBUTED_TO)}
        articles = [reader.nodes[article] for article in sorted(event.articles)]
        best = min(mentions, key=lambda mention: (-reader.nodes[mention].get("confidence", 0.0), mention), default=None)
        sentence = reader.find_target(best, EdgeKind.IN_SENTENCE)
        return {
            **{name: event.attributes.get(name) for name in _EVENT if name != "kind"},
            "id": event.id.partition("/")[2] or event.id,
            "iri": self.base_iri + encode_id(event.id),
            "actors": self._list_values(event.actors, "name"),
            "actor_codes": self._list_values(event.actors, "code"),
            "recipients": self._list_values(event.recipients, "name"),
            "recipient_codes": self._list_values(event.recipients, "code"),
            "place": found.get("name"),
            "latitude": found.get("latitude"),
            "longitude": found.get("longitude"),
            "place_precision": found.get("place_precision"),
            "place_country": found.get("country"),
            "speakers": self._list_values(sorted(speakers), "name"),
            "publishers": sorted({article["publisher"] for article in articles if "publisher" in article}),
            "articles": [article["article_id"] for article in articles if "article_id" in article],
            "urls": [article["url"] for article in articles if "url" in article],
            "sentence": reader.nodes[sentence].get("text") if sentence else None,
        }

    def _list_values(self, actors: list[str], attribute: str) -> list[str]:
        # "" keeps codes in step with names
        return [self.reader.nodes[actor].get(attribute, "") for actor in actors]


def make_table(graph: nx.MultiDiGraph, events: EventFilter, *, min_weight: int, base_iri: str) -> EventTable:
    """Table of a graph's events; ``min_weight`` is the least number of articles that tell an event."""
    return EventTable(GraphReader(graph), events, min_weight, base_iri)


def _check(row: Row) -> Row:
    for name, type_ in COLUMNS.items():
        value = row[name]
        if value is not None and not isinstance(value, (float, int) if type_ is float else type_):
            raise ExportError(f"event {row['id']!r} has the {name} {value!r}, which is no {type_.__name__}: it breaks the contract of schemas.graph")
    return row
