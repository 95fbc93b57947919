"""The graph as the pages read it: loaded once for each version of the folder, off the event loop, and never changed."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import networkx as nx

from exports.projection import ActorNetwork, is_mutual, project_actors
from exports.reading import GraphReader
from exports.selection import FACTUALITIES, EventFilter, SelectedEvent, select_events
from kg.store import GraphFolder
from schemas.graph import EdgeKind, NodeKind


@dataclass(frozen=True, slots=True)
class Counts:
    """What the graph holds, in numbers; the span is that of the events that have a date."""

    articles: int
    events: int
    mentions: int
    actors: int
    first_date: str | None
    last_date: str | None


@dataclass(frozen=True, slots=True)
class Dyad:
    """What one actor did to another, in asserted events, both ways kept apart."""

    source: str
    target: str
    quads: Mapping[str, int]

    @property
    def count(self) -> int:
        """Number of events."""
        return sum(self.quads.values())


class Snapshot:
    """One version of the graph, with the indices that pages need; what is costly is made when first asked for."""

    def __init__(self, graph: nx.MultiDiGraph, base_iri: str) -> None:
        self.graph = graph
        self.base_iri = base_iri
        self.reader = GraphReader(graph)
        found = select_events(self.reader, EventFilter(factualities=FACTUALITIES))
        # latest first; those without a date at the end
        self.events: list[SelectedEvent] = sorted(found, key=lambda event: (event.days or ("", ""), event.id), reverse=True)
        self.event_by_id = {event.id: event for event in self.events}
        self.places = {event.id: self.reader.list_targets(event.id, EdgeKind.PLACE) for event in self.events}
        events_by_actor: defaultdict[str, list[SelectedEvent]] = defaultdict(list)
        for event in self.events:
            for actor in sorted({*event.actors, *event.recipients}):
                events_by_actor[actor].append(event)
        self.events_by_actor: Mapping[str, list[SelectedEvent]] = dict(events_by_actor)

    def __getitem__(self, node: str) -> Mapping[str, Any]:
        """Attributes of a node."""
        return self.reader.nodes[node]

    @cached_property
    def counts(self) -> Counts:
        """Numbers for the overview."""
        kinds = Counter(attributes["kind"] for attributes in self.reader.nodes.values())
        days = [event.days for event in self.events if event.days]
        return Counts(
            articles=kinds[NodeKind.ARTICLE],
            events=kinds[NodeKind.EVENT],
            mentions=kinds[NodeKind.MENTION],
            actors=kinds[NodeKind.ACTOR],
            first_date=min((first for first, _ in days), default=None),
            last_date=max((last for _, last in days), default=None),
        )

    @cached_property
    def network(self) -> ActorNetwork:
        """Who acts on whom in asserted events."""
        return project_actors(self.graph)

    @cached_property
    def dyads(self) -> list[Dyad]:
        """Pairs of actors, those with most asserted events first."""
        quads: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        for edge in self.network.edges:
            quads[edge.source, edge.target][edge.quad] += edge.weight
        dyads = [Dyad(source, target, dict(found)) for (source, target), found in quads.items()]
        return sorted(dyads, key=lambda dyad: (-dyad.count, dyad.source, dyad.target))

    @cached_property
    def articles(self) -> list[str]:
        """Articles, the newest first."""
        found = self.reader.list_nodes(NodeKind.ARTICLE)
        return sorted(found, key=lambda article: (self[article].get("published_on", ""), article), reverse=True)

    @cached_property
    def mentions_by_article(self) -> Mapping[str, list[tuple[str, str]]]:
        """Events and mentions (pairs of node ids) that stand in an article, in the order of its text."""
        found: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
        for event in self.events:
            for mention in self.reader.list_targets(event.id, EdgeKind.DENOTED_BY):
                article = self.reader.find_article(mention)
                if article:
                    found[article].append((event.id, mention))
        return {article: sorted(pairs, key=lambda pair: (self[pair[1]]["start_char"], pair)) for article, pairs in found.items()}

    @cached_property
    def relations_by_actor(self) -> Mapping[str, list[str]]:
        """Relations in which an actor or place stands as subject or object, the oldest first."""
        found: defaultdict[str, list[str]] = defaultdict(list)
        for relation in self.reader.list_nodes(NodeKind.RELATION):
            ends = (*self.reader.list_targets(relation, EdgeKind.SUBJECT), *self.reader.list_targets(relation, EdgeKind.OBJECT))
            for end in sorted(set(ends)):
                found[end].append(relation)
        return {end: sorted(relations, key=self._get_begin) for end, relations in found.items()}

    def _get_begin(self, relation: str) -> tuple[str, str]:
        attributes = self[relation]
        return str(attributes.get("valid_from") or attributes.get("first_date", "")), relation

    @cached_property
    def words_by_actor(self) -> Mapping[str, list[tuple[str, int]]]:
        """Words that articles name an actor with, and how often, the most frequent first."""
        counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for mention in self.reader.list_nodes(NodeKind.MENTION):
            # one set a mention, because an actor may stand there in two roles with the same words
            for actor, text in sorted(
                {(edge.target, edge.attributes["text"]) for edge in self.reader.list_words(mention) if "text" in edge.attributes}
            ):
                counts[actor][text] += 1
        return {actor: sorted(found.items(), key=lambda pair: (-pair[1], pair[0])) for actor, found in counts.items()}

    @cached_property
    def _claims(self) -> tuple[Mapping[str, list[str]], Mapping[str, list[str]]]:
        denials: defaultdict[str, list[str]] = defaultdict(list)
        accusations: defaultdict[str, list[str]] = defaultdict(list)
        for event in sorted(self.event_by_id):
            for target in self.reader.list_targets(event, EdgeKind.DENIES):
                denials[target].append(event)
            for target in self.reader.list_targets(event, EdgeKind.ALLEGES):
                accusations[target].append(event)
        return dict(denials), dict(accusations)

    def list_denials(self, event: str) -> list[str]:
        """Events in which somebody denies this one."""
        return self._claims[0].get(event, [])

    def list_accusations(self, event: str) -> list[str]:
        """Events in which somebody accuses somebody of this one."""
        return self._claims[1].get(event, [])


def acts_on(event: SelectedEvent, source: str, target: str) -> bool:
    """Whether the event stands behind the network's edge from one actor to the other.

    An event done to each other, without a recipient, ties both of its actors.
    """
    if source in event.actors and target in event.recipients:
        return True
    both = not event.recipients and source in event.actors and target in event.actors
    return both and is_mutual(event.attributes["event_type"], event.attributes.get("mode"))


class SnapshotCache:
    """Gives the snapshot of the folder's present version.

    The first reader waits for it; when the folder changes later, readers get the former one until the new one is there.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._version: bytes | None = None
        self._snapshot: Snapshot | None = None
        self._loading: asyncio.Task[Snapshot] | None = None

    @property
    def is_loaded(self) -> bool:
        """Whether there is a snapshot to show at once, be it a former one."""
        return self._snapshot is not None

    async def get(self) -> Snapshot:
        """The snapshot; raises StoreError where the folder cannot be read."""
        if self._loading is None and (self._snapshot is None or self._read_version() != self._version):
            self._loading = asyncio.create_task(self._load())
            self._loading.add_done_callback(lambda task: task.cancelled() or task.exception())  # seen here even if nobody waits for it
        if self._snapshot is not None:
            return self._snapshot
        assert self._loading is not None  # set above, or by the reader before
        return await asyncio.shield(self._loading)

    async def _load(self) -> Snapshot:
        try:
            version = self._read_version()  # before the graph: a change in between is then seen at the next call
            self._snapshot = await asyncio.to_thread(self._read)
            self._version = version
            return self._snapshot
        finally:
            self._loading = None

    def _read_version(self) -> bytes | None:
        try:
            return (self._path / "current").read_bytes()  # names the digest of all records
        except OSError:
            return None

    def _read(self) -> Snapshot:
        with GraphFolder(self._path) as folder:
            return Snapshot(folder.load_graph(), folder.get_base_iri())
