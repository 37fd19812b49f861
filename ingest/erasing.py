"""Reports of unexpected errors, as far as an erasure concerns them."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path, PurePosixPath


def forget_reports(folder: Path | None, name: str) -> int:
    """Delete the reports of errors that name a document: what they quote may be of it.

    Args:
        folder: where they are; None, or not there: there are none.
        name: of the document; a path's last part is looked for too.

    Returns:
        How many were deleted.
    """
    if folder is None or not folder.is_dir():
        return 0
    wanted = {name.encode("utf-8", "surrogatepass")}
    wanted |= {PurePosixPath(name).name.encode("utf-8", "surrogatepass")} - {b""}
    count = 0
    for path in folder.glob("*.log"):
        with suppress(OSError):
            said = path.read_bytes()
            if any(one in said for one in wanted):
                path.unlink()
                count += 1
    return count
