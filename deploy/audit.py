"""The exact versions of ``constraints.txt`` against the advisories that are known (pip-audit).

    python deploy/audit.py PIP_AUDIT OUT.json [--record FILE.md]

pip-audit says « no known vulnerabilities » of packages that it could not look up at all: here
those are counted, and a version that is known to be vulnerable is looked up first, to see whether
a source of advisories answers. Where none does, the record of the last audit is shown instead.

Status: 0 nothing found, or no source can be reached; 1 advisories were found, or some packages
could not be looked up though the source answers.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "constraints.txt"
KNOWN = "jinja2==2.10"  # CVE-2019-10906 and others
_SECONDS = 900


@dataclass(frozen=True)
class Audit:
    """What was found: advisories by « name version », and what could not be looked up."""

    looked_up: int
    advisories: dict[str, list[str]]
    unknown: tuple[str, ...]

    @property
    def clean(self) -> bool:
        """Whether everything was looked up and nothing is known against it."""
        return not (self.advisories or self.unknown)


def read(report: dict[str, Any]) -> Audit:
    """pip-audit's JSON."""
    advisories: dict[str, list[str]] = {}
    unknown: list[str] = []
    looked_up = 0
    for one in report["dependencies"]:
        if "skip_reason" in one:
            unknown.append(str(one["name"]))
            continue
        looked_up += 1
        if one["vulns"]:
            named = [str(found["id"]) for found in one["vulns"]]
            advisories[f"{one['name']} {one['version']}"] = named
    return Audit(looked_up, advisories, tuple(unknown))


def audit(program: str, requirements: Path) -> dict[str, Any]:
    """What pip-audit says of those requirements; nothing looked up where it cannot work.

    Raises:
        subprocess.TimeoutExpired: it takes too long.
    """
    done = subprocess.run(  # noqa: S603 - the program that make installed
        [program, "--no-deps", "--disable-pip", "-r", str(requirements), "-f", "json",
         "--progress-spinner", "off"],
        check=False, capture_output=True, text=True, timeout=_SECONDS,
    )  # fmt: skip
    try:
        report: dict[str, Any] = json.loads(done.stdout)
    except ValueError:
        pinned = [line.split("==")[0] for line in requirements.read_text("utf-8").splitlines()]
        names = [name for name in pinned if name and not name.startswith("#")]
        return {"dependencies": [{"name": name, "skip_reason": done.stderr} for name in names]}
    return report


def answers(program: str) -> bool:
    """Whether a source of advisories can be reached: it knows of what everybody knows of."""
    with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as one:
        one.write(KNOWN + "\n")
        one.flush()
        return bool(read(audit(program, Path(one.name))).advisories)


def record(found: Audit | None, place: Path, moment: datetime) -> str:
    """The audit as a page to keep; ``found`` None: no source could be reached."""
    digest = hashlib.sha256(LOCK.read_bytes()).hexdigest()[:16]
    lines = [
        "# Audit des dépendances",
        "",
        f"Le {moment:%Y-%m-%d}, sur `constraints.txt` (sha256 {digest}…), par `make audit`.",
        "",
    ]
    if found is None:
        lines += [
            "Aucune source d’avis n’était joignable de la machine où l’audit a été lancé\u00a0:",
            f"`{KNOWN}`, dont la vulnérabilité est publique, n’y est connu d’aucun avis.",
            "Rien n’est donc affirmé des versions employées. Relancez `make audit` d’un poste",
            "qui joint pypi.org, ou confrontez-y la nomenclature (`make sbom`). Ce que l’on sait",
            "par ailleurs des dépendances est dans [security.md](security.md#dépendances).",
        ]
    else:
        lines.append(f"{found.looked_up} paquets confrontés aux avis publiés.")
        lines += [f"- {name}\u00a0: {', '.join(ids)}" for name, ids in found.advisories.items()]
        if found.unknown:
            lines.append(f"- Non trouvés\u00a0: {', '.join(found.unknown)}.")
        if found.clean:
            lines.append("Aucun avis connu.")
    text = "\n".join([*lines, ""])
    place.write_text(text, encoding="utf-8")
    return text


def main(arguments: Sequence[str] | None = None) -> int:
    """Audit, and say what was found."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("program", help="pip-audit")
    parser.add_argument("out", type=Path, help="its report")
    parser.add_argument("--record", type=Path, help="the page to keep")
    given = parser.parse_args(arguments)
    if not answers(given.program):
        print("Aucune source d’avis n’est joignable\u00a0: rien n’a pu être vérifié.")
        if given.record and not given.record.exists():
            record(None, given.record, datetime.now(UTC))
        if given.record:
            print(given.record.read_text(encoding="utf-8"))
        return 0
    report = audit(given.program, LOCK)
    given.out.write_text(json.dumps(report, indent=1), encoding="utf-8")
    found = read(report)
    place = given.record or given.out.with_suffix(".md")
    print(record(found, place, datetime.now(UTC)))
    return int(not found.clean)


if __name__ == "__main__":
    sys.exit(main())
