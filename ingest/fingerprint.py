"""What a corpus was made with: vectors of two models, or cut two ways, do not mix."""

from __future__ import annotations

from corpus.catalogue import Catalogue
from corpus.errors import FingerprintError
from ingest.clean import CLEANER
from ingest.encode.base import Encoder
from ingest.split import SPLITTER


def fingerprint_of(encoder: Encoder) -> str:
    """Changes whenever passages or their vectors may come out otherwise."""
    return f"{encoder.fingerprint}|{SPLITTER}|{CLEANER}"


def require_fingerprint(catalogue: Catalogue, encoder: Encoder) -> None:
    """Refuse a corpus that was made otherwise; a corpus still empty fits everything.

    Raises:
        FingerprintError: it was made with another model, splitter or cleaner.
    """
    made_with, now = catalogue.fingerprint(), fingerprint_of(encoder)
    if made_with is not None and made_with != now:
        raise FingerprintError(
            f"Le corpus a été indexé avec « {made_with} » et Vigie est réglée sur « {now} ». "
            "Tapez « vigie reindex » pour le réindexer, ou reprenez l’ancien réglage "
            "(VIGIE_EMBEDDING_MODEL)."
        )
