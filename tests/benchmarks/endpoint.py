"""What the SPARQL endpoint costs, and how it bears a load: ``python -m tests.benchmarks.endpoint [--events N] [--load SECONDS] [--clients N]``.

Three measurements in one run, on a synthetic graph of the shape that news gives (that of :mod:`tests.benchmarks.exports`), all over loopback:

1. overhead: each named query bare (Oxigraph in this process, the same checks, the same format) and through the endpoint, in turns, the best of each;
2. at once: a hundred requests at the same time, none of which may fail;
3. load: clients that ask one after the other, five percent of it hostile. Honest queries must be answered; memory is that of the server and of all
   its workers, once before and once after, with the same number of workers.
"""

import argparse
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote

import httpx
import pyoxigraph

from exports.rdf import write_ntriples
from kg.queries import get_query, list_queries
from kg.sparql import run_query
from kg.store import GraphFolder
from schemas.errors import QueryError
from tests.benchmarks.exports import make_graph

FAST_SECONDS = 2.0  # a named query that takes longer bare than this is measured, but is not part of the load
HOSTILE = {
    "cross join": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "sort": "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?c",
    "regex": 'SELECT * { ?a ?b ?c . ?d ?e ?f FILTER(REGEX(CONCAT(STR(?c), STR(?f)), "(.*a){20}(.*b){20}$")) }',
    "path": "SELECT (COUNT(*) AS ?n) { ?a (!<x:1>|^!<x:1>)* ?b . ?c (!<x:1>|^!<x:1>)* ?d }",
    "literal": "ASK { ?s ?p '" + "x" * 250_000 + "' }",
    "nesting": "SELECT * " + "{" * 50_000,
    "service": "ASK { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
    "bytes": "\x00\x01\ufffd{",
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=12_000, help="events in the graph; 12,000 give about a million triples")
    parser.add_argument("--rounds", type=int, default=3, help="times that each named query is asked, on either side")
    parser.add_argument("--load", type=float, default=120, help="seconds of load")
    parser.add_argument("--clients", type=int, default=4, help="clients that ask at the same time")
    told = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "g"
        store = make_store(path, told.events)
        show(f"{len(store):,} triples")
        server = start_server(path)
        try:
            with httpx.Client(base_url=f"http://127.0.0.1:{server.port}", timeout=120) as client:
                quick = compare(client, store, told.rounds)
                del store
                ask_at_once(client)
                bear_load(client, server.process.pid, quick, told.load, told.clients)
        finally:
            server.process.terminate()
            server.process.wait()


def show(line: str) -> None:
    print(line, flush=True)  # noqa: T201


def make_store(path: Path, n_events: int) -> pyoxigraph.Store:
    """Make a folder such as kg build makes, with a graph that no articles stand behind."""
    with GraphFolder(path, create=True) as folder:
        folder.refresh()
        (rdf,) = path.glob("rdf-*")
        store = pyoxigraph.Store(str(rdf))
        with tempfile.TemporaryFile(dir=path) as triples:
            write_ntriples(make_graph(n_events), triples)
            triples.seek(0)
            store.bulk_load(triples, pyoxigraph.RdfFormat.N_TRIPLES)
        store.flush()
        del store
    return pyoxigraph.Store.read_only(str(rdf))


class start_server:  # noqa: N801 (called like a function, holds what it started)
    """A server in a process of its own."""

    def __init__(self, path: Path) -> None:
        import socket

        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.process = subprocess.Popen([sys.executable, "-m", "kg", "serve", "--graph", str(path), "--port", str(self.port), "--quiet"])
        for _ in range(1200):
            try:
                if httpx.get(f"http://127.0.0.1:{self.port}/health").status_code == 200:
                    return
            except httpx.TransportError:
                time.sleep(0.1)
        raise SystemExit("the server does not start")


