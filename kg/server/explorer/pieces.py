"""Parts that several pages are made of: headings, lists and tables of events, sentences with marks, charts.

Text of articles, names and queries is only ever text here: labels and table cells hold it as such, and the one place that makes markup
(:func:`mark_sentence`) escapes it.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape
from itertools import pairwise
from typing import Any, Final

from nicegui import ui
from nicegui.events import EChartPointClickEventArguments, GenericEventArguments

from exports.palette import ACTOR_COLORS, QUAD_COLORS, UNKNOWN
from exports.selection import SelectedEvent
from kg.server.explorer.bins import choose_bins, find_bin, find_next_bin
from kg.server.explorer.frame import View, make_events_link, make_link

INK: Final = "#7a7a7a"  # of charts: read as well on white as on black
PAGE_SIZE: Final = 25
_LABEL_LENGTHS: Final = {"weeks": 10, "months": 7, "years": 4}
FACTUALITY_COLORS: Final[Mapping[str, str]] = {"asserted": "#009E73", "alleged": "#E69F00", "denied": "#D55E00", "disputed": "#CC79A7"}
# richText draws a tooltip on the canvas: no name in it can become markup
TOOLTIP: Final[Mapping[str, Any]] = {"renderMode": "richText", "confine": True}


@dataclass(frozen=True, slots=True)
class Mark:
    """A span of a sentence, half-open, in characters of the sentence."""

    role: str
    start: int
    end: int


def mark_sentence(text: str, marks: Iterable[Mark], titles: Mapping[str, str]) -> str:
    """HTML of a sentence with its marks, in which spans may overlap; all of the text is escaped.

    >>> mark_sentence("<b>Ankara denies", [Mark("actor", 3, 9)], {"actor": "actor"})
    '&lt;b&gt;<mark class="actor" title="actor">Ankara</mark> denies'
    """
    inside = [mark for mark in marks if 0 <= mark.start < mark.end <= len(text)]
    cuts = sorted({0, len(text), *(mark.start for mark in inside), *(mark.end for mark in inside)})
    pieces = []
    for start, end in pairwise(cuts):
        # the shortest span is the most exact one
        over = sorted((mark for mark in inside if mark.start <= start and end <= mark.end), key=lambda mark: (mark.end - mark.start, mark.role))
        piece = escape(text[start:end])
        if over:
            title = ", ".join(dict.fromkeys(titles[mark.role] for mark in over))
            piece = f'<mark class="{escape(over[0].role)}" title="{escape(title)}">{piece}</mark>'
        pieces.append(piece)
    return "".join(pieces)


def show_heading(text: str, level: int = 2) -> None:
    """A heading; the text stays text."""
    ui.html(escape(text), sanitize=False, tag=f"h{level}")


def show_badge(text: str, color: str) -> None:
    """A word in a coloured ring."""
    ui.label(text).classes("kg-badge").style(f"border-color: {color}")


def show_factuality(view: View, factuality: str) -> None:
    """How sure it is, as a badge."""
    show_badge(view.texts.get_factuality(factuality), FACTUALITY_COLORS.get(factuality, UNKNOWN))


def show_quad(view: View, quad: str) -> None:
    """Quad class with its colour."""
    with ui.row().classes("items-center gap-0 no-wrap"):
        ui.element("span").classes("kg-dot").style(f"background: {QUAD_COLORS.get(quad, UNKNOWN)}")
        ui.label(view.texts.get_word("quad", quad)).classes("text-sm")


def show_actors(view: View, actors: Sequence[str]) -> None:
    """Names with links to the dossiers."""
    with ui.row().classes("gap-x-3 gap-y-0"):
        for actor in actors:
            ui.link(view.get_name(actor), make_link("actor", actor))


def show_events(view: View, events: Iterable[SelectedEvent], *, with_factuality: bool = True) -> None:
    """A short list: date, what and, where it is not the same for all, how sure."""
    with ui.element("ul").classes("w-full flex flex-col gap-2"):
        for event in events:
            with ui.element("li").classes("flex flex-nowrap items-baseline gap-x-3"):
                ui.label(get_date(view, event)).classes("kg-quiet tabular-nums whitespace-nowrap")
                with ui.element("div").classes("min-w-0 flex flex-wrap gap-x-3"):
                    ui.link(view.get_name(event.id), make_link("event", event.id))
                    if with_factuality:
                        show_factuality(view, event.attributes["factuality"])


def get_date(view: View, event: SelectedEvent) -> str:
    """When, as exact as known."""
    return str(event.attributes.get("date") or (event.days[0] if event.days else view.texts["undated"]))


# cells of an event in the table and in the download, in their order
CELLS: Final[Mapping[str, Callable[[View, SelectedEvent], Any]]] = {
    "date": lambda view, event: str(event.attributes.get("date") or (event.days[0] if event.days else "")),
    "what": lambda view, event: view.get_name(event.id),
    "type": lambda view, event: view.texts.get_type(event.attributes["event_type"], event.attributes.get("mode")),
    "who": lambda view, event: ", ".join(map(view.get_name, event.actors)),
    "whom": lambda view, event: ", ".join(map(view.get_name, event.recipients)),
    "where": lambda view, event: ", ".join(map(view.get_name, view.snapshot.places[event.id])),
    "factuality": lambda view, event: view.texts.get_factuality(event.attributes["factuality"]),
    "reports": lambda view, event: event.report_count,
}


def make_row(view: View, event: SelectedEvent) -> dict[str, Any]:
    """An event as a row: its id and its cells."""
    return {"id": event.id.partition("/")[2], **{name: make(view, event) for name, make in CELLS.items()}}


class EventTable:
    """A table of events that sorts and turns its pages here, so that the browser holds one page, however many there are; a row opens its event."""

    _ON_PHONES: Final = frozenset({"date", "what", "factuality"})
    _OPEN: Final = "(event, row) => { if (!event.target.closest('a')) window.location.assign('/event/' + encodeURIComponent(row.id)); }"

    def __init__(self, view: View, events: Sequence[SelectedEvent]) -> None:
        self._view = view
        self._events = events
        columns = [self._make_column(name) for name in CELLS]
        self._table = ui.table(columns=columns, rows=[], row_key="id", pagination={"rowsPerPage": PAGE_SIZE, "page": 1})
        self._table.classes("w-full kg-rows").props('flat bordered wrap-cells :rows-per-page-options="[25, 100]"')
        self._table.props(f'no-data-label="{view.texts["nothing"]}"')
        add_sortable_heads(self._table)
        self._table.add_slot("body-cell-what", """<q-td :props="props"><a :href="'/event/' + props.row.id">{{ props.value }}</a></q-td>""")
        dot = """<span class="kg-dot" :style="{ background: props.row.color }"></span>"""
        self._table.add_slot("body-cell-type", f"""<q-td :props="props">{dot}{{{{ props.value }}}}</q-td>""")
        badge = """<span class="kg-badge" :style="{ borderColor: props.row.sure }">{{ props.value }}</span>"""
        self._table.add_slot("body-cell-factuality", f"""<q-td :props="props">{badge}</q-td>""")
        self._table.on("request", self._turn)
        self._table.on("rowClick", js_handler=self._OPEN)
        self.show(events)

    def _make_column(self, name: str) -> dict[str, Any]:
        wide = "" if name in self._ON_PHONES else "gt-sm"
        label = self._view.texts[name]
        return {
            "name": name, "label": label, "field": name, "sortable": True, "align": "right" if name == "reports" else "left",
            "classes": wide, "headerClasses": wide, "style": "white-space: nowrap" if name == "date" else "",
        }  # fmt: skip

    def show(self, events: Sequence[SelectedEvent]) -> None:
        """Show other events, from the first page on."""
        self._events = events
        self._fill({**self._table.pagination, "page": 1})

    def _turn(self, arguments: GenericEventArguments) -> None:
        self._fill(arguments.args["pagination"])

    def _fill(self, pagination: Mapping[str, Any]) -> None:
        page, size, key = int(pagination.get("page") or 1), int(pagination.get("rowsPerPage") or PAGE_SIZE), pagination.get("sortBy")
        events = self._events
        if key in CELLS:
            make = CELLS[str(key)]
            events = sorted(events, key=lambda event: make(self._view, event), reverse=bool(pagination.get("descending")))
        self._table.rows = [self._make_row(event) for event in events[(page - 1) * size : page * size]]
        self._table.pagination = {**pagination, "page": page, "rowsPerPage": size, "rowsNumber": len(events)}

    def _make_row(self, event: SelectedEvent) -> dict[str, Any]:
        attributes = event.attributes
        colors = {"color": QUAD_COLORS.get(attributes["quad"], UNKNOWN), "sure": FACTUALITY_COLORS.get(attributes["factuality"], UNKNOWN)}
        return {**make_row(self._view, event), **colors}


def add_sortable_heads(table: ui.table) -> None:
    """Heads of columns that the keyboard reaches, as the mouse does."""
    sort = """tabindex="0" @keydown.enter="props.sort(props.col)" @keydown.space.prevent="props.sort(props.col)\""""
    table.add_slot("header-cell", f"""<q-th :props="props" {sort}>{{{{ props.col.label }}}}</q-th>""")


