"""Whether the endpoint can be left open: ``python -m tests.benchmarks.load [--seconds N] [--clients N] [--triples N] [--hostile SHARE] [--seed N]``.

Clients on loopback ask ``kg serve`` without pause, each one thing after the other: the named queries as people call them, look-ups and descriptions,
in all formats, and among them a share of queries and bytes that are meant to harm. Reported are the times of the honest queries, how each kind of
hostile one ended, and the memory of the server with all its workers before and after (pages that are theirs alone; the store's are the system's to
drop). The exit status is 1 where one of these does not hold:

- every honest query is answered, 99 of 100 in less than two seconds;
- the server is the same process, no status is 500, nothing hostile takes longer than the time limit allows;
- five seconds after the load there are as many processes and open files as before, and at most 10 % more memory.

Times say little where others take up the machine: its load before the test is reported, and how long the server waited for the processor.
"""

import argparse
import os
import random
import socket
import statistics
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import cycle, islice
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from exports.rdf import write_ntriples
from kg.queries import get_query, list_queries
from kg.server.formats import GRAPH_FORMATS, ROW_FORMATS
from kg.store import GraphFolder
from tests.benchmarks.queries import TRIPLES_PER_EVENT, TYPICAL, make_graph
from tests.served import ServerProcess

MAX_SECONDS, MAX_GROWTH = 2.0, 0.10  # of the 99th percentile; of memory
TIME_LIMIT, GRACE = 10.0, 5.0  # seconds: of a query by default, and for a machine that is busy
OTHERS = (
    "SELECT ?e ?l { ?e a sem:Event ; rdfs:label ?l } LIMIT 100",
    "SELECT (COUNT(?e) AS ?n) { ?e a sem:Event }",
    "ASK { ?e ckg:killed ?k FILTER(?k > 30) }",
    "DESCRIBE actor:S00",
    "CONSTRUCT { ?e ckg:killed ?k } { ?e ckg:killed ?k } LIMIT 200",
    "SELECT ?a ?d { ?a a schema:NewsArticle ; schema:datePublished ?d } ORDER BY DESC(?d) LIMIT 20",
)
HOSTILE = {
    "cross join": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "sort": "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?c",
    "regex": 'SELECT * { ?a ?b ?c . ?d ?e ?f FILTER(REGEX(CONCAT(STR(?c), STR(?f)), "(.*a){20}(.*b){20}$")) }',
    "path": "SELECT (COUNT(*) AS ?n) { ?a (!<x:1>|^!<x:1>)* ?b . ?c (!<x:1>|^!<x:1>)* ?d }",
    "distinct": "SELECT DISTINCT ?a ?d { ?a ?b ?c . ?d ?e ?f }",
    "group": "SELECT ?c (GROUP_CONCAT(?f) AS ?g) { ?a ?b ?c . ?d ?e ?f } GROUP BY ?c",
    "doubling": "SELECT ?z { BIND('" + "x" * 1000 + "' AS ?v0) " + "".join(f"BIND(CONCAT(?v{n}, ?v{n}) AS ?v{n + 1}) " for n in range(30)) + "}",
    "all": "CONSTRUCT WHERE { ?s ?p ?o }",
    "literal": "ASK { ?s ?p '" + "x" * 250_000 + "' }",
    "too long": "#" * 300_000,
    "nesting": "SELECT * " + "{" * 50_000,
    "parentheses": "SELECT (" + "(" * 50_000 + "1 AS ?x) {}",
    "service": "ASK { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
    "no SPARQL": "\x00\x01\ufffd{",
}
BYTES = {
    "not UTF-8": b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/sparql-query\r\nContent-Length: 4\r\n\r\n\xff\xfe\x00{",
    "not HTTP": bytes(range(256)) * 8,
    "endless header": b"GET /sparql HTTP/1.1\r\nHost: localhost\r\nX: " + b"x" * 200_000,
    "broken off": b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/sparql-query\r\nContent-Length: 9000\r\n\r\nASK",
}


@dataclass
class Tally:
    """What the clients saw; shared by their threads."""

    honest: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    hostile: Counter[str] = field(default_factory=Counter)
    slowest_hostile: float = 0.0
    faults: list[str] = field(default_factory=list)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=120, help="how long")
    parser.add_argument("--clients", type=int, default=4, help="clients that ask at the same time")
    parser.add_argument("--triples", type=int, default=200_000, help="triples in the graph, roughly")
    parser.add_argument("--hostile", type=float, default=0.05, help="share of what is hostile")
    parser.add_argument("--seed", type=int, default=1)
    told = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = make_folder(Path(folder) / "g", told.triples)
        show(
            f"about {told.triples:,} triples, {told.clients} clients, load of the machine before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
        )
        with ServerProcess(path) as server:
            broken, slow = bear_load(server, seconds=told.seconds, n_clients=told.clients, hostile_share=told.hostile, seed=told.seed)
    for sentence in (*broken, *slow):
        show(f"does not hold: {sentence}")
    sys.exit(1 if broken or slow else 0)


