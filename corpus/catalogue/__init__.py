"""The catalogue: the corpus's system of record."""

from corpus.catalogue.catalogue import Catalogue

__all__ = ["Catalogue"]