def show_time_chart(view: View, events: Iterable[SelectedEvent], *, height: str = "260px", **search: str) -> None:
    """Bars by week (month, year where there are too many), stacked by quad class; a click lists the events, a note says what is not drawn."""
    listed = list(events)
    dated = sorted((date.fromisoformat(event.days[0]), event.attributes["quad"]) for event in listed if event.days)
    if not dated:
        ui.label(view.texts["no_dates"]).classes("kg-quiet")
        return
    unit, bins = choose_bins([begin for begin, _ in dated])
    counts: defaultdict[str, Counter[date]] = defaultdict(Counter)
    for begin, quad in dated:
        counts[quad][find_bin(begin, unit)] += 1
    show_heading(view.texts[unit])
    options = {
        "tooltip": {**TOOLTIP, "trigger": "axis", "axisPointer": {"type": "shadow"}},
        "grid": {"left": 8, "right": 8, "bottom": 8, "top": 12, "containLabel": True},
        "xAxis": {"type": "category", "data": [str(day)[: _LABEL_LENGTHS[unit]] for day in bins], "axisLabel": {"color": INK, "hideOverlap": True}},
        "yAxis": {"type": "value", "minInterval": 1, "axisLabel": {"color": INK}, "splitLine": {"lineStyle": {"color": INK, "opacity": 0.25}}},
        "series": [
            {
                "type": "bar", "stack": "quad", "name": view.texts.get_word("quad", quad), "color": color,
                "barMinWidth": 2, "barMaxWidth": 40, "data": [counts[quad][day] for day in bins],
            }
            for quad, color in QUAD_COLORS.items()
        ],
    }  # fmt: skip

    def list_events(click: EChartPointClickEventArguments) -> None:
        begin, quad = bins[click.data_index], list(QUAD_COLORS)[click.series_index]
        ui.navigate.to(make_events_link(since=str(begin), until=str(find_next_bin(begin, unit) - timedelta(days=1)), quad=quad, **search))

    ui.echart(options, on_point_click=list_events).classes("w-full").style(f"height: {height}")
    show_legend(view, actors=False)
    drawn = sum(counts[quad][day] for quad in counts for day in bins)
    if drawn < len(listed):
        ui.label(view.texts["weeks_note"].format(without=len(listed) - len(dated), outside=len(dated) - drawn)).classes("kg-quiet")


