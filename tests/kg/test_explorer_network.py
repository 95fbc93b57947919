"""The network, in a browser: filters, the window of time, clicks on actors and links, the keyboard."""

import pytest

from tests.browser import Reader

NETWORK = ".kg-canvas"


def open_network(reader: Reader, size: str, path: str = "/network") -> None:
    """Open the page, wait until it tells its size, and until it is drawn."""
    reader.open(path).page.get_by_text(size, exact=True).wait_for()
    reader.page.wait_for_function(f"getElement(+document.querySelector('{NETWORK}').id.slice(1)).painted")


def find_spot(reader: Reader, name: str) -> dict[str, float]:
    """Where an actor is, in pixels of the canvas."""
    x, y = reader.call(NETWORK, f"return it.place(it.spots.find(spot => spot[0] == {name!r}))")
    return {"x": x, "y": y}


def find_middle(reader: Reader, about: str) -> dict[str, float]:
    """A point on the only link that is told so."""
    body = f"const [a, c, b] = it.curve(it.arrows.find(arrow => arrow[5].startsWith({about!r})));"
    x, y = reader.call(NETWORK, f"{body} return [0, 1].map(at => (a[at] + 2 * c[at] + b[at]) / 4)")
    return {"x": x, "y": y}


@pytest.mark.parametrize(
    ("label", "given", "size", "parameter"),
    [
        ("Actor and its partners", "Russia", "2 actors, 1 link", "factuality=asserted&actor=Russia"),
        ("Type", "assault", "2 actors, 1 link", "type=ASSAULT&factuality=asserted"),
        ("Quad class", "material conflict", "2 actors, 1 link", "quad=material+conflict&factuality=asserted"),
        ("How sure", "any", "4 actors, 3 links", "factuality=any"),
        ("Least number of events", "2", "2 actors, 1 link", "factuality=asserted&min_weight=2"),
    ],
)
def test_filter_changes_the_network_its_address_and_its_download(reader: Reader, label: str, given: str, size: str, parameter: str) -> None:
    open_network(reader, "3 actors, 2 links")
    if label in ("Type", "Quad class", "How sure"):
        reader.choose(label, given)
    else:
        reader.page.get_by_label(label).fill(given)
    reader.page.get_by_text(size, exact=True).wait_for()
    reader.page.wait_for_url(f"**/network?{parameter}")
    with reader.page.expect_download() as download:
        reader.page.get_by_role("link", name="Download as GEXF").click()
    assert download.value.path().read_text("utf-8").count("<node ") == int(size[0])


def test_click_on_an_actor_opens_the_dossier(reader: Reader) -> None:
    open_network(reader, "3 actors, 2 links")
    reader.page.locator(NETWORK).click(position=find_spot(reader, "Russia"))
    reader.page.wait_for_url("**/actor/RUS")


def test_click_on_a_link_opens_its_events(reader: Reader) -> None:
    open_network(reader, "3 actors, 2 links")
    spot = find_middle(reader, "Armenia → Azerbaijan")
    reader.page.locator(NETWORK).hover(position=spot)
    reader.page.get_by_text("Armenia → Azerbaijan · material conflict · 2 events").first.wait_for()
    reader.page.locator(NETWORK).click(position=spot)
    reader.page.wait_for_url("**/events?*source=actor%2FARM*target=actor%2FAZE*")
    reader.page.get_by_text("2 events", exact=True).wait_for()


def test_drag_and_wheel_move_what_is_clicked(reader: Reader) -> None:
    open_network(reader, "3 actors, 2 links")
    before = find_spot(reader, "Russia")
    box = reader.page.locator(NETWORK).bounding_box() or {}
    reader.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    reader.page.mouse.wheel(0, -120)
    reader.page.mouse.down()
    reader.page.mouse.move(box["x"] + box["width"] / 2 + 60, box["y"] + box["height"] / 2 + 40, steps=4)
    reader.page.mouse.up()
    after = find_spot(reader, "Russia")
    assert after != before
    reader.page.keyboard.press("Tab")
    reader.page.get_by_role("group", name="Network").focus()
    reader.page.keyboard.press("0")
    assert find_spot(reader, "Russia") == before
    reader.page.keyboard.press("ArrowRight")
    moved = find_spot(reader, "Russia")
    assert (moved["x"], moved["y"]) == (before["x"] - 60, before["y"])
    reader.page.locator(NETWORK).click(position=moved)
    reader.page.wait_for_url("**/actor/RUS")


def test_window_narrows_the_links_and_moves_no_actor(reader: Reader) -> None:
    open_network(reader, "3 actors, 2 links")
    before = find_spot(reader, "Russia")
    thumb = reader.page.locator(".q-slider__thumb").last
    thumb.focus()
    for until in ("2020-11-01", "2020-10-25", "2020-10-11"):
        thumb.press("ArrowLeft")
        reader.page.get_by_text(f"2020-10-05 – {until}").wait_for()
        reader.page.wait_for_url(f"**/network?factuality=asserted&since=2020-10-05&until={until}")
    reader.page.get_by_text("2 actors, 1 link", exact=True).wait_for()
    assert find_spot(reader, "Russia") == before
    reader.page.get_by_role("button", name="Play").click()
    reader.page.get_by_text("2020-10-19 – 2020-10-25").wait_for()
    reader.page.get_by_role("button", name="Pause").click()


def test_links_are_a_list_too(reader: Reader) -> None:
    open_network(reader, "3 actors, 2 links")
    reader.page.get_by_text("The strongest links as a list").click()
    reader.page.get_by_role("link", name="material conflict · 2 events").click()
    reader.page.get_by_text("2 events", exact=True).wait_for()


def test_address_of_a_filter_opens_it(reader: Reader) -> None:
    open_network(reader, "2 actors, 1 link", "/network?quad=verbal+cooperation&since=2020-10&until=2020-10")
    assert reader.page.get_by_role("combobox", name="Quad class").input_value() == "verbal cooperation"
