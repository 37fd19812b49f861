"""The pages that an operator may rewrite: « À propos », accessibility, personal data.

Each is a Markdown file. The one of the folder ``VIGIE_PAGES`` comes before the one that ships.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from markdown_it import MarkdownIt

from corpus.errors import ConfigurationError, system_reason
from ui.render import is_email, safe_link

SHIPPED = Path(__file__).parent / "pages_fr"
PAGES = ("a-propos", "accessibilite", "donnees-personnelles")
_VARIABLE = re.compile(r"\{\{\s*(\w+)\s*\}\}")
_TITLE = re.compile(r"^# (.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Info:
    """A page. ``html`` holds no HTML of the file's own: only what Markdown makes."""

    name: str
    title: str
    html: str


def read_info(name: str, folder: Path | None, known: Mapping[str, str]) -> Info:
    """The page of that name of ``PAGES``, « {{variable}} » replaced by what is ``known``.

    Raises:
        ConfigurationError: the operator's file cannot be read, or names an unknown variable.
    """
    path = SHIPPED / f"{name}.md"
    own = folder / f"{name}.md" if folder is not None else None
    if own is not None and own.is_file():
        path = own
    try:
        source = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = system_reason(error) if isinstance(error, OSError) else "ce n’est pas de l’UTF-8"
        raise ConfigurationError(f"La page {path} ne peut pas être lue\u00a0: {reason}.") from error

    def value(match: re.Match[str]) -> str:
        if match[1] not in known:
            raise ConfigurationError(
                f"La page {path} demande «\u00a0{match[0]}\u00a0», qui n’existe pas. "
                f"Au choix\u00a0: {', '.join(sorted(known))}."
            )
        return known[match[1]]

    text = _VARIABLE.sub(value, source)
    title = _TITLE.search(text)
    html = MarkdownIt("commonmark", {"html": False}).disable("image").render(text)
    return Info(name, title[1].strip() if title else name, html)


def contact_said(contact: str) -> str:
    """A contact as Markdown that ends its sentence, a link where it is an address; empty: none."""
    if is_email(contact) or safe_link(contact):
        return f"<{contact}>."
    return f"{contact}." if contact and contact[-1] not in ".!?…" else contact
