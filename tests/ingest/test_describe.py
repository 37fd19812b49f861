"""Tests of what a document's own first lines say of it."""

from __future__ import annotations

import pytest

from corpus.records import Metadata
from ingest.describe import describe

BODY = "Un paragraphe de test de la Région Fictive, bien plus long que le titre qui le précède."


def test_a_press_release_describes_itself() -> None:
    found = describe(
        "Région Fictive\nCommuniqué de presse\nVille-Fictive, le 6 novembre 2025\n"
        f"Un plan pour les lycées\n{BODY}",
        Metadata(),
    )
    assert (found.title, found.issuer, found.type, found.date) == (
        "Un plan pour les lycées",
        "Région Fictive",
        "communique",
        "2025-11-06",
    )
    assert found.found_in == {
        "issuer": "première ligne",
        "type": "deuxième ligne",
        "date": "troisième ligne",
        "title": "quatrième ligne",
    }


@pytest.mark.parametrize(
    ("line", "date"),
    [
        ("Ville-Fictive, le 5 septembre 2025", "2025-09-05"),
        ("Le 1er août 2025", "2025-08-01"),
        ("05/09/2025", "2025-09-05"),
        ("Novembre 2025", "2025-11"),
        ("Publié le jeudi 6 novembre 2025", "2025-11-06"),
        ("Date : 2025-11-06", "2025-11-06"),
        ("Communiqué de presse du 6 novembre 2025", "2025-11-06"),
        ("Communiqué – 6 novembre 2025", "2025-11-06"),
        ("Loi n° 2025-1 du 13 juin 2025 relative à un sujet fictif", "2025-06-13"),
        ("Ville-Fictive, le 6 novembre 2025 – Le conseil a décidé.", "2025-11-06"),
    ],
)
def test_the_document_s_own_date_is_found(line: str, date: str) -> None:
    found = describe(f"{line}\n{BODY}", Metadata())
    assert found.date == date
    assert found.found_in["date"] == "première ligne"


@pytest.mark.parametrize(
    "text",
    [
        "Le 5 septembre 2025, une présidente fictive est élue.",
        f"{BODY} Depuis le 5 septembre 2025, rien.",
        f"Un\nDeux\nTrois\nQuatre\n14 juillet 2025\n{BODY}",
        f"14 juillet 2025\nUn\n15 août 2025\n{BODY}",
        f"31/02/2025\n{BODY}",
        f"Publié le 6 novembre 2025\nMis en ligne le 7 novembre 2025\n{BODY}",
        "\n".join([BODY] * 12 + ["6 novembre 2025"]),
        "",
    ],
)
def test_no_date_is_taken_from_elsewhere(text: str) -> None:
    assert describe(text, Metadata()).date is None


def test_a_signature_gives_the_date() -> None:
    found = describe(f"{BODY}\n" * 12 + "Fait à Ville-Fictive, le 5 septembre 2025", Metadata())
    assert (found.date, found.found_in["date"]) == ("2025-09-05", "formule finale")


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Communiqué :", "communique"),
        ("# Rapport d’activité 2024", "rapport"),
        ("Délibération n° 12 du 5 septembre 2025", "deliberation"),
        ("Loi n° 2025-1 du 13 juin 2025", "loi"),
        ("Le communiqué de la Région Fictive est paru.", "autre"),
        ("Article 1er", "autre"),
        ("Rapport de force", "autre"),
        ("La loi du 13 juin 2025", "autre"),
    ],
)
def test_the_kind_is_what_the_head_announces(line: str, kind: str) -> None:
    assert describe(f"{line}\n{BODY}", Metadata()).type == kind


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (f"# Un titre fictif\n\n{BODY}", "Un titre fictif"),
        (f"Un titre fictif de document\n{BODY}", "Un titre fictif de document"),
        (f"Cas général\n{BODY}", ""),
        (f"Communiqué :\n{BODY}", ""),
        (BODY, ""),
        (f"Une phrase courte.\n{BODY}", ""),
        (f"Article 1er\n{BODY}", ""),
        ("Région Fictive\nVille-Fictive", ""),
    ],
)
def test_a_title_is_a_heading_or_nothing(text: str, title: str) -> None:
    found = describe(text, Metadata())
    assert found.title == title
    assert ("title" in found.found_in) is bool(title)


def test_the_issuer_is_said_or_unknown() -> None:
    assert describe(f"Émetteur : Région Fictive\n{BODY}", Metadata()).issuer == "Région Fictive"
    assert describe(f"Région Fictive\n{BODY}", Metadata()).issuer == ""


def test_front_matter_is_never_overruled() -> None:
    given = Metadata(
        title="Titre donné", type="autre", date="2024", found_in={"type": "en-tête YAML"}
    )
    found = describe(f"# Rapport annuel\n5 septembre 2025\n{BODY}", given)
    assert (found.title, found.type, found.date) == ("Titre donné", "autre", "2024")
    assert found.found_in == given.found_in


@pytest.mark.parametrize(
    ("lines", "date"),
    [
        ("Le 14 mai 2025, à Ville-Fictive", "2025-05-14"),
        ("Commission permanente du vendredi 16 mai 2025", "2025-05-16"),
        ("Procès-verbal de l’assemblée plénière du 16 mai 2025", "2025-05-16"),
        ("Adopté en assemblée plénière le 20 juin 2025", "2025-06-20"),
        ("*Version du 2 juin 2025*", "2025-06-02"),
        ("03-03-2025", "2025-03-03"),
        ("Publié le 12 mars 2024 à 10h32", "2024-03-12"),
        ("Région Fictive - Publié le 12 mars 2024 - Mis à jour le 3 mai 2025", "2024-03-12"),
        ("Accueil | Actualités | Mis en ligne le 2 octobre 2025", "2025-10-02"),
        # The day on which it came out is believed before that of a meeting.
        ("Séance du 3 mars 2025\nPublié le 10 mars 2025", "2025-03-10"),
        ("Publié le 10 mars 2025\nPublié le 11 mars 2025", None),
        ("Séance du 3 mars 2025\nRéunion du 10 mars 2025", None),
        ("Mis à jour le 3 mai 2025", None),
        ("Le plan adopté par la Région le 3 mai 2025 prévoit des moyens.", None),
        ("Version 12.05.20254", None),
    ],
)
def test_dates_as_offices_write_them(lines: str, date: str | None) -> None:
    found = describe(f"# Un titre de test\n{lines}\n{BODY}", Metadata())
    assert found.date == date


def test_a_letter_is_called_by_its_subject() -> None:
    found = describe(
        "Région Fictive\nVille-Fictive, le 12 février 2024\nObjet : plan de sûreté des lycées\n"
        f"Madame, Monsieur,\n{BODY}\nFait à Ville-Fictive, le 12 février 2024.",
        Metadata(),
    )
    assert (found.title, found.found_in["title"]) == (
        "plan de sûreté des lycées",
        "troisième ligne (objet)",
    )
    assert found.date == "2024-02-12"
