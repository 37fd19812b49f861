"""The errors of Vigie, classed by what the caller must do.

::

    VigieError
    ├── UsageError          the request is wrong: change it and ask again
    │   ├── ConfigurationError   a setting is wrong: correct it and start again
    │   ├── UnknownDocumentError no document of that name
    │   └── QuestionError        the question cannot be read
    ├── DocumentError       this document cannot be taken in: mend it; the others go on
    ├── TransientError      nothing is wrong with the request: try again later
    │   └── LockedError          another process owns the data directory
    └── CorpusError         the data directory needs the operator
        └── FingerprintError     indexed with another model, splitter or cleaner

Every message is one French sentence or two: what happened, with which value, and what to do.
Third-party exceptions are mapped once, at the seam that calls the library.
"""

from __future__ import annotations


class VigieError(Exception):
    """Root of the tree; ``str()`` is a French message fit for a user."""


class UsageError(VigieError):
    """The request itself is wrong: the caller must change it."""


class ConfigurationError(UsageError):
    """A setting is missing, unknown or wrong: the operator must correct it."""


class UnknownDocumentError(UsageError):
    """No document of the corpus has this name."""


class QuestionError(UsageError):
    """The question is empty, too long or unreadable."""


class DocumentError(VigieError):
    """One document cannot be taken in; the corpus is unchanged and the others go on."""


class TransientError(VigieError):
    """A passing failure (disk full, lock, network): the same request may succeed later."""


class LockedError(TransientError):
    """Another process owns the data directory."""


class CorpusError(VigieError):
    """The data directory is damaged or does not fit: the operator must act."""


class FingerprintError(CorpusError):
    """The indexes were built with another model, splitter or cleaner."""
