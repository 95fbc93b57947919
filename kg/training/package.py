"""Write a trained network as the folder that :mod:`kg.models.event_model` reads."""

import json
from pathlib import Path
from typing import Any

import numpy as np

from kg.models.event_model import Thresholds, compute_digest
from kg.models.labels import Labels
from kg.training.e5 import PretrainedEncoder, select_latin_pieces
from kg.training.network import EventNetwork
from kg.training.onnx_graphs import make_encoder_graph, make_reader_graph

FILES = ("encoder.onnx", "reader.onnx", "tables.npz", "pieces.tsv")


def write_model(folder: Path, network: EventNetwork, encoder: PretrainedEncoder, labels: Labels, facts: dict[str, Any]) -> None:
    """Write weights, vocabulary and ``meta.json``, which keeps ``facts`` (data, options, figures; thresholds other than the usual ones)."""
    folder.mkdir(parents=True, exist_ok=True)
    weights = {name: value.detach().float().numpy() for name, value in network.state_dict().items()}
    (folder / "encoder.onnx").write_bytes(make_encoder_graph(weights, encoder.heads))
    (folder / "reader.onnx").write_bytes(make_reader_graph(weights, encoder.heads))
    kept = select_latin_pieces(encoder.pieces)
    np.savez(
        folder / "tables.npz",
        embeddings=encoder.get_packed_rows("emb.word", encoder.hidden)[kept],
        position=weights["position"].astype(np.float16),
        marker=weights["marker.weight"].astype(np.float16),
    )
    rows = [f"{encoder.pieces[i]}\t{float(encoder.scores[i]):.6g}\n" for i in kept]
    (folder / "pieces.tsv").write_text("".join(rows), encoding="utf-8")
    meta = {
        "thresholds": Thresholds().model_dump(),
        **facts,
        "labels": labels.model_dump(mode="json"),
        "sha256": {name: compute_digest([folder / name]) for name in FILES},
    }
    meta["name"] = "event-model-" + compute_digest([folder / name for name in FILES])[:12]
    (folder / "meta.json").write_text(json.dumps(meta, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
