"""Load with many hostile queries, for a short time; ``python -m tests.benchmarks.load`` does it for longer, and reports times."""

import sys
from pathlib import Path

import pytest

pytest.importorskip("fastapi")
from tests.benchmarks.load import bear_load, make_folder
from tests.served import ServerProcess


@pytest.mark.skipif(sys.platform != "linux", reason="memory is measured otherwise here")
def test_hostile_load_leaves_the_server_as_it_was(tmp_path: Path) -> None:
    with ServerProcess(make_folder(tmp_path / "g", 5_000), "--timeout", "3") as server:
        broken, _ = bear_load(server, seconds=10, n_clients=4, hostile_share=0.3, seed=2)
    assert broken == []  # what is slow says nothing on a machine that is busy with other tests
