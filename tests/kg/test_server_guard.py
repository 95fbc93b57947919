"""What the server lets in, and what it says on the way out."""

import base64
import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.served import make_folder, serve

httpx = pytest.importorskip("httpx")
pytest.importorskip("fastapi")
ASK = {"query": "ASK {}"}
TOKEN = "a-long-secret"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_folder(tmp_path_factory.mktemp("served") / "g")


@pytest.fixture(scope="module")
def client(folder: Path) -> Iterator["httpx.Client"]:
    with serve(folder, workers=1) as address, httpx.Client(base_url=address, timeout=60) as client:
        yield client


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8000", "127.0.0.1.evil.example", "", "[::1", "localhost@evil.example"])
def test_foreign_name_is_refused_on_loopback(client: "httpx.Client", host: str) -> None:
    assert client.get("/sparql", params=ASK, headers={"host": host}).status_code == 421


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:1", "127.0.0.1:80", "[::1]:8000"])
def test_loopback_names_are_answered(client: "httpx.Client", host: str) -> None:
    assert client.get("/sparql", params=ASK, headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [{"origin": "https://evil.example"}, {"origin": "null"}, {"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors"}],
)
def test_page_of_another_site_is_refused(client: "httpx.Client", headers: dict[str, str]) -> None:
    response = client.get("/sparql", params=ASK, headers=headers)
    assert response.status_code == 403 and "access-control-allow-origin" not in response.headers


def test_page_of_this_server_and_a_followed_link_are_answered(client: "httpx.Client") -> None:
    assert client.get("/sparql", params=ASK, headers={"origin": str(client.base_url)}).status_code == 200
    assert client.get("/sparql", params=ASK, headers={"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}).status_code == 200


@pytest.mark.parametrize("path", ["/sparql?query=ASK%7B%7D", "/health", "/metrics", "/nothing", "/sparql?query=nonsense"])
def test_every_response_is_locked_down(client: "httpx.Client", path: str) -> None:
    headers = client.get(path).headers
    assert "default-src 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff" and headers["x-frame-options"] == "DENY"
    assert "server" not in headers


def test_article_text_is_never_served_as_markup(client: "httpx.Client") -> None:
    query = 'SELECT ("<script>alert(1)</script>" AS ?x) {}'
    for accept in ("text/html", "text/html, */*;q=0.1", "*/*"):
        response = client.get("/sparql", params={"query": query}, headers={"accept": accept})
        assert "html" not in response.headers["content-type"]
    assert "html" not in client.get("/sparql", params={"query": "<script>alert(1)</script>"}).headers["content-type"]


def test_cors_only_for_the_origin_that_was_named(folder: Path) -> None:
    good, bad = {"origin": "https://good.example"}, {"origin": "https://bad.example"}
    with serve(folder, workers=1, cors_origins=("https://good.example",)) as address, httpx.Client(base_url=address, timeout=60) as client:
        response = client.get("/sparql", params=ASK, headers=good)
        assert response.headers["access-control-allow-origin"] == "https://good.example" and "Origin" in response.headers["vary"]
        assert client.get("/sparql", params=ASK, headers=bad).status_code == 403
        assert client.get("/metrics", headers=good).status_code == 403
        preflight = client.options("/sparql", headers={**good, "access-control-request-method": "POST"})
        assert preflight.status_code == 204 and "POST" in preflight.headers["access-control-allow-methods"]
        assert preflight.headers["access-control-allow-origin"] == "https://good.example"
        assert "Content-Type" in preflight.headers["access-control-allow-headers"]
        assert client.options("/sparql", headers={**bad, "access-control-request-method": "POST"}).status_code == 403
        assert client.options("/articles", headers={**good, "access-control-request-method": "POST"}).status_code == 403
        assert client.post("/sparql", content="ASK {", headers={**good, "content-type": "application/sparql-query"}).headers[
            "access-control-allow-origin"
        ]  # a refusal can be read too
    with serve(folder, workers=1, cors_origins=("*",)) as address, httpx.Client(base_url=address, timeout=60) as client:
        assert client.get("/sparql", params=ASK, headers=bad).headers["access-control-allow-origin"] == "*"
        assert client.options("/store", headers={**bad, "access-control-request-method": "GET"}).status_code == 204


def test_public_server_asks_readers_for_the_token(folder: Path) -> None:
    with serve(folder, workers=1, host="0.0.0.0", token=TOKEN) as address, httpx.Client(base_url=address, timeout=60) as client:
        assert client.get("/sparql", params=ASK).status_code == 401
        assert client.get("/sparql", params=ASK, headers={"authorization": "Bearer wrong"}).status_code == 401
        assert client.get("/sparql", params=ASK, headers={"authorization": "Basic !!"}).status_code == 401
        assert client.get("/sparql", params=ASK, headers={"authorization": f"Bearer {TOKEN}"}).status_code == 200
        assert client.get("/sparql", params=ASK, auth=("anyone", TOKEN)).status_code == 200
        assert client.get("/metrics").status_code == 401
        assert client.get("/health").status_code == 200


def test_adding_needs_a_writable_server_and_a_bearer_token(folder: Path) -> None:
    text = {"content": "Armenia", "headers": {"content-type": "text/plain"}}
    with serve(folder, workers=1) as address:
        response = httpx.post(f"{address}/articles", **text)
        assert response.status_code == 403 and "--writable" in response.text
    with serve(folder, workers=1, is_writable=True, token=TOKEN, max_article_bytes=100) as address:
        assert httpx.post(f"{address}/articles", **text).status_code == 401
        basic = base64.b64encode(f"x:{TOKEN}".encode()).decode()  # a browser sends it for any page
        assert (
            httpx.post(f"{address}/articles", content="x", headers={"content-type": "text/plain", "authorization": f"Basic {basic}"}).status_code
            == 401
        )
        bearer = {"authorization": f"Bearer {TOKEN}"}
        assert httpx.post(f"{address}/articles", content="x", headers=bearer).status_code == 415
        assert httpx.post(f"{address}/articles", content="x" * 200, headers={**bearer, "content-type": "text/plain"}).status_code == 413
        assert httpx.post(f"{address}/articles?path=/etc", content="x", headers={**bearer, "content-type": "text/plain"}).status_code == 400


def test_fault_of_the_server_is_one_sentence_without_a_trace(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from kg.server.service import GraphService

    async def fail(*_: object, **__: object) -> None:
        raise RuntimeError("secret /path")

    with serve(folder, workers=1) as address:
        monkeypatch.setattr(GraphService, "answer", fail)
        response = httpx.get(f"{address}/sparql", params=ASK)
    assert response.status_code == 500
    assert "secret" not in response.text and "Traceback" not in response.text and response.text.count("\n") == 1


def test_metrics_are_prometheus_text(client: "httpx.Client") -> None:
    client.get("/sparql", params=ASK)
    lines = client.get("/metrics").text.splitlines()
    assert 'kg_queries_total{outcome="answered"}' in {line.rpartition(" ")[0] for line in lines}
    assert all(line.startswith("# ") or float(line.rpartition(" ")[2]) >= 0 for line in lines)


def test_health_tells_nothing_of_the_graph(client: "httpx.Client") -> None:
    assert set(json.loads(client.get("/health").text)) == {"status", "version"}


def test_port_that_is_taken_and_a_token_that_is_missing_are_one_sentence(folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        for options, part in ((["--port", str(taken.getsockname()[1])], b"--port"), (["--writable"], b"token")):
            command = [sys.executable, "-m", "kg", "serve", "--graph", str(folder), *options]
            done = subprocess.run(command, capture_output=True, timeout=120, check=False, env={**os.environ, "COLUMNS": "200"})
            assert done.returncode == 2 and part in done.stderr and b"Traceback" not in done.stderr
