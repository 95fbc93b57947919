"""The network that a format of networks writes: actors, or actors and the events they take part in, with columns, weights, colours and sizes.

GEXF, GraphML and the tables for Gephi differ in how they write it, never in what it holds. What Gephi asks for is seen to here: (source,
target, kind) never twice, spells that do not overlap, and edges that live within the lives of their ends.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from math import sqrt
from typing import Final, NamedTuple, TypeAlias

import networkx as nx

from exports.layout import layout_nodes
from exports.palette import ACTOR_COLORS, QUAD_COLORS, UNKNOWN
from exports.projection import ActorNetwork, ActorNode, EventNetwork, project_actors, project_events
from exports.selection import EventFilter, SelectedEvent, Spell
from schemas.errors import ExportError

Value: TypeAlias = str | int | float | bool | None
Columns: TypeAlias = Mapping[str, str]  # title, which is the id too -> type as GEXF names it

_ACTOR_COLUMNS: Final[Columns] = {
    "kind": "string",
    "country": "string",
    "sector": "string",
    "wikidata": "string",  # anyURI columns are dropped by Gephi
    "n_events": "integer",
    "n_articles": "integer",
    "conflict_share": "double",
    "first_date": "string",  # Gephi has no type for dates
    "last_date": "string",
}
_EVENT_COLUMNS: Final[Columns] = {
    "event_type": "string",
    "mode": "string",
    "quad": "string",
    "plover_score": "double",
    "sign": "integer",
    "factuality": "string",
    "date": "string",
    "report_count": "integer",
    "independent_count": "integer",
    "mention_count": "integer",
    "killed": "integer",
    "killed_low": "integer",
    "killed_high": "integer",
    "injured": "integer",
    "injured_low": "integer",
    "injured_high": "integer",
    "confidence": "double",
}
_ACTOR_AND_EVENT_COLUMNS: Final[Columns] = {**_ACTOR_COLUMNS, **_EVENT_COLUMNS}  # Gephi Lite keeps one block of columns
_ACTOR_EDGE_COLUMNS: Final[Columns] = {
    "event_type": "string",
    "mutual": "boolean",
    "sign": "integer",
    "quad": "string",
    "plover_score": "double",
    "factuality": "string",
    "first_date": "string",
    "last_date": "string",
}
_EVENT_EDGE_COLUMNS: Final[Columns] = {"role": "string", "sign": "integer", "quad": "string", "first_date": "string", "last_date": "string"}

LARGEST, SMALLEST = 60.0, 10.0  # widths of nodes; their area grows with what they count


@dataclass(frozen=True, slots=True)
class ViewNode:
    """A node as it is drawn; ``count`` is what its size shows, ``color`` is ``#RRGGBB``."""

    id: str
    label: str
    values: Mapping[str, Value]
    color: str
    count: int
    spells: tuple[Spell, ...]


class ViewEdge(NamedTuple):
    """An edge as it is drawn; no other has its source, target and kind."""

    source: str
    target: str
    kind: str
    weight: int
    values: Mapping[str, Value]
    color: str
    spells: tuple[Spell, ...]


class NetworkView(ABC):
    """What a network holds; nodes and edges are made one by one, so that a large one is written in little memory."""

    node_columns: Columns
    edge_columns: Columns

    def __init__(self, description: str) -> None:
        self.description = description

    @abstractmethod
    def count_nodes(self) -> int:
        """Number of nodes."""

    @abstractmethod
    def count_edges(self) -> int:
        """Number of edges."""

    @abstractmethod
    def generate_nodes(self) -> Iterator[ViewNode]:
        """Nodes, sorted by id within each of their kinds."""

    @abstractmethod
    def generate_edges(self) -> Iterator[ViewEdge]:
        """Edges, sorted."""

    @abstractmethod
    def layout(self) -> Mapping[str, tuple[float, float]]:
        """Position (x, y) of each node."""

    @abstractmethod
    def get_largest(self) -> int:
        """Greatest count of a node, at least one."""


def make_view(graph: nx.MultiDiGraph, view: str, events: EventFilter, *, min_weight: int = 1) -> NetworkView:
    """Project a graph to the network that ``view`` names: "actors" (an edge says what one does to another) or "events" (bipartite).

    ``min_weight`` is the least number of events on an edge between actors, or of articles that tell an event.
    """
    if view == "actors":
        return _ActorView(project_actors(graph, events, min_weight=min_weight), describe_filter(events, min_weight))
    if view == "events":
        return _EventView(project_events(graph, events, min_weight=min_weight), describe_filter(events, min_weight))
    raise ExportError(f"no view {view!r}; give actors or events")


def measure_size(count: int, largest: int) -> float:
    """Width of a node that counts so many where the largest counts ``largest``."""
    return round(max(SMALLEST, LARGEST * sqrt(count / largest)), 2)


