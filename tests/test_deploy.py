"""The files under deploy/ name settings, versions and addresses that exist."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.ui.api_client import client_of
from ui.identity import COOKIE
from ui.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
DEPLOY = ROOT / "deploy"
FILES = sorted(
    path for path in DEPLOY.rglob("*") if path.is_file() and path.parent.name != "__pycache__"
)
GUIDE = ROOT / "docs" / "deploiement.md"


def manifests() -> list[dict[str, Any]]:
    return [
        manifest
        for path in sorted((DEPLOY / "kubernetes").glob("*.yaml"))
        for manifest in yaml.safe_load_all(path.read_text(encoding="utf-8"))
    ]


@pytest.mark.parametrize("path", [*FILES, GUIDE], ids=lambda path: path.name)
def test_every_setting_that_is_named_exists(path: Path) -> None:
    named = re.findall(r"\bVIGIE_([A-Z_]+)\b", path.read_text(encoding="utf-8"))
    assert [name for name in named if name.lower() not in Settings.model_fields] == []


def test_the_settings_that_are_given_are_accepted(monkeypatch: pytest.MonkeyPatch) -> None:
    compose = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
    given = dict(compose["services"]["vigie"]["environment"])
    for manifest in manifests():
        if manifest["kind"] == "ConfigMap":
            given |= manifest["data"]
    for name, value in given.items():
        monkeypatch.setenv(name, re.sub(r"\$\{\w+:?[?-]?[^}]*\}", "exemple", value))
    assert Settings().chroma_url == "http://chroma:8000"


def test_the_chroma_server_is_the_version_that_is_tested() -> None:
    [pinned] = re.findall(
        r"^chromadb==(\S+)$", (ROOT / "constraints.txt").read_text(), re.MULTILINE
    )
    for path in (DEPLOY / "compose.yaml", DEPLOY / "kubernetes" / "chroma.yaml"):
        assert f"chromadb/chroma:{pinned}" in path.read_text(encoding="utf-8")


def test_the_image_takes_every_package_and_nothing_else() -> None:
    dockerfile = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    copied = set(re.findall(r"^COPY (\w+) \1$", dockerfile, re.MULTILINE))
    assert copied == {"corpus", "ingest", "assistant", "ui"}
    ignored = (DEPLOY / "Dockerfile.dockerignore").read_text(encoding="utf-8").splitlines()
    assert ignored[0] == "*"
    assert {line[1:] for line in ignored if line.startswith("!")} >= copied
    assert "USER 10001" in dockerfile


def test_the_wheel_takes_every_file_that_is_read() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    taken = {
        pattern.removeprefix("*") for pattern in project["tool"]["setuptools"]["package-data"]["*"]
    } | {".py"}
    left = {
        str(path.relative_to(ROOT))
        for package in ("corpus", "ingest", "assistant", "ui")
        for path in (ROOT / package).rglob("*")
        if path.is_file() and path.suffix not in taken and "__pycache__" not in path.parts
    }
    # What the shipped weights were trained on is for those who train them again.
    assert {one for one in left if not one.startswith("assistant/training/")} == set()


def test_the_addresses_that_are_probed_answer() -> None:
    [deployment] = [one for one in manifests() if one["metadata"]["name"] == "vigie"
                    and one["kind"] == "Deployment"]  # fmt: skip
    [container] = deployment["spec"]["template"]["spec"]["containers"]
    probed = {
        container[probe]["httpGet"]["path"]
        for probe in ("startupProbe", "livenessProbe", "readinessProbe")
    }
    assert probed == {"/healthz", "/readyz"}
    with client_of() as client:
        assert all(client.get(path).status_code == 200 for path in probed)


def test_a_visitor_comes_back_to_the_same_replica() -> None:
    [ingress] = [one for one in manifests() if one["kind"] == "Ingress"]
    by = ingress["metadata"]["annotations"]["nginx.ingress.kubernetes.io/upstream-hash-by"]
    assert by == f"$remote_addr$cookie_{COOKIE}"
    assert "lb_policy client_ip_hash" in (DEPLOY / "Caddyfile").read_text(encoding="utf-8")


def test_nothing_runs_with_more_rights_than_it_needs() -> None:
    for manifest in manifests():
        if manifest["kind"] not in {"Deployment", "StatefulSet"}:
            continue
        pod = manifest["spec"]["template"]["spec"]
        assert pod["automountServiceAccountToken"] is False
        for container in pod["containers"]:
            assert container["securityContext"]["allowPrivilegeEscalation"] is False
            assert container["securityContext"]["capabilities"]["drop"] == ["ALL"]
    chroma = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))["services"]
    assert all("ports" not in chroma[name] for name in ("vigie", "base", "chroma"))
