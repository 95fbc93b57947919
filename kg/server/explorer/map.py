"""Map: events at places with coordinates, clustered by how far one has zoomed in, on an outline that ships with the package."""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from importlib.resources import files
from math import atan, cos, log, pi, radians, sinh, sqrt, tan
from typing import Any, Final

from nicegui import ui
from nicegui.elements.leaflet import Leaflet

from exports.palette import QUAD_COLORS, UNKNOWN
from exports.selection import SelectedEvent
from kg.server.explorer.frame import View, make_events_link
from kg.server.explorer.pieces import show_heading, show_legend, show_time_chart
from kg.server.explorer.search import EventSearch

_CELL: Final = 48  # pixels: places nearer to each other become one circle
_MOST_LISTED: Final = 30
_LAND: Final = {"color": "#8a9aa5", "weight": 1, "fillColor": "#f4f1ea", "fillOpacity": 1, "interactive": False}


@dataclass(frozen=True)
class Spot:
    """Places that one circle stands for: its middle, their events, and the place with most of them."""

    latitude: float
    longitude: float
    places: tuple[str, ...]
    events: frozenset[str]


def cluster(points: Iterable[tuple[str, float, float, frozenset[str]]], zoom: int) -> list[Spot]:
    """Spots of (place, latitude, longitude, events) in the cells of a grid at a zoom level of Web Mercator, the largest first."""
    cells: dict[tuple[int, int], list[tuple[str, float, float, frozenset[str]]]] = {}
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


def _unproject(y: float, size: float) -> float:
    return atan(sinh(pi * (1 - 2 * y / size))) * 180 / pi


async def show_map(view: View) -> None:
    """The page at ``/map``."""
    show_heading(view.texts["map"], 1)
    search = EventSearch.parse(view.query)
    events = search.find(view.snapshot)
    await show_places(view, events, height="min(65vh, 620px)")
    ui.label(view.texts["map_hint"]).classes("kg-quiet")
    show_legend(view, actors=False)
    ui.label(view.texts["map_source"]).classes("kg-quiet")
    with ui.column().classes("kg-card"):
        show_time_chart(view, [event for event in events if view.snapshot.places[event.id]])
    _list_places(view, events)


def _find_points(view: View, events: Sequence[SelectedEvent]) -> list[tuple[str, float, float, frozenset[str]]]:
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


async def show_places(view: View, events: Sequence[SelectedEvent], *, height: str, **search: str) -> None:
    """A map of where the events were; a circle tells how many, and links to them."""
    points = _find_points(view, events)
    placed: frozenset[str] = frozenset().union(*(point[3] for point in points))
    ui.label(view.texts["map_count"].format(events=len(placed), places=len(points), without=len(events) - len(placed)))
    if not points:
        return
    center, zoom = _fit(points)
    world = ui.leaflet(center=center, zoom=zoom, options={"attributionControl": False, "minZoom": 1, "maxZoom": 9, "worldCopyJump": True})
    world.clear_layers()  # of the tiles, which would be fetched from elsewhere
    world.classes("w-full kg-card").style(f"height: {height}; padding: 0; z-index: 0").props(f'aria-label="{view.texts["map"]}"')
    world.generic_layer(name="geoJSON", args=[_read_world(), _LAND])
    drawn: list[Any] = []
    shown_zoom: list[int] = []

    async def draw() -> None:
        level = int(world.zoom)
        if shown_zoom == [level]:
            return
        shown_zoom[:] = [level]
        await world.initialized()
        for layer in drawn:
            world.remove_layer(layer)
        drawn.clear()
        for spot in cluster(points, level):
            drawn.append(_draw_spot(view, world, spot, search))

    world.on("map-zoomend", draw, args=None)
    ui.timer(0.05, draw, once=True)


def _draw_spot(view: View, world: Leaflet, spot: Spot, search: dict[str, str]) -> Any:
    quads = Counter(str(view.snapshot[event]["quad"]) for event in spot.events)
    color = QUAD_COLORS.get(min(quads, key=lambda quad: (-quads[quad], quad)), UNKNOWN)
    radius = min(30.0, 5 + 3 * sqrt(len(spot.events)))
    style = {"radius": radius, "color": "#ffffff", "weight": 1.5, "fillColor": color, "fillOpacity": 0.8}
    layer = world.generic_layer(name="circleMarker", args=[{"lat": spot.latitude, "lng": spot.longitude}, style])
    lines = "".join(
        f'<li><a href="{escape(make_events_link(place=place, **search))}">{escape(view.get_name(place))}</a></li>' for place in spot.places[:12]
    )
    count = view.texts["found_one"] if len(spot.events) == 1 else view.texts["found"].format(count=len(spot.events))
    layer.run_method("bindPopup", f"<b>{escape(count)}</b><ul>{lines}</ul>")
    return layer


def _list_places(view: View, events: Sequence[SelectedEvent]) -> None:
    """The same without a map, for whoever can't use one."""
    points = sorted(_find_points(view, events), key=lambda point: (-len(point[3]), point[0]))
    with ui.element("ul").classes("w-full flex flex-wrap gap-x-6 gap-y-1"):
        for place, _, _, ids in points[:_MOST_LISTED]:
            with ui.element("li").classes("flex gap-2"):
                ui.link(view.get_name(place), make_events_link(place=place))
                ui.label(str(len(ids))).classes("kg-quiet")


def _fit(points: Sequence[tuple[str, float, float, frozenset[str]]]) -> tuple[tuple[float, float], int]:
    """Middle and zoom level that show where most of the events were; a single capital far away does not shrink the rest to a dot."""
    weighted = [(latitude, longitude) for _, latitude, longitude, ids in points for _ in range(min(len(ids), 50))]
    cut = len(weighted) // 6
    latitudes, longitudes = (sorted(values)[cut : len(weighted) - cut] for values in zip(*weighted, strict=True))
    for zoom in range(7, 1, -1):
        (left, top), (right, bottom) = _project(latitudes[-1], longitudes[0], zoom), _project(latitudes[0], longitudes[-1], zoom)
        if right - left <= 420 and bottom - top <= 340:
            break
    size = 256 * 2.0**zoom
    return (_unproject((top + bottom) / 2, size), (longitudes[0] + longitudes[-1]) / 2), zoom


@cache
def _read_world() -> dict[str, Any]:
    world: dict[str, Any] = json.loads((files("kg") / "server" / "explorer" / "world.json").read_text("utf-8"))
    return world
