"""The explorer's pages, as a reader sees them; those in a browser need Playwright for Python and Debian's Chromium."""

import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

pytest.importorskip("nicegui", reason="the explorer needs nicegui: pip install 'conflict-kg[serve]'")

from kg.graph.build import build_graph
from kg.language import find_language
from kg.server.explorer.map import cluster
from kg.server.explorer.network import NetworkSearch, make_picture
from kg.server.explorer.pieces import Mark, mark_sentence
from kg.server.explorer.search import EventSearch
from kg.server.explorer.snapshot import Snapshot
from kg.server.explorer.texts import list_texts
from kg.store import GraphFolder
from schemas.record import Record
from tests.records import make_record

CHROMIUM = Path("/usr/bin/chromium")
EVIL = "struck <script>window.evil = 1</script> & <img src=x onerror=window.evil=1>"
RECORDS: list[Record] = [
    make_record(
        {"type": "ASSAULT", "mode": "drone", "actors": ["ARM"], "recipients": ["AZE"], "date": "2020-10-11", "place": "Ganja", "sentence": EVIL},
        {"type": "CONSULT", "actors": ["ARM", "RUS"], "date": "2020-10-20"},
        {"type": "AID", "actors": ["TUR"], "recipients": ["AZE"], "date": "2020-11-02", "factuality": "alleged", "attribution": "ARM"},
        text="first",
    ),
    make_record({"type": "AID", "actors": ["TUR"], "recipients": ["AZE"], "date": "2020-11-02", "factuality": "denied"}, text="second"),
]


@pytest.fixture(scope="module")
def snapshot() -> Snapshot:
    return Snapshot(build_graph(RECORDS, facts={}), "https://example.org/id/")


def list_types(snapshot: Snapshot, **search: str) -> list[str]:
    return sorted(event.attributes["event_type"] for event in EventSearch(**search).find(snapshot))


@pytest.mark.parametrize(
    ("search", "types"),
    [
        ({"q": "armenia drone"}, ["ASSAULT"]),
        ({"q": "<SCRIPT>"}, ["ASSAULT"]),
        ({"quad": "verbal cooperation"}, ["CONSULT"]),
        ({"since": "2020-10-12", "until": "2020-10"}, ["CONSULT"]),
        ({"actor": "actor/ARM"}, ["ASSAULT", "CONSULT"]),
        ({"source": "actor/ARM", "target": "actor/AZE"}, ["ASSAULT"]),
        ({"source": "actor/RUS", "target": "actor/ARM"}, ["CONSULT"]),
        ({"source": "actor/AZE", "target": "actor/ARM"}, []),
        ({"factuality": "asserted", "type": "AID"}, []),
        ({"since": "yesterday"}, []),
    ],
)
def test_search_finds_events(snapshot: Snapshot, search: dict[str, str], types: list[str]) -> None:
    assert list_types(snapshot, **search) == types


def test_search_survives_its_way_through_an_address() -> None:
    search = EventSearch(q="a&b=c", source="actor/ARM", quad="verbal conflict")
    assert EventSearch.parse(dict(pair.split("=") for pair in search.encode().replace("+", " ").split("&"))).quad == "verbal conflict"
    assert EventSearch.parse({"q": " x ", "unknown": "1"}) == EventSearch(q="x")


def test_alleged_event_draws_no_link_unless_asked_for(snapshot: Snapshot) -> None:
    asserted = make_picture(snapshot, NetworkSearch())
    assert {(link.source, link.target) for link in asserted.links} == {("actor/ARM", "actor/AZE"), ("actor/ARM", "actor/RUS")}
    assert ("actor/TUR", "actor/AZE") in {(link.source, link.target) for link in make_picture(snapshot, NetworkSearch(factuality="any")).links}


def test_actor_search_keeps_the_events_of_that_actor(snapshot: Snapshot) -> None:
    picture = make_picture(snapshot, NetworkSearch(actor="russ"))
    assert set(picture.counts) == {"actor/ARM", "actor/RUS"}


