"""Builds and servers that are killed, a few times; ``python -m tests.benchmarks.kills`` does it more often."""

import sys
from pathlib import Path

import pytest

from kg.models.event_model import DEFAULT_FOLDER

pytest.importorskip("fastapi")
from tests.benchmarks.kills import kill_builds, kill_servers

pytestmark = [
    pytest.mark.skipif(not (DEFAULT_FOLDER / "meta.json").is_file(), reason="the weights are not in this checkout"),
    pytest.mark.skipif(sys.platform != "linux", reason="processes are watched otherwise here"),
]


def test_build_that_is_killed_loses_nothing_and_goes_on(tmp_path: Path) -> None:
    assert sum(kill_builds(tmp_path, times=3, seed=1, n_articles=80).values()) == 3


def test_server_that_is_killed_loses_nothing_that_it_reported(tmp_path: Path) -> None:
    assert kill_servers(tmp_path, times=2, seed=3)["articles reported kept"] > 0
