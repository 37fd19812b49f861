"""Whatever is sent, the OpenAPI document is kept to and nothing fails (schemathesis)."""

from __future__ import annotations

import weakref
from functools import cache
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import Any

import schemathesis
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    allow_header_conformance,
    content_type_conformance,
    missing_required_header,
    negative_data_rejection,
    positive_data_acceptance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from corpus.catalogue.tokens import SCOPES
from tests.ui.api_client import bearer
from tests.ui.doubles import MemoryLibrary, ScriptedChain, small_library
from ui.settings import Settings
from ui.staff.desk import Desk
from ui.web import build_app

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    response_headers_conformance,
    negative_data_rejection,
    positive_data_acceptance,
    missing_required_header,
    unsupported_method,
    allow_header_conformance,
]


@cache
def library() -> MemoryLibrary:
    return small_library()[0]


@cache
def app() -> FastAPI:
    chain = ScriptedChain(library(), library().documents()[0].name)
    home = Path(mkdtemp(prefix="vigie-test-"))
    weakref.finalize(library(), rmtree, home, ignore_errors=True)
    rate = "100000000/seconde"
    fast = Settings(home=home, address_rate=rate, token_rate=rate)
    return build_app(chain, library(), fast, None, Desk(library().registers))


@cache
def secret() -> str:
    return library().tokens.add("Essai", list(SCOPES))[1]


schema = schemathesis.openapi.from_asgi("/api/v1/openapi.json", app())


@schema.parametrize()
@settings(
    max_examples=25,
    derandomize=True,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
def test_the_contract_holds(case: schemathesis.Case[Any]) -> None:
    checks = CHECKS
    if (case.method, case.path) == ("POST", "/api/v1/documents"):
        # Whether a file can be read no schema says.
        checks = [check for check in CHECKS if check is not positive_data_acceptance]
    case.call_and_validate(headers=bearer(secret()), checks=checks)


def test_what_is_said_to_need_a_token_needs_one() -> None:
    client = TestClient(app())
    closed = [
        (method, path)
        for path, operations in app().openapi()["paths"].items()
        for method, operation in operations.items()
        if operation.get("security") == [{"jeton": []}]
    ]
    assert len(closed) == 5
    for method, path in closed:
        # Before anything of the request is looked at, so that nothing is learnt from it.
        refused = client.request(method, path.format(name="a", number=1), content=b"{")
        assert refused.status_code == 401, (method, path)
        assert refused.headers["www-authenticate"].startswith("Bearer")
