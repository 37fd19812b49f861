"""A cleaned text as encoded passages, ready for the catalogue."""

from __future__ import annotations

from corpus.catalogue import Catalogue
from corpus.catalogue.identity import content_hash
from corpus.records import NewPassage, Progress
from ingest.encode.base import Encoder, PassageText
from ingest.split import split


def make_passages(
    text: str,
    name: str,
    catalogue: Catalogue,
    encoder: Encoder,
    progress: Progress | None,
    *,
    reuse: bool,
) -> tuple[NewPassage, ...]:
    """Split a text and encode its passages.

    Args:
        text: cleaned.
        name: of the document, for ``progress``.
        catalogue: whose vectors are taken where ``reuse`` and it knows the same content.
        encoder: for all others.
        progress: counts passages to encode.
        reuse: false where the catalogue's vectors are another encoder's.
    """
    cuts = split(text)
    inputs = [PassageText(text[cut.start : cut.end], cut.headings) for cut in cuts]
    hashes = [content_hash(one.headings, one.text) for one in inputs]
    blobs = catalogue.vectors_by_content(hashes) if reuse else {}
    missing = {
        digest: one for digest, one in zip(hashes, inputs, strict=True) if digest not in blobs
    }

    def told(_: str, done: int, total: int) -> None:
        if progress is not None:
            progress(f"Encodage de «\u00a0{name}\u00a0»", done, total)

    if missing:
        encoded = encoder.encode_passages(list(missing.values()), told)
        for digest, one in zip(missing, encoded, strict=True):
            blobs[digest] = (one.vector.astype("<f4").tobytes(), one.term_vectors.tobytes())
    return tuple(
        NewPassage(cut.start, cut.end, cut.headings, one.text, *blobs[digest])
        for cut, one, digest in zip(cuts, inputs, hashes, strict=True)
    )
