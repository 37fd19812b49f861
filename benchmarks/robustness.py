"""What typing mistakes cost: each set asked as written, then with mistakes in its questions.

    python -m benchmarks.robustness DIR [--home HOME] [--words 1] [--seed 1]

Only answerable questions that come alone are asked. The home is kept between the runs of a
set, so that its documents are encoded once.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from assistant.evaluate.compare import Scores, compare
from assistant.evaluate.questions import DOCUMENTS_FILE, QUESTIONS_FILE, Question, read_set
from assistant.evaluate.terminal import comparison_table
from benchmarks.typing_mistakes import corrupt
from ui.evaluation import evaluate_set


def main() -> None:
    """Print the paired comparison for one and for two mistakes in a word."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("set", type=Path)
    parser.add_argument("--home", type=Path)
    parser.add_argument("--words", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    questions = [q for q in read_set(options.set).questions if q.answerable and not q.history]
    console = Console()
    with tempfile.TemporaryDirectory() as scratch:
        home = options.home or Path(scratch) / "home"
        written = [q.question for q in questions]
        before = _run(options.set, questions, written, home, Path(scratch) / "0")
        for edits in (1, 2):
            asked = [corrupt(text, options.seed, options.words, edits) for text in written]
            after = _run(options.set, questions, asked, home, Path(scratch) / str(edits))
            console.print(f"Mots touchés : {options.words} ; fautes par mot : {edits}")
            console.print(comparison_table(compare(before, after)))


def _run(
    source: Path, questions: Sequence[Question], asked: Sequence[str], home: Path, folder: Path
) -> Scores:
    folder.mkdir()
    shutil.copyfile(source / DOCUMENTS_FILE, folder / DOCUMENTS_FILE)
    lines = [
        json.dumps(
            {
                "question": text,
                "documents": question.documents,
                "answers": question.answers,
                "kind": question.kind,
            },
            ensure_ascii=False,
        )
        for question, text in zip(questions, asked, strict=True)
    ]
    (folder / QUESTIONS_FILE).write_text("\n".join(lines) + "\n", encoding="utf-8")
    outcomes = evaluate_set(folder, home).outcomes
    # Named by what was written, so that the runs pair up.
    return [(q.question, o.scores()) for q, o in zip(questions, outcomes, strict=True)]


if __name__ == "__main__":
    main()
