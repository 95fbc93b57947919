"""Network: who acts on whom, coloured by quad class, in a time window that plays; a link opens its events, an actor its dossier."""

import asyncio
import io
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from functools import lru_cache
from typing import Any, Final
from urllib.parse import urlencode

import networkx as nx
from fastapi import FastAPI, Request
from fastapi.responses import PlainTextResponse, Response
from nicegui import ui

from exports.gexf import write_gexf
from exports.layout import layout_nodes
from exports.palette import ACTOR_COLORS, QUAD_COLORS, UNKNOWN
from exports.projection import ActorEdge, project_actors
from exports.selection import FACTUALITIES, EventFilter
from exports.view import measure_size
from kg.server.explorer.canvas import Arrow, NetworkCanvas, Spot, fill_square
from kg.server.explorer.frame import Site, View, make_events_link, make_link
from kg.server.explorer.pieces import show_heading, show_legend
from kg.server.explorer.snapshot import Snapshot
from kg.server.explorer.window import TimeWindow
from schemas.codebook import load_codebook
from schemas.errors import ConflictKgError
from schemas.graph import NodeKind
from schemas.judgement import Factuality

MOST_NODES, MOST_LINKS, MOST_LISTED = 2000, 10_000, 40
_MANY: Final = 200  # actors, beyond which they and their links are drawn smaller


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
    """The part of a network that is drawn: links, the heaviest first, and their ends with counts of events; and how much there is in all."""

    links: tuple[Link, ...]
    counts: dict[str, int]
    all_links: int
    all_actors: int


def make_picture(snapshot: Snapshot, search: NetworkSearch) -> Picture:
    """The strongest part of the network that fits a picture."""
    network = project_actors(search.narrow(snapshot), EventFilter(**search.make_options()), min_weight=search.min_weight)
    weights: defaultdict[tuple[str, str, str], int] = defaultdict(int)
    edge: ActorEdge
    for edge in network.edges:
        weights[edge.source, edge.target, edge.quad] += edge.weight
    chosen: list[Link] = []
    ends: set[str] = set()
    for (source, target, quad), weight in sorted(weights.items(), key=lambda item: (-item[1], item[0])):
        if len(chosen) < MOST_LINKS and len(ends) + len({source, target} - ends) <= MOST_NODES:
            ends |= {source, target}
            chosen.append(Link(source, target, quad, weight))
    counts = {actor.id: actor.n_events for actor in network.actors if actor.id in ends}
    return Picture(tuple(chosen), counts, len(weights), len({end for source, target, _ in weights for end in (source, target)}))


