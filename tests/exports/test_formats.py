import re
import sys
from importlib.util import find_spec
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import exports
from exports.formats import FORMATS, export_graph, find_format, write_graph
from schemas.errors import ExportError
from tests.exports.graphs import HOSTILE_TEXTS, GraphBuilder, graphs, make_graph, shuffle_graph
from tests.exports.readers import PROGRAMS, READERS, read, write

NO_PYARROW = pytest.mark.skipif(find_spec("pyarrow") is None, reason="pyarrow, of the extra parquet, is not installed")
TEXTS = {"name", "name_id", "text", "title", "publisher", "url", "article_id", "lang", "trigger", "office", "code", "country", "sector", "wikidata"}
NAMES = [pytest.param(name, marks=NO_PYARROW) if name == "parquet" else name for name in FORMATS]


@pytest.mark.parametrize(
    ("name_or_path", "expected"),
    [
        ("turtle", "turtle"),
        ("JSONL", "jsonl"),
        ("out/events.ttl", "turtle"),
        ("EVENTS.NT", "ntriples"),
        (Path("a.b/actors.gexf"), "gexf"),
        ("events.reifiers.ttl", "reifiers"),  # the longest ending
        ("network.zip", "gephi-csv"),
    ],
)
def test_a_format_is_found_by_name_or_ending(name_or_path: str | Path, expected: str) -> None:
    assert find_format(name_or_path).name == expected


@pytest.mark.parametrize("name_or_path", ["", "ttl", "events.doc", "gexf.d/events"])
def test_an_unknown_format_is_refused_with_those_that_are_known(name_or_path: str) -> None:
    with pytest.raises(ExportError, match=r"turtle \(\.ttl\), ntriples \(\.nt\)"):
        find_format(name_or_path)


def test_every_module_that_writes_is_registered() -> None:
    folder = Path(exports.__file__).parent
    written = {
        f"exports.{path.stem}:{name}"
        for path in folder.glob("*.py")
        if path.stem not in ("formats", "output")
        for name in re.findall(r"^def (write_\w+)", path.read_text("utf-8"), re.MULTILINE)
    }
    assert written == {row.writer for row in FORMATS.values()}


def test_no_two_formats_share_an_ending() -> None:
    endings = [ending for row in FORMATS.values() for ending in row.extensions]
    assert len(endings) == len(set(endings))


def test_every_format_has_a_reader_of_another_program() -> None:
    assert READERS.keys() == PROGRAMS.keys() == FORMATS.keys()


def test_the_page_of_formats_lists_them_as_they_are() -> None:
    page, _, _ = (Path(__file__).parents[2] / "docs/formats.md").read_text("utf-8").partition("\n## ")
    rows = [line.split(" | ")[:4] for line in page.splitlines() if line.startswith("| `")]
    expected = [["| `" + row.name + "`", f"`{row.extensions[0]}`", row.description, PROGRAMS[row.name]] for row in FORMATS.values()]
    assert rows == expected


@pytest.mark.parametrize("name", NAMES)
def test_a_graph_without_nodes_can_be_written(name: str) -> None:
    read(GraphBuilder().graph, name)


@pytest.mark.parametrize("name", NAMES)
def test_file_and_stream_hold_the_same(name: str, tmp_path: Path) -> None:
    path = tmp_path / f"graph{FORMATS[name].extensions[0]}"
    export_graph(make_graph(), path)
    assert path.read_bytes() == write(make_graph(), name)
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("text", [*HOSTILE_TEXTS, "=1+1", "@a", "'", ",", ";", "-- x", "\\u0041\\", "{{}}%s${x}"])
def test_no_text_makes_a_file_malformed(text: str, name: str) -> None:
    graph = make_graph()
    for attributes in graph.nodes.values():
        attributes |= {field: text for field in attributes.keys() & TEXTS}
    for _, _, attributes in graph.edges(data=True):
        attributes |= {field: text for field in attributes.keys() & TEXTS}
    assert read(graph, name)


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=10, deadline=None)
@given(graph=graphs(), seed=st.integers(0, 9))
def test_the_same_graph_gives_the_same_bytes_whatever_its_order(name: str, graph: nx.MultiDiGraph, seed: int) -> None:
    data = write(graph, name)
    assert data == write(shuffle_graph(graph, seed), name)
    READERS[name](data)


