"""GEXF 1.3 for Gephi: the network of actors, or of actors and the events they take part in.

Written by hand, as a stream: NetworkX's writer loses ``kind``, fails on missing values and dates, stamps the day's date, and holds the
document. One ``<attributes>`` block a class, because Gephi Lite's reader keeps only the last of several.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import partial
from typing import BinaryIO

import networkx as nx

from exports.memo import Memo
from exports.output import write_pieces
from exports.selection import EventFilter, Spell
from exports.terms import encode_id, format_decimal
from exports.view import Columns, NetworkView, Value, make_view, measure_size
from exports.xml import XML_HEAD, escape, escape_label
from schemas.judgement import Factuality


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
    write_pieces(stream, generate_gexf(make_view(graph, view, events, min_weight=min_weight)))


def generate_gexf(view: NetworkView) -> Iterator[str]:
    """Text of the document for a network, piece by piece."""
    yield f'{XML_HEAD}<gexf xmlns="http://gexf.net/1.3" xmlns:viz="http://gexf.net/1.3/viz" version="1.3">\n'
    yield f"<meta><creator>conflict-kg</creator><description>{escape(view.description)}</description></meta>\n"
    yield '<graph defaultedgetype="directed" idtype="string" mode="dynamic" timeformat="date" timerepresentation="interval">\n'
    for class_, columns in (("node", view.node_columns), ("edge", view.edge_columns)):
        attributes = "".join(f'<attribute id="{name}" title="{name}" type="{type_}"/>\n' for name, type_ in columns.items())
        yield f'<attributes class="{class_}" mode="static">\n{attributes}</attributes>\n'
    ids, kinds, spells, colors = Memo(_escape_id), Memo(escape_label), Memo(_format_spells), Memo(_format_color)
    format_node, format_edge = _make_formatter(view.node_columns), _make_formatter(view.edge_columns)
    positions, largest = view.layout(), view.get_largest()
    yield f'<nodes count="{view.count_nodes()}">\n'
    for node in view.generate_nodes():
        x, y = positions[node.id]
        yield (
            f'<node id="{ids[node.id]}" label="{escape_label(node.label)}">'
            f"{format_node(node.values)}{spells[node.spells]}"
            f'<viz:size value="{measure_size(node.count, largest)}"/><viz:position x="{x}" y="{y}" z="0.0"/>{colors[node.color]}</node>\n'
        )
    yield f'</nodes>\n<edges count="{view.count_edges()}">\n'
    for edge in view.generate_edges():
        source, target, kind = ids[edge.source], ids[edge.target], kinds[edge.kind]
        yield (
            f'<edge id="{source} {target} {kind}" source="{source}" target="{target}" kind="{kind}" weight="{edge.weight}">'
            f"{format_edge(edge.values)}{spells[edge.spells]}{colors[edge.color]}</edge>\n"
        )
    yield "</edges>\n</graph>\n</gexf>\n"


def _make_formatter(columns: Columns) -> Callable[[Mapping[str, Value]], str]:
    # of 1, 1.0 and True, which are equal, each is written as what it is
    memos = [(column, Memo(partial(_format_attribute, column))) for column in columns]

    def format_values(values: Mapping[str, Value]) -> str:
        found = [memo[value.__class__, value] for column, memo in memos if (value := values.get(column)) is not None]
        return f"<attvalues>{''.join(found)}</attvalues>"

    return format_values


def _format_attribute(column: str, typed: tuple[type, Value]) -> str:
    return f'<attvalue for="{column}" value="{_format_value(typed[1])}"/>'


def _format_value(value: Value) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return format_decimal(round(value, 4)) if isinstance(value, float) else escape(str(value))


def _format_spells(spells: Iterable[Spell]) -> str:
    inner = "".join(f'<spell start="{first}" end="{last}"/>' for first, last in spells)
    return f"<spells>{inner}</spells>" if inner else ""


def _format_color(color: str) -> str:
    red, green, blue = bytes.fromhex(color.removeprefix("#"))
    return f'<viz:color r="{red}" g="{green}" b="{blue}"/>'


def _escape_id(node: str) -> str:
    return escape(encode_id(node))
