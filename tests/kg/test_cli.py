"""The command line as a user meets it."""

import json
import re
import subprocess
import sys
from pathlib import Path

import networkx as nx
import pyoxigraph
import pytest
import rdflib

from kg.models.event_model import DEFAULT_FOLDER

pytestmark = pytest.mark.skipif(not (DEFAULT_FOLDER / "meta.json").is_file(), reason="the weights are not in this checkout")
ARTICLE = (
    "Yerevan meminta bantuan militer kepada Kremlin pada Sabtu (31/10/2020). "
    "Armenia menuduh Turki mengirim senjata ke Azerbaijan. Turki membantah tuduhan itu."
)


def run_kg(*arguments: str | Path, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([sys.executable, "-m", "kg", *map(str, arguments)], input=stdin, capture_output=True, timeout=300, check=False)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    graph = tmp_path_factory.mktemp("demo") / "karabakh"
    done = run_kg("demo", "--graph", graph)
    assert done.returncode == 0, done.stderr.decode()
    return graph, done.stdout.decode()


def test_demo_ends_with_two_next_steps(demo: tuple[Path, str]) -> None:
    graph, shown = demo
    assert len(re.findall(r"^\W*2020-", shown, re.MULTILINE)) == 12
    assert "Open in Gephi:" in shown.splitlines()[-2] and "kg query" in shown.splitlines()[-1]
    nx.read_gexf(graph / "actors.gexf")


def test_turtle_of_the_demo_reads_alike_in_two_libraries(demo: tuple[Path, str]) -> None:
    data = (demo[0] / "events.ttl").read_bytes()
    ours = rdflib.Graph().parse(data=data, format="turtle")
    theirs = pyoxigraph.Store()
    theirs.load(data, pyoxigraph.RdfFormat.TURTLE)
    assert len(ours) == len(theirs) > 1000


def test_demo_twice_gives_the_same_bytes(demo: tuple[Path, str], tmp_path: Path) -> None:
    again = tmp_path / "karabakh"
    run_kg("demo", "--graph", again)
    for name in ("actors.gexf", "actors.svg", "events.ttl"):
        assert (again / name).read_bytes() == (demo[0] / name).read_bytes()


def test_extract_gives_contract_keys_and_spans_into_the_text(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(ARTICLE, "utf-8")
    done = run_kg("extract", tmp_path / "a.txt")
    record = json.loads(done.stdout)
    assert {"id", "lang", "published", "title", "publisher", "url", "events", "relations", "entities"} <= set(record)
    assert record["lang"] == "id"
    for event in record["events"]:
        for part in (event["trigger"], event["sentence"], *event["actors"], *event["recipients"]):
            assert ARTICLE[part["start"] : part["end"]] == part["text"]


def test_two_workers_give_what_one_gives(tmp_path: Path) -> None:
    lines = [json.dumps({"id": str(n), "text": f"{ARTICLE} Laporan nomor {n}.", "lang": "id"}) for n in range(40)]
    (tmp_path / "a.jsonl").write_text("\n".join(lines), "utf-8")
    one, two = (run_kg("extract", tmp_path / "a.jsonl", "--workers", workers).stdout for workers in ("1", "2"))
    assert one == two and one.count(b"\n") == 40


def test_build_twice_changes_nothing_and_skips_what_it_has(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(ARTICLE, "utf-8")
    first = run_kg("build", tmp_path / "a.txt", "--graph", tmp_path / "g", "--published", "2020-10-31")
    nt = run_kg("export", "ntriples", "--graph", tmp_path / "g").stdout
    second = run_kg("build", tmp_path / "a.txt", "--graph", tmp_path / "g", "--published", "2020-10-31")
    assert (first.returncode, second.returncode) == (0, 0)
    assert b"0 articles added" in second.stdout
    assert run_kg("export", "ntriples", "--graph", tmp_path / "g").stdout == nt


def test_broken_article_is_reported_and_the_others_kept(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_bytes(b"")
    (tmp_path / "picture.txt").write_bytes(bytes(range(256)) * 20)
    (tmp_path / "good.txt").write_text(ARTICLE, "utf-8")
    done = run_kg("extract", tmp_path)
    assert done.returncode == 1
    assert len(done.stdout.splitlines()) == 1
    assert len(done.stderr.splitlines()) == 2 and b"Traceback" not in done.stderr


def test_standard_input_is_read(tmp_path: Path) -> None:
    assert json.loads(run_kg("extract", "-", stdin=ARTICLE.encode()).stdout)["events"]


@pytest.mark.parametrize(
    "arguments",
    [["query", "--graph", "nowhere", "ASK {}"], ["export", "docx"], ["extract"], ["frobnicate"], ["extract", "x", "--lang", "9"]],
)
def test_wrong_call_has_status_2_and_no_traceback(arguments: list[str]) -> None:
    done = run_kg(*arguments)
    assert done.returncode == 2
    assert b"Traceback" not in done.stderr and done.stderr.strip()


def test_show_marks_the_words_and_names_the_article(demo: tuple[Path, str]) -> None:
    rows = run_kg(
        "query",
        "--graph",
        demo[0],
        "--format",
        "csv",
        "SELECT ?e WHERE { ?e a sem:Event ; ckg:reportCount ?n } ORDER BY DESC(?n) ?e LIMIT 1",
    )
    event = rows.stdout.decode().splitlines()[1].strip().rsplit("/", 1)[-1]
    shown = run_kg("show", event, "--graph", demo[0]).stdout.decode()
    assert "trigger:" in shown and "characters" in shown and "told by" in shown


@pytest.mark.parametrize("command", ["demo", "extract", "build", "query", "export", "show", "stats", "evaluate", "train"])
def test_every_command_has_help_with_an_example(command: str) -> None:
    assert b"Example: kg" in run_kg(command, "--help").stdout


def test_stats_count_what_the_demo_said(demo: tuple[Path, str]) -> None:
    stats = json.loads(run_kg("stats", "--graph", demo[0], "--json").stdout)
    assert demo[1].startswith(f"{stats['articles']} articles, {stats['mentions']} mentions of {stats['events']} events")
