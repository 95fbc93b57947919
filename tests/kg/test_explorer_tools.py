"""The pages for asking in SPARQL and for adding articles, in a browser."""

from pathlib import Path
from urllib.parse import quote

import pytest

from kg.models.event_model import DEFAULT_FOLDER
from tests.browser import Reader

TYPES = "SELECT ?type (COUNT(?e) AS ?n) WHERE { ?e sem:eventType ?type } GROUP BY ?type"
LINKS = "CONSTRUCT { ?a ckg:actsOn ?b } WHERE { ?e ckg:actor ?a ; ckg:recipient ?b }"
EVIL_NEWS = "Armenia struck Ganja on 11 October 2020. <script>window.evil = 1</script> Azerbaijan condemned the attack."
NEWS = "Russian troops attacked Tbilisi on Monday. Georgia accused Russia of aggression."
needs_weights = pytest.mark.skipif(not (DEFAULT_FOLDER / "meta.json").is_file(), reason="the weights are not in this checkout")


def test_named_query_is_explained_and_run_by_keyboard(reader: Reader) -> None:
    reader.open("/query")
    reader.choose("A query to begin with", "All events in the order of their dates")
    reader.page.get_by_text("Events of every factuality that have a date").wait_for()
    editor = reader.page.locator(".cm-content")
    editor.get_by_text("sem:hasBeginTimeStamp").wait_for()
    assert len(set(editor.locator("span").evaluate_all("spans => spans.map(span => getComputedStyle(span).color)"))) > 2  # highlighted
    editor.press("Control+Enter")
    reader.page.get_by_text("4 rows", exact=True).wait_for()
    reader.page.wait_for_url("**/query?q=SELECT*")
    reader.page.get_by_role("cell", name="event:ev-").first.get_by_role("link").click()
    reader.page.wait_for_url("**/event/ev-*")


def test_two_columns_are_a_chart_and_come_in_every_format(reader: Reader) -> None:
    reader.open(f"/query?q={quote(TYPES)}").page.get_by_text("3 rows", exact=True).wait_for()
    reader.page.get_by_role("tab", name="Chart").click()
    reader.page.wait_for_function(
        "getElement(+document.querySelector('.nicegui-echart')?.id.slice(1))?.chart?.getOption()?.series[0]?.data.length == 3"
    )
    starts = {"json": b'{"head"', "xml": b"<?xml", "csv": b"type,n", "tsv": b"?type\t?n"}
    for name, start in starts.items():
        with reader.page.expect_download() as download:
            reader.page.get_by_role("link", name=name, exact=True).click()
        assert download.value.path().read_bytes().startswith(start)
    assert quote(TYPES, safe="") in (reader.page.get_by_role("link", name="Link that keeps the query").get_attribute("href") or "")


def test_constructed_graph_is_a_network(reader: Reader) -> None:
    reader.open(f"/query?q={quote(LINKS)}").page.get_by_text("2 triples", exact=True).wait_for()
    for name in ("turtle", "ntriples", "jsonld", "rdfxml"):
        with reader.page.expect_download() as download:
            reader.page.get_by_role("link", name=name, exact=True).click()
        assert b"ARM" in download.value.path().read_bytes()
    reader.page.get_by_role("tab", name="Network").click()
    reader.page.wait_for_function("getElement(+document.querySelector('.kg-canvas')?.id.slice(1))?.painted")
    x, y = reader.call(".kg-canvas", "return it.place(it.spots.find(spot => spot[0] == 'actor:AZE'))")
    reader.page.wait_for_timeout(500)  # the tab slides in
    reader.page.locator(".kg-canvas").click(position={"x": x, "y": y})
    reader.page.wait_for_url("**/actor/AZE")


def test_query_that_cannot_be_answered_is_told(reader: Reader) -> None:
    reader.open("/query?q=SELECT%20nonsense").page.get_by_text("could not be answered").wait_for()
    reader.open(f"/query?q={quote('ASK { ?e a sem:Event }')}").page.get_by_text("The answer is yes").wait_for()


def test_adding_needs_the_token(reader: Reader) -> None:
    reader.open("/add").page.get_by_label("Text of an article").fill(EVIL_NEWS)
    find = reader.page.get_by_role("button", name="Find events")
    assert find.is_disabled()
    reader.page.get_by_label("Token").fill("wrong")
    reader.page.wait_for_timeout(500)
    assert find.is_disabled()
    # the server refuses too what the page does not let send
    address = reader.call(".q-uploader", "return it.$props.url")
    assert reader.page.request.post(address, multipart={"file": {"name": "a.txt", "mimeType": "text/plain", "buffer": b"x"}}).status == 403


@needs_weights
def test_pasted_text_and_dropped_files_are_seen_before_they_are_kept(reader: Reader, tmp_path: Path) -> None:
    reader.open("/add").page.get_by_label("Token").fill("secret")
    reader.page.get_by_label("Text of an article").fill(EVIL_NEWS)
    reader.page.get_by_role("button", name="Find events").click()
    reader.page.get_by_text("nothing is kept yet").wait_for()
    reader.page.locator("mark.trigger").first.wait_for()
    reader.page.get_by_role("button", name="Clear").click()
    reader.page.locator("mark.trigger").first.wait_for(state="detached")
    keep = reader.page.get_by_role("button", name="Keep in the graph")
    assert keep.is_disabled()

    (tmp_path / "page.html").write_text(f"<html><head><title>Tbilisi</title></head><body><article><p>{NEWS}</p></article></body></html>")
    (tmp_path / "broken.jsonl").write_text("{")
    reader.page.locator("input[type=file]").set_input_files([tmp_path / "page.html", tmp_path / "broken.jsonl"])
    reader.page.get_by_text("broken.jsonl", exact=True).wait_for()
    reader.page.wait_for_timeout(500)
    reader.page.get_by_role("button", name="Find events").click()
    reader.page.get_by_text("Not used: broken.jsonl").wait_for()
    reader.page.locator("mark.trigger").first.wait_for()
    keep.click()
    reader.page.get_by_text("Kept: 1 article").wait_for()
    for _ in range(20):
        reader.open("/events?q=Tbilisi")
        if reader.page.locator("tbody tr:has(a)").count():
            break
        reader.page.wait_for_timeout(300)
    reader.page.locator("td a").first.click()
    reader.page.get_by_text("Tbilisi").first.wait_for()
