"""Generated queries and requests: whatever comes in, no answer is a fault of the server.

A few hundred in the usual run; ``KG_FUZZ=5000`` for as many of each.
"""

import http.client
import os
import string
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.served import make_folder, serve

httpx = pytest.importorskip("httpx")
pytest.importorskip("fastapi")
COUNT = int(os.environ.get("KG_FUZZ", "200"))
EXPECTED = {200, 204, 400, 401, 403, 404, 405, 406, 408, 413, 415, 421, 431, 503, 504}  # a time limit is an answer, 500 is none
FUZZ = settings(max_examples=COUNT, deadline=None, suppress_health_check=list(HealthCheck), derandomize=COUNT < 1000, database=None)

VARIABLES = st.sampled_from(["?a", "?b", "?c", "$d"])
TERMS = st.one_of(
    VARIABLES,
    st.sampled_from(
        ["ckg:killed", "sem:Event", "a", "<x:y>", "<relative>", "10", "-1.5e3", "true", '"text"@id', '"1"^^xsd:integer', "_:b", "[]", "()"]
    ),
    st.text(max_size=8).map(lambda text: '"' + text + '"'),
)
EXPRESSIONS = st.recursive(
    TERMS,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["=", "<", "&&", "||", "+", "*", "/", "IN"]), inner).map(lambda parts: f"({' '.join(parts)})"),
        st.tuples(
            st.sampled_from(["STR", "REGEX", "BOUND", "IF", "COUNT", "STRDT", "IRI", "REPLACE", "NOW", "geof:metricDistance"]),
            st.lists(inner, max_size=3),
        ).map(lambda parts: f"{parts[0]}({', '.join(parts[1])})"),
        inner.map(lambda text: f"EXISTS {{ ?a ?b {text} }}"),
    ),
    max_leaves=4,
)
PATHS = st.recursive(
    TERMS,
    lambda inner: st.one_of(
        inner.map(lambda path: f"({path})*"),
        inner.map(lambda path: f"^{path}"),
        st.tuples(inner, st.sampled_from("/|"), inner).map(lambda parts: "(" + "".join(parts) + ")"),
        inner.map(lambda path: f"!({path})"),
    ),
    max_leaves=3,
)
TRIPLES = st.tuples(TERMS, PATHS, TERMS).map(" ".join)
PATTERNS = st.recursive(
    TRIPLES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(" . ".join),
        st.tuples(st.sampled_from(["OPTIONAL", "MINUS", "GRAPH ?g", "SERVICE <x:s>", "SELECT * WHERE", ""]), inner).map(
            lambda parts: f"{parts[0]} {{ {parts[1]} }}"
        ),
        st.tuples(inner, inner).map(lambda parts: f"{{ {parts[0]} }} UNION {{ {parts[1]} }}"),
        EXPRESSIONS.map(lambda text: f"FILTER({text})"),
        st.tuples(EXPRESSIONS, VARIABLES).map(lambda parts: f"BIND({parts[0]} AS {parts[1]})"),
        st.lists(TERMS, max_size=3).map(lambda terms: f"VALUES ?a {{ {' '.join(terms)} }}"),
    ),
    max_leaves=5,
)
HEADS = st.one_of(
    st.sampled_from(["SELECT *", "SELECT DISTINCT ?a", "ASK", "CONSTRUCT WHERE", "CONSTRUCT { ?a ?b ?c }", "DESCRIBE ?a", "DELETE", "LOAD <x:y>"]),
    EXPRESSIONS.map(lambda text: f"SELECT ({text} AS ?z)"),
)
TAILS = st.sampled_from(
    ["", "LIMIT 5", "GROUP BY ?a", "ORDER BY DESC(?b) LIMIT 3", "HAVING (COUNT(*) > 1)", "LIMIT -1", "OFFSET 99999999999999999999"]
)
QUERIES = st.one_of(
    st.tuples(HEADS, PATTERNS, TAILS).map(lambda parts: f"{parts[0]} {{ {parts[1]} }} {parts[2]}"),
    st.text(max_size=80),
    st.text(alphabet=string.printable, max_size=80),
)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder: Path = make_folder(tmp_path_factory.mktemp("served") / "g")
    with serve(folder, workers=2, quick_seconds=0.2, time_limit_seconds=0.4, body_seconds=1, max_query_bytes=20_000) as address:
        yield address


