"""What the service says of itself: measures, readiness, logs without words."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families

from corpus.errors import CorpusError, TransientError
from tests.ui.api_client import bearer
from tests.ui.doubles import MemoryLibrary, ScriptedChain, small_library
from ui.logs import configure_logs
from ui.settings import Settings
from ui.watch import Canaries, Watch
from ui.web import build_app

LOCAL = ("127.0.0.1", 4242)
ELSEWHERE = ("192.0.2.7", 4242)


def client_of(
    library: MemoryLibrary, address: tuple[str, int], watch: Watch | None = None, **given: bool
) -> TestClient:
    chain = ScriptedChain(library, library.documents()[0].name)
    app = build_app(chain, library, Settings(**given), watch=watch)  # type: ignore[arg-type]
    return TestClient(app, raise_server_exceptions=False, client=address)


@pytest.fixture
def library() -> MemoryLibrary:
    return small_library()[0]


def measures(client: TestClient) -> dict[tuple[str, tuple[str, ...]], float]:
    text = client.get("/metrics").text
    return {
        (sample.name, tuple(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_questions_refusals_and_failures_are_counted_by_whichever_way(
    library: MemoryLibrary,
) -> None:
    watch = Watch(
        jobs=lambda: {"waiting": 2}, lag=lambda: {"lexical": 3}, corpus=lambda: {"passages": 9}
    )
    with client_of(library, LOCAL, watch) as client:
        asked = {"question": "Qui préside\u00a0?"}
        client.post("/api/v1/ask", json=asked)
        client.post("/api/v1/ask", json={**asked, "stream": True})
        messages = [{"role": "user", "content": "Quel temps fait-il\u00a0?"}]
        client.post("/v1/chat/completions", json={"model": "vigie", "messages": messages})
        client.post("/api/v1/ask", json={"question": "panne"})
        found = measures(client)
    assert found["vigie_questions_total", ("repondue", "extractive")] == 2
    assert found["vigie_questions_total", ("refusee", "extractive")] == 1
    assert found["vigie_questions_total", ("en-erreur", "")] == 1
    assert found["vigie_http_requests_total", ("POST", "/api/v1/ask", "200")] == 2
    assert found["vigie_http_requests_total", ("POST", "/api/v1/ask", "500")] == 1
    assert found["vigie_answer_stage_seconds_count", ("premiers-mots",)] == 1
    assert found["vigie_jobs", ("waiting",)] == 2
    assert found["vigie_index_lag", ("lexical",)] == 3
    assert found["vigie_corpus", ("passages",)] == 9
    assert found["vigie_gate", ("en-attente",)] == 0


def test_an_address_never_becomes_a_label(library: MemoryLibrary) -> None:
    with client_of(library, LOCAL) as client:
        client.get("/api/v1/search", params={"q": "mot confidentiel"})
        client.get("/api/v1/documents/nom-confidentiel")
        client.request("CONFIDENTIEL", "/confidentiel")
        text = client.get("/metrics").text
    assert "confidentiel" not in text.lower()
    assert 'route="/api/v1/documents/{name:path}"' in text


def test_measures_are_for_this_machine_and_for_administrators(library: MemoryLibrary) -> None:
    _, secret = library.tokens.add("Supervision", ["administration"])
    _, other = library.tokens.add("Site", ["questions"])
    with client_of(library, ELSEWHERE) as client:
        assert client.get("/metrics").status_code == 403
        assert client.get("/metrics", headers=bearer(other)).status_code == 403
        assert client.get("/metrics", headers=bearer(secret)).status_code == 200
    with client_of(library, LOCAL) as client:
        assert client.get("/metrics").status_code == 200
        passed_on = client.get("/metrics", headers={"x-forwarded-for": "192.0.2.7"})
        assert passed_on.status_code == 403
        assert "VIGIE_METRICS_PUBLIC" in passed_on.json()["detail"]
    with client_of(library, ELSEWHERE, metrics_public=True) as client:
        assert client.get("/metrics").status_code == 200


def test_it_is_not_ready_while_an_index_fails_its_canaries(library: MemoryLibrary) -> None:
    wrong = ["l’index lexical"]
    canaries = Canaries(lambda: list(wrong), seconds=0)
    with client_of(library, LOCAL, Watch(canaries.require_sound)) as client:
        refused = client.get("/readyz")
        assert refused.status_code == 503
        assert refused.headers["content-type"] == "application/problem+json"
        assert refused.json()["checks"] == {"service": "en-defaut"}
        assert client.get("/healthz").status_code == 200
        wrong.clear()
        assert client.get("/readyz").status_code == 200


def test_what_is_down_is_named_and_takes_no_other_measure_away(library: MemoryLibrary) -> None:
    def down() -> dict[str, float]:
        raise TransientError("La base de données base:5432 ne répond plus.")

    watch = Watch(down, jobs=down, parts={"catalogue": down, "index": dict})  # type: ignore[arg-type]
    with client_of(library, LOCAL, watch) as client:
        refused = client.get("/readyz")
        assert refused.status_code == 503
        assert refused.json()["checks"] == {"catalogue": "en-defaut", "index": "ok"}
        assert "5432" not in refused.text
        found = measures(client)
    assert found["vigie_ready", ("catalogue",)] == 0
    assert found["vigie_ready", ("index",)] == 1
    assert ("vigie_gate", ("en-cours",)) in found
    assert not [name for name, _ in found if name == "vigie_jobs"]


def test_canaries_are_not_asked_at_every_look() -> None:
    looks: list[int] = []

    def verify() -> list[str]:
        looks.append(1)
        return ["l’index vectoriel"]

    canaries = Canaries(verify, seconds=3600)
    for _ in range(3):
        with pytest.raises(CorpusError, match="l’index vectoriel"):
            canaries.require_sound()
    assert len(looks) == 1


@pytest.fixture
def logs() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    written = io.StringIO()
    configure_logs("info", "json", written)
    yield written
    root.handlers[:] = handlers
    root.setLevel(level)
    for name in ("ui", "assistant", "ingest", "corpus"):
        logging.getLogger(name).setLevel(logging.NOTSET)


def test_logs_say_what_happened_and_not_what_was_said(
    library: MemoryLibrary, logs: io.StringIO
) -> None:
    with client_of(library, LOCAL) as client:
        named = {"x-request-id": "essai-1"}
        client.post("/api/v1/ask", json={"question": "panne confidentielle"}, headers=named)
        client.get("/api/v1/search", params={"q": "confidentiel"}, headers={"authorization": "x"})
    lines = [json.loads(line) for line in logs.getvalue().splitlines()]
    assert "confidentiel" not in logs.getvalue()
    [failure] = [line for line in lines if line["niveau"] == "error"]
    assert failure["request_id"] == "essai-1"
    assert failure["exception"][-1] == "RuntimeError"
    [asked] = [line for line in lines if line.get("route") == "/api/v1/ask"]
    assert (asked["statut"], asked["methode"], asked["request_id"]) == (500, "POST", "essai-1")


def test_an_exception_is_logged_without_its_message(logs: io.StringIO) -> None:
    try:
        raise ValueError("question confidentielle")
    except ValueError:
        logging.getLogger("ui.essai").exception("Échec")
        configure_logs("info", "texte", logs)
        logging.getLogger("ui.essai").exception("Échec")
    assert "confidentielle" not in logs.getvalue()
    assert logs.getvalue().count("ValueError") == 2


def test_libraries_are_kept_from_writing_what_they_are_given(logs: io.StringIO) -> None:
    configure_logs("debug", "json", logs)
    for name in ("openai", "httpx", "langchain", "chromadb"):
        logging.getLogger(name).info("question confidentielle")
        logging.getLogger(name).debug("question confidentielle")
    assert logs.getvalue() == ""