def show(line: str) -> None:
    print(line, flush=True)  # noqa: T201


def make_folder(path: Path, n_triples: int) -> Path:
    """Make a folder such as kg build makes, with a graph that no articles stand behind."""
    with GraphFolder(path, create=True) as folder:
        folder.refresh()
        (rdf,) = path.glob("rdf-*")
        fill_store(rdf, n_triples)
    return path


def fill_store(rdf: Path, n_triples: int) -> None:
    import pyoxigraph

    store = pyoxigraph.Store(str(rdf))
    with tempfile.TemporaryFile(dir=rdf.parent) as triples:
        write_ntriples(make_graph(n_triples // TRIPLES_PER_EVENT), triples)
        triples.seek(0)
        store.bulk_load(triples, pyoxigraph.RdfFormat.N_TRIPLES)
    store.flush()


def list_named() -> Iterator[tuple[str, str]]:
    """Names and texts of the named queries, with the parameters that a person would give."""
    for query in list_queries():
        for values in TYPICAL.get(query.name, ({},)):
            yield " ".join([query.name, *(f"{name}={value}" for name, value in values.items())]), get_query(query.name).fill(values)


def bear_load(server: ServerProcess, *, seconds: float, n_clients: int, hostile_share: float, seed: int) -> tuple[list[str], list[str]]:
    """Put the server under load and report; returns what is broken and what is slow, a sentence each."""
    honest = [*(text for _, text in list_named()), *OTHERS]
    warm_up(server, honest)
    memory, files = take_stock(server)
    tally, lock, until = Tally(), threading.Lock(), time.monotonic() + seconds

    def ask(number: int) -> None:
        chance = random.Random(f"{seed} {number}")
        with httpx.Client(base_url=server.address, timeout=120) as client:
            while time.monotonic() < until:
                name = chance.choice([*HOSTILE, *BYTES]) if chance.random() < hostile_share else ""
                began = time.monotonic()
                try:
                    if name in BYTES:
                        status = send_bytes(server.address, BYTES[name])
                    else:
                        accept = chance.choice(ROW_FORMATS).media_type + ", " + chance.choice(GRAPH_FORMATS).media_type
                        status = post(client, HOSTILE.get(name) or chance.choice(honest), accept)
                except httpx.TransportError as error:
                    with lock:
                        tally.faults.append(f"{name or 'honest'}: {type(error).__name__}")
                    continue
                took = time.monotonic() - began
                with lock:
                    if name:
                        tally.hostile[f"{name} {status or 'closed'}"] += 1
                        tally.slowest_hostile = max(tally.slowest_hostile, took)
                        tally.faults += [f"{name}: status 500"] * (status == 500)
                    else:
                        tally.honest.append(took)
                        tally.statuses[status] += 1

    run_threads(ask, n_clients)
    time.sleep(5)  # for the workers that replace the killed
    warm_up(server, honest)
    memory_after, files_after = take_stock(server)
    cuts = statistics.quantiles(tally.honest, n=100)
    show(f"honest:  {len(tally.honest):,} in {seconds:.0f} s, by status {dict(tally.statuses)}")
    show(f"         median {cuts[49]:.3f} s, 90th percentile {cuts[89]:.3f} s, 99th {cuts[98]:.3f} s, slowest {max(tally.honest):.3f} s")
    ends = ", ".join(f"{end} x{count}" for end, count in sorted(tally.hostile.items()))
    show(f"hostile: {sum(tally.hostile.values()):,}, slowest {tally.slowest_hostile:.1f} s: {ends}")
    show(f"clock:   {show_wait(server)}")
    growth = sum(memory_after) / sum(memory) - 1
    show(f"memory:  {' + '.join(f'{m:.0f}' for m in memory)} MB before, {' + '.join(f'{m:.0f}' for m in memory_after)} MB after ({growth:+.1%})")
    show(f"         {len(memory)} processes before, {len(memory_after)} after; {files} open files before, {files_after} after")
    broken = {
        f"{sum(tally.statuses.values()) - tally.statuses[200]} honest queries were not answered": set(tally.statuses) != {200},
        f"the server ended with status {server.process.poll()}": server.process.poll() is not None,
        f"faults: {Counter(tally.faults)}": bool(tally.faults),
        f"memory grew by {growth:.0%}": growth > MAX_GROWTH,
        "processes or files are left over": len(memory_after) > len(memory) or files_after > files,
    }
    slow = {
        f"the 99th percentile is {cuts[98]:.2f} s": cuts[98] > MAX_SECONDS,
        f"something hostile took {tally.slowest_hostile:.1f} s": tally.slowest_hostile > TIME_LIMIT + GRACE,
    }
    return [sentence for sentence, found in broken.items() if found], [sentence for sentence, found in slow.items() if found]


def run_threads(do: Callable[[int], None], count: int) -> None:
    with ThreadPoolExecutor(count) as pool:
        list(pool.map(do, range(count)))


def post(client: httpx.Client, query: str, accept: str = "*/*") -> int:
    headers = {"content-type": "application/sparql-query", "accept": accept}
    return client.post("/sparql", content=query.encode("utf-8"), headers=headers).status_code


def send_bytes(address: str, data: bytes) -> int:
    """Send bytes as they are; returns the status of what comes back, 0 where the connection is closed without a word."""
    host, port = urlsplit(address).netloc.split(":")
    received = b""
    try:
        with socket.create_connection((host, int(port)), timeout=60) as connection:
            connection.sendall(data)
            connection.shutdown(socket.SHUT_WR)
            while piece := connection.recv(65536):
                received += piece
    except OSError:  # the server has heard enough before all was said
        pass
    return int(received[9:12]) if received.startswith(b"HTTP/1.1 ") else 0


def warm_up(server: ServerProcess, honest: list[str]) -> None:
    """Let every worker do what it does later: the workers that are measured have all seen the same."""

    def ask(number: int) -> None:
        with httpx.Client(base_url=server.address, timeout=120) as client:
            for text in islice(cycle(honest), number, number + len(honest)):
                post(client, text)

    run_threads(ask, 4)


def take_stock(server: ServerProcess) -> tuple[list[float], int]:
    """Megabytes that the server and each of its workers hold for themselves, and how many files the server has open."""
    memory = []
    for process in (server.process.pid, *server.list_children()):
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
        memory.append(sum(int(line.split()[1]) for line in lines if line.startswith(("Private_Dirty:", "Swap:"))) / 1024)
    return memory, len(list(Path(f"/proc/{server.process.pid}/fd").iterdir()))


def show_wait(server: ServerProcess) -> str:
    """How long the processes that are there now have had a core, and how long they were ready and had none (Linux, /proc/PID/schedstat)."""
    had, waited = 0, 0
    for process in (server.process.pid, *server.list_children()):
        times = Path(f"/proc/{process}/schedstat").read_text().split()
        had, waited = had + int(times[0]), waited + int(times[1])
    return f"the server and its workers had {had / 1e9:.0f} s of the processor, and waited {waited / 1e9:.0f} s for it"


if __name__ == "__main__":
    main()
