"""Server-rendered pages: Jinja templates inside Vigie's shell, everything escaped."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.responses import HTMLResponse

from ui import texts_fr as t
from ui import texts_staff as s
from ui.render import prose, source_address, visible, without_heading_marks
from ui.shell import page

if TYPE_CHECKING:
    from corpus.catalogue.accounts import Account

_FOLDER = Path(__file__).parent / "templates"


def render(
    template: str,
    title: str,
    *,
    current: str = "",
    account: Account | None = None,
    wide: bool = False,
    status: int = 200,
    **known: Any,
) -> HTMLResponse:
    """A whole page; what it says of a person is kept in no cache."""
    main = fragment(template, account=account, title=title, **known)
    html = page(f"{title} — {t.NAME}", main, current=current, account=account, wide=wide)
    return HTMLResponse(html, status, headers={"cache-control": "no-store"})


def fragment(template: str, **known: Any) -> str:
    """A template alone, as HTML."""
    return _environment().get_template(template).render(**known)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        # What hides or reorders text is left out wherever text is shown.
        finalize=lambda value: visible(value) if type(value) is str else value,
    )
    environment.globals["t"] = t
    environment.globals["s"] = s
    environment.globals["source_address"] = source_address
    environment.filters["date"] = t.french_date
    environment.filters["moment"] = t.french_moment
    environment.filters["kind"] = t.kind_name
    environment.filters["prose"] = lambda text: Markup(prose(text))  # noqa: S704 - escaped there
    environment.filters["unmarked"] = without_heading_marks
    return environment