@lru_cache(maxsize=16)
def arrange(links: tuple[Link, ...]) -> dict[str, tuple[float, float]]:
    """Positions of the ends of links in the unit square."""
    nodes = {end for link in links for end in (link.source, link.target)}
    return fill_square(layout_nodes(nodes, [(link.source, link.target, float(link.weight)) for link in links]))


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
        self._whole: tuple[NetworkSearch, Picture] | None = None

    async def show(self) -> None:
        texts, search = self._view.texts, self._search
        show_heading(texts["network"], 1)
        self._show_filters()
        with ui.row().classes("w-full items-center gap-x-6 gap-y-1"):
            self._size = ui.label().props("aria-live=polite")
            self._download = ui.link(texts["download_gexf"], "/network.gexf")
            ui.link(texts["clear"], "/network")
        self._notice = ui.label().classes("kg-quiet").props("role=status")
        self._canvas = NetworkCanvas(texts, on_node=self._open_actor, on_link=self._open_events).style("height: min(70vh, 640px, 125vw)")
        self._window = TimeWindow(self._view, self._view.snapshot.events, self._slide, since=search.since, until=search.until)
        ui.label(texts["network_hint"]).classes("kg-quiet")
        show_legend(self._view)
        with ui.expansion(texts["network_list"]).classes("w-full kg-card").style("padding: 0"):
            self._list = ui.element("ul").classes("flex flex-col gap-1")
        await self._draw()

    def _show_filters(self) -> None:
        texts, search = self._view.texts, self._search
        types = {kind.name: kind.label[texts.lang] for kind in load_codebook().types}
        quads = {quad: texts.get_word("quad", quad) for quad in QUAD_COLORS}
        sure = {value: texts.get_factuality(value) for value in FACTUALITIES}
        with ui.row().classes("w-full items-start gap-3"):
            field = ui.input(texts["actor_search"], value=search.actor, on_change=lambda change: self._change(actor=(change.value or "").strip()))
            field.props("debounce=400 clearable dense outlined type=search").classes("kg-field kg-wide")
            for name, nothing, options in (("type", "", types), ("quad", "", quads), ("factuality", "any", sure)):
                value = getattr(search, name)
                options = {nothing: texts["any"], **options}
                select = ui.select(options, label=texts[name], value=value if value in options else nothing)
                select.on_value_change(lambda change, name=name, nothing=nothing: self._change(**{name: change.value or nothing}))
                select.props("dense outlined options-dense").classes("kg-field")
            number = ui.number(texts["weight"], value=search.min_weight, min=1, precision=0)
            number.on_value_change(lambda change: self._change(min_weight=max(1, int(change.value or 1))))
            number.props("debounce=400 dense outlined").classes("kg-field")

    async def _slide(self) -> None:
        await self._change(since=self._window.since, until=self._window.until)

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
            # where they stand in the whole time, so that a window moves none
            positions = await asyncio.to_thread(arrange, picture.links)
            now = picture if search == whole else await asyncio.to_thread(make_picture, snapshot, search)
        except ConflictKgError as error:
            self._notice.text = str(error)
            return
        if search != self._search:  # changed meanwhile: that change draws
            return
        # the strongest first
        self._nodes = sorted(picture.counts, key=lambda node: (-now.counts.get(node, 0), -picture.counts[node], node))
        self._links = tuple(link for link in now.links if link.source in picture.counts and link.target in picture.counts)
        shown = {end for link in self._links for end in (link.source, link.target)}
        self._canvas.draw(self._make_spots(picture, now, positions, shown), self._make_arrows(picture))
        self._size.text = texts["network_size"].format(
            actors=texts.get_count("n_actors", len(shown)), links=texts.get_count("n_links", len(self._links))
        )
        self._notice.text = self._describe_cut(picture)
        self._notice.set_visibility(bool(self._notice.text))
        self._download.props(f'href="/network.gexf?{search.encode()}"')
        ui.run_javascript(f"history.replaceState(null, '', '/network?' + {search.encode()!r})")
        self._fill_list()

    def _describe_cut(self, picture: Picture) -> str:
        texts = self._view.texts
        if not self._links:
            return texts["nothing"]
        if len(picture.counts) < picture.all_actors or len(picture.links) < picture.all_links:
            return texts["network_cut"].format(
                actors=texts.get_number(len(picture.counts)),
                all_actors=texts.get_number(picture.all_actors),
                links=texts.get_number(len(picture.links)),
                all_links=texts.get_number(picture.all_links),
            )
        return ""

    def _make_spots(self, picture: Picture, now: Picture, positions: Mapping[str, tuple[float, float]], shown: set[str]) -> list[Spot]:
        largest = max(picture.counts.values(), default=1)
        scale = 0.7 if len(picture.counts) < _MANY else 0.45
        return [
            Spot(
                name=self._view.get_name(node),
                about=self._view.texts.get_count("found", now.counts.get(node, 0)),
                x=positions[node][0],
                y=positions[node][1],
                size=round(scale * measure_size(picture.counts[node], largest), 1),
                color=ACTOR_COLORS.get(str(self._view.snapshot[node]["actor_kind"]), UNKNOWN),
                is_shown=node in shown,
            )
            for node in self._nodes
        ]

    def _make_arrows(self, picture: Picture) -> list[Arrow]:
        index = {node: position for position, node in enumerate(self._nodes)}
        heaviest = max((link.weight for link in picture.links), default=1)
        scale = 1.0 if len(picture.counts) < _MANY else 0.5
        return [
            Arrow(
                source=index[link.source],
                target=index[link.target],
                color=QUAD_COLORS.get(link.quad, UNKNOWN),
                width=round(scale * (1 + 5 * (link.weight / heaviest) ** 0.5 if heaviest > 1 else 1.5), 2),
                bend=bend,
                about=self._describe(link),
            )
            for link, bend in zip(self._links, _spread(self._links), strict=True)
        ]

    def _describe(self, link: Link) -> str:
        texts, names = self._view.texts, {"source": self._view.get_name(link.source), "target": self._view.get_name(link.target)}
        return f"{texts['about_edge'].format(**names)} · {texts.get_word('quad', link.quad)} · {texts.get_count('found', link.weight)}"

    def _fill_list(self) -> None:
        view = self._view
        self._list.clear()
        with self._list:
            for link in self._links[:MOST_LISTED]:
                with ui.element("li").classes("flex flex-wrap gap-x-2"):
                    ui.link(view.get_name(link.source), make_link("actor", link.source))
                    ui.label("→")
                    ui.link(view.get_name(link.target), make_link("actor", link.target))
                    ui.link(f"{view.texts.get_word('quad', link.quad)} · {view.texts.get_count('found', link.weight)}", self._make_target(link))

    def _make_target(self, link: Link) -> str:
        search = self._search
        given = {"type": search.type, "since": search.since, "until": search.until}
        if search.factuality != "any":
            given["factuality"] = search.factuality
        return make_events_link(source=link.source, target=link.target, quad=link.quad, **{key: value for key, value in given.items() if value})

    def _open_actor(self, position: int) -> None:
        if position < len(self._nodes):
            ui.navigate.to(make_link("actor", self._nodes[position]))

    def _open_events(self, position: int) -> None:
        if position < len(self._links):
            ui.navigate.to(self._make_target(self._links[position]))


def _spread(links: tuple[Link, ...]) -> list[float]:
    """How much each link bends, so that those between the same two actors lie side by side."""
    seen: defaultdict[tuple[str, str], int] = defaultdict(int)
    bends = []
    for link in links:
        bends.append(0.08 + 0.12 * seen[link.source, link.target])
        seen[link.source, link.target] += 1
    return bends


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
