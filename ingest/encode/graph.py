"""The default model as an ONNX graph of few, large operators, written node by node.

An export traced from torch gives the same vectors from four times as many nodes: here attention is
one operator of onnxruntime's own (``MultiHeadAttention``), which needs no mask because passages
are encoded one by one. It saves a third of the time (docs/performance.md).
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ingest.encode.packed import PackedModel

if TYPE_CHECKING:
    from onnx import ModelProto, NodeProto, TensorProto

WORDS = "words"
TOKEN_VECTORS = "token_vectors"  # noqa: S105 - not a password
TERM_STATES = "term_states"
_OPSET = 17
_IR_VERSION = 9
_OWN = "com.microsoft"  # onnxruntime's operators
_PROJECTIONS = "qkv"


class Graph:
    """Nodes and weights in the making; each method gives the name of what it adds."""

    def __init__(self, packed: PackedModel) -> None:
        self._packed = packed
        self.nodes: list[NodeProto] = []
        self.weights: list[TensorProto] = []

    def node(self, kind: str, given: list[str], name: str, own: bool = False, **set_to: Any) -> str:
        from onnx import helper

        domain = _OWN if own else ""
        self.nodes.append(helper.make_node(kind, given, [name], domain=domain, **set_to))
        return name

    def constant(self, name: str, values: NDArray[np.generic]) -> str:
        from onnx import numpy_helper

        self.weights.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def tensor(self, name: str) -> str:
        """A vector of the packed file, under its own name."""
        return self.constant(name, self._packed.tensors[name])

    def product(self, given: str, weight: str, inner: int, name: str) -> str:
        """``given`` times a matrix of the packed file, which keeps them transposed."""
        matrix = self._packed.tensors[weight].reshape(-1, inner).T
        return self.node("MatMul", [given, self.constant(weight, matrix)], name)

    def normalised(self, given: str, norm: str, name: str) -> str:
        return self.node(
            "LayerNormalization",
            [given, self.tensor(f"{norm}.w"), self.tensor(f"{norm}.b")],
            name,
            axis=-1,
            epsilon=self._packed.layer_norm_eps,
        )

    def residual(self, given: str, bias: str, before: str, norm: str, name: str) -> str:
        """What a half of a layer ends with; in three steps, it is quicker than fused in one."""
        biased = self.node("Add", [given, self.tensor(bias)], f"{name}.biased")
        return self.normalised(self.node("Add", [biased, before], f"{name}.sum"), norm, name)

    def made(self, name: str, given: list[str], gives: dict[str, list[str | int]]) -> ModelProto:
        """The whole graph, which takes ``words``, fp32, shape (B, L, D).

        Args:
            name: what it is called.
            given: its other inputs, int64, shape (B, L).
            gives: its outputs, fp32, with their shapes.
        """
        from onnx import TensorProto, helper

        return helper.make_model(
            helper.make_graph(
                self.nodes,
                name,
                [
                    helper.make_tensor_value_info(
                        WORDS, TensorProto.FLOAT, ["batch", "length", self._packed.hidden_size]
                    ),
                    *(
                        helper.make_tensor_value_info(one, TensorProto.INT64, ["batch", "length"])
                        for one in given
                    ),
                ],
                [
                    helper.make_tensor_value_info(one, TensorProto.FLOAT, shape)
                    for one, shape in gives.items()
                ],
                self.weights,
            ),
            opset_imports=[helper.make_opsetid("", _OPSET), helper.make_opsetid(_OWN, 1)],
            ir_version=_IR_VERSION,
        )


def write_graph(packed: PackedModel, path: Path, term_layer: int) -> None:
    """Write the graph of ``packed`` to ``path``, its weights beside it.

    It takes one unpadded text or several of one length: ``words``, their tokens' word vectors,
    fp32, shape (B, L, D) (``ingest.encode.words``). It gives ``token_vectors``, fp32, shape
    (B, L, D), the last layer's states, and ``term_states``, of the same shape, their mean with
    those of layer ``term_layer``.
    """
    import onnx

    graph = Graph(packed)
    states = embedded(graph, packed)
    for layer in range(packed.layers):
        last = layer == packed.layers - 1
        states = layer_of(
            graph, packed, layer, states, TOKEN_VECTORS if last else f"states{layer + 1}"
        )
    both = graph.node("Add", [f"states{term_layer}", TOKEN_VECTORS], "both")
    half = graph.constant("half", np.array(0.5, np.float32))
    graph.node("Mul", [both, half], TERM_STATES)
    shape: list[str | int] = ["batch", "length", packed.hidden_size]
    made = graph.made("multilingual-e5-small", [], {TOKEN_VECTORS: shape, TERM_STATES: shape})
    path.parent.mkdir(parents=True, exist_ok=True)
    # Weights beside the graph are mapped, not copied: 140 MiB resident at load instead of 510.
    onnx.save_model(
        made,
        str(path),
        save_as_external_data=True,
        location=f"{path.name}.data",
        size_threshold=1024,
    )


def embedded(graph: Graph, packed: PackedModel, types: str | None = None) -> str:
    """The states that the first layer reads.

    Args:
        types: the input that holds each token's type; None: all are of the first.
    """
    width = packed.hidden_size
    tensors = packed.tensors
    given = WORDS
    places, kinds = (tensors[name].reshape(-1, width) for name in ("emb.pos", "emb.type"))
    if types is None:
        places = places + kinds[:1]
    else:
        kind = graph.node("Gather", [graph.constant("emb.type", kinds), types], "types")
        given = graph.node("Add", [given, kind], "typed")
    zero = graph.constant("zero", np.array([0], np.int64))
    length = graph.node("Shape", [WORDS], "length", start=1, end=2)
    placed = graph.node("Slice", [graph.constant("emb.pos", places), zero, length, zero], "places")
    return graph.normalised(graph.node("Add", [given, placed], "embedded"), "emb.ln", "states0")


def layer_of(graph: Graph, packed: PackedModel, layer: int, states: str, name: str) -> str:
    """The states, called ``name``, that a layer makes of ``states``."""
    width, at = packed.hidden_size, f"l{layer}"
    asked = [graph.product(states, f"{at}.{one}.w", width, f"{at}.{one}") for one in _PROJECTIONS]
    biases = [packed.tensors[f"{at}.{one}.b"] for one in _PROJECTIONS]
    bias = graph.constant(f"{at}.qkv.b", np.concatenate(biases))
    seen = graph.node(
        "MultiHeadAttention", [*asked, bias], f"{at}.seen", own=True, num_heads=packed.heads
    )
    out = graph.product(seen, f"{at}.ao.w", width, f"{at}.ao")
    half = graph.residual(out, f"{at}.ao.b", states, f"{at}.aln", f"{at}.half")
    wide = graph.product(half, f"{at}.fi.w", width, f"{at}.fi")
    active = graph.node("BiasGelu", [wide, graph.tensor(f"{at}.fi.b")], f"{at}.active", own=True)
    narrow = graph.product(active, f"{at}.fo.w", packed.intermediate_size, f"{at}.fo")
    return graph.residual(narrow, f"{at}.fo.b", half, f"{at}.oln", name)
