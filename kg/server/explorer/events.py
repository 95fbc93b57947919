"""Events: a table to search, filter and sort, whose address says what it shows; and the same as CSV."""

import asyncio
import csv
import io
from dataclasses import replace
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import Response
from nicegui import ui
from nicegui.events import ValueChangeEventArguments

from exports.palette import QUAD_COLORS
from exports.selection import FACTUALITIES, EventFilter
from kg.server.explorer.frame import LANGUAGE_COOKIE, Site, View
from kg.server.explorer.pieces import CELLS, EventTable, make_row, show_heading
from kg.server.explorer.search import EventSearch
from kg.server.explorer.texts import choose_language, load_texts
from schemas.codebook import load_codebook
from schemas.errors import ExportError

_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet would run such a cell


async def show_events_page(view: View) -> None:
    """The page at ``/events``."""
    texts, search = view.texts, EventSearch.parse(view.query)
    show_heading(texts["events"], 1)
    about = _describe_fixed(view, search)
    if about:
        ui.label(about).classes("text-lg")

    async def change(arguments: ValueChangeEventArguments[Any]) -> None:
        nonlocal search
        wanted = search = replace(search, **{arguments.sender.props["name"]: (arguments.value or "").strip()})
        found = await asyncio.to_thread(wanted.find, view.snapshot)
        if search != wanted:  # changed meanwhile: that change shows
            return
        table.show(found)
        count.text = texts.get_count("found", len(found))
        download.props(f'href="{_make_download(search)}"')
        ui.run_javascript(f"history.replaceState(null, '', '/events?' + {search.encode()!r})")

    with ui.row().classes("w-full items-start gap-3"):
        words = ui.input(texts["search"], value=search.q, on_change=change).props("name=q debounce=300 clearable dense outlined type=search")
        words.classes("kg-field kg-wide").tooltip(texts["search_hint"])
        types = {kind.name: kind.label[texts.lang] for kind in load_codebook().types}
        quads = {quad: texts.get_word("quad", quad) for quad in QUAD_COLORS}
        sure = {factuality: texts.get_factuality(factuality) for factuality in FACTUALITIES}
        for name, options in (("type", types), ("quad", quads), ("factuality", sure)):
            value = getattr(search, name)
            select = ui.select({"": texts["any"], **options}, label=texts[name], value=value if value in options else "", on_change=change)
            select.props(f"name={name} dense outlined options-dense").classes("kg-field")
        for name in ("since", "until"):
            field = ui.input(texts[name], value=getattr(search, name), on_change=change, validation={texts["date_wrong"]: _is_date})
            field.props(f'name={name} debounce=300 dense outlined hide-bottom-space placeholder="{texts["date_hint"]}"').classes("kg-field")
    found = await asyncio.to_thread(search.find, view.snapshot)
    with ui.row().classes("w-full items-center gap-x-6 gap-y-1"):
        count = ui.label(texts.get_count("found", len(found))).props("aria-live=polite")
        download = ui.link(texts["download_csv"], _make_download(search))
        ui.link(texts["clear"], "/events")
    table = EventTable(view, found)


def add_download(app: FastAPI, site: Site) -> None:
    """``/events.csv``: the rows that the page lists, with the same parameters."""

    @app.get("/events.csv")
    async def download(request: Request) -> Response:
        lang = choose_language(request.cookies.get(LANGUAGE_COOKIE), request.headers.get("accept-language", ""))
        snapshot = await site.cache.get()
        view = View(snapshot, load_texts(lang), {}, request.query_params)
        text = await asyncio.to_thread(_write_csv, view, EventSearch.parse(request.query_params))
        return Response(text, media_type="text/csv", headers={"content-disposition": 'attachment; filename="events.csv"'})


def _write_csv(view: View, search: EventSearch) -> str:
    stream = io.StringIO()
    writer = csv.DictWriter(stream, ["id", *CELLS], lineterminator="\n")
    writer.writeheader()
    writer.writerows({key: _defuse(value) for key, value in make_row(view, event).items()} for event in search.find(view.snapshot))
    return stream.getvalue()


def _defuse(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def _make_download(search: EventSearch) -> str:
    return f"/events.csv?{search.encode()}"


def _is_date(text: str | None) -> bool:
    try:
        EventFilter(since=text or None)
    except ExportError:
        return False
    return True


def _describe_fixed(view: View, search: EventSearch) -> str:
    """What came with the address and has no field of its own: an actor, an edge, a place."""
    names = {
        key: view.get_name(node) for key in ("actor", "source", "target", "place") if (node := getattr(search, key)) in view.snapshot.reader.nodes
    }
    parts = []
    if "source" in names and "target" in names:
        parts.append(view.texts["about_edge"].format(**names))
    if "actor" in names:
        parts.append(view.texts["about_actor"].format(name=names["actor"]))
    if "place" in names:
        parts.append(view.texts["about_place"].format(name=names["place"]))
    return ", ".join(parts)
