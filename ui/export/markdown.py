"""A conversation in Markdown."""

from __future__ import annotations

import re

from ui import texts_fr as t
from ui.export.transcript import Transcript, bold_parts

_SPECIAL = re.compile(r"([\\`*_\[\]<>#|!~&])")


def to_markdown(said: Transcript) -> bytes:
    """UTF-8; what documents hold is escaped, so that it is read as it is written."""
    parts = [f"# {_plain(said.title)}", f"> {_plain(said.notice)}"]
    for exchange in said.exchanges:
        parts.append(f"## {_plain(exchange.question)}")
        if exchange.moment:
            parts.append(f"{t.ANSWERED_AT} {exchange.moment}")
        for line in exchange.lines:
            item = line.startswith("- ")
            text = "".join(
                f"**{_plain(part)}**" if bold else _plain(part)
                for part, bold in bold_parts(line.removeprefix("- "))
            )
            parts.append(f"- {text}" if item else text)
        if exchange.sources:
            parts.append(f"### {t.SOURCES}")
            parts.extend(
                f"{one.n}. {_plain(one.title)}, {_plain(one.details)}\u00a0: "
                f"«\u00a0{_plain(one.quote)}\u00a0» <{one.address}>"
                for one in exchange.sources
            )
    return ("\n\n".join(parts) + "\n").encode()


def _plain(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text)
