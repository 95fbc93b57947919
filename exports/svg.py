"""SVG of the network of actors: a picture for a page or a README, without a program to open it in.

Arrangement, sizes and colours are those of the GEXF view of actors. A page is smaller than Gephi's canvas, so a picture draws only actors that
a link ties to another, the strongest where there are many; it says so, and says how many there are. Presentation attributes alone, no
styles, scripts or fonts: GitHub and mail programs drop those. Only sums, products and square roots decide where things stand: the same bytes
on any machine.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import fsum, sqrt
from textwrap import wrap
from typing import BinaryIO, Final, NamedTuple

import networkx as nx
import numpy as np

from exports.layout import layout_nodes
from exports.output import write_pieces
from exports.palette import ACTOR_COLORS, QUAD_COLORS, UNKNOWN
from exports.projection import ActorNetwork, ActorNode, project_actors
from exports.reading import GraphReader
from exports.selection import EventFilter, SelectedEvent, select_events
from exports.view import LARGEST, SMALLEST, describe_filter
from exports.xml import escape_label
from schemas.judgement import Factuality

_MOST_ACTORS, _MOST_LABELS = 60, 25
_WIDTH, _MARGIN = 1100.0, 36.0  # of the picture, in its own units, which are pixels where it is shown in full
_GAP = 30.0  # that two nodes keep between them, more with links that fan out there
_FAN = 8.0  # between parallel links, where they are farthest apart
_BENDS: Final = (0.0, 0.1, -0.1, 0.2, -0.2, 0.3, -0.3)  # of a link around the nodes in its way, in shares of its length
_LARGEST_BEND = 60.0
_HEAD = 8.0  # length of an arrow head on the thinnest link
_INK, _GREY = "#222222", "#595959"
_NARROW, _WIDE = frozenset("fijlrt.,:;'|!()[] -"), frozenset("mwMW@%")
# where a label may stand seen from its node (right, down), the best first: beside, below, above, at the corners, and between these
_SIDES: Final = ((1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (1, -1), (-1, 1), (-1, -1), (0.5, 1), (-0.5, 1), (0.5, -1), (-0.5, -1))
_LINE = 1.15  # height of a line of text in font sizes


class _Point(NamedTuple):
    x: float
    y: float


class _Box(NamedTuple):
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "_Box") -> bool:
        return self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom

    def covers(self, node: "_Node") -> bool:
        nearest = _Point(min(max(node.x, self.left), self.right), min(max(node.y, self.top), self.bottom))
        return _measure_distance(nearest, node) < node.radius + 2

    def count(self, points: np.ndarray) -> int:
        """How many of the points, of shape (2, n), are inside."""
        x, y = points
        return int(np.count_nonzero((self.left <= x) & (x <= self.right) & (self.top <= y) & (y <= self.bottom)))


@dataclass(frozen=True, slots=True)
class _Node:
    actor: ActorNode
    x: float
    y: float
    radius: float


@dataclass(frozen=True, slots=True)
class _Link:
    """Events of one quad class between two actors; ``types`` says of which types they are."""

    source: str
    target: str
    mutual: bool
    quad: str
    weight: int
    types: str

    @property
    def width(self) -> float:
        return 1.6 * sqrt(min(self.weight, 25))


@dataclass(frozen=True, slots=True)
class _Curve:
    """A quadratic Bezier curve from the rim of a node to that of another; ``control`` lies on the tangents at both."""

    link: _Link
    start: _Point
    control: _Point
    end: _Point

    def list_points(self, count: int) -> np.ndarray:
        """Points on the curve, evenly spread from start to end (shape 2, count)."""
        share = np.arange(count) / (count - 1)
        start, control, end = (np.array(point)[:, None] for point in (self.start, self.control, self.end))
        bent: np.ndarray = (1 - share) * ((1 - share) * start + share * control) + share * ((1 - share) * control + share * end)
        return bent


@dataclass(frozen=True, slots=True)
class _Label:
    lines: list[str]
    size: float
    x: float
    anchor: str
    box: _Box


def write_svg(
    graph: nx.MultiDiGraph,
    stream: BinaryIO,
    *,
    since: str | None = None,
    until: str | None = None,
    types: Collection[str] = (),
    factualities: Collection[str] = (Factuality.ASSERTED,),
    min_weight: int = 1,
) -> None:
    """Write a picture of who acts on whom.

    The options are those of :func:`exports.gexf.write_gexf`. The same graph and options give the same bytes.
    """
    events = EventFilter(since=since, until=until, types=types, factualities=factualities)
    network = project_actors(graph, events, min_weight=min_weight)
    drawn = _choose_actors(network)
    links = _merge_edges(network, {actor.id for actor in drawn})
    nodes = _place_nodes(network, drawn, links)
    notes = [describe_filter(events, min_weight), *_describe_rest(network, len(drawn))]
    title = _make_title(network, select_events(GraphReader(graph), events))
    write_pieces(stream, _generate_document(title, wrap(" ".join(notes), 140, max_lines=3), nodes, _draw_links(nodes, links)))


def _make_title(network: ActorNetwork, selected: Iterable[SelectedEvent]) -> str:
    actors = {actor.id for actor in network.actors}
    spells = [event.days for event in selected if not actors.isdisjoint([*event.actors, *event.recipients])]
    days = [day for spell in spells if spell for day in spell]
    span = f", {min(days)} to {max(days)}" if days else ""
    return f"{_count(len(actors), 'actor')}, {_count(len(spells), 'event')}{span}"


def _describe_rest(network: ActorNetwork, n_drawn: int) -> Iterator[str]:
    n_linked = len({end for edge in network.edges for end in (edge.source, edge.target)})
    if n_drawn < n_linked:
        yield f"Drawn: the {n_drawn} actors with the most events of {n_linked:,} with links."
    if n_linked < len(network.actors):
        yield f"Left out: {_count(len(network.actors) - n_linked, 'actor')} without a link."


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _choose_actors(network: ActorNetwork) -> list[ActorNode]:
    """Actors to draw, those with the most events first."""
    ties: defaultdict[str, int] = defaultdict(int)
    for edge in network.edges:
        ties[edge.source] += edge.weight
        ties[edge.target] += edge.weight
    linked = [actor for actor in network.actors if actor.id in ties]
    return sorted(linked, key=lambda actor: (-actor.n_events, -ties[actor.id], actor.id))[:_MOST_ACTORS]


def _place_nodes(network: ActorNetwork, drawn: Sequence[ActorNode], links: Sequence[_Link]) -> dict[str, _Node]:
    """Nodes around (0, 0), the strongest first, none on another."""
    if not drawn:
        return {}
    points = layout_nodes([actor.id for actor in network.actors], [(edge.source, edge.target, float(edge.weight)) for edge in network.edges])
    middle = [fsum(points[actor.id][axis] for actor in drawn) / len(drawn) for axis in range(2)]
    # Gephi's y grows upwards, that of SVG downwards
    places = {actor.id: (points[actor.id][0] - middle[0], middle[1] - points[actor.id][1]) for actor in drawn}
    distances = {actor: sqrt(x * x + y * y) for actor, (x, y) in places.items()}
    # the force-directed layout is crowded in the middle and empty outside: an even share of the ellipse for each, in the same direction
    width = min(_WIDTH / 2 - 90, 130 + 55 * sqrt(len(drawn)))
    height = width * 0.66
    ranks = {actor: rank for rank, actor in enumerate(sorted(distances, key=lambda actor: (distances[actor], actor)))}
    largest = max(actor.n_events for actor in drawn)
    radii = [max(SMALLEST, LARGEST * sqrt(actor.n_events / largest)) / 2 for actor in drawn]
    centres = []
    for actor in drawn:
        share = sqrt((ranks[actor.id] + 0.5) / len(drawn)) / (distances[actor.id] or 1.0)
        centres.append([places[actor.id][0] * share * width, places[actor.id][1] * share * height])
    widths: defaultdict[tuple[str, str], float] = defaultdict(float)
    for link in links:
        widths[min(link.source, link.target), max(link.source, link.target)] += link.width + _FAN
    gaps = [_GAP + 2.4 * widths[min(pair), max(pair)] for pair in combinations([actor.id for actor in drawn], 2)]
    _push_apart(centres, radii, gaps)
    farthest = max(abs(x) + radius for (x, _), radius in zip(centres, radii, strict=True))
    squeeze = min(1.0, (_WIDTH / 2 - _MARGIN) / farthest)
    return {actor.id: _Node(actor, x * squeeze, y, radius) for actor, (x, y), radius in zip(drawn, centres, radii, strict=True)}


def _push_apart(centres: list[list[float]], radii: Sequence[float], gaps: Sequence[float]) -> None:
    """Move points in place until the gaps, one for each two of them in the order of ``combinations``, are kept."""
    for _ in range(60):
        moved = False
        for (one, other), gap in zip(combinations(range(len(centres)), 2), gaps, strict=True):
            x, y = (centres[other][axis] - centres[one][axis] for axis in range(2))
            distance = sqrt(x * x + y * y)
            missing = radii[one] + radii[other] + gap - distance
            if missing > 0.01:
                moved = True
                x, y = (x / distance, y / distance) if distance else (1.0, 0.0)
                for index, sign in ((one, -0.5), (other, 0.5)):
                    centres[index][0] += sign * missing * x
                    centres[index][1] += sign * missing * y
        if not moved:
            return


def _merge_edges(network: ActorNetwork, nodes: Collection[str]) -> list[_Link]:
    """Links between the actors drawn, sorted by their ends: one for each direction and quad class, or the fans would be too wide to read."""
    merged: defaultdict[tuple[str, str, bool, str], dict[str, int]] = defaultdict(dict)
    for edge in network.edges:
        if edge.source in nodes and edge.target in nodes:
            merged[edge.source, edge.target, edge.mutual, edge.quad][edge.event_type] = edge.weight
    return [
        _Link(*key, sum(weights.values()), ", ".join(f"{name} {weight}" for name, weight in sorted(weights.items())))
        for key, weights in sorted(merged.items())
    ]


def _draw_links(nodes: dict[str, _Node], links: Sequence[_Link]) -> list[_Curve]:
    bundles: defaultdict[tuple[str, str], list[_Link]] = defaultdict(list)
    for link in links:
        bundles[min(link.source, link.target), max(link.source, link.target)].append(link)
    curves: list[_Curve] = []
    for (first, second), bundle in bundles.items():
        # one direction on this side, the other on that, what is mutual between them
        bundle.sort(key=lambda link: (1 if link.mutual else 0 if link.source == first else 2, link.quad))
        others = np.array([(node.x, node.y, node.radius) for actor, node in nodes.items() if actor not in (first, second)]).reshape(-1, 3)
        length = min(_measure_distance(nodes[first], nodes[second]), _LARGEST_BEND / max(_BENDS))
        fans = [_fan_out(nodes[first], nodes[second], bundle, bend * length) for bend in _BENDS]
        curves.extend(min(fans, key=lambda fan: _count_collisions(fan, others)))
    return curves


def _fan_out(first: _Node, second: _Node, bundle: Sequence[_Link], bend: float) -> list[_Curve]:
    """Curves of the links side by side, their middle at a distance of ``bend`` from the straight line."""
    x, y = second.x - first.x, second.y - first.y
    length = _measure_distance(first, second) or 1.0
    offset = bend - (sum(link.width for link in bundle) + _FAN * (len(bundle) - 1)) / 2
    curves = []
    for link in bundle:
        middle = offset + link.width / 2
        offset += link.width + _FAN
        # the control point of a quadratic curve is twice as far out as the curve
        control = _Point((first.x + second.x) / 2 - 2 * middle * y / length, (first.y + second.y) / 2 + 2 * middle * x / length)
        ends = (first, second) if link.source == first.actor.id else (second, first)
        start, end = (_move(_Point(node.x, node.y), control, node.radius + 2) for node in ends)
        curves.append(_Curve(link, start, control, end))
    return curves


def _count_collisions(curves: Iterable[_Curve], others: np.ndarray) -> int:
    """Number of nodes in the way of curves; of ``others`` each row has x, y and the radius."""
    points = _join(curve.list_points(15) for curve in curves)
    x, y, radius = others.T[:, :, None]
    x, y = x - points[0], y - points[1]
    return int(np.count_nonzero((np.sqrt(x * x + y * y) < radius + 5).any(axis=1)))


def _place_labels(nodes: Sequence[_Node], curves: Sequence[_Curve]) -> list[_Label]:
    """Labels of the strongest, each where it hides least; one that finds no free place is left out."""
    points = _join(curve.list_points(2 + int(_measure_distance(curve.start, curve.end) / 9)) for curve in curves)
    labels: list[_Label] = []
    for node in nodes[:_MOST_LABELS]:
        costs = []
        for rank, label in enumerate(_list_places(node)):
            outside = max(abs(label.box.left), abs(label.box.right)) > _WIDTH / 2 - 8
            if not outside and not any(label.box.meets(other.box) for other in labels):
                hidden = 100 * sum(map(label.box.covers, nodes)) + label.box.count(points)
                costs.append((hidden + rank, rank, label))
        if costs:
            labels.append(min(costs, key=lambda cost: cost[:2])[2])
    return labels


def _list_places(node: _Node) -> Iterator[_Label]:
    size = round(12 + node.radius / 7.5, 1)
    lines = wrap(node.actor.name, 22, max_lines=3, placeholder="…", break_on_hyphens=False)
    width, height = max((_measure(line) for line in lines), default=0.0) * size, len(lines) * size * _LINE
    for distance in (4.0, 8.0, 14.0):
        for right, down in _SIDES:
            reach = (node.radius + distance) * (0.72 if abs(right) == abs(down) else 1.0)
            left = node.x + right * reach - width * (1 - right) / 2
            top = node.y + down * (reach + height / 2) - height / 2
            # held where it is next to the node, as the width is a guess
            anchor, x = ("start", left) if right == 1 else ("end", left + width) if right == -1 else ("middle", left + width / 2)
            yield _Label(lines, size, x, anchor, _Box(left, top, left + width, top + height))


def _measure(text: str) -> float:
    """Width of a text in font sizes, guessed on the safe side: which font shows it is not known here."""
    return sum(0.38 if char in _NARROW else 0.95 if char in _WIDE or char > "\u2e80" else 0.7 if char.isupper() else 0.61 for char in text)


def _generate_document(title: str, notes: Sequence[str], nodes: dict[str, _Node], curves: Sequence[_Curve]) -> Iterator[str]:
    labels = _place_labels(list(nodes.values()), curves)
    heights = _join(curve.list_points(15) for curve in curves)[1].tolist()
    tops = [node.y - node.radius for node in nodes.values()] + [label.box.top for label in labels] + heights
    bottoms = [node.y + node.radius for node in nodes.values()] + [label.box.bottom for label in labels] + heights
    head = 58.0 + 20 * len(notes)
    shift = head + 16 - min(tops, default=0.0)
    foot = shift + max(bottoms, default=0.0) + 36
    height = _format(foot + 60)
    yield f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH:g} {height}" width="{_WIDTH:g}" height="{height}" role="img" '
    yield f'font-family="sans-serif">\n<title>{title}</title>\n<desc>Who acts on whom, drawn by conflict-kg.</desc>\n'
    yield f'<rect width="{_WIDTH:g}" height="{height}" fill="#ffffff"/>\n'
    yield f'<text x="{_MARGIN:g}" y="44" font-size="22" font-weight="bold" fill="{_INK}">{title}</text>\n'
    for number, note in enumerate(notes):
        yield f'<text x="{_MARGIN:g}" y="{68 + 20 * number}" font-size="14" fill="{_GREY}">{escape_label(note)}</text>\n'
    names = {actor: escape_label(node.actor.name) for actor, node in nodes.items()}
    yield f'<g transform="translate({_format(_WIDTH / 2)} {_format(shift)})">\n<g fill="none">\n'
    opacity = _format(min(0.9, max(0.4, 90 / (len(curves) or 1))))  # many links grow faint, so that nodes and names stand out
    # thin ones last, or thick ones would hide them
    for curve in sorted(curves, key=lambda curve: -curve.link.weight):
        link = curve.link
        arrow = "\u2194" if link.mutual else "\u2192"
        told = f"{names[link.source]} {arrow} {names[link.target]}: {escape_label(link.types)}"
        yield f'<g opacity="{opacity}"><title>{told}</title>{_format_curve(curve)}</g>\n'
    yield '</g>\n<g stroke="#ffffff" stroke-width="1.5">\n'
    for actor, node in nodes.items():
        yield (
            f'<circle cx="{_format(node.x)}" cy="{_format(node.y)}" r="{_format(node.radius)}" '
            f'fill="{ACTOR_COLORS.get(node.actor.actor_kind, UNKNOWN)}"><title>{names[actor]}: {_count(node.actor.n_events, "event")}</title>'
            "</circle>\n"
        )
    yield f'</g>\n<g fill="{_INK}" stroke="#ffffff" stroke-width="3.5" stroke-linejoin="round" paint-order="stroke">\n'
    for label in labels:
        for number, line in enumerate(label.lines):
            y = label.box.top + (number * _LINE + 0.92) * label.size
            place = f'x="{_format(label.x)}" y="{_format(y)}" font-size="{label.size:g}" text-anchor="{label.anchor}"'
            yield f"<text {place}>{escape_label(line)}</text>\n"
    yield "</g>\n</g>\n"
    yield from _generate_legend(foot)
    yield "</svg>\n"


def _format_curve(curve: _Curve) -> str:
    width, color = curve.link.width, QUAD_COLORS.get(curve.link.quad, UNKNOWN)
    start, end = curve.start, curve.end
    length = _HEAD + 1.5 * (width - 1.6)
    heads = _format_head(end, curve.control, length, color)
    end = _move(end, curve.control, length * 0.8)
    if curve.link.mutual:
        heads += _format_head(start, curve.control, length, color)
        start = _move(start, curve.control, length * 0.8)
    numbers = " ".join(map(_format, (*curve.control, *end)))
    path = f'<path d="M{_format(start.x)} {_format(start.y)}Q{numbers}" stroke="{color}" stroke-width="{_format(width)}"/>'
    return path + heads


def _format_head(tip: _Point, towards: _Point, length: float, color: str) -> str:
    base = _move(tip, towards, length)
    half_x, half_y = (base.y - tip.y) * 0.42, (tip.x - base.x) * 0.42
    corners = (tip, _Point(base.x + half_x, base.y + half_y), _Point(base.x - half_x, base.y - half_y))
    return f'<path d="M{"L".join(f"{_format(x)} {_format(y)}" for x, y in corners)}Z" fill="{color}"/>'


def _generate_legend(top: float) -> Iterator[str]:
    yield f'<g font-size="13" fill="{_INK}">\n'
    x, y = _MARGIN, top
    for quad in QUAD_COLORS:
        line = _Link("", "", False, quad, 4, "")
        curve = _Curve(line, _Point(x, y), _Point(x + 18, y), _Point(x + 36, y))
        yield f'<g fill="none">{_format_curve(curve)}</g><text x="{_format(x + 44)}" y="{_format(y + 4.5)}">{quad}</text>\n'
        x += 44 + _measure(quad) * 13 + 24
    yield f'<text x="{_format(x)}" y="{_format(y + 4.5)}" fill="{_GREY}">two heads: to each other</text>\n'
    x, y = _MARGIN, top + 28
    for kind, color in ACTOR_COLORS.items():
        yield f'<circle cx="{_format(x + 8)}" cy="{_format(y)}" r="7" fill="{color}"/>'
        yield f'<text x="{_format(x + 22)}" y="{_format(y + 4.5)}">{kind}</text>\n'
        x += 22 + _measure(kind) * 13 + 24
    yield f'<text x="{_format(x)}" y="{_format(y + 4.5)}" fill="{_GREY}">width and size grow with the number of events</text>\n</g>\n'


def _join(points: Iterable[np.ndarray]) -> np.ndarray:
    return np.concatenate([np.empty((2, 0)), *points], axis=1)


def _measure_distance(one: _Point | _Node, other: _Point | _Node) -> float:
    x, y = other.x - one.x, other.y - one.y
    return sqrt(x * x + y * y)


def _move(point: _Point, towards: _Point, distance: float) -> _Point:
    share = distance / (_measure_distance(point, towards) or 1.0)
    return _Point(point.x + (towards.x - point.x) * share, point.y + (towards.y - point.y) * share)


def _format(number: float) -> str:
    return f"{round(number, 1) + 0.0:g}"
