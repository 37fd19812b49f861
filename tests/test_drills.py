"""What runs the longer drills finds them all, stops one that hangs, and says what it left out."""

from __future__ import annotations

import os
import re
import select
import signal
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests import drills
from tests.drills import NEEDS, Drill, run, run_all
from tests.drills import drills as found

ALL = found()
Writer = Callable[..., Drill]


@pytest.fixture
def write(tmp_path: Path) -> Writer:
    """Writes a drill in a folder of its own, and finds it as those of the project are found."""

    def made(body: str, marks: str = "@pytest.mark.drill(minutes=3)") -> Drill:
        text = f"import pytest\n\n\n{marks}\ndef test_essai() -> None:\n    {body}\n"
        (tmp_path / "test_essai.py").write_text(text, encoding="utf-8")
        [drill] = found(tmp_path)
        return drill

    return made


def test_every_drill_is_found() -> None:
    files = (drills.ROOT / "tests").rglob("test_*.py")
    marked = sum(len(re.findall(r"(?m)^@pytest\.mark\.drill\b", f.read_text())) for f in files)
    assert len(ALL) == marked >= 10
    assert {need for drill in ALL for need in drill.needs} <= NEEDS.keys()


def test_those_of_ci_fit_even_where_each_takes_half_of_what_it_may() -> None:
    assert sum(drill.minutes for drill in ALL if not drill.longest) / 2 < 80


def test_a_drill_is_run_and_told(write: Writer) -> None:
    report = run_all([write("assert 1 + 1 == 2")], ci=False)
    assert not report.failed
    told = r"\d+ s, dont \d+ de processeur, charge \d+,\d puis \d+,\d"
    assert re.fullmatch(rf"essai\xa0: réussi \({told}\)", report.lines[0])


@pytest.mark.parametrize(("program", "minutes", "words"), [
    ("raise SystemExit(1)", 1, "ÉCHEC"),
    ("raise SystemExit(5)", 1, "ÉCHEC"),  # pytest's own: no test was found
    ("import signal; signal.pause()", 0.01, "ARRÊTÉ"),
])  # fmt: skip
def test_one_that_fails_or_hangs_is_a_failure(
    write: Writer, monkeypatch: pytest.MonkeyPatch, program: str, minutes: float, words: str
) -> None:
    monkeypatch.setattr(drills, "_command", lambda *_: [sys.executable, "-c", program])
    report = run_all([replace(write("pass"), minutes=minutes)], ci=False)
    assert report.failed
    assert words in report.lines[0]


@pytest.mark.parametrize("interrupted", [False, True])
def test_one_that_hangs_is_asked_to_end_then_killed_with_what_it_started(
    tmp_path: Path, interrupted: bool
) -> None:
    fifo = tmp_path / "vivants"
    os.mkfifo(fifo)
    reading = os.open(fifo, os.O_RDONLY | os.O_NONBLOCK)
    program = (
        "import signal, subprocess, sys; said = open(sys.argv[1], 'w');"
        "subprocess.Popen(['sleep', '600'], stdout=said); said.write('là '); said.flush()\n"
        "try: signal.pause()\n"
        "except KeyboardInterrupt: said.write('fini')"
    )
    command = [sys.executable, "-c", program, str(fifo)]
    if interrupted:
        former = signal.signal(signal.SIGALRM, signal.default_int_handler)
        signal.setitimer(signal.ITIMER_REAL, 5)
        with pytest.raises(KeyboardInterrupt):
            run(command, 60)
        signal.signal(signal.SIGALRM, former)
    else:
        assert run(command, 5) is None
    # The pipe ends when nobody holds it any more.
    ends = select.poll()
    ends.register(reading, select.POLLHUP)
    assert ends.poll(30_000)
    assert os.read(reading, 100).decode() == "là fini"
    os.close(reading)


def test_what_is_for_people_or_would_end_too_late_is_left_out_and_said(write: Writer) -> None:
    longest = write("assert False", "@pytest.mark.longest\n@pytest.mark.drill(minutes=1)")
    late = Drill(longest.place, minutes=31)
    report = run_all([longest, late], ci=True, within=30)
    assert not report.failed
    assert ["make drills" in line for line in report.lines] == [True, False]
    assert "faute de temps" in report.lines[1]


@pytest.mark.parametrize("ci", [False, True])
def test_what_is_missing_is_said_and_fails_ci_where_it_can_be_installed(
    write: Writer, monkeypatch: pytest.MonkeyPatch, ci: bool
) -> None:
    absent = {name: replace(need, there=lambda: False) for name, need in NEEDS.items()}
    monkeypatch.setattr(drills, "NEEDS", absent)
    for need, fails in (("postgresql", ci), ("unshare", False)):
        drill = write("assert False", f"@pytest.mark.drill(minutes=1, needs=({need!r},))")
        report = run_all([drill], ci=ci)
        assert report.failed is fails
        assert "laissé de côté, il faut" in report.lines[0]


def test_words_choose_and_nothing_chosen_is_an_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert drills.main(["aucun-essai-de-ce-nom"]) == 1
    assert "Essais longs" in capsys.readouterr().out
