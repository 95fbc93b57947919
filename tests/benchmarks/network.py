"""How smooth the explorer's network is: ``python -m tests.benchmarks.network [--actors N] [--links N] [--keep DIR]``.

A graph of made-up articles in which so many actors are tied by so many links, served by ``kg serve`` and drawn in Debian's Chromium without a
graphics card. Printed are the time from the address to the drawn network, that for a window of a year, and the time between frames while the wheel
zooms, while the mouse drags, and while it goes over actors and links; at rest, for comparison. A network larger than what is drawn (2,000 actors,
10,000 links) shows what its strongest part costs.
"""

import argparse
import random
import re
import statistics
import tempfile
import time
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

from kg.store import GraphFolder
from schemas.entity import ActorMention
from schemas.identifiers import BASE_IRI
from schemas.record import Record
from tests.browser import CHROMIUM, FLAGS
from tests.records import make_record
from tests.served import ServerProcess

TYPES = ("ASSAULT", "ACCUSE", "CONSULT", "AID", "REJECT", "THREATEN", "SUPPORT", "COERCE")
EVENTS_AN_ARTICLE = 20
SIZE = re.compile("^[0-9,]+ actors, [0-9,]+ links$")
FIRST_DAY = date(2015, 1, 1)
# notes when each frame is drawn, from the first call on
WATCH = (
    "() => { window.kgFrames = []; const note = (at) => { window.kgFrames.push(at); requestAnimationFrame(note); }; requestAnimationFrame(note); }"
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--actors", type=int, default=2_000)
    parser.add_argument("--links", type=int, default=10_000)
    parser.add_argument("--keep", type=Path, help="folder to keep the graph in, and to take it from where it is there")
    told = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = told.keep or Path(temporary) / "g"
        if not (folder / "current").exists():
            began = time.perf_counter()
            make_folder(folder, told.actors, told.links)
            show("graph made", time.perf_counter() - began)
        with ServerProcess(folder) as server:
            measure(server.address)


def show(what: str, seconds: float) -> None:
    print(f"{what:40}{seconds:9.2f} s", flush=True)  # noqa: T201


def make_folder(path: Path, n_actors: int, n_links: int) -> None:
    """Make a folder such as kg build makes; few actors are in many links, most are in few, and a link has one to four events."""
    chance = random.Random(n_links)
    pairs = {(actor, chance.randrange(actor)): chance.choice(TYPES) for actor in range(1, n_actors)}  # all in one piece
    while len(pairs) < n_links:
        source, target = (min(int(chance.paretovariate(0.35)), n_actors) - 1 for _ in range(2))
        if source != target:
            pairs.setdefault((source, target), chance.choice(TYPES))
    events = [(pair, kind, chance.randrange(3650)) for pair, kind in pairs.items() for _ in range(chance.choice((1, 1, 1, 2, 4)))]
    chance.shuffle(events)
    with GraphFolder(path, create=True) as folder:
        lots = (events[at : at + EVENTS_AN_ARTICLE] for at in range(0, len(events), EVENTS_AN_ARTICLE))
        folder.add_records([make_article(number, lot) for number, lot in enumerate(lots)], model="none")
        folder.refresh()


def make_article(number: int, lot: list[tuple[tuple[int, int], str, int]]) -> Record:
    """An article of events, each of (actor, recipient), type and days since the first day."""
    events = [
        {
            "type": kind,
            "actors": [make_actor(source)],
            "recipients": [make_actor(target)],
            "date": str(FIRST_DAY + timedelta(days=days)),
            "date_precision": "day",
            "sentence": f"Party {source} struck party {target} in news item {number}.",
        }
        for (source, target), kind, days in lot
    ]
    return make_record(*events, published="2025-01-01", text=f"article {number}")


def make_actor(number: int) -> ActorMention:
    name = f"Party {number}"
    return ActorMention(text=name, start=0, end=len(name), code=f"P{number}", sector="GOV", id=f"{BASE_IRI}actor/P{number}", name=name)


def measure(address: str) -> None:
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=str(CHROMIUM), args=list(FLAGS))
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.set_default_timeout(180_000)
        page.goto(f"{address}/network")  # the server reads the graph, the browser gets the scripts
        wait_until_drawn(page)
        began = time.perf_counter()
        page.goto(f"{address}/network")
        wait_until_drawn(page)
        show("drawn", time.perf_counter() - began)
        print(page.get_by_text(SIZE).inner_text(), "|", *page.locator("[role=status]").all_text_contents())  # noqa: T201
        page.evaluate(WATCH)
        box = page.locator("canvas").first.bounding_box()
        assert box is not None
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

        def rest(_: int) -> None:
            pass

        def zoom(step: int) -> None:
            page.mouse.wheel(0, -40 if step < 30 else 40)

        def drag(step: int) -> None:
            page.mouse.move(x + 4 * step, y + 2 * step)

        def hover(step: int) -> None:
            page.mouse.move(x - 300 + 10 * step, y - 100 + 3 * step)

        page.mouse.move(x, y)
        watch_frames(page, "rest", rest)
        watch_frames(page, "zoom", zoom)
        page.mouse.move(x, y)
        page.mouse.down()
        watch_frames(page, "drag", drag)
        page.mouse.up()
        watch_frames(page, "hover", hover)
        began = time.perf_counter()
        page.goto(f"{address}/network?since=2018-01&until=2018-12")
        wait_until_drawn(page)
        show("drawn, a window of a year", time.perf_counter() - began)
        browser.close()


def wait_until_drawn(page: Page) -> None:
    """Wait until all that came is drawn."""
    page.get_by_text(SIZE).wait_for()
    # the empty canvas that comes first takes no time to draw
    page.wait_for_function(
        "() => { const it = getElement(+document.querySelector('.kg-canvas').id.slice(1)); return it?.arrows?.length && it.cost > 1; }"
    )


def watch_frames(page: Page, what: str, move: Any) -> None:
    """Print the time between frames while the mouse does something sixty times."""
    page.evaluate("window.kgFrames = []")
    for step in range(60):
        move(step)
        page.wait_for_timeout(16)
    frames = page.evaluate("window.kgFrames")
    gaps = sorted(after - before for before, after in pairwise(frames))
    median, late = statistics.median(gaps), gaps[int(len(gaps) * 0.95)]
    print(f"{what:40}{median:9.0f} ms a frame, 95th percentile {late:.0f} ms, worst {gaps[-1]:.0f} ms")  # noqa: T201


if __name__ == "__main__":
    main()
