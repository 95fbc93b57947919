"""The explorer's pages in a browser: the way through them, tables, dossiers, the map, languages, widths, the keyboard."""

import pytest

from tests.browser import SIZES, Reader

PAGES = ["/", "/events", "/network", "/map", "/query?name=timeline", "/add", "/actor/ARM", "/event/ev-none"]


@pytest.mark.parametrize(("size", "scheme"), [("laptop", "light"), ("phone", "dark")])
def test_every_page_fits_its_window(reader: Reader, size: str, scheme: str) -> None:
    reader.page.set_viewport_size(SIZES[size])
    reader.page.emulate_media(color_scheme=scheme)
    for path in PAGES:
        reader.open(path) if "none" not in path else reader.page.goto(path)
        reader.page.get_by_role("main").get_by_text("Reading the graph").wait_for(state="detached")
        assert reader.page.evaluate("document.body.classList.contains('body--dark')") == (scheme == "dark")
        reader.check()


def test_way_from_overview_to_the_sentence_and_its_rdf(reader: Reader) -> None:
    reader.open("/").page.get_by_role("link", name="Armenia → Azerbaijan").click()
    reader.page.get_by_text("2 events", exact=True).wait_for()
    reader.page.get_by_role("row").filter(has_text="drone").get_by_role("cell").first.click()  # the row opens it, not only the link
    reader.page.get_by_text("<script>window.evil = 1</script>").first.wait_for()
    assert {"trigger", "actor", "recipient"} <= set(reader.page.locator("mark").evaluate_all("marks => marks.map(mark => mark.className)"))
    reader.page.get_by_text("characters 0 to 6").wait_for()
    reader.page.get_by_text("As RDF").click()
    reader.page.get_by_text("sem:Event").first.wait_for()
    reader.page.get_by_role("link", name="War <b>of</b> words").first.click()
    reader.page.wait_for_url("**/article/*")
    reader.page.get_by_role("heading", name="War <b>of</b> words").wait_for()


def test_overview_counts_and_names_what_is_disputed_and_new(reader: Reader) -> None:
    reader.open("/")
    cards = reader.page.locator("main .kg-card").all_inner_texts()
    assert [card.split("\n")[0] for card in cards[:5]] == ["2", "4", "5", "4", "2020-10-11 to 2020-11-02"]
    reader.page.get_by_role("link", name="War <b>of</b> words").wait_for()
    reader.page.get_by_role("heading", name="Disputed").wait_for()


def test_bar_of_the_chart_opens_its_week(reader: Reader) -> None:
    reader.open("/").page.wait_for_function("getElement(+document.querySelector('.nicegui-echart').id.slice(1)).chart?.getOption()?.series.length")
    # the fourth of five weeks, in the middle of its only event, a material conflict: the fourth series
    bar = reader.call(".nicegui-echart", "return it.chart.convertToPixel({ seriesIndex: 3 }, [3, 0.5])")
    reader.page.wait_for_timeout(1200)  # bars grow at first
    reader.page.locator(".nicegui-echart").click(position={"x": bar[0], "y": bar[1]})
    reader.page.wait_for_url("**/events?since=2020-10-26&until=2020-11-01&quad=material+conflict")
    reader.page.get_by_text("1 event", exact=True).wait_for()


def test_accusation_and_denial_stand_side_by_side(reader: Reader) -> None:
    reader.open("/events?type=AID").page.locator("td a").first.click()
    alleged, denied = (reader.page.get_by_role("heading", name=name, exact=True) for name in ("Alleged", "Denied"))
    alleged.wait_for()
    assert (alleged.bounding_box() or {})["y"] == (denied.bounding_box() or {})["y"]
    reader.page.get_by_text("according to Armenia").first.wait_for()
    reader.page.get_by_text("Confidence 0.90").first.wait_for()


@pytest.mark.parametrize(
    ("label", "given", "parameter"),
    [
        ("Search", "Russia", "q=Russia"),
        ("Since", "2020-10-29", "since=2020-10-29"),
        ("Type", "consultation or meeting", "type=CONSULT"),
        ("Quad class", "verbal cooperation", "quad=verbal+cooperation"),
        ("How sure", "disputed", "factuality=disputed"),
    ],
)
def test_filter_leaves_one_event_and_stays_in_the_address(reader: Reader, label: str, given: str, parameter: str) -> None:
    reader.open("/events").page.get_by_text("4 events", exact=True).wait_for()
    if label in ("Search", "Since"):
        reader.page.get_by_label(label).fill(given)
    else:
        reader.choose(label, given)
    reader.page.get_by_text("1 event", exact=True).wait_for()
    assert reader.page.locator("tbody tr:has(a)").count() == 1
    reader.page.wait_for_url(f"**/events?{parameter}")
    with reader.page.expect_download() as download:
        reader.page.get_by_role("link", name="Download as CSV").click()
    assert len(download.value.path().read_text("utf-8").splitlines()) == 2


