"""Parquet: events as one flat table, typed, for data frames and DuckDB. Needs pyarrow, which the extra ``parquet`` installs."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from itertools import islice
from typing import Any, BinaryIO, Final

import networkx as nx

from exports.selection import FACTUALITIES, EventFilter
from exports.table import COLUMNS, Cell, Row, make_table
from exports.terms import check_iri
from schemas.errors import ExportError
from schemas.identifiers import BASE_IRI

_ROWS_AT_A_TIME: Final = 10_000
_DAYS: Final = frozenset({"first_date", "last_date"})  # days of the calendar; "date" may be a month or a year


def write_parquet(
    graph: nx.MultiDiGraph,
    stream: BinaryIO,
    *,
    since: str | None = None,
    until: str | None = None,
    types: Collection[str] = (),
    factualities: Collection[str] = FACTUALITIES,
    min_weight: int = 1,
    base_iri: str = BASE_IRI,
) -> None:
    """Write the events as a table, one row each; columns and filters are those of :func:`exports.csv.write_csv`.

    The same graph gives the same bytes with the same version of pyarrow, which puts its name into the file. Raises :class:`ExportError` where
    pyarrow is not installed.
    """
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError as error:
        raise ExportError("parquet needs pyarrow: pip install 'conflict-kg[parquet]', or export csv") from error
    events = EventFilter(since=since, until=until, types=types, factualities=factualities)
    rows = make_table(graph, events, min_weight=min_weight, base_iri=check_iri(base_iri)).generate_rows()
    kinds = {str: pa.string(), int: pa.int64(), float: pa.float64(), list: pa.list_(pa.string())}
    schema = pa.schema([(name, pa.date32() if name in _DAYS else kinds[type_]) for name, type_ in COLUMNS.items()])
    with pq.ParquetWriter(stream, schema, compression="zstd") as writer:
        for columns in _generate_batches(rows):
            writer.write_table(pa.Table.from_pydict(columns, schema=schema))


def _generate_batches(rows: Iterator[Row]) -> Iterator[Mapping[str, list[Any]]]:
    while batch := list(islice(rows, _ROWS_AT_A_TIME)):
        yield {name: [_convert(name, row[name]) for row in batch] for name in COLUMNS}


def _convert(name: str, cell: Cell) -> Cell | date:
    if isinstance(cell, str):
        # UTF-8 has no lone surrogates
        return date.fromisoformat(cell) if name in _DAYS else cell.encode("utf-8", "ignore").decode()
    if isinstance(cell, list):
        return [item.encode("utf-8", "ignore").decode() for item in cell]
    return cell
