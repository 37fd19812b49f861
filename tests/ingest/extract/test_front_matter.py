"""Tests of what a document says of itself in YAML."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import DocumentError
from corpus.records import Metadata
from ingest.extract import Extracted, Source, extract

DOCUMENTS = Path(__file__).parents[3] / "corpus/documents"


def read(text: str, sidecar: str | None = None) -> Extracted:
    beside = None if sidecar is None else sidecar.encode()
    return extract(Source("essai.txt", text.encode(), beside))


def test_every_key_is_read() -> None:
    found = read(
        "---\ntitre: Un titre\nemetteur: Région Fictive\ntype: rapport\ndate: 2025-11-06\n"
        "reference: 012\nurl: https://exemple.fr/a\nremplace: [ancien.txt, R-1]\n"
        "audience: interne\n---\nLe texte."
    )
    assert found.raw == "Le texte."
    assert found.metadata == Metadata(
        title="Un titre", issuer="Région Fictive", type="rapport", date="2025-11-06",
        reference="012", url="https://exemple.fr/a", replaces=("ancien.txt", "R-1"),
        audience="interne", found_in=found.metadata.found_in,
    )  # fmt: skip
    assert set(found.metadata.found_in.values()) == {"en-tête YAML"}


def test_an_empty_value_is_not_known() -> None:
    found = read("---\ntitre:\ndate: ~\nurl: ''\ntype: null\n---\nLe texte.")
    assert found.metadata == Metadata()


@pytest.mark.parametrize("date", ["2025", "2025-11", "2025-11-06", "'2025-11-06'"])
def test_a_date_is_as_precise_as_given(date: str) -> None:
    assert read(f"---\ndate: {date}\n---\nx").metadata.date == date.strip("'")


def test_a_sidecar_describes_too() -> None:
    found = read("---\ntype: loi\n---\nx", "titre: Un titre\nremplace: ancien.txt\ntype: loi\n")
    assert (found.metadata.title, found.metadata.replaces) == ("Un titre", ("ancien.txt",))
    assert found.metadata.found_in == {
        "type": "en-tête YAML",
        "title": "fichier «\u00a0essai.txt.yaml\u00a0»",
        "replaces": "fichier «\u00a0essai.txt.yaml\u00a0»",
    }


@pytest.mark.parametrize(
    ("head", "words"),
    [
        ("auteur: X", "Clé inconnue «\u00a0auteur\u00a0».*emetteur"),
        ("type: blog", "type: blog.*communique, rapport"),
        ("audience: secret", "audience: secret.*public, interne"),
        ("date: 2025-13", "date: 2025-13.*AAAA-MM-JJ"),
        ("date: 2025-02-30", "date: 2025-02-30"),
        ("date: 6 novembre 2025", "date: 6 novembre"),
        ("url: javascript:alert(1)", "url: javascript"),
        ("titre: [a, b]", "titre.*une seule valeur"),
        ("remplace: {a: b}", "remplace.*une liste"),
        ("titre: a\ntitre: b", "«\u00a0titre\u00a0» en double"),
        ("titre: &a x\nreference: *a", "YAML"),
        ("titre: a : b", "YAML lisible.*ligne 1.*guillemets"),
        ("titre: " + "[" * 3000, "YAML"),
        ("titre: " + "x" * 2000, "trop long"),
    ],
)
def test_what_is_wrong_is_refused_by_name(head: str, words: str) -> None:
    with pytest.raises(DocumentError, match=words):
        read(f"---\n{head}\n---\nx")


def test_two_values_for_one_key_are_refused() -> None:
    with pytest.raises(DocumentError, match="«\u00a0titre\u00a0» a deux valeurs"):
        read("---\ntitre: a\n---\nx", "titre: b")


@pytest.mark.parametrize("sidecar", ["du texte", "- a", "titre: [", "clef: x"])
def test_a_sidecar_that_describes_nothing_is_refused(sidecar: str) -> None:
    with pytest.raises(DocumentError, match=r"essai\.txt"):
        read("x", sidecar)


def test_an_open_head_is_refused() -> None:
    with pytest.raises(DocumentError, match="pas fermé"):
        read("---\ntitre: a\nLe texte.")


@pytest.mark.parametrize("text", ["---\nUn texte\n---\nla suite", "--- tiret", "Un\n---\ndeux"])
def test_a_rule_is_no_front_matter(text: str) -> None:
    assert read(text).raw == text


def test_titles_hold_nothing_invisible() -> None:
    assert read('---\ntitre: "a\\u202Eb\\n c"\n---\nx').metadata.title == "ab c"


@given(st.text(max_size=80))
def test_any_head_is_read_or_refused(head: str) -> None:
    refusal = ""
    try:
        raw = read(f"---\n{head}\n---\nLe texte.").raw
    except DocumentError as error:
        raw, refusal = "Le texte.", str(error)
    assert raw.endswith("Le texte.")
    assert not refusal or "essai.txt" in refusal


def test_the_shipped_communique_says_what_is_known() -> None:
    name = "communique-groupe-de-travail-securite-prevention.txt"
    found = extract(Source(name, (DOCUMENTS / name).read_bytes()))
    assert found.raw.startswith("Communiqué :\n")
    assert (found.metadata.issuer, found.metadata.type) == ("Régions de France", "communique")
    assert (found.metadata.date, found.metadata.url) == ("2025-11", "")
    assert found.metadata.title == "Sécurité et prévention, un nouvel enjeu pour les Régions"
