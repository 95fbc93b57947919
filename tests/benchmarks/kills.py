"""Whether a kill loses or breaks anything: ``python -m tests.benchmarks.kills [--times N] [--seed N] [--articles N]``.

``kg build`` and ``kg serve --writable`` are killed (SIGKILL) a number of times each, at moments that chance and the seed choose, most of them while
something is being written. Each time: the graph opens, what was seen or reported kept is there, the RDF in use is whole, and nothing that was
started is left running; then the same build, or the same POST, goes on. Each build that is let to its end, and the server's graph at the end, is
triple for triple that of a build that nobody disturbed. An AssertionError says what did not hold.
"""

import argparse
import contextlib
import itertools
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pyoxigraph

from kg.store import GraphFolder
from tests.served import ServerProcess

TOKEN = "a-long-secret"
COUNT_ARTICLES = "SELECT (COUNT(?a) AS ?n) { ?a a <https://schema.org/NewsArticle> }"
TEXTS = (
    "Armenia accused Turkey on {day} October 2020 of sending {n} fighters to Azerbaijan. Ankara denied it.",
    "Azerbaijani artillery struck Stepanakert on {day} October 2020, killing {n} civilians.",
    "Russia called for talks between Yerevan and Baku on {day} October 2020 after {n} days of fighting.",
    "Armenia menuduh Turki mengirim {n} tentara ke Azerbaijan pada {day} Oktober 2020. Turki membantah tuduhan itu.",
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=20, help="kills of each")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--articles", type=int, default=200, help="articles that are built from")
    parser.add_argument("--only", choices=("build", "serve"))
    told = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if told.only != "serve":
            show(f"kg build killed {told.times} times: {kill_builds(Path(folder) / 'build', told.times, told.seed, told.articles)}")
        if told.only != "build":
            show(f"kg serve killed {told.times} times: {kill_servers(Path(folder) / 'serve', told.times, told.seed)}")


def show(line: str) -> None:
    print(line, flush=True)  # noqa: T201


def make_articles(count: int) -> list[dict[str, str]]:
    return [
        {"id": f"a{n}", "lang": "id" if n % 4 == 3 else "en", "published": "2020-11-01", "text": TEXTS[n % 4].format(day=1 + n % 30, n=n + 2)}
        for n in range(count)
    ]


def write_articles(path: Path, articles: list[dict[str, str]]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(article) + "\n" for article in articles), encoding="utf-8")
    return path


# kg build


def kill_builds(folder: Path, times: int, seed: int, n_articles: int) -> dict[str, int]:
    """Kill builds; returns how many were killed in which phase."""
    chance, phases = random.Random(f"build {seed}"), Counter[str]()
    articles = write_articles(folder / "articles.jsonl", make_articles(n_articles))
    began = time.monotonic()
    assert start_build(articles, folder / "whole", 1).wait() == 0
    whole, duration = read_triples(folder / "whole"), time.monotonic() - began
    for number in itertools.count():  # a graph after the other, each killed again and again until it is there
        path = folder / f"graph-{number}"
        while phase := kill_build(articles, path, chance, duration, is_last=phases.total() == times):
            phases[phase] += 1
        assert read_triples(path) == whole, "a build that was killed and went on gives another graph"
        assert_tidy(path)
        if phases.total() == times:
            break
    return dict(phases)


def kill_build(articles: Path, path: Path, chance: random.Random, duration: float, *, is_last: bool) -> str:
    """Start a build and kill it; returns in which phase, nothing where it came to its end (the last one is let to it)."""
    build, before = start_build(articles, path, chance.choice((1, 2))), take_look(path)
    if is_last:
        build.wait()
    elif chance.random() < 1 / 3:
        wait(lambda: build.poll() is not None, chance.uniform(0, duration))
    else:
        wait(lambda: take_look(path) != before or build.poll() is not None, 600)
        time.sleep(chance.expovariate(20 / duration))
    seen, children = read_keys(path), list_descendants(build.pid)
    phase = "while the RDF was made" if any(path.glob("draft-*")) else "among the records" if seen else "before the first record"
    build.kill()
    if build.wait() == 0:
        return ""
    check_kept(path, seen)
    assert wait(lambda: not any(map(is_running, children)), 60), "a worker outlived its build"
    return phase


def start_build(articles: Path, path: Path, workers: int) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "kg", "build", str(articles), "--graph", str(path), "--quiet", "--workers", str(workers)]
    return subprocess.Popen(command, stderr=subprocess.DEVNULL)  # multiprocessing says what it cleared away after a kill


def take_look(path: Path) -> tuple[Any, ...]:
    """Something that changes with each piece that is written."""
    log = path / "records.sqlite-wal"
    with contextlib.suppress(FileNotFoundError):  # it is written at this moment
        return (log.exists() and log.stat().st_size, sorted(entry.name for entry in path.iterdir() if entry.is_dir()))
    return ()


# kg serve


