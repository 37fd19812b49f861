"""What pages of other sites may ask, and under which names the service answers."""

from __future__ import annotations

import pytest

from tests.ui.api_client import client_of

ASKED = {"question": "Qui préside\u00a0?"}
SITE = "https://www.region.exemple"


@pytest.mark.parametrize(
    "origin", ["https://ailleurs.exemple", "null", "http://testserver.exemple"]
)
def test_another_site_is_refused(origin: str) -> None:
    with client_of() as client:
        for method, path in (("POST", "/api/v1/ask"), ("GET", "/"), ("OPTIONS", "/v1/models")):
            refused = client.request(method, path, json=ASKED, headers={"origin": origin})
            assert refused.status_code == 403
            assert "access-control-allow-origin" not in refused.headers
            assert "autre site" in refused.json()["detail"]


def test_the_services_own_pages_and_programs_pass() -> None:
    with client_of() as client:
        for headers in ({}, {"origin": "http://testserver"}):
            answer = client.post("/api/v1/ask", json=ASKED, headers=headers)
            assert answer.status_code == 200
            assert "access-control-allow-origin" not in answer.headers


def test_a_site_that_the_operator_allows() -> None:
    with client_of(cors_origins=f"{SITE}, https://autre.exemple") as client:
        asked = {"origin": SITE, "access-control-request-method": "POST"}
        before = client.options("/api/v1/ask", headers=asked)
        assert before.status_code == 204
        assert before.headers["access-control-allow-origin"] == SITE
        answer = client.post("/api/v1/ask", json=ASKED, headers={"origin": SITE})
        assert answer.status_code == 200
        assert answer.headers["access-control-allow-origin"] == SITE
        assert "access-control-allow-credentials" not in answer.headers
        other = client.post("/api/v1/ask", json=ASKED, headers={"origin": "https://x.exemple"})
        assert other.status_code == 403


def test_a_name_that_is_not_ours_is_refused_where_names_are_given() -> None:
    with client_of(allowed_hosts="vigie.region.exemple, testserver") as client:
        assert client.get("/healthz").status_code == 200
        refused = client.get("/healthz", headers={"host": "piege.exemple:7860"})
        assert refused.status_code == 421
        assert "VIGIE_ALLOWED_HOSTS" in refused.json()["detail"]
        assert client.get("/healthz", headers={"host": "vigie.region.exemple"}).status_code == 200
