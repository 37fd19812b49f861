"""Files made to break their reader, each with what they are called."""

from __future__ import annotations

import io
import random
import zipfile
import zlib
from collections.abc import Callable, Iterator

from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

SOUND = "Texte visible du document de test."
HIDDEN = "Consigne cachée aux lecteurs"
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def pdf(objects: list[bytes], *, streams: dict[int, bytes] | None = None) -> bytes:
    """A PDF of these objects, numbered from 1; the first is the catalogue."""
    out = io.BytesIO(b"%PDF-1.5\n")
    out.seek(0, io.SEEK_END)
    places = []
    for number, said in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s" % (number, said))
        packed = (streams or {}).get(number)
        if packed is not None:
            out.write(b"\nstream\n%s\nendstream" % packed)
        out.write(b"\nendobj\n")
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.writelines(b"%010d 00000 n \n" % place for place in places)
    out.write(
        b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    )
    return out.getvalue()


def _one_page(content: bytes, box: bytes = b"0 0 595 842", more: bytes = b"") -> bytes:
    packed = zlib.compress(content, 9)
    return pdf(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [%s] /Contents 4 0 R /Resources "
            b"<< /Font << /F 5 0 R >> %s >> >>" % (box, more),
            b"<< /Length %d /Filter /FlateDecode >>" % len(packed),
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        ],
        streams={4: packed},
    )


def many_pages() -> bytes:
    """A hundred thousand pages."""
    kids = b" ".join(b"%d 0 R" % (number + 3) for number in range(100_000))
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 99 99] >>"
    return pdf(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [%s] /Count 100000 >>" % kids,
            *[page] * 100_000,
        ]
    )


def looping_pages() -> bytes:
    """A tree of pages that holds itself."""
    return pdf(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2 /Parent 2 0 R >>",
        ]
    )


def looping_form() -> bytes:
    """A drawing that draws itself."""
    inner = b"q /X Do Q"
    return pdf(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            (
                b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
                b"/Resources << /XObject << /X 5 0 R >> >> >>"
            ),
            b"<< /Length %d >>" % len(inner),
            b"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources "
            b"<< /XObject << /X 5 0 R >> >> /Length %d >>" % len(inner),
        ],
        streams={4: inner, 5: inner},
    )


def packed_pdf() -> bytes:
    """A page whose drawing unpacks to 600 million bytes."""
    piece = b"BT /F 9 Tf 9 9 Td (aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa) Tj ET\n"
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(piece * 20_000) for _ in range(450)) + packer.flush()
    return pdf(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            (
                b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources "
                b"<< /Font << /F 5 0 R >> >> >>"
            ),
            b"<< /Length %d /Filter /FlateDecode >>" % len(packed),
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        ],
        streams={4: packed},
    )


def huge_image() -> bytes:
    """A page that is one image of 3.6 thousand million points."""
    side = 60_000
    packer = zlib.compressobj(9)
    row = bytes(side // 8)
    packed = b"".join(packer.compress(row) for _ in range(side)) + packer.flush()
    return pdf(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            (
                b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
                b"/Resources << /XObject << /X 5 0 R >> >> >>"
            ),
            b"<< /Length 33 >>",
            b"<< /Type /XObject /Subtype /Image /Width %d /Height %d /BitsPerComponent 1 "
            b"/ColorSpace /DeviceGray /Filter /FlateDecode /Length %d >>"
            % (side, side, len(packed)),
        ],
        streams={4: b"q 595 0 0 842 0 0 cm /X Do Q     ", 5: packed},
    )


def locked_pdf() -> bytes:
    """A PDF that asks for a password."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, encrypt=StandardEncryption("secret-de-test", strength=128))
    canvas.drawString(99, 700, SOUND)
    canvas.save()
    return buffer.getvalue()


def hidden_pdf(*, sound: bool) -> bytes:
    """White, tiny, invisible and off-page words, beside sound ones or not."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer)
    if sound:
        canvas.drawString(99, 700, SOUND)
        canvas.setFillGray(0)
        canvas.rect(90, 590, 300, 30, fill=1)
        canvas.setFillGray(1)
        canvas.drawString(99, 600, "Blanc sur noir, donc lisible.")
    canvas.setFillGray(1)
    canvas.drawString(99, 500, HIDDEN)
    canvas.setFillGray(0)
    canvas.setFont("Helvetica", 0.5)
    canvas.drawString(99, 400, HIDDEN)
    canvas.setFont("Helvetica", 12)
    canvas.drawString(9000, 400, HIDDEN)
    text = canvas.beginText(99, 300)
    text.setTextRenderMode(3)
    text.textOut(HIDDEN)
    canvas.drawText(text)
    canvas.save()
    return buffer.getvalue()


