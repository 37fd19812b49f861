"""Objects are built when they are needed, and keep to this machine."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from corpus.errors import CorpusError, LockedError
from ui.cli.main import main
from ui.compose import open_application

ROOT = Path(__file__).resolve().parents[2]


def test_listing_loads_no_model_no_index_and_no_server() -> None:
    heavy = ("torch", "onnxruntime", "chromadb", "tantivy", "langchain_core", "gradio", "fastapi")
    program = (
        "import sys; from ui.cli import main; status = main(['list']); "
        f"loaded = [name for name in {heavy!r} if name in sys.modules]; "
        "sys.exit(f'loaded: {loaded}' if loaded else status)"
    )
    found = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, check=False
    )
    assert found.returncode == 0, found.stderr.decode()


def test_nothing_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("ANONYMIZED_TELEMETRY", "LANGSMITH_TRACING", "HF_HUB_OFFLINE"):
        monkeypatch.setenv(variable, "")
    monkeypatch.setenv("GRADIO_ANALYTICS_ENABLED", "True")
    with open_application():
        assert os.environ["ANONYMIZED_TELEMETRY"] == "False"
        assert os.environ["GRADIO_ANALYTICS_ENABLED"] == "False"
        assert os.environ["LANGSMITH_TRACING"] == "false"
        assert os.environ["HF_HUB_OFFLINE"] == "1"


def test_a_model_asked_for_by_its_name_may_come_from_a_hub(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "0")
    monkeypatch.setenv("VIGIE_EMBEDDING_MODEL", "organisation/modele")
    with open_application():
        assert os.environ["HF_HUB_OFFLINE"] == "0"


def test_an_empty_corpus_is_said_before_a_model_is_loaded() -> None:
    with open_application() as application:
        with pytest.raises(CorpusError, match="vigie ingest corpus/documents"):
            _ = application.chain
        assert "encoder" not in vars(application)


def test_one_writer(quick_start: None) -> None:
    del quick_start
    with (
        open_application() as owner,
        owner.writing(),
        open_application() as other,
        pytest.raises(LockedError),
        other.writing(),
    ):
        pass


def test_a_lost_index_is_made_again_by_whoever_asks(
    quick_start: None, capsys: pytest.CaptureFixture[str]
) -> None:
    del quick_start
    assert main(["ingest", str(ROOT / "corpus" / "documents")]) == 0
    with open_application() as application:
        shutil.rmtree(application.settings.home / "indexes")
        assert application.health.unsound_indexes()
    assert main(["ask", "Qui préside le groupe de travail ?"]) == 0
    assert "Jérôme Durain" in capsys.readouterr().out
    with open_application() as application:
        assert application.health.unsound_indexes() == []


def test_beside_its_owner_a_lost_index_is_an_error_and_no_empty_answer(
    quick_start: None, capsys: pytest.CaptureFixture[str]
) -> None:
    del quick_start
    assert main(["ingest", str(ROOT / "corpus" / "documents")]) == 0
    capsys.readouterr()
    with open_application() as application, application.writing():
        shutil.rmtree(application.settings.home / "indexes")
        assert main(["ask", "Qui préside le groupe de travail ?"]) == 1
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "l’index vectoriel" in shown.err
