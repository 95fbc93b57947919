"""The evaluation gate: figures on the development gold must not fall below the floors of gate.toml."""

import hashlib
import tomllib
from pathlib import Path
from typing import Any

import pytest

from kg.evaluation import count_swapped_roles, measure_calibration, measure_consistency, read_gold, score_events
from kg.pipeline import Extractor
from tests.shared_data import find_shared

GATE: dict[str, Any] = tomllib.loads((Path(__file__).parent / "gate.toml").read_text("utf-8"))
PARALLEL = GATE.pop("parallel")


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
    above["calibration_error"] = measure_calibration(gold, found)["error"]
    long = {f: (round(above[f], 3), ceiling) for f, ceiling in floors["ceilings"].items() if above[f] > ceiling}
    assert not short and not long, f"below the floor: {short}; above the ceiling: {long}"


def test_both_languages_give_the_same_events() -> None:
    paths = [find_shared(f"data/corpora/{name}") for name in PARALLEL["files"]]
    lines = [path.read_text("utf-8", "replace").split("\n")[:: PARALLEL["step"]] for path in paths if path]
    if len(lines) < 2:
        pytest.skip("the parallel corpus is not here")
    extractor = Extractor()
    # line by line the same sentence, from agency reports of the first months of 2007
    found = [
        [extractor.extract_gold({"text": line, "lang": lang, "published": "2007-03-01"}) if line.strip() else [] for line in side]
        for lang, side in zip(PARALLEL["languages"], lines, strict=True)
    ]
    counts = measure_consistency(*found)
    short = {name: (round(counts[name].f1, 3), floor) for name, floor in PARALLEL["floors"].items() if counts[name].f1 < floor}
    assert not short, f"below the floor: {short}"
