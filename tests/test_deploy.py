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
    pods = {
        manifest["metadata"]["name"]: manifest["spec"]["template"]["spec"]
        for manifest in manifests()
        if "template" in manifest.get("spec", {})
    }
    assert pods.keys() == {"vigie", "chroma"}
    for name, pod in pods.items():
        assert pod["automountServiceAccountToken"] is False
        assert pod["securityContext"]["runAsNonRoot"] is True, name
        assert pod["securityContext"]["runAsUser"] > 0
        assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
        assert not pod.keys() & {"hostNetwork", "hostPID", "hostIPC", "initContainers"}
        assert not any("hostPath" in volume for volume in pod.get("volumes", []))
        for container in pod["containers"]:
            rights = container["securityContext"]
            assert rights["allowPrivilegeEscalation"] is False
            assert rights["capabilities"] == {"drop": ["ALL"]}
            assert "privileged" not in rights
    [vigie] = pods["vigie"]["containers"]
    assert vigie["securityContext"]["readOnlyRootFilesystem"] is True
    users = re.findall(r"^(?:FROM|USER) .*", (DEPLOY / "Dockerfile").read_text(), re.MULTILINE)
    assert users[-1] == f"USER {pods['vigie']['securityContext']['runAsUser']}"


def test_only_the_proxy_is_within_reach_of_the_network() -> None:
    compose = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
    services = compose["services"]
    assert [name for name, one in services.items() if "ports" in one] == ["mandataire"]
    for name, one in services.items():
        assert one["security_opt"] == ["no-new-privileges:true"], name
        assert not one.keys() & {"privileged", "cap_add", "network_mode", "pid", "devices"}
        assert not any("docker.sock" in volume for volume in one["volumes"])
        inside = [net for net in one["networks"] if compose["networks"][net].get("internal")]
        assert inside == one["networks"] or name == "mandataire"
    assert services["vigie"]["cap_drop"] == services["chroma"]["cap_drop"] == ["ALL"]
    assert services["vigie"]["read_only"] is True
    [chroma] = [one["spec"] for one in manifests() if one["kind"] == "NetworkPolicy"]
    assert chroma["podSelector"] == {"matchLabels": {"app": "chroma"}}
    assert chroma["policyTypes"] == ["Ingress"]
    [allowed] = chroma["ingress"]
    assert allowed["from"] == [{"podSelector": {"matchLabels": {"app": "vigie"}}}]
    # Nothing leads to either from outside the cluster but the Ingress, to Vigie.
    services = [one for one in manifests() if one["kind"] == "Service"]
    assert {one["spec"].get("type", "ClusterIP") for one in services} == {"ClusterIP"}
    [ingress] = [one["spec"] for one in manifests() if one["kind"] == "Ingress"]
    paths = [path for rule in ingress["rules"] for path in rule["http"]["paths"]]
    assert {path["backend"]["service"]["name"] for path in paths} == {"vigie"}


def test_the_unit_leaves_the_service_little_to_reach() -> None:
    unit = (DEPLOY / "vigie.service").read_text(encoding="utf-8").splitlines()
    assert {
        "User=vigie", "UMask=0077", "StateDirectoryMode=0700", "NoNewPrivileges=true",
        "ProtectSystem=strict", "ProtectHome=true", "PrivateTmp=true", "PrivateDevices=true",
        "CapabilityBoundingSet=", "RestrictSUIDSGID=true", "SystemCallFilter=@system-service",
    } <= set(unit)  # fmt: skip
    assert not any(line.startswith(("AmbientCapabilities", "ReadWritePaths")) for line in unit)