def compare(client: httpx.Client, store: pyoxigraph.Store, rounds: int) -> list[str]:
    """Ask each named query on either side; returns those that are quick."""
    show(f"{'named query':24}{'bare':>10}{'endpoint':>10}{'overhead':>10}")
    quick, bare_total, served_total = [], 0.0, 0.0
    for query in list_queries():
        try:
            text = get_query(query.name).fill({})
        except QueryError:  # it has no default for a parameter that it needs
            continue
        client.post("/sparql", content=text, headers={"content-type": "application/sparql-query"})  # both sides warm
        bare, served, status = [], [], 0
        for _ in range(rounds):
            bare.append(measure(lambda text=text: run_query(store, text).serialize("json")))  # type: ignore[misc]
            began = time.perf_counter()
            status = client.post("/sparql", content=text, headers={"content-type": "application/sparql-query"}).status_code
            served.append(time.perf_counter() - began)
        if status != 200:
            show(f"{query.name:24}{min(bare):9.3f}s  status {status}")
            continue
        show(f"{query.name:24}{min(bare):9.3f}s{min(served):9.3f}s{min(served) / min(bare) - 1:10.1%}")
        bare_total, served_total = bare_total + min(bare), served_total + min(served)
        if min(bare) < FAST_SECONDS / 4:
            quick.append(text)
    show(f"{'all together':24}{bare_total:9.3f}s{served_total:9.3f}s{served_total / bare_total - 1:10.1%}")
    return quick


def measure(do: object) -> float:
    began = time.perf_counter()
    do()  # type: ignore[operator]
    return time.perf_counter() - began


def ask_at_once(client: httpx.Client) -> None:
    """Send a hundred requests at the same time."""
    address = f"{client.base_url}/sparql?query=" + quote("SELECT * { ?s a sem:Event ; rdfs:label ?l } LIMIT 100")
    began = time.perf_counter()
    with ThreadPoolExecutor(100) as pool:
        statuses = Counter(pool.map(lambda _: httpx.get(address, timeout=120).status_code, range(100)))
    show(f"100 at once: {dict(statuses)} in {time.perf_counter() - began:.2f} s")


def bear_load(client: httpx.Client, server: int, quick: list[str], seconds: float, clients: int) -> None:
    """Send mixed queries for a time, five percent of them hostile."""
    for text in quick * 3:  # the workers that are measured before have done what the others will have done
        client.post("/sparql", content=text, headers={"content-type": "application/sparql-query"})
    before = measure_memory(server)
    until = time.monotonic() + seconds
    lock, honest, hostile, slowest = threading.Lock(), [], Counter(), 0.0
    failed: Counter[int] = Counter()

    def ask(number: int) -> None:
        nonlocal slowest
        chance = random.Random(number)
        with httpx.Client(base_url=client.base_url, timeout=120) as own:
            while time.monotonic() < until:
                name = chance.choice(sorted(HOSTILE)) if chance.random() < 0.05 else ""
                content = (HOSTILE[name] if name else chance.choice(quick)).encode("utf-8")
                began = time.perf_counter()
                status = own.post("/sparql", content=content, headers={"content-type": "application/sparql-query"}).status_code
                took = time.perf_counter() - began
                with lock:
                    if name:
                        hostile[f"{name} {status}"] += 1
                        slowest = max(slowest, took)
                    else:
                        honest.append(took)
                        failed[status] += status != 200

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    time.sleep(3)  # for the workers that replace the killed
    for text in quick * 3:
        client.post("/sparql", content=text, headers={"content-type": "application/sparql-query"})
    after = measure_memory(server)
    cuts = statistics.quantiles(honest, n=100)
    show(f"load: {len(honest):,} honest, median {cuts[49]:.3f} s, 99th percentile {cuts[98]:.3f} s, failed {dict(+failed)}")
    show(f"      {sum(hostile.values()):,} hostile, slowest {slowest:.1f} s: {dict(sorted(hostile.items()))}")
    show(f"memory: {before:.0f} MB before, {after:.0f} MB after ({after / before - 1:+.1%})")


def measure_memory(process: int) -> float:
    """Megabytes that a process and its children hold for themselves."""
    children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    total = 0
    for one in (process, *children):
        for line in Path(f"/proc/{one}/smaps_rollup").read_text().splitlines():
            if line.startswith(("Private_Dirty:", "Swap:")):  # pages of the store that are mapped are the system's to drop
                total += int(line.split()[1])
    return total / 1024


if __name__ == "__main__":
    main()
