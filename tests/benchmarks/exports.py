"""How fast graphs are written, beside the libraries that write the same: ``python -m tests.benchmarks.exports [--events N] [--slice N]``.

Turtle against rdflib's serializer, in triples a second of processor time: both write the same triples with the same prefixes, those of ``--slice``
events, because rdflib takes minutes for more. Ours begins at the NetworkX graph, rdflib's at its own: what it takes to add the triples to that one
by one is a row of its own. GEXF against ``networkx.write_gexf``, the network of actors and events with the same attributes, spells and looks:
first the writing alone, then with the projection and the layout that our writer does on the way and NetworkX's does not; and the memory that it
all takes beyond the graph (tracemalloc, in a pass of its own). Both take turns, and the best of ``--rounds`` counts. Then each format, as
the rows of the table in docs/formats.md. The graphs are synthetic, of the shape that news gives: few actors are in many events, most are in few.
"""

import argparse
import random
import time
import tracemalloc
from collections.abc import Callable, Iterable, Iterator
from io import BytesIO, RawIOBase

import networkx as nx
import rdflib

from exports.formats import FORMATS, write_graph
from exports.gexf import generate_gexf
from exports.output import write_pieces
from exports.selection import EventFilter
from exports.view import make_view, measure_size
from tests.exports.readers import PROGRAMS

TYPES = {"ASSAULT": -9.0, "ACCUSE": -2.0, "CONSULT": 1.0, "AID": 7.0, "REJECT": -4.0}
QUADS = {-9.0: "material conflict", -2.0: "verbal conflict", -4.0: "verbal conflict", 1.0: "verbal cooperation", 7.0: "material cooperation"}
WORDS = "the army of said on Monday that its units had struck near town after talks with officials failed again this week".split()


class Sink(RawIOBase):
    """A stream that counts and forgets, so that neither a disk nor a buffer is measured."""

    size = 0

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        self.size += len(data)
        return len(data)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=30_000, help="events in the graph")
    parser.add_argument("--slice", type=int, default=4_000, help="events in the graph that rdflib has to write too")
    parser.add_argument("--rounds", type=int, default=3, help="how often each is measured")
    told = parser.parse_args()
    print_row("", "ours", "theirs")
    compare_turtle(make_graph(told.slice), told.slice, told.rounds)
    graph = make_graph(told.events)
    compare_gexf(graph, told.rounds)
    print_row(f"Turtle, {told.events:,} events, memory", f"{measure_memory(lambda: write_graph(graph, Sink(), 'turtle')):.0f} MB")
    print_formats(graph, told.events, told.rounds)


def compare_turtle(graph: nx.MultiDiGraph, n_events: int, rounds: int) -> None:
    stream = BytesIO()
    write_graph(graph, stream, "turtle")
    theirs = rdflib.Graph().parse(data=stream.getvalue(), format="turtle")
    parts = [tuple(map(split_term, triple)) for triple in theirs]
    ours, serializing, adding = measure_in_turns(
        lambda: write_graph(graph, Sink(), "turtle"),
        lambda: theirs.serialize(format="turtle", encoding="utf-8"),
        lambda: add_triples(parts),
        rounds=rounds,
    )
    title = f"Turtle, {len(theirs):,} triples"
    print_row(f"{title}, a second", f"{len(theirs) / ours:,.0f}", f"{len(theirs) / serializing:,.0f}", serializing / ours)
    print_row(f"{title}, from objects to bytes", f"{ours:.2f} s", f"{serializing + adding:.2f} s", (serializing + adding) / ours)


def split_term(term: rdflib.term.Node) -> tuple[str, str | None, str | None] | str:
    if isinstance(term, rdflib.Literal):
        return str(term), term.language, None if term.datatype is None else str(term.datatype)
    return str(term)


