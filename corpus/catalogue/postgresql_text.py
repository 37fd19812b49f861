"""Text as PostgreSQL can hold it, whatever a caller sends."""

from __future__ import annotations

import re
from typing import Any

from psycopg import Connection
from psycopg.types.string import StrDumperUnknown

_NOT_HELD = re.compile("[\ud800-\udfff\x00]")


class HeldText(StrDumperUnknown):
    """Writes what no text of PostgreSQL's may hold, a NUL or half a pair, as « � ».

    SQLite takes a NUL: a catalogue that came from there may have some, in an opinion for instance.
    """

    def dump(self, obj: str) -> Any:
        """The bytes to send."""
        return super().dump(_NOT_HELD.sub("\ufffd", obj))


def hold_any_text(connection: Connection[Any]) -> None:
    """Have a connection write its texts that way."""
    connection.adapters.register_dumper(str, HeldText)
