"""What ``make audit`` makes of pip-audit's report."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from deploy import audit

SOUND = {"name": "alpha", "version": "1.0", "vulns": []}
FLAWED = {"name": "beta", "version": "2.0", "vulns": [{"id": "PYSEC-2026-1"}]}
UNKNOWN = {"name": "gamma", "skip_reason": "Dependency not found on PyPI"}
MOMENT = datetime(2026, 11, 23, tzinfo=UTC)


def program(folder: Path, known: list[object], lock: list[object]) -> str:
    """A pip-audit that answers so of the package that is known to be flawed, and of the lock."""
    (folder / "known.json").write_text(json.dumps({"dependencies": known}))
    (folder / "lock.json").write_text(json.dumps({"dependencies": lock}))
    script = folder / "pip-audit"
    script.write_text(
        f'#!/bin/sh\ncase "$*" in *constraints.txt*) cat "{folder}/lock.json";; '
        f'*) cat "{folder}/known.json";; esac\n'
    )
    script.chmod(0o755)
    return str(script)


@pytest.mark.parametrize(
    ("lock", "status", "words"),
    [
        ([SOUND], 0, "Aucun avis connu."),
        ([SOUND, FLAWED], 1, "beta 2.0\u00a0: PYSEC-2026-1"),
        ([SOUND, UNKNOWN], 1, "Non trouvés\u00a0: gamma."),
    ],
)
def test_what_was_not_looked_up_is_not_said_to_be_sound(
    tmp_path: Path, lock: list[object], status: int, words: str
) -> None:
    pip_audit = program(tmp_path, [FLAWED], lock)
    page = tmp_path / "audit.md"
    out = str(tmp_path / "rapport.json")
    assert audit.main([pip_audit, out, "--record", str(page)]) == status
    assert words in page.read_text(encoding="utf-8")


def test_without_a_source_of_advisories_nothing_is_claimed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pip_audit = program(tmp_path, [UNKNOWN], [UNKNOWN])
    page = tmp_path / "audit.md"
    audit.record(audit.Audit(3, {}, ()), page, MOMENT)
    assert audit.main([pip_audit, str(tmp_path / "x.json"), "--record", str(page)]) == 0
    said = capsys.readouterr().out
    assert "Aucune source d’avis n’est joignable" in said
    assert "3 paquets" in said  # the last record, which stays
    page.unlink()
    audit.main([pip_audit, str(tmp_path / "x.json"), "--record", str(page)])
    assert "Rien n’est donc affirmé" in page.read_text(encoding="utf-8")
