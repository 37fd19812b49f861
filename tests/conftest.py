"""What every test shares: the blocked network, a home of its own, the strictness of CI."""

from __future__ import annotations

import os
from collections.abc import Generator
from functools import cache
from pathlib import Path

import pytest
from hypothesis import settings

from ingest.encode.base import Encoder
from ingest.encode.onnx_encoder import OnnxEncoder
from ingest.encode.pair_encoder import PairEncoder
from ingest.encode.unpack import prepare_default_model

os.environ.setdefault("ANONYMIZED_TELEMETRY", "False")
os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("TRANSFORMERS_OFFLINE", "1")
os.environ.setdefault("LANGSMITH_TRACING", "false")
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")

ROOT = Path(__file__).resolve().parent.parent
# The machine may be slow and shared: a deadline for an example would fail by chance.
settings.register_profile("vigie", deadline=None)
settings.load_profile("vigie")

IN_CI = os.environ.get("CI", "").lower() in {"1", "true", "yes"}


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """In CI what a test needs is installed: a skip there hides something, and fails."""
    del item, call
    report = yield
    if IN_CI and report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"skipped in CI, where nothing may be: {reason}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """The same for a module that skips itself while it is collected."""
    del collector
    report = yield
    if IN_CI and report.outcome == "skipped":
        report.outcome = "failed"
    return report


@pytest.fixture(autouse=True)
def own_surroundings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test sees the settings, the home or the working directory of who runs it."""
    for name in list(os.environ):
        if name.startswith("VIGIE_") and name != "VIGIE_CACHE":
            monkeypatch.delenv(name)
    folder = tmp_path / "surroundings"
    folder.mkdir()
    monkeypatch.setenv("VIGIE_HOME", str(folder / "home"))
    monkeypatch.setenv("VIGIE_CACHE", str(cache_folder()))
    monkeypatch.chdir(folder)


def cache_folder() -> Path:
    """Where the tests keep the unpacked model: shared between runs, since it never changes."""
    configured = os.environ.get("VIGIE_CACHE")
    return Path(configured) if configured else ROOT / ".run" / "cache"


@pytest.fixture(scope="session")
def model_folder() -> Path:
    """The default model's folder, unpacked once for all runs."""
    return prepare_default_model(cache_folder())


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """An empty data directory."""
    folder = tmp_path / "home"
    folder.mkdir()
    return folder


@pytest.fixture(scope="session")
def loaded_encoder(model_folder: Path) -> Encoder:
    """The default model, loaded once for a process."""
    return OnnxEncoder(model_folder)


@cache
def loaded_pairs() -> PairEncoder:
    """The cross-encoder, loaded once for a process."""
    return PairEncoder(prepare_default_model(cache_folder()))


@pytest.fixture
def quick_start(loaded_encoder: Encoder, monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands run in this process find the models loaded."""
    monkeypatch.setattr("ingest.encode.load.load_encoder", lambda *_: loaded_encoder)
    monkeypatch.setattr("ingest.encode.pair_encoder.PairEncoder", lambda _: loaded_pairs())