@pytest.fixture(scope="module")
def client(address: str) -> Iterator["httpx.Client"]:
    with httpx.Client(base_url=address, timeout=60) as client:
        yield client


@FUZZ
@given(query=QUERIES, accept=st.sampled_from(["*/*", "text/csv", "application/rdf+xml", "application/sparql-results+xml"]))
def test_generated_query_gives_no_fault(client: "httpx.Client", query: str, accept: str) -> None:
    headers = {"content-type": "application/sparql-query", "accept": accept}
    response = client.post("/sparql", content=query.encode("utf-8", "surrogatepass"), headers=headers)
    assert response.status_code in EXPECTED, (response.status_code, query)
    assert "Traceback" not in response.text


NAMES = st.sampled_from(["query", "update", "default-graph-uri", "format", "default", "graph", "keep", "x"])
FIELDS = st.lists(st.tuples(NAMES, st.one_of(st.just("ASK {}"), st.text(max_size=20), st.binary(max_size=10))), max_size=5).map(
    lambda fields: "&".join(
        f"{name}={quote(value, safe='', errors='surrogatepass') if isinstance(value, str) else quote(value)}" for name, value in fields
    )
)
HEADERS = st.dictionaries(
    st.sampled_from(
        ["Accept", "Content-Type", "Origin", "Authorization", "Accept-Encoding", "Content-Encoding", "Range", "Sec-Fetch-Site", "X-Forwarded-Host"]
    ),
    st.one_of(
        st.sampled_from(
            [
                "*/*",
                "text/csv;q=x",
                ",;,",
                "application/sparql-query",
                "application/x-www-form-urlencoded; charset=latin-1",
                "Basic !",
                "Bearer",
                "gzip",
            ]
        ),
        st.text(alphabet=string.ascii_letters + ';=,/*" :' + "éÿ", max_size=30),
    ),
    max_size=4,
)


@FUZZ
@given(
    method=st.sampled_from(["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "BREW"]),
    path=st.one_of(
        st.sampled_from(["/sparql", "/store", "/articles", "/health", "/metrics", "/", "//sparql", "/sparql/", "/../etc/passwd"]),
        st.text(max_size=10),
    ),
    fields=FIELDS,
    headers=HEADERS,
    body=st.one_of(st.binary(max_size=60), FIELDS.map(str.encode), st.just(b"ASK {}"), st.just(b"#" * 30_000)),
)
def test_generated_request_gives_no_fault(address: str, method: str, path: str, fields: str, headers: dict[str, str], body: bytes) -> None:
    target = quote(path, safe="/.", errors="surrogatepass") + ("?" + fields if fields else "")
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)
    try:
        connection.request(
            method, target if target.startswith("/") else "/" + target, body, {name: value.encode("latin-1") for name, value in headers.items()}
        )
        response = connection.getresponse()
        text = response.read()
    except ConnectionError:  # it was refused before it was read, and the rest of it met a closed door
        assert httpx.get(f"{address}/health").status_code == 200
        return
    finally:
        connection.close()
    assert response.status in EXPECTED, (response.status, method, target, headers, body)
    assert b"Traceback" not in text


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x00" * 100,
        b"GET",
        b"GET /sparql HTTP/9.9\r\n\r\n",
        b"POST /sparql HTTP/1.1\r\nHost: localhost\r\nContent-Length: x\r\n\r\n",
        b"A" * 100_000,
    ],
)
def test_malformed_bytes_leave_the_server_alive(address: str, client: "httpx.Client", data: bytes) -> None:
    import socket

    host, port = urlsplit(address).netloc.split(":")
    with socket.create_connection((host, int(port)), timeout=30) as connection:
        connection.sendall(data)
        connection.shutdown(socket.SHUT_WR)
        received = b""
        try:
            while piece := connection.recv(65536):
                received += piece
        except ConnectionResetError:
            pass
    assert not received or received.startswith(b"HTTP/1.1 4")
    assert client.get("/sparql", params={"query": "ASK {}"}).status_code == 200
