"""A PDF's page as it looks, the quoted words marked, for whom may see it."""

from __future__ import annotations

import io

from fastapi.testclient import TestClient
from PIL import Image

from corpus.catalogue import Catalogue
from tests.ingest.extract.reports.pdf import pdf_report
from tests.ui.staff.conftest import drop, settle, sign_in

NAME = "rapport-fictif.pdf"


def marked(png: bytes) -> int:
    """How many pixels are of the colour of a mark."""
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    colours = picture.getcolors(picture.width * picture.height) or []
    return sum(count for count, colour in colours if colour == (255, 224, 138))


def test_the_quoted_words_are_marked_on_their_page(client: TestClient, desk: Catalogue) -> None:
    sign_in(client, "elise")
    drop(client, desk, one=(NAME, pdf_report(scanned=False)))
    version = desk.version(desk.document(NAME).version)
    passage = desk.passages(version.hash)[2]
    start, end = passage.start, passage.start + 60
    client.cookies.clear()
    page = client.get(f"/source/{version.hash}?debut={start}&fin={end}").text
    assert f"/source/{version.hash}/page/{passage.page}.png?debut={start}" in page
    address = f"/source/{version.hash}/page/{passage.page}.png"
    plain = client.get(address)
    assert plain.headers["content-type"] == "image/png"
    assert marked(plain.content) == 0
    quoted = client.get(f"{address}?debut={start}&fin={end}").content
    assert marked(quoted) > 500
    assert Image.open(io.BytesIO(quoted)).size == Image.open(io.BytesIO(plain.content)).size
    elsewhere = next(p.number for p in version.pages if p.number != passage.page)
    other = client.get(f"/source/{version.hash}/page/{elsewhere}.png?debut={start}&fin={end}")
    assert marked(other.content) == 0, "marked on its own page only"
    assert client.get(f"/source/{version.hash}/page/99.png").status_code == 404
    assert client.get("/source/inconnue/page/1.png").status_code == 404

    sign_in(client, "elise")
    assert "Voir sur la page" in client.get(f"/bibliotheque/document/passages?nom={NAME}").text
    known = desk.document(NAME).metadata
    fields = {"titre": known.title, "type": known.type, "date": known.date or ""}
    fields |= {"emetteur": known.issuer, "reference": known.reference, "audience": "interne"}
    client.post(f"/bibliotheque/document/corriger?nom={NAME}", data=fields)
    settle(desk)
    assert client.get(address).status_code == 200
    client.cookies.clear()
    assert client.get(address).status_code == 404
