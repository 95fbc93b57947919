"""CSV: events as one flat table, and the node and edge tables that Gephi's spreadsheet import reads.

UTF-8, commas, a line feed after each row, quotes where a cell needs them (RFC 4180). A spreadsheet runs a cell that begins with ``=``, ``+``,
``-`` or ``@`` as a formula: text that does so gets an apostrophe before it, numbers stay numbers. Control characters are dropped.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from shutil import copyfileobj
from tempfile import TemporaryFile
from typing import BinaryIO, Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import networkx as nx

from exports.output import write_pieces
from exports.selection import FACTUALITIES, EventFilter, Spell
from exports.table import COLUMNS, Cell, make_table
from exports.terms import check_iri, encode_id
from exports.view import NetworkView, Value, make_view, measure_size
from exports.xml import drop_forbidden
from schemas.identifiers import BASE_IRI
from schemas.judgement import Factuality

_FORMULA: Final = re.compile("[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")  # full-width forms are formulas too where input is Asian
_QUOTED: Final = re.compile('[",\r\n]')
_FIRST_DAY: Final = (1980, 1, 1, 0, 0, 0)  # of the ZIP format: the clock is not read


def write_csv(
    graph: nx.MultiDiGraph,
    stream: BinaryIO,
    *,
    view: str = "events",
    since: str | None = None,
    until: str | None = None,
    types: Collection[str] = (),
    factualities: Collection[str] | None = None,
    min_weight: int = 1,
    base_iri: str = BASE_IRI,
) -> None:
    """Write one table: with ``view`` "events" the columns of :data:`exports.table.COLUMNS`, lists joined by "; "; with "actors" Gephi's edges.

    Where ``factualities`` is None, events of all of them are rows, as a column says which it is, but only what is asserted is an edge. The other
    filters are those of :func:`exports.gexf.write_gexf`.
    """
    if factualities is None:
        factualities = FACTUALITIES if view == "events" else (Factuality.ASSERTED,)
    events = EventFilter(since=since, until=until, types=types, factualities=factualities)
    if view == "events":
        write_pieces(stream, _generate_events(graph, events, min_weight, check_iri(base_iri)))
    else:
        write_pieces(stream, _generate_edges(make_view(graph, view, events, min_weight=min_weight)))


def write_gephi_csv(
    graph: nx.MultiDiGraph,
    stream: BinaryIO,
    *,
    view: str = "actors",
    since: str | None = None,
    until: str | None = None,
    types: Collection[str] = (),
    factualities: Collection[str] = (Factuality.ASSERTED,),
    min_weight: int = 1,
    base_iri: str = BASE_IRI,
) -> None:
    """Write a ZIP archive of nodes.csv and edges.csv, a network as :func:`exports.gexf.write_gexf` has it, and events.csv, the events in it.

    The headers are those that Gephi knows: Id, Label, Source, Target, Type, Kind, Weight, and timeset with the spells.
    """
    events = EventFilter(since=since, until=until, types=types, factualities=factualities)
    network = make_view(graph, view, events, min_weight=min_weight)
    # between actors an edge must weigh so much, an event may be told once
    reports = min_weight if view == "events" else 1
    tables = {
        "nodes.csv": _generate_nodes(network),
        "edges.csv": _generate_edges(network),
        "events.csv": _generate_events(graph, events, reports, check_iri(base_iri)),
    }
    # an archive has other bytes where its writer cannot go back, as in a pipe
    with TemporaryFile() as draft:
        with ZipFile(draft, "w") as archive:
            for name, rows in tables.items():
                entry = ZipInfo(name, _FIRST_DAY)
                entry.compress_type, entry.create_system, entry.external_attr = ZIP_DEFLATED, 3, 0o644 << 16  # the same on every system
                with archive.open(entry, "w", force_zip64=True) as member:
                    write_pieces(member, rows)
        draft.seek(0)
        copyfileobj(draft, stream)


def _generate_events(graph: nx.MultiDiGraph, events: EventFilter, min_weight: int, base_iri: str) -> Iterator[str]:
    yield _format_row(COLUMNS)
    for row in make_table(graph, events, min_weight=min_weight, base_iri=base_iri).generate_rows():
        yield _format_row(row[name] for name in COLUMNS)


def _generate_nodes(network: NetworkView) -> Iterator[str]:
    yield _format_row(["Id", "Label", *network.node_columns, "timeset", "x", "y", "size", "color"])
    positions, largest = network.layout(), network.get_largest()
    for node in network.generate_nodes():
        looks = (*positions[node.id], measure_size(node.count, largest), node.color)
        values = _list_values(node.values, network.node_columns)
        yield _format_row([encode_id(node.id), node.label, *values, _format_spells(node.spells), *looks])


def _generate_edges(network: NetworkView) -> Iterator[str]:
    yield _format_row(["Source", "Target", "Type", "Kind", "Weight", *network.edge_columns, "timeset", "color"])
    for edge in network.generate_edges():
        values = _list_values(edge.values, network.edge_columns)
        ends = encode_id(edge.source), encode_id(edge.target)
        yield _format_row([*ends, "Directed", edge.kind, edge.weight, *values, _format_spells(edge.spells), edge.color])


def _list_values(values: Mapping[str, Value], columns: Iterable[str]) -> list[Value]:
    found = (values.get(column) for column in columns)
    return [round(value, 4) if isinstance(value, float) else value for value in found]


def _format_spells(spells: Iterable[Spell]) -> str:
    inner = "; ".join(f"[{first}, {last}]" for first, last in spells)
    return f"<{inner}>" if inner else ""


def _format_row(cells: Iterable[Cell]) -> str:
    return ",".join(map(_format_cell, cells)) + "\n"


def _format_cell(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, (int, float)):
        return repr(cell)
    text = drop_forbidden("; ".join(cell) if isinstance(cell, list) else cell)
    if _FORMULA.match(text):
        text = "'" + text
    return '"' + text.replace('"', '""') + '"' if _QUOTED.search(text) else text
