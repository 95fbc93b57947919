"""Network: who acts on whom, coloured by quad class, in a time window that plays; a link opens its events, an actor its dossier."""

import asyncio
import io
from collections import defaultdict
from dataclasses import dataclass, field, fields, replace
from functools import lru_cache
from typing import Any, Final
from urllib.parse import urlencode

import networkx as nx
from fastapi import FastAPI, Request
from fastapi.responses import PlainTextResponse, Response
from nicegui import ui
from nicegui.events import EChartPointClickEventArguments

from exports.gexf import write_gexf
from exports.layout import layout_nodes
from exports.palette import ACTOR_COLORS, QUAD_COLORS, UNKNOWN
from exports.projection import ActorEdge, ActorNetwork, project_actors
from exports.selection import FACTUALITIES, EventFilter
from exports.view import measure_size
from kg.server.explorer.frame import Site, View, make_events_link, make_link
from kg.server.explorer.pieces import TOOLTIP, show_heading, show_legend
from kg.server.explorer.snapshot import Snapshot
from schemas.codebook import load_codebook
from schemas.errors import ConflictKgError
from schemas.graph import NodeKind
from schemas.judgement import Factuality

MOST_NODES, MOST_LINKS, MOST_LABELS, MOST_LISTED = 2000, 10_000, 24, 40
_NARROW: Final = 700  # pixels
PLAY_SECONDS: Final = 1.2


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkSearch:
    """Which events the links stand for; lives in the address. ``actor``: part of a name or code; only events of such actors count then."""

    type: str = ""
    quad: str = ""
    factuality: str = Factuality.ASSERTED.value
    min_weight: int = 1
    actor: str = ""
    since: str = ""
    until: str = ""

    @classmethod
    def parse(cls, query: Any) -> "NetworkSearch":
        """From the parameters of an address; what makes no sense is left out."""
        found = {name.name: str(query[name.name]) for name in fields(cls) if query.get(name.name) and name.name != "min_weight"}
        weight = str(query.get("min_weight", "1"))
        search = cls(**found, min_weight=min(max(int(weight), 1), 10**6) if weight.isdecimal() and len(weight) < 8 else 1)
        return search if search.factuality in ("any", *FACTUALITIES) else replace(search, factuality=Factuality.ASSERTED.value)

    def encode(self) -> str:
        """As the parameters of an address."""
        return urlencode({name.name: value for name in fields(self) if (value := getattr(self, name.name)) not in ("", 1)})

    def make_options(self) -> dict[str, Any]:
        """The filters of the exporters; raises ExportError where a date is none."""
        types = [kind.name for kind in load_codebook().types if self.quad in ("", kind.quad) and self.type in ("", kind.name)]
        factualities = FACTUALITIES if self.factuality == "any" else (self.factuality,)
        # no type at all would mean any type
        return {"since": self.since or None, "until": self.until or None, "types": types or ["none"], "factualities": factualities}

    def narrow(self, snapshot: Snapshot) -> nx.MultiDiGraph:
        """The graph, with the events of the actors that are looked for only."""
        if not self.actor:
            return snapshot.graph
        wanted = self.actor.casefold()
        events = {event.id for actor, found in snapshot.events_by_actor.items() if _fits(snapshot, actor, wanted) for event in found}
        kept = [node for node, attributes in snapshot.reader.nodes.items() if attributes["kind"] != NodeKind.EVENT or node in events]
        return snapshot.graph.subgraph(kept)


def _fits(snapshot: Snapshot, actor: str, wanted: str) -> bool:
    return any(wanted in str(value).casefold() for key, value in snapshot[actor].items() if key.startswith("name") or key == "code")


@dataclass(frozen=True)
class Link:
    """All that one actor did to another in one quad class."""

    source: str
    target: str
    quad: str
    weight: int


@dataclass(frozen=True)
class Picture:
    """The part of a network that is drawn: links, the heaviest first, their ends with counts of events, and positions."""

    links: tuple[Link, ...] = ()
    counts: dict[str, int] = field(default_factory=dict)
    positions: dict[str, tuple[float, float]] = field(default_factory=dict)
    all_actors: int = 0


def make_picture(snapshot: Snapshot, search: NetworkSearch) -> Picture:
    """The strongest part of the network that fits a picture; positions are those of the whole time, so that a window changes none."""
    network = project_actors(search.narrow(snapshot), EventFilter(**search.make_options()), min_weight=search.min_weight)
    links, ends = _choose_links(network)
    counts = {actor.id: actor.n_events for actor in network.actors if actor.id in ends}
    return Picture(links, counts, _arrange(links), len({end for edge in network.edges for end in (edge.source, edge.target)}))


