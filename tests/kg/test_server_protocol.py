"""SPARQL 1.1 Protocol and Graph Store Protocol, as W3C's test cases have them; real clients are in test_server_clients.py."""

import io
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
import rdflib

from tests.served import make_folder, serve

httpx = pytest.importorskip("httpx")
# rdflib's reader of JSON-LD uses what rdflib itself deprecates
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")
ASK, SELECT, CONSTRUCT = "ASK {}", "SELECT ?k WHERE { ?e ckg:killed ?k }", "CONSTRUCT { ?e ckg:killed ?k } WHERE { ?e ckg:killed ?k }"
JSON = "application/sparql-results+json"
FORM = "application/x-www-form-urlencoded"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serve(make_folder(tmp_path_factory.mktemp("served") / "g")) as address:
        yield address


@pytest.fixture(scope="module")
def client(address: str) -> Iterator["httpx.Client"]:
    with httpx.Client(base_url=address, timeout=60) as client:
        yield client


def post(client: "httpx.Client", body: str | bytes, content_type: str, path: str = "/sparql") -> "httpx.Response":
    return client.post(path, content=body, headers={"content-type": content_type})


# the cases of W3C's protocol tests (https://www.w3.org/2009/sparql/docs/tests/), by their names


def test_query_get(client: "httpx.Client") -> None:
    response = client.get("/sparql", params={"query": ASK})
    assert (response.status_code, response.headers["content-type"], response.json()["boolean"]) == (200, JSON, True)


def test_query_post_form(client: "httpx.Client") -> None:
    assert post(client, urlencode({"query": ASK}), FORM).json()["boolean"] is True


def test_query_post_direct(client: "httpx.Client") -> None:
    assert post(client, ASK, "application/sparql-query").json()["boolean"] is True
    assert post(client, ASK, "application/sparql-query; charset=UTF-8").json()["boolean"] is True


@pytest.mark.parametrize("query", [ASK, SELECT])
@pytest.mark.parametrize("accept", [JSON, "application/sparql-results+xml", "text/csv", "text/tab-separated-values"])
def test_query_content_type_of_rows(client: "httpx.Client", query: str, accept: str) -> None:
    response = client.get("/sparql", params={"query": query}, headers={"accept": accept})
    assert response.status_code == 200 and response.headers["content-type"].partition(";")[0] == accept


@pytest.mark.parametrize("query", [CONSTRUCT, "DESCRIBE ?e WHERE { ?e ckg:killed ?k }"])
@pytest.mark.parametrize("accept", ["text/turtle", "application/n-triples", "application/ld+json", "application/rdf+xml"])
def test_query_content_type_of_graphs(client: "httpx.Client", query: str, accept: str) -> None:
    response = client.get("/sparql", params={"query": query}, headers={"accept": accept})
    assert response.headers["content-type"].partition(";")[0] == accept
    assert len(rdflib.Graph().parse(data=response.content, format=accept)) >= 1


@pytest.mark.parametrize(
    ("method", "content_type", "body", "parameters", "status"),
    [
        ("PUT", FORM, urlencode({"query": ASK}), "", 405),  # bad_query_method
        ("GET", "", "", "query=ASK%20%7B%7D&query=SELECT%20*%20%7B%7D", 400),  # bad_multiple_queries
        ("POST", "text/plain", ASK, "", 415),  # bad_query_wrong_media_type
        ("POST", "", urlencode({"query": ASK}), "", 415),  # bad_query_missing_form_type
        ("POST", "", ASK, "", 415),  # bad_query_missing_direct_type
        ("POST", "application/sparql-query; charset=UTF-16", ASK.encode("utf-16"), "", 415),  # bad_query_non_utf8
        ("POST", "application/sparql-query", b"ASK { ?s ?p '\xe9' }", "", 400),
        ("GET", "", "", "query=ASK%20%7B", 400),  # bad_query_syntax
        ("GET", "", "", "query=", 400),
        ("GET", "", "", "query=%FF", 400),
        ("GET", "", "", "update=CLEAR%20ALL", 400),  # bad_update_get
        ("POST", FORM, "", "", 400),
        ("POST", "application/sparql-query", ASK, "query=ASK%20%7B%7D", 400),
        ("POST", "application/sparql-query", "", "", 400),
        ("POST", FORM, urlencode([("query", ASK), ("query", ASK)]), "", 400),  # bad_multiple_queries
        ("POST", FORM, urlencode({"query": ASK}), "query=ASK%20%7B%7D", 400),
        ("POST", FORM, urlencode({"query": ASK, "update": "CLEAR ALL"}), "", 400),
        ("POST", FORM, urlencode({"query": "ASK {"}), "", 400),
        ("POST", FORM, b"query=%FF", "", 400),
        ("POST", FORM, b"query=\xff", "", 400),
        ("POST", "application/json", json.dumps({"query": ASK}), "", 415),
        ("POST", "application/sparql-update", "CLEAR", "", 403),  # bad_update_syntax: updates are refused, whatever they say
        ("DELETE", "", "", "query=ASK%20%7B%7D", 405),
        ("PATCH", "application/sparql-query", ASK, "", 405),
        ("OPTIONS", "", "", "", 405),  # no preflight: no other origin is let in
    ],
)
def test_bad_request_is_told_in_one_sentence(
    client: "httpx.Client", method: str, content_type: str, body: str | bytes, parameters: str, status: int
) -> None:
    headers = {"content-type": content_type} if content_type else {}
    response = client.request(method, f"/sparql?{parameters}", content=body, headers=headers)
    assert response.status_code == status
    assert response.text.count("\n") == 1 and response.headers["content-type"].startswith("text/plain")


