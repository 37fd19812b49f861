"""One process at a time writes a data directory."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import Self

from filelock import FileLock, Timeout

from corpus.errors import LockedError, TransientError, system_reason

_FILE = ".vigie.lock"


class Ownership:
    """The right to write a data directory; it ends with the process, however that ends."""

    def __init__(self, home: Path) -> None:
        """Take ``home``.

        Raises:
            LockedError: another process owns it.
            TransientError: the folder cannot be written.
        """
        try:
            home.mkdir(parents=True, exist_ok=True)
            self._lock = FileLock(home / _FILE)
            self._lock.acquire(timeout=0)
        except Timeout as error:
            raise LockedError(
                f"Le dossier de données {home} est tenu par un autre processus de Vigie (un "
                "serveur ?). Arrêtez-le, ou attendez qu’il ait fini."
            ) from error
        except OSError as error:
            raise TransientError(
                f"Le dossier de données {home} ne peut pas être écrit\u00a0: "
                f"{system_reason(error)}. Vérifiez les droits ou réglez VIGIE_HOME."
            ) from error

    def release(self) -> None:
        """Leave the directory to others."""
        self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()


def is_owned(home: Path) -> bool:
    """Whether some process, this one included, owns the data directory."""
    try:
        Ownership(home).release()
    except LockedError:
        return True
    return False
