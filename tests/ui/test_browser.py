"""The chat in a real Chromium: on the communiqué that ships, and on what would harm a page."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, expect

from assistant.answer import Answer, Ask
from corpus.records import Metadata
from tests.ui.browsing import (
    CHAIR,
    EVERYWHERE,
    IN_A_BROWSER,
    QUESTION,
    REFUSED,
    SIZES,
    ask,
    capture,
    field,
    in_french_and_in_place,
    scripted,
    visit,
)
from tests.ui.doubles import MemoryLibrary, ScriptedChain, small_library
from tests.ui.serving import served as serving
from ui.settings import Settings
from ui.web import build_app

pytestmark = IN_A_BROWSER


@pytest.mark.parametrize(("device", "scheme"), EVERYWHERE)
def test_asking_the_communique_and_reading_its_source(
    browser: Browser, served: str, device: str, scheme: str
) -> None:
    with visit(browser, served, SIZES[device], scheme) as page:
        name = f"{device}-{scheme}"
        expect(page.get_by_text("Vous échangez avec une intelligence artificielle")).to_be_visible()
        expect(page.locator("button.exemple:visible").first).to_be_visible()
        in_french_and_in_place(page)
        capture(page, f"{name}-1-accueil")

        ask(page, QUESTION)
        answer = page.locator(".echange.fini .reponse").last
        expect(answer).to_contain_text(CHAIR)
        expect(page.get_by_role("status").filter(has_text=CHAIR)).to_have_count(1)

        answer.locator("a.appel").first.click()
        panel = page.locator("#panneau")
        mark = panel.locator("mark").first
        expect(mark).to_be_visible()
        expect(mark).to_be_in_viewport()
        expect(mark).to_be_focused()
        assert CHAIR in " ".join(panel.locator("mark").all_inner_texts())
        expect(panel).to_contain_text("novembre 2025")
        in_french_and_in_place(page)
        capture(page, f"{name}-2-source")
        address = panel.get_by_role("link", name="Adresse permanente").get_attribute("href")
        page.keyboard.press("Escape")
        expect(panel).to_be_hidden()
        expect(answer.locator("a.appel").first).to_be_focused()

        ask(page, REFUSED)
        refusal = page.locator(".echange.fini .reponse").last
        expect(refusal).to_contain_text("ne permet pas de répondre")
        expect(refusal).to_contain_text("Passages les plus proches")
        expect(refusal.locator("a.appel")).to_have_count(0)
        in_french_and_in_place(page)
        capture(page, f"{name}-3-refus")

        assert address is not None
        page.goto(served + address)
        expect(page.locator("mark").first).to_be_in_viewport()
        in_french_and_in_place(page)
        capture(page, f"{name}-4-page-source")
        page.goto(f"{served}/a-propos")
        in_french_and_in_place(page)
        capture(page, f"{name}-5-a-propos")
        page.go_back()


def test_examples_are_answered_and_the_conversation_is_erased(
    browser: Browser, served: str
) -> None:
    with visit(browser, served, (360, 740)) as page:
        page.locator("button.exemple:visible").first.click()
        expect(page.locator(".echange.fini a.appel").first).to_be_visible()
        expect(page.locator("#vigie-exemples button:visible")).to_have_count(0)
        expect(page.locator("#vigie-suites button:visible").first).to_be_visible()
        in_french_and_in_place(page)
        page.get_by_role("button", name="Effacer la conversation").click()
        expect(page.locator(".echange")).to_have_count(0)
        expect(page.get_by_text("Vous échangez avec une intelligence artificielle")).to_be_visible()
        expect(page.locator("button.exemple:visible").first).to_be_visible()


@pytest.mark.parametrize("device", SIZES)
def test_filtering_editing_remarking_and_taking_away(
    browser: Browser, served: str, device: str
) -> None:
    with visit(browser, served, SIZES[device]) as page:
        name = f"{device}-clair"
        page.get_by_role("button", name="Filtrer les documents").click()
        since = page.get_by_role("textbox", name="Publiés depuis")
        since.fill("novembre 2125")
        expect(since).to_be_in_viewport()
        in_french_and_in_place(page)
        capture(page, f"{name}-6-filtres")
        ask(page, QUESTION)
        expect(page.locator(".echange.fini").last).to_contain_text("depuis novembre 2125")
        since.fill("bientôt")
        field(page).fill(QUESTION)
        page.keyboard.press("Enter")
        expect(page.locator("#vigie-en-cours")).to_contain_text("« bientôt » ne peut pas être lue")
        since.fill("2025")
        page.get_by_role("button", name="Réessayer").click()
        expect(page.locator(".echange.fini")).to_have_count(1)
        expect(page.locator(".echange.fini").last).to_contain_text(CHAIR)
        page.get_by_role("button", name="Filtrer les documents").click()

        page.get_by_role("button", name="Modifier la question").click()
        expect(page.get_by_role("textbox", name="Votre question, à modifier")).to_be_focused()
        page.keyboard.press("ControlOrMeta+a")
        page.keyboard.type("Qui est Jérôme Durain\u00a0?")
        page.keyboard.press("Enter")
        expect(page.locator(".echange.fini .question")).to_have_text(
            ["VousQui est Jérôme Durain\u00a0?"]
        )
        in_french_and_in_place(page)
        capture(page, f"{name}-7-gestes")

        page.get_by_role("link", name="Signaler une erreur").click()
        panel = page.locator("#panneau")
        panel.get_by_label("La source citée ne dit pas cela").check()
        panel.get_by_label("Votre remarque").fill("Document de test.")
        in_french_and_in_place(page)
        capture(page, f"{name}-8-avis")
        panel.get_by_role("button", name="Envoyer l’avis").click()
        expect(panel).to_contain_text("a été transmis")
        in_french_and_in_place(page)
        page.keyboard.press("Escape")
        for kind in ("Markdown", "DOCX", "PDF"):
            with page.expect_download() as download:
                page.get_by_role("link", name=kind).click()
            assert download.value.path().stat().st_size > 500
        page.get_by_role("button", name="Copier avec les sources").click()
        expect(page.get_by_role("status").filter(has_text="Copié")).to_have_count(1)


def test_any_issuer_of_many_is_found_and_chosen(browser: Browser) -> None:
    library, name = small_library()
    for number in range(30):
        known = Metadata(f"Rapport de test {number}", f"Région Fictive {number:02d}")
        library.put(f"rapport-{number}.md", "Document de test.", known)
    chain = ScriptedChain(library, name)
    with scripted(chain, library) as address, visit(browser, address, (360, 740)) as page:
        page.get_by_role("button", name="Filtrer les documents").click()
        choices = page.locator("#vigie-emetteurs input[type=checkbox]")
        expect(choices).to_have_count(24)
        expect(page.get_by_text("Les 24 plus fréquents sur 31")).to_be_visible()
        seek = page.get_by_role("textbox", name="Chercher un émetteur")
        seek.press_sequentially("region 29")
        expect(choices).to_have_count(1)
        page.get_by_role("checkbox", name="Région Fictive 29").check()
        seek.fill("aucune")
        expect(page.get_by_text("Aucun émetteur ne contient")).to_be_visible()
        expect(page.get_by_role("checkbox", name="Région Fictive 29")).to_be_checked()
        in_french_and_in_place(page)
        ask(page, "Qui préside\u00a0?")
        expect(page.locator(".echange.fini")).to_contain_text("Région Fictive 29")
        assert chain.asked[-1].scope.issuers == ("Région Fictive 29",)


@pytest.mark.parametrize("path", ["sources", "accessibilite", "donnees-personnelles"])
@pytest.mark.parametrize("device", SIZES)
def test_the_pages_around(browser: Browser, served: str, device: str, path: str) -> None:
    with visit(browser, served, SIZES[device], path=f"/{path}") as page:
        in_french_and_in_place(page)
        capture(page, f"{device}-clair-9-{path}")


def test_at_twice_the_size_nothing_is_out_of_reach(browser: Browser, served: str) -> None:
    with visit(browser, served, (640, 400)) as page:
        ask(page, QUESTION)
        in_french_and_in_place(page)
        page.get_by_role("link", name="Signaler une erreur").click()
        button = page.locator("#panneau").get_by_role("button", name="Envoyer l’avis")
        button.scroll_into_view_if_needed()
        expect(button).to_be_in_viewport()


def test_the_keyboard_is_enough(browser: Browser, served: str) -> None:
    with visit(browser, served) as page:
        page.locator("body").press("Tab")
        for _ in range(20):
            if page.evaluate("document.activeElement.tagName") == "TEXTAREA":
                break
            page.keyboard.press("Tab")
        page.keyboard.type(QUESTION)
        page.keyboard.press("Enter")
        expect(page.locator(".echange.fini")).to_have_count(1)
        for _ in range(20):
            if page.evaluate("document.activeElement.className").startswith("appel"):
                break
            page.keyboard.press("Shift+Tab")
        opened = page.evaluate("document.activeElement.href")
        page.keyboard.press("Enter")
        expect(page.locator("#panneau mark").first).to_be_focused()
        page.keyboard.press("Escape")
        expect(page.locator("#panneau")).to_be_hidden()
        assert page.evaluate("document.activeElement.href") == opened

        again = page.get_by_role("button", name="Réessayer")
        again.focus()
        page.keyboard.press("Space")  # it goes away while the answer is written
        expect(page.locator(".echange.en-cours")).to_have_count(0)
        expect(again).to_be_visible()
        expect(field(page)).to_be_focused()


def test_a_hostile_document_does_nothing(browser: Browser) -> None:
    library = MemoryLibrary()
    evil = (
        "<script>alert(1)</script><img src=http://exemple.invalid/a.png onerror=alert(2)> "
        "![image](http://exemple.invalid/b.png) \u202etxet\u202c [lien](http://exemple.invalid)"
    )
    name = "hostile.md"
    library.put(name, evil, Metadata(evil, evil, url="javascript:alert(3)"))

    class Hostile(ScriptedChain):
        def stream(self, ask: Ask) -> Iterator[str | Answer]:
            yield evil
            for part in super().stream(ask):
                if isinstance(part, Answer):
                    cited = tuple(
                        replace(c, title=evil, start=0, end=len(evil)) for c in part.citations
                    )
                    yield replace(part, answer=evil + " [1]", citations=cited)

    with (
        scripted(Hostile(library, name), library) as address,
        visit(browser, address) as page,
    ):
        ask(page, f"Qui préside\u00a0? {evil}")
        assert page.locator(".echange img, .echange script").count() == 0
        expect(page.locator(".reponse").last).to_contain_text("<script>alert(1)</script>")
        page.locator("a.appel").first.click()
        expect(page.locator("#panneau mark").first).to_contain_text("onerror=alert(2)")
        assert page.locator("#panneau img, #panneau script").count() == 0
        assert "\u202e" not in page.content()


def test_stopping_an_answer(browser: Browser) -> None:
    library, name = small_library()
    go = threading.Event()

    class Slow(ScriptedChain):
        def stream(self, ask: Ask) -> Iterator[str | Answer]:
            if "longue" in ask.question:
                yield "Début de réponse "
                go.wait(30)
            yield from super().stream(ask)

    with scripted(Slow(library, name), library) as address, visit(browser, address) as page:
        field(page).fill("Une longue\u00a0?")
        page.get_by_role("button", name="Envoyer").click()
        page.get_by_role("button", name="Arrêter").click()
        expect(page.locator(".echange.fini")).to_contain_text("Réponse interrompue")
        go.set()
        ask(page, "Qui préside\u00a0?")
        expect(page.locator(".echange.fini").last).to_contain_text("Camille Exemple")


def test_a_conversation_that_the_server_forgot_is_said_to_be_gone(browser: Browser) -> None:
    library, name = small_library()
    app = build_app(ScriptedChain(library, name), library, Settings(), None)
    with serving(app) as address, visit(browser, address) as page:
        ask(page, "Qui préside\u00a0?")
        sessions = app.state.gradio.state_holder
        for session in list(sessions.session_data):
            sessions.delete_state(session)
        field(page).fill("Et depuis quand\u00a0?")
        field(page).press("Enter")
        expect(page.get_by_text("elle a été effacée")).to_be_visible()
        expect(page.locator(".echange.fini .question")).to_contain_text(["Et depuis quand"])
        in_french_and_in_place(page)