def show_type_chart(view: View, events: Iterable[SelectedEvent], **search: str) -> None:
    """Bars of how many events there are of each type; a click lists them."""
    counts = Counter((event.attributes["event_type"], event.attributes["quad"]) for event in events)
    ordered = sorted(counts.items(), key=lambda item: (item[1], item[0]))
    data = [{"value": count, "itemStyle": {"color": QUAD_COLORS.get(quad, UNKNOWN)}} for (_, quad), count in ordered]
    options = {
        "tooltip": {**TOOLTIP},
        "grid": {"left": 8, "right": 24, "bottom": 8, "top": 8, "containLabel": True},
        "xAxis": {"type": "value", "minInterval": 1, "axisLabel": {"color": INK}, "splitLine": {"lineStyle": {"color": INK, "opacity": 0.25}}},
        "yAxis": {"type": "category", "data": [view.texts.get_type(kind) for (kind, _), _ in ordered], "axisLabel": {"color": INK}},
        "series": [{"type": "bar", "data": data, "barMaxWidth": 18}],
    }

    def list_events(click: EChartPointClickEventArguments) -> None:
        ui.navigate.to(make_events_link(type=ordered[click.data_index][0][0], **search))

    ui.echart(options, on_point_click=list_events).classes("w-full").style(f"height: {max(90, 26 * len(ordered) + 40)}px")


def show_legend(view: View, *, actors: bool = True) -> None:
    """Colours of quad classes, and of kinds of actors."""
    with ui.row().classes("gap-x-4 gap-y-1"):
        for quad in QUAD_COLORS:
            show_quad(view, quad)
        for kind, color in ACTOR_COLORS.items() if actors else ():
            with ui.row().classes("items-center gap-0 no-wrap"):
                ui.element("span").classes("kg-dot").style(f"border: 3px solid {color}")
                ui.label(view.texts.get_word("kind", kind)).classes("text-sm")
