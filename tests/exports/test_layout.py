import random
from itertools import combinations
from math import dist, isfinite

import pytest

from exports.layout import layout_nodes


def make_ring(count: int) -> tuple[list[str], list[tuple[str, str, float]]]:
    nodes = [f"n{number:04}" for number in range(count)]
    return nodes, [(node, nodes[(number + 1) % count], 1.0) for number, node in enumerate(nodes)]


def test_order_of_nodes_and_edges_and_direction_do_not_matter() -> None:
    nodes, edges = make_ring(30)
    expected = layout_nodes(nodes, edges)
    random.Random(1).shuffle(nodes)
    random.Random(2).shuffle(edges)
    assert layout_nodes(nodes, [(target, source, weight) for source, target, weight in edges]) == expected


def test_linked_nodes_stand_nearer_than_others() -> None:
    groups = [[f"{letter}{number}" for number in range(6)] for letter in "ab"]
    edges = [(*pair, 1.0) for group in groups for pair in combinations(group, 2)]
    points = layout_nodes([*groups[0], *groups[1]], [*edges, ("a0", "b0", 1.0)])
    inside = [dist(points[one], points[other]) for group in groups for one, other in combinations(group, 2)]
    across = [dist(points[one], points[other]) for one in groups[0] for other in groups[1]]
    assert sum(inside) / len(inside) < 0.6 * sum(across) / len(across)


@pytest.mark.parametrize("count", [0, 1, 2, 3, 700, 6000])
def test_all_nodes_get_a_place_of_their_own(count: int) -> None:
    nodes, edges = make_ring(count)
    points = layout_nodes(nodes, [edge for edge in edges if edge[0] != edge[1]])
    assert sorted(points) == nodes
    assert len(set(points.values())) == count
    assert all(isfinite(number) and round(number, 2) == number for point in points.values() for number in point)


def test_a_pair_with_many_events_does_not_fall_into_one_point() -> None:
    points = layout_nodes(["a", "b"], [("a", "b", 1e6)])
    assert dist(points["a"], points["b"]) > 20


def test_nodes_without_edges_stay_around_the_rest() -> None:
    nodes, edges = make_ring(20)
    points = layout_nodes([*nodes, *(f"x{number}" for number in range(20))], edges)
    assert max(abs(number) for point in points.values() for number in point) < 2000
