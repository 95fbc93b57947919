"""SPARQL: an editor with the named queries; the answer as a table, a network or a chart, to download, and a link that keeps the query."""

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final
from urllib.parse import quote, urlencode

import pyoxigraph
from nicegui import ui

from exports.layout import layout_nodes
from exports.palette import QUAD_COLORS, UNKNOWN
from kg.queries import get_query, list_queries
from kg.server.explorer.canvas import Arrow, NetworkCanvas, Spot, fill_square
from kg.server.explorer.frame import View, is_dark
from kg.server.explorer.pieces import INK, TOOLTIP, add_sortable_heads, show_heading
from kg.server.formats import GRAPH_FORMATS, ROW_FORMATS
from kg.server.messages import Outcome
from kg.server.pool import PoolError
from kg.server.service import GraphService
from kg.sparql import list_query_prefixes
from schemas.errors import ConflictKgError, QueryError

MAX_SHOWN, MAX_DRAWN, MAX_BARS = 1000, 1500, 60
_RDF_TYPE: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_PAGE: Final = re.compile("^(event|actor|article):[^ ]+$")  # ids of what has a page: event:ev-..., actor:ARM
Rows = list[dict[str, str]]


def make_start(parameters: Mapping[str, str]) -> str:
    """The query that a page begins with: that of its address (``q``), else the named one (``name``), else the first named one."""
    if parameters.get("q"):
        return parameters["q"]
    try:
        return _fill(parameters["name"])
    except (KeyError, QueryError):
        return _fill("timeline")


def _fill(name: str) -> str:
    query = get_query(name)
    return query.fill(query.examples)


class QueryPage:
    """The page at ``/query``; it asks as the endpoint does, with the same workers and limits."""

    def __init__(self, graph: GraphService) -> None:
        self._graph = graph

    async def show(self, view: View) -> None:
        """Draw it, and answer the query of the address if there is one."""
        texts = view.texts
        show_heading(texts["query"], 1)
        titles = {query.name: getattr(query, f"title_{texts.lang}", query.title) for query in list_queries()}
        chosen = view.query.get("name")
        with ui.row().classes("w-full items-center gap-3"):
            select = ui.select(titles, label=texts["named_query"], value=chosen if chosen in titles else None, with_input=True)
            select.props("dense outlined options-dense").classes("grow").style("min-width: 14rem")
        explanation = ui.label().classes("kg-quiet")
        editor = ui.codemirror(make_start(view.query), language="SPARQL", theme="githubLight", line_wrapping=True)
        editor.classes("w-full kg-card").style("height: 260px; padding: 0; overflow: hidden")
        with ui.row().classes("w-full items-center gap-x-5 gap-y-1"):
            button = ui.button(texts["run"], icon="play_arrow").props("no-caps")
            link = ui.link(texts["copy_link"], "/query")
        answer = ui.column().classes("w-full gap-3").props("aria-live=polite")

        def explain() -> None:
            explanation.text = get_query(select.value).explanation if select.value else ""
            explanation.set_visibility(bool(explanation.text))

        def choose() -> None:
            if select.value:
                editor.value = _fill(select.value)
            explain()

        def keep() -> None:
            link.props(f'href="/query?{urlencode({"q": editor.value}, quote_via=quote)}"')

        async def ask() -> None:
            keep()
            ui.run_javascript(f"history.replaceState(null, '', {json.dumps('/query?' + urlencode({'q': editor.value}, quote_via=quote))})")
            button.disable()
            answer.clear()
            with answer:
                ui.label(texts["running"]).classes("kg-quiet")
            try:
                await self._answer(view, editor.value, answer)
            finally:
                button.enable()

        select.on_value_change(choose)
        editor.on_value_change(keep)
        button.on_click(ask)
        editor.on("keydown.ctrl.enter.capture.prevent", ask, args=None)
        explain()
        keep()
        if await is_dark():
            editor.theme = "githubDark"
        if view.query.get("q"):
            await ask()

    async def _answer(self, view: View, query: str, place: ui.column) -> None:
        texts = view.texts
        try:
            reply = await self._graph.answer(query, rows="json", graph="ntriples")
            message = "" if reply.outcome is Outcome.ANSWERED else reply.message
        except (PoolError, ConflictKgError) as error:
            message = str(error)
        place.clear()
        with place:
            if message:
                ui.label(texts["query_failed"].format(message=message)).props("role=alert").classes("kg-card")
                return
            _, base_iri = await self._graph.locate()
            prefixes = list_query_prefixes(base_iri)
            if reply.format == "ntriples":
                _show_triples(view, query, reply.body, prefixes)
            else:
                _show_rows(view, query, json.loads(reply.body), prefixes)


def _show_downloads(view: View, query: str, formats: Sequence[Any]) -> None:
    with ui.row().classes("gap-x-4 gap-y-0"):
        ui.label(view.texts["download_as"]).classes("kg-quiet")
        for format in formats:
            address = f"/sparql?{urlencode({'query': query, 'format': format.name}, quote_via=quote)}"
            ui.link(format.name, address).props(f'download="answer.{format.name}"')


