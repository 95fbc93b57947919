from io import BytesIO
from zipfile import ZipFile

import pytest

from exports.table import COLUMNS
from schemas.errors import ExportError
from tests.exports.graphs import HOSTILE_TEXTS, GraphBuilder, make_graph
from tests.exports.readers import read, write

FORMULAS = ["=1+1", '=HYPERLINK("http://x","y")', "+62 812", "-2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "＠a"]


def get_event(name: str) -> dict[str, str]:
    (row,) = (row for row in read(make_graph(), "csv") if row["id"] == f"ev-{name}")
    found: dict[str, str] = row
    return found


def test_an_event_is_one_row() -> None:
    row = get_event("shelling")
    assert list(row) == list(COLUMNS)
    assert {name: value for name, value in row.items() if value} == {
        "id": "ev-shelling",
        "iri": "https://w3id.org/conflict-kg/id/event/ev-shelling",
        "name": "event shelling",
        "name_id": "peristiwa shelling",
        "event_type": "ASSAULT",
        "mode": "heavy-weapons",
        "quad": "material conflict",
        "plover_score": "-9.0",
        "factuality": "asserted",
        "date": "2020-10-04",
        "date_precision": "day",
        "first_date": "2020-10-04",
        "last_date": "2020-10-04",
        "report_count": "2",
        "independent_count": "1",
        "mention_count": "1",
        "killed": "3",
        "killed_low": "2",
        "killed_high": "3",
        "injured": "0",
        "injured_low": "0",
        "injured_high": "7",
        "confidence": "0.9",
        "actors": "Azerbaijan",
        "actor_codes": "AZE",
        "recipients": "Armenia; villagers",
        "recipient_codes": "ARM; ",  # in step with the names
        "place": "Stepanakert",
        "latitude": "39.8153",
        "longitude": "46.752",
        "place_precision": "city",
        "place_country": "AZE",
        "speakers": "United Nations",
        "publishers": "The Paper",
        "articles": "file-a-1; file-a-2",
        "urls": "https://example.org/?a=1&b",
        "sentence": "Shells fell on the town.",
    }


def test_events_of_every_factuality_are_rows_but_only_asserted_ones_are_edges() -> None:
    assert {row["factuality"] for row in read(make_graph(), "csv")} == {"asserted", "alleged"}
    assert {row["factuality"] for row in read(make_graph(), "csv", view="actors")} == {"asserted"}


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({"since": "2020-10-05"}, {"charge", "denial", "talks"}),
        ({"until": "2020-10-04"}, {"shelling", "talks"}),
        ({"types": ["AID", "ACCUSE"]}, {"supply", "charge"}),
        ({"factualities": ["alleged"]}, {"supply"}),
        ({"min_weight": 2}, {"shelling"}),
    ],
)
@pytest.mark.parametrize("name", ["csv", "parquet"])
def test_filters_choose_rows(name: str, options: dict[str, object], expected: set[str]) -> None:
    if name == "parquet":
        pytest.importorskip("pyarrow")
    assert {row["id"].removeprefix("ev-") for row in read(make_graph(), name, **options)} == expected


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_is_a_formula(text: str) -> None:
    graph = make_graph()
    graph.add_node("event/ev-shelling", name=text)
    graph.add_node("actor/ARM", name=text)
    tables = [read(graph, "csv"), read(graph, "csv", view="actors"), *read(graph, "gephi-csv").values()]
    cells = [cell for rows in tables for row in rows for cell in row.values() if not cell.removeprefix("-").replace(".", "").isdigit()]
    assert "'" + text in cells
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＠"))]


@pytest.mark.parametrize("text", HOSTILE_TEXTS)
def test_any_text_survives_but_what_no_spreadsheet_can_show(text: str) -> None:
    graph = make_graph()
    graph.add_node("event/ev-shelling", name=text)
    (row,) = (row for row in read(graph, "csv") if row["id"] == "ev-shelling")
    assert row["name"] == "".join(char for char in text if char in "\t\n\r" or (char >= " " and char not in "\ufffe\uffff\ud800\udfff"))


def test_gephi_finds_its_columns() -> None:
    tables = read(make_graph(), "gephi-csv")
    assert list(tables) == ["nodes.csv", "edges.csv", "events.csv"]
    node = tables["nodes.csv"][0]
    assert (node["Id"], node["Label"], node["n_events"], node["timeset"]) == ("actor/ARM", "Armenia", "3", "<[2020-10-01, 2020-10-31]>")
    (edge,) = (edge for edge in tables["edges.csv"] if edge["Kind"] == "ASSAULT" and edge["Target"] == "actor/ARM")
    assert (edge["Source"], edge["Type"], edge["Weight"], edge["sign"], edge["mutual"]) == ("actor/AZE", "Directed", "1", "-1", "false")
    assert (edge["first_date"], edge["last_date"], edge["color"]) == ("2020-10-04", "2020-10-04", "#D55E00")


@pytest.mark.parametrize("view", ["actors", "events"])
def test_edges_lead_from_node_to_node(view: str) -> None:
    tables = read(make_graph(), "gephi-csv", view=view)
    nodes = {node["Id"] for node in tables["nodes.csv"]}
    assert {edge[end] for edge in tables["edges.csv"] for end in ("Source", "Target")} <= nodes
    assert {row["factuality"] for row in tables["events.csv"]} == {"asserted"}


def test_the_archive_does_not_say_when_it_was_made() -> None:
    with ZipFile(BytesIO(write(make_graph(), "gephi-csv"))) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_spells_that_do_not_touch_stand_side_by_side() -> None:
    build = GraphBuilder()
    actors = [build.add_actor(code) for code in "AB"]
    for day in ("2020-10-01", "2020-10-02", "2020-10-09"):
        build.add_event(day, "AID", actors[:1], actors[1:], day=day)
    (edge,) = read(build.graph, "csv", view="actors")
    assert edge["timeset"] == "<[2020-10-01, 2020-10-02]; [2020-10-09, 2020-10-09]>"


@pytest.mark.parametrize(("name", "value"), [("killed", "3"), ("name", 7), ("plover_score", "high")])
def test_a_value_of_another_type_is_refused(name: str, value: object) -> None:
    graph = make_graph()
    graph.add_node("event/ev-talks", **{name: value})
    with pytest.raises(ExportError, match=f"'ev-talks' has the {name} "):
        write(graph, "csv")