def test_date_that_is_none_is_told(reader: Reader) -> None:
    reader.open("/events").page.get_by_label("Until").fill("yesterday")
    reader.page.get_by_text("Give a year, a month or a day").wait_for()


def test_table_sorts_by_keyboard(reader: Reader) -> None:
    reader.open("/events")
    date = reader.page.get_by_role("columnheader", name="Date")
    reader.page.locator("tbody td").first.wait_for()
    date.focus()
    date.press("Enter")
    reader.page.wait_for_function("document.querySelector('tbody td')?.innerText == '2020-10-11'")
    date.press("Enter")
    reader.page.wait_for_function("document.querySelector('tbody td')?.innerText == '2020-11-02'")


def test_dossier_has_relations_partners_types_and_a_map(reader: Reader) -> None:
    reader.open("/actor/ARM").page.get_by_role("heading", name="Armenia", exact=True).wait_for()
    reader.page.get_by_text("Armenia and Russia are allies").wait_for()
    reader.page.get_by_text("1997 to …").wait_for()
    reader.page.get_by_text("Named in the articles as: Armenia (4)").wait_for()
    reader.page.get_by_text("2 events at 2 places").wait_for()
    reader.page.locator("path.leaflet-interactive").first.wait_for()
    bars = "getElement(+document.querySelectorAll('.nicegui-echart')[1].id.slice(1)).chart?.getOption()?.series[0]?.data.length"
    reader.page.wait_for_function(f"{bars} == 2")
    reader.page.get_by_role("link", name="acts 2").click()
    reader.page.get_by_text("2 events", exact=True).wait_for()


def test_circle_of_the_map_names_its_place_and_the_window_moves_on(reader: Reader) -> None:
    reader.open("/map").page.get_by_text("2 events at 2 places; without coordinates: 2.").wait_for()
    link = reader.page.locator(".leaflet-popup").get_by_role("link", name="Barda")
    circle = reader.page.locator("path.leaflet-interactive").first
    circle.wait_for()
    for _ in range(10):  # a circle is there a moment before it can be clicked
        circle.click()
        reader.page.wait_for_timeout(300)
        if link.is_visible():
            break
    assert "place=place%2Fbarda" in (link.get_attribute("href") or "")
    thumb = reader.page.locator(".q-slider__thumb").first
    thumb.focus()
    thumb.press("ArrowRight")
    reader.page.get_by_text("1 event at 1 place").wait_for()
    reader.page.get_by_text("2020-10-26 – 2020-11-01").wait_for()
    reader.page.wait_for_url("**/map?since=2020-10-26&until=2020-11-01")
    assert [place.split()[0] for place in reader.page.locator("main > ul > li").all_inner_texts()] == ["Barda"]


def test_window_of_the_map_plays(reader: Reader) -> None:
    reader.open("/map").page.get_by_role("button", name="Play").click()
    reader.page.get_by_text("2020-10-05 – 2020-10-11").wait_for()
    reader.page.get_by_text("2020-10-26 – 2020-11-01").wait_for()
    reader.page.get_by_role("button", name="Pause").click()


def test_language_switch_is_kept_and_reaches_the_tables(reader: Reader) -> None:
    reader.open("/").page.get_by_role("button", name="Bahasa Indonesia").click()
    reader.page.get_by_role("heading", name="Ikhtisar").wait_for()
    reader.open("/events").page.get_by_role("heading", name="Peristiwa", exact=True).wait_for()
    reader.page.get_by_text("1-4 dari 4").wait_for()
    assert reader.page.evaluate("document.documentElement.lang") == "id"
    reader.page.get_by_role("button", name="English").click()
    reader.page.get_by_text("1-4 of 4").wait_for()


def test_light_switch_is_kept(reader: Reader) -> None:
    reader.open("/").page.get_by_role("button", name="Light or dark").click()
    reader.page.wait_for_function("document.body.classList.contains('body--dark')")
    reader.open("/query")
    reader.page.wait_for_function("document.body.classList.contains('body--dark')")
    ground = "getComputedStyle(document.querySelector('.cm-editor')).backgroundColor.match(/[0-9]+/g).slice(0, 3).every(part => part < 60)"
    reader.page.wait_for_function(ground)


def test_keyboard_reaches_the_content_and_the_pages(reader: Reader) -> None:
    reader.open("/").page.keyboard.press("Tab")
    assert reader.page.evaluate("document.activeElement.innerText") == "Skip to the content"
    reader.page.keyboard.press("Enter")
    reader.page.wait_for_function("document.activeElement.id == 'content'")
    reader.page.keyboard.press("Tab")
    assert reader.page.evaluate("document.activeElement.closest('main') !== null")


def test_unknown_event_is_said_in_a_sentence(reader: Reader) -> None:
    reader.page.goto("/event/ev-none")
    reader.page.get_by_text("There is nothing of this id").wait_for()