def test_type_outside_the_quad_class_draws_nothing(snapshot: Snapshot) -> None:
    assert make_picture(snapshot, NetworkSearch(type="ASSAULT", quad="verbal cooperation")).links == ()


def test_overlapping_marks_show_the_shorter_one() -> None:
    found = mark_sentence("Armenian forces fired", [Mark("actor", 0, 15), Mark("trigger", 9, 15)], {"actor": "a", "trigger": "t"})
    assert found == '<mark class="actor" title="a">Armenian </mark><mark class="trigger" title="t, a">forces</mark> fired'


def test_text_of_a_sentence_is_escaped_inside_and_outside_of_marks() -> None:
    assert "<script" not in mark_sentence(EVIL, [Mark("trigger", 0, 6), Mark("actor", 10, 30)], {"actor": '">', "trigger": "t"})


def test_near_places_are_one_circle_until_one_zooms_in() -> None:
    points = [("place/a", 40.0, 46.0, frozenset({"x"})), ("place/b", 40.3, 46.3, frozenset({"y", "z"}))]
    (spot,) = cluster(points, 3)
    assert (spot.places[0], len(spot.events)) == ("place/b", 3)
    assert len(cluster(points, 12)) == 2


@pytest.mark.parametrize("lang", list_texts())
def test_each_language_says_all_that_the_others_say(lang: str) -> None:
    tables = {code: find_language(code).get_table("explorer") for code in list_texts()}
    for key, text in tables[lang].items():
        fields = {part.split("}")[0] for part in text.split("{")[1:]}
        for other in tables.values():
            assert {part.split("}")[0] for part in other[key].split("{")[1:]} == fields


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server with the pages, on a free port of this machine."""
    uvicorn = pytest.importorskip("uvicorn")
    from kg.server.app import make_app
    from kg.server.explorer import add_explorer
    from kg.server.settings import ServerSettings

    path = tmp_path_factory.mktemp("explorer") / "graph"
    with GraphFolder(path, create=True) as folder:
        folder.add_records(RECORDS, model="m")
        folder.refresh()
    app = make_app(path, settings=ServerSettings(is_writable=True, token="secret", workers=1, slow_workers=1))
    add_explorer(app)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="error", ws="websockets-sansio"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    for _ in range(600):
        if server.started or not thread.is_alive():
            break
        time.sleep(0.1)
    assert server.started
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(timeout=20)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    playwright = pytest.importorskip("playwright.sync_api", reason="tests in a browser need Playwright: pip install playwright")
    if not CHROMIUM.is_file():
        pytest.skip(f"tests in a browser need Debian's Chromium: no {CHROMIUM}; apt-get install chromium")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox", "--headless=new"])
        yield browser
        browser.close()


@pytest.fixture(params=[(1280, 900), (390, 844)], ids=["laptop", "phone"])
def reader(chromium: Any, address: str, request: pytest.FixtureRequest) -> Iterator[SimpleNamespace]:
    """A page in the browser, which must meet no error and ask no other machine."""
    context = chromium.new_context(viewport=dict(zip(("width", "height"), request.param, strict=True)), locale="en-GB", base_url=address)
    page = context.new_page()
    page.set_default_timeout(15_000)
    faults: list[str] = []
    local = (address, address.replace("http", "ws"), "data:", "blob:")
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("request", lambda sent: None if sent.url.startswith(local) else faults.append(f"asked {sent.url}"))
    yield SimpleNamespace(page=page, open=lambda path: page.goto(path, wait_until="load"))
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), "the page is wider than the window"
    assert page.evaluate("window.evil") is None
    context.close()
    assert faults == []


def test_way_from_overview_to_the_sentence(reader: SimpleNamespace) -> None:
    reader.open("/")
    reader.page.get_by_role("link", name="Armenia → Azerbaijan").click()
    reader.page.locator("td a").first.click()
    reader.page.get_by_text("<script>window.evil = 1</script>").first.wait_for()
    reader.page.locator("mark.trigger").first.wait_for()
    reader.page.get_by_text("As RDF").click()
    reader.page.get_by_text("sem:Event").first.wait_for()


def test_accusation_and_denial_stand_side_by_side(reader: SimpleNamespace) -> None:
    reader.open("/events?type=AID")
    reader.page.locator("td a").first.click()
    reader.page.get_by_role("heading", name="Alleged").wait_for()
    reader.page.get_by_role("heading", name="Denied").wait_for()


def test_words_filter_the_table_and_stay_in_the_address(reader: SimpleNamespace) -> None:
    reader.open("/events")
    reader.page.get_by_label("Search").fill("Russia")
    reader.page.get_by_text("1 event", exact=True).wait_for()
    assert reader.page.locator("tbody tr:has(a)").count() == 1
    reader.page.wait_for_url("**/events?q=Russia")
    with reader.page.expect_download() as download:
        reader.page.get_by_role("link", name="Download as CSV").click()
    assert len(download.value.path().read_text("utf-8").splitlines()) == 2


def test_language_switch_is_kept(reader: SimpleNamespace) -> None:
    reader.open("/")
    reader.page.get_by_role("button", name="Bahasa Indonesia").click()
    reader.page.get_by_role("heading", name="Ikhtisar").wait_for()
    reader.open("/events")
    reader.page.get_by_role("heading", name="Peristiwa").wait_for()


def test_network_is_drawn_and_filtered(reader: SimpleNamespace) -> None:
    reader.open("/network")
    reader.page.get_by_text("3 actors, 2 links").wait_for()
    reader.page.locator("canvas").first.wait_for()
    reader.page.get_by_label("Actor and its partners").fill("Russia")
    reader.page.get_by_text("2 actors, 1 links").wait_for()
    with reader.page.expect_download() as download:
        reader.page.get_by_role("link", name="Download as GEXF").click()
    written = download.value.path().read_text("utf-8")
    assert "actor/RUS" in written and "actor/AZE" not in written


def test_map_has_the_place_in_a_circle(reader: SimpleNamespace) -> None:
    reader.open("/map")
    link = reader.page.locator(".leaflet-popup").get_by_role("link", name="Ganja")
    for _ in range(10):  # a circle is there a moment before it can be clicked
        reader.page.locator("path.leaflet-interactive").first.click()
        reader.page.wait_for_timeout(500)
        if link.is_visible():
            break
    assert link.is_visible()


def test_dossier_names_partners(reader: SimpleNamespace) -> None:
    reader.open("/actor/ARM")
    reader.page.get_by_role("heading", name="Armenia").wait_for()
    reader.page.get_by_role("link", name="acts 1").first.wait_for()


def test_query_of_the_address_is_answered(reader: SimpleNamespace) -> None:
    reader.open("/query?q=SELECT%20(COUNT(*)%20AS%20%3Fn)%20WHERE%20%7B%20%3Fe%20a%20sem:Event%20%7D")
    reader.page.get_by_text("1 rows").wait_for()
    reader.page.get_by_role("cell", name="3", exact=True).wait_for()
    reader.open("/query?q=SELECT%20nonsense")
    reader.page.get_by_text("could not be answered").wait_for()


def test_adding_needs_the_token(reader: SimpleNamespace) -> None:
    reader.open("/add")
    reader.page.get_by_label("Text of an article").fill("Armenia struck Ganja. <script>window.evil = 1</script>")
    reader.page.get_by_role("button", name="Find events").click()
    reader.page.get_by_text("Not kept: Token").wait_for()


def test_unknown_event_is_said_in_a_sentence(reader: SimpleNamespace) -> None:
    reader.open("/event/ev-none")
    reader.page.get_by_text("There is nothing of this id").wait_for()
