"""Programs that people use to ask an endpoint: what each of them gets from ours."""

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import rdflib

from tests.served import make_folder, serve

# rdflib's reader of JSON-LD, and SPARQLWrapper's, use what rdflib itself deprecates
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")
HERE = Path(__file__).parent
KILLED = rdflib.URIRef("https://w3id.org/conflict-kg/ontology#killed")
PREFIX = "PREFIX ckg: <https://w3id.org/conflict-kg/ontology#> "
SELECT, CONSTRUCT = "SELECT ?k WHERE { ?e ckg:killed ?k }", "CONSTRUCT { ?e ckg:killed ?k } WHERE { ?e ckg:killed ?k }"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serve(make_folder(tmp_path_factory.mktemp("served") / "g")) as address:
        yield address


@pytest.mark.parametrize(("method", "request_method"), [("GET", "urlencoded"), ("POST", "urlencoded"), ("POST", "postdirectly")])
def test_sparqlwrapper_reads_rows_and_graphs(address: str, method: str, request_method: str) -> None:
    wrapper = pytest.importorskip("SPARQLWrapper")
    sparql = wrapper.SPARQLWrapper(f"{address}/sparql")
    sparql.setMethod(method)
    sparql.setRequestMethod(request_method)
    for name, read in {"json": lambda found: found["results"]["bindings"][0]["k"]["value"], "csv": lambda found: found.decode().split()[1]}.items():
        sparql.setReturnFormat(name)
        sparql.setQuery(PREFIX + SELECT)
        assert read(sparql.queryAndConvert()) == "10"
    for name in ("xml", "turtle", "json-ld"):
        sparql.setReturnFormat(name)
        sparql.setQuery(PREFIX + CONSTRUCT)
        found = sparql.queryAndConvert()
        graph = found if isinstance(found, rdflib.Graph) else rdflib.Graph().parse(data=found, format=name)
        assert len(graph) == 1
    sparql.setReturnFormat("xml")
    sparql.setQuery("ASK {}")
    assert "true" in sparql.queryAndConvert().toxml()


def test_sparqlwrapper_names_our_refusals(address: str) -> None:
    wrapper = pytest.importorskip("SPARQLWrapper")
    sparql = wrapper.SPARQLWrapper(f"{address}/sparql")
    sparql.setQuery("SELECT")
    with pytest.raises(wrapper.SPARQLExceptions.QueryBadFormed, match="not a SPARQL query"):
        sparql.query()


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
def test_rdflib_reads_it_as_a_store(address: str, method: str) -> None:
    from rdflib.plugins.stores.sparqlstore import SPARQLStore

    graph = rdflib.Graph(SPARQLStore(f"{address}/sparql", method=method))
    assert [int(row.k) for row in graph.query("SELECT ?k { ?e ?p ?k }", initBindings={"p": KILLED})] == [10]
    ((event, _, killed),) = graph.triples((None, KILLED, None))
    assert int(killed) == 10 and (event, KILLED, killed) in graph
    assert bool(graph.query("ASK { ?e ?p 10 }"))
    assert len(graph) > 10


def test_rdflib_asks_it_as_a_part_of_its_own_query(address: str) -> None:
    query = f"SELECT ?k {{ SERVICE <{address}/sparql> {{ ?e <{KILLED}> ?k }} }}"
    assert [int(row.k) for row in rdflib.Graph().query(query)] == [10]


def test_rdflib_parses_the_graph_store(address: str) -> None:
    assert len(rdflib.Graph().parse(f"{address}/store?default")) > 10


def test_pandas_reads_the_address(address: str) -> None:
    pandas = pytest.importorskip("pandas")
    frame = pandas.read_csv(f"{address}/sparql?format=csv&query={quote(SELECT)}")
    assert frame.to_dict("list") == {"k": [10]}


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (["--get", "--data-urlencode", f"query={SELECT}", "--header", "Accept: text/csv"], "k\r\n10\r\n"),
        (["--data-urlencode", f"query={SELECT}", "--header", "Accept: text/tab-separated-values"], "?k\n10\n"),
        (["--data-binary", SELECT, "--header", "Content-Type: application/sparql-query", "--header", "Accept: text/csv"], "k\r\n10\r\n"),
        (["--data-urlencode", "query=SELECT"], "not a SPARQL query"),
    ],
)
def test_curl_asks_in_each_way(address: str, options: list[str], expected: str) -> None:
    curl = shutil.which("curl")
    if curl is None:
        pytest.skip("curl is not installed")
    done = subprocess.run([curl, "--silent", "--show-error", *options, f"{address}/sparql"], capture_output=True, check=True, timeout=60)
    assert done.stdout.decode().startswith(expected)


@pytest.fixture(scope="module")
def ask_comunica(address: str) -> Callable[[str, str], Any]:
    node, modules = shutil.which("node"), Path(os.environ.get("CKG_NODE_MODULES") or HERE / "node_modules")
    if node is None:
        pytest.skip("node is not installed")
    if not (modules / "@comunica/query-sparql").is_dir():
        pytest.skip(f"no Comunica in {modules}: npm install --prefix {modules.parent} @comunica/query-sparql@4")

    def ask(query: str, kind: str) -> Any:
        command = [node, HERE / "comunica.mjs", modules.resolve(), f"{address}/sparql", kind, PREFIX + query]
        done = subprocess.run(command, capture_output=True, check=False, timeout=240)
        assert done.returncode == 0, done.stderr.decode()
        return json.loads(done.stdout)

    return ask


@pytest.mark.parametrize("kind", ["sparql", "auto"])
def test_comunica_reads_rows_graphs_and_truth(ask_comunica: Callable[[str, str], Any], kind: str) -> None:
    assert ask_comunica(SELECT, kind) == [{"k": "10"}]
    assert [triple[1:] for triple in ask_comunica(CONSTRUCT, kind)] == [[str(KILLED), "10"]]
    assert ask_comunica("ASK { ?e ckg:killed 10 }", kind) is True
