"""Which events a page lists: one frozen record that lives in the address, so that any list can be linked to and downloaded."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from urllib.parse import urlencode

from exports.selection import FACTUALITIES, EventFilter, SelectedEvent
from kg.server.explorer.snapshot import Snapshot, acts_on
from schemas.errors import ExportError
from schemas.graph import EdgeKind


@dataclass(frozen=True, slots=True, kw_only=True)
class EventSearch:
    """What events must have; an empty field restricts nothing.

    ``q``: words that all must stand in the event's sentences, its names, or its evidence. ``actor``: node id of one that takes part. ``source``
    and ``target``: who acts on whom. ``place``: node id. Dates as in :class:`exports.selection.EventFilter`.
    """

    q: str = ""
    type: str = ""
    quad: str = ""
    factuality: str = ""
    since: str = ""
    until: str = ""
    actor: str = ""
    source: str = ""
    target: str = ""
    place: str = ""

    @classmethod
    def parse(cls, query: Mapping[str, str]) -> "EventSearch":
        """From the parameters of an address; what is unknown is left out."""
        return cls(**{field.name: query[field.name].strip() for field in fields(cls) if query.get(field.name)})

    def encode(self) -> str:
        """As the parameters of an address, without the empty ones."""
        return urlencode({field.name: value for field in fields(self) if (value := getattr(self, field.name))})

    def find(self, snapshot: Snapshot) -> list[SelectedEvent]:
        """Events that it finds, the latest first; none where a date or a factuality is not one."""
        try:
            wanted = EventFilter(
                since=self.since or None,
                until=self.until or None,
                types=(self.type,) if self.type else (),
                factualities=(self.factuality,) if self.factuality else FACTUALITIES,
            )
        except ExportError:
            return []
        events = snapshot.events_by_actor.get(self.actor or self.source, []) if self.actor or self.source else snapshot.events
        words = self.q.casefold().split()
        return [
            event
            for event in events
            if wanted.accepts(event.attributes, event.days)
            and (not self.quad or event.attributes["quad"] == self.quad)
            and (not self.source or not self.target or acts_on(event, self.source, self.target))
            and (not self.place or self.place in snapshot.places[event.id])
            and (not words or _has_words(snapshot, event, words))
        ]


def _has_words(snapshot: Snapshot, event: SelectedEvent, words: list[str]) -> bool:
    text = " ".join(_list_texts(snapshot, event)).casefold()
    return all(word in text for word in words)


def _list_texts(snapshot: Snapshot, event: SelectedEvent) -> Iterator[str]:
    for node in (event.id, *event.actors, *event.recipients, *snapshot.places[event.id]):
        yield from (str(value) for key, value in snapshot[node].items() if key.startswith("name") or key in ("code", "event_type", "mode"))
    for mention in snapshot.reader.list_targets(event.id, EdgeKind.DENOTED_BY):
        sentence = snapshot.reader.find_target(mention, EdgeKind.IN_SENTENCE)
        if sentence:
            yield str(snapshot[sentence]["text"])
