"""Who may call what, how often, and what they are told when they may not."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator

import httpx
import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import TransientError, UsageError
from corpus.records import Metadata
from tests.ui.api_client import bearer, client_of
from tests.ui.doubles import MemoryLibrary, ScriptedChain, small_library
from ui.api.rate import SharedRateLimiter, caller_address, item_of
from ui.cli.serve import server_config
from ui.settings import Settings
from ui.staff.desk import Desk
from ui.web import build_app

ASKED = {"question": "Qui préside\u00a0?"}


@pytest.fixture
def library() -> MemoryLibrary:
    found = small_library()[0]
    found.put("note.md", "Note interne.", Metadata("Note", audience="interne"))
    return found


@pytest.fixture
def client(library: MemoryLibrary) -> Iterator[TestClient]:
    with client_of(library) as opened:
        yield opened


def test_internal_documents_need_a_token_that_has_the_scope(
    client: TestClient, library: MemoryLibrary
) -> None:
    _, public = library.tokens.add("Site", ["questions"])
    _, internal = library.tokens.add("Intranet", ["questions", "interne"])
    for path in ("/api/v1/documents?audience=interne", "/api/v1/search?q=x&audience=interne"):
        refused = client.get(path)
        assert refused.status_code == 401
        assert refused.headers["www-authenticate"].startswith("Bearer")
        assert client.get(path, headers=bearer(public)).status_code == 403
        assert client.get(path, headers=bearer(internal)).status_code == 200
    body = {**ASKED, "filters": {"audience": "interne"}}
    assert client.post("/api/v1/ask", json=body).status_code == 401
    assert client.post("/api/v1/ask", json=body, headers=bearer(internal)).status_code == 200
    note = "/api/v1/documents/note.md"
    assert client.get(note).status_code == 404
    assert client.get(f"{note}?audience=interne", headers=bearer(internal)).status_code == 200


def test_a_document_is_read_with_its_passages(client: TestClient) -> None:
    found = client.get("/api/v1/documents/communique-de-test.md").json()
    assert found["title"].startswith("Communiqué de test")
    assert found["passages"][0]["text"].startswith("Cette instance")
    missing = client.get("/api/v1/documents/absent.md")
    assert missing.status_code == 404
    assert "absent.md" in missing.json()["detail"]


def test_the_operator_can_close_asking_to_those_without_a_token(library: MemoryLibrary) -> None:
    _, secret = library.tokens.add("Site", ["questions"])
    with client_of(library, anonymous=False) as client:
        for path in ("/api/v1/search?q=x", "/api/v1/documents", "/v1/models"):
            assert client.get(path).status_code == 401
            assert client.get(path, headers=bearer(secret)).status_code == 200
        assert client.post("/api/v1/ask", json=ASKED).status_code == 401
        assert client.post("/v1/chat/completions", json={}).status_code in {401, 422}
        assert client.get("/healthz").status_code == 200


@pytest.mark.parametrize(
    "sent", ["Bearer vigie-00000000-faux", "Bearer", "Basic dXNlcjpwYXNz", "Bearer faux"]
)
def test_a_token_that_is_none_is_refused_in_french(client: TestClient, sent: str) -> None:
    refused = client.get("/api/v1/documents", headers={"authorization": sent})
    assert refused.status_code == 401
    assert refused.headers["content-type"] == "application/problem+json"
    assert "jeton" in refused.json()["detail"]


def test_a_revoked_token_no_longer_works(client: TestClient, library: MemoryLibrary) -> None:
    token, secret = library.tokens.add("Site", ["questions"])
    assert client.get("/api/v1/documents", headers=bearer(secret)).status_code == 200
    library.tokens.revoke(token.id)
    assert client.get("/api/v1/documents", headers=bearer(secret)).status_code == 401


def test_the_trail_is_for_administrators(client: TestClient, library: MemoryLibrary) -> None:
    _, secret = library.tokens.add("Supervision", ["administration"])
    assert client.get("/api/v1/audit").status_code == 401
    [act] = client.get("/api/v1/audit", headers=bearer(secret)).json()
    assert (act["action"], act["subject"]) == ("jeton-cree", "Supervision")


def test_callers_are_limited_by_address_and_by_token(library: MemoryLibrary) -> None:
    _, secret = library.tokens.add("Site", ["questions"])
    _, slow = library.tokens.add("Lent", ["questions"], rate="1/heure")
    with client_of(library, address_rate="3/heure", token_rate="5/heure") as client:
        left = [client.get("/api/v1/documents").headers["ratelimit-remaining"] for _ in range(3)]
        assert left == ["2", "1", "0"]
        refused = client.get("/api/v1/documents")
        assert refused.status_code == 429
        assert int(refused.headers["retry-after"]) > 0
        assert "Réessayez dans" in refused.json()["detail"]
        assert client.post("/v1/chat/completions", json={}).status_code == 429
        # One who has a token is counted apart, and a wrong one with its address.
        assert client.get("/api/v1/documents", headers=bearer(secret)).status_code == 200
        assert client.get("/api/v1/documents", headers=bearer(slow)).status_code == 200
        assert client.get("/api/v1/documents", headers=bearer(slow)).status_code == 429
        assert client.get("/api/v1/documents", headers=bearer("vigie-x-y")).status_code == 429
        # The pages are not the API.
        assert client.get("/a-propos").status_code == 200


async def test_replicas_count_together_and_alone_while_the_catalogue_is_away(
    library: MemoryLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, there = SharedRateLimiter(library.calls), SharedRateLimiter(library.calls)
    rate = "3/jour"
    found = [await one.hit(rate, "adresse:192.0.2.7") for one in (here, there, here)]
    assert [one.left for one in found] == [2, 1, 0]
    assert not (await there.hit(rate, "adresse:192.0.2.7")).allowed
    assert (await there.hit(rate, "adresse:192.0.2.8")).allowed

    def away(*_: object) -> None:
        raise TransientError("La base de données ne répond plus.")

    monkeypatch.setattr(library.calls, "add", away)
    found = [await here.hit(rate, "adresse:192.0.2.7") for _ in range(4)]
    assert [one.allowed for one in found] == [True, True, True, False]


@pytest.mark.parametrize(
    ("host", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("testclient", "testclient"),
        (None, "inconnue"),
    ],
)
def test_the_address_that_is_counted(host: str | None, counted: str) -> None:
    assert caller_address(host) == counted


@given(st.text(max_size=40))
def test_an_address_never_fails(host: str) -> None:
    assert caller_address(host)


@pytest.mark.parametrize(
    ("proxies", "sender", "said", "allowed"),
    [
        ("", "198.51.100.9", ["203.0.113.1", "203.0.113.2", "203.0.113.3"], 2),
        ("192.0.2.1", "198.51.100.9", ["203.0.113.1", "203.0.113.2", "203.0.113.3"], 2),
        ("192.0.2.1", "192.0.2.1", ["203.0.113.1", "203.0.113.2", "203.0.113.3"], 3),
        ("192.0.2.1", "192.0.2.1", ["a, 203.0.113.1", "b, 203.0.113.1", "203.0.113.1"], 2),
        ("192.0.2.0/24", "192.0.2.77", ["203.0.113.1", "203.0.113.1", "203.0.113.2"], 3),
    ],
)  # fmt: skip
async def test_nobody_passes_for_another_address(
    library: MemoryLibrary, proxies: str, sender: str, said: list[str], allowed: int
) -> None:
    """Only the operator's own proxies are believed, and of what they say only what they added."""
    chain = ScriptedChain(library, library.documents()[0].name)
    settings = Settings(trusted_proxies=proxies, address_rate="2/heure")
    config = server_config(build_app(chain, library, settings, None), settings)
    config.load()
    transport = httpx.ASGITransport(config.loaded_app, client=(sender, 4321))
    async with httpx.AsyncClient(transport=transport, base_url="http://vigie") as client:
        statuses = [
            (await client.get("/api/v1/documents", headers={"x-forwarded-for": one})).status_code
            for one in said
        ]
    assert statuses == [200] * allowed + [429] * (len(said) - allowed)