def add_triples(parts: Iterable[tuple[str, str, str | tuple[str, str | None, str | None]]]) -> None:
    """Make rdflib's graph of terms that are ready as strings, as any exporter that uses it has to."""
    graph = rdflib.Graph()
    for subject, predicate, value in parts:
        term = rdflib.URIRef(value) if isinstance(value, str) else rdflib.Literal(value[0], lang=value[1], datatype=value[2])
        graph.add((rdflib.URIRef(subject), rdflib.URIRef(predicate), term))


def compare_gexf(graph: nx.MultiDiGraph, rounds: int) -> None:
    network, view = make_network(graph), make_view(graph, "events", EventFilter())
    positions = view.layout()
    view.layout = lambda: positions  # type: ignore[method-assign]
    title = f"GEXF, {network.number_of_edges():,} edges"
    alone, whole, theirs = measure_in_turns(
        lambda: write_pieces(Sink(), generate_gexf(view)),
        lambda: write_graph(graph, Sink(), "gexf", view="events"),
        lambda: nx.write_gexf(network, Sink()),
        rounds=rounds,
    )
    print_row(f"{title}, writing", f"{alone:.2f} s", f"{theirs:.2f} s", theirs / alone)
    print_row(f"{title}, with projection, layout", f"{whole:.2f} s", f"{theirs:.2f} s", theirs / whole)
    memory = measure_memory(lambda: write_graph(graph, Sink(), "gexf", view="events"))
    their_memory = measure_memory(lambda: nx.write_gexf(network, Sink()))
    print_row(f"{title}, memory", f"{memory:.0f} MB", f"{their_memory:.0f} MB", their_memory / memory)


def print_formats(graph: nx.MultiDiGraph, n_events: int, rounds: int) -> None:
    """Print the table of docs/formats.md."""
    print(f"\n| format | ending | what it holds | read in the tests by | MB | s |\n| {' | '.join(['---'] * 4)} | ---: | ---: |")  # noqa: T201
    for row in FORMATS.values():
        sink = Sink()
        write_graph(graph, sink, row)
        (seconds,) = measure_in_turns(lambda row=row: write_graph(graph, Sink(), row), rounds=rounds)  # type: ignore[misc]
        cells = (f"`{row.name}`", f"`{row.extensions[0]}`", row.description, PROGRAMS[row.name], f"{sink.size / 1e6:.1f}", f"{seconds:.1f}")
        print(f"| {' | '.join(cells)} |")  # noqa: T201


def print_row(title: str, ours: str, theirs: str = "", ratio: float | None = None) -> None:
    print(f"{title:52}{ours:>12}{theirs:>12}{'' if ratio is None else f'{ratio:8.1f}x'}")  # noqa: T201


def measure_in_turns(*tasks: Callable[[], object], rounds: int) -> Iterator[float]:
    """Seconds of processor time that each takes at best; what else the machine does meets all of them alike."""
    taken = []
    for _ in range(rounds):
        for task in tasks:
            began = time.process_time()
            task()
            taken.append(time.process_time() - began)
    return (min(taken[number :: len(tasks)]) for number in range(len(tasks)))


def measure_memory(do: Callable[[], object]) -> float:
    """Megabytes that are held at the worst moment beyond what was held before."""
    tracemalloc.start()
    do()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak / 1e6


def make_network(graph: nx.MultiDiGraph) -> nx.MultiDiGraph:
    """Make the network of actors and events that our GEXF holds, with the attributes, spells and looks, as NetworkX wants it."""
    view = make_view(graph, "events", EventFilter())
    network, positions, largest = nx.MultiDiGraph(), view.layout(), view.get_largest()
    for node in view.generate_nodes():
        values = {name: node.values[name] for name in view.node_columns if node.values.get(name) is not None}
        x, y = positions[node.id]
        viz = {"size": measure_size(node.count, largest), "position": {"x": x, "y": y, "z": 0.0}, "color": {"r": 1, "g": 2, "b": 3}}
        network.add_node(node.id, label=node.label, viz=viz, spells=list(node.spells), **values)
    for edge in view.generate_edges():
        values = {name: edge.values[name] for name in view.edge_columns if edge.values.get(name) is not None}
        looks = {"color": {"r": 1, "g": 2, "b": 3}}
        network.add_edge(edge.source, edge.target, key=edge.kind, weight=edge.weight, viz=looks, spells=list(edge.spells), **values)
    return network


