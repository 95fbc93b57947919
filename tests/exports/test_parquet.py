from datetime import date
from io import BytesIO

import pytest

from exports.table import COLUMNS
from tests.exports.graphs import HOSTILE_TEXTS, GraphBuilder, make_graph
from tests.exports.readers import read, write

pa = pytest.importorskip("pyarrow", reason="pyarrow, of the extra parquet, is not installed")
pq = pytest.importorskip("pyarrow.parquet")


def test_columns_have_their_types() -> None:
    schema = pq.read_schema(BytesIO(write(make_graph(), "parquet")))
    assert schema.names == list(COLUMNS)
    found = [schema.field(name).type for name in ("id", "killed", "plover_score", "first_date", "actors")]
    assert found == [pa.string(), pa.int64(), pa.float64(), pa.date32(), pa.list_(pa.field("element", pa.string()))]


def test_an_event_is_one_row() -> None:
    rows = {row["id"]: row for row in read(make_graph(), "parquet")}
    shelling, supply = rows["ev-shelling"], rows["ev-supply"]
    assert (shelling["killed"], shelling["killed_low"], shelling["independent_count"]) == (3, 2, 1)
    assert (shelling["first_date"], shelling["recipients"]) == (date(2020, 10, 4), ["Armenia", "villagers"])
    assert (supply["first_date"], supply["killed"], supply["place"], supply["speakers"]) == (None, None, None, [])


def flatten(value: object) -> str:
    return "; ".join(value) if isinstance(value, list) else "" if value is None else str(value)


def test_it_holds_the_rows_of_the_csv() -> None:
    rows = [{name: flatten(value) for name, value in row.items()} for row in read(make_graph(), "parquet")]
    assert rows == read(make_graph(), "csv")


@pytest.mark.parametrize("text", HOSTILE_TEXTS)
def test_any_text_survives_but_lone_surrogates(text: str) -> None:
    graph = make_graph()
    graph.add_node("event/ev-shelling", name=text)
    assert text.encode("utf-8", "ignore").decode() in {row["name"] for row in read(graph, "parquet")}


def test_rows_come_in_groups_so_that_memory_stays_flat() -> None:
    build = GraphBuilder()
    actors = [build.add_actor(code) for code in "AB"]
    for number in range(10_001):
        build.add_event(f"{number:05}", "AID", actors[:1], actors[1:])
    data = write(build.graph, "parquet")
    assert pq.ParquetFile(BytesIO(data)).metadata.num_row_groups == 2
    assert data == write(build.graph, "parquet")
