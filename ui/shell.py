"""What surrounds every page: head, header, footer; and Gradio's own page brought into it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path

from corpus.records import Document
from ui import texts_fr as t
from ui.render import escape, source_address
from ui.viewer import document_title

ASSETS = Path(__file__).parent / "assets"
_METAS = re.compile(r'\s*<meta\s+(?:property|name)="(?:og|twitter):[^>]*>', re.DOTALL)
_MANIFEST = re.compile(r'\s*<link rel="manifest"[^>]*>')
_INLINE_SCRIPT = re.compile(r"<script(?![^>]*\bsrc=)")
# It sizes a frame around the page; the page is never in a frame.
_RESIZER = re.compile(
    r"<script>\s*\(\(\) => \{(?:(?!</script>).)*iframeResizer.*?</script>", re.DOTALL
)


def page(title: str, main: str, *, current: str = "") -> str:
    """A whole page of Vigie around ``main`` (HTML that is already safe)."""
    return (
        f'<!doctype html><html lang="fr"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title>{_head()}</head>"
        f'<body class="page"><a class="evitement" href="#contenu">Aller au contenu</a>'
        f'{_header(current)}<main id="contenu">{main}</main>{_footer()}</body></html>'
    )


def gradio_page(html: str, nonce: str) -> str:
    """Gradio's page in French, inside Vigie's header and footer, its inline scripts named by
    ``nonce`` so that no other inline script may run.
    """
    html = _RESIZER.sub("", _MANIFEST.sub("", _METAS.sub("", html)))
    html = html.replace('lang="en"', 'lang="fr"', 1)
    html = _INLINE_SCRIPT.sub(f'<script nonce="{nonce}"', html)
    head = (
        f"<title>{escape(t.PAGE_TITLE)}</title>{_head()}"
        f'<script src="{_asset("langue.js")}"></script>'
    )
    # Before Gradio's scripts, which read the browser's language as they start.
    html = html.replace('<meta charset="utf-8" />', f'<meta charset="utf-8" />{head}', 1)
    opening = (
        f'<a class="evitement" href="#vigie-question">{t.SKIP_LINK}</a>{_header("chat")}'
        f"<noscript><p>{t.NO_SCRIPT}</p></noscript>"
        f'<div id="contenu">'
    )
    html = html.replace("<gradio-app", f"{opening}<gradio-app", 1)
    closing = (
        f"</gradio-app></div>{_panel()}"
        f'<div id="annonce" class="cache" role="status" aria-live="polite" '
        f'data-coupure="{t.CONNECTION_LOST}" data-fermer="{t.CLOSE}" data-erreur="{t.ERROR_TITLE}">'
        f"</div>{_footer()}"
        f'<script src="{_asset("vigie.js")}" defer></script>'
    )
    return html.replace("</gradio-app>", closing, 1)


def about_page(documents: Sequence[Document], contact: str = "") -> str:
    """« À propos », with the list of public documents and whom to ask."""
    sections = "".join(
        f"<section><h2>{escape(title)}</h2>"
        + "".join(f"<p>{escape(paragraph)}</p>" for paragraph in text.split("\n"))
        + "</section>"
        for title, text in t.ABOUT_SECTIONS
    )
    rows = "".join(
        f'<li><a href="{escape(source_address(document.version))}">'
        f"{escape(document_title(document))}</a>"
        f'<span class="date">{escape(_said_of(document))}</span></li>'
        for document in documents
    )
    listed = f'<ul class="documents">{rows}</ul>' if rows else f"<p>{t.NO_DOCUMENTS}</p>"
    if contact:
        sections += f"<section><h2>{t.CONTACT}</h2><p>{escape(contact)}</p></section>"
    main = (
        f"<article><h1>{t.ABOUT}</h1>{sections}"
        f'<section id="documents"><h2>{t.DOCUMENTS}</h2>{listed}</section></article>'
    )
    return page(f"{t.ABOUT} — {t.NAME}", main, current="about")


def message_page(title: str, message: str) -> str:
    """A page that says one thing."""
    main = (
        f"<article><h1>{escape(title)}</h1><p>{escape(message)}</p>"
        f'<p><a href="/">{t.BACK_TO_CHAT}</a></p></article>'
    )
    return page(f"{title} — {t.NAME}", main)


def _said_of(document: Document) -> str:
    metadata = document.metadata
    date = t.french_date(metadata.date) or t.UNDATED
    return ", ".join(part for part in (t.kind_name(metadata.type), metadata.issuer, date) if part)


def _head() -> str:
    return (
        f'<meta name="description" content="{escape(t.DESCRIPTION)}">'
        f'<meta name="color-scheme" content="light dark">'
        f'<link rel="icon" href="{_asset("vigie.svg")}" type="image/svg+xml">'
        f'<link rel="stylesheet" href="{_asset("vigie.css")}">'
    )


def _header(current: str) -> str:
    links = (("chat", "/", t.BACK_TO_CHAT), ("about", "/a-propos", t.ABOUT))
    items = "".join(
        f'<li><a href="{address}"{_current(key, current)}>{name}</a></li>'
        for key, address, name in links
    )
    return (
        f'<header class="entete"><a class="marque" href="/">'
        f'<img src="{_asset("vigie.svg")}" alt="" width="28" height="28">'
        f"<span><strong>{t.NAME}</strong><span>{t.TAGLINE}</span></span></a>"
        f'<nav aria-label="Navigation principale"><ul>{items}</ul></nav></header>'
    )


def _current(key: str, current: str) -> str:
    return ' aria-current="page"' if key == current else ""


def _footer() -> str:
    return (
        f'<footer class="pied"><p>{t.COMPOSER_NOTE}</p>'
        f'<p><a href="/a-propos">{t.ABOUT}</a></p></footer>'
    )


def _panel() -> str:
    return (
        f'<aside id="panneau" aria-labelledby="panneau-titre" hidden><div class="barre">'
        f'<div><h2 id="panneau-titre">{t.SOURCE}</h2><p id="panneau-resume"></p></div>'
        f'<button type="button" id="fermer" aria-label="{t.CLOSE_SOURCE}">{t.CLOSE}</button></div>'
        f'<div id="panneau-contenu" data-titre="{t.SOURCE}" data-attente="{t.SOURCE_LOADING}" '
        f'data-echec="{t.SOURCE_FAILED}"></div></aside>'
    )


@cache
def _asset(name: str) -> str:
    """The address of an asset, which changes with its content so that it may be cached."""
    return f"/ressources/{name}?v={sha256((ASSETS / name).read_bytes()).hexdigest()[:12]}"