def _show_rows(view: View, query: str, result: dict[str, Any], prefixes: Mapping[str, str]) -> None:
    texts = view.texts
    if "boolean" in result:
        ui.label(texts["truth"].format(value=texts["yes" if result["boolean"] else "no"])).classes("text-lg")
        return
    names = result["head"]["vars"]
    rows = [{name: _shorten(binding[name], prefixes) if name in binding else "" for name in names} for binding in result["results"]["bindings"]]
    if not rows:
        ui.label(texts["no_rows"])
        return
    cut = texts["rows_cut"].format(count=texts.get_number(len(rows)), shown=texts.get_number(MAX_SHOWN))
    ui.label(cut if len(rows) > MAX_SHOWN else texts.get_count("rows", len(rows)))
    _show_downloads(view, query, ROW_FORMATS)
    last = result["results"]["bindings"][0].get(names[-1], {}) if len(names) == 2 else {}
    values = [row[names[-1]] for row in rows]
    if last.get("type") == "literal" and all(_is_number(value) for value in values):
        with ui.tabs().props("dense no-caps align=left") as tabs:
            table, chart = ui.tab(texts["as_table"]), ui.tab(texts["as_chart"])
        with ui.tab_panels(tabs, value=table).classes("w-full"):
            with ui.tab_panel(table).classes("p-0"):
                _show_table(names, rows)
            with ui.tab_panel(chart).classes("p-0"):
                _show_chart([(row[names[0]], float(row[names[1]])) for row in rows[:MAX_BARS]])
    else:
        _show_table(names, rows)


def _show_triples(view: View, query: str, body: bytes, prefixes: Mapping[str, str]) -> None:
    texts = view.texts
    triples = list(pyoxigraph.parse(body, format=pyoxigraph.RdfFormat.N_TRIPLES))
    rows = [
        {"subject": _short(str(triple.subject.value), prefixes), "predicate": _short(triple.predicate.value, prefixes),
         "object": _short(str(triple.object.value), prefixes)}
        for triple in triples[:MAX_SHOWN]
    ]  # fmt: skip
    ui.label(texts.get_count("triples", len(triples)))
    _show_downloads(view, query, GRAPH_FORMATS)
    links = [
        (_short(str(triple.subject.value), prefixes), _short(triple.predicate.value, prefixes), _short(str(triple.object.value), prefixes))
        for triple in triples
        if isinstance(triple.object, pyoxigraph.NamedNode) and triple.predicate.value != _RDF_TYPE
    ][:MAX_DRAWN]
    with ui.tabs().props("dense no-caps align=left") as tabs:
        table, network = ui.tab(texts["as_table"]), ui.tab(texts["as_network"])
    with ui.tab_panels(tabs, value=table).classes("w-full"):
        with ui.tab_panel(table).classes("p-0"):
            _show_table(["subject", "predicate", "object"], rows)
        with ui.tab_panel(network).classes("p-0"):
            _show_network(view, links)


def _show_table(names: Sequence[str], rows: Rows) -> None:
    columns = [{"name": name, "label": name, "field": name, "sortable": True, "align": "left"} for name in names]
    shown = [{"": str(number), **row} for number, row in enumerate(rows[:MAX_SHOWN])]
    table = ui.table(columns=columns, rows=shown, row_key="", pagination=25).classes("w-full").props("flat bordered wrap-cells dense")
    add_sortable_heads(table)
    table.add_slot(
        "body-cell",
        f"""<q-td :props="props"><a v-if="/{_PAGE.pattern}/.test(props.value)"
             :href="'/' + props.value.replace(':', '/')">{{{{ props.value }}}}</a><template v-else>{{{{ props.value }}}}</template></q-td>""",
    )


def _show_chart(bars: Sequence[tuple[str, float]]) -> None:
    options = {
        "tooltip": {**TOOLTIP, "trigger": "axis"},
        "grid": {"left": 8, "right": 8, "bottom": 8, "top": 12, "containLabel": True},
        "xAxis": {"type": "category", "data": [label for label, _ in bars], "axisLabel": {"color": INK, "hideOverlap": True}},
        "yAxis": {"type": "value", "axisLabel": {"color": INK}, "splitLine": {"lineStyle": {"color": INK, "opacity": 0.25}}},
        "series": [{"type": "bar", "color": "#0072B2", "barMaxWidth": 40, "data": [value for _, value in bars]}],
    }
    ui.echart(options).classes("w-full").style("height: 320px")


def _show_network(view: View, links: Sequence[tuple[str, str, str]]) -> None:
    degrees = Counter(end for source, _, target in links for end in (source, target))
    nodes = sorted(degrees, key=lambda node: (-degrees[node], node))
    index = {node: position for position, node in enumerate(nodes)}
    positions = fill_square(layout_nodes(nodes, [(source, target, 1.0) for source, _, target in links]))
    color = QUAD_COLORS[next(iter(QUAD_COLORS))]

    def open_node(position: int) -> None:
        if _PAGE.fullmatch(nodes[position]):
            ui.navigate.to(f"/{nodes[position].replace(':', '/')}")

    canvas = NetworkCanvas(view.texts, on_node=open_node).style("height: min(70vh, 520px)")
    canvas.draw(
        [Spot(node, str(degrees[node]), *positions[node], size=10, color=UNKNOWN) for node in nodes],
        [Arrow(index[source], index[target], color, 1.5, 0.1, f"{source} {predicate} {target}") for source, predicate, target in links],
    )


def _shorten(term: Mapping[str, str], prefixes: Mapping[str, str]) -> str:
    return _short(term["value"], prefixes) if term["type"] == "uri" else term["value"]


def _short(iri: str, prefixes: Mapping[str, str]) -> str:
    cut = max(iri.rfind("/"), iri.rfind("#")) + 1
    return next((f"{prefix}:{iri[cut:]}" for prefix, namespace in prefixes.items() if iri[:cut] == namespace), iri)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
