import pyoxigraph as ox
import pytest
import rdflib

from tests.exports.graphs import make_graph
from tests.exports.readers import read, write

BASE = "https://w3id.org/conflict-kg/id/"
A1, A2 = f"{BASE}article/a-1", f"{BASE}article/a-2"


def get_graph(quads: set[ox.Quad], node: str) -> str:
    """Graph that everything said of a node is in; fails where it is in two."""
    (name,) = {quad.graph_name for quad in quads if isinstance(quad.subject, ox.NamedNode) and quad.subject.value == BASE + node}
    return "default" if isinstance(name, ox.DefaultGraph) else str(name.value)


@pytest.fixture(scope="module")
def quads() -> set[ox.Quad]:
    found: set[ox.Quad] = read(make_graph(), "trig")
    return found


@pytest.mark.parametrize(
    ("node", "graph"),
    [
        ("article/a-1", A1),
        ("sentence/a-1.0", A1),
        ("mention/m-a-1-0", A1),
        ("mention/m-a-1-0.actor.1", A1),  # the words that name who acts
        ("mention/m-a-2-12", A2),
        ("relation_mention/r-s-100", A1),
        ("relation_mention/r-s-100.subject.1", A1),
        ("event/ev-shelling", "default"),  # told by two articles
        ("relation/re-backs", "default"),
        ("actor/ARM", "default"),
        ("place/stepanakert", "default"),
    ],
)
def test_what_an_article_says_is_in_its_graph(quads: set[ox.Quad], node: str, graph: str) -> None:
    assert get_graph(quads, node) == graph


def test_trig_and_nquads_hold_the_same(quads: set[ox.Quad]) -> None:
    assert read(make_graph(), "nquads") == quads


def test_without_the_graphs_it_is_what_turtle_holds(quads: set[ox.Quad]) -> None:
    assert {ox.Quad(*quad.triple) for quad in quads} == read(make_graph(), "turtle")


def test_each_graph_is_one_block_and_the_default_graph_comes_first() -> None:
    lines = write(make_graph(), "trig").decode().splitlines()
    assert [line for line in lines if line.endswith("{")] == [f"article:a-{number} {{" for number in (1, 2, 3)]
    assert lines.index("event:ev-talks") < lines.index("article:a-1 {")


@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib.*")  # its readers use what it deprecates
@pytest.mark.parametrize("name", ["trig", "nquads"])
def test_rdflib_reads_the_same(quads: set[ox.Quad], name: str) -> None:
    dataset = rdflib.Dataset()
    dataset.parse(data=write(make_graph(), name), format=name)
    assert len(list(dataset.quads())) == len(quads)
    assert {str(graph.identifier) for graph in dataset.graphs()} >= {A1, A2}
