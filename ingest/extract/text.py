"""Plain text and Markdown, with YAML front matter."""

from __future__ import annotations

from corpus.errors import DocumentError
from ingest.extract.base import Extracted, Source
from ingest.extract.encoding import decode
from ingest.extract.front_matter import metadata, read_sidecar, split_front_matter


def read_text(source: Source) -> Extracted:
    """The text of ``source`` as it came, front matter left out; Markdown marks are kept.

    Raises:
        DocumentError: it is empty, not text, or wrongly described.
    """
    described = split_front_matter(decode(source.data, source.name), source.name)
    beside = {} if source.sidecar is None else read_sidecar(source.sidecar, source.name)
    if not any(character.isalnum() for character in described.body):
        raise DocumentError(
            f"«\u00a0{source.name}\u00a0» est vide\u00a0: il ne contient aucun texte."
        )
    return Extracted(described.body, metadata(described.values, beside, source.name))
