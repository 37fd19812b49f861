"""Staff in a real Chromium: an editor's day, a colleague's conversations, an administrator's."""

from __future__ import annotations

from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from playwright.sync_api import Browser, Page, expect
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import Paragraph, SimpleDocTemplate

from tests.ui.browsing import (
    CROSSED,
    CROSSED_OTHERWISE,
    IN_A_BROWSER,
    SIZES,
    ask,
    capture,
    in_french_and_in_place,
    leaving,
    visit,
)
from tests.ui.conftest import PASSWORD

pytestmark = IN_A_BROWSER
TEXT = (
    "Délibération n° 2026-17 de la Région Fictive\n\n"
    "Document de test. Le conseil de la Région Fictive, réuni le 12 mars 2026, finance douze "
    "brigades cynophiles fictives dans les gares de Test-Ville. Le budget alloué est de 340 000 "
    "euros pour trois ans.\n\n"
    "La vice-présidente Camille Exemple suivra cette délibération de test. "
    "<script>alert(1)</script> <img src=http://exemple.invalid/a.png>\n"
)
QUESTION = "Quel est le budget des brigades cynophiles de Test-Ville\u00a0?"


def write_pdf(file: Path, text: str) -> None:
    """A deliberation as its secretariat would send it: a title, then paragraphs."""
    title, *paragraphs = text.strip().split("\n\n")
    styles = getSampleStyleSheet()
    story = [Paragraph(escape(title), styles["Title"])]
    story += [Paragraph(escape(one), styles["BodyText"]) for one in paragraphs]
    SimpleDocTemplate(str(file), title=title, author="Région Fictive").build(story)


def drop(page: Page, file: Path) -> None:
    """Drop a file in the library and wait until it is taken in."""
    page.goto(page.url.split("/bibliotheque")[0] + "/bibliotheque")
    page.get_by_label("Choisir des fichiers").set_input_files(file)
    expect(page.locator(".choisis")).to_have_text(file.name)
    leaving(page, page.get_by_role("button", name="Déposer").click)
    expect(page.locator(".tache").first).to_contain_text(file.name)
    expect(page.locator(".tache").first).to_have_class("tache done")


def sign_in(page: Page, login: str) -> None:
    page.get_by_label("Identifiant").fill(login)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    leaving(page, page.get_by_role("button", name="Se connecter").click)


def seen(page: Page, name: str) -> None:
    in_french_and_in_place(page)
    capture(page, name)


@pytest.mark.parametrize(("device", "scheme"), CROSSED)
def test_an_editors_day(
    browser: Browser, served: str, device: str, scheme: str, tmp_path: Path
) -> None:
    document = f"deliberation-fictive-{device}-{scheme}.pdf"
    file = tmp_path / document
    text = TEXT.replace("2026-17", f"2026-17 {device} {scheme}")
    write_pdf(file, text)
    path = "/bibliotheque"
    with visit(browser, served, SIZES[device], scheme, path, staff=True) as page:
        name = f"{device}-{scheme}-editrice"
        seen(page, f"{name}-1-connexion")
        sign_in(page, "elise")
        seen(page, f"{name}-2-bibliotheque")
        drop(page, file)
        seen(page, f"{name}-3-depot")

        leaving(page, page.locator(".tache").first.get_by_role("link", name=document).click)
        seen(page, f"{name}-4-document")
        page.get_by_label("Date de publication").fill("12 mars 2026")
        page.get_by_label("Émetteur").fill("Région Fictive")
        leaving(page, page.get_by_role("button", name="Confirmer ou corriger").click)
        expect(page.get_by_role("status")).to_contain_text("enregistrées")
        expect(page.get_by_label("Date de publication")).to_have_value("12 mars 2026")
        page.get_by_role("textbox", name="Question").fill(QUESTION)
        leaving(page, page.get_by_role("button", name="Essayer").click)
        expect(page.locator(".essai")).to_contain_text("340 000")
        seen(page, f"{name}-5-essai")
        leaving(page, page.get_by_role("link", name="Voir ses passages").click)
        if device == "bureau":
            beside = page.locator("details[open] img").first
            expect(beside).not_to_have_js_property("naturalWidth", 0)
        seen(page, f"{name}-6-passages")

        page.goto(f"{served}/pilotage/reponse")
        page.get_by_role("textbox", name="Question").fill("Combien coûtent les chiens\u00a0?")
        leaving(page, page.get_by_role("button", name="Chercher les sources").click)
        page.get_by_label("Réponse", exact=True).fill("340 000 euros pour trois ans.")
        page.get_by_role("radio").first.check()
        seen(page, f"{name}-7-validation")
        leaving(page, page.get_by_role("button", name="Valider la réponse").click)
        expect(page.locator("#validees")).to_contain_text("Combien coûtent les chiens")
        seen(page, f"{name}-8-pilotage")

        page.goto(served)
        ask(page, "Combien coûtent les chiens\u00a0?")
        expect(page.locator(".echange.fini")).to_contain_text("validée par Elise Exemple")
        ask(page, QUESTION)
        expect(page.locator(".echange.fini").last).to_contain_text("340 000")
        page.locator(".echange.fini").last.locator("a.appel").first.click()
        expect(page.locator("#panneau mark").first).to_be_visible()
        image = page.locator("#panneau .images img")
        expect(image).not_to_have_js_property("naturalWidth", 0)
        assert page.locator("#panneau script, #panneau img[src*='exemple.invalid']").count() == 0
        seen(page, f"{name}-9-source")
        page.keyboard.press("Escape")

        write_pdf(file, text.replace("340 000", "360 000"))
        page.goto(f"{served}/bibliotheque")
        drop(page, file)
        page.goto(served)
        ask(page, QUESTION)
        expect(page.locator(".echange.fini").last).to_contain_text("360 000")
        ask(page, "Combien coûtent les chiens\u00a0?")
        expect(page.locator(".echange.fini").last).not_to_contain_text("validée par")

        page.goto(f"{served}/bibliotheque/document?nom={document}")
        page.get_by_label("Retirer ce document").check()
        leaving(page, page.get_by_role("button", name="Retirer", exact=True).click)
        expect(page.locator(".tache").first).to_contain_text("Retrait")
        expect(page.locator(".tache").first).to_have_class("tache done")
        page.goto(served)
        ask(page, QUESTION)
        expect(page.locator(".echange.fini").last).not_to_contain_text("360 000")
        leaving(page, page.get_by_role("button", name="Se déconnecter").click)
        expect(page.get_by_role("link", name="Bibliothèque")).to_have_count(0)


