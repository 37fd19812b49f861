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

import errno


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


_REASONS = {
    errno.ENOENT: "il n’existe pas",
    errno.EACCES: "les droits d’accès manquent",
    errno.EPERM: "l’opération n’est pas permise",
    errno.EEXIST: "il existe déjà",
    errno.EISDIR: "c’est un dossier",
    errno.ENOTDIR: "ce n’est pas un dossier",
    errno.ENOTEMPTY: "le dossier n’est pas vide",
    errno.ENOSPC: "le disque est plein",
    errno.EDQUOT: "le quota de disque est atteint",
    errno.EFBIG: "le fichier est trop gros",
    errno.EROFS: "le disque est en lecture seule",
    errno.EIO: "le disque a signalé une erreur",
    errno.EMFILE: "trop de fichiers sont ouverts",
    errno.ENFILE: "trop de fichiers sont ouverts",
    errno.ENAMETOOLONG: "le nom est trop long",
    errno.ELOOP: "les liens tournent en rond",
    errno.ENOMEM: "la mémoire manque",
    errno.EADDRINUSE: "l’adresse est déjà prise",
    errno.EADDRNOTAVAIL: "l’adresse n’est pas celle de cette machine",
    errno.ECONNREFUSED: "la connexion est refusée",
    errno.ETIMEDOUT: "le délai est dépassé",
}


def system_reason(error: OSError) -> str:
    """Why the system refused, in French: its own words (``strerror``) are English."""
    known = _REASONS.get(error.errno or 0)
    return known or f"le système a répondu «\u00a0{error.strerror or error}\u00a0»"
