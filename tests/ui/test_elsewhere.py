"""Addresses that are nobody's, and methods that an address does not take."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from tests.ui.api_client import client_of


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    with client_of() as client:
        yield client


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("GET", "/api/v1/ask", "POST"),
        ("PUT", "/api/v1/ask", "POST"),
        ("OPTIONS", "/api/v1/ask", "POST"),
        ("TRACE", "/api/v1/ask", "POST"),
        ("POST", "/api/v1/search", "GET, HEAD"),
        ("GET", "/v1/chat/completions", "POST"),
        ("POST", "/healthz", "GET, HEAD"),
        ("DELETE", "/a-propos", "GET, HEAD"),
        ("POST", "/ressources/vigie.js", "GET, HEAD"),
    ],
)
def test_a_method_that_an_address_does_not_take_is_said_in_french(
    client: TestClient, method: str, path: str, allowed: str
) -> None:
    refused = client.request(method, path)
    assert refused.status_code == 405
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.headers["allow"] == allowed
    said = refused.json()
    assert said["detail"] == f"Cette adresse n’accepte pas la méthode {method}."
    assert said["request_id"] == refused.headers["x-request-id"]


@pytest.mark.parametrize(
    "path",
    ["/api/v1/inconnu", "/api/inconnu", "/v1/inconnu", "/bibliotheque/inconnu", "/static/inconnu",
     "/assets/inconnu.js"],
)  # fmt: skip
def test_an_address_that_is_nobody_s_is_said_in_french(client: TestClient, path: str) -> None:
    unknown = client.get(path)
    assert unknown.status_code == 404
    assert unknown.headers["content-type"] == "application/problem+json"
    assert unknown.json()["detail"] == "Il n’y a pas de page à cette adresse."
    page = client.get(path, headers={"accept": "text/html"})
    assert page.status_code == 404
    assert page.headers["content-type"].startswith(
        "application/problem+json" if path.startswith(("/api/", "/v1/")) else "text/html"
    )


def test_what_the_chat_s_library_refuses_is_said_in_french(client: TestClient) -> None:
    refused = client.get("/gradio_api/queue/data")
    assert refused.status_code == 422
    assert refused.json()["detail"] == "Champ «\u00a0session_hash\u00a0»\u00a0: il manque."


@pytest.mark.parametrize(
    "path", ["/", "/healthz", "/readyz", "/a-propos", "/api/v1/documents", "/v1/models"]
)
def test_whoever_watches_may_ask_by_head(client: TestClient, path: str) -> None:
    asked, headed = client.get(path), client.head(path)
    assert (headed.status_code, headed.content) == (200, b"")
    assert headed.headers["content-type"] == asked.headers["content-type"]
    assert headed.headers["x-request-id"] != asked.headers["x-request-id"]


def test_head_is_refused_as_get_is(client: TestClient) -> None:
    assert client.head("/api/v1/audit").status_code == 401
    assert client.head("/source/inconnue").status_code == 404
    assert client.head("/api/v1/ask").status_code == 405
