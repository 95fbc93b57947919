"""GraphML: the networks of GEXF, for tools that do not read it (NetworkX, igraph, yEd, Cytoscape).

Positions, sizes and colours are named as Gephi reads them. GraphML has no time: spells are missing, first and last dates are there. Gephi's
reader of GraphML adds up parallel edges; give it GEXF.
"""

from collections.abc import Collection, Iterator, Mapping
from typing import BinaryIO, Final

import networkx as nx

from exports.output import write_pieces
from exports.selection import EventFilter
from exports.terms import encode_id, format_decimal
from exports.view import Columns, NetworkView, Value, make_view, measure_size
from exports.xml import XML_HEAD, escape
from schemas.judgement import Factuality

_TYPES: Final = {"string": "string", "integer": "int", "double": "double", "boolean": "boolean"}
_COLOR: Final[Columns] = {"r": "integer", "g": "integer", "b": "integer"}
_NODE_LOOKS: Final[Columns] = {"x": "double", "y": "double", "size": "double", **_COLOR}


def write_graphml(
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
    """Write a network as GraphML; the options are those of :func:`exports.gexf.write_gexf`."""
    events = EventFilter(since=since, until=until, types=types, factualities=factualities)
    write_pieces(stream, _generate_document(make_view(graph, view, events, min_weight=min_weight)))


def _generate_document(view: NetworkView) -> Iterator[str]:
    node_columns = {"label": "string", **view.node_columns, **_NODE_LOOKS}
    edge_columns = {"kind": "string", "weight": "double", **view.edge_columns, **_COLOR}
    yield f'{XML_HEAD}<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n<desc>{escape(view.description)}</desc>\n'
    for class_, columns in (("node", node_columns), ("edge", edge_columns)):
        for name, type_ in columns.items():
            yield f'<key id="{class_}.{name}" for="{class_}" attr.name="{name}" attr.type="{_TYPES[type_]}"/>\n'
    positions, largest = view.layout(), view.get_largest()
    yield '<graph edgedefault="directed">\n'
    for node in view.generate_nodes():
        x, y = positions[node.id]
        looks = {"x": x, "y": y, "size": measure_size(node.count, largest), **_split_color(node.color)}
        yield f'<node id="{_escape_id(node.id)}">{_format_values("node", {"label": node.label, **node.values, **looks}, node_columns)}</node>\n'
    for edge in view.generate_edges():
        source, target, kind = _escape_id(edge.source), _escape_id(edge.target), escape(edge.kind)
        values = {"kind": edge.kind, "weight": float(edge.weight), **edge.values, **_split_color(edge.color)}
        data = _format_values("edge", values, edge_columns)
        yield f'<edge id="{source} {target} {kind}" source="{source}" target="{target}">{data}</edge>\n'
    yield "</graph>\n</graphml>\n"


def _format_values(class_: str, values: Mapping[str, Value], columns: Columns) -> str:
    found = ((column, values.get(column)) for column in columns)
    return "".join(f'<data key="{class_}.{column}">{_format_value(value)}</data>' for column, value in found if value is not None)


def _format_value(value: Value) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return format_decimal(round(value, 4)) if isinstance(value, float) else escape(str(value))


def _split_color(color: str) -> dict[str, Value]:
    return dict(zip(_COLOR, bytes.fromhex(color.removeprefix("#")), strict=True))


def _escape_id(node: str) -> str:
    return escape(encode_id(node))
