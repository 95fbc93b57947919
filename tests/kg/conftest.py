"""The explorer in a browser: ``kg serve`` with a small graph, and Chromium; both start with the first test that wants them."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from kg.store import GraphFolder
from tests.browser import CHROMIUM, FLAGS, SIZES, Reader, make_records

TOKEN = "secret"


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of ``kg serve --writable`` on a free port of this machine."""
    pytest.importorskip("nicegui", reason="the explorer needs nicegui: pip install 'conflict-kg[serve]'")
    path = tmp_path_factory.mktemp("explorer") / "graph"
    with GraphFolder(path, create=True) as folder:
        folder.add_records(make_records(), model="m")
        folder.refresh()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "kg", "serve", "--graph", str(path), "--port", str(port), "--writable", "--quiet"]
    log = path.parent / "log"
    with log.open("wb") as errors, subprocess.Popen(command, env={**os.environ, "KG_TOKEN": TOKEN}, stderr=errors) as server:
        try:
            _wait_for(f"http://127.0.0.1:{port}/health", server)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
    assert log.read_text("utf-8") == ""  # whatever readers did, the server made no mistake


def _wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 120
    while True:
        assert server.poll() is None and time.monotonic() < deadline, "the server did not start"
        try:
            with urlopen(address):
                return
        except (URLError, ConnectionError):
            time.sleep(0.1)


@pytest.fixture(scope="module")
def context(address: str) -> Iterator[Any]:
    """A window of Chromium that keeps the scripts that it has fetched once; no longer, because Playwright lets no other event loop run."""
    playwright = pytest.importorskip("playwright.sync_api", reason="tests in a browser need Playwright: pip install playwright")
    if not CHROMIUM.is_file():
        pytest.skip(f"tests in a browser need Debian's Chromium: no {CHROMIUM}; apt-get install chromium")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=str(CHROMIUM), args=list(FLAGS))
        yield browser.new_context(viewport=SIZES["laptop"], locale="en-GB", base_url=address)
        browser.close()


@pytest.fixture
def reader(context: Any, address: str) -> Iterator[Reader]:
    """A page of a reader who comes for the first time; what went wrong in it fails the test."""
    context.clear_cookies()
    reader = Reader(context, address)
    yield reader
    reader.check()
    reader.page.close()
