"""Web pages saved as files: the main text, without what surrounds it on the site."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from lxml import etree
from lxml import html as lxml_html

from corpus.errors import DocumentError
from corpus.records import Metadata
from ingest.extract.base import Extracted, Source
from ingest.extract.compose import Composer, looks_like_names
from ingest.extract.encoding import decode
from ingest.extract.package import damaged
from ingest.extract.properties import properties

_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w-]{2,40})", re.IGNORECASE)
_DROPPED = frozenset(
    {
        "script", "style", "noscript", "template", "svg", "math", "iframe", "object", "embed",
        "nav", "aside", "form", "button", "select", "input", "textarea", "dialog", "menu", "head",
        "canvas", "audio", "video", "map", "footer",
    }
)  # fmt: skip
_BLOCKS = frozenset(
    {
        "p", "div", "section", "article", "main", "header", "blockquote", "pre", "ul", "ol", "dl",
        "li", "dt", "dd", "figure", "figcaption", "address", "hr", "body", "details", "summary",
        "center", "fieldset", "hgroup", "td", "th", "tr", "tbody", "footer",
    }
)  # fmt: skip
_AROUND = re.compile(
    r"\b(?:cookies?|breadcrumbs?|fil-d-?ariane|sidebar|menu|navbar|navigation|skip-?links?|"
    r"partage|share|social|newsletter|pagination|toc|sommaire|table-of-contents|"
    r"banner-cookie|tarteaucitron|popup|modal)\b",
    re.IGNORECASE,
)
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?:px|pt|em|%)?\s*(?:;|$)"
    r"|opacity\s*:\s*0\s*(?:;|$)",
    re.IGNORECASE,
)
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_RAISED = {"2": "²", "3": "³"}
_ENOUGH = 0.25  # share of the page's words that its main part must hold
_DATES = (
    "article:published_time", "datepublished", "dcterms.issued", "dcterms.date", "dc.date.issued",
    "dc.date", "date", "publication_date", "og:published_time", "citation_publication_date",
)  # fmt: skip


def read_html(source: Source) -> Extracted:
    """The main text of a web page.

    Raises:
        DocumentError: it is no page, or holds no text.
    """
    root = parse(_decoded(source), source.name)
    composer = Composer(source.name)
    found = page_properties(root)
    write_page(composer, root)
    return composer.finish(Metadata(), found)


def _decoded(source: Source) -> str:
    declared = _CHARSET.search(source.data[:4096])
    if declared and not source.data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return source.data.decode(declared[1].decode("ascii"))
        except (LookupError, UnicodeDecodeError):
            pass  # wrongly declared: read as any text
    return decode(source.data, source.name)


def parse(text: str, name: str) -> Any:
    """The root element of a page.

    Raises:
        DocumentError: it cannot be parsed.
    """
    parser = lxml_html.HTMLParser(
        no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    without_declaration = re.sub(r"\A\s*<\?xml[^>]*\?>", "", _NO_XML.sub(" ", text))
    try:
        root = lxml_html.document_fromstring(without_declaration, parser=parser)
    except (etree.LxmlError, ValueError, AssertionError):
        raise damaged(name) from None
    if root is None:
        raise DocumentError(f"«\u00a0{name}\u00a0» ne contient aucun texte.")
    return root


def write_page(composer: Composer, root: Any) -> None:
    """Write the main part of a page, block after block."""
    body = root.find("body")
    body = root if body is None else body
    for element in list(body.iter()):
        if isinstance(element.tag, str) and _is_dropped(element) and element is not body:
            _drop(element)
    _Writer(composer).write(_main(body))


def _main(body: Any) -> Any:
    whole = len(_words(body))
    for path in (".//main", ".//*[@role='main']", ".//article"):
        found = body.findall(path)
        if len(found) == 1 and len(_words(found[0])) >= _ENOUGH * whole:
            return found[0]
    return body


def _words(element: Any) -> list[str]:
    return " ".join(element.itertext()).split()


def _is_dropped(element: Any) -> bool:
    if element.tag in _DROPPED:
        return element.tag != "footer" or element.getparent() is None or not _in_article(element)
    if element.get("hidden") is not None or _HIDDEN.search(element.get("style") or ""):
        return True
    if element.get("role") in {"navigation", "banner", "search", "complementary", "contentinfo"}:
        return True
    if element.tag in {"html", "body", "main", "article"}:
        return False
    if element.tag == "header" and not _in_article(element):
        return element.find(".//h1") is None
    said = f"{element.get('id') or ''} {element.get('class') or ''}"
    return element.tag in {"div", "section", "ul", "ol", "p"} and bool(_AROUND.search(said))


def _in_article(element: Any) -> bool:
    return any(above.tag in {"article", "main", "section"} for above in element.iterancestors())


def _drop(element: Any) -> None:
    if element.getparent() is None:
        return
    try:
        element.drop_tree()
    except ValueError:
        # What follows it holds a character that lxml reads but does not write.
        element.clear(keep_tail=True)


class _Writer:
    """Turns elements into blocks; text between block elements is a paragraph too."""

    def __init__(self, composer: Composer) -> None:
        self._composer = composer
        self._parts: list[str] = []

    def write(self, element: Any) -> None:
        """Write what is below ``element``."""
        self._walk(element, "")
        self._end("")

    def _walk(self, element: Any, label: str) -> None:
        self._say(element.text)
        number = 0
        for child in element:
            if isinstance(child.tag, str):
                if child.tag in {"h1", "h2", "h3", "h4", "h5", "h6"}:
                    self._end(label)
                    self._composer.paragraph(" ".join(_words(child)), int(child.tag[1]))
                elif child.tag == "table":
                    self._end(label)
                    self._table(child)
                elif child.tag == "br":
                    self._say("\n", raw=True)
                elif child.tag == "sup":
                    self._say(_raised(child), raw=True)
                elif child.tag in _BLOCKS:
                    self._end(label)
                    number += child.tag == "li"
                    mark = (f"{number}. " if element.tag == "ol" else "- ") * (child.tag == "li")
                    self._walk(child, mark or label)
                    self._end(mark or label)
                    label = "" if not mark and label else label
                else:
                    self._walk(child, label)
            self._say(child.tail)

    def _say(self, text: str | None, *, raw: bool = False) -> None:
        if text:
            self._parts.append(text if raw else re.sub(r"[ \t\r\n]+", " ", text))

    def _end(self, label: str) -> None:
        text = "".join(self._parts)
        self._parts = []
        if text.strip():
            self._composer.paragraph(label + re.sub(r" *\n *", "\n", text).strip())

    def _table(self, table: Any) -> None:
        rows: list[list[str]] = []
        named = False
        for row in table.iter("tr"):
            if next(above for above in row.iterancestors("table")) is not table:
                continue
            cells = [cell for cell in row if cell.tag in {"td", "th"}]
            if not rows:
                named = bool(cells) and all(cell.tag == "th" for cell in cells)
            texts = []
            for cell in cells:
                texts.append(" ".join(_words(cell)))
                span = cell.get("colspan") or "1"
                texts += [""] * (min(int(span), 60) - 1 if span.isdigit() else 0)
            rows.append(texts)
        caption = table.find("caption")
        if caption is not None:
            self._composer.paragraph(" ".join(_words(caption)))
        if (
            any(len(text) > 400 for row in rows for text in row)
            or table.find(".//table") is not None
        ):
            for row in table.iter("tr"):
                for cell in row.iterchildren("td", "th"):
                    self._walk(cell, "")
                    self._end("")
            return
        self._composer.table(rows, headed=bool(rows) and (named or looks_like_names(rows[0])))


def _raised(element: Any) -> str:
    text = " ".join(_words(element))
    digits = text.strip("()[]")
    if digits.isdigit() and element.find(".//a") is not None:
        return f" ({digits})"
    return _RAISED.get(text, text)


def page_properties(root: Any) -> Metadata:
    """What a page's own head says of it."""
    said: dict[str, str] = {}
    for meta in root.iter("meta"):
        key = (meta.get("property") or meta.get("name") or meta.get("itemprop") or "").lower()
        if key and key not in said:
            said[key] = meta.get("content") or ""
    title = next((one for one in root.iter("title")), None)
    heads = [" ".join(_words(one)) for one in root.iter("h1")]
    canonical = next(
        (one.get("href") or "" for one in root.iter("link") if one.get("rel") == "canonical"), ""
    )
    published = next((said[key] for key in _DATES if said.get(key)), "") or _linked_date(root)
    own = heads[0] if len(heads) == 1 else ""
    return properties(
        title=own or said.get("og:title", "") or ("" if title is None else " ".join(_words(title))),
        author=said.get("author", ""),
        publisher=said.get("dc.publisher", "") or said.get("dcterms.publisher", "")
        or said.get("og:site_name", ""),
        published=published,
        url=canonical or said.get("og:url", ""),
    )  # fmt: skip


def _linked_date(root: Any) -> str:
    for script in root.iter("script"):
        if (script.get("type") or "") != "application/ld+json":
            continue
        try:
            data = json.loads(script.text or "")
        except (ValueError, RecursionError):
            continue
        for entry in _entries(data):
            value = entry.get("datePublished")
            if isinstance(value, str):
                return value
    for element in root.iter("time"):
        if element.get("pubdate") is not None or element.get("itemprop") == "datePublished":
            return element.get("datetime") or ""
    return ""


def _entries(data: Any) -> Iterator[dict[str, Any]]:
    listed = data if isinstance(data, list) else [data]
    for entry in listed[:50]:
        if isinstance(entry, dict):
            yield entry
            graph = entry.get("@graph")
            if isinstance(graph, list):
                yield from (one for one in graph[:50] if isinstance(one, dict))
