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
_SHOWN_ALIKE = 3  # files of a format that is not read, beyond which they are counted
_NOT_READ = "n’est pas pris en charge"
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
    for message in _reasons(failed):
        print(message, file=sys.stderr)
    if failed:
        print(f"Documents en échec\u00a0: {len(failed)} sur {len(outcomes)}.", file=sys.stderr)
    return 1 if failed else 0


def _reasons(failed: Sequence[Outcome]) -> list[str]:
    """What each failure says; of many files of one format that is not read, once for all."""
    said: list[str] = []
    alike: dict[str, list[Outcome]] = {}
    for one in failed:
        named = f"«\u00a0{one.name}\u00a0» n’est pas lu"
        reason = one.message.removeprefix(named) if _NOT_READ in one.message else ""
        if reason and one.message.startswith(named):
            alike.setdefault(reason, []).append(one)
        else:
            said.append(one.message)
    for reason, several in alike.items():
        if len(several) <= _SHOWN_ALIKE:
            said += [one.message for one in several]
            continue
        others = f"«\u00a0{several[0].name}\u00a0» et {len(several) - 1} autres fichiers"
        said.append(f"{others} ne sont pas lus{reason}")
    return said


def _line(outcome: Outcome) -> str:
    line = f"{outcome.name}\u00a0: {SAID[outcome.outcome]}"
    # Beyond what every outcome of its kind says: an audience that changed, a near-duplicate.
    _, _, more = outcome.message.partition("\u00a0; ")
    if outcome.outcome == "vanished":
        return f"{line}. Pour le retirer\u00a0: «\u00a0vigie remove {outcome.name}\u00a0»."
    if outcome.outcome == "purged":
        return f"{line}. {outcome.message.removesuffix(LEFT_ELSEWHERE).rstrip()}"
    return f"{line}\u00a0; {more}" if more else line
