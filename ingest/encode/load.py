"""The configured embedding model, ready to encode."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from corpus.errors import ConfigurationError
from ingest.encode.base import Encoder
from ingest.encode.onnx_encoder import OnnxEncoder
from ingest.encode.remote_encoder import EmbeddingServer, RemoteEncoder
from ingest.encode.unpack import GRAPH_FILE, prepare_default_model


def load_encoder(
    name: str | None,
    cache: Path,
    notify: Callable[[str], None] = lambda _: None,
    server: EmbeddingServer | None = None,
) -> Encoder:
    """The embedding model called ``name``, or the default one where ``name`` is None or empty.

    Args:
        name: a sentence-transformers model's name, or its folder; a folder that holds
            ``onnx/model.onnx`` with token vectors is run by onnxruntime.
        cache: the folder of what can be made again.
        notify: receives French progress messages.
        server: runs the model called ``name``; None: this process does.

    Raises:
        ConfigurationError: the model is missing or cannot be loaded.
        TransientError: the default model's folder cannot be written.
    """
    if server is not None:
        if not name:
            raise ConfigurationError(
                "VIGIE_EMBEDDING_BASE_URL est donnée sans VIGIE_EMBEDDING_MODEL. Donnez le nom du "
                "modèle que ce serveur emploie."
            )
        return RemoteEncoder(name, server)
    if not name:
        return OnnxEncoder(prepare_default_model(cache, notify))
    folder = Path(name).expanduser()
    if (folder / GRAPH_FILE).is_file() and (folder / "ORIGIN.json").is_file():
        return OnnxEncoder(folder)
    # sentence-transformers takes seconds to import; the default model does without.
    from ingest.encode.torch_encoder import TorchEncoder

    notify(f"Chargement du modèle d’embedding «\u00a0{name}\u00a0»…")
    return TorchEncoder(str(folder) if folder.is_dir() else name)
