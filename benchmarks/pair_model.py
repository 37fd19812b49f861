"""The cross-encoder as it is trained, in torch: the embedding model's first layers and a head."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from transformers import BertModel

LAYERS = 6
_WIDTH = 384
_NEVER = -1e4
_STEPS = 127  # of a row's largest change
_MATRICES = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "fi": "intermediate.dense",
    "fo": "output.dense",
}
_NORMS = {"aln": "attention.output.LayerNorm", "oln": "output.LayerNorm"}


class PairModel(torch.nn.Module):
    """Judges sentences; word vectors and places are not trained."""

    def __init__(self, folder: Path) -> None:
        """Start from the model in ``folder``, of ``prepare_default_model``."""
        super().__init__()
        bert = BertModel.from_pretrained(str(folder), add_pooling_layer=False)
        bert.encoder.layer = torch.nn.ModuleList(list(bert.encoder.layer)[:LAYERS])
        bert.embeddings.requires_grad_(False)
        bert.embeddings.token_type_embeddings.weight.requires_grad_(True)
        self.bert = bert
        self.inner = torch.nn.Linear(2 * _WIDTH, _WIDTH)
        self.outer = torch.nn.Linear(_WIDTH, 1)
        self.edges = torch.nn.Linear(_WIDTH, 2)
        self.dropout = torch.nn.Dropout(0.1)

    def forward(
        self, ids: torch.Tensor, types: torch.Tensor, seen: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Log-odds, shape (B,), and those of each token to begin or end the answer, (B, L, 2).

        Args:
            ids: int64, shape (B, L).
            types: idem; 1 for the sentence's tokens.
            seen: idem; 0 for padding.
        """
        states = self.bert(input_ids=ids, token_type_ids=types, attention_mask=seen)[0]
        mask = (types * seen).unsqueeze(-1).float()
        mean = (states * mask).sum(1) / mask.sum(1).clamp(min=1)
        both = self.dropout(torch.cat([states[:, 0], mean], 1))
        hidden = torch.nn.functional.gelu(self.inner(both))
        return self.outer(hidden)[:, 0], self.edges(states).masked_fill(mask == 0, _NEVER)


def changes(model: PairModel, folder: Path) -> dict[str, NDArray[np.generic]]:
    """What training changed, as ``ingest.encode.pair_graph`` reads it.

    Args:
        folder: what the model started from.
    """
    before = BertModel.from_pretrained(str(folder), add_pooling_layer=False).state_dict()
    after = model.bert.state_dict()
    found: dict[str, NDArray[np.generic]] = {}

    def keep(name: str, values: torch.Tensor) -> None:
        found[name] = values.detach().numpy().astype(np.float16)

    keep("emb.type", after["embeddings.token_type_embeddings.weight"].reshape(-1))
    for layer in range(LAYERS):
        for short, long in _MATRICES.items():
            name = f"encoder.layer.{layer}.{long}"
            change = after[f"{name}.weight"] - before[f"{name}.weight"]
            step = change.abs().amax(dim=1, keepdim=True) / _STEPS
            found[f"l{layer}.{short}.w.steps"] = (change / step).round().numpy().astype(np.int8)
            found[f"l{layer}.{short}.w.step"] = step.numpy()
            keep(f"l{layer}.{short}.b", after[f"{name}.bias"])
        for short, long in _NORMS.items():
            name = f"encoder.layer.{layer}.{long}"
            keep(f"l{layer}.{short}.w", after[f"{name}.weight"])
            keep(f"l{layer}.{short}.b", after[f"{name}.bias"])
    for short, head in (("in", model.inner), ("out", model.outer)):
        keep(f"head.{short}.w", head.weight)
        keep(f"head.{short}.b", head.bias)
    return found
