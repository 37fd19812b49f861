"""A page's conversation as HTML: the welcome, what is done, what is being answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui import texts_fr as t
from ui.render import escape

if TYPE_CHECKING:
    from ui.session import Draft, Exchange, Session

FORMATS = (("md", "Markdown"), ("docx", "DOCX"), ("pdf", "PDF"))


def error_html(message: str) -> str:
    """A message for the reader, in the place of an answer."""
    return f'<p class="erreur">{escape(message)}</p>'


def note_html(message: str) -> str:
    """What is said beside a field as it is filled; read aloud when it changes."""
    return f'<p class="note" role="status">{escape(message)}</p>'


def welcome_html() -> str:
    """What stands before the first message: what this is, and that it is a machine."""
    return (
        f'<section class="accueil"><h1>{t.WELCOME_TITLE}</h1><p>{t.WELCOME}</p>'
        f'<div class="avis-ia"><p><strong>{t.AI_NOTICE_TITLE}</strong> '
        f'{t.AI_NOTICE} <a href="/a-propos">{t.LEARN_MORE}</a></p></div></section>'
    )


def done_html(session: Session) -> str:
    """The exchanges that are done, and what can be done with the whole of them."""
    if not session.done and session.pending is None:
        return welcome_html()
    turns, at = "", 0
    for exchange in session.done:
        after = ""
        if exchange.said is not None:
            after = _gestures(session.key, at)
            at += 1
        turns += _exchange_html(exchange, "fini", after)
    links = ", ".join(
        f'<a href="/conversation/{session.key}/export.{suffix}">{name}</a>'
        for suffix, name in FORMATS
    )
    answered = any(exchange.said for exchange in session.done)
    export = f'<p class="export">{t.EXPORT} {links}</p>' if answered and session.key else ""
    remark = f'<p class="remarque">{escape(session.remark)}</p>' if session.remark else ""
    return (
        f'<section class="fil"><h1 class="cache">{t.CONVERSATION}</h1>{remark}{turns}{export}'
        "</section>"
    )


def pending_html(session: Session) -> str:
    """The exchange that is being answered."""
    return _exchange_html(session.pending, "en-cours", "") if session.pending else ""


def _gestures(key: str, at: int) -> str:
    """What a reader can do with one answer; ``vigie.js`` copies and opens the form beside."""
    opinions = "".join(
        f'<li><a class="geste avis" href="/conversation/{key}/{at}/avis?avis={value}">{name}</a>'
        "</li>"
        for value, name in t.VERDICT_LINKS
    )
    return (
        f'<ul class="gestes"><li><button class="geste copier">{t.COPY}</button></li>{opinions}</ul>'
    )


def _exchange_html(exchange: Exchange | Draft, state: str, after: str) -> str:
    return (
        f'<article class="echange {state}">'
        f'<div class="question"><h2 class="cache">{t.YOU}</h2>'
        f"<p>{escape(exchange.question)}</p></div>"
        f'<div class="reponse"><h2 class="cache">{t.NAME}</h2>'
        f'<div class="corps">{exchange.html}</div></div>{after}</article>'
    )
