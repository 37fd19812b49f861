"""The report as a Word file, an OpenDocument text, an RTF file and a web page."""

from __future__ import annotations

import io
import zipfile
from html import escape
from typing import Any

import docx
from docx.enum.text import WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from odf import style, teletype, text
from odf.opendocument import OpenDocumentText
from odf.table import Table, TableCell, TableRow

from tests.ingest.extract.reports.content import (
    CONTENTS,
    FOOT,
    HEAD,
    NAMES,
    ROWS,
    SHEETS,
    TITLE,
)

_NOTE = (
    '<w:footnote w:id="{number}" xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/'
    '2006/main"><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t>{said}</w:t></w:r></w:p></w:footnote>'
)


def docx_report() -> bytes:
    """Word: heading styles, a table of contents, page breaks, real footnotes."""
    document = docx.Document()
    document.core_properties.title = TITLE
    document.core_properties.author = "python-docx"
    section = document.sections[0]
    section.header.paragraphs[0].text = HEAD
    section.footer.paragraphs[0].text = FOOT
    notes: list[str] = []
    for number, sheet in enumerate(SHEETS):
        if number:
            _break(document.paragraphs[-1] if number != 3 else document.add_paragraph(), number)
        for item in sheet.items:
            if item.table:
                table = document.add_table(rows=1 + len(ROWS), cols=len(NAMES))
                for row, values in zip(table.rows, [NAMES, *ROWS], strict=True):
                    for cell, value in zip(row.cells, values, strict=True):
                        cell.text = value
                continue
            if number == 3 and item is sheet.items[0]:
                continue  # it goes on from the page before, in the same paragraph
            kind = {0: None, 1: "Title", 2: "Heading 1"}[item.level]
            said = item.text
            if said.endswith("continue avec"):
                paragraph = document.add_paragraph(said + " ")
                _break(paragraph, number + 1)
                paragraph.add_run(SHEETS[3].items[0].text)
            else:
                paragraph = document.add_paragraph(said.replace("sécurité", "sécu\u00adrité"), kind)
            if item.note:
                notes.append(item.note)
                run = paragraph.add_run()
                call = OxmlElement("w:footnoteReference")
                call.set(qn("w:id"), str(len(notes) + 1))
                run._r.append(call)
        if number == 0:
            for name, page in [("Sommaire", 0), *CONTENTS]:
                paragraph = document.add_paragraph(f"{name} {'.' * 20} {page}" if page else name)
                paragraph.style = _contents_style(document)
    buffer = io.BytesIO()
    document.save(buffer)
    return _with_notes(buffer.getvalue(), notes)


def _break(paragraph: Any, number: int) -> None:
    if number == 3 and paragraph.text.endswith("avec "):
        paragraph.add_run()._r.append(OxmlElement("w:lastRenderedPageBreak"))
    elif number != 3:
        paragraph.add_run().add_break(WD_BREAK.PAGE)


def _contents_style(document: Any) -> Any:
    from docx.enum.style import WD_STYLE_TYPE

    names = [one.name for one in document.styles]
    if "toc 1" not in names:
        document.styles.add_style("toc 1", WD_STYLE_TYPE.PARAGRAPH)
    return document.styles["toc 1"]


def _with_notes(data: bytes, notes: list[str]) -> bytes:
    """python-docx writes no footnotes: their part is put in by hand."""
    buffer = io.BytesIO()
    said = "".join(_NOTE.format(number=i, said=escape(note)) for i, note in enumerate(notes, 2))
    root = (
        '<w:footnotes xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        f'<w:footnote w:id="0" w:type="separator"><w:p/></w:footnote>{said}</w:footnotes>'
    )
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
        for entry in old.infolist():
            new.writestr(entry, old.read(entry))
        new.writestr("word/footnotes.xml", root)
    return buffer.getvalue()


def odt_report() -> bytes:
    """OpenDocument: outline levels, soft page breaks, an index, real footnotes."""
    document = OpenDocumentText()
    from odf import dc

    document.meta.addElement(dc.Title(text=TITLE))
    titled = style.Style(name="Title", family="paragraph")
    document.styles.addElement(titled)
    broken = style.Style(name="Saut", family="paragraph")
    broken.addElement(style.ParagraphProperties(breakbefore="page"))
    document.automaticstyles.addElement(broken)
    columns = style.Style(name="Titre_saut", family="paragraph", parentstylename="Heading_20_1")
    columns.addElement(style.ParagraphProperties(breakbefore="page"))
    document.automaticstyles.addElement(columns)
    number = 0
    for index, sheet in enumerate(SHEETS):
        for at, item in enumerate(sheet.items):
            if item.table:
                document.text.addElement(_odt_table())
                continue
            if index == 3 and at == 0:
                continue
            fresh = index and at == 0
            if item.level == 2:
                name = "Titre_saut" if fresh else None
                element = text.H(outlinelevel=1, **({"stylename": name} if name else {}))
            elif item.level == 1:
                element = text.P(stylename="Title")
            else:
                element = text.P(**({"stylename": "Saut"} if fresh else {}))
            teletype.addTextToElement(element, item.text)
            if item.text.endswith("continue avec"):
                element.addText(" ")
                element.addElement(text.SoftPageBreak())
                teletype.addTextToElement(element, SHEETS[3].items[0].text)
            if item.note:
                number += 1
                note = text.Note(noteclass="footnote", id=f"n{number}")
                note.addElement(text.NoteCitation(text=str(number)))
                body = text.NoteBody()
                body.addElement(text.P(text=item.note))
                note.addElement(body)
                element.addElement(note)
            document.text.addElement(element)
        if index == 0:
            contents = text.TableOfContent(name="Sommaire")
            body = text.IndexBody()
            for name, page in CONTENTS:
                body.addElement(text.P(text=f"{name} ..... {page}"))
            contents.addElement(body)
            document.text.addElement(contents)
    buffer = io.BytesIO()
    document.write(buffer)
    return buffer.getvalue()


