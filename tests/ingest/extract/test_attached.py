"""What hangs on a file: attachments of e-mails, notes of slides, the audience of an envelope."""

from __future__ import annotations

import io
import os
import zipfile
from email.message import EmailMessage
from pathlib import Path

import pytest
from pptx import Presentation

from corpus.errors import DocumentError
from ingest.extract import Source, extract, sources
from tests.ingest.conftest import Corpus
from tests.ingest.extract.reports.small import write_small

TEXT = "La Région Fictive compte douze gares."


def mail(subject: str = "Envoi du rapport") -> EmailMessage:
    message = EmailMessage()
    message["Subject"] = subject
    message["From"] = "Région Fictive <essais@region.invalid>"
    message["Date"] = "Thu, 06 Nov 2025 08:00:00 +0100"
    message.set_content("Document de test. Veuillez trouver le rapport en pièce jointe.")
    return message


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An e-mail with a PDF twice, a text, an image, a hostile name and a forwarded e-mail."""
    folder = tmp_path / "courrier"
    folder.mkdir()
    pdf = write_small(tmp_path, "x", 9, "Rapport fictif", TEXT).read_bytes()
    message = mail()
    for name in ("rapport.pdf", "rapport.pdf", "../../etc/vol.pdf"):
        message.add_attachment(pdf, maintype="application", subtype="pdf", filename=name)
    message.add_attachment("Un chiffre : 42 %.", filename="note.txt")
    message.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="logo.png")
    message.add_attachment(pdf, maintype="application", subtype="pdf")
    message.add_attachment(mail("Ancien message"))
    (folder / "envoi.eml").write_bytes(message.as_bytes())
    return folder


NAMES = [
    "envoi.eml", "envoi.eml/rapport.pdf", "envoi.eml/rapport (2).pdf", "envoi.eml/vol.pdf",
    "envoi.eml/note.txt", "envoi.eml/pièce jointe 5.pdf", "envoi.eml/pièce jointe 6.eml",
]  # fmt: skip


def test_attachments_are_documents(folder: Path, corpus: Corpus) -> None:
    found = list(sources(folder))
    assert [one.name for one in found] == NAMES
    read = {one.name: extract(one) for one in found}
    assert "logo.png" in read["envoi.eml"].raw
    assert "42 %" in read["envoi.eml/note.txt"].raw
    pdf = read["envoi.eml/rapport.pdf"]
    assert (len(pdf.pages), bool(pdf.boxes)) == (1, True)
    assert "Ancien message" in read["envoi.eml/pièce jointe 6.eml"].raw
    reports = corpus.pipeline.ingest(sources(folder))
    assert {one.outcome for one in reports} == {"added", "renamed"}
    # The same file four times is one document.
    assert len(corpus.catalogue.document("envoi.eml/rapport.pdf").names) == 4


def test_those_of_an_unchanged_mail_are_still_there(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import time

    real = time.time_ns
    monkeypatch.setattr("ingest.extract.listing.time.time_ns", lambda: real() + 10**10)
    known = {one.name: one.stamp for one in sources(folder)}
    again = list(sources(folder, known))
    assert {one.name for one in again} == set(NAMES)
    assert all(one.same for one in again)
    known["envoi.eml/autre.pdf"] = "autre"
    assert {one.name for one in sources(folder, known)} == set(NAMES)
    os.utime(folder / "envoi.eml", ns=(1, 1))
    assert not any(one.same for one in sources(folder, known))


def test_a_damaged_mail_gives_one_problem(tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(b"Bonjour, ceci n'est pas un courriel.")
    message = mail()
    for number in range(120):
        message.add_attachment(f"Note {number}", filename=f"{number}.txt")
    (tmp_path / "b.eml").write_bytes(message.as_bytes())
    names = [one.name for one in sources(tmp_path)]
    assert (names[0], len(names)) == ("a.eml", 2 + 100)


def packed(**files: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in files.items():
            archive.writestr(name.replace("_", "."), data)
    return buffer.getvalue()


def test_what_an_internal_envelope_holds_is_internal(folder: Path, corpus: Corpus) -> None:
    (folder / "envoi.eml.yaml").write_text("audience: interne\n", "utf-8")
    text = f"Document de test. {TEXT}".encode()
    own = b"audience: public\ntitre: Une note\n"
    data = packed(a_txt=text + b" Un.", b_txt=text + b" Deux.", b_txt_yaml=own)
    (folder / "lot.zip").write_bytes(data)
    beside = folder / "lot.zip.yaml"
    beside.write_text("audience: interne\n", "utf-8")
    corpus.pipeline.ingest(sources(folder))
    found = {one.name: one.metadata for one in corpus.catalogue.documents("interne")}
    assert {one.audience for one in found.values()} == {"interne"}
    assert found["lot.zip/b.txt"].title == "Une note"
    assert corpus.catalogue.documents("public") == []
    # It can be told to be public again, and a sidecar that cannot be read lets nothing through.
    beside.write_text("audience: publique\n", "utf-8")
    for one in sources(folder):
        if one.name.startswith("lot.zip"):
            with pytest.raises(DocumentError, match="publique"):
                extract(one)
    (folder / "envoi.eml.yaml").write_text("audience: publique\n", "utf-8")
    assert [one.name for one in sources(folder) if one.name.startswith("envoi")] == ["envoi.eml"]


def test_the_notes_of_slides_are_read_after_them() -> None:
    deck = Presentation()
    for number in (1, 2):
        slide = deck.slides.add_slide(deck.slide_layouts[1])
        slide.shapes.title.text = f"Diapositive de test {number}"
        slide.placeholders[1].text = TEXT
        notes = slide.notes_slide.notes_text_frame
        assert notes is not None
        notes.text = f"À dire : le point {number}.\nPuis conclure."
    slide._element.set("show", "0")
    buffer = io.BytesIO()
    deck.save(buffer)
    found = extract(Source("essai.pptx", buffer.getvalue()))
    assert "Notes de l’orateur\u00a0: À dire : le point 1.\n\nPuis conclure." in found.raw
    assert "point 2" not in found.raw
    at = found.raw.index("À dire")
    assert [page.number for page in found.pages if page.start <= at < page.end] == [1]
