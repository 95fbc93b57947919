"""The evaluation gate: figures on the development gold must not fall below the floors of gate.toml."""

import hashlib
import tomllib
from pathlib import Path
from typing import Any

import pytest

from kg.evaluation import count_swapped_roles, read_gold, score_events
from kg.pipeline import Extractor
from tests.shared_data import find_shared

GATE: dict[str, Any] = tomllib.loads((Path(__file__).parent / "gate.toml").read_text("utf-8"))


@pytest.mark.parametrize("name", sorted(GATE))
def test_figures_stay_above_their_floors(name: str) -> None:
    path = find_shared(f"eval/{name}.jsonl")
    if path is None:
        pytest.skip("the shared evaluation data is not here")
    floors = GATE[name]
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    assert digest == floors["sha256"], f"{path} is not the data that the floors were set on"
    gold = read_gold([path])
    extractor = Extractor()
    found = {sentence["id"]: extractor.extract_gold(sentence) for sentence in gold}
    scored = score_events(gold, found)
    swapped = count_swapped_roles(gold, found)
    figures = {f: scored[f]["f1"] for f in ("event", "argument", "dyad", "attribution", "location", "date")}
    figures |= {f: scored[f]["accuracy"] for f in ("mode", "factuality")}
    short = {f: (round(figures[f], 3), floor) for f, floor in floors["floors"].items() if figures[f] < floor}
    above = {"false_alarms": scored["false_alarms"]["per_100"], "swapped_share": swapped["swapped"] / (swapped["both"] or 1)}
    long = {f: (round(above[f], 3), ceiling) for f, ceiling in floors["ceilings"].items() if above[f] > ceiling}
    assert not short and not long, f"below the floor: {short}; above the ceiling: {long}"