@pytest.mark.parametrize(
    ("content_type", "body"), [(FORM, urlencode({"update": "CLEAR ALL"})), ("application/sparql-update", "INSERT DATA { <x:a> <x:b> 1 }")]
)
def test_update_is_refused_and_says_how_articles_come_in(client: "httpx.Client", content_type: str, body: str) -> None:
    response = post(client, body, content_type)
    assert response.status_code == 403 and "kg build" in response.text


@pytest.mark.parametrize("name", ["default-graph-uri", "named-graph-uri"])
@pytest.mark.parametrize("way", ["get", "form", "direct"])
def test_dataset_that_the_store_does_not_hold_is_refused(client: "httpx.Client", name: str, way: str) -> None:
    """query_dataset_default_graph and its like: where the service has not got the data set, it says so."""
    asked = {"query": ASK, name: "file:///etc/passwd"}
    if way == "get":
        response = client.get("/sparql", params=asked)
    elif way == "form":
        response = post(client, urlencode(asked), FORM)
    else:
        response = post(client, ASK, "application/sparql-query", f"/sparql?{name}=urn:x:other")
    assert response.status_code == 400 and "no graph" in response.text


@pytest.mark.parametrize(
    "query",
    ["SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }", "ASK { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", "LOAD <file:///etc/passwd>"],
)
def test_query_that_reaches_out_of_the_store_is_refused(client: "httpx.Client", query: str) -> None:
    assert client.get("/sparql", params={"query": query}).status_code == 400


def test_service_description_lists_what_is_there(client: "httpx.Client", address: str) -> None:
    graph = rdflib.Graph().parse(data=client.get("/sparql").content, format="turtle")
    name = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
    assert graph.value(predicate=name.endpoint, object=None, subject=rdflib.URIRef(f"{address}/sparql")) == rdflib.URIRef(f"{address}/sparql")
    assert len(list(graph.objects(None, name.resultFormat))) == 8


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("*/*", "text/turtle"),
        ("application/rdf+xml", "application/rdf+xml"),
        ("application/ld+json;q=0.9, text/turtle;q=0.1", "application/ld+json"),
        ("application/n-triples", "application/n-triples"),
        (JSON, "text/turtle"),  # somebody who asks for rows and sends no query
    ],
)
def test_service_description_comes_in_each_format(client: "httpx.Client", accept: str, media_type: str) -> None:
    response = client.get("/sparql", headers={"accept": accept})
    assert response.status_code == 200 and response.headers["content-type"].partition(";")[0] == media_type
    assert len(rdflib.Graph().parse(data=response.content, format=media_type)) > 10


@pytest.mark.parametrize(
    ("query", "accept", "media_type"),
    [
        (SELECT, "text/csv;q=0.2, application/sparql-results+xml;q=0.9", "application/sparql-results+xml"),
        (SELECT, "text/csv;q=0.2 , application/sparql-results+xml ; q=0.9", "application/sparql-results+xml"),
        (SELECT, "TEXT/CSV", "text/csv"),
        (SELECT, "text/csv;header=present;q=1, */*;q=0.1", "text/csv"),
        (SELECT, "text/turtle, text/*;q=0.5", "text/csv"),
        (SELECT, "*/*, application/sparql-results+json;q=0", "application/sparql-results+xml"),
        (SELECT, "application/*, text/csv;q=0.9", JSON),
        (SELECT, "application/json", JSON),
        (SELECT, "", JSON),
        (SELECT, "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", JSON),  # a browser
        (CONSTRUCT, "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/turtle"),
        (CONSTRUCT, "*/*", "text/turtle"),
        (CONSTRUCT, "text/turtle;q=0.3, application/rdf+xml;q=0.4", "application/rdf+xml"),
        (CONSTRUCT, f"{JSON};q=1.0, application/n-triples;q=0.1", "application/n-triples"),  # rows are not what this query gives
    ],
)
def test_accept_chooses_by_quality_and_order(client: "httpx.Client", query: str, accept: str, media_type: str) -> None:
    response = client.get("/sparql", params={"query": query}, headers={"accept": accept})
    assert (response.status_code, response.headers["content-type"].partition(";")[0]) == (200, media_type)
    assert "Accept" in response.headers["vary"]


