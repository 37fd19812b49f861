"""Asking, searching and evaluating from the command line, on the communiqué that ships."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from assistant.evaluate.run import read_run
from tests.ui.shell import Shell
from ui.compose import open_application
from ui.settings import load_settings

ROOT = Path(__file__).resolve().parents[2]
QUESTION = "Qui préside le groupe de travail ?"
COMMUNIQUE = "communique-groupe-de-travail-securite-prevention.txt"

pytestmark = pytest.mark.usefixtures("quick_start")


@pytest.fixture
def vigie(capsys: pytest.CaptureFixture[str]) -> Shell:
    """The command line, on the corpus that ships."""
    shell = Shell(capsys)
    shell("ingest", str(ROOT / "corpus" / "documents"))
    return shell


def test_an_answer_in_json_is_the_contract(vigie: Shell) -> None:
    answer = vigie.json("ask", QUESTION)
    assert list(answer) == [
        "question", "standalone_question", "answer", "abstained", "confidence", "mode",
        "unanswered", "citations", "passages", "timings_ms",
    ]  # fmt: skip
    assert answer["question"] == QUESTION
    assert "Jérôme Durain" in answer["answer"].replace("**", "")
    assert answer["abstained"] is False
    assert answer["mode"] == "extractive"
    assert 0.0 <= answer["confidence"] <= 1.0
    assert answer["timings_ms"]["total"] > 0
    (citation, *_) = answer["citations"]
    assert set(citation) == {
        "n", "document", "version", "title", "date", "url", "page", "quote", "start", "end",
    }  # fmt: skip
    assert f"[{citation['n']}]" in answer["answer"]
    assert citation["document"] == COMMUNIQUE
    with open_application() as application:
        text = application.catalogue.version(citation["version"]).text
    assert text[citation["start"] : citation["end"]] == citation["quote"]
    assert "Jérôme Durain" in citation["quote"]
    for passage in answer["passages"]:
        assert set(passage) == {"document", "passage", "score", "text", "page", "start", "end"}


def test_an_answer_in_a_pipe_is_plain_text(vigie: Shell) -> None:
    shown = vigie("ask", "Qui", "préside", "le groupe de travail ?")
    assert "Jérôme Durain" in shown
    assert "[1] Sécurité et prévention, un nouvel enjeu pour les Régions, novembre 2025" in shown
    assert "**" not in shown
    assert "\x1b" not in shown
    assert vigie.err == ""


def test_a_follow_up_knows_what_was_asked(vigie: Shell) -> None:
    for order in (
        ["ask", "Et depuis quand ?", "--history", QUESTION],
        ["ask", "--history", QUESTION, "Et depuis quand ?"],
    ):
        answer = vigie.json(*order)
        assert "5 septembre 2025" in answer["answer"].replace("**", "")


def test_a_refusal_is_a_success_and_cites_nothing(vigie: Shell) -> None:
    answer = vigie.json("ask", "Quelle est la recette du gâteau au chocolat ?")
    assert answer["abstained"] is True
    assert answer["citations"] == []


def test_a_scope_without_documents_is_refused(vigie: Shell) -> None:
    assert vigie.json("ask", QUESTION, "--since", "2026")["abstained"] is True
    assert vigie.json("ask", QUESTION, "--type", "loi")["abstained"] is True
    assert vigie.json("ask", QUESTION, "--since", "2025-11")["abstained"] is False


@pytest.mark.parametrize("question", ["a" * 20_001, "\x00\x01\x02"])
def test_a_question_that_cannot_be_read_is_misuse(vigie: Shell, question: str) -> None:
    assert vigie("ask", question, status=2) == ""
    assert vigie.err


def test_a_batch_gives_one_answer_a_line_in_order(vigie: Shell, tmp_path: Path) -> None:
    questions: list[dict[str, object]] = [
        {"question": QUESTION, "id": 7},
        {"question": ""},
        {"question": "Et depuis quand ?", "history": [QUESTION]},
        {"question": "Quelle est la recette du gâteau au chocolat ?"},
    ]
    path = tmp_path / "questions.jsonl"
    path.write_text("\n".join(map(json.dumps, questions)), encoding="utf-8")
    lines = vigie("ask", "--batch", str(path), "--json").splitlines()
    answers = [json.loads(line) for line in lines]
    assert [answer["question"] for answer in answers] == [one["question"] for one in questions]
    assert [answer["abstained"] for answer in answers] == [False, True, False, True]
    assert {frozenset(answer) for answer in answers} == {frozenset(answers[0])}
    assert "Question 2" in vigie.err


def test_search_gives_passages_best_first(vigie: Shell) -> None:
    found = vigie.json("search", "sondage", "IFOP", "--top", "2")
    assert len(found) == 2
    assert set(found[0]) == {
        "document", "names", "passage", "score", "text", "page", "start", "end",
    }  # fmt: skip
    assert found[0]["score"] >= found[1]["score"]
    assert "IFOP" in found[0]["text"]
    assert found[0]["names"] == [COMMUNIQUE]
    assert vigie("search", "sondage IFOP", "--top", "1").startswith(f"1. {COMMUNIQUE}")


def _set(folder: Path) -> Path:
    folder.mkdir()
    text = "Document de test. La Région Fictive compte douze lampadaires, posés en mars 2021."
    (folder / "documents.jsonl").write_text(
        json.dumps({"name": "lampes", "text": text}) + "\n", encoding="utf-8"
    )
    questions = [
        {
            "question": "Combien de lampadaires compte la Région Fictive ?",
            "documents": ["lampes"],
            "answers": ["douze"],
            "kind": "answerable",
        },
        {
            "question": "Quelle est la recette du gâteau au chocolat ?",
            "documents": [],
            "answers": [],
            "kind": "off_topic",
        },
    ]
    (folder / "questions.jsonl").write_text("\n".join(map(json.dumps, questions)), encoding="utf-8")
    return folder


def test_eval_scores_in_a_home_of_its_own(vigie: Shell, tmp_path: Path) -> None:
    directory = _set(tmp_path / "jeu")
    details, page = tmp_path / "details.jsonl", tmp_path / "rapport.html"
    figures = vigie.json("eval", str(directory), "--details", str(details), "--html", str(page))
    assert figures["hit@1"] == 1.0
    assert figures["quote_exact"] in (1.0, None)
    assert {"mrr@10", "answer_in_reply", "abstention_auroc", "by_kind", "latency_ms"} <= set(
        figures
    )
    assert len(details.read_text(encoding="utf-8").splitlines()) == 2
    assert '<html lang="fr">' in page.read_text(encoding="utf-8")
    assert vigie.names() == {COMMUNIQUE}
    compared = vigie("eval", str(directory), "--compare", str(details), "--keep", "Essai")
    kept = read_run(load_settings().home / "evaluations" / "Essai.json")
    assert kept.figures["hit@1"] == 1.0
    assert "Comparaison" in compared


def test_eval_keeps_its_home_and_takes_no_other(
    vigie: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    directory, home = _set(tmp_path / "jeu"), tmp_path / "gardé"
    first = vigie.json("eval", str(directory), "--home", str(home))
    with monkeypatch.context() as patch:
        patch.delattr("ingest.encode.onnx_encoder.OnnxEncoder.encode_passages")
        again = vigie.json("eval", str(directory), "--home", str(home))
    assert again["hit@1"] == first["hit@1"]
    with open_application() as application:
        own = application.settings.home
    vigie("eval", str(directory), "--home", str(own), status=2)
    assert vigie.names() == {COMMUNIQUE}


@contextmanager
def _served(*arguments: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    with subprocess.Popen(
        [sys.executable, "-c", "from ui.cli import main; raise SystemExit(main())", "serve",
         *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    ) as process:  # fmt: skip
        try:
            assert process.stdout is not None
            yield process.stdout.readline(), process
        finally:
            process.terminate()
            process.communicate()


@pytest.fixture
def unused_port() -> int:
    """A port of the loopback address that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@pytest.mark.slow
def test_serve_answers_queues_and_stops(vigie: Shell, tmp_path: Path, unused_port: int) -> None:
    with _served("--port", str(unused_port)) as (said, process):
        address = f"http://127.0.0.1:{unused_port}/"
        assert address in said, process.stderr and process.stderr.read()
        with urllib.request.urlopen(address) as page:
            assert 'lang="fr"' in page.read().decode()
        path = tmp_path / "lampes.txt"
        path.write_text("Document de test. La Région Fictive compte douze lampadaires.", "utf-8")
        assert vigie.outcomes("ingest", str(path)) == {"lampes.txt": "added"}
        assert vigie.names() == {COMMUNIQUE, "lampes.txt"}
        vigie("serve", "--port", str(unused_port), status=1)
        assert f"port {unused_port}" in vigie.err
        process.terminate()
        assert process.wait(timeout=30) == 0
        assert process.stderr is not None
        assert "Vigie est arrêtée." in process.stderr.read()
