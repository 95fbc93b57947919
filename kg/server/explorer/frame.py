"""What all pages share: the head with its links, the switches of language and light, and how a page is put under an address."""

from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Final, cast
from urllib.parse import quote, urlencode

from fastapi import Request
from nicegui import ui

from kg.server.explorer.snapshot import Snapshot, SnapshotCache
from kg.server.explorer.texts import Texts, choose_language, list_texts, load_texts
from schemas.errors import ConflictKgError

LANGUAGE_COOKIE, DARK_COOKIE = "kg_language", "kg_dark"
CONNECTING_SECONDS: Final = 60.0  # for a browser to run what it got: a phone may take long
RESPONSE_SECONDS: Final = 60.0  # for a page to be built, on a server that has much else to do
_COOKIE: Final = "path=/; max-age=31536000; SameSite=Strict"
_STYLE: Final = f"<style>{(files('kg') / 'server' / 'explorer' / 'style.css').read_text('utf-8')}</style>"


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

        @ui.page(path, response_timeout=RESPONSE_SECONDS)
        async def show(request: Request) -> None:
            texts = load_texts(choose_language(request.cookies.get(LANGUAGE_COOKIE), request.headers.get("accept-language", "")))
            chosen = request.cookies.get(DARK_COOKIE)
            client = ui.context.client
            client.page = copy(client.page)  # what follows is this reader's choice, not that of all readers of the page
            client.page.language = cast(Any, texts["locale"])
            client.page.dark = None if chosen not in ("0", "1") else chosen == "1"
            ui.page_title(f"{texts[name]} – {texts['title']}")
            with _draw_frame(texts, name, is_writable=self.is_writable):
                snapshot = await self._wait_for_graph(texts)
                if snapshot is None:
                    return
                try:
                    await build(View(snapshot, texts, request.path_params, request.query_params))
                except Exception as error:
                    # a browser that has gone answers no question of the page's, and that is no fault of the page's
                    if not (client.is_deleted or (isinstance(error, TimeoutError) and not client.has_socket_connection)):
                        raise

    async def _wait_for_graph(self, texts: Texts) -> Snapshot | None:
        """The graph; None where it cannot be shown, or the reader has gone before it was there."""
        waiting = ui.label(texts["loading"]).props("role=status")
        if not self.cache.is_loaded:
            # the browser gets the frame now: the first reader of a graph of a million events waits for minutes
            await ui.context.client.connected(CONNECTING_SECONDS)
        try:
            snapshot = await self.cache.get()
        except ConflictKgError as error:
            waiting.props("role=alert").text = texts["failed"].format(message=error)
            return None
        if ui.context.client.is_deleted:
            return None
        waiting.delete()
        return snapshot


async def is_dark() -> bool:
    """Whether the reader sees the page dark, by choice or as the system has it; waits for the browser."""
    await ui.context.client.connected(CONNECTING_SECONDS)
    return bool(await ui.run_javascript("document.body.classList.contains('body--dark')", timeout=CONNECTING_SECONDS))


def make_link(folder: str, node: str) -> str:
    """Address of the page of a node: ``/event/ev-3f2a`` for ``event/ev-3f2a``."""
    return f"/{folder}/{quote(node.partition('/')[2], safe='')}"


def make_events_link(**search: str) -> str:
    """Address of the events page with these filters."""
    return f"/events?{urlencode(search)}"


@contextmanager
def _draw_frame(texts: Texts, active: str, *, is_writable: bool) -> Iterator[None]:
    ui.add_head_html(_STYLE)
    ui.colors(primary="#0b3c5d", secondary="#0072B2", accent="#E69F00")
    pages = {"overview": "/", "events": "/events", "network": "/network", "map": "/map", "query": "/query"}
    if is_writable:
        pages["add"] = "/add"
    with ui.header().classes("p-0 px-2 items-center sm:flex-nowrap justify-end gap-1"):
        ui.link(texts["skip"], "#content").classes("kg-skip")
        with ui.element("nav").classes("kg-nav flex flex-wrap grow").props(f'aria-label="{texts["menu"]}"'):
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
