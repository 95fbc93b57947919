"""What Gephi Lite's reader (graphology-gexf) makes of our GEXF; skipped where node or the package is missing.

``npm install --prefix FOLDER graphology graphology-gexf`` and ``CKG_NODE_MODULES=FOLDER/node_modules``, or install into this folder.
"""

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

from tests.exports.graphs import HOSTILE_TEXTS, GraphBuilder, make_graph
from tests.exports.readers import write

HERE = Path(__file__).parent
Read = Callable[..., dict[str, Any]]


@pytest.fixture(scope="module")
def read() -> Read:
    node, modules = shutil.which("node"), Path(os.environ.get("CKG_NODE_MODULES") or HERE / "node_modules")
    if node is None:
        pytest.skip("node is not installed")
    if not (modules / "graphology-gexf").is_dir():
        pytest.skip(f"no graphology-gexf in {modules}: npm install --prefix {modules.parent} graphology graphology-gexf")

    def read_gexf(graph: nx.MultiDiGraph, **options: Any) -> dict[str, Any]:
        environment = {**os.environ, "NODE_MODULES": str(modules.resolve())}
        data = write(graph, "gexf", **options)
        done = subprocess.run([node, HERE / "gephi_lite.mjs"], input=data, capture_output=True, env=environment, check=False)
        assert done.returncode == 0, done.stderr.decode()
        found: dict[str, Any] = json.loads(done.stdout)
        return found

    return read_gexf


def test_actors_keep_every_column_and_their_looks(read: Read) -> None:
    (node,) = (node for node in read(make_graph())["nodes"] if node["key"] == "actor/AZE")
    looks = {name: node["attributes"].pop(name) for name in ("x", "y", "z", "size", "color")}
    assert node["attributes"] == {
        "label": "Azerbaijan",
        "kind": "state",
        "country": "AZE",
        "wikidata": "Q227",
        "n_events": 3,
        "n_articles": 2,
        "conflict_share": 0.6667,
        "first_date": "2020-10-01",
        "last_date": "2020-10-31",
    }
    assert looks["color"] == "rgb(0,114,178)"
    assert looks["size"] == 60


def test_edges_keep_kind_weight_sign_and_dates(read: Read) -> None:
    found = read(make_graph())
    assert found["options"] == {"type": "directed", "multi": True, "allowSelfLoops": True}
    (edge,) = (edge for edge in found["edges"] if edge["key"] == "actor/AZE actor/ARM ASSAULT")
    assert edge["attributes"] == {
        "kind": "ASSAULT",
        "weight": 1,
        "event_type": "ASSAULT",
        "mutual": False,
        "sign": -1,
        "quad": "material conflict",
        "plover_score": -9,
        "factuality": "asserted",
        "first_date": "2020-10-04",
        "last_date": "2020-10-04",
        "color": "rgb(213,94,0)",
    }


def test_events_and_actors_share_one_block_of_columns(read: Read) -> None:
    nodes = {node["key"]: node["attributes"] for node in read(make_graph(), view="events")["nodes"]}
    assert (nodes["event/ev-shelling"]["killed"], nodes["event/ev-shelling"]["first_date"]) == (3, "2020-10-04")
    assert nodes["actor/ARM"]["n_events"] == 3


def test_hostile_names_are_read(read: Read) -> None:
    build = GraphBuilder()
    actors = [build.add_actor(f"x-{number}", name=text) for number, text in enumerate(HOSTILE_TEXTS)]
    build.add_event("1", "AID", actors[:1], actors[1:])
    assert len(read(build.graph)["nodes"]) == len(actors)
