"""Why a model did not answer: what its library raises, mapped once.

Messages are built from classes and statuses, never from what a library or a server says: that may
hold a key, an address with a password or the question.
"""

from __future__ import annotations

import asyncio
import json
from typing import Literal

from assistant.phrases import NB
from corpus.errors import TransientError

Kind = Literal[
    "refused", "key", "missing", "busy", "broken", "silent", "slow", "cut", "malformed", "long",
    "loop", "context", "request", "resting", "left_out",
]  # fmt: skip

MESSAGES: dict[Kind, str] = {
    "refused": "le serveur du modèle est injoignable",
    "key": "le serveur du modèle refuse la clé",
    "missing": "le serveur ne connaît pas ce modèle ou cette adresse",
    "busy": "le modèle reçoit trop de demandes",
    "broken": "le serveur du modèle est en panne",
    "silent": "le modèle n’a rien écrit dans le délai",
    "slow": "le modèle écrit trop lentement",
    "cut": "la connexion avec le modèle a été coupée",
    "malformed": "le serveur du modèle a envoyé une réponse illisible",
    "long": "le modèle a envoyé bien trop de texte",
    "loop": "le modèle se répète sans fin",
    "context": "la question et ses passages dépassent ce que le modèle peut lire",
    "request": "le serveur du modèle refuse la demande",
    "resting": "le modèle a échoué plusieurs fois et n’est pas sollicité pour le moment",
    "left_out": "aucune phrase du modèle n’a pu être vérifiée",
}
REMEDIES: dict[Kind, str] = {
    "refused": "Vérifiez que le serveur est lancé et l’adresse VIGIE_CHAT_BASE_URL.",
    "key": "Vérifiez VIGIE_CHAT_API_KEY.",
    "missing": (
        "Vérifiez le nom dans VIGIE_CHAT_MODEL, et que VIGIE_CHAT_BASE_URL finit comme le veut le "
        f"serveur (souvent par «{NB}/v1{NB}»)."
    ),
    "busy": "Attendez, ou demandez un quota plus élevé.",
    "broken": "Consultez le journal de ce serveur.",
    "silent": "Attendez que le modèle soit chargé, ou relevez VIGIE_CHAT_STALL_SECONDS.",
    "slow": "Choisissez un modèle plus petit, ou relevez VIGIE_CHAT_STALL_SECONDS.",
    "cut": "Consultez le journal de ce serveur, et le mandataire (proxy) s’il y en a un.",
    "malformed": "Vérifiez que le serveur parle le protocole d’OpenAI, ou d’Ollama.",
    "long": "Choisissez un autre modèle.",
    "loop": "Choisissez un autre modèle.",
    "context": "Donnez au modèle un contexte plus grand, et sa taille dans VIGIE_CHAT_CONTEXT.",
    "request": "Vérifiez le nom dans VIGIE_CHAT_MODEL.",
    "resting": "Réessayez dans une minute.",
    "left_out": "Choisissez un modèle qui écrit le français et suit les consignes.",
}
_WORTH_A_RETRY: frozenset[Kind] = frozenset({"refused", "busy", "broken", "cut"})


class ModelError(TransientError):
    """The model did not answer; the extractive answer is given instead.

    Attributes:
        kind: why.
        wait_s: seconds that the server asks to wait; None where it does not say.
    """

    def __init__(self, kind: Kind, wait_s: float | None = None) -> None:
        super().__init__(f"{MESSAGES[kind].capitalize()}. {REMEDIES[kind]}")
        self.kind = kind
        self.wait_s = wait_s

    @property
    def worth_a_retry(self) -> bool:
        """Whether the same request may succeed a moment later."""
        return self.kind in _WORTH_A_RETRY


def explain(error: BaseException) -> ModelError:
    """The failure that ``error``, raised by a chat model's library, stands for."""
    if isinstance(error, ModelError):
        return error
    status = _status(error)
    if status is not None:
        return _of_status(status, error)
    names = {cls.__name__ for cls in type(error).__mro__}
    if isinstance(error, TimeoutError | asyncio.TimeoutError) or names & {
        "APITimeoutError", "TimeoutException",
    }:  # fmt: skip
        return ModelError("silent")
    if isinstance(error, json.JSONDecodeError | UnicodeDecodeError):
        return ModelError("malformed")
    if names & {"RemoteProtocolError", "ReadError", "StreamError", "DecodingError"}:
        return ModelError("cut")
    if "APIConnectionError" in names and isinstance(error.__cause__, Exception):
        return _of_connection(error.__cause__)
    if names & {"ConnectError", "ConnectionError", "APIConnectionError", "NetworkError"}:
        return ModelError("refused")
    if "TransportError" in names or isinstance(error, OSError):
        return ModelError("cut")
    return ModelError("malformed")


def _of_connection(cause: Exception) -> ModelError:
    found = explain(cause)
    return ModelError("refused") if found.kind == "malformed" else found


def _status(error: BaseException) -> int | None:
    for owner in (error, getattr(error, "response", None)):
        status = getattr(owner, "status_code", None)
        if isinstance(status, int) and status > 0:
            return status
    return None


def _of_status(status: int, error: BaseException) -> ModelError:
    if status in (401, 403):
        return ModelError("key")
    if status == 404:
        return ModelError("missing")
    if status in (408, 425, 429):
        return ModelError("busy", _retry_after(error))
    if status >= 500:
        return ModelError("broken", _retry_after(error))
    if status in (400, 413, 422):
        said = str(error).casefold()
        about_length = "context" in said or "token" in said or "too long" in said
        return ModelError("context" if about_length or status == 413 else "request")
    if 300 <= status < 400:
        return ModelError("missing")
    return ModelError("malformed" if status < 300 else "request")


def _retry_after(error: BaseException) -> float | None:
    headers = getattr(getattr(error, "response", None), "headers", None)
    try:
        return max(0.0, float(headers["retry-after"])) if headers is not None else None
    except (KeyError, ValueError, TypeError):
        return None
