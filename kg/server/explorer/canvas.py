"""Canvas of a network: thousands of links that stay smooth to zoom and drag, drawn by ``canvas.js`` in the browser.

ECharts, which draws the other charts, makes an object of each link and lays all of them out anew for each frame: with 10,000 links a frame took 0.3
to 2 s in Chromium without a graphics card. Here a picture is drawn once, moved as a picture while the reader moves it, and drawn anew at rest.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import astuple, dataclass
from typing import Any

from nicegui.element import Element
from nicegui.events import GenericEventArguments

from kg.server.explorer.texts import Texts


@dataclass(frozen=True, slots=True)
class Spot:
    """A node: place in the unit square (y grows downwards), diameter in pixels, and whether it stands out; ``about`` is added to its name."""

    name: str
    about: str
    x: float
    y: float
    size: float
    color: str
    is_shown: bool = True


@dataclass(frozen=True, slots=True)
class Arrow:
    """A link between the nodes at two positions of the list; ``width`` in pixels, ``bend`` as a part of its length."""

    source: int
    target: int
    color: str
    width: float
    bend: float
    about: str


class NetworkCanvas(Element, component="canvas.js"):
    """The canvas; a click on a node or a link calls back with its position in the list."""

    def __init__(self, texts: Texts, *, on_node: Callable[[int], None], on_link: Callable[[int], None] | None = None) -> None:
        super().__init__()
        self._props["nodes"], self._props["links"] = [], []
        self._props["words"] = {name: texts[name] for name in ("network", "zoom_in", "zoom_out", "zoom_fit")}
        self._props["is-open"] = on_link is not None
        self.classes("w-full kg-card kg-canvas").style("padding: 0")

        def open_node(arguments: GenericEventArguments) -> None:
            on_node(int(arguments.args))

        def open_link(arguments: GenericEventArguments) -> None:
            if on_link is not None:
                on_link(int(arguments.args))

        self.on("node", open_node)
        self.on("link", open_link)

    def draw(self, nodes: Sequence[Spot], links: Sequence[Arrow]) -> None:
        """Show these; those that come first are named first where there is no room for all names, and drawn above the others."""
        self._props["nodes"] = [_pack(node) for node in nodes]
        self._props["links"] = [_pack(link) for link in links]
        self.update()


def _pack(record: Spot | Arrow) -> list[Any]:
    return list(astuple(record))


def fill_square(positions: Mapping[str, tuple[float, float]]) -> dict[str, tuple[float, float]]:
    """The same arrangement in the unit square, upside down as screens want it.

    Half by place and half by rank, so that a crowded middle is drawn apart.
    """
    axes: list[dict[str, float]] = []
    for axis, sign in ((0, 1), (1, -1)):
        order = sorted(positions, key=lambda node: (sign * positions[node][axis], node))
        low, high = (sign * positions[order[at]][axis] for at in (0, -1)) if order else (0.0, 0.0)
        spread, count = (high - low) or 1.0, max(1, len(order) - 1)
        axes.append({node: 0.4 * (sign * positions[node][axis] - low) / spread + 0.6 * rank / count for rank, node in enumerate(order)})
    return {node: (round(axes[0][node], 4), round(axes[1][node], 4)) for node in positions}
