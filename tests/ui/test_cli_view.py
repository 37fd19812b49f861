"""How an answer, outcomes and progress are shown."""

from __future__ import annotations

import json
import re

import pytest

from assistant.answer import Answer, Ask, Citation, ScoredPassage
from corpus.errors import DocumentError
from ingest.extract import Source, extract
from ui.cli.answer_view import answer_text, print_answer, refused
from ui.cli.progress import ProgressDisplay, duration, rate
from ui.cli.work import print_outcomes, resolved
from ui.outcome import SAID, Outcome

CITATION = Citation(
    n=1,
    document="fictif.md",
    version="abc",
    title="Document de test",
    date="2025-09-05",
    url="https://region-fictive.example/doc",
    page=3,
    quote="La Région Fictive\ncompte 12 lampadaires.",
    start=0,
    end=40,
)
ANSWER = Answer(
    question="Combien ?",
    standalone_question="Combien ?",
    answer="La Région Fictive compte **12 lampadaires** [1].",
    abstained=False,
    confidence=0.9,
    mode="extractive",
    unanswered=("Et de bancs ?",),
    citations=(CITATION,),
)
REFUSAL = Answer(
    question="Combien ?",
    standalone_question="Combien ?",
    answer="Le corpus ne permet pas de répondre.",
    abstained=True,
    confidence=0.1,
    mode="extractive",
    passages=(ScoredPassage("fictif.md", "p1", 0.2, "Un passage proche.", None, 0, 18),),
)


def _marked(style: str, text: str) -> str:
    return f"<{style}>{text}</{style}>"


def test_an_answer_shows_its_sources() -> None:
    shown = answer_text(ANSWER, _marked)
    assert "compte <bold>12 lampadaires</bold> [1]." in shown
    assert "[1] Document de test, 5 septembre 2025, page 3" in shown
    assert "«\u00a0La Région Fictive compte 12 lampadaires.\u00a0»" in shown
    assert "https://region-fictive.example/doc" in shown
    assert "- Et de bancs ?" in shown


def test_a_refusal_shows_the_nearest_passages_as_such() -> None:
    shown = answer_text(REFUSAL, _marked)
    assert shown.startswith("Le corpus ne permet pas de répondre.")
    assert "ils ne répondent pas" in shown
    assert "- fictif.md\n    <dim>Un passage proche.</dim>" in shown


def test_a_pipe_gets_no_escape_sequence(capsys: pytest.CaptureFixture[str]) -> None:
    print_answer(ANSWER)
    shown = capsys.readouterr().out
    assert "\x1b" not in shown
    assert "compte 12 lampadaires [1]" in shown


def test_a_document_does_not_command_the_terminal() -> None:
    answer = Answer(
        question="?",
        standalone_question="?",
        answer="avant\x1b]0;titre\x07\u202eaprès",
        abstained=False,
        confidence=1.0,
        mode="extractive",
    )
    assert not re.search("[\x1b\x07\u202e]", answer_text(answer, _marked))


def test_a_question_that_cannot_be_read_is_a_refusal() -> None:
    answer = refused(Ask("x"), "La question est illisible.").to_json()
    assert answer["abstained"] is True
    assert answer["citations"] == ()
    assert "total" in answer["timings_ms"]


def test_outcomes_are_printed_and_failures_make_the_status(
    capsys: pytest.CaptureFixture[str],
) -> None:
    outcomes = [Outcome("a.md", "added"), Outcome("b.md", "failed", "«\u00a0b.md\u00a0» est vide.")]
    assert print_outcomes(outcomes, as_json=False) == 1
    shown = capsys.readouterr()
    assert shown.out == "a.md\u00a0: ajouté\n"
    assert "«\u00a0b.md\u00a0» est vide." in shown.err
    assert print_outcomes(outcomes[:1], as_json=True) == 0
    assert json.loads(capsys.readouterr().out) == [
        {
            "name": "a.md",
            "outcome": "added",
            "message": "",
            "document": "",
            "version": "",
            "passages": 0,
            "near": [],
        }
    ]


def test_every_outcome_has_its_french() -> None:
    assert all(SAID.values())


def test_a_path_is_made_absolute_and_an_address_is_kept() -> None:
    assert resolved("HTTPS://exemple.fr/a") == "HTTPS://exemple.fr/a"
    assert resolved("a/b").startswith("/")


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [(0.2, "0 s"), (59.4, "59 s"), (61, "1 min 01 s"), (3720, "1 h 02 min")],
)
def test_durations(seconds: float, expected: str) -> None:
    assert duration(seconds) == expected


