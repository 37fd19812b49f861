"""Whatever a document, a title or an address holds, the page shows it as text."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answer import Answer, Citation, ScoredPassage
from corpus.records import Document, Metadata
from ui.render import answer_html, body_html, escape, excerpt, prose, safe_link, source_address
from ui.session import Draft, Exchange, Session
from ui.texts_fr import french_date, kind_name
from ui.thread import done_html, pending_html

ALLOWED = {
    "p", "ul", "ol", "li", "strong", "a", "sup", "span", "div", "h1", "h2", "h3", "blockquote",
    "section", "article",
}  # fmt: skip
HOSTILE = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        [
            "<script>alert(1)</script>",
            '"><img src=http://exemple.invalid/x onerror=alert(1)>',
            "![x](http://exemple.invalid/x.png) [clic](javascript:alert(1))",
            "\u202egnirts desrever\u202c \u2066isolé\u2069",
            "**<b>** [1] [2] - liste\n- **[1]**",
            "$$\\href{javascript:alert(1)}{x}$$ `code` ```mermaid```",
            "</mark></p></article><script>",
            "&lt;script&gt; &#60;script&#62;",
        ]
    ),
)


class Elements(HTMLParser):
    """The elements, attributes and text of a piece of HTML, as a browser reads them."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.text += data


def citation(**changes: object) -> Citation:
    known = Citation(1, "a.md", "f" * 64, "Titre", "2025-11", "", None, "mots", 3, 7)
    return replace(known, **changes)  # type: ignore[arg-type]


def answer(text: str, *citations: Citation, passages: tuple[ScoredPassage, ...] = ()) -> Answer:
    return Answer(
        "q", "q", text, not citations, 0.5, "extractive", citations=citations, passages=passages
    )


def document(title: str) -> Document:
    return Document(1, "a.md", ("a.md",), "e" * 64, Metadata(title), (), None, 1, "")


@given(st.text())
def test_escaped_text_is_one_line_of_character_data(text: str) -> None:
    escaped = escape(text)
    assert not set(escaped) & set("<>\"'`*_[]()!$\\~|\n\r\t")
    assert Elements(escaped).tags == []
    assert escaped.isprintable() or not any(c in escaped for c in "\u202e\u2066\u200b\x00")


@given(st.text(st.characters(categories=["L", "N", "P", "S"])))
def test_escaping_loses_no_letter(text: str) -> None:
    assert Elements(escape(text)).text == text


@given(st.text("« »:;?!%amai5 ") | HOSTILE)
def test_what_is_kept_together_keeps_its_words(text: str) -> None:
    found = Elements(prose(text))
    assert found.text == Elements(escape(text)).text
    assert set(found.tags) <= {"span"}


def test_guillemets_and_dates_stay_on_one_line() -> None:
    html = prose("Le « bouclier sécurité » du 13 juin 2025.")
    assert re.findall('<span class="insecable">(.*?)</span>', html) == [
        "« bouclier",
        "sécurité »",
        "13 juin",
    ]


@given(HOSTILE, HOSTILE, HOSTILE, st.booleans())
def test_no_element_or_attribute_comes_from_a_text(
    text: str, title: str, name: str, cited: bool
) -> None:
    citations = (citation(title=title, document=name, date=name),) if cited else ()
    passage = ScoredPassage(name, "p", 0.5, text, None, 0, 4)
    said = answer(text, *citations, passages=(passage,))
    html = answer_html(said, lambda _: document(title))
    exchange = Exchange(text, html)
    page = done_html(Session((exchange,))) + pending_html(Session(pending=Draft(text, html)))
    found = Elements(page)
    assert set(found.tags) <= ALLOWED
    assert {key for key, _ in found.attributes} <= {"class", "href", "title", "aria-busy"}
    assert all(str(v).startswith("/source/") for key, v in found.attributes if key == "href")
    assert "\n" not in page, "a line's end would let Markdown in"
    assert not any(c in page for c in "\u202e\u2066\u200b\x00")


def test_bold_markers_and_lists() -> None:
    html = body_html("Présidée par **Camille [1]**.\n- un\n- deux\nFin.", [citation()])
    assert html.startswith("<p>Présidée par <strong>Camille <a ")
    assert "<ul><li>un</li><li>deux</li></ul><p>Fin.</p>" in html
    assert f'href="{source_address("f" * 64, 3, 7).replace("&", "&#38;")}"' in html.replace(
        "&#35;", "#"
    )


def test_a_marker_without_its_citation_is_no_link() -> None:
    assert body_html("Oui [2].", [citation()]) == '<p>Oui <sup class="appel">2</sup>.</p>'


@pytest.mark.parametrize(
    ("written", "shown"),
    [("un **mot", "<p>un <strong>mot</strong></p>"), ("un **", "<p>un </p>"), ("", "")],
)
def test_an_answer_that_is_being_written(written: str, shown: str) -> None:
    assert body_html(written) == shown


def test_a_refusal_shows_the_nearest_passages_as_such() -> None:
    passage = ScoredPassage("a.md", "p", 0.2, "Le plus proche.", None, 0, 15)
    html = answer_html(answer("Pas de réponse.", passages=(passage,)), lambda _: document("Titre"))
    assert "Passages les plus proches" in html
    assert "ne répondent pas" in html
    assert "Le plus proche." in html
    assert f"/source/{'e' * 64}" in html


def test_a_nearest_passage_of_a_document_that_is_gone_has_no_link() -> None:
    passage = ScoredPassage("a.md", "p", 0.2, "Le plus proche.", None, 0, 15)
    assert "href" not in answer_html(answer("Non.", passages=(passage,)), lambda _: None)


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://region.exemple/a", True),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("//region.exemple", False),
        ("http://[", False),
        ("", False),
    ],
)
def test_only_web_addresses_are_links(url: str, kept: bool) -> None:
    assert safe_link(url) == (url if kept else None)


def test_an_excerpt_is_cut_at_a_word() -> None:
    assert excerpt("un deux\n trois", 100) == "un deux trois"
    assert excerpt("un deux trois", 10) == "un deux\u00a0…"


@pytest.mark.parametrize(
    ("iso", "french"),
    [
        (None, ""),
        ("2025", "2025"),
        ("2025-11", "novembre 2025"),
        ("2025-09-05", "5 septembre 2025"),
        ("2025-08-01", "1er août 2025"),
        ("2025-13", "2025-13"),
        ("hier", "hier"),
    ],
)
def test_dates_in_french(iso: str | None, french: str) -> None:
    assert french_date(iso) == french


def test_kinds_in_french() -> None:
    assert kind_name("deliberation") == "Délibération"
    assert kind_name("inconnu") == "Document"


def test_an_excerpt_does_not_show_how_headings_are_kept() -> None:
    assert (
        excerpt("# Délibération fictive\n\nTexte no # 3.") == "Délibération fictive Texte no # 3."
    )