def kill_servers(folder: Path, times: int, seed: int) -> dict[str, int]:
    """Kill servers, every other time with all that they have started; returns what became of the requests."""
    chance, path, tally = random.Random(f"serve {seed}"), folder / "graph", Counter[str]()
    articles = make_articles(10 * times + 1)
    assert start_build(write_articles(folder / "first.jsonl", articles[:1]), path, 1).wait() == 0
    reported, sent = read_keys(path), 1
    for attempt in range(times):
        sent += kill_server(path, articles[sent : sent + 10], chance, reported, tally, is_alone=attempt % 2 == 0)
        check_kept(path, reported)
    with ServerProcess(path, "--writable", token=TOKEN) as server:
        assert add(server.address, articles[:sent]).status_code in (200, 201)
        assert count_articles(server.address) == sent, "what was sent again is not there"
    assert start_build(write_articles(folder / "sent.jsonl", articles[:sent]), folder / "whole", 1).wait() == 0
    assert read_triples(path) == read_triples(folder / "whole"), "a server that was killed keeps another graph than kg build makes"
    assert_tidy(path)
    return dict(tally)


def kill_server(path: Path, articles: list[dict[str, str]], chance: random.Random, reported: set[str], tally: Counter[str], *, is_alone: bool) -> int:
    """Start a server, ask it and add articles to it, and kill it in the middle; returns how many articles were sent."""
    with ServerProcess(path, "--writable", "--timeout", "2", token=TOKEN) as server, ThreadPoolExecutor(2) as pool:
        assert count_articles(server.address) >= len(reported), "the server does not serve all that was reported kept"
        asking = pool.submit(ask_on, server.address, tally)
        began, n_before, n_wanted = time.monotonic(), tally["articles reported kept"], chance.randint(0, 2)
        adding = pool.submit(add_on, server.address, articles, reported, tally)
        wait(lambda: adding.done() or tally["articles reported kept"] >= n_before + n_wanted, 600)
        time.sleep(chance.uniform(0, (time.monotonic() - began) / n_wanted if n_wanted else 5))  # somewhere in the next article
        children = list_descendants(server.process.pid)
        workers = [child for child in children if "kg.server.worker" in read_command(child)]
        server.process.kill()
        for child in () if is_alone else children:
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
        asking.result()
        sent = adding.result()
    assert wait(lambda: not any(map(is_running, workers)), 60), "a worker outlived its server"
    # a process that was adding articles, and was not killed, is let to its end: until then nobody else can write
    assert wait(lambda: not any(map(is_running, children)), 300), "a process of the server does not end"
    return sent


def add_on(address: str, articles: list[dict[str, str]], reported: set[str], tally: Counter[str]) -> int:
    """Add one article after the other until the server is gone, or all are there; returns how many were sent."""
    for number, article in enumerate(articles):
        try:
            response = add(address, [article])
        except httpx.TransportError:
            tally["articles broken off"] += 1
            return number + 1
        assert response.status_code in (200, 201), response.text  # 200: it was kept before the kill, and not reported
        reported |= {record["key"] for record in response.json()["records"]}
        tally["articles reported kept"] += 1
    return len(articles)


def add(address: str, articles: list[dict[str, str]]) -> httpx.Response:
    headers = {"authorization": f"Bearer {TOKEN}", "content-type": "application/jsonl"}
    return httpx.post(f"{address}/articles", content="".join(json.dumps(article) + "\n" for article in articles), headers=headers, timeout=600)


def ask_on(address: str, tally: Counter[str]) -> None:
    """Ask until the server is gone; what is answered is answered whole."""
    before = 0
    while True:
        try:
            found = count_articles(address)
        except httpx.TransportError:
            return
        assert found >= before, "articles disappeared"
        before = found
        tally["queries answered"] += 1


def count_articles(address: str) -> int:
    response = httpx.get(f"{address}/sparql", params={"query": COUNT_ARTICLES}, timeout=120)
    assert response.status_code == 200, response.text
    return int(response.json()["results"]["bindings"][0]["n"]["value"])


# both


def read_keys(path: Path) -> set[str]:
    if not (path / "records.sqlite").is_file():
        return set()
    with GraphFolder(path) as folder:
        return folder.list_keys()


def read_triples(path: Path) -> set[str]:
    with GraphFolder(path) as folder:
        return {str(quad) for quad in folder.open_rdf()}


def check_kept(path: Path, expected: set[str]) -> None:
    """See that what was kept is there, and that the RDF in use, if there was one, is whole, as the kill left it."""
    kept = read_keys(path)
    assert expected <= kept, f"{len(expected - kept)} articles that were kept are gone"
    if (path / "current").is_file():
        store = pyoxigraph.Store.read_only(str(path / json.loads((path / "current").read_text("utf-8"))["rdf"]))
        (row,) = store.query(COUNT_ARTICLES)  # type: ignore[misc]
        assert 0 < int(row["n"].value) <= len(kept), "the RDF in use is not that of the records"
        assert len(store) == sum(1 for _ in store)


def assert_tidy(path: Path) -> None:
    """See that nothing of a killed run is left."""
    names = sorted(entry.name.partition("-")[0] for entry in path.iterdir())
    assert names == ["current", "rdf", "records.sqlite", "writer.lock"], f"left over: {names}"


def wait(condition: Callable[[], bool], seconds: float) -> bool:
    """Whether the condition is met in time."""
    deadline = time.monotonic() + seconds
    while not (met := condition()) and time.monotonic() < deadline:
        time.sleep(0.005)
    return met


def list_descendants(process: int) -> list[int]:
    """Processes that a process has started, and that these have (Linux; elsewhere none)."""
    try:
        children = [int(child) for child in Path(f"/proc/{process}/task/{process}/children").read_text().split()]
    except OSError:
        return []
    return [*children, *(one for child in children for one in list_descendants(child))]


def is_running(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def read_command(process: int) -> str:
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes().decode()
    except OSError:
        return ""


if __name__ == "__main__":
    main()
