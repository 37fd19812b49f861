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
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
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
    negative_data_rejection,
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
    case.call_and_validate(headers=bearer(secret()), checks=CHECKS)
