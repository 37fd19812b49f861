"""``vigie ask``: one question, or a file of them."""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace

from corpus.errors import QuestionError, UsageError
from ui.cli.batch import read_batch
from ui.cli.output import print_json, print_json_line
from ui.cli.progress import ProgressDisplay
from ui.cli.scope import add_scope_options, scope_of

NAME = "ask"
HELP = "Poser une question au corpus."


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's own arguments."""
    parser.add_argument("question", metavar="QUESTION", nargs="*", help="la question, en français")
    parser.add_argument(
        "--history",
        metavar="QUESTION",
        nargs="+",
        action="extend",
        default=[],
        help="questions posées avant, de la plus ancienne à la plus récente",
    )
    add_scope_options(parser)
    parser.add_argument(
        "--batch",
        metavar="FICHIER",
        help='fichier JSONL de {"question", "history"} («\u00a0-\u00a0»\u00a0: l’entrée '
        "standard)\u00a0; une réponse JSON par ligne",
    )
    parser.add_argument(
        "--mode",
        choices=("extractive", "generated"),
        help="extractive\u00a0: citations exactes\u00a0; generated\u00a0: réponse rédigée par le "
        "modèle de VIGIE_CHAT_MODEL et vérifiée phrase par phrase",
    )
    parser.add_argument("--json", action="store_true", help="écrire la réponse en JSON")


def run(options: argparse.Namespace) -> int:
    """Answer on stdout.

    Raises:
        UsageError: no question, or both a question and a file.
    """
    words, history = list(options.question), list(options.history)
    if not words and options.batch is None and len(history) > 1:
        # « vigie ask --history AVANT QUESTION »: the option took all that follows it.
        words.append(history.pop())
    if options.batch is not None and (words or history):
        raise UsageError(
            "«\u00a0--batch\u00a0» lit les questions et leur historique dans un fichier\u00a0: "
            "retirez la question et «\u00a0--history\u00a0» de la commande."
        )
    if options.batch is not None:
        return _answer_all(options)
    question = " ".join(words)
    if not question.strip():
        raise UsageError(
            'Il manque la question. Tapez par exemple\u00a0: vigie ask "Qui préside…\u00a0?"'
        )
    return _answer_one(question, history, options)


def _answer_one(question: str, history: list[str], options: argparse.Namespace) -> int:
    from assistant.answer import Ask, Turn
    from ui.cli.answer_view import print_answer
    from ui.compose import open_application

    turns = tuple(Turn(earlier) for earlier in history)
    ask = Ask(question, turns, scope_of(options), options.mode)
    with ProgressDisplay() as progress, open_application(progress) as application:
        answer = application.chain.invoke(ask)
    if options.json:
        print_json(answer.to_json())
    else:
        print_answer(answer)
    return 0


def _answer_all(options: argparse.Namespace) -> int:
    from ui.cli.answer_view import refused
    from ui.compose import open_application

    asks = read_batch(options.batch, scope_of(options))
    with ProgressDisplay() as progress, open_application(progress) as application:
        chain = application.chain
        for done, ask in enumerate(asks):
            progress("Questions", done, len(asks))
            try:
                answer = chain.invoke(replace(ask, mode=options.mode))
            except QuestionError as error:
                # One answer a line, in order: what cannot be read is refused, and said.
                print(f"Question {done + 1}\u00a0: {error}", file=sys.stderr)
                answer = refused(ask, str(error))
            print_json_line(answer.to_json())
        progress("Questions", len(asks), len(asks))
    return 0