def _odt_table() -> Table:
    table = Table(name="Moyens")
    for values in [NAMES, *ROWS]:
        row = TableRow()
        for value in values:
            cell = TableCell()
            cell.addElement(text.P(text=value))
            row.addElement(cell)
        table.addElement(row)
    return table


def rtf_report() -> bytes:
    """RTF as a word processor writes it: styles, header and footer, notes, page breaks."""
    parts = [
        r"{\rtf1\ansi\ansicpg1252\deff0\uc1{\fonttbl{\f0\froman Times;}}",
        r"{\stylesheet{\s0 Normal;}{\s1 heading 1;}{\s2 Title;}{\s3 toc 1;}}",
        rf"{{\info{{\title {_rtf(TITLE)}}}{{\author user}}}}",
        rf"{{\header \pard {_rtf(HEAD)}\par}}{{\footer \pard {_rtf(FOOT)}\par}}",
    ]
    for index, sheet in enumerate(SHEETS):
        for at, item in enumerate(sheet.items):
            if item.table:
                parts += [_rtf_row(row) for row in (NAMES, *ROWS)]
                continue
            if index == 3 and at == 0:
                continue
            kind = {0: r"\s0", 1: r"\s2", 2: r"\s1"}[item.level]
            said = _rtf(item.text).replace("mobilit", r"mobi\-lit")
            if item.text.endswith("continue avec"):
                said += r" {\softpage }" + _rtf(SHEETS[3].items[0].text)
            note = ""
            if item.note:
                note = r"{\super\chftn}{\footnote \pard {\super\chftn} " + _rtf(item.note) + r"}"
            fresh = r"\page " if index not in (0, 3) and at == 0 else ""
            parts.append(rf"\pard{kind} {fresh}{said}{note}\par")
        if index == 0:
            parts += [rf"\pard\s3 {_rtf(name)} ..... {page}\par" for name, page in CONTENTS]
    return ("\n".join(parts) + "}").encode("ascii")


def _rtf(said: str) -> str:
    found = ""
    for character in said:
        code = ord(character)
        if character in "\\{}":
            found += "\\" + character
        elif code < 128:
            found += character
        elif code < 256:
            found += rf"\'{code:02x}"
        else:
            found += rf"\u{code}?"
    return found


def _rtf_row(values: tuple[str, ...]) -> str:
    edges = "".join(rf"\cellx{2000 * (i + 1)}" for i in range(len(values)))
    cells = "".join(rf"\pard\intbl {_rtf(value)}\cell " for value in values)
    return rf"\trowd{edges} {cells}\row"


def html_report() -> bytes:
    """A page of a site: menu, banner of cookies, contents and footer around the article."""
    parts = [
        "<!DOCTYPE html><html lang='fr'><head><meta charset='utf-8'>",
        f"<title>{escape(TITLE)} - Site fictif</title>",
        "<meta property='article:published_time' content='2025-11-06T08:00:00+01:00'>",
        "<style>p{color:black}</style></head><body>",
        f"<header><p>{escape(HEAD)}</p><nav><ul><li>Accueil<li>Contact</ul></nav></header>",
        "<div class='cookie-banner cookies'>Nous utilisons des cookies.</div><main>",
    ]
    notes: list[str] = []
    for index, sheet in enumerate(SHEETS):
        for at, item in enumerate(sheet.items):
            if item.table:
                rows = [f"<tr>{''.join(f'<th>{escape(name)}</th>' for name in NAMES)}</tr>"]
                rows += [
                    f"<tr>{''.join(f'<td>{escape(value)}</td>' for value in row)}</tr>"
                    for row in ROWS
                ]
                parts.append(f"<table>{''.join(rows)}</table>")
                continue
            if index == 3 and at == 0:
                continue
            said = escape(item.text).replace("sécurité", "sécu&shy;rité")
            if item.text.endswith("continue avec"):
                said += " " + escape(SHEETS[3].items[0].text)
            if item.note:
                notes.append(item.note)
                said += f"<sup><a href='#n{len(notes)}'>{len(notes)}</a></sup>"
            tag = {0: "p", 1: "h1", 2: "h2"}[item.level]
            parts.append(f"<{tag}>{said}</{tag}>")
        if index == 0:
            entries = "".join(f"<li>{escape(name)}</li>" for name, _ in CONTENTS)
            parts.append(f"<div class='sommaire'><p>Sommaire</p><ul>{entries}</ul></div>")
    parts += [f"<p id='n{i}'>({i}) {escape(note)}</p>" for i, note in enumerate(notes, 1)]
    parts.append(f"</main><footer>{escape(FOOT)}</footer></body></html>")
    return "\n".join(parts).encode()
