"""The application over HTTP: programs' interface, source pages, what is closed, headers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest
from fastapi.testclient import TestClient

from corpus.records import Metadata
from tests.ui.api_client import client_of
from tests.ui.doubles import END, QUOTE, START, TEXT, MemoryLibrary, ScriptedChain, small_library
from ui.guard import BODY_LIMIT_KB
from ui.info import contact_said
from ui.settings import Settings
from ui.web import build_app


@pytest.fixture(scope="module")
def library() -> MemoryLibrary:
    return small_library()[0]


@pytest.fixture(scope="module")
def chain(library: MemoryLibrary) -> ScriptedChain:
    return ScriptedChain(library, library.documents()[0].name)


@pytest.fixture(scope="module")
def client(library: MemoryLibrary, chain: ScriptedChain) -> Iterator[TestClient]:
    app = build_app(chain, library, Settings(contact="contact@region.exemple"), None)
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


def serving(library: MemoryLibrary, name: str) -> TestClient:
    return TestClient(build_app(ScriptedChain(library, name), library, Settings(), None))


def events(body: str) -> list[tuple[str, object]]:
    found = []
    for block in body.strip().split("\n\n"):
        name, data = block.split("\n")
        found.append((name.removeprefix("event: "), json.loads(data.removeprefix("data: "))))
    return found


def test_asking(client: TestClient) -> None:
    answer = client.post("/api/v1/ask", json={"question": "Qui préside\u00a0?"})
    assert answer.status_code == 200
    said = answer.json()
    assert "Camille Exemple" in said["answer"]
    assert said["citations"][0]["quote"] == QUOTE == TEXT[START:END]


def test_history_and_filters_reach_the_chain(client: TestClient, chain: ScriptedChain) -> None:
    body = {
        "question": "Et depuis quand\u00a0?",
        "history": ["Qui préside\u00a0?", {"question": "Où\u00a0?", "answer": "Là."}],
        "filters": {"since": "2025-11", "types": ["communique"]},
    }
    assert client.post("/api/v1/ask", json=body).status_code == 200
    ask = chain.asked[-1]
    assert [(turn.question, turn.answer) for turn in ask.history] == [
        ("Qui préside\u00a0?", None),
        ("Où\u00a0?", "Là."),
    ]
    assert (ask.scope.audience, ask.scope.since, ask.scope.types) == (
        "public",
        "2025-11",
        ("communique",),
    )


def test_streaming(client: TestClient) -> None:
    body = {"question": "Qui préside\u00a0?", "stream": True}
    answer = client.post("/api/v1/ask", json=body)
    assert answer.headers["content-type"].startswith("text/event-stream")
    received = events(answer.text)
    names = [name for name, _ in received]
    assert names[-2:] == ["citations", "done"]
    assert set(names[:-2]) == {"delta"}
    done = received[-1][1]
    assert isinstance(done, dict)
    written = "".join(data["text"] for name, data in received if name == "delta")  # type: ignore[index]
    assert written.strip() == done["answer"]


def test_a_failure_while_streaming_is_an_event(client: TestClient) -> None:
    answer = client.post("/api/v1/ask", json={"question": "panne", "stream": True})
    (name, problem), *_ = events(answer.text)
    assert name == "error"
    assert isinstance(problem, dict)
    assert problem["status"] == 500
    assert "secret" not in answer.text


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        ("{", 422, "JSON"),
        ("[]", 422, "JSON"),
        ("{}", 422, "question"),
        ('{"question": 3}', 422, "un texte est attendu"),
        ('{"question": "Qui\u00a0?", "audience": "interne"}', 422, "audience"),
        ('{"question": "Qui\u00a0?", "filters": {"since": "hier"}}', 422, "filters.since"),
        ('{"question": "Qui\u00a0?", "filters": {"since": "2025-13"}}', 422, "filters.since"),
        ('{"question": "Qui\u00a0?", "filters": {"until": "2025-11-32"}}', 422, "filters.until"),
        ('{"question": "\u00a0?", "stream": true}', 422, "est vide"),
        ('{"question": "' + "a" * 5000 + '"}', 422, "Raccourcissez-la"),
        ('{"question": "panne"}', 500, "inattendue"),
        ('{"question": "' + "a" * BODY_LIMIT_KB * 1024 + '"}', 413, "plus courte"),
    ],
)
def test_errors_are_problems_in_french(
    client: TestClient, body: str, status: int, said: str
) -> None:
    answer = client.post(
        "/api/v1/ask", content=body.encode(), headers={"content-type": "application/json"}
    )
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == status
    assert said in answer.json()["detail"]
    assert "secret" not in answer.text


def test_a_body_of_undeclared_length_is_limited(client: TestClient) -> None:
    chunks = (b" " * 1024 for _ in range(BODY_LIMIT_KB + 1))
    answer = client.post("/api/v1/ask", content=chunks)
    assert answer.status_code == 413
    assert answer.json()["title"] == "Requête trop volumineuse"


def test_searching(client: TestClient) -> None:
    found = client.get("/api/v1/search", params={"q": "président", "top": 1}).json()
    assert [passage["start"] for passage in found] == [START]
    assert found[0]["names"] == ["communique-de-test.md"]
    assert client.get("/api/v1/search").status_code == 422
    assert client.get("/api/v1/search", params={"q": "x", "top": 0}).status_code == 422


def test_listing_and_source_pages_hide_what_is_internal() -> None:
    library, name = small_library()
    secret = library.put("note.md", "Note interne.", Metadata("Note", audience="interne"))
    client = serving(library, name)
    assert [d["document"] for d in client.get("/api/v1/documents").json()] == [name]
    page = client.get(f"/source/{secret.hash}")
    assert page.status_code == 404
    assert "Note" not in page.text
    assert "Source introuvable" in page.text


def test_health(client: TestClient) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}
    assert client.get("/readyz").json() == {"status": "ok", "checks": {"service": "ok"}}


def test_a_source_page(client: TestClient, library: MemoryLibrary) -> None:
    version = library.documents()[0].version
    page = client.get(f"/source/{version}?debut={START}&fin={END}")
    assert page.status_code == 200
    assert '<html lang="fr">' in page.text
    assert f'<mark id="citation">{QUOTE}</mark>' in page.text
    for said in ("Région Fictive", "novembre 2025", "Communiqué"):
        assert said in page.text


@pytest.mark.parametrize("query", ["debut=5&fin=2", "debut=0&fin=99999", "debut=a&fin=b", "fin=3"])
def test_no_highlight_where_the_place_is_not_certain(
    client: TestClient, library: MemoryLibrary, query: str
) -> None:
    page = client.get(f"/source/{library.documents()[0].version}?{query}")
    assert page.status_code == 200
    assert "<mark" not in page.text
    assert "n’existe pas dans cette version" in page.text


def test_a_quote_over_several_paragraphs_is_marked_in_each(
    client: TestClient, library: MemoryLibrary
) -> None:
    page = client.get(f"/source/{library.documents()[0].version}?debut=0&fin={len(TEXT)}")
    assert page.text.count("<mark") == 3
    assert page.text.count('id="citation"') == 1


def test_old_versions_stay_readable_and_say_what_replaced_them() -> None:
    library, name = small_library()
    old = library.documents()[0].version
    library.put("suite.md", "Suite de test.", Metadata("La suite", date="2026-01-15"))
    known = replace(library.document(name).metadata, title="Titre corrigé")
    new = library.put(name, TEXT + " Ajout.", known, replaced_by=("suite.md",))
    client = serving(library, name)
    page = client.get(f"/source/{old}?debut={START}&fin={END}").text
    assert "ancienne version" in page
    assert f"/source/{new.hash}" in page
    assert f"{QUOTE}</mark>" in page
    assert "La suite" in page
    assert "15 janvier 2026" in page
    assert "ancienne version" not in client.get(f"/source/{new.hash}").text


def test_a_hostile_document_is_shown_as_text() -> None:
    library = MemoryLibrary()
    text = "<script>alert(1)</script> <img src=http://x> ![i](http://x/i.png) \u202eabc"
    library.put("x.md", text, Metadata("<b>Titre</b>", url="javascript:alert(1)"))
    client = serving(library, "x.md")
    version = library.documents()[0].version
    for page in (client.get(f"/source/{version}?debut=0&fin=20"), client.get("/a-propos")):
        body = page.text.split("<body", 1)[1]
        assert "<script" not in body
        assert "<b>" not in body
        assert "javascript:" not in body
        assert "\u202e" not in body
        assert "http://x" not in body.replace("&#40;", "(") or "<img src=http" not in body


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/gradio_api/upload"),
        ("POST", "/upload"),
        ("GET", "/gradio_api/info"),
        ("GET", "/gradio_api/openapi.json"),
        ("POST", "/gradio_api/run/predict"),
        ("POST", "/gradio_api/call/predict"),
        ("GET", "/gradio_api/file=/etc/passwd"),
        ("GET", "/gradio_api/proxy=http://exemple.invalid/"),
        ("GET", "/gradio_api/runs"),
        ("GET", "/gradio_api/deep_link"),
        ("GET", "/monitoring"),
        ("POST", "/login"),
        ("GET", "/docs"),
        ("GET", "/inconnu"),
    ],
)
def test_what_is_not_needed_is_closed(client: TestClient, method: str, path: str) -> None:
    answer = client.request(method, path)
    assert answer.status_code == 404
    assert answer.json()["detail"] == "Il n’y a pas de page à cette adresse."


def test_a_browser_gets_a_page_where_there_is_none(client: TestClient) -> None:
    page = client.get("/inconnu", headers={"accept": "text/html"})
    assert page.status_code == 404
    assert "Page introuvable" in page.text


def test_what_fails_is_a_page_for_people_and_a_problem_for_programs(
    library: MemoryLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(audience: str = "public") -> None:
        raise RuntimeError(f"secret {audience}")

    with client_of(library) as client:
        monkeypatch.setattr(library, "documents", fails)
        page = client.get("/sources", headers={"accept": "text/html,*/*", "x-request-id": "essai"})
        assert page.status_code == 500
        assert "inattendue" in page.text
        assert "Numéro de la demande\u00a0: essai" in page.text
        assert "secret" not in page.text
        for path, accept in (("/sources", "*/*"), ("/api/v1/documents", "text/html")):
            answer = client.get(path, headers={"accept": accept})
            assert answer.headers["content-type"] == "application/problem+json"


def test_the_home_page_is_french_and_asks_no_other_host(client: TestClient) -> None:
    page = client.get("/", headers={"accept-encoding": "gzip, br"})
    assert page.status_code == 200
    assert 'lang="fr"' in page.text
    assert "<title>Vigie — questions sur les communiqués</title>" in page.text
    assert "intelligence artificielle" in page.text
    for other in ("googleapis", "cdnjs", "raw.githubusercontent", "iframeResizer", "og:image"):
        assert other not in page.text
    policy = page.headers["content-security-policy"]
    nonce = policy.split("'nonce-")[1].split("'")[0]
    scripts = [part for part in page.text.split("<script")[1:] if "src=" not in part.split(">")[0]]
    assert scripts
    assert all(f'nonce="{nonce}"' in part.split(">")[0] for part in scripts)
    assert "unsafe-eval" not in policy
    assert client.get("/").headers["content-security-policy"] != policy


@pytest.mark.parametrize("path", ["/", "/a-propos", "/healthz", "/inconnu", "/ressources/vigie.js"])
def test_security_headers(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'self'; script-src 'self'")
    assert "frame-ancestors 'none'" in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert "set-cookie" not in headers


def test_sources_are_listed_and_about_says_whom_to_ask(client: TestClient) -> None:
    page = client.get("/sources").text
    assert "Communiqué de test" in page
    assert "novembre 2025" in page
    link = '<a href="mailto:contact@region.exemple">contact@region.exemple</a>.'
    assert link in client.get("/a-propos").text
    assert f"{link} Sans réponse" in client.get("/accessibilite").text


@pytest.mark.parametrize(
    ("contact", "said"),
    [
        ("https://region-fictive.example/aide", "<https://region-fictive.example/aide>."),
        ("le standard, 01 99 00 00 00", "le standard, 01 99 00 00 00."),
        ("Appelez-nous !", "Appelez-nous !"),
        ("javascript:alert(1)", "javascript:alert(1)."),
        ("", ""),
    ],
)
def test_a_contact_ends_its_sentence(contact: str, said: str) -> None:
    assert contact_said(contact) == said


def test_assets_are_cached_by_content(client: TestClient) -> None:
    page = client.get("/a-propos").text
    address = page.split('rel="stylesheet" href="')[1].split('"')[0]
    assert "immutable" in client.get(address).headers["cache-control"]
    assert client.get(address.split("?")[0]).headers["cache-control"] == "no-cache"
