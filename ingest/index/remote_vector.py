"""The vector index on a Chroma server, shared by every process that uses the same catalogue.

Only the server written in Rust (``chroma run``), on a private address: the Python one lets
whoever reaches it run code (CVE-2026-45829).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import httpx
import numpy as np
from numpy.typing import NDArray

from corpus.errors import CorpusError, TransientError, VigieError
from corpus.records import IndexedPassage
from ingest.index.state import IndexState
from ingest.index.vector import HNSW, VectorIndex

if TYPE_CHECKING:
    from chromadb.api.models.Collection import Collection

_TOKEN_HEADER = "x-chroma-token"  # noqa: S105 - a header's name
_SECONDS, _CONNECT_SECONDS = 30.0, 5.0
_IDENTITY, _FINGERPRINT, _APPLIED = "vigie_identity", "vigie_fingerprint", "vigie_applied"


@dataclass(frozen=True)
class ChromaServer:
    """Where the server is, and the token that it may ask for.

    Attributes:
        url: of the server, with « /TENANT/DATABASE » where they are not Chroma's defaults.
    """

    url: str
    token: str | None = None

    @property
    def database(self) -> tuple[str, str]:
        """The tenant and its database."""
        tenant, _, database = urlsplit(self.url).path.strip("/").partition("/")
        return (tenant, database) if tenant else ("default_tenant", "default_database")


class RemoteVectorIndex(VectorIndex):
    """As ``VectorIndex``; what is applied is kept on the server, beside the vectors.

    Raises, from any method: ``TransientError`` (unreachable, being rebuilt) or ``CorpusError``.
    """

    _batch = 300  # Chroma Cloud takes and gives so many at most

    def __init__(self, server: ChromaServer, name: Callable[[], str]) -> None:
        """The collections of ``server`` whose name begins with ``name()``, opened at first use."""
        super().__init__(Path())
        self._server = server
        self._name = name

    def query(self, vector: NDArray[np.float32], k: int) -> list[tuple[str, float]]:
        """The ``k`` nearest passages as (id, cosine similarity), the nearest first."""
        from chromadb.errors import NotFoundError

        try:
            found = super().query(vector, k)
        except CorpusError as error:
            if not isinstance(error.__cause__, NotFoundError):
                raise
            # Another process has made the collection anew.
            self.close()
            found = super().query(vector, k)
        if len(found) < k and self.state() is None:
            raise TransientError(
                "L’index vectoriel est en reconstruction. Réessayez dans quelques instants."
            )
        return found

    def state(self) -> IndexState | None:
        """What is applied; None where there is no index or it was left unfinished."""
        with self._lock, self._mapped():
            found = self._found()
            known = (found[0].metadata if found else None) or {}
        try:
            return IndexState(str(known[_IDENTITY]), str(known[_FINGERPRINT]), int(known[_APPLIED]))
        except (KeyError, ValueError, TypeError):
            return None

    def clear(self) -> None:
        """Start anew, empty and without a state."""
        from chromadb.errors import NotFoundError

        with self._lock, self._mapped():
            client, others = self._connected(), len(self._others())
            # The first one goes first: what is applied is kept with it.
            for number in (1, *range(others + 1, 1, -1)):
                with suppress(NotFoundError):
                    client.delete_collection(self._shard_name(number))
            self._open(create=True)

    def write(self, add: Sequence[IndexedPassage], drop: Sequence[str]) -> None:
        """Make changes durable; adding what is there or dropping what is not changes nothing."""
        with self._lock, self._mapped():
            self._put(add, drop)

    def mark(self, state: IndexState) -> None:
        """Record what is applied, once it is durable."""
        with self._lock, self._mapped():
            first, *_ = self._shards or self._open(create=True)
            first.modify(
                metadata={
                    _IDENTITY: state.identity,
                    _FINGERPRINT: state.fingerprint,
                    _APPLIED: state.applied,
                }
            )

    def is_intact(self, *, fully: bool) -> bool:
        """The files are the server's own affair; canaries say whether it answers rightly."""
        del fully
        return True

    def holds(self, canaries: Sequence[IndexedPassage]) -> bool:
        """Whether queries find passages that must be there.

        Raises:
            TransientError: the server cannot be reached: nothing is known, nothing to rebuild.
        """
        self.state()
        return super().holds(canaries)

    def close(self) -> None:
        """Let go of the server."""
        with self._lock:
            client: Any = self._client
            super().close()
            if client is not None:
                for session in _sessions(client):
                    session.close()

    def _fresh(self) -> Sequence[Collection]:
        return self._shards or self._found()

    def _found(self) -> list[Collection]:
        from chromadb.errors import NotFoundError

        try:
            return self._open(create=False)
        except NotFoundError:
            return []

    def _open(self, *, create: bool) -> list[Collection]:
        self._connected()
        first = self._made(1, HNSW) if create else self._shard(1)
        self._shards = [first, *self._others()]
        return self._shards

    def _others(self) -> list[Collection]:
        """The shards from the second on, as the server knows them: others may have made some."""
        from chromadb.errors import NotFoundError

        found: list[Collection] = []
        with suppress(NotFoundError):
            while True:
                found.append(self._shard(len(found) + 2))
        return found

    def _connected(self) -> Any:
        import chromadb
        from chromadb.config import Settings

        if self._client is None:
            place = urlsplit(self._server.url)
            secure = place.scheme == "https"
            tenant, database = self._server.database
            headers = {_TOKEN_HEADER: self._server.token} if self._server.token else {}
            self._client = chromadb.HttpClient(
                host=place.hostname or "",
                port=place.port or (443 if secure else 80),
                ssl=secure,
                headers=headers,
                tenant=tenant,
                database=database,
                settings=Settings(anonymized_telemetry=False),
            )
            for session in _sessions(self._client):
                session.timeout = httpx.Timeout(_SECONDS, connect=_CONNECT_SECONDS)
        return self._client

    @contextmanager
    def _mapped(self) -> Iterator[None]:
        from chromadb.errors import ChromaError

        try:
            yield
        except VigieError:
            raise
        except (httpx.TransportError, ValueError, OSError) as error:
            # At its making, the client says by a ValueError that nobody answers.
            self.close()
            raise TransientError(
                f"Le serveur Chroma {self._place()} ne répond pas. Vérifiez qu’il tourne et que "
                "VIGIE_CHROMA_URL est juste\u00a0; le service reprendra de lui-même."
            ) from error
        except (ChromaError, httpx.HTTPError) as error:
            raise CorpusError(
                f"Le serveur Chroma {self._place()} a refusé une opération ({error}). Tapez "
                "«\u00a0vigie doctor --repair\u00a0»."
            ) from error

    def _place(self) -> str:
        place = urlsplit(self._server.url)
        return f"{place.hostname}:{place.port}" if place.port else str(place.hostname)


def _sessions(client: Any) -> Iterator[httpx.Client]:
    """Chroma's own HTTP clients, which it leaves to the garbage collector and without a limit of
    time: a server that hangs would hold a question for ever.
    """
    for part in (client, client._admin_client):  # noqa: SLF001
        yield part._server._session  # noqa: SLF001
