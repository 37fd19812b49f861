"""The words of errors."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from corpus.errors import system_reason


def test_the_usual_reasons_are_french(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file") as caught:
        (tmp_path / "absent").read_bytes()
    assert system_reason(caught.value) == "il n’existe pas"
    assert system_reason(OSError(errno.ENOSPC, "No space left on device")) == "le disque est plein"


def test_an_unusual_reason_is_quoted() -> None:
    assert system_reason(OSError(errno.EXDEV, "Invalid cross-device link")) == (
        "le système a répondu «\u00a0Invalid cross-device link\u00a0»"
    )
    assert system_reason(OSError("panne")) == "le système a répondu «\u00a0panne\u00a0»"
