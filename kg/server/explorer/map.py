"""Map: events at places with coordinates, clustered by how far one has zoomed in, on an outline that ships with the package."""

import asyncio
import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from html import escape
from importlib.resources import files
from math import cos, log, pi, radians, sqrt, tan
from typing import Any, Final

from nicegui import ui
from nicegui.events import GenericEventArguments

from exports.palette import QUAD_COLORS, UNKNOWN
from exports.selection import SelectedEvent
from kg.server.explorer.frame import CONNECTING_SECONDS, View
from kg.server.explorer.pieces import show_heading, show_legend
from kg.server.explorer.search import EventSearch
from kg.server.explorer.window import TimeWindow

_CELL: Final = 48  # pixels: places nearer to each other become one circle
_MOST_LISTED: Final = 30
_MOST_IN_POPUP: Final = 12
_LAND: Final = {"color": "#8a9aa5", "weight": 1, "fillOpacity": 1, "interactive": False, "className": "kg-land"}
Point = tuple[str, float, float, frozenset[str]]  # place, latitude, longitude, events


@dataclass(frozen=True)
class Spot:
    """Places that one circle stands for: its middle, their events, and the place with most of them."""

    latitude: float
    longitude: float
    places: tuple[str, ...]
    events: frozenset[str]


def cluster(points: Iterable[Point], zoom: int) -> list[Spot]:
    """Spots of points in the cells of a grid at a zoom level of Web Mercator, the largest first."""
    cells: dict[tuple[int, int], list[Point]] = {}
    for point in points:
        x, y = _project(point[1], point[2], zoom)
        cells.setdefault((int(x // _CELL), int(y // _CELL)), []).append(point)
    spots = []
    for members in cells.values():
        members.sort(key=lambda point: (-len(point[3]), point[0]))
        # where most of the events were, so that a circle stands on a place and not between two
        spots.append(Spot(members[0][1], members[0][2], tuple(point[0] for point in members), frozenset().union(*(point[3] for point in members))))
    return sorted(spots, key=lambda spot: (-len(spot.events), spot.places))


def _project(latitude: float, longitude: float, zoom: int) -> tuple[float, float]:
    size = 256 * 2.0**zoom
    bounded = radians(max(-85.0, min(85.0, latitude)))
    return (longitude + 180) / 360 * size, (1 - log(tan(bounded) + 1 / cos(bounded)) / pi) / 2 * size


async def show_map(view: View) -> None:
    """The page at ``/map``."""
    texts, search = view.texts, EventSearch.parse(view.query)
    show_heading(texts["map"], 1)
    whole = replace(search, since="", until="")
    events = await asyncio.to_thread(whole.find, view.snapshot)
    world = WorldMap(view, events, whole, height="min(65vh, 620px)", since=search.since, until=search.until)
    ui.label(texts["map_hint"]).classes("kg-quiet")
    show_legend(view, actors=False)
    ui.label(texts["map_source"]).classes("kg-quiet")
    show_heading(texts["places"])
    places = ui.element("ul").classes("w-full flex flex-wrap gap-x-6 gap-y-1")

    def follow() -> None:
        """The same without a map, for whoever can't use one; and an address that keeps the window."""
        places.clear()
        with places:
            for place, _, _, ids in sorted(world.points, key=lambda point: (-len(point[3]), point[0]))[:_MOST_LISTED]:
                with ui.element("li").classes("flex gap-2"):
                    ui.link(view.get_name(place), world.make_link(place))
                    ui.label(texts.get_number(len(ids))).classes("kg-quiet")
        ui.run_javascript(f"history.replaceState(null, '', '/map?' + {world.search.encode()!r})")

    follow()
    await world.show(follow)


class WorldMap:
    """A map of where events were, in a window of time; a circle tells how many, and links to them."""

    def __init__(self, view: View, events: Sequence[SelectedEvent], search: EventSearch, *, height: str, since: str = "", until: str = "") -> None:
        """``search``: what the events were found by; the links of the circles go on from it."""
        self._view, self._search = view, search
        self._events = [event for event in events if view.snapshot.places[event.id]]
        self._without = len(events) - len(self._events)
        self._count = ui.label().props("aria-live=polite")
        options = {"attributionControl": False, "zoomControl": False, "minZoom": 1, "maxZoom": 9, "worldCopyJump": True}
        self._world = ui.leaflet(center=(20, 0), zoom=1, options=options)
        self._world.clear_layers()  # of the tiles, which would be fetched from elsewhere
        self._world.classes("w-full kg-card").style(f"height: {height}; padding: 0; z-index: 0").props(f'aria-label="{view.texts["map"]}"')
        self._world.generic_layer(name="geoJSON", args=[_read_world(), _LAND])
        titles = {"zoomInTitle": view.texts["zoom_in"], "zoomOutTitle": view.texts["zoom_out"]}
        self._world.generic_layer(name="control.zoom", args=[titles])
        self._world.on("map-zoomend", self._turn, args=["zoom"])
        self._window = TimeWindow(view, self._events, self._slide, since=since, until=until)
        self._drawn: list[Any] = []
        self._zoom = 1
        self._follow: Callable[[], None] = lambda: None
        self._choose()

    @property
    def search(self) -> EventSearch:
        """What finds the events that are shown now."""
        return replace(self._search, since=self._window.since, until=self._window.until)

    def make_link(self, place: str) -> str:
        """Address of the events at a place that are shown now."""
        return f"/events?{replace(self.search, place=place).encode()}"

    async def show(self, follow: Callable[[], None] = lambda: None) -> None:
        """Draw the circles once the browser has the map, and whenever it or the window changes; ``follow`` is called after the window's changes."""
        self._follow = follow
        await ui.context.client.connected(CONNECTING_SECONDS)
        await self._world.initialized()
        if self.points:
            # Leaflet knows how large the map is in this browser
            bounds = _find_bounds(self.points)
            self._world.run_map_method("fitBounds", bounds, {"maxZoom": 7, "padding": [30, 30], "animate": False})
        self._zoom = int(await self._world.run_map_method("getZoom", timeout=CONNECTING_SECONDS))
        self._draw()

    def _choose(self) -> None:
        found = self._window.narrow(self._events)
        self.points = _find_points(self._view, found)
        placed: frozenset[str] = frozenset().union(*(point[3] for point in self.points))
        texts = self._view.texts
        events, places = texts.get_count("found", len(placed)), texts.get_count("n_places", len(self.points))
        self._count.text = texts["map_count"].format(events=events, places=places, without=texts.get_number(self._without + len(found) - len(placed)))

    async def _slide(self) -> None:
        self._choose()
        self._draw()
        self._follow()

    def _turn(self, arguments: GenericEventArguments) -> None:
        if int(arguments.args["zoom"]) != self._zoom:
            self._zoom = int(arguments.args["zoom"])
            self._draw()

    def _draw(self) -> None:
        for layer in self._drawn:
            self._world.remove_layer(layer)
        self._drawn = [self._draw_spot(spot) for spot in cluster(self.points, self._zoom)]

    def _draw_spot(self, spot: Spot) -> Any:
        view = self._view
        quads = Counter(str(view.snapshot[event]["quad"]) for event in spot.events)
        color = QUAD_COLORS.get(min(quads, key=lambda quad: (-quads[quad], quad)), UNKNOWN)
        radius = min(30.0, 6 + 3 * sqrt(len(spot.events)))
        style = {"radius": radius, "color": "#ffffff", "weight": 1.5, "fillColor": color, "fillOpacity": 0.85}
        layer = self._world.generic_layer(name="circleMarker", args=[{"lat": spot.latitude, "lng": spot.longitude}, style])
        lines = "".join(
            f'<li><a href="{escape(self.make_link(place))}">{escape(view.get_name(place))}</a></li>' for place in spot.places[:_MOST_IN_POPUP]
        )
        if len(spot.places) > _MOST_IN_POPUP:
            lines += f"<li>{escape(view.texts['others'].format(count=len(spot.places) - _MOST_IN_POPUP))}</li>"
        layer.run_method("bindPopup", f"<b>{escape(view.texts.get_count('found', len(spot.events)))}</b><ul>{lines}</ul>")
        count = {"permanent": True, "direction": "center", "className": "kg-count"}
        layer.run_method("bindTooltip", escape(view.texts.get_number(len(spot.events))), count)
        return layer


def _find_points(view: View, events: Sequence[SelectedEvent]) -> list[Point]:
    found: dict[str, set[str]] = {}
    for event in events:
        for place in view.snapshot.places[event.id]:
            found.setdefault(place, set()).add(event.id)
    points = []
    for place, ids in sorted(found.items()):
        attributes = view.snapshot[place]
        if "latitude" in attributes and "longitude" in attributes:
            points.append((place, float(attributes["latitude"]), float(attributes["longitude"]), frozenset(ids)))
    return points


def _find_bounds(points: Sequence[Point]) -> list[tuple[float, float]]:
    """Corners of where most of the events were; a single capital far away does not shrink the rest to a dot."""
    weighted = [(latitude, longitude) for _, latitude, longitude, ids in points for _ in range(min(len(ids), 50))]
    cut = len(weighted) // 6
    latitudes, longitudes = (sorted(values)[cut : len(weighted) - cut] for values in zip(*weighted, strict=True))
    return [(latitudes[0], longitudes[0]), (latitudes[-1], longitudes[-1])]


@cache
def _read_world() -> dict[str, Any]:
    world: dict[str, Any] = json.loads((files("kg") / "server" / "explorer" / "world.json").read_text("utf-8"))
    return world
