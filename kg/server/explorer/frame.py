"""What all pages share: the head with its links, the switches of language and light, and how a page is put under an address."""

from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote, urlencode

from fastapi import Request
from nicegui import ui

from kg.server.explorer.snapshot import Snapshot, SnapshotCache
from kg.server.explorer.texts import Texts, choose_language, list_texts, load_texts
from schemas.errors import ConflictKgError

LANGUAGE_COOKIE, DARK_COOKIE = "kg_language", "kg_dark"
LOADING_SECONDS: Final = 600.0  # the first page waits for the graph: a million events take minutes
_COOKIE: Final = "path=/; max-age=31536000; SameSite=Strict"
_STYLE: Final = """
<style>
body { font-family: system-ui, "Segoe UI", Roboto, "Noto Sans", sans-serif; }
.kg-nav a { color: inherit; text-decoration: none; padding: .6rem .7rem; white-space: nowrap; border-bottom: 3px solid transparent; }
.kg-nav a:hover, .kg-nav a[aria-current=page] { border-bottom-color: #E69F00; }
a:focus-visible, button:focus-visible, [tabindex]:focus-visible { outline: 3px solid #E69F00; outline-offset: 1px; }
@media (max-width: 480px) { .kg-nav a { padding: .6rem .38rem; font-size: .86rem; } }
.kg-skip { position: absolute; left: -999px; } .kg-skip:focus { position: fixed; left: 8px; top: 8px; z-index: 9999; background: #fff; padding: 8px; }
main a { color: #0065a0; text-decoration: none; } main a:hover { text-decoration: underline; } .body--dark main a { color: #7cc4f0; }
main h1 { font-size: 1.45rem; line-height: 1.3; font-weight: 600; margin: 0; overflow-wrap: anywhere; }
main h3 { font-size: .95rem; line-height: 1.4; font-weight: 600; margin: 0; }
main h2 { font-size: 1.05rem; line-height: 1.4; font-weight: 600; margin: 0; }
.kg-quiet { opacity: .75; font-size: .875rem; }
.kg-card { width: 100%; border: 1px solid rgba(128,128,128,.3); border-radius: 8px; padding: 14px; overflow-wrap: anywhere; }
.kg-sentence { line-height: 1.9; }
.kg-sentence mark { color: inherit; padding: 1px 3px; border-radius: 4px; border-bottom: 3px solid; background: transparent; }
mark.trigger { border-color: #D55E00; font-weight: 600; } mark.actor { border-color: #0072B2; } mark.recipient { border-color: #CC79A7; }
mark.place { border-color: #009E73; } mark.attributed_to { border-color: #E69F00; }
.kg-badge { display: inline-block; padding: 0 8px; border-radius: 999px; border: 1px solid;
            font-size: .78rem; line-height: 1.35rem; white-space: nowrap; }
.kg-dot { display: inline-block; width: .7em; height: .7em; border-radius: 50%; margin-right: .4em; }
.leaflet-container { background: #dfe8ee !important; } .body--dark .leaflet-container { background: #1b242b !important; }
</style>
"""


@dataclass(frozen=True)
class View:
    """What a page is shown with: the graph, the language, its address's parts and parameters."""

    snapshot: Snapshot
    texts: Texts
    path: Mapping[str, Any]
    query: Mapping[str, str]

    def get_name(self, node: str) -> str:
        """Name of a node in the reader's language."""
        return self.texts.get_name(self.snapshot[node])


Build = Callable[[View], Awaitable[None]]


@dataclass(frozen=True)
class Site:
    """The graph that the pages show, and whether they may add to it."""

    cache: SnapshotCache
    is_writable: bool

    def add_page(self, path: str, name: str, build: Build) -> None:
        """Put a page under an address; ``name`` is that of its link in the head, or of what it is about."""

        @ui.page(path, response_timeout=LOADING_SECONDS)
        async def show(request: Request) -> None:
            lang = choose_language(request.cookies.get(LANGUAGE_COOKIE), request.headers.get("accept-language", ""))
            texts = load_texts(lang)
            chosen = request.cookies.get(DARK_COOKIE)
            ui.page_title(f"{texts[name]} – {texts['title']}")
            ui.dark_mode(None if chosen not in ("0", "1") else chosen == "1")
            with _draw_frame(texts, name, is_writable=self.is_writable):
                try:
                    snapshot = await self.cache.get()
                except ConflictKgError as error:
                    ui.label(texts["failed"].format(message=error)).props("role=alert")
                    return
                await build(View(snapshot, texts, request.path_params, request.query_params))


def make_link(folder: str, node: str) -> str:
    """Address of the page of a node: ``/event/ev-3f2a`` for ``event/ev-3f2a``."""
    return f"/{folder}/{quote(node.partition('/')[2], safe='')}"


def make_events_link(**search: str) -> str:
    """Address of the events page with these filters."""
    return f"/events?{urlencode(search)}"


@contextmanager
def _draw_frame(texts: Texts, active: str, *, is_writable: bool) -> Iterator[None]:
    ui.add_head_html(_STYLE)
    ui.run_javascript(f"document.documentElement.lang = '{texts.lang}'")
    ui.colors(primary="#0b3c5d", secondary="#0072B2", accent="#E69F00")
    pages = {"overview": "/", "events": "/events", "network": "/network", "map": "/map", "query": "/query"}
    if is_writable:
        pages["add"] = "/add"
    with ui.header().classes("p-0 px-2 items-center no-wrap gap-1"):
        ui.link(texts["skip"], "#content").classes("kg-skip")
        with ui.element("nav").classes("kg-nav flex flex-nowrap overflow-x-auto grow").props(f'aria-label="{texts["menu"]}"'):
            for page, address in pages.items():
                link = ui.link(texts[page], address)
                if page == active:
                    link.props("aria-current=page")
        languages = list_texts()
        following = languages[(languages.index(texts.lang) + 1) % len(languages)]
        switch = f"document.cookie = '{LANGUAGE_COOKIE}={following}; {_COOKIE}'; location.reload()"
        button = ui.button(following.upper()).props(f'flat dense color=white aria-label="{load_texts(following)["language"]}"')
        button.on("click", js_handler=f"() => {{ {switch} }}")
        turn = "const dark = !document.body.classList.contains('body--dark')"
        keep = f"document.cookie = `{DARK_COOKIE}=${{dark ? 1 : 0}}; {_COOKIE}`; location.reload()"
        theme = ui.button(icon="contrast").props(f'flat dense color=white aria-label="{texts["theme"]}"')
        theme.on("click", js_handler=f"() => {{ {turn}; {keep} }}")
    with ui.element("main").props("id=content tabindex=-1").classes("w-full max-w-7xl mx-auto flex flex-col gap-4"):
        yield
