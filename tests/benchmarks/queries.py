"""How fast the named queries are on a large graph: ``python -m tests.benchmarks.queries --triples 1000000``.

The graph is made up, in the shape of a real one: few sides act in most events, three quarters of the events are told as facts, a third of the
mentions have a source, one article in ten is a copy. It goes through our own RDF into an Oxigraph store on disk, and each query is run several
times with parameters that a person would give. The medians include the reading of the rows.
"""

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import networkx as nx
import pyoxigraph

from exports.rdf import write_ntriples
from kg.queries import list_queries
from kg.sparql import run_named_query
from schemas.codebook import load_codebook

TRIPLES_PER_EVENT: Final = 68  # with its mentions, words, sentences and a part of an article
FACTUALITIES: Final = {"asserted": 74, "alleged": 12, "denied": 2, "disputed": 4, "future": 4, "conditional": 2, "historical": 2}
STANCES: Final = {"disputed": ("asserted", "alleged", "denied")}
RELATIONS: Final = ("represents", "member_of", "controls", "claims_territory", "allied_with", "backs", "opposes")
TYPICAL: Final[Mapping[str, tuple[dict[str, str], ...]]] = {
    "accusers": ({}, {"accuser": "S00"}),
    "actor-timeline": ({"actor": "S00"}, {"actor": "S07", "type": "ASSAULT", "since": "2021"}),
    "backers": ({}, {"backed": "S01"}),
    "dyads": ({}, {"actor": "S00", "recipient": "S01"}),
    "escalation": ({}, {"actor": "S00"}),
    "evidence": ({"id": "ev-0000000000000001"},),
    "mediators": ({}, {"side": "S00"}),
    "near": ({"lat": "39.8", "lon": "46.7", "km": "500"},),
    "requests": ({}, {"asker": "S00"}),
    "timeline": ({}, {"type": "ASSAULT", "since": "2021-03", "until": "2021-04"}),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--triples", type=int, default=1_000_000, help="triples in the graph, roughly")
    parser.add_argument("--runs", type=int, default=5, help="times that each query is run")
    parser.add_argument("--only", nargs="*", help="names of queries; all where none is given")
    told = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        store = fill_store(Path(folder), make_graph(told.triples // TRIPLES_PER_EVENT))
        print(f"{len(store):,} triples, median of {told.runs} runs{'':33} wall  processor")  # noqa: T201
        for query in list_queries():
            for values in TYPICAL.get(query.name, ({},)) if not told.only or query.name in told.only else ():
                runs = [measure(store, query.name, values) for _ in range(told.runs)]
                wall, processor = (statistics.median(run[place] for run in runs) for place in (0, 1))
                given = " ".join(f"{name}={value}" for name, value in values.items())
                print(f"{query.name:20} {given:45} {wall:8.3f} s {processor:8.3f} s {runs[0][2]:6} rows", flush=True)  # noqa: T201


def measure(store: pyoxigraph.Store, name: str, values: Mapping[str, str]) -> tuple[float, float, int]:
    """Seconds on the clock, seconds of processor time (the fair figure on a machine that is shared), rows."""
    wall, processor = time.perf_counter(), time.process_time()
    n_rows = sum(1 for _ in run_named_query(store, name, values).iterate_rows())
    return time.perf_counter() - wall, time.process_time() - processor, n_rows


def fill_store(folder: Path, graph: nx.MultiDiGraph) -> pyoxigraph.Store:
    with (folder / "graph.nt").open("wb") as stream:
        write_ntriples(graph, stream)
    store = pyoxigraph.Store(str(folder / "store"))
    store.bulk_load(path=str(folder / "graph.nt"), format=pyoxigraph.RdfFormat.N_TRIPLES)
    store.optimize()
    store.flush()
    return store


class Maker:
    """Makes the nodes and edges of a graph by chance, the same for the same number of events."""

    def __init__(self, n_events: int) -> None:
        self.chance = random.Random(n_events)
        self.graph = nx.MultiDiGraph(software_version="0", model="0")
        self.types = load_codebook().types
        self.n_mentions = 0
        self.actors = [self.add_actor(number) for number in range(200 + n_events // 20)]
        self.places = [self.add_place(number) for number in range(50 + n_events // 40)]
        self.articles: list[str] = []
        for number in range(n_events):
            self.add_event(f"event/ev-{number:016x}")
        for number in range(n_events // 30):
            self.add_relation(number)

    def pick(self, items: list[str]) -> str:
        """One of the items, the first ones far more often."""
        return items[min(int(self.chance.paretovariate(0.6)) - 1, len(items) - 1)]

    def add_node(self, node: str, kind: str, **attributes: Any) -> str:
        self.graph.add_node(node, kind=kind, **attributes)
        return node

    def link(self, source: str, target: str, kind: str, **attributes: Any) -> None:
        self.graph.add_edge(source, target, key=kind, kind=kind, **attributes)

    def add_actor(self, number: int) -> str:
        """Add a state; from 100 on one of its officials, or a sector of it."""
        code, sector = f"S{number % 100:02}", self.chance.choice(("GOV", "MIL", "CVL", "REB", "MED")) if number >= 100 else "GOV"
        name, kind = (f"Person {number}", "person") if number >= 100 else (f"State {number}", "state")
        facts = {"name": name, "name_id": name, "actor_kind": kind, "code": code, "country": code, "sector": sector}
        return self.add_node(f"actor/{code}.{number}" if number >= 100 else f"actor/{code}", "actor", **facts)

    def add_place(self, number: int) -> str:
        where: dict[str, Any] = {"latitude": round(self.chance.uniform(-10, 60), 4), "longitude": round(self.chance.uniform(10, 130), 4)}
        where |= {"place_precision": "city", "geonames": str(number), "country": "AZE"}
        return self.add_node(f"place/{number}", "place", name=f"Place {number}", name_id=f"Tempat {number}", **where)

    def add_event(self, event: str) -> None:
        event_type = self.chance.choice(self.types)
        factuality = self.chance.choices(list(FACTUALITIES), list(FACTUALITIES.values()))[0]
        date = f"{self.chance.randint(2019, 2023)}-{self.chance.randint(1, 12):02}-{self.chance.randint(1, 28):02}"
        dates = {"date": date, "date_precision": "day", "first_date": date, "last_date": date} if self.chance.random() < 0.85 else {}
        n_mentions = max(self.chance.choice((1, 1, 1, 2, 3)), len(STANCES.get(factuality, ())))
        victims: dict[str, int] = {}
        if self.chance.random() < 0.08:
            killed = self.chance.randint(0, 40)
            victims = {"killed": killed, "killed_low": killed, "killed_high": killed + self.chance.choice((0, 0, 3)), "injured": 2 * killed}
        facts = {"event_type": event_type.name, "quad": event_type.quad, "plover_score": event_type.score, "factuality": factuality}
        counts = {"report_count": n_mentions, "independent_count": n_mentions, "mention_count": n_mentions, "confidence": 0.8}
        label = f"{event_type.name} of {event}"
        self.add_node(event, "event", name=label, name_id=label, **facts, **dates, **counts, **victims)
        actor, recipient = self.pick(self.actors), self.pick(self.actors)
        self.link(event, actor, "actor")
        if recipient != actor and self.chance.random() < 0.7:
            self.link(event, recipient, "recipient")
        if self.chance.random() < 0.4:
            self.link(event, self.pick(self.places), "place")
        if event_type.name in ("ACCUSE", "REJECT") and self.chance.random() < 0.3:
            target = f"event/ev-{self.chance.randrange(max(1, int(event[-16:], 16))):016x}"
            if target in self.graph and target != event:
                self.link(event, target, "alleges" if event_type.name == "ACCUSE" else "denies")
        for number in range(n_mentions):
            stances = STANCES.get(factuality, (factuality,))
            self.add_mention(event, event_type.name, stances[number % len(stances)], actor)

    def add_mention(self, event: str, event_type: str, factuality: str, actor: str) -> None:
        number, start = self.n_mentions // 8, self.n_mentions % 8 * 120
        self.n_mentions += 1
        article, sentence = f"article/a-{number:016x}", f"sentence/a-{number:016x}.{start}"
        if article not in self.graph:
            publisher, url = f"Paper {self.chance.randrange(200)}", f"https://example.org/{number}"
            date = f"{self.chance.randint(2019, 2023)}-{self.chance.randint(1, 12):02}-11"
            self.add_node(article, "article", article_id=f"f-{number}", lang="en", published_on=date, title="War", publisher=publisher, url=url)
            if self.articles and self.chance.random() < 0.1:
                self.link(article, self.chance.choice(self.articles), "copy_of")
            else:
                self.articles.append(article)
        self.add_node(sentence, "sentence", text=f"What sentence {self.n_mentions} says of it.", start_char=start, end_char=start + 40, lang="en")
        facts = {"trigger": "struck", "start_char": start, "end_char": start + 6, "event_type": event_type, "factuality": factuality}
        mention = self.add_node(f"mention/m-{self.n_mentions:016x}", "mention", confidence=0.8, **facts)
        self.link(event, mention, "denoted_by")
        self.link(mention, sentence, "in_sentence")
        self.link(sentence, article, "in_article")
        self.link(mention, actor, "actor", text="the army", start_char=start, end_char=start + 8)
        if self.chance.random() < 0.35:
            self.link(mention, self.pick(self.actors), "attributed_to", text="it", start_char=start, end_char=start + 2)

    def add_relation(self, number: int) -> None:
        relation_type, label = self.chance.choice(("holds_office", *RELATIONS)), f"relation {number}"
        facts: dict[str, Any] = {
            "relation_type": relation_type,
            "factuality": self.chance.choice(("asserted", "asserted", "alleged")),
            "confidence": 0.8,
        }
        if relation_type == "holds_office":
            facts["office"] = "minister"
        counts = {"report_count": 1, "independent_count": 1, "mention_count": 1}
        relation = self.add_node(f"relation/re-{number:016x}", "relation", name=label, name_id=label, **counts, **facts)
        self.link(relation, self.chance.choice(self.actors), "subject")
        if relation_type != "holds_office":
            self.link(relation, self.chance.choice(self.actors), "object")


def make_graph(n_events: int) -> nx.MultiDiGraph:
    return Maker(n_events).graph


if __name__ == "__main__":
    main()
