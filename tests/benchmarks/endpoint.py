"""What the SPARQL endpoint costs over a query in the same process: ``python -m tests.benchmarks.endpoint [--triples N] [--rounds N]``.

Each named query is answered bare (Oxigraph in this process, the same format) and through ``kg serve`` on loopback, in turns: first on one side, then
on the other, in one run. Processor time is that of all that works for the answer: here of this process, there of the server and its workers. It is
the fair figure on a machine that others use; by the clock, each hand-over between processes waits for its turn. Of either the best of the rounds.

Then what a request costs that asks nothing, and a hundred requests at the same time, none of which may fail.
"""

import argparse
import os
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import httpx
import pyoxigraph

from kg.server.children import read_processor_seconds
from kg.sparql import _FUNCTIONS, list_query_prefixes
from tests.benchmarks.load import list_named, make_folder, show
from tests.served import ServerProcess


class Cost(NamedTuple):
    """Seconds on the clock and of the processor."""

    clock: float
    processor: float

    def __str__(self) -> str:
        return f"{1000 * self.processor:10.1f}{1000 * self.clock:10.1f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--triples", type=int, default=1_000_000, help="triples in the graph, roughly")
    parser.add_argument("--rounds", type=int, default=5, help="times that each named query is asked, on either side")
    told = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = make_folder(Path(folder) / "g", told.triples)
        (rdf,) = path.glob("rdf-*")
        store = pyoxigraph.Store.read_only(str(rdf))
        show(f"{len(store):,} triples")
        with ServerProcess(path, "--timeout", "120") as server, httpx.Client(base_url=server.address, timeout=300) as client:
            compare(server, client, store, told.rounds)
            ask_at_once(server.address)


def compare(server: ServerProcess, client: httpx.Client, store: pyoxigraph.Store, rounds: int) -> None:
    """Ask each named query on either side."""
    prefixes = list_query_prefixes()

    def ask_bare(text: str) -> object:
        return store.query(text, prefixes=prefixes, custom_functions=_FUNCTIONS).serialize(format=pyoxigraph.QueryResultsFormat.JSON)

    def ask_server(text: str) -> None:
        response = client.post("/sparql", content=text, headers={"content-type": "application/sparql-query"})
        assert response.status_code == 200, response.text

    def measure_bare(text: str) -> Cost:
        return measure(lambda: ask_bare(text), time.process_time)

    def measure_served(text: str) -> Cost:
        return measure(lambda: ask_server(text), lambda: read_processor(server))

    show(f"{'':62}bare{'':16}endpoint")
    show(f"{'milliseconds':52}{'processor':>10}{'clock':>10}{'processor':>10}{'clock':>10}{'overhead':>10}")
    bare_costs, served_costs = [], []
    for name, text in list_named():
        rows = [(measure_bare(text), measure_served(text)) for _ in range(rounds)]
        bare, served = (best(side) for side in zip(*rows, strict=True))
        bare_costs.append(bare)
        served_costs.append(served)
        show(f"{name:52}{bare}{served}{served.processor / bare.processor - 1:10.1%}")
    whole_bare, whole_served = (Cost(*(sum(costs) for costs in zip(*side, strict=True))) for side in (bare_costs, served_costs))
    show(f"{'all together':52}{whole_bare}{whole_served}{whole_served.processor / whole_bare.processor - 1:10.1%}")
    show(f"{'':52}by the clock{whole_served.clock / whole_bare.clock - 1:48.1%}")
    empty = best([measure_served("ASK {}") for _ in range(100)])
    show(f"{'a request that asks nothing':72}{empty}")


def measure(do: Callable[[], object], read: Callable[[], float]) -> Cost:
    clock, processor = time.perf_counter(), read()
    do()
    return Cost(time.perf_counter() - clock, read() - processor)


def best(costs: Iterable[Cost]) -> Cost:
    return Cost(*(min(one) for one in zip(*costs, strict=True)))


def read_processor(server: ServerProcess) -> float:
    """Seconds of the processor that the server and its workers have had, those that have ended included (Linux)."""
    while True:
        processes = [server.process.pid, *server.list_children()]
        try:
            living = sum(map(read_processor_seconds, processes))
        except OSError:  # one has just ended
            continue
        ended = Path(f"/proc/{server.process.pid}/stat").read_text().rpartition(")")[2].split()[13:15]
        return living + sum(map(int, ended)) / os.sysconf("SC_CLK_TCK")


def ask_at_once(address: str) -> None:
    """Send a hundred requests at the same time."""
    parameters = {"query": "SELECT * { ?s a sem:Event ; rdfs:label ?l } LIMIT 100"}
    began = time.perf_counter()
    with ThreadPoolExecutor(100) as pool:
        statuses = Counter(pool.map(lambda _: httpx.get(f"{address}/sparql", params=parameters, timeout=120).status_code, range(100)))
    show(f"100 requests at once: {dict(statuses)} in {time.perf_counter() - began:.2f} s")
    assert set(statuses) == {200}


if __name__ == "__main__":
    main()
