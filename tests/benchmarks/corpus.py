"""What becomes of a whole corpus: ``python -m tests.benchmarks.corpus INPUT... [--lines FILE...] [--workers N]``.

The articles are built into a graph, as ``kg build`` does; the graph is checked against the ontology's shapes, as ``kg validate`` does; and it is
written in every format and read back by a program that is not ours. Fails where an article was lost, a shape is violated, a reader stumbles, or
an RDF format holds other triples than another. ``--lines``: texts of which each line is an article.
"""

import argparse
import tempfile
import time
from pathlib import Path
from typing import Any

import networkx as nx
import pyoxigraph

from exports.formats import FORMATS
from kg.pipeline import extract_inputs, get_model_name
from kg.store import GraphFolder
from kg.validation import validate_store
from schemas.record import Failure
from tests.benchmarks.kills import write_articles
from tests.exports.readers import READERS, write

SAME_TRIPLES = ("turtle", "ntriples", "nquads", "trig", "jsonld", "rdfxml")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("inputs", nargs="*")
    parser.add_argument("--lines", nargs="*", type=Path, default=[])
    parser.add_argument("--workers", type=int, default=1)
    told = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        lines = [split_lines(path, Path(folder)) for path in told.lines]
        with GraphFolder(Path(folder) / "graph", create=True) as graph:
            network = build(graph, [*told.inputs, *lines], told.workers)
            store = graph.open_rdf()
            began = time.perf_counter()
            report = validate_store(store)
            print(f"{len(store):,} triples, checked in {time.perf_counter() - began:.0f} s: {report.total} violations")  # noqa: T201
            assert report.conforms, report.findings[:5]
            read_back(network, len(store))


def split_lines(path: Path, folder: Path) -> str:
    """Make an article of each line."""
    texts = [line.strip() for line in path.read_text("utf-8").splitlines() if line.strip()]
    articles = [{"id": f"{path.stem}-{number}", "text": text} for number, text in enumerate(texts)]
    return str(write_articles(folder / f"{path.stem}.jsonl", articles))


def build(graph: GraphFolder, inputs: list[str], workers: int) -> nx.MultiDiGraph:
    failures: list[Failure] = []
    began = time.perf_counter()
    for record in extract_inputs(inputs, workers=workers, on_failure=failures.append):
        graph.add_records([record], model=get_model_name())
    network = graph.refresh()
    seconds = time.perf_counter() - began
    assert network is not None and not failures, failures[:5]
    kinds = [kind for _, kind in network.nodes(data="kind")]
    counts = ", ".join(f"{kinds.count(kind):,} {kind}s" for kind in ("article", "mention", "event", "actor", "relation", "place"))
    print(f"{counts}; built in {seconds:.0f} s by {workers} workers, no failure")  # noqa: T201
    return network


def read_back(network: nx.MultiDiGraph, n_triples: int) -> None:
    """Print the table of docs/formats.md."""
    print("\n| format | MB | written in s | read in s | what comes back |\n| --- | ---: | ---: | ---: | --- |")  # noqa: T201
    triples: set[pyoxigraph.Triple] = set()
    for name in FORMATS:
        began = time.perf_counter()
        data = write(network, name)
        written = time.perf_counter()
        found = READERS[name](data)
        read = time.perf_counter()
        if name in SAME_TRIPLES:
            triples = triples or {quad.triple for quad in found}
            assert {quad.triple for quad in found} == triples, f"{name} holds other triples than {SAME_TRIPLES[0]}"
            assert len(triples) == n_triples, f"{name} holds {len(triples):,} triples, the store {n_triples:,}"
        cells = (f"`{name}`", f"{len(data) / 1e6:.1f}", f"{written - began:.1f}", f"{read - written:.1f}", describe(found))
        print(f"| {' | '.join(cells)} |", flush=True)  # noqa: T201


def describe(found: Any) -> str:
    if isinstance(found, nx.Graph):
        return f"{len(found):,} nodes, {found.number_of_edges():,} edges"
    if isinstance(found, dict):
        return ", ".join(f"{len(rows):,} rows of {name}" for name, rows in found.items())
    if isinstance(found, set):
        return f"{len(found):,} {'triples' if len({quad.graph_name for quad in found}) == 1 else 'quads'}"
    if isinstance(found, list):
        return f"{len(found):,} rows"
    return f"{sum(1 for _ in found.iter()):,} elements"


if __name__ == "__main__":
    main()
