"""The cross-encoder as an ONNX graph: the default model's first layers, changed, and a head.

It reads a question and a sentence as one text (Nogueira & Cho 2019). What training changed is all
that ships (``pair_weights.npz``, made by ``benchmarks/train_pairs.py``): of each matrix the change,
in whole steps of one size a row, so that it fits 8 bits; of each vector the new one. The word
vectors are the embedding model's own.
"""

from __future__ import annotations

import hashlib
import logging
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ingest.encode.graph import Graph, embedded, layer_of
from ingest.encode.packed import PackedModel

if TYPE_CHECKING:
    from onnx import ModelProto

TYPES = "token_type_ids"
LOG_ODDS = "log_odds"
_WEIGHTS = "pair_weights.npz"


def _weights() -> Path:
    return Path(__file__).with_name(_WEIGHTS)


def pair_weights_digest() -> str:
    """Changes with what training changed."""
    return hashlib.sha256(_weights().read_bytes()).hexdigest()[:8]


def write_pair_graph(packed: PackedModel, path: Path) -> None:
    """Write the cross-encoder's graph to ``path``.

    It takes one pair: ``words``, its tokens' word vectors, fp32, shape (1, L, D), and
    ``token_type_ids``, int64, shape (1, L), of which those of type 1 are the sentence's. It gives
    ``log_odds``, fp32, shape (1, 1): that the sentence answers.
    """
    with np.load(_weights()) as arrays:
        changed = {name: arrays[name].astype(np.float32) for name in arrays.files}
    merged = _merged(packed, changed)
    graph = Graph(merged)
    states = embedded(graph, merged, TYPES)
    for layer in range(merged.layers):
        states = layer_of(graph, merged, layer, states, f"states{layer + 1}")
    _add_head(graph, states, changed)
    made = _in_eight_bits(graph.made("vigie-pairs", [TYPES], {LOG_ODDS: ["batch", 1]}))
    path.write_bytes(made.SerializeToString())


def _merged(packed: PackedModel, changed: dict[str, NDArray[np.float32]]) -> PackedModel:
    """The packed model with what training changed."""
    layers = 1 + max(int(name.split(".")[0][1:]) for name in changed if name.startswith("l"))
    tensors = dict(packed.tensors) | {
        name: values for name, values in changed.items() if name in packed.tensors
    }
    for name in [one.removesuffix(".steps") for one in changed if one.endswith(".steps")]:
        added = changed[f"{name}.steps"] * changed[f"{name}.step"]
        tensors[name] = packed.tensors[name] + added.reshape(-1)
    return replace(packed, layers=layers, tensors=tensors)


def _in_eight_bits(model: ModelProto) -> ModelProto:
    """The graph with its matrices in 8 bits: half the time where a processor multiplies these.

    Seven bits of the eight are used: with all of them, processors without such an instruction
    would overflow, and answer otherwise than those with it.
    """
    import onnx
    from onnx import TensorProto
    from onnxruntime.quantization import QuantType, quantize_dynamic

    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "pairs.onnx"
        logging.disable(logging.WARNING)  # it advises to prepare graphs traced from elsewhere
        try:
            quantize_dynamic(
                model,
                target,
                op_types_to_quantize=["MatMul"],
                per_channel=True,
                reduce_range=True,
                weight_type=QuantType.QInt8,
                extra_options={"DefaultTensorType": TensorProto.FLOAT},
            )
        finally:
            logging.disable(logging.NOTSET)
        return onnx.load(str(target))


def _add_head(graph: Graph, states: str, changed: dict[str, NDArray[np.float32]]) -> None:
    """From the first token's state beside the mean of the sentence's to the log-odds."""
    at = [graph.constant(f"axis{axis}", np.array([axis], np.int64)) for axis in (1, 2)]
    start = graph.constant("start", np.array([0], np.int64))
    first = graph.node(
        "Flatten", [graph.node("Gather", [states, start], "start.state", axis=1)], "whole"
    )
    mask = graph.node("Cast", [TYPES], "mask", to=1)
    column = graph.node("Unsqueeze", [mask, at[1]], "column")
    masked = graph.node("Mul", [states, column], "masked")
    total = graph.node("ReduceSum", [masked, at[0]], "total", keepdims=0)
    count = graph.node("ReduceSum", [mask, at[0]], "count", keepdims=1)
    mean = graph.node("Div", [total, count], "mean")
    both = graph.node("Concat", [first, mean], "head.given", axis=1)
    hidden = graph.node(
        "Gemm",
        [both, graph.constant("head.in.w", changed["head.in.w"]),
         graph.constant("head.in.b", changed["head.in.b"])],
        "head.hidden", transB=1,
    )  # fmt: skip
    active = graph.node("Gelu", [hidden], "head.active", own=True)
    graph.node(
        "Gemm",
        [active, graph.constant("head.out.w", changed["head.out.w"]),
         graph.constant("head.out.b", changed["head.out.b"])],
        LOG_ODDS, transB=1,
    )  # fmt: skip
