"""Articles that come in over HTTP, and processes that are killed while they write."""

import io
import json
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.models.event_model import DEFAULT_FOLDER
from kg.store import GraphFolder
from tests.served import RECORDS, make_folder, serve

pytestmark = pytest.mark.skipif(not (DEFAULT_FOLDER / "meta.json").is_file(), reason="the weights are not in this checkout")
TOKEN = "a-long-secret"
BEARER = {"authorization": f"Bearer {TOKEN}"}
ARTICLE = "Armenia menuduh Turki mengirim senjata ke Azerbaijan pada Kamis (1/10/2020). Turki membantah tuduhan itu."


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    with serve(make_folder(tmp_path / "g"), workers=1, is_writable=True, token=TOKEN) as address:
        yield address


def test_text_is_seen_first_then_kept_and_found_by_the_next_query(address: str) -> None:
    httpx = pytest.importorskip("httpx")

    def send(keep: str) -> tuple[int, dict[str, object]]:
        response = httpx.post(
            f"{address}/articles",
            params={"published": "2020-10-02", "title": "Tuduhan", "keep": keep},
            content=ARTICLE.encode(),
            headers={**BEARER, "content-type": "text/plain; charset=utf-8"},
            timeout=300,
        )
        return response.status_code, response.json()

    def count() -> int:
        query = 'ASK { ?a schema:headline ?h FILTER(STR(?h) = "Tuduhan") }'
        return int(httpx.get(f"{address}/sparql", params={"query": query}, timeout=60).json()["boolean"])

    status, report = send("no")
    assert (status, report["added"], count()) == (200, 0, 0) and report["records"][0]["events"]  # type: ignore[index]
    status, report = send("yes")
    assert (status, report["added"], count()) == (201, 1, 1)
    status, report = send("yes")
    assert (status, report["added"]) == (200, 0)


def test_broken_line_is_told_and_the_others_are_kept(address: str) -> None:
    httpx = pytest.importorskip("httpx")
    lines = "\n".join([json.dumps({"text": ARTICLE, "published": "2020-10-02"}), "{broken", json.dumps({"title": ""})])
    response = httpx.post(f"{address}/articles", content=lines, headers={**BEARER, "content-type": "application/jsonl"}, timeout=300)
    assert (response.status_code, response.json()["added"], len(response.json()["failures"])) == (201, 1, 2)
    assert response.json()["failures"][0].startswith("article:2: ")
    nothing = httpx.post(f"{address}/articles", content="{broken", headers={**BEARER, "content-type": "application/jsonl"}, timeout=300)
    assert nothing.status_code in (400, 422)


def test_articles_that_come_while_another_process_writes_are_told_to_come_again(tmp_path: Path) -> None:
    httpx = pytest.importorskip("httpx")
    with serve(make_folder(tmp_path / "g"), workers=1, is_writable=True, token=TOKEN) as address, GraphFolder(tmp_path / "g") as builder:
        builder.lock()
        response = httpx.post(f"{address}/articles", content=ARTICLE.encode(), headers={**BEARER, "content-type": "text/plain"}, timeout=300)
        assert response.status_code == 503 and "another process is writing" in response.text and response.headers["retry-after"] == "60"
        assert httpx.get(f"{address}/sparql", params={"query": "ASK {}"}, timeout=60).status_code == 200


def test_half_a_request_of_a_server_that_was_killed_adds_nothing(tmp_path: Path) -> None:
    from kg.server.adding import serve as serve_adding
    from kg.server.messages import LENGTH

    head = json.dumps({"keep": True, "published": "2020-10-02", "files": [["article", ".txt", 2 * len(ARTICLE)]]}).encode()
    requests, reports = io.BytesIO(LENGTH.pack(len(head)) + head + ARTICLE.encode()), io.BytesIO()
    folder = make_folder(tmp_path / "g")
    with pytest.raises(ConnectionError):
        serve_adding(folder, requests, reports)
    assert not reports.getvalue()
    with GraphFolder(folder) as graph:
        assert len(graph.list_keys()) == len(RECORDS)


WRITER = """
import sys
from pathlib import Path
from kg.store import GraphFolder
from tests.records import make_record
with GraphFolder(Path(sys.argv[1]), create=True) as folder:
    for number in range(1000):
        event = {"type": "ASSAULT", "actors": ["ARM"], "recipients": ["AZE"], "killed": number, "date": "2020-10-11"}
        folder.add_records([make_record(event, text=f"article {number}")], model="m")
        print(number, flush=True)  # reported kept
        if number % 3 == 0:
            folder.refresh()
"""


@pytest.mark.parametrize("attempt", range(5))
def test_kill_while_writing_loses_nothing_that_was_reported_kept(tmp_path: Path, attempt: int) -> None:
    chance = random.Random(attempt)
    writer = subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path / "g")], stdout=subprocess.PIPE, env=None)
    assert writer.stdout is not None
    writer.stdout.readline()  # it is at work
    time.sleep(chance.uniform(0, 1))
    writer.send_signal(signal.SIGKILL)
    reported = 1 + len(writer.stdout.read().split())
    writer.stdout.close()
    writer.wait()
    with GraphFolder(tmp_path / "g") as folder:
        assert len(folder.list_keys()) >= reported
        store = folder.open_rdf()
    (row,) = store.query("SELECT (COUNT(?a) AS ?n) { ?a a <https://schema.org/NewsArticle> }")  # type: ignore[misc]
    assert int(row["n"].value) >= reported
