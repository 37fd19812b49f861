"""Text into vectors: the default model, any sentence-transformers model, and their contract."""

from ingest.encode.base import Encoded, Encoder, PassageText
from ingest.encode.load import load_encoder

__all__ = ["Encoded", "Encoder", "PassageText", "load_encoder"]
