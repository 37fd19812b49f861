"""What a corpus was made with: vectors of two models, or cut two ways, do not mix."""

from __future__ import annotations

from corpus.catalogue import Catalogue
from corpus.errors import FingerprintError
from corpus.french.words import ANALYSER
from ingest.clean import CLEANER
from ingest.encode.base import Encoder
from ingest.split import SPLITTER


def fingerprint_of(encoder: Encoder) -> str:
    """Changes whenever passages or their vectors may come out otherwise."""
    return f"{encoder.fingerprint}|{SPLITTER}|{CLEANER}|{ANALYSER}"


def require_fingerprint(catalogue: Catalogue, encoder: Encoder) -> None:
    """Refuse a corpus that was made otherwise; a corpus still empty fits everything.

    Raises:
        FingerprintError: it was made with another model, splitter or cleaner.
    """
    made_with, now = catalogue.fingerprint(), fingerprint_of(encoder)
    if made_with is not None and made_with != now:
        raise FingerprintError(
            f"Le corpus a été indexé avec «\u00a0{made_with}\u00a0» et Vigie est réglée sur "
            f"«\u00a0{now}\u00a0». "
            "Tapez «\u00a0vigie reindex\u00a0» pour le réindexer, ou reprenez l’ancien réglage "
            "(VIGIE_EMBEDDING_MODEL)."
        )
