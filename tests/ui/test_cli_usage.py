"""The command line itself: every word in French, statuses, nothing heavy to start."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.errors import DocumentError, UsageError, VigieError
from ui.cli import main as entry
from ui.cli.main import COMMANDS, main

ROOT = Path(__file__).resolve().parents[2]
ENGLISH = re.compile(
    r"\b(usage:|show|error|argument \b|arguments:|options:|required|the following|invalid|choose|"
    r"choice|expected|unrecognized|positional|exit|positionals|subcommands|default|program)\b"
)


@pytest.mark.parametrize("command", [[], *[[module.NAME] for module in COMMANDS]])
def test_help_is_french(command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*command, "--help"]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith("Usage\u00a0: vigie")
    assert "Options\u00a0:" in shown
    assert not ENGLISH.search(re.sub(r"--[a-z]+|\bshow +Montrer|vigie show", "", shown))


def test_alone_it_shows_its_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    shown = capsys.readouterr().out
    assert all(module.NAME in shown for module in COMMANDS)


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["zut"], "«\u00a0zut\u00a0» ne convient pas\u00a0; au choix\u00a0: ask, search"),
        (["show"], "il manque\u00a0: NOM"),
        (["ingest"], "il manque\u00a0: CHEMIN"),
        (["show", "a", "b"], "non reconnu\u00a0: b"),
        (["list", "--jsno"], "non reconnu\u00a0: --jsno"),
        (["ask", "q", "--since"], "--since\u00a0: il faut une valeur"),
        (["ask", "q", "--history"], "--history\u00a0: il faut au moins une valeur"),
        (["ask", "q", "--audience", "secret"], "«\u00a0secret\u00a0» ne convient pas"),
        (["ask", "q", "--json=oui"], "«\u00a0oui\u00a0» est de trop"),
        (["ask", "q", "--type", "roman"], "au choix\u00a0: communique, rapport"),
        (["search", "q", "--top", "dix"], "«\u00a0dix\u00a0» ne convient pas"),
        (["search", "q", "--top", "0"], "il faut un nombre de 1 à"),
        (["ask", "q", "--since", "2025-13"], "«\u00a02025-13\u00a0» n’est pas une date"),
        (["ask", "q", "--since", "2025-02-30"], "n’est pas une date"),
        (["ask", "q", "--since", "hier"], "AAAA-MM-JJ"),
        (["ask", "q", "--since", "2025-06", "--until", "2024"], "La période demandée est vide"),
        (["ask"], "Il manque la question"),
        (["ask", "  "], "Il manque la question"),
        (["ask", "q", "--batch", "f.jsonl"], "--batch"),
        (["eval", "/nulle-part"], "/nulle-part"),
    ],
)
def test_misuse_is_said_in_french(
    arguments: list[str], expected: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    shown = capsys.readouterr()
    assert expected in shown.err
    assert shown.out == ""
    assert not ENGLISH.search(re.sub(r"--[a-z]+|vigie show|, show,", "", shown.err))


def test_a_wrong_setting_is_misuse(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("VIGIE_COULEUR", "bleu")
    assert main(["list"]) == 2
    assert "VIGIE_COULEUR" in capsys.readouterr().err


def _raising(error: BaseException) -> Callable[[list[str]], int]:
    def run(_: list[str]) -> int:
        raise error

    return run


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (UsageError("mauvaise demande"), 2),
        (DocumentError("mauvais document"), 1),
        (VigieError("échec"), 1),
    ],
)
def test_an_error_gives_its_status_and_message(
    error: VigieError,
    status: int,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(sys.modules[entry.__module__], "_run", _raising(error))
    assert main(["list"]) == status
    shown = capsys.readouterr()
    assert shown.err == f"{error}\n"
    assert shown.out == ""


def test_an_interruption_is_quiet(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys.modules[entry.__module__], "_run", _raising(KeyboardInterrupt()))
    assert main(["list"]) == 130
    assert capsys.readouterr() == ("", "")


def test_what_nobody_foresaw_is_written_down(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("VIGIE_HOME", str(tmp_path))
    monkeypatch.setattr(
        sys.modules[entry.__module__], "_run", _raising(ZeroDivisionError("détail technique"))
    )
    assert main(["list"]) == 1
    shown = capsys.readouterr().err
    assert "Traceback" not in shown
    assert "détail technique" not in shown
    (log,) = (tmp_path / "logs").iterdir()
    assert str(log) in shown
    assert "ZeroDivisionError: détail technique" in log.read_text(encoding="utf-8")


def test_help_loads_nothing_heavy() -> None:
    """What makes ``vigie --help`` quick, without a clock: what it does not import."""
    heavy = ("numpy", "torch", "sqlalchemy", "pydantic", "rich", "gradio", "chromadb", "langchain")
    program = (
        "import sys; from ui.cli import main; main(['--help']); "
        f"sys.exit(any(name in sys.modules for name in {heavy!r}))"
    )
    found = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, check=False
    )
    assert found.returncode == 0, found.stderr.decode()
    assert found.stderr == b""


def test_a_reader_that_leaves_is_no_error() -> None:
    program = "import sys; from ui.cli import main\nsys.exit(main(['ask', '--help']))"
    with subprocess.Popen(
        [sys.executable, "-c", program],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        process.stdout.close()
        assert process.stderr is not None
        assert process.stderr.read() == b""
        assert process.wait() == 0
