"""How fast articles become a graph: ``python -m tests.benchmarks.extraction INPUT... [--workers N]``.

Prints articles, sentences and events, sentences a second of ``kg build`` from files to the finished store, and the greatest memory of its
processes. Sentences are counted in a pass of their own, outside the time.
"""

import argparse
import resource
import tempfile
import time
from pathlib import Path

from kg.extraction.sentences import split_sentences
from kg.models.event_model import load_model
from kg.pipeline import extract_inputs, get_model_folder, get_model_name
from kg.reading import read_articles
from kg.store import GraphFolder
from kg.text import normalize_text
from schemas.record import Failure


def main() -> None:
    """Measure one build."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("inputs", nargs="+")
    parser.add_argument("--workers", type=int, default=1)
    told = parser.parse_args()
    failures: list[Failure] = []
    articles = sentences = 0
    for article in read_articles(told.inputs, on_failure=lambda failure: None):
        articles += 1
        sentences += len(split_sentences(normalize_text(article.text), article.lang))
    began = time.perf_counter()
    load_model(get_model_folder())
    loading = time.perf_counter() - began
    with tempfile.TemporaryDirectory() as folder, GraphFolder(Path(folder) / "graph", create=True) as graph:
        began = time.perf_counter()
        mentions = 0
        for record in extract_inputs(told.inputs, workers=told.workers, on_failure=failures.append):
            graph.add_records([record], model=get_model_name())
            mentions += len(record.events)
        extracted = time.perf_counter() - began
        own, workers = (resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
        network = graph.refresh()
        total = time.perf_counter() - began
        events = sum(kind == "event" for _, kind in network.nodes(data="kind")) if network else 0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{articles} articles, {sentences} sentences, {mentions} mentions of {events} events, {len(failures)} failures")  # noqa: T201
    print(f"model loaded in {loading:.2f} s; extraction {extracted:.1f} s ({sentences / extracted:.0f} sentences/s, {told.workers} workers)")  # noqa: T201
    print(f"memory while extracting: {own:.0f} MB, greatest worker {workers:.0f} MB")  # noqa: T201
    print(f"with merging and store {total:.1f} s, {peak:.0f} MB (the whole graph is in memory then)")  # noqa: T201


if __name__ == "__main__":
    main()