def test_a_rate_that_is_none_is_refused() -> None:
    for wrong in ("", "0/minute", "10", "10/minutes", "dix/minute"):
        with pytest.raises(UsageError, match="600/minute"):
            item_of(wrong)


def test_every_answer_has_an_identifier(client: TestClient) -> None:
    given_id = client.get("/healthz", headers={"x-request-id": "proxy-42"})
    assert given_id.headers["x-request-id"] == "proxy-42"
    made = client.get("/healthz").headers["x-request-id"]
    assert made != client.get("/healthz").headers["x-request-id"]
    hostile = client.get("/healthz", headers={"x-request-id": "a\tb<script>"})
    assert "<" not in hostile.headers["x-request-id"]
    missing = client.get("/inconnu", headers={"x-request-id": "proxy-43"})
    assert missing.json()["request_id"] == "proxy-43"


def test_a_failure_keeps_its_headers_and_its_words_to_itself(
    client: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        failed = client.post("/api/v1/ask", json={"question": "panne confidentielle"})
    assert failed.status_code == 500
    assert failed.headers["x-content-type-options"] == "nosniff"
    assert failed.json()["request_id"] == failed.headers["x-request-id"]
    assert "RuntimeError" in caplog.text
    assert "confidentielle" not in caplog.text


def test_feedback_is_kept(client: TestClient, library: MemoryLibrary) -> None:
    body = {"question": "Qui\u00a0?", "useful": False, "reason": "faux", "comment": "Non."}
    kept = client.post("/api/v1/feedback", json=body)
    assert kept.status_code == 201
    [opinion] = library.feedback.opinions()
    assert (opinion.id, opinion.origin, opinion.comment) == (kept.json()["id"], "api", "Non.")
    for wrong in ({"useful": True}, {**body, "reason": "parce que"}, {**body, "x": 1}):
        assert client.post("/api/v1/feedback", json=wrong).status_code == 422


def test_the_api_is_described_whole(library: MemoryLibrary) -> None:
    chain = ScriptedChain(library, library.documents()[0].name)
    with TestClient(build_app(chain, library, Settings(), None, Desk(library.registers))) as client:
        described = client.get("/api/v1/openapi.json").json()
    assert {path: set(operations) for path, operations in described["paths"].items()} == {
        "/api/v1/ask": {"post"}, "/api/v1/search": {"get"}, "/api/v1/documents": {"get", "post"},
        "/api/v1/documents/{name}": {"get", "patch", "delete"}, "/api/v1/jobs/{number}": {"get"},
        "/api/v1/feedback": {"post"}, "/api/v1/audit": {"get"}, "/v1/models": {"get"},
        "/v1/models/{name}": {"get"}, "/v1/chat/completions": {"post"},
        "/healthz": {"get"}, "/readyz": {"get"}, "/metrics": {"get"},
    }  # fmt: skip
    written = json.dumps(described, ensure_ascii=False)
    assert "HTTPValidationError" not in written
    assert "Successful Response" not in written
    for address, path in described["paths"].items():
        for method, operation in path.items():
            assert operation["summary"]
            assert operation["description"]
            for response in operation["responses"].values():
                assert "X-Request-ID" in response["headers"]
            if address.startswith(("/api/", "/v1/")):
                assert "Retry-After" in operation["responses"]["429"]["headers"]
            writes = method in {"patch", "delete"} or "/audit" in address or "/jobs" in address
            if writes or (method, address) == ("post", "/api/v1/documents"):
                assert operation["security"] == [{"jeton": []}]
            success = next(v for k, v in operation["responses"].items() if k.startswith("2"))
            assert set(success["content"]) & {"application/json", "text/plain"}
    for name in re.findall(r"#/components/(\w+/\w+(?:-\w+)*)", written):
        kind, one = name.split("/")
        assert one in described["components"][kind]


def test_a_failure_of_any_kind_is_told(
    library: MemoryLibrary, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Many kinds of errors cannot be made without arguments."""

    said = b"confidentiel\xff"

    def fails(audience: str) -> str:
        return audience + said.decode()

    with client_of(library) as client:
        monkeypatch.setattr(library, "documents", fails)
        failed = client.get("/api/v1/documents")
    assert (failed.status_code, failed.json()["title"]) == (500, "Erreur interne")
    assert "UnicodeDecodeError" in caplog.text
    assert "confidentiel" not in caplog.text