def test_progress_in_a_pipe_is_sparse_and_says_the_time_left(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    now = [0.0]
    monkeypatch.setattr("ui.cli.progress.time.monotonic", lambda: now[0])
    with ProgressDisplay() as progress:
        for done in range(101):
            progress("Encodage", done, 100)
            now[0] += 1.0
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.splitlines() == [
        "Encodage\u00a0: 15 sur 100, 1,0 par seconde, reste 1 min 25 s",
        "Encodage\u00a0: 30 sur 100, 1,0 par seconde, reste 1 min 10 s",
        "Encodage\u00a0: 45 sur 100, 1,0 par seconde, reste 55 s",
        "Encodage\u00a0: 60 sur 100, 1,0 par seconde, reste 40 s",
        "Encodage\u00a0: 75 sur 100, 1,0 par seconde, reste 25 s",
        "Encodage\u00a0: 90 sur 100, 1,0 par seconde, reste 10 s",
    ]


def test_progress_over_documents_counts_them_all(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    now = [0.0]
    monkeypatch.setattr("ui.cli.progress.time.monotonic", lambda: now[0])
    with ProgressDisplay() as progress:
        for done in range(10):
            progress(f"Lecture de «\u00a0{done}.txt\u00a0»", done, 10)
            for passage in range(3):
                progress(f"Encodage de «\u00a0{done}.txt\u00a0»", passage, 3)
                now[0] += 2.0
    lines = capsys.readouterr().err.splitlines()
    assert lines == [
        "Lecture de «\u00a02.txt\u00a0»\u00a0: 2 sur 10, 8 par minute, reste 1 min 04 s",
        "Lecture de «\u00a05.txt\u00a0»\u00a0: 5 sur 10, 9 par minute, reste 32 s",
        "Lecture de «\u00a08.txt\u00a0»\u00a0: 8 sur 10, 10 par minute, reste 12 s",
    ]


@pytest.mark.parametrize(
    ("a_second", "said"),
    [(4.15, "4,2 par seconde"), (1.0, "1,0 par seconde"), (0.5, "30 par minute"),
     (0.004, "14 par heure")],
)  # fmt: skip
def test_a_rate_is_said_in_the_unit_that_fits(a_second: float, said: str) -> None:
    assert rate(a_second) == said


def test_many_unchanged_documents_are_counted(capsys: pytest.CaptureFixture[str]) -> None:
    outcomes = [Outcome(f"{n}.txt", "unchanged") for n in range(21)]
    outcomes += [Outcome("a.txt", "added"), Outcome("b", "skipped", "robots.txt")]
    assert print_outcomes(outcomes, as_json=False) == 0
    assert capsys.readouterr().out.splitlines() == [
        "a.txt\u00a0: ajouté",
        "Inchangés\u00a0: 21.",
        "Laissées de côté\u00a0: 1. Raison\u00a0: robots.txt.",
    ]


def test_many_files_of_a_format_that_is_not_read_are_said_once(
    capsys: pytest.CaptureFixture[str],
) -> None:
    def refused(name: str) -> Outcome:
        with pytest.raises(DocumentError) as caught:
            extract(Source(name, b"x"))
        return Outcome(name, "failed", str(caught.value))

    pictures = [refused(f"{n}.png") for n in range(5)]
    empty = Outcome("b.txt", "failed", "«\u00a0b.txt\u00a0» vide.")
    outcomes = [*pictures, refused("a.xls"), empty]
    assert print_outcomes(outcomes, as_json=False) == 1
    lines = capsys.readouterr().err.splitlines()
    assert lines[0] == "«\u00a0b.txt\u00a0» vide."
    assert lines[1].startswith(
        "«\u00a00.png\u00a0» et 4 autres fichiers ne sont pas lus\u00a0: le format"
    )
    assert lines[2].startswith("«\u00a0a.xls\u00a0» n’est pas lu")
    assert lines[3] == "Documents en échec\u00a0: 7 sur 7."


def test_progress_in_a_terminal_is_drawn(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    with ProgressDisplay() as progress:
        progress("Encodage de «\u00a0[a].txt\u00a0»", 1, 4)
        progress.say("Un message.")
        progress("Encodage de «\u00a0[a].txt\u00a0»", 4, 4)
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "Encodage de «\u00a0[a].txt\u00a0»" in shown.err
    assert "1/4" in shown.err
    assert "Un message." in shown.err
