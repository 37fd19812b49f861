"""What surrounds every page: head, header, footer; and Gradio's own page brought into it."""

from __future__ import annotations

import re
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from ui import texts_fr as t
from ui.render import escape

if TYPE_CHECKING:
    from corpus.catalogue.accounts import Account

ASSETS = Path(__file__).parent / "assets"
_METAS = re.compile(r'\s*<meta\s+(?:property|name)="(?:og|twitter):[^>]*>', re.DOTALL)
_MANIFEST = re.compile(r'\s*<link rel="manifest"[^>]*>')
_INLINE_SCRIPT = re.compile(r"<script(?![^>]*\bsrc=)")
# It sizes a frame around the page; the page is never in a frame.
_RESIZER = re.compile(
    r"<script>\s*\(\(\) => \{(?:(?!</script>).)*iframeResizer.*?</script>", re.DOTALL
)


def page(
    title: str, main: str, *, current: str = "", account: Account | None = None, wide: bool = False
) -> str:
    """A whole page of Vigie around ``main`` (HTML that is already safe)."""
    kind = "page large" if wide else "page"
    return (
        f'<!doctype html><html lang="fr"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title>{_head()}"
        f'<script src="{asset("pages.js")}" defer></script></head>'
        f'<body class="{kind}"><a class="evitement" href="#contenu">Aller au contenu</a>'
        f'{_header(current, account)}<main id="contenu" tabindex="-1">{main}</main>'
        f"{_footer()}</body></html>"
    )


def gradio_page(html: str, nonce: str, account: Account | None = None) -> str:
    """Gradio's page in French, inside Vigie's header and footer, its inline scripts named by
    ``nonce`` so that no other inline script may run.
    """
    html = _RESIZER.sub("", _MANIFEST.sub("", _METAS.sub("", html)))
    html = html.replace('lang="en"', 'lang="fr"', 1)
    html = _INLINE_SCRIPT.sub(f'<script nonce="{nonce}"', html)
    head = (
        f"<title>{escape(t.PAGE_TITLE)}</title>{_head()}"
        f'<script src="{asset("langue.js")}"></script>'
    )
    # Before Gradio's scripts, which read the browser's language as they start.
    html = html.replace('<meta charset="utf-8" />', f'<meta charset="utf-8" />{head}', 1)
    opening = (
        f'<a class="evitement" href="#vigie-question">{t.SKIP_LINK}</a>{_header("chat", account)}'
        f"<noscript><p>{t.NO_SCRIPT}</p></noscript>"
        f'<div id="contenu">'
    )
    html = html.replace("<gradio-app", f"{opening}<gradio-app", 1)
    closing = (
        f"</gradio-app></div>{_panel()}"
        f'<div id="annonce" class="cache" role="status" aria-live="polite" '
        f'data-coupure="{t.CONNECTION_LOST}" data-fermer="{t.CLOSE}" data-erreur="{t.ERROR_TITLE}" '
        f'data-copie="{t.COPIED}" data-copie-echec="{t.COPY_FAILED}">'
        f"</div>{_footer()}"
        f'<script src="{asset("vigie.js")}" defer></script>'
    )
    return html.replace("</gradio-app>", closing, 1)


def message_page(title: str, message: str, account: Account | None = None) -> str:
    """A page that says one thing."""
    main = (
        f"<article><h1>{escape(title)}</h1><p>{escape(message)}</p>"
        f'<p><a href="/">{t.BACK_TO_CHAT}</a></p></article>'
    )
    return page(f"{title} — {t.NAME}", main, account=account)


def _head() -> str:
    return (
        f'<meta name="description" content="{escape(t.DESCRIPTION)}">'
        f'<meta name="color-scheme" content="light dark">'
        f'<link rel="icon" href="{asset("vigie.svg")}" type="image/svg+xml">'
        f'<link rel="stylesheet" href="{asset("vigie.css")}">'
    )


def _header(current: str, account: Account | None) -> str:
    links = [("chat", "/", t.BACK_TO_CHAT), ("sources", "/sources", t.SOURCES)]
    if account is not None:
        links.append(("conversations", "/conversations", t.CONVERSATIONS))
        if account.may("editeur"):
            links += [
                ("library", "/bibliotheque", t.LIBRARY),
                ("steering", "/pilotage", t.STEERING),
            ]
        if account.may("administrateur"):
            links.append(("accounts", "/comptes", t.ACCOUNTS))
    links.append(("about", "/a-propos", t.ABOUT))
    items = "".join(
        f'<li><a href="{address}"{_current(key, current)}>{name}</a></li>'
        for key, address, name in links
    )
    if account is not None:
        items += (
            '<li><form method="post" action="/deconnexion"><button class="lien">'
            f"{t.SIGN_OUT}</button></form></li>"
        )
    return (
        f'<header class="entete"><a class="marque" href="/">'
        f'<img src="{asset("vigie.svg")}" alt="" width="28" height="28">'
        f"<span><strong>{t.NAME}</strong><span>{t.TAGLINE}</span></span></a>"
        f'<nav aria-label="Navigation principale"><ul>{items}</ul></nav></header>'
    )


def _current(key: str, current: str) -> str:
    return ' aria-current="page"' if key == current else ""


def _footer() -> str:
    links = "".join(f'<li><a href="{address}">{name}</a></li>' for address, name in t.FOOTER_LINKS)
    return f'<footer class="pied"><p>{t.COMPOSER_NOTE}</p><ul>{links}</ul></footer>'


def _panel() -> str:
    return (
        f'<section id="panneau" role="complementary" aria-labelledby="panneau-titre" hidden>'
        f'<div class="barre">'
        f'<div><h2 id="panneau-titre">{t.SOURCE}</h2><p id="panneau-resume"></p></div>'
        f'<button type="button" id="fermer" aria-label="{t.CLOSE_SOURCE}">{t.CLOSE}</button></div>'
        f'<div id="panneau-contenu" data-titre="{t.SOURCE}" data-attente="{t.SOURCE_LOADING}" '
        f'data-echec="{t.SOURCE_FAILED}"></div></section>'
    )


@cache
def asset(name: str) -> str:
    """The address of an asset, which changes with its content so that it may be cached."""
    return f"/ressources/{name}?v={sha256((ASSETS / name).read_bytes()).hexdigest()[:12]}"
