"""Weights to begin a training with, or to distill: a ``checkpoint.pt``, or a written model such as the packaged one."""

import json
import pickle
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from google.protobuf.message import DecodeError  # type: ignore[import-untyped]
from onnx import numpy_helper
from torch import Tensor

from kg.models.event_model import DEFAULT_FOLDER, compute_digest
from kg.models.labels import Labels
from schemas.errors import ModelError

JOINED = {"query": ("query", "key", "value")}  # multiplied side by side in the graphs


@dataclass(frozen=True)
class Checkpoint:
    """Weights of an earlier training, the labels that they are for, and ``facts`` to tell it by (digest, options)."""

    weights: dict[str, Tensor]
    labels: Labels
    facts: dict[str, Any]


def read_checkpoint(path: Path) -> Checkpoint:
    """Read a ``checkpoint.pt``, a model folder, or the ``packaged`` model; raises ModelError where it is none. Nothing in the files is executed.

    A folder's weights are what int8 left of them, which is nearer to the trained ones than a few training steps move.
    """
    path = DEFAULT_FOLDER if str(path) == "packaged" else path
    try:
        return _read_folder(path) if path.is_dir() else _read_file(path)
    except (OSError, KeyError, TypeError, ValueError, RuntimeError, pickle.UnpicklingError, DecodeError) as error:
        raise ModelError(f"{path} is no model of kg train ({error}); give an output folder of it, the checkpoint.pt there, or packaged") from error


def _read_file(path: Path) -> Checkpoint:
    stored = torch.load(path, weights_only=True)
    facts = {"sha256": compute_digest([path]), "options": stored["options"]}
    return Checkpoint(stored["weights"], Labels.model_validate(stored["labels"]), facts)


def _read_folder(folder: Path) -> Checkpoint:
    meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
    paths = [folder / "encoder.onnx", folder / "reader.onnx"]
    weights: dict[str, Tensor] = {}
    for path in paths:
        weights |= _read_graph(path)
    with np.load(folder / "tables.npz") as tables:
        weights["position"] = torch.from_numpy(tables["position"].astype(np.float32))
        weights["marker.weight"] = torch.from_numpy(tables["marker"].astype(np.float32))
    return Checkpoint(weights, Labels.model_validate(meta["labels"]), {"sha256": compute_digest(paths), "options": meta["options"]})


def _read_graph(path: Path) -> dict[str, Tensor]:
    constants = {part.name: numpy_helper.to_array(part) for part in onnx.load(path).graph.initializer}
    weights: dict[str, np.ndarray] = {}
    for name, value in constants.items():
        module, _, kind = name.rpartition(".")
        if kind == "q":
            matrix = value.astype(np.float32) * constants[f"{module}.scale"]
            bias = constants[f"{module}.bias"]
            block, _, part = module.rpartition(".")
            parts = JOINED.get(part, (part,))
            for i, one in enumerate(parts):
                width = matrix.shape[1] // len(parts)
                weights[f"{block}.{one}.weight"] = matrix[:, i * width : (i + 1) * width].T
                weights[f"{block}.{one}.bias"] = bias[i * width : (i + 1) * width]
        elif kind == "gamma":
            weights[f"{module}.weight"], weights[f"{module}.bias"] = value, constants[f"{module}.beta"]
        elif kind == "weight":
            weights[name], weights[f"{module}.bias"] = value.T, constants[f"{module}.bias"]
    return {name: torch.from_numpy(np.array(value, dtype=np.float32)) for name, value in weights.items()}