@pytest.mark.parametrize(("device", "scheme"), CROSSED_OTHERWISE)
def test_evaluations_are_read_and_compared(
    browser: Browser, served: str, device: str, scheme: str
) -> None:
    path = "/pilotage/evaluations"
    with visit(browser, served, SIZES[device], scheme, path, staff=True) as page:
        name = f"{device}-{scheme}-editrice"
        sign_in(page, "elise")
        leaving(page, page.get_by_role("button", name="Comparer").click)
        table = page.get_by_role("region", name="Comparaison appariée")
        expect(table).to_contain_text("Réponse juste")
        seen(page, f"{name}-91-comparaison")
        leaving(page, page.get_by_role("link", name="Après les réglages de test").first.click)
        expect(page.locator("svg[role=img]")).to_have_count(4)
        seen(page, f"{name}-92-evaluation")
        page.goto(f"{served}/pilotage")
        seen(page, f"{name}-93-pilotage")


def test_files_are_dragged_onto_the_library(browser: Browser, served: str) -> None:
    with visit(browser, served, path="/bibliotheque", staff=True) as page:
        sign_in(page, "elise")
        dragged = page.evaluate_handle(
            """() => { const data = new DataTransfer();
            data.items.add(new File(["Document de test. Une note glissée."], "glissée.txt"));
            return data; }"""
        )
        zone = page.locator(".depot")
        expect(zone).to_contain_text("ou glissez-les")
        zone.dispatch_event("dragover", {"dataTransfer": dragged})
        expect(zone).to_have_class("formulaire cadre depot survol")
        zone.dispatch_event("drop", {"dataTransfer": dragged})
        expect(page.locator(".choisis")).to_have_text("glissée.txt")
        deposit = page.get_by_role("button", name="Déposer")
        expect(deposit).to_be_focused()
        leaving(page, deposit.click)
        expect(page.locator(".tache").first).to_have_class("tache done")
        expect(page.locator(".tache").first).to_contain_text("1 ajouté")
        page.goto(f"{served}/bibliotheque/document?nom=glissée.txt")
        page.get_by_label("Retirer ce document").check()
        leaving(page, page.get_by_role("button", name="Retirer", exact=True).click)
        expect(page.locator(".tache").first).to_contain_text("1 nom retiré")


@pytest.mark.parametrize(("device", "scheme"), CROSSED_OTHERWISE)
def test_an_agents_conversations(browser: Browser, served: str, device: str, scheme: str) -> None:
    path = "/conversations"
    with visit(browser, served, SIZES[device], scheme, path, staff=True) as page:
        name = f"{device}-{scheme}-agente"
        sign_in(page, "agathe")
        seen(page, f"{name}-1-conversations")
        page.goto(served)
        ask(page, "Qui préside le groupe de travail\u00a0?")
        page.get_by_role("link", name="Pas utile").click()
        page.locator("#panneau").get_by_label("La réponse est incomplète").check()
        page.locator("#panneau").get_by_role("button", name="Envoyer l’avis").click()
        expect(page.locator("#panneau")).to_contain_text("a été transmis")
        page.goto(f"{served}/conversations?q=préside")
        leaving(page, page.get_by_role("link", name="Qui préside").first.click)
        seen(page, f"{name}-2-conversation")
        page.get_by_role("textbox", name="Renommer").fill("Groupe de travail")
        leaving(page, page.get_by_role("button", name="Renommer").click)
        expect(page.get_by_role("heading", level=1)).to_have_text("Groupe de travail")
        leaving(page, page.get_by_role("button", name="Reprendre").click)
        expect(page.locator(".echange.fini")).to_have_count(1)
        ask(page, "Depuis quand est-il président de Région\u00a0?")
        expect(page.locator(".echange.fini")).to_have_count(2)
        seen(page, f"{name}-3-reprise")
        page.goto(f"{served}/conversations")
        expect(page.locator(".fiches li").first).to_contain_text("2 questions")


def test_an_administrator_with_the_keyboard_alone(browser: Browser, served: str) -> None:
    with visit(browser, served, path="/comptes", staff=True) as page:
        page.get_by_label("Identifiant").focus()
        page.keyboard.type("alix")
        page.keyboard.press("Tab")
        page.keyboard.type(PASSWORD)
        leaving(page, lambda: page.keyboard.press("Enter"))
        expect(page.get_by_role("heading", level=1)).to_have_text("Comptes")
        seen(page, "bureau-clair-administratrice-1-comptes")
        for _ in range(60):
            if page.evaluate("document.activeElement.id") == "login":
                break
            page.keyboard.press("Tab")
        page.keyboard.type("nouvelle")
        page.keyboard.press("Tab")
        page.keyboard.type("Nouvelle Exemple")
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        page.keyboard.type(PASSWORD)
        leaving(page, lambda: page.keyboard.press("Enter"))
        expect(page.locator(".fiches")).to_contain_text("Nouvelle Exemple")
