"""The trained network as two ONNX graphs with int8 matrices.

Written node by node rather than traced: the graphs are then small, the same on every run, and use ONNX Runtime's fused operators. Matrices are
quantised by output column; activations at run time, over one sentence. A sentence is always run alone, so that its result cannot depend on
which others came with it (and padding costs nothing).
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
from onnx import TensorProto, helper, numpy_helper

from kg.training.network import count_layers

Weights = Mapping[str, npt.NDArray[np.float32]]
FUSED = "com.microsoft"


class _Graph:
    """Collects nodes and initialisers; every method returns the name of its output."""

    def __init__(self, weights: Weights, heads: int) -> None:
        self.weights, self.heads = weights, heads
        self.nodes: list[Any] = []
        self.initializers: list[Any] = []

    def add(self, op: str, inputs: list[str], outputs: int = 1, **attributes: Any) -> list[str]:
        names = [f"{op}_{len(self.nodes)}_{i}" for i in range(outputs)]
        domain = FUSED if op in {"DynamicQuantizeMatMul", "MultiHeadAttention", "SkipLayerNormalization", "Gelu"} else ""
        self.nodes.append(helper.make_node(op, inputs, names, domain=domain, **attributes))
        return names

    def constant(self, name: str, value: npt.NDArray[Any]) -> str:
        self.initializers.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def linear(self, x: str, *names: str) -> str:
        """One multiplication for the linear modules ``names`` side by side."""
        matrix = np.concatenate([self.weights[f"{name}.weight"].T for name in names], axis=1)
        bias = np.concatenate([self.weights[f"{name}.bias"] for name in names])
        scale = np.maximum(np.abs(matrix).max(axis=0), 1e-8) / 127
        quantised = np.clip(np.rint(matrix / scale), -127, 127).astype(np.int8)
        label = names[0]
        inputs = [
            x,
            self.constant(f"{label}.q", quantised),
            self.constant(f"{label}.scale", scale.astype(np.float32)),
            self.constant(f"{label}.zero", np.zeros(len(scale), np.int8)),
            self.constant(f"{label}.bias", bias),
        ]
        return self.add("DynamicQuantizeMatMul", inputs)[0]

    def head(self, x: str, name: str) -> str:
        """A small output layer, kept in float32."""
        matrix = self.constant(f"{name}.weight", self.weights[f"{name}.weight"].T)
        product = self.add("MatMul", [x, matrix])[0]
        return self.add("Add", [product, self.constant(f"{name}.bias", self.weights[f"{name}.bias"])])[0]

    def norm(self, x: str, skip: str | None, name: str) -> str:
        gamma = self.constant(f"{name}.gamma", self.weights[f"{name}.weight"])
        beta = self.constant(f"{name}.beta", self.weights[f"{name}.bias"])
        if skip is None:
            return self.add("LayerNormalization", [x, gamma, beta], axis=-1, epsilon=1e-12)[0]
        return self.add("SkipLayerNormalization", [x, skip, gamma, beta], epsilon=1e-12)[0]

    def layer(self, x: str, name: str) -> str:
        joined = self.linear(x, *(f"{name}.{part}" for part in ("query", "key", "value")))
        width = self.weights[f"{name}.query.bias"].shape[0]
        sizes = self.constant(f"{name}.sizes", np.array([width] * 3, np.int64))
        query, key, value = self.add("Split", [joined, sizes], 3, axis=-1)
        attended = self.add("MultiHeadAttention", [query, key, value], num_heads=self.heads)[0]
        x = self.norm(self.linear(attended, f"{name}.output"), x, f"{name}.attention_norm")
        widened = self.add("Gelu", [self.linear(x, f"{name}.widen")])[0]
        return self.norm(self.linear(widened, f"{name}.narrow"), x, f"{name}.output_norm")

    def finish(self, inputs: list[Any], outputs: dict[str, tuple[str, list[Any]]]) -> bytes:
        for name, (inner, _) in outputs.items():
            self.nodes.append(helper.make_node("Identity", [inner], [name]))
        results = [helper.make_tensor_value_info(name, TensorProto.FLOAT, shape) for name, (_, shape) in outputs.items()]
        graph = helper.make_graph(self.nodes, "conflict-kg", inputs, results, self.initializers)
        opsets = [helper.make_opsetid("", 17), helper.make_opsetid(FUSED, 1)]
        model = helper.make_model(graph, opset_imports=opsets, ir_version=9, producer_name="conflict-kg")
        onnx.checker.check_model(model)
        data: bytes = model.SerializeToString(deterministic=True)
        return data


def make_encoder_graph(weights: Weights, heads: int) -> bytes:
    """Embedded (1, length, width) float32, words plus positions -> states (1, length, width), triggers (1, length, labels)."""
    graph = _Graph(weights, heads)
    x = graph.norm("embedded", None, "norm")
    for number in range(count_layers(weights, "shared")):
        x = graph.layer(x, f"shared.{number}")
    states = x
    for number in range(count_layers(weights, "trigger_layers")):
        x = graph.layer(x, f"trigger_layers.{number}")
    width = weights["norm.bias"].shape[0]
    embedded = helper.make_tensor_value_info("embedded", TensorProto.FLOAT, [1, "length", width])
    triggers = graph.head(x, "trigger_head")
    return graph.finish([embedded], {"states": (states, [1, "length", width]), "triggers": (triggers, [1, "length", None])})


def make_reader_graph(weights: Weights, heads: int) -> bytes:
    """Marked (1, length, width): states plus markers; share (1, 1, length): 1/n at the n pieces of the trigger.

    Outputs types, modes, factualities (1, 1, labels) and roles (1, length, labels), all logits.
    """
    graph = _Graph(weights, heads)
    x = "marked"
    for number in range(count_layers(weights, "reader_layers")):
        x = graph.layer(x, f"reader_layers.{number}")
    pooled = graph.add("MatMul", ["share", x])[0]
    own = graph.add("Tanh", [graph.head(pooled, "own")])[0]
    width = weights["norm.bias"].shape[0]
    inputs = [
        helper.make_tensor_value_info("marked", TensorProto.FLOAT, [1, "length", width]),
        helper.make_tensor_value_info("share", TensorProto.FLOAT, [1, 1, "length"]),
    ]
    outputs: dict[str, tuple[str, list[Any]]] = {
        "types": (graph.head(own, "type_head"), [1, 1, None]),
        "modes": (graph.head(own, "mode_head"), [1, 1, None]),
        "factualities": (graph.head(own, "factuality_head"), [1, 1, None]),
        "roles": (graph.head(x, "role_head"), [1, "length", None]),
    }
    return graph.finish(inputs, outputs)