def _choose_links(network: ActorNetwork) -> tuple[tuple[Link, ...], set[str]]:
    weights: defaultdict[tuple[str, str, str], int] = defaultdict(int)
    edge: ActorEdge
    for edge in network.edges:
        weights[edge.source, edge.target, edge.quad] += edge.weight
    chosen: list[Link] = []
    ends: set[str] = set()
    for (source, target, quad), weight in sorted(weights.items(), key=lambda item: (-item[1], item[0])):
        if len(ends | {source, target}) <= MOST_NODES and len(chosen) < MOST_LINKS:
            ends |= {source, target}
            chosen.append(Link(source, target, quad, weight))
    return tuple(chosen), ends


@lru_cache(maxsize=16)
def _arrange(links: tuple[Link, ...]) -> dict[str, tuple[float, float]]:
    nodes = {end for link in links for end in (link.source, link.target)}
    return layout_nodes(nodes, [(link.source, link.target, float(link.weight)) for link in links])


async def show_network(view: View) -> None:
    """The page at ``/network``."""
    await _NetworkPage(view).show()


class _NetworkPage:
    """What the page remembers between two changes of its filters."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._search = NetworkSearch.parse(view.query)
        self._links: tuple[Link, ...] = ()
        self._nodes: list[str] = []
        self._months = _list_months(view.snapshot)
        self._whole: tuple[NetworkSearch, Picture] | None = None
        self._is_narrow = False

    async def show(self) -> None:
        texts = self._view.texts
        show_heading(texts["network"], 1)
        self._show_filters()
        with ui.row().classes("w-full items-center gap-x-6 gap-y-1"):
            self._size = ui.label().props("aria-live=polite")
            self._download = ui.link(texts["download_gexf"], "/network.gexf")
        self._notice = ui.label().classes("kg-quiet").props("role=status")
        self._chart = (
            ui.echart({"series": []}, on_point_click=self._open).classes("w-full kg-card").style("height: min(70vh, 640px, 125vw); padding: 4px")
        )
        if len(self._months) > 1:
            self._show_window()
        ui.label(texts["network_hint"]).classes("kg-quiet")
        show_legend(self._view)
        with ui.expansion(texts["network_list"]).classes("w-full kg-card").style("padding: 0"):
            self._list = ui.element("ul").classes("flex flex-col gap-1")
        ui.timer(0.05, self._begin, once=True)

    async def _begin(self) -> None:
        """Draw once the browser can say how wide it is."""
        try:
            self._is_narrow = int(await ui.run_javascript("window.innerWidth", timeout=5)) < _NARROW
        except TimeoutError:  # a browser that is slow is drawn for as if it were wide
            self._is_narrow = False
        await self._draw()

    def _show_filters(self) -> None:
        texts, search = self._view.texts, self._search
        types = {kind.name: kind.label[texts.lang] for kind in load_codebook().types}
        quads = {quad: texts.get_word("quad", quad) for quad in QUAD_COLORS}
        with ui.row().classes("w-full items-start gap-3"):
            field = ui.input(texts["actor_search"], value=search.actor, on_change=lambda change: self._change(actor=(change.value or "").strip()))
            field.props("debounce=400 clearable dense outlined type=search").classes("grow").style("min-width: 12rem")
            for name, options in (("type", {"": texts["any"], **types}), ("quad", {"": texts["any"], **quads})):
                value = getattr(search, name)
                select = ui.select(options, label=texts[name], value=value if value in options else "")
                select.on_value_change(lambda change, name=name: self._change(**{name: change.value or ""}))
                select.props("dense outlined options-dense").style("min-width: 9.5rem")
            sure = {"any": texts["any"], **{value: texts.get_factuality(value) for value in FACTUALITIES}}
            select = ui.select(
                sure, label=texts["factuality"], value=search.factuality, on_change=lambda change: self._change(factuality=change.value)
            )
            select.props("dense outlined options-dense").style("min-width: 9.5rem")
            number = ui.number(texts["weight"], value=search.min_weight, min=1, precision=0)
            number.on_value_change(lambda change: self._change(min_weight=max(1, int(change.value or 1))))
            number.props("debounce=400 dense outlined").style("width: 11rem")

    def _show_window(self) -> None:
        texts, last = self._view.texts, len(self._months) - 1
        first = next((at for at, month in enumerate(self._months) if month >= self._search.since[:7]), 0) if self._search.since else 0
        end = next((at for at, month in enumerate(self._months) if month >= self._search.until[:7]), last) if self._search.until else last
        with ui.row().classes("w-full items-center gap-4 no-wrap px-2"):
            button = ui.button(icon="play_arrow").props(f'round dense aria-label="{texts["play"]}"')
            self._slider = ui.range(min=0, max=last, value={"min": first, "max": end}).props(f'aria-label="{texts["window"]}" snap').classes("grow")
            self._label = ui.label(self._describe_window()).classes("tabular-nums whitespace-nowrap text-sm")
        self._slider.on("change", self._slide, args=None)
        timer = ui.timer(PLAY_SECONDS, self._step, active=False)

        def play() -> None:
            timer.active = not timer.active
            button.props(f'icon={"pause" if timer.active else "play_arrow"} aria-label="{texts["pause" if timer.active else "play"]}"')

        button.on_click(play)

    async def _slide(self) -> None:
        low, high = int(self._slider.value["min"]), int(self._slider.value["max"])
        is_whole = (low, high) == (0, len(self._months) - 1)
        self._search = replace(self._search, since="" if is_whole else self._months[low], until="" if is_whole else self._months[high])
        self._label.text = self._describe_window()
        await self._draw()

    async def _step(self) -> None:
        """Move the window on by a month; from the whole time, begin with a window of a tenth of it."""
        low, high, last = int(self._slider.value["min"]), int(self._slider.value["max"]), len(self._months) - 1
        width = max(1, last // 10) - 1 if high - low == last else high - low
        begin = 0 if high >= last else low + 1
        self._slider.value = {"min": begin, "max": begin + width}
        await self._slide()

    def _describe_window(self) -> str:
        if not self._search.since and not self._search.until:
            return self._view.texts["all_time"]
        return f"{self._search.since or '…'} – {self._search.until or '…'}"

    async def _change(self, **values: Any) -> None:
        self._search = replace(self._search, **values)
        await self._draw()

    async def _draw(self) -> None:
        search, snapshot, texts = self._search, self._view.snapshot, self._view.texts
        whole = replace(search, since="", until="")
        try:
            if self._whole is None or self._whole[0] != whole:
                self._whole = whole, await asyncio.to_thread(make_picture, snapshot, whole)
            picture = self._whole[1]
            now = picture if search == whole else await asyncio.to_thread(make_picture, snapshot, search)
        except ConflictKgError as error:
            self._notice.text = str(error)
            return
        if search != self._search:  # changed meanwhile: that change draws
            return
        self._links = tuple(link for link in now.links if link.source in picture.counts and link.target in picture.counts)
        self._nodes = sorted(picture.counts)
        shown = {end for link in self._links for end in (link.source, link.target)}
        self._chart.options.clear()
        self._chart.options.update(self._make_options(picture, now, shown))
        self._chart.update()
        self._size.text = texts["network_size"].format(actors=f"{len(shown):,}", edges=f"{len(self._links):,}")
        is_cut = len(picture.counts) < picture.all_actors
        self._notice.text = texts["network_cut"].format(actors=len(picture.counts), all_actors=picture.all_actors) if is_cut else ""
        if not self._links:
            self._notice.text = texts["nothing"]
        self._download.props(f'href="/network.gexf?{search.encode()}"')
        ui.run_javascript(f"history.replaceState(null, '', '/network?' + {search.encode()!r})")
        self._fill_list()

    def _make_options(self, picture: Picture, now: Picture, shown: set[str]) -> dict[str, Any]:
        largest = max(picture.counts.values(), default=1)
        labelled = set(sorted(shown, key=lambda node: (-now.counts.get(node, 0), node))[: MOST_LABELS // (2 if self._is_narrow else 1)])
        positions = _fill_frame(picture.positions, 0.85 if self._is_narrow else 1.9)
        heaviest = max((link.weight for link in picture.links), default=1)
        scale = 0.7 if len(picture.counts) < 200 and not self._is_narrow else 0.45
        nodes = []
        for node in self._nodes:
            attributes = self._view.snapshot[node]
            x, y = positions[node]
            color = ACTOR_COLORS.get(str(attributes["actor_kind"]), UNKNOWN)
            nodes.append({
                "id": node, "name": self._view.get_name(node), "x": x, "y": y, "value": now.counts.get(node, 0),
                "symbolSize": scale * measure_size(picture.counts[node], largest),
                "itemStyle": {"color": color, "opacity": 1 if node in shown else 0.12},
                "label": {"show": node in labelled},
            })  # fmt: skip
        bends = _spread(self._links)
        links = [
            {
                "source": link.source, "target": link.target, "value": link.weight,
                "lineStyle": {"color": QUAD_COLORS.get(link.quad, UNKNOWN), "width": 1 + 5 * (link.weight / heaviest) ** 0.5, "curveness": bend},
            }
            for link, bend in zip(self._links, bends, strict=True)
        ]  # fmt: skip
        series = {
            "type": "graph", "layout": "none", "roam": True, "data": nodes, "links": links, "edgeSymbol": ["none", "arrow"], "edgeSymbolSize": 7,
            "label": {"position": "right", "color": "#222", "backgroundColor": "rgba(255,255,255,.7)", "padding": 1, "fontSize": 11},
            "labelLayout": {"hideOverlap": True},
            "lineStyle": {"opacity": 0.75}, "emphasis": {"focus": "adjacency", "label": {"show": True}},
        }  # fmt: skip
        return {"tooltip": {**TOOLTIP}, "animation": len(nodes) < 300, "animationDuration": 300, "series": [series]}

    def _fill_list(self) -> None:
        self._list.clear()
        with self._list:
            for link in self._links[:MOST_LISTED]:
                with ui.element("li").classes("flex flex-wrap gap-x-3"):
                    names = {"source": self._view.get_name(link.source), "target": self._view.get_name(link.target)}
                    ui.link(self._view.texts["about_edge"].format(**names), self._make_target(link))
                    ui.label(f"{self._view.texts.get_word('quad', link.quad)} · {link.weight}").classes("kg-quiet")

    def _make_target(self, link: Link) -> str:
        search = self._search
        given = {"type": search.type, "since": search.since, "until": search.until}
        if search.factuality != "any":
            given["factuality"] = search.factuality
        return make_events_link(source=link.source, target=link.target, quad=link.quad, **{key: value for key, value in given.items() if value})

    def _open(self, click: EChartPointClickEventArguments) -> None:
        if click.data_type == "edge" and click.data_index < len(self._links):
            ui.navigate.to(self._make_target(self._links[click.data_index]))
        elif click.data_type == "node" and click.data_index < len(self._nodes):
            ui.navigate.to(make_link("actor", self._nodes[click.data_index]))


def _fill_frame(positions: dict[str, tuple[float, float]], aspect: float) -> dict[str, tuple[float, float]]:
    """The same arrangement in a frame of that width to height; half by place and half by rank, so that a crowded middle is drawn apart."""
    frames = []
    for axis, length in ((0, 1000 * aspect), (1, -1000)):
        order = sorted(positions, key=lambda node: (positions[node][axis], node))
        low, high = positions[order[0]][axis] if order else 0.0, positions[order[-1]][axis] if order else 0.0
        count = max(1, len(order) - 1)
        frames.append({
            node: length * (0.4 * (positions[node][axis] - low) / ((high - low) or 1.0) + 0.6 * rank / count) for rank, node in enumerate(order)
        })  # fmt: skip
    return {node: (frames[0][node], frames[1][node]) for node in positions}


def _spread(links: tuple[Link, ...]) -> list[float]:
    """How much each link bends, so that those between the same two actors lie side by side."""
    seen: defaultdict[tuple[str, str], int] = defaultdict(int)
    bends = []
    for link in links:
        bends.append(0.08 + 0.12 * seen[link.source, link.target])
        seen[link.source, link.target] += 1
    return bends


def _list_months(snapshot: Snapshot) -> list[str]:
    """Months in which something happened: a window steps over the empty years between two wars."""
    return sorted({event.days[0][:7] for event in snapshot.events if event.days})


def add_download(app: FastAPI, site: Site) -> None:
    """``/network.gexf``: the network that the page shows, all of it, for Gephi."""

    @app.get("/network.gexf")
    async def download(request: Request) -> Response:
        search = NetworkSearch.parse(request.query_params)
        snapshot = await site.cache.get()
        stream = io.BytesIO()
        try:
            await asyncio.to_thread(lambda: write_gexf(search.narrow(snapshot), stream, min_weight=search.min_weight, **search.make_options()))
        except ConflictKgError as error:
            return PlainTextResponse(f"{error}\n", 400)
        headers = {"content-disposition": 'attachment; filename="actors.gexf"'}
        return Response(stream.getvalue(), media_type="application/gexf+xml", headers=headers)
