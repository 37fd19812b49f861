"""What readers do, for Locust; ``benchmarks.load`` runs it against a server of its own.

``Visitor`` has the chat's page open and reads. ``Reader`` asks, as the page does, and thinks for
five seconds. ``Program`` asks through the interface for programs as fast as it is answered. Which
of them there are is for Locust's command line to say.
"""

from __future__ import annotations

import json
import os
import random
import secrets
from contextlib import closing, suppress
from time import perf_counter
from typing import Any

import gevent
from locust import HttpUser, constant, events, task
from requests.exceptions import RequestException

QUESTIONS = [
    "Qui préside le groupe de travail sécurité et prévention des Régions ?",
    "Quand le groupe de travail a-t-il été créé ?",
    "Combien de Régions participent au groupe de travail ?",
    "Que demandent les Régions à l’État ?",
    "Quelles sont les compétences des Régions en matière de sécurité ?",
    "Où s’est tenue la réunion ?",
    "Pourquoi les Régions agissent-elles dans les transports ?",
    "Quel est le rôle des lycées dans la prévention ?",
    "Quelle est la date du communiqué ?",
    "De quoi parle le communiqué ?",
    "Quels sont les objectifs du groupe de travail ?",
    "Qui est le maire de Paris ?",
    "Quelle est la recette de la quiche lorraine ?",
    "Le groupe de travail a-t-il été dissous ?",
    "Quel budget est consacré à la vidéoprotection ?",
]
READERS = int(os.environ.get("CHARGE_LECTEURS", "50"))
# Seconds from the start in which pages are opened: what is asked then is counted apart.
OPENING = float(os.environ.get("CHARGE_OUVERTURE", "0"))
_BEGAN = perf_counter()
_THOUGHT = 5.0
_VISIT = 8  # questions that a reader asks before leaving
# What a form sends of what nobody has touched, by the kind of its field.
_UNTOUCHED: dict[str, Any] = {"textbox": "", "checkboxgroup": [], "checkbox": False}


class _Page(HttpUser):  # type: ignore[misc]
    """A browser with the chat's page open: its heartbeat is listened to until it leaves."""

    abstract = True

    def on_start(self) -> None:
        """Open the page."""
        self.session = secrets.token_hex(6)
        self.client.get("/", name="la page")
        config = self.client.get("/config", name="la page : réglages").json()
        found = next(one for one in config["dependencies"] if one["api_name"] == "answer")
        kinds = {one["id"]: one["type"] for one in config["components"]}
        self.function = int(found["id"])
        self.untouched = [_UNTOUCHED.get(kinds[one]) for one in found["inputs"]]
        self.heart = gevent.spawn(self._listen)

        self.asked = 0

    def on_stop(self) -> None:
        """Leave it."""
        self.heart.kill(block=False)

    def _listen(self) -> None:
        address = f"/gradio_api/heartbeat/{self.session}"
        with (
            suppress(RequestException),
            closing(self.client.get(address, name="la page : présence", stream=True)) as answer,
        ):
            for _ in answer.iter_lines():
                pass


class Visitor(_Page):
    """Reads, and asks nothing."""

    weight = 1
    wait_time = constant(3600)

    @task  # type: ignore[untyped-decorator]
    def read(self) -> None:
        """Nothing is asked of the server."""


class Reader(_Page):
    """Asks a question, reads the answer, thinks; after some of them another reader comes."""

    fixed_count = READERS
    wait_time = constant(_THOUGHT)

    @task  # type: ignore[untyped-decorator]
    def ask(self) -> None:
        """Ask, and read the stream until the answer is whole."""
        if self.asked == _VISIT:
            self.on_stop()
            self.on_start()
        self.asked += 1
        question = random.choice(QUESTIONS)
        body = {
            "data": [question, *self.untouched[1:]],
            "fn_index": self.function,
            "session_hash": self.session,
        }
        started = perf_counter()
        joined = self.client.post("/gradio_api/queue/join", json=body, name="question")
        if joined.status_code != 200:
            return
        first: float | None = None
        failure: Exception | None = RuntimeError("la réponse s’est arrêtée en route")
        size = 0
        address = f"/gradio_api/queue/data?session_hash={self.session}"
        with closing(self.client.get(address, name="réponse : flux", stream=True)) as stream:
            for line in stream.iter_lines():
                size += len(line)
                if not line.startswith(b"data: "):
                    continue
                message = json.loads(line[6:])
                if message["msg"] == "process_generating" and first is None:
                    said = json.dumps(message, ensure_ascii=False)
                    if "de la file" in said:
                        self._tell("place dans la file", perf_counter() - started, 0, None)
                    first = perf_counter() if "corps" in said and "attente" not in said else None
                if message["msg"] == "process_completed":
                    failure = None if message["success"] else RuntimeError(line.decode()[:500])
                    break
        ended = perf_counter()
        self._tell("premiers mots", (first or ended) - started, 0, failure)
        self._tell("réponse entière", ended - started, size, failure)

    def _tell(self, name: str, seconds: float, size: int, failure: Exception | None) -> None:
        if perf_counter() - seconds - _BEGAN < OPENING:
            name += ", à l’ouverture"
        events.request.fire(
            request_type="CHAT", name=name, response_time=seconds * 1000, response_length=size,
            exception=failure, context={},
        )  # fmt: skip


class Program(HttpUser):  # type: ignore[misc]
    """Asks without a pause, and reads what it is told when it asks too much."""

    wait_time = constant(0)

    @task  # type: ignore[untyped-decorator]
    def ask(self) -> None:
        """An answer, or a refusal in French that says when to come back."""
        body: dict[str, Any] = {"question": random.choice(QUESTIONS)}
        with self.client.post("/api/v1/ask", json=body, name="API", catch_response=True) as answer:
            if answer.status_code == 200:
                answer.success()
                return
            told = answer.json().get("detail", "") if answer.content else ""
            waits = answer.headers.get("retry-after")
            if answer.status_code == 429 and waits and "Réessayez" in told:
                answer.success()
                events.request.fire(
                    request_type="API", name="refus 429, en français", response_time=0,
                    response_length=0, exception=None, context={},
                )  # fmt: skip
                gevent.sleep(1.0)
            else:
                answer.failure(f"{answer.status_code} {told}")
