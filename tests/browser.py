"""The explorer in Debian's Chromium: what that is started with, a page in it that must meet no error and ask no other machine, and the articles."""

from pathlib import Path
from typing import Any, Final, Self

from schemas.identifiers import BASE_IRI
from schemas.record import Record
from schemas.relation import Relation
from tests.records import make_actor, make_record

CHROMIUM: Final = Path("/usr/bin/chromium")
FLAGS: Final = (
    "--no-sandbox",
    "--headless=new",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
EVIL: Final = "struck <script>window.evil = 1</script> & <img src=x onerror=window.evil=1>"
SIZES: Final = {"laptop": {"width": 1280, "height": 900}, "phone": {"width": 390, "height": 844}}


class Reader:
    """A reader with a page; ``page`` is Playwright's."""

    def __init__(self, context: Any, address: str) -> None:
        self.page = context.new_page()
        self.page.set_default_timeout(30_000)
        self._faults: list[str] = []
        local = (address, address.replace("http", "ws", 1), "data:", "blob:")
        self.page.on("console", lambda message: self._faults.append(message.text) if message.type == "error" else None)
        self.page.on("pageerror", lambda error: self._faults.append(str(error)))
        self.page.on("request", lambda sent: None if sent.url.startswith(local) else self._faults.append(f"asked {sent.url}"))

    def open(self, path: str) -> Self:
        """Go to an address of the server, and wait until the page is there, with its socket."""
        self.page.goto(path, wait_until="load")
        self.page.locator("main h1").wait_for()
        self.page.wait_for_function("window.socket?.connected")
        return self

    def call(self, selector: str, body: str) -> Any:
        """What JavaScript makes of ``it``, the component of NiceGUI that stands behind an element."""
        return self.page.evaluate(f"() => {{ const it = getElement(+document.querySelector({selector!r}).id.slice(1)); {body} }}")

    def choose(self, label: str, option: str) -> None:
        """Choose from a list by its label."""
        self.page.get_by_role("combobox", name=label).click()
        self.page.get_by_role("option", name=option, exact=True).click()

    def check(self) -> None:
        """Fails where something went wrong since the page was opened."""
        root = "document.documentElement"
        assert self.page.evaluate(f"{root}.scrollWidth <= {root}.clientWidth"), "the page is wider than the window"
        assert self.page.evaluate("window.evil") is None
        assert self._faults == []


def make_records() -> list[Record]:
    """Two articles: attacks at two places in different weeks, talks, and aid that is alleged in one and denied in the other."""
    first = make_record(
        {"type": "ASSAULT", "mode": "drone", "actors": ["ARM"], "recipients": ["AZE"], "date": "2020-10-11", "place": "Ganja", "sentence": EVIL},
        {"type": "CONSULT", "actors": ["ARM", "RUS"], "date": "2020-10-20"},
        {"type": "AID", "actors": ["TUR"], "recipients": ["AZE"], "date": "2020-11-02", "factuality": "alleged", "attribution": "ARM"},
        {"type": "ASSAULT", "actors": ["ARM"], "recipients": ["AZE"], "date": "2020-10-28", "place": "Barda", "killed": 21},
        text="first",
    )
    second = make_record({"type": "AID", "actors": ["TUR"], "recipients": ["AZE"], "date": "2020-11-02", "factuality": "denied"}, text="second")
    ally = Relation(
        id=f"{BASE_IRI}relation/re-1",
        type="allied_with",
        subject=make_actor("ARM"),
        object=make_actor("RUS"),
        valid_from="1997",
        sentence=first.events[1].sentence,
        confidence=0.9,
    )
    return [first.model_copy(update={"title": "War <b>of</b> words", "relations": [ally]}), second]