@pytest.mark.parametrize("name", NAMES)
def test_a_pipe_gets_what_a_file_gets(name: str) -> None:
    class Pipe:
        """All that a pipe of the standard library can do."""

        closed = False

        def __init__(self) -> None:
            self.pieces: list[bytes] = []

        def write(self, data: bytes) -> int:
            self.pieces.append(bytes(data))
            return len(data)

        def flush(self) -> None: ...

    pipe = Pipe()
    write_graph(make_graph(), pipe, name)  # type: ignore[arg-type]
    assert b"".join(pipe.pieces) == write(make_graph(), name)


def test_parquet_without_pyarrow_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(ExportError, match=r"pip install 'conflict-kg\[parquet\]'"):
        write(make_graph(), "parquet")


@pytest.mark.parametrize("name", [name for name in FORMATS if name not in ("svg", "parquet", "gephi-csv")])  # small, or compressed
def test_writers_write_piece_by_piece(name: str) -> None:
    class Stream(BytesIO):
        largest = 0

        def write(self, data: bytes) -> int:  # type: ignore[override]
            self.largest = max(self.largest, len(data))
            return super().write(data)

    build = GraphBuilder()
    actors = [build.add_actor(f"x-{number}") for number in range(1200)]
    article = build.add_article("a-1")
    for number, pair in enumerate(pairwise(actors)):
        build.add_mention(build.add_event(str(number), "AID", [pair[0]], [pair[1]]), article, number * 10, "Aid came.")
    stream = Stream()
    write_graph(build.graph, stream, name)
    assert stream.largest < len(stream.getvalue()) * 0.7


@pytest.mark.parametrize(
    "option", [{"since": "2020-10-05"}, {"until": "2020-10-03"}, {"types": ["AID"]}, {"factualities": ["alleged"]}, {"min_weight": 2}]
)
@pytest.mark.parametrize("name", ["gexf", "graphml", "gephi-csv", "svg", "csv", pytest.param("parquet", marks=NO_PYARROW)])
def test_every_network_and_table_can_be_filtered(name: str, option: dict[str, Any]) -> None:
    assert len(write(make_graph(), name, **option)) < len(write(make_graph(), name))


def test_options_reach_the_writer(tmp_path: Path) -> None:
    export_graph(make_graph(), tmp_path / "graph.nt", options={"base_iri": "urn:x:"})
    assert (tmp_path / "graph.nt").read_bytes().startswith(b"<urn:x:")


def test_an_option_that_the_format_lacks_is_named() -> None:
    with pytest.raises(ExportError, match="turtle has no option view; it has base_iri"):
        write_graph(make_graph(), BytesIO(), "turtle", view="actors")


def test_a_format_may_differ_from_the_ending(tmp_path: Path) -> None:
    export_graph(make_graph(), tmp_path / "graph.txt", format="ntriples")
    assert (tmp_path / "graph.txt").read_bytes().endswith(b" .\n")


def test_a_failed_export_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "graph.ttl"
    path.write_text("old")
    graph = make_graph()
    graph.add_node("sentence/a-1.0", text=None)  # reached when much is written already
    with pytest.raises(ExportError):
        export_graph(graph, path)
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    target, link = tmp_path / "target.nt", tmp_path / "link.nt"
    target.write_text("old")
    link.symlink_to(target)
    export_graph(make_graph(), link)
    assert link.is_symlink()
    assert target.read_bytes().endswith(b" .\n")


def test_a_device_is_written_to_and_not_replaced() -> None:
    device = Path("/dev/null")
    if not device.is_char_device():
        pytest.skip("no /dev/null here")
    export_graph(make_graph(), device, format="ntriples")
    assert device.is_char_device()


@pytest.mark.parametrize(("name", "message"), [("missing/graph.nt", "create it first"), ("", "it is a folder")])
def test_a_place_that_cannot_be_written_is_named(tmp_path: Path, name: str, message: str) -> None:
    with pytest.raises(ExportError, match=message):
        export_graph(make_graph(), tmp_path / name, format="ntriples")


def test_another_class_of_graph_is_refused() -> None:
    with pytest.raises(ExportError, match="cannot export a MultiGraph"):
        write_graph(make_graph().to_undirected(), BytesIO(), "turtle")


def test_an_edge_to_a_node_that_was_never_added_is_refused() -> None:
    graph = make_graph()
    graph.add_edge("event/ev-talks", "actor/GEO", kind="actor")
    with pytest.raises(ExportError, match="'actor/GEO' has the kind None"):
        write_graph(graph, BytesIO(), "jsonl")
