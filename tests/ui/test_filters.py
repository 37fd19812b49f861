"""What a reader narrows a question to."""

from __future__ import annotations

import pytest

from corpus.errors import UsageError
from corpus.records import Document, Metadata, Scope
from ui.filters import choices_in, described, iso_date, issuers_said, scope_of


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("", None),
        ("  ", None),
        ("2025", "2025"),
        ("2025-11", "2025-11"),
        ("2025-11-06", "2025-11-06"),
        ("11/2025", "2025-11"),
        ("6/11/2025", "2025-11-06"),
        ("06.11.2025", "2025-11-06"),
        ("novembre 2025", "2025-11"),
        ("Août\u00a02025", "2025-08"),
        ("5 septembre 2025", "2025-09-05"),
        ("1er février 2025", "2025-02-01"),
    ],
)
def test_dates_are_read_as_people_write_them(written: str, iso: str | None) -> None:
    assert iso_date(written) == iso


@pytest.mark.parametrize(
    "written", ["hier", "13/2025", "32/1/2025", "25", "brumaire 2025", "0/2025"]
)
def test_what_is_no_date_is_named(written: str) -> None:
    with pytest.raises(UsageError, match=written):
        iso_date(written)


def test_a_period_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(UsageError, match="2024"):
        scope_of("public", "2025", "2024", [], [])


def one(kind: str, issuer: str) -> Document:
    known = Metadata(type=kind, issuer=issuer)
    return Document(1, "a", ("a",), "v", known, (), None, 1, "")


def test_choices_are_those_of_the_corpus() -> None:
    found = choices_in([one("rapport", "Zone"), one("loi", ""), one("rapport", "Alpha")])
    assert found.kinds == (("Rapport", "rapport"), ("Loi", "loi"))
    assert found.issuers == ("Alpha", "Zone")


def test_filters_are_said_in_words() -> None:
    assert described(Scope()) == ""
    said = described(Scope("public", "2025-09-05", None, ("loi",), ("Région Fictive",)))
    assert said == "depuis 5 septembre 2025\u00a0; loi\u00a0; Région Fictive"


def test_every_issuer_is_within_reach_of_a_search() -> None:
    names = [f"Région Fictive {number:02d}" for number in range(40)] + ["Préfecture d’Essai-Ville"]
    documents = [one("loi", name) for name in names]
    first = choices_in(documents)
    assert len(first.issuers) == 24
    assert issuers_said(first, "") == (
        "Les 24 plus fréquents sur 41\u00a0: cherchez les autres par leur nom."
    )
    for words in ("prefecture", "ESSAI ville", "d’essai"):
        found = choices_in(documents, words)
        assert found.issuers == ("Préfecture d’Essai-Ville",)
        assert issuers_said(found, words) == ""
    kept = choices_in(documents, "préf", ["Région Fictive 07", "Disparue"])
    assert kept.issuers == ("Préfecture d’Essai-Ville", "Région Fictive 07")
    assert "des 40 trouvés" in issuers_said(choices_in(documents, "région"), "région")
    assert choices_in(documents, "fecture").found == 0
    assert "«\u00a0fecture\u00a0»" in issuers_said(choices_in(documents, "fecture"), " fecture ")