def describe_filter(events: EventFilter, min_weight: int) -> str:
    """What was left out of a network, in words; empty where nothing was."""
    limits = {
        "since": events.since,
        "until": events.until,
        "type": ", ".join(sorted(events.types)),
        "weight at least": min_weight if min_weight > 1 else None,
    }
    given = "".join(f"; {name} {value}" for name, value in limits.items() if value)
    return f"Factuality {', '.join(sorted(events.factualities))}{given}."


class _ActorView(NetworkView):
    """Actors, and an edge for each (actor, recipient, event type)."""

    node_columns = _ACTOR_COLUMNS
    edge_columns = _ACTOR_EDGE_COLUMNS

    def __init__(self, network: ActorNetwork, limits: str) -> None:
        super().__init__(f"Actors; an edge counts the events of one type between two of them. {limits}")
        self._network = network

    def count_nodes(self) -> int:
        return len(self._network.actors)

    def count_edges(self) -> int:
        return len(self._network.edges)

    def layout(self) -> Mapping[str, tuple[float, float]]:
        edges = ((edge.source, edge.target, float(edge.weight)) for edge in self._network.edges)
        return layout_nodes([actor.id for actor in self._network.actors], edges)

    def get_largest(self) -> int:
        return max((actor.n_events for actor in self._network.actors), default=1)

    def generate_nodes(self) -> Iterator[ViewNode]:
        return map(_make_actor, self._network.actors)

    def generate_edges(self) -> Iterator[ViewEdge]:
        directed: tuple[str, str, str] | None = None
        for edge in self._network.edges:
            kind = edge.event_type
            # Gephi keeps one of two edges with the same ends and kind, and reads no undirected edge beside directed ones;
            # what is mutual comes right after what has the same ends and type
            if not edge.mutual:
                directed = edge.source, edge.target, kind
            elif directed == (edge.source, edge.target, kind):
                kind += " mutual"
            values = {column: getattr(edge, column) for column in _ACTOR_EDGE_COLUMNS}
            yield ViewEdge(edge.source, edge.target, kind, edge.weight, values, QUAD_COLORS.get(edge.quad, UNKNOWN), edge.spells)


class _EventView(NetworkView):
    """Actors and events: who acts -> event -> to whom it is done."""

    node_columns = _ACTOR_AND_EVENT_COLUMNS
    edge_columns = _EVENT_EDGE_COLUMNS

    def __init__(self, network: EventNetwork, limits: str) -> None:
        super().__init__(f"Actors and events: who acts -> event -> to whom it is done. {limits}")
        self._network = network

    def count_nodes(self) -> int:
        return len(self._network.actors) + len(self._network.events)

    def count_edges(self) -> int:
        return sum(len(event.actors) + len(event.recipients) for event in self._network.events)

    def layout(self) -> Mapping[str, tuple[float, float]]:
        actors, events = self._network.actors, self._network.events
        acting = ((actor, event.id, float(event.report_count)) for event in events for actor in event.actors)
        undergoing = ((event.id, actor, float(event.report_count)) for event in events for actor in event.recipients)
        ids = [*(actor.id for actor in actors), *(event.id for event in events)]
        return layout_nodes(ids, chain(acting, undergoing))

    def get_largest(self) -> int:
        return max((actor.n_events for actor in self._network.actors), default=1)

    def generate_nodes(self) -> Iterator[ViewNode]:
        yield from map(_make_actor, self._network.actors)
        for event in self._network.events:
            values = {**event.attributes, **_describe_event(event), "kind": "event"}
            label = event.attributes.get("name", event.id)
            yield ViewNode(event.id, label, values, _get_color(event), 1, (event.days,) if event.days else ())

    def generate_edges(self) -> Iterator[ViewEdge]:
        for event in self._network.events:
            shared = _describe_event(event)
            look = _get_color(event), (event.days,) if event.days else ()
            weight = event.report_count
            for actor in event.actors:
                yield ViewEdge(actor, event.id, "actor", weight, {"role": "actor", **shared}, *look)
            for actor in event.recipients:
                yield ViewEdge(event.id, actor, "recipient", weight, {"role": "recipient", **shared}, *look)


def _make_actor(actor: ActorNode) -> ViewNode:
    values = {column: getattr(actor, column) for column in _ACTOR_COLUMNS if column != "kind"}
    color = ACTOR_COLORS.get(actor.actor_kind, UNKNOWN)
    return ViewNode(actor.id, actor.name, {"kind": actor.actor_kind, **values}, color, actor.n_events, actor.spells)


def _describe_event(event: SelectedEvent) -> dict[str, Value]:
    first, last = event.days or (None, None)
    return {"sign": event.sign, "quad": event.attributes["quad"], "first_date": first, "last_date": last}


def _get_color(event: SelectedEvent) -> str:
    return QUAD_COLORS.get(event.attributes["quad"], UNKNOWN)
