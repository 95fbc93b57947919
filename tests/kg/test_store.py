"""Graphs kept in a folder."""

import io
import subprocess
import sys
from pathlib import Path

import pytest

from exports.rdf import write_ntriples
from kg.store import GraphFolder
from schemas.errors import StoreError
from tests.records import make_record

STRIKE = make_record({"type": "ASSAULT", "actors": ["ARM"], "recipients": ["AZE"], "date": "2020-10-11"}, text="strike")
MEETING = make_record({"type": "CONSULT", "actors": ["ARM", "RUS"], "date": "2020-10-10"}, text="meeting")


def read_triples(path: Path) -> set[str]:
    with GraphFolder(path) as folder:
        return {str(quad) for quad in folder.open_rdf()}


def test_articles_one_by_one_give_the_graph_of_all_at_once(tmp_path: Path) -> None:
    for record in (STRIKE, MEETING):
        with GraphFolder(tmp_path / "steps", create=True) as folder:
            folder.add_records([record], model="m")
            folder.refresh()
    with GraphFolder(tmp_path / "once", create=True) as folder:
        folder.add_records([MEETING, STRIKE], model="m")
    assert read_triples(tmp_path / "steps") == read_triples(tmp_path / "once")


def test_two_halves_in_any_order_give_the_same_exports(tmp_path: Path) -> None:
    days = [
        make_record({"type": "ASSAULT", "actors": ["ARM"], "recipients": ["AZE"], "date": "2020-10-11", "killed": n}, text=f"day {n}")
        for n in range(6)
    ]
    written = []
    for name, halves in (("forth", (days[:3], days[3:])), ("back", (days[:2:-1], days[2::-1])), ("once", (days,))):
        for half in halves:
            with GraphFolder(tmp_path / name, create=True) as folder:
                folder.add_records(half, model="m")
                folder.refresh()
        stream = io.BytesIO()
        with GraphFolder(tmp_path / name) as folder:
            write_ntriples(folder.load_graph(), stream)
        written.append(stream.getvalue())
    assert written[0] == written[1] == written[2]


def test_same_article_again_changes_nothing(tmp_path: Path) -> None:
    with GraphFolder(tmp_path / "g", create=True) as folder:
        folder.add_records([STRIKE], model="m")
        assert folder.refresh() is not None
        current = (tmp_path / "g" / "current").read_bytes()
        folder.add_records([STRIKE], model="m")
        assert folder.refresh() is None
    assert (tmp_path / "g" / "current").read_bytes() == current


def test_draft_of_a_killed_run_is_cleared_away(tmp_path: Path) -> None:
    with GraphFolder(tmp_path / "g", create=True) as folder:
        (tmp_path / "g" / "draft-killed").mkdir()
        folder.add_records([STRIKE], model="m")
        folder.refresh()
    assert sorted(path.name.split("-")[0] for path in (tmp_path / "g").iterdir() if path.is_dir()) == ["rdf"]


def test_graph_is_readable_while_a_reader_has_it_open(tmp_path: Path) -> None:
    with GraphFolder(tmp_path / "g", create=True) as folder:
        folder.add_records([STRIKE], model="m")
        before = folder.open_rdf()
        folder.add_records([MEETING], model="m")
        folder.refresh()
        assert len(before) < len(folder.open_rdf())


def test_missing_graph_says_how_to_build_one(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="kg build"):
        GraphFolder(tmp_path / "nothing")


def test_folder_of_other_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.docx").write_text("precious")
    with pytest.raises(StoreError, match="other files"):
        GraphFolder(tmp_path, create=True)


def test_damaged_database_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "records.sqlite").write_bytes(b"no database" * 100)
    with pytest.raises(StoreError, match="cannot be opened"):
        GraphFolder(tmp_path)


ADD = """
import sys
from pathlib import Path
import kg.store
from kg.store import GraphFolder
from tests.records import make_record
kg.store._WAIT_SECONDS = 100  # on a machine that is busy four starts take longer than a writer waits
with GraphFolder(Path(sys.argv[1]), create=True) as folder:
    folder.add_records([make_record({"type": "ASSAULT", "actors": ["ARM"], "recipients": ["AZE"]}, text=sys.argv[2])], model="m")
    folder.refresh()
"""


def test_processes_that_write_at_once_take_turns(tmp_path: Path) -> None:
    writers = [subprocess.Popen([sys.executable, "-c", ADD, str(tmp_path / "g"), f"text {n}"]) for n in range(4)]
    assert [writer.wait(120) for writer in writers] == [0] * 4
    assert sum("NewsArticle" in triple for triple in read_triples(tmp_path / "g")) == 4
    assert sorted(path.name.split("-")[0] for path in (tmp_path / "g").iterdir() if path.is_dir()) == ["rdf"]


def test_second_writer_is_told_to_wait_and_disturbs_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.store._WAIT_SECONDS", 0.1)
    with GraphFolder(tmp_path / "g", create=True) as first:
        (tmp_path / "g" / "draft-first").mkdir()
        with pytest.raises(StoreError, match="another process is writing"):
            GraphFolder(tmp_path / "g", create=True)
        with GraphFolder(tmp_path / "g") as second, pytest.raises(StoreError, match="another process is writing"):
            second.add_records([STRIKE], model="m")
        assert (tmp_path / "g" / "draft-first").is_dir() and not first.list_keys()
    with GraphFolder(tmp_path / "g") as second:
        assert second.add_records([STRIKE], model="m") == 1


def test_reader_has_the_rdf_before_while_another_process_writes(tmp_path: Path) -> None:
    with GraphFolder(tmp_path / "g", create=True) as writer:
        writer.add_records([STRIKE], model="m")
        writer.refresh()
        before = read_triples(tmp_path / "g")
        writer.add_records([MEETING], model="m")
        assert read_triples(tmp_path / "g") == before
    assert len(read_triples(tmp_path / "g")) > len(before)


def test_rdf_of_which_files_are_gone_is_one_sentence(tmp_path: Path) -> None:
    with GraphFolder(tmp_path / "g", create=True) as folder:
        folder.add_records([STRIKE], model="m")
        folder.refresh()
        for table in (tmp_path / "g").glob("rdf-*/*.sst"):
            table.unlink()
        with pytest.raises(StoreError, match=r"delete rdf-.* and build again"):
            folder.open_rdf()
