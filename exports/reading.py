"""Reading the graph: plain mappings instead of NetworkX views, which cost more than the writing itself.

Every exporter goes through :class:`GraphReader`, so a graph that breaks the contract of :mod:`schemas.graph` is refused in one place.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from schemas.errors import ExportError
from schemas.graph import EdgeKind, NodeKind

if TYPE_CHECKING:
    import networkx as nx  # the type only: a worker of the server starts a third sooner without it

_EDGE_KINDS = frozenset(EdgeKind)


class Edge(NamedTuple):
    """An edge that leaves a node: its kind, where it goes, and the attributes it has."""

    kind: str
    target: str
    attributes: Mapping[str, Any]


class GraphReader:
    """The nodes and edges of a graph, in an order that does not depend on how it was built. Reads, never writes."""

    def __init__(self, graph: "nx.MultiDiGraph", *, check_edges: bool = True) -> None:
        """Raise :class:`ExportError` for another class of graph, and for nodes and edges whose kind the contract does not know.

        Who looks at each edge anyhow, and sees what it does not know, saves time without ``check_edges``.
        """
        if not (graph.is_multigraph() and graph.is_directed()):
            raise ExportError(f"cannot export a {type(graph).__name__}: give a networkx.MultiDiGraph as kg.build returns it")
        self.nodes: Mapping[str, Mapping[str, Any]] = dict(graph.nodes(data=True))
        self.successors: Mapping[str, Mapping[str, Mapping[Any, Mapping[str, Any]]]] = dict(graph.adjacency())
        self._kinds: dict[str, list[str]] = {kind.value: [] for kind in NodeKind}
        for node, attributes in self.nodes.items():
            if (found := self._kinds.get(attributes.get("kind", ""))) is None:
                raise ExportError(
                    f"node {node!r} has the kind {attributes.get('kind')!r}; allowed are {', '.join(sorted(self._kinds))}. "
                    "A node without attributes comes from an edge to a node that was never added."
                )
            found.append(node)
        if check_edges:
            self._check_edges()

    def _check_edges(self) -> None:
        targets = self.successors.values()
        if {attributes.get("kind") for found in targets for parallel in found.values() for attributes in parallel.values()} <= _EDGE_KINDS:
            return
        for source, found in self.successors.items():
            for target, parallel in found.items():
                for attributes in parallel.values():
                    if (kind := attributes.get("kind")) not in _EDGE_KINDS:
                        allowed = ", ".join(sorted(_EDGE_KINDS))
                        raise ExportError(f"edge {source!r} -> {target!r} has the kind {kind!r}; allowed are {allowed}")

    def list_nodes(self, kind: NodeKind) -> list[str]:
        """Ids of the nodes of a kind, sorted."""
        return sorted(self._kinds[kind])

    def get_attributes(self, node: str, *required: str) -> Mapping[str, Any]:
        """Attributes of a node; raises :class:`ExportError` where one of those that the caller needs is missing."""
        attributes = self.nodes[node]
        for name in required:
            if name not in attributes:
                raise ExportError(f"node {node!r} has no attribute {name!r}, which every node of kind {attributes['kind']} must have")
        return attributes

    def list_edges(self, node: str) -> list[Edge]:
        """Edges that leave a node, in no particular order."""
        found = self.successors[node].items()
        return [Edge(attributes["kind"], target, attributes) for target, parallel in found for attributes in parallel.values()]

    def list_words(self, mention: str) -> list[Edge]:
        """Edges that say with which words a mention names actors and places, sorted by role, then by where the words stand."""
        edges = [edge for edge in self.list_edges(mention) if self.nodes[edge.target]["kind"] in (NodeKind.ACTOR, NodeKind.PLACE)]
        return sorted(edges, key=_get_word_order)

    def list_targets(self, node: str, kind: EdgeKind) -> list[str]:
        """Where the edges of one kind lead from a node, each target once, sorted."""
        found = self.successors[node].items()
        return sorted({target for target, parallel in found for attributes in parallel.values() if attributes["kind"] == kind})

    def group_targets(self, node: str) -> dict[str, list[str]]:
        """Where the edges of each kind lead from a node, each target once, sorted."""
        found: dict[str, list[str]] = {}
        for target, parallel in self.successors[node].items():
            for attributes in parallel.values():
                found.setdefault(attributes["kind"], []).append(target)
        return {kind: sorted(set(targets)) if len(targets) > 1 else targets for kind, targets in found.items()}

    def find_target(self, node: str | None, kind: EdgeKind) -> str | None:
        """Where the edge of one kind leads, None without such an edge (and for no node, so that steps can be chained)."""
        found = None
        for target, parallel in self.successors[node].items() if node is not None else ():
            for attributes in parallel.values():
                if attributes["kind"] == kind and (found is None or target < found):
                    found = target
        return found

    def find_article(self, mention: str) -> str | None:
        """Article in whose sentence a mention stands."""
        return self.find_target(self.find_target(mention, EdgeKind.IN_SENTENCE), EdgeKind.IN_ARTICLE)


def _get_word_order(edge: Edge) -> tuple[str, int, int, str, str]:
    words = edge.attributes
    return edge.kind, words.get("start_char", -1), words.get("end_char", -1), edge.target, words.get("text", "")