@pytest.mark.parametrize("query", [None, ASK, SELECT, CONSTRUCT])
def test_head_is_get_without_its_body(client: "httpx.Client", query: str | None) -> None:
    parameters = {"query": query} if query else {}
    head, get = client.head("/sparql", params=parameters), client.get("/sparql", params=parameters)
    assert head.content == b"" and get.content
    assert {name: head.headers[name] for name in ("content-type", "content-length")} == {
        name: get.headers[name] for name in ("content-type", "content-length")
    }
    assert client.head("/sparql", params={"query": "ASK {"}).status_code == 400


@pytest.mark.parametrize(("query", "accept"), [(SELECT, "image/png"), (SELECT, "text/turtle"), (CONSTRUCT, "text/csv"), (SELECT, "text/csv;q=0")])
def test_format_that_cannot_be_given_is_406(client: "httpx.Client", query: str, accept: str) -> None:
    assert client.get("/sparql", params={"query": query}, headers={"accept": accept}).status_code == 406


def test_format_in_the_address_goes_before_the_header(client: "httpx.Client") -> None:
    response = client.get("/sparql", params={"query": SELECT, "format": "csv"}, headers={"accept": JSON})
    assert response.text == "k\r\n10\r\n"
    assert client.get("/sparql", params={"query": SELECT, "format": "docx"}).status_code == 406


def test_answers_are_the_bytes_of_oxigraph(client: "httpx.Client") -> None:
    response = client.get("/sparql", params={"query": SELECT}, headers={"accept": "text/tab-separated-values"})
    assert response.text == "?k\n10\n"


def test_graph_store_gives_the_default_graph_and_no_other(client: "httpx.Client") -> None:
    whole = client.get("/store?default", headers={"accept": "application/n-triples"})
    (count,) = client.get("/sparql", params={"query": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"}).json()["results"]["bindings"]
    assert len(whole.text.splitlines()) == int(count["n"]["value"])
    head = client.head("/store?default", headers={"accept": "application/n-triples"})
    assert (head.status_code, head.content, head.headers["content-length"]) == (200, b"", str(len(whole.content)))
    assert client.get("/store?graph=" + quote("urn:x:other", safe="")).status_code == 404


@pytest.mark.parametrize(("call", "status"), [("", 400), ("?default&graph=urn:x:a", 400), ("?graph=relative", 400), ("?graph=", 400)])
def test_graph_store_asks_for_one_absolute_name(client: "httpx.Client", call: str, status: int) -> None:
    assert client.get("/store" + call).status_code == status


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE", "PATCH"])
def test_graph_store_only_reads(client: "httpx.Client", method: str) -> None:
    response = client.request(method, "/store?default")
    assert response.status_code == 405 and "GET" in response.headers["allow"]


def test_named_query_reads_as_json(client: "httpx.Client") -> None:
    from kg.queries import get_query

    response = post(client, get_query("dyads").fill({}), "application/sparql-query")
    assert json.load(io.BytesIO(response.content))["head"]["vars"][:2] == ["actor", "recipient"]


def test_graph_that_is_built_anew_is_found(tmp_path: Path) -> None:
    from kg.store import GraphFolder
    from tests.records import make_record

    path = make_folder(tmp_path / "g")
    query = {"query": "SELECT ?k { ?e ckg:killed ?k } ORDER BY ?k", "format": "csv"}
    with serve(path, workers=1) as address, httpx.Client(base_url=address, timeout=60) as client:
        assert client.get("/sparql", params=query).text.split() == ["k", "10"]
        with GraphFolder(path) as folder:
            folder.add_records([make_record({"type": "ASSAULT", "actors": ["AZE"], "recipients": ["ARM"], "killed": 3}, text="more")], model="m")
            folder.refresh()
        assert client.get("/sparql", params=query).text.split() == ["k", "3", "10"]
        (path / "current").unlink()
        assert client.get("/health").status_code == 503
        assert client.get("/sparql", params=query).status_code == 503


def test_store_of_which_files_are_gone_costs_no_worker(tmp_path: Path) -> None:
    path = make_folder(tmp_path / "g")
    pointer = path / "current"
    name = json.loads(pointer.read_text("utf-8"))["rdf"]
    shutil.copytree(path / name, path / "rdf-half")  # as it is while a process that has built the graph anew clears the old one away
    for table in sorted((path / "rdf-half").glob("*.sst"))[:-1]:
        table.unlink()
    query = {"query": "ASK { ?e ckg:killed 10 }"}
    with serve(path, workers=1) as address, httpx.Client(base_url=address, timeout=60) as client:
        pointer.write_text('{"rdf": "rdf-half"}', "utf-8")
        response = client.get("/sparql", params=query)
        assert response.status_code == 503 and "build it anew" in response.text
        started = read_started(client)
        pointer.write_text(json.dumps({"rdf": name}), "utf-8")
        assert client.get("/sparql", params=query).json()["boolean"] is True
        assert read_started(client) == started


def read_started(client: "httpx.Client") -> str:
    """The line of the metrics that counts the workers started."""
    return next(line for line in client.get("/metrics").text.splitlines() if line.startswith("kg_workers_started_total"))
