"""Relations on the command line: shown in full, and listed with those whom they are of."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from kg.cli import app
from kg.store import GraphFolder
from tests.kg.test_relations_graph import report


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with GraphFolder(tmp_path / "graph", create=True) as graph:
        graph.add_records([report("Al-Shabaab has controlled Jilib since 2014, residents said.", "en", "2024-01-01")], model="test")
        graph.refresh()
    return tmp_path / "graph"


def run(*words: str) -> str:
    result = CliRunner().invoke(app, [*words])
    assert result.exit_code == 0, result.output
    return result.output


def test_actor_lists_its_relations_and_each_is_shown_with_its_words(folder: Path) -> None:
    listed = run("show", "ALSHABAB", "--graph", str(folder))
    (line,) = [line for line in listed.splitlines() if line.strip().startswith("re-")]
    assert line.endswith("Al-Shabaab controls Jilib (asserted)")
    shown = run("show", line.split()[0], "--graph", str(folder))
    assert "from       2014" in shown
    assert "reported   2024-01-01" in shown
    assert "[subject: Al-Shabaab; object: Jilib]" in shown
