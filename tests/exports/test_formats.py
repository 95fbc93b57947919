import re
from io import BytesIO
from pathlib import Path

import pytest

import exports
from exports.formats import FORMATS, export_graph, find_format, write_graph
from schemas.errors import ExportError
from tests.exports.graphs import GraphBuilder, make_graph


@pytest.mark.parametrize(
    ("name_or_path", "expected"),
    [("turtle", "turtle"), ("JSONL", "jsonl"), ("out/events.ttl", "turtle"), ("EVENTS.NT", "ntriples"), (Path("a.b/actors.gexf"), "gexf")],
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


@pytest.mark.parametrize("name", FORMATS)
def test_a_graph_without_nodes_can_be_written(name: str) -> None:
    stream = BytesIO()
    write_graph(GraphBuilder().graph, stream, name)
    stream.getvalue().decode("utf-8")


@pytest.mark.parametrize("name", FORMATS)
def test_file_and_stream_hold_the_same(name: str, tmp_path: Path) -> None:
    stream = BytesIO()
    write_graph(make_graph(), stream, name)
    path = tmp_path / f"graph{FORMATS[name].extensions[0]}"
    export_graph(make_graph(), path)
    assert path.read_bytes() == stream.getvalue()
    assert list(tmp_path.iterdir()) == [path]


def test_writers_write_piece_by_piece() -> None:
    class Stream(BytesIO):
        largest = 0

        def write(self, data: bytes) -> int:  # type: ignore[override]
            self.largest = max(self.largest, len(data))
            return super().write(data)

    build = GraphBuilder()
    for number in range(3000):
        build.add_actor(f"x-{number}")
    stream = Stream()
    write_graph(build.graph, stream, "ntriples")
    assert stream.largest < len(stream.getvalue()) / 2


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