def office(parts: dict[str, str | bytes]) -> bytes:
    """A zip package of these parts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in parts.items():
            made.writestr(name, data)
    return buffer.getvalue()


def word(body: str, head: str = "") -> bytes:
    """A Word file with this body."""
    return office(
        {
            "[Content_Types].xml": "<Types/>",
            "word/document.xml": f"{head}<w:document {_W}><w:body>{body}</w:body></w:document>",
        }
    )


def word_text(text: str, properties: str = "") -> str:
    """A paragraph of a Word file."""
    return f"<w:p><w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r></w:p>"


def odt(body: str, head: str = "", manifest: str = "<m/>") -> bytes:
    """An OpenDocument text with this body."""
    office_name = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
    text_name = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
    return office(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "META-INF/manifest.xml": manifest,
            "content.xml": f'{head}<o:document-content xmlns:o="{office_name}" '
            f'xmlns:text="{text_name}"><o:body><o:text>{body}</o:text></o:body>'
            "</o:document-content>",
        }
    )


_SLIDELESS = ("ppt/presentation.xml", "ppt/_rels/presentation.xml.rels")
_EXTERNAL = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
_LAUGHS = "<!DOCTYPE x [<!ENTITY a0 'ha'>" + "".join(
    f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 11)
) + "]>"  # fmt: skip


def refused() -> dict[str, tuple[str, Callable[[], bytes], str]]:
    """Name of the case: ending, file, words of the error."""
    deep = 20_000
    return {
        "pages": ("pdf", many_pages, "100000 pages"),
        "arbre-qui-boucle": ("pdf", looping_pages, "abîmé|aucun texte"),
        "dessin-qui-boucle": ("pdf", looping_form, "aucun texte"),
        "pdf-comprimé": ("pdf", packed_pdf, "arrêtée|interrompue|mémoire|caractères|abîmé"),
        "image-géante": ("pdf", huge_image, "interrompue|aucun texte|reconnaissance|mémoire"),
        "pdf-protégé": ("pdf", locked_pdf, "mot de passe"),
        "pdf-caché": ("pdf", lambda: hidden_pdf(sound=False), "aucun texte"),
        "pdf-vide": ("pdf", lambda: _one_page(b""), "aucun texte"),
        "pdf-faux": ("pdf", lambda: b"%PDF-1.7\n" + bytes(range(256)) * 40, "abîmé"),
        "docx-xxe": (
            "docx", lambda: word(word_text("&e;"), _EXTERNAL), "entités",
        ),
        "docx-rires": ("docx", lambda: word(word_text("&a9;"), _LAUGHS), "entités"),
        "docx-bombe": (
            "docx", lambda: word(word_text(" " * 250_000_000)), "décompresse|mémoire|interrompue",
        ),
        "docx-profond": (
            "docx", lambda: word("<w:sdt><w:sdtContent>" * deep + "</w:sdtContent></w:sdt>" * deep),
            "abîmé|profond",
        ),
        "docx-protégé": (
            "docx",
            lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "mot de passe",
        ),
        "docx-caché": (
            "docx", lambda: word(word_text(HIDDEN, "<w:vanish/>")), "aucun texte",
        ),
        "docx-sans-corps": (
            "docx", lambda: office({"word/document.xml": "<a/>"}), "aucun texte",
        ),
        "odt-xxe": ("odt", lambda: odt("<text:p>&e;</text:p>", _EXTERNAL), "entités"),
        "odt-protégé": (
            "odt", lambda: odt("<text:p>a</text:p>", manifest="<m><encryption-data/></m>"),
            "mot de passe",
        ),
        "odt-vide": ("odt", lambda: odt("<text:p/>"), "aucun texte"),
        "pptx-sans-diapositive": (
            "pptx",
            lambda: office(dict.fromkeys(_SLIDELESS, "<a/>")),
            "abîmé",
        ),
        "rtf-profond": ("rtf", lambda: b"{\\rtf1" + b"{" * deep + b"a" + b"}" * deep, "abîmé"),
        "rtf-ouvert": ("rtf", lambda: b"{\\rtf1 Un texte", "abîmé"),
        "rtf-suite": ("rtf", lambda: b"{\\rtf1 Un texte}{\\b suite}", "abîmé"),
        "html-caché": (
            "html", f"<html><p style='display:none'>{HIDDEN}</p>".encode, "aucun texte",
        ),
        "html-vide": ("html", lambda: b"<html></html>", "aucun texte"),
        "html-zéro": ("html", "<html><p>\u200b\u200b\u2060</p>".encode, "aucun texte"),
        "eml-sans-en-tête": ("eml", lambda: b"Un texte sans en-tete", "courriel|aucun"),
        "eml-imbriqué": (
            "eml",
            lambda: b"Subject: a\n"
            + b"".join(
                b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n)
                for n in range(3000)
            ),
            "abîmé|profond|interrompue|aucun texte|arrêtée",
        ),
    }  # fmt: skip


def mutated(data: bytes, count: int, seed: int) -> Iterator[bytes]:
    """``data`` with some bytes changed, taken out or repeated, reproducibly."""
    chance = random.Random(seed)
    for _ in range(count):
        changed = bytearray(data)
        for _ in range(chance.choice((1, 3, 20, 200))):
            if not changed:
                break
            at = chance.randrange(len(changed))
            kind = chance.randrange(3)
            if kind == 0:
                changed[at] = chance.randrange(256)
            elif kind == 1:
                del changed[at : at + chance.randrange(1, 60)]
            else:
                changed[at:at] = changed[at : at + chance.randrange(1, 60)]
        yield bytes(changed)
