"""What is internal, looked for at every address as the public would, and as staff may."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from corpus.catalogue import Catalogue
from tests.ui.addresses import addresses
from tests.ui.api_client import bearer
from tests.ui.staff.conftest import INTERNAL, PUBLIC, drop, sign_in

# Of the internal note: its text, its title; no number that a random identifier may hold.
SECRETS = ("84,12", "Note interne", "coffre")
QUESTION = "Quel est le numéro du coffre de Test-Ville\u00a0?"
MCP = {"accept": "application/json, text/event-stream"}


@pytest.fixture(scope="module")
def known(client: TestClient, application: Any) -> list[str]:
    """All that someone who was told of the note could ask with: its name, version, passages…"""
    desk: Catalogue = application.catalogue
    sign_in(client, "elise")
    drop(client, desk, one=("note.txt", INTERNAL), two=("brigades.txt", PUBLIC))
    note = desk.document("note.txt")
    [passage, *_] = desk.passages(note.version)
    [original, *_] = desk.original_files()
    client.cookies.clear()
    return ["note.txt", note.version, passage.id, original, "1"]


def asked(path: str, known: list[str]) -> Iterator[str]:
    """The address with all that is known in the place of its parameters, and as its query."""
    names = re.findall(r"\{\w+(?::\w+)?\}", path)
    for values in itertools.product(known, repeat=len(names)):
        filled = path
        for name, value in zip(names, values, strict=True):
            filled = filled.replace(name, value, 1)
        yield filled
        for value in known if not names else ():
            yield f"{filled}?nom={value}&name={value}&version={value}&document={value}"
        yield f"{filled}?audience=interne&q=coffre&query=coffre&debut=0&fin=200&top=10"


def told(client: TestClient, known: list[str], **headers: str) -> set[str]:
    """The addresses that tell anything of the note to whoever asks so."""
    found = set()
    for path in addresses(client.app, "GET"):
        for address in asked(path, known):
            answer = client.get(address, headers=headers)
            assert answer.status_code < 429, address
            # What was asked may be said back.
            text = answer.text.replace("coffre&", "").replace("q=coffre", "")
            if any(secret in text for secret in SECRETS):
                found.add(path)
    return found


def test_no_address_tells_the_public_what_is_internal(
    client: TestClient, known: list[str], desk: Catalogue
) -> None:
    client.cookies.clear()
    assert told(client, known) == set()
    public = desk.tokens.add("Site", ["questions", "ecriture"])[1]
    assert told(client, known, **bearer(public)) == set()
    # Who may, finds it at those very addresses: the search above is able to find.
    insider = desk.tokens.add("Intranet", ["questions", "interne"])[1]
    assert told(client, known, **bearer(insider)) >= {
        "/api/v1/documents", "/api/v1/documents/{name:path}", "/api/v1/search",
    }  # fmt: skip
    sign_in(client, "elise")
    assert told(client, known) >= {"/source/{version}", "/bibliotheque", "/bibliotheque/document"}


def call(client: TestClient, tool: str, headers: dict[str, str], **arguments: Any) -> str:
    """What a tool answers to an assistant."""
    body = {
        "jsonrpc": "2.0", "id": 1, "method": "tools/call",
        "params": {"name": tool, "arguments": arguments},
    }  # fmt: skip
    answer = client.post("/mcp", json=body, headers={**MCP, **headers})
    assert answer.status_code == 200, answer.text
    return answer.text


def test_an_assistant_is_told_what_is_public_whoever_it_works_for(
    client: TestClient, known: list[str], desk: Catalogue
) -> None:
    insider = bearer(desk.tokens.add("Assistant", ["questions", "interne", "administration"])[1])
    assert "340 000" in call(client, "search", {}, query="budget des brigades")
    assert "340 000" in call(client, "get_document", {}, name="brigades.txt")
    for headers in ({}, insider):
        sign_in(client, "alix")  # nor does a cookie help
        for text in (
            call(client, "ask", headers, question=QUESTION),
            call(client, "ask", headers, question="Et son numéro\u00a0?", history=[QUESTION]),
            call(client, "search", headers, query="numéro du coffre", top=50),
            *(call(client, "get_document", headers, name=one) for one in known),
        ):
            assert not any(secret in text for secret in SECRETS[:2]), text
        client.cookies.clear()


def test_no_question_of_the_public_is_answered_from_what_is_internal(
    client: TestClient, known: list[str], desk: Catalogue
) -> None:
    del known
    client.cookies.clear()
    messages = [{"role": "user", "content": QUESTION}]
    for path, body in (
        ("/api/v1/ask", {"question": QUESTION}),
        ("/api/v1/ask", {"question": QUESTION, "stream": True}),
        ("/api/v1/ask", {"question": "Et le numéro\u00a0?", "history": [QUESTION]}),
        ("/v1/chat/completions", {"model": "vigie", "messages": messages}),
        ("/v1/chat/completions", {"model": "vigie", "messages": messages, "stream": True}),
    ):
        answer = client.post(path, json=body)
        assert answer.status_code == 200
        assert not any(secret in answer.text for secret in SECRETS[:2])
    insider = bearer(desk.tokens.add("Agents", ["questions", "interne"])[1])
    inside = {"question": QUESTION, "filters": {"audience": "interne"}}
    assert "84,12" in client.post("/api/v1/ask", json=inside, headers=insider).text
