"""What the commands that write the corpus have in common."""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from ui.cli.output import print_json
from ui.outcome import FAILED, LEFT_ELSEWHERE, SAID, SKIPPED, UNCHANGED, Outcome

_SHOWN = 20  # unchanged documents, beyond which they are counted
_ADDRESS = re.compile(r"https?://", re.IGNORECASE)


def resolved(path: str) -> str:
    """An address as it is, a path made absolute: a server may run in another folder."""
    return path if _ADDRESS.match(path) else str(Path(path).expanduser().absolute())


def print_outcomes(outcomes: Sequence[Outcome], *, as_json: bool) -> int:
    """Print what became of each document; failures go to stderr too.

    Returns:
        The exit status: 1 where a document failed.
    """
    failed = [outcome for outcome in outcomes if outcome.outcome == FAILED]
    if as_json:
        print_json([outcome.to_json() for outcome in outcomes])
    else:
        same = sum(one.outcome == UNCHANGED for one in outcomes)
        quiet = {FAILED, SKIPPED} | ({UNCHANGED} if same > _SHOWN else set())
        for outcome in outcomes:
            if outcome.outcome not in quiet:
                print(_line(outcome))
        if any(one.outcome == "purged" for one in outcomes):
            print(LEFT_ELSEWHERE)
        if same > _SHOWN:
            print(f"Inchangés\u00a0: {same}.")
        left_out = Counter(one.message for one in outcomes if one.outcome == SKIPPED)
        for reason, count in left_out.items():
            print(f"Laissées de côté\u00a0: {count}. Raison\u00a0: {reason}.")
        if not outcomes:
            print("Rien à faire.")
    for outcome in failed:
        print(outcome.message, file=sys.stderr)
    if failed:
        print(f"Documents en échec\u00a0: {len(failed)} sur {len(outcomes)}.", file=sys.stderr)
    return 1 if failed else 0


def _line(outcome: Outcome) -> str:
    line = f"{outcome.name}\u00a0: {SAID[outcome.outcome]}"
    # Beyond what every outcome of its kind says: an audience that changed, a near-duplicate.
    _, _, more = outcome.message.partition("\u00a0; ")
    if outcome.outcome == "vanished":
        return f"{line}. Pour le retirer\u00a0: «\u00a0vigie remove {outcome.name}\u00a0»."
    if outcome.outcome == "purged":
        return f"{line}. {outcome.message.removesuffix(LEFT_ELSEWHERE).rstrip()}"
    return f"{line}\u00a0; {more}" if more else line
