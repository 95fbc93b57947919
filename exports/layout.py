"""Positions for the nodes of a network, so that it opens in Gephi or a browser as a picture and not as a heap.

Force-directed after Fruchterman and Reingold (Software: Practice and Experience 21, 1991), with a pull to the centre that keeps separate
parts together. NetworkX's own layouts need SciPy or depend on the order of insertion. Only sums, products and square roots are used, which
IEEE 754 rounds in one way: the same network gives the same picture on any machine.
"""

from collections.abc import Collection, Iterable
from math import cos, gcd, pi, sin, sqrt

import numpy as np

# distance that two linked nodes aim at, in Gephi's units; nodes are drawn 10 to 60 wide
_DISTANCE = 100.0
_GRAVITY = 0.5
_STEPS = 120
# large networks swing rather than settle: of 30 to 480 steps, 40 leave 6,000 to 31,000 nodes with the least energy or near it, in a third of the time
_MANY = 5_000
_STEPS_OF_MANY = 40
# pairs of nodes that push each other apart in one step; beyond about 250 nodes each is pushed by a sample of the others, a new one a step
_PAIRS = 60_000
_LEAST_SAMPLE = 8
_GOLDEN_ANGLE = pi * (3 - sqrt(5))


def layout_nodes(nodes: Collection[str], edges: Iterable[tuple[str, str, float]]) -> dict[str, tuple[float, float]]:
    """Position (x, y) for each node, rounded to two decimals, whatever the order of nodes and edges.

    ``edges`` are (one end, other end, weight); their direction does not matter, and weights of parallel edges add up.
    """
    weights: dict[tuple[str, str], float] = {}
    degrees = dict.fromkeys(nodes, 0)
    for source, target, weight in sorted(edges):
        ends = (source, target) if source < target else (target, source)
        if ends not in weights:
            degrees[source] += 1
            degrees[target] += 1
        weights[ends] = weights.get(ends, 0.0) + weight
    order = sorted(degrees, key=lambda node: (-degrees[node], node))
    index = {node: position for position, node in enumerate(order)}
    ends_of_edges = np.array([(index[source], index[target]) for source, target in weights], dtype=np.int64).reshape(-1, 2)
    # a hundred events do not pull a hundred times harder than one, or the pair would fall into one point
    pulls = np.array([sqrt(min(weight, 25.0)) for weight in weights.values()])
    points = _relax(_place_on_spiral(len(order)), ends_of_edges[:, 0], ends_of_edges[:, 1], pulls)
    # + 0.0 turns -0.0 into 0.0
    return {node: (round(float(x), 2) + 0.0, round(float(y), 2) + 0.0) for node, (x, y) in zip(order, points.T, strict=True)}


def _place_on_spiral(count: int) -> np.ndarray:
    """Start: the best connected in the middle, the rest around it like the seeds of a sunflower (shape 2, count)."""
    radii = [_DISTANCE * sqrt(rank + 0.5) for rank in range(count)]
    # rounded, because sine and cosine may differ in the last bit between machines
    points = [(round(r * cos(rank * _GOLDEN_ANGLE), 3), round(r * sin(rank * _GOLDEN_ANGLE), 3)) for rank, r in enumerate(radii)]
    return np.array(points, dtype=np.float64).reshape(-1, 2).T.copy()


def _relax(points: np.ndarray, sources: np.ndarray, targets: np.ndarray, pulls: np.ndarray) -> np.ndarray:
    count = points.shape[1]
    if count < 2:
        return points
    pushing, pulling = _Pushes(count), _Pulls(sources, targets, pulls)
    steps = _STEPS if count < _MANY else _STEPS_OF_MANY
    for step in range(steps):
        force = pushing.sum(points, step) - _GRAVITY * points
        force += pulling.sum(points)
        length = np.sqrt(force[0] * force[0] + force[1] * force[1]) + 1e-9
        longest = _DISTANCE * sqrt(sqrt(count)) * (1 - step / steps)  # what a node may move shrinks to nothing
        points = points + force * (np.minimum(length, longest) / length)
    return points


class _Pushes:
    """Nodes push each other apart. The large arrays are made once: to get them anew from the system in each step takes as long as all the rest."""

    def __init__(self, count: int) -> None:
        self._others = count - 1
        self._sample = min(self._others, max(_LEAST_SAMPLE, _PAIRS // count))
        self._stride = next(number for number in range(int(self._others * 0.618) + 1, self._others + 2) if gcd(number, self._others) == 1)
        self._nodes = np.arange(count)
        self._index = np.empty((self._sample, count), dtype=np.int64)
        self._apart, self._scratch = np.empty((2, self._sample, count)), np.empty((2, self._sample, count))

    def sum(self, points: np.ndarray, step: int) -> np.ndarray:
        """Pushes on each node by a sample of the others, scaled up to all of them (shape 2, count)."""
        offsets = 1 + (step * self._sample + np.arange(self._sample)) * self._stride % self._others
        # a node's others are those that stand so far behind it in a ring, which is laid out twice
        np.add(self._nodes, offsets[:, None], out=self._index)
        apart, scratch = self._apart, self._scratch
        np.concatenate((points, points), axis=1).take(self._index, axis=1, out=apart, mode="clip")
        np.subtract(points[:, None, :], apart, out=apart)
        np.multiply(apart, apart, out=scratch)
        squares = scratch[0]
        squares += scratch[1]
        squares += 1e-2
        np.divide(_DISTANCE * _DISTANCE, squares, out=squares)
        apart *= squares
        # summed over the first axis, which numpy adds row by row: the order, hence the rounding, is fixed
        pushes: np.ndarray = apart.sum(axis=1) * (self._others / self._sample)
        return pushes


class _Pulls:
    """Edges pull their ends together, the harder the longer they are."""

    def __init__(self, sources: np.ndarray, targets: np.ndarray, pulls: np.ndarray) -> None:
        self._sources, self._targets, self._pulls = np.ascontiguousarray(sources), np.ascontiguousarray(targets), pulls
        self._apart, self._scratch = np.empty((2, len(pulls))), np.empty((2, len(pulls)))

    def sum(self, points: np.ndarray) -> np.ndarray:
        """Pulls on each node by all of its edges (shape 2, count)."""
        apart, scratch, count = self._apart, self._scratch, points.shape[1]
        points.take(self._sources, axis=1, out=apart, mode="clip")
        points.take(self._targets, axis=1, out=scratch, mode="clip")
        apart -= scratch
        np.multiply(apart, apart, out=scratch)
        length = scratch[0]
        length += scratch[1]
        np.sqrt(length, out=length)
        length /= _DISTANCE
        length *= self._pulls
        apart *= length
        return np.array([np.bincount(self._targets, axis, count) - np.bincount(self._sources, axis, count) for axis in apart])
