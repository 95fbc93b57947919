"""The explorer in a browser: ``kg serve`` with a small graph, and Chromium; both start with the first test that wants them."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser import CHROMIUM, FLAGS, SIZES, Reader, make_records
from tests.served import ServerProcess, make_folder

TOKEN = "secret"


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of ``kg serve --writable`` on a free port of this machine."""
    pytest.importorskip("nicegui", reason="the explorer needs nicegui: pip install 'conflict-kg[serve]'")
    path = tmp_path_factory.mktemp("explorer")
    log = path / "log"
    with log.open("wb") as errors, ServerProcess(make_folder(path / "graph", make_records()), "--writable", token=TOKEN, errors=errors) as server:
        yield server.address
    assert log.read_text("utf-8") == ""  # whatever readers did, the server made no mistake


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
