"""GEXF 1.3 for Gephi: the network of actors, or of actors and the events they take part in.

Written by hand, as a stream: NetworkX's writer loses ``kind``, fails on missing values and dates, stamps the day's date, and holds the
document. What Gephi asks for beyond the schema: one ``<attributes>`` block a class, (source, target, kind) never twice, spells that do not
overlap, and edges that live within the lives of their ends.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import sqrt
from typing import BinaryIO, Final, TypeAlias

import networkx as nx

from exports.layout import layout_nodes
from exports.output import write_pieces
from exports.palette import ACTOR_COLORS, QUAD_COLORS, UNKNOWN
from exports.projection import ActorEdge, ActorNode, project_actors, project_events
from exports.selection import EventFilter, SelectedEvent, Spell
from exports.terms import encode_id, format_decimal
from schemas.errors import ExportError
from schemas.judgement import Factuality

Value: TypeAlias = str | int | float | bool | None
Columns: TypeAlias = Mapping[str, str]  # title, which is the id too -> GEXF type

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
    "factuality": "string",
    "date": "string",
    "report_count": "integer",
    "mention_count": "integer",
    "killed": "integer",
    "injured": "integer",
    "confidence": "double",
}
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
_EVENT_EDGE_COLUMNS: Final[Columns] = {"role": "string"}

# what XML 1.0 cannot hold even escaped, lone surrogates among it
_FORBIDDEN: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ESCAPES: Final = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\t": "&#9;", "\n": "&#10;", "\r": "&#13;"})
LARGEST, SMALLEST = 60.0, 10.0  # widths of nodes; their area grows with what they count


@dataclass(frozen=True, slots=True)
class _Node:
    id: str
    label: str
    values: Mapping[str, Value]
    color: str
    count: int  # that its size shows
    spells: tuple[Spell, ...]


@dataclass(frozen=True, slots=True)
class _Edge:
    source: str
    target: str
    kind: str
    weight: int
    values: Mapping[str, Value]
    color: str
    spells: tuple[Spell, ...]


@dataclass(frozen=True, slots=True)
class _View:
    description: str
    node_columns: Columns
    edge_columns: Columns
    nodes: list[_Node]
    edges: list[_Edge]


def write_gexf(
    graph: nx.MultiDiGraph,
    stream: BinaryIO,
    *,
    view: str = "actors",
    since: str | None = None,
    until: str | None = None,
    types: Collection[str] = (),
    factualities: Collection[str] = (Factuality.ASSERTED,),
    min_weight: int = 1,
) -> None:
    """Write a network as GEXF: ``view`` "actors" (an edge says what one does to another) or "events" (actor -> event -> recipient).

    The filters are those of :class:`exports.selection.EventFilter`; ``min_weight`` is the least number of events on an edge between actors,
    or of articles that tell an event. The same graph and options give the same bytes.
    """
    events = EventFilter(since=since, until=until, types=types, factualities=factualities)
    if view == "actors":
        content = _view_actors(graph, events, min_weight)
    elif view == "events":
        content = _view_events(graph, events, min_weight)
    else:
        raise ExportError(f"no view {view!r}; give actors or events")
    write_pieces(stream, _generate_document(content))


def _view_actors(graph: nx.MultiDiGraph, events: EventFilter, min_weight: int) -> _View:
    network = project_actors(graph, events, min_weight=min_weight)
    directed = {(edge.source, edge.target, edge.event_type) for edge in network.edges if not edge.mutual}
    edges = [
        _Edge(
            source=edge.source,
            target=edge.target,
            kind=_get_kind(edge, directed),
            weight=edge.weight,
            values={column: getattr(edge, column) for column in _ACTOR_EDGE_COLUMNS},
            color=QUAD_COLORS.get(edge.quad, UNKNOWN),
            spells=edge.spells,
        )
        for edge in network.edges
    ]
    description = f"Actors; an edge counts the events of one type between two of them. {describe_filter(events, min_weight)}"
    return _View(description, _ACTOR_COLUMNS, _ACTOR_EDGE_COLUMNS, [_make_actor(actor) for actor in network.actors], edges)


def _get_kind(edge: ActorEdge, directed: Collection[tuple[str, str, str]]) -> str:
    # Gephi keeps one of two edges with the same ends and kind, and reads no undirected edge beside directed ones
    collides = edge.mutual and (edge.source, edge.target, edge.event_type) in directed
    return f"{edge.event_type} mutual" if collides else edge.event_type


def _view_events(graph: nx.MultiDiGraph, events: EventFilter, min_weight: int) -> _View:
    network = project_events(graph, events, min_weight=min_weight)
    nodes = [_make_actor(actor) for actor in network.actors]
    for event in network.events:
        first, last = event.days or (None, None)
        nodes.append(
            _Node(
                id=event.id,
                label=event.attributes.get("name", event.id),
                values={**event.attributes, "kind": "event", "first_date": first, "last_date": last},
                color=_get_quad_color(event),
                count=1,
                spells=(event.days,) if event.days else (),
            )
        )
    colors = {event.id: _get_quad_color(event) for event in network.events}
    edges = [
        _Edge(
            source=link.actor if link.role == "actor" else link.event,
            target=link.event if link.role == "actor" else link.actor,
            kind=link.role,
            weight=link.weight,
            values={"role": link.role},
            color=colors[link.event],
            spells=link.spells,
        )
        for link in network.links
    ]
    description = f"Actors and events: who acts -> event -> to whom it is done. {describe_filter(events, min_weight)}"
    return _View(description, {**_ACTOR_COLUMNS, **_EVENT_COLUMNS}, _EVENT_EDGE_COLUMNS, nodes, edges)


def _get_quad_color(event: SelectedEvent) -> str:
    return QUAD_COLORS.get(event.attributes["quad"], UNKNOWN)


def _make_actor(actor: ActorNode) -> _Node:
    values = {column: getattr(actor, column) for column in _ACTOR_COLUMNS if column != "kind"}
    color = ACTOR_COLORS.get(actor.actor_kind, UNKNOWN)
    return _Node(actor.id, actor.name, {"kind": actor.actor_kind, **values}, color, actor.n_events, actor.spells)


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


def _generate_document(view: _View) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield '<gexf xmlns="http://gexf.net/1.3" xmlns:viz="http://gexf.net/1.3/viz" version="1.3">\n'
    yield f"<meta><creator>conflict-kg</creator><description>{_escape(view.description)}</description></meta>\n"
    yield '<graph defaultedgetype="directed" idtype="string" mode="dynamic" timeformat="date" timerepresentation="interval">\n'
    for class_, columns in (("node", view.node_columns), ("edge", view.edge_columns)):
        attributes = "".join(f'<attribute id="{name}" title="{name}" type="{type_}"/>\n' for name, type_ in columns.items())
        yield f'<attributes class="{class_}" mode="static">\n{attributes}</attributes>\n'
    positions = layout_nodes([node.id for node in view.nodes], [(edge.source, edge.target, float(edge.weight)) for edge in view.edges])
    largest = max((node.count for node in view.nodes), default=1)
    yield f'<nodes count="{len(view.nodes)}">\n'
    for node in view.nodes:
        x, y = positions[node.id]
        size = round(max(SMALLEST, LARGEST * sqrt(node.count / largest)), 2)
        yield (
            f'<node id="{_escape_id(node.id)}" label="{escape_label(node.label)}">'
            f"{_format_values(node.values, view.node_columns)}{_format_spells(node.spells)}"
            f'<viz:size value="{size}"/><viz:position x="{x}" y="{y}" z="0.0"/>{_format_color(node.color)}</node>\n'
        )
    yield f'</nodes>\n<edges count="{len(view.edges)}">\n'
    for edge in view.edges:
        source, target, kind = _escape_id(edge.source), _escape_id(edge.target), escape_label(edge.kind)
        yield (
            f'<edge id="{source} {target} {kind}" source="{source}" target="{target}" kind="{kind}" weight="{edge.weight}">'
            f"{_format_values(edge.values, view.edge_columns)}{_format_spells(edge.spells)}{_format_color(edge.color)}</edge>\n"
        )
    yield "</edges>\n</graph>\n</gexf>\n"


def _format_values(values: Mapping[str, Value], columns: Columns) -> str:
    found = ((column, values.get(column)) for column in columns)
    return f"<attvalues>{''.join(_format_value(column, value) for column, value in found if value is not None)}</attvalues>"


def _format_value(column: str, value: Value) -> str:
    if isinstance(value, bool):
        text = str(value).lower()
    elif isinstance(value, float):
        text = format_decimal(round(value, 4))
    else:
        text = _escape(str(value))
    return f'<attvalue for="{column}" value="{text}"/>'


def _format_spells(spells: Iterable[Spell]) -> str:
    inner = "".join(f'<spell start="{first}" end="{last}"/>' for first, last in spells)
    return f"<spells>{inner}</spells>" if inner else ""


@lru_cache(maxsize=64)
def _format_color(color: str) -> str:
    red, green, blue = bytes.fromhex(color.removeprefix("#"))
    return f'<viz:color r="{red}" g="{green}" b="{blue}"/>'


def _escape(text: str) -> str:
    return _FORBIDDEN.sub("", text).translate(_ESCAPES)


def escape_label(text: str) -> str:
    """A name on one line, escaped for XML."""
    return _escape(" ".join(text.split()))


def _escape_id(node: str) -> str:
    return _escape(encode_id(node))