def make_graph(n_events: int) -> nx.MultiDiGraph:
    """Make a graph of so many events, 1.6 mentions each, in articles of eight sentences."""
    chance = random.Random(n_events)
    graph = nx.MultiDiGraph(software_version="0", model="0")
    actors = [f"actor/x-{number}" for number in range(20 + n_events // 25)]
    for number, actor in enumerate(actors):
        graph.add_node(
            actor, kind="actor", name=f"Actor {number}", actor_kind="state", code=f"X{number}", country="XXX", sector="GOV", wikidata=f"Q{number}"
        )
    places = [f"place/p-{number}" for number in range(20 + n_events // 50)]
    for number, place in enumerate(places):
        graph.add_node(
            place, kind="place", name=f"Place {number}", latitude=chance.uniform(-60, 60), longitude=chance.uniform(-90, 90), geonames=str(number)
        )
    n_mentions = 0
    for number in range(n_events):
        parties = {actors[min(int(chance.paretovariate(0.5)), len(actors)) - 1] for _ in range(3)}
        add_event(graph, chance, f"event/ev-{number:016x}", sorted(parties), chance.choice(places))
        for _ in range(chance.choice((1, 1, 1, 2, 3))):
            add_mention(graph, chance, f"event/ev-{number:016x}", sorted(parties), n_mentions)
            n_mentions += 1
    return graph


def add_event(graph: nx.MultiDiGraph, chance: random.Random, event: str, parties: list[str], place: str) -> None:
    event_type, score = chance.choice(list(TYPES.items()))
    day = f"20{chance.randint(10, 24)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
    graph.add_node(
        event,
        kind="event",
        name=f"{event_type} by {parties[0]}",
        name_id=f"{event_type} oleh {parties[0]}",
        event_type=event_type,
        quad=QUADS[score],
        plover_score=score,
        factuality="asserted",
        date=day,
        date_precision="day",
        first_date=day,
        last_date=day,
        report_count=1,
        independent_count=1,
        mention_count=1,
        confidence=round(chance.random(), 3),
    )
    graph.add_edge(event, parties[0], key="actor", kind="actor")
    for recipient in parties[1:]:
        graph.add_edge(event, recipient, key="recipient", kind="recipient")
    graph.add_edge(event, place, key="place", kind="place")


def add_mention(graph: nx.MultiDiGraph, chance: random.Random, event: str, parties: list[str], number: int) -> None:
    article, sentence, mention = f"article/a-{number // 8:016x}", f"sentence/a-{number // 8:016x}.{number % 8 * 120}", f"mention/m-{number:016x}"
    start = number % 8 * 120
    if article not in graph:
        title = " ".join(chance.choices(WORDS, k=7))
        url = f"https://example.org/{number}"
        graph.add_node(article, kind="article", article_id=str(number), lang="en", published_on="2020-10-05", title=title, publisher="P", url=url)
    text = " ".join(chance.choices(WORDS, k=20))
    graph.add_node(sentence, kind="sentence", text=text, start_char=start, end_char=start + len(text), lang="en")
    event_type = graph.nodes[event]["event_type"]
    graph.add_node(
        mention,
        kind="mention",
        trigger="struck",
        start_char=start + 20,
        end_char=start + 26,
        event_type=event_type,
        factuality="asserted",
        confidence=round(chance.random(), 3),
    )
    graph.add_edge(event, mention, key="denoted_by", kind="denoted_by")
    graph.add_edge(mention, sentence, key="in_sentence", kind="in_sentence")
    graph.add_edge(sentence, article, key="in_article", kind="in_article")
    for place, party in enumerate(parties):
        role = "recipient" if place else "actor"
        graph.add_edge(mention, party, key=role, kind=role, text="the army", start_char=start + 8 * place, end_char=start + 8 * place + 8)


if __name__ == "__main__":
    main()
