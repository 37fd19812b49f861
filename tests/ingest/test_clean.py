"""Tests of cleaning: what it changes, what it leaves, and the way back."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.records import Alignment
from ingest.clean import Cleaned, clean
from ingest.clean.draft import Draft, Edit

COMMUNIQUE = (
    Path(__file__).parents[2]
    / "corpus/documents/communique-groupe-de-travail-securite-prevention.txt"
)
# Everything that cleaning has to do with, side by side.
PIECES = st.sampled_from(
    ["e+cace", "o\x02re", "di\ufffdcile", "sécu-\nrité", "Franche-\nComté", "vrai-\n", "\u00ad\n",
     "\u00ad", "\ufb01n", "l'é", "d`a", "e\u0301", "\u1112\u1161\u11ab", " ", "  ", "\t", "\u00a0",
     "\u202f:", "« ", "\u00a0»", "\n", "\r\n", "\r", "\n\n\n", "\u2028", "\x0c", "\x07", "\u200b",
     "\u202e", "\ufeff", "\ufffe", "**", "*", "__", "_", "[a](b.fr)", "](", "![", "---\n", "# ",
     "- ", "|", "mot",
     "Une phrase de test qui tient presque toute la ligne de la page", ("suite de "
     "la phrase de test, en minuscules, sur une ligne d’un seul tenant"), ".", "61%", "œ"]
)  # fmt: skip
DOCUMENTS = st.one_of(
    st.lists(PIECES, max_size=30).map("".join),
    st.lists(st.one_of(PIECES, st.text(max_size=5)), max_size=20).map("".join),
)


@pytest.mark.parametrize(
    ("raw", "cleaned"),
    [
        ("e\u0301te\u0301", "été"),
        ("\ufb01n, e\ufb00et, a\ufb04ux, \ufb06op, œuvre", "fin, effet, afflux, stop, œuvre"),
        (
            "l'État, aujourd`hui, d\u02bcaccord, « 'ici' »",
            "l’État, aujourd’hui, d’accord, « 'ici' »",
        ),
        ("un\u200bmot\u202e caché\ufeff", "unmot caché"),
        ("un\r\ndeux\rtrois\u2028quatre", "un\ndeux\ntrois\nquatre"),
        ("  un \t deux\u00a0trois  \nquatre ", "un deux trois\nquatre"),
        ("« non\u00a0» : 61\u202f%\u00a0; oui", "« non\u00a0» : 61\u202f%\u00a0; oui"),
        ("un\n\n\n\n\ndeux\n\n", "un\n\ndeux"),
        ("**Gras**, *italique*, __gras__ et _italique_", "Gras, italique, gras et italique"),
        ('[le site](https://exemple.fr/a_b "titre") ![logo](l.png)', "le site logo"),
        ("Un\n---\nDeux\n* * *\nTrois", "Un\n\nDeux\n\nTrois"),
        (
            "2 * 3 * 4, nom_de_fichier_long, [note] (voir)",
            "2 * 3 * 4, nom_de_fichier_long, [note] (voir)",
        ),
        ("https://exemple.fr/_a_/b_c_", "https://exemple.fr/_a_/b_c_"),
    ],
)
def test_cleaning_levels_characters(raw: str, cleaned: str) -> None:
    assert clean(raw).text == cleaned


@pytest.mark.parametrize(
    ("raw", "cleaned"),
    [
        ("e+cace", "efficace"),
        ("E+cacité", "Efficacité"),
        ("O+RE", "OFFRE"),
        ("l'o+re", "l’offre"),
        ("di\x0ecile", "difficile"),
        ("a#aires", "affaires"),
        ("con\ufffdance", "confiance"),
        ("in\x03uence", "influence"),
        ("re!et", "reflet"),
        ("su+samment", "suffisamment"),
        ("spéci\ue001que", "spécifique"),
        ("Þnancement", "financement"),
        ("conßit", "conflit"),
        ("e+orts e+cients", "efforts efficients"),
        ("o+ciellement", "officiellement"),
        ('e"cace', "efficace"),
        ("béné$cie", "bénéficie"),
        ("+nancement", "financement"),
    ],
)
def test_a_lost_ligature_is_repaired_where_it_is_certain(raw: str, cleaned: str) -> None:
    assert clean(raw).text == cleaned


@pytest.mark.parametrize(
    "text",
    [
        "C++",
        "50+ans",
        "A+B",
        "a+n",
        "Covid+",
        "e-mail",
        "toto@a+aires.fr",
        "vrai/faux",
        "R&D",
        "a+in",
        "agent(e)s",
        "élu+e+s",
        "directeur(rice)",
        "lycée+collège",
        "oui!non",
        "#loi",
        "https://exemple.fr/?q=e+cace",
        "gre+er",
        "x+y",
        "ecace",
        "e cace",
        "(re)lire",
        "AT&T",
    ],
)
def test_what_may_be_meant_is_left(text: str) -> None:
    assert clean(text).text == text


@pytest.mark.parametrize(
    ("raw", "cleaned"),
    [
        ("sécu-\nrité", "sécurité"),
        ("SÉCU-\nRITÉ", "SÉCURITÉ"),
        ("la sécu- \n  rité", "la sécurité"),
        ("Bourgogne-\nFranche-Comté", "Bourgogne-Franche-Comté"),
        ("peut-\nêtre", "peut-être"),
        ("rendez-\nvous", "rendez-vous"),
        ("celui-\nci", "celui-ci"),
        ("Grand-\nEst", "Grand-Est"),
        ("sécu\u00ad\nrité", "sécurité"),
        ("sécu\x02\nrité", "sécurité"),
        ("peut\x02\nêtre", "peut-être"),
        ("2024-\n2025", "2024-\n2025"),
        ("Zorb-\nliques et les Zorbliques", "Zorbliques et les Zorbliques"),
        ("narco-\ntrafic, narco-trafic", "narco-trafic, narco-trafic"),
    ],
)
def test_a_word_cut_at_a_line_end_is_joined(raw: str, cleaned: str) -> None:
    assert clean(raw).text == cleaned


WRAPPED = """Le groupe de travail fictif permettra d’apporter des éclairages nouveaux sur une
thématique déjà investie par la Région Fictive ces dernières années, avec des moyens
humains et techniques. Les élus en ont débattu longuement lors de la séance de prin-
temps, puis de celle de l’été.
- premier point de la liste, qui tient sur une ligne et continue assez longuement
sur la suivante
- second point"""


def test_lines_cut_by_the_page_are_joined() -> None:
    assert clean(WRAPPED).text.split("\n") == [
        (
            "Le groupe de travail fictif permettra d’apporter des éclairages nouveaux sur une "
            "thématique déjà investie par la Région Fictive ces dernières années, avec des moyens "
            "humains et techniques. Les élus en ont débattu longuement lors de la séance de "
            "printemps, puis de celle de l’été."
        ),
        (
            "- premier point de la liste, qui tient sur une ligne et continue assez longuement "
            "sur la suivante"
        ),
        "- second point",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Région Fictive\n12 rue de la Paix\n21000 Ville-Fictive",
        (
            "Demain, dès l’aube, à l’heure où blanchit la campagne,\nJe partirai. Vois-tu, je "
            "sais que tu m’attends.\nJ’irai par la forêt, j’irai par la montagne."
        ),
        "Titre fictif\nUn paragraphe de test qui tient sur une seule ligne, bien plus longue.",
        (
            "- un premier point de la liste fictive\n- un deuxième point de la liste fictive\n"
            "- un troisième point de la liste fictive"
        ),
        "\n".join(["Un paragraphe de test par ligne, chacun fini par un point et assez long."] * 5),
        "# Un titre de document fictif assez long\nsuite en minuscules de la ligne du titre",
    ],
)
def test_real_line_breaks_stay(text: str) -> None:
    assert clean(text).text == text


def test_the_communique_has_one_flaw_and_keeps_the_rest() -> None:
    raw = COMMUNIQUE.read_text(encoding="utf-8").split("\n---\n", 1)[1]
    cleaned = clean(raw)
    assert cleaned.text == raw.replace("e+cace", "efficace")
    at = cleaned.text.index("efficace")
    start, end = cleaned.alignment.to_raw(at, at + len("efficace"))
    assert raw[start:end] == "e+cace"
    assert cleaned.alignment.to_clean(start, end) == (at, at + len("efficace"))


def check_alignment(raw: str, cleaned: Cleaned) -> None:
    alignment, text = cleaned.alignment, cleaned.text
    assert (alignment.clean[0], alignment.raw[0]) == (0, 0)
    assert (alignment.clean[-1], alignment.raw[-1]) == (len(text), len(raw))
    assert list(alignment.clean) == sorted(alignment.clean)
    assert list(alignment.raw) == sorted(alignment.raw)
    before = (0, 0)
    for at in range(len(text)):
        span = alignment.to_raw(at, at + 1)
        assert 0 <= span[0] < span[1] <= len(raw)
        assert span[0] >= before[0]
        assert span[1] >= before[1]
        before = span
        back = alignment.to_clean(*span)
        assert back[0] <= at < back[1]
        if span[1] - span[0] == 1 == back[1] - back[0]:
            same = raw[span[0]] == text[at]
            assert same or text[at] in "’ \n" or not raw[span[0]].isalnum() or raw[span[0]] > "\x7f"


@given(DOCUMENTS)
@settings(max_examples=300, deadline=None)
def test_every_cleaned_character_maps_to_raw_ones_and_back(raw: str) -> None:
    check_alignment(raw, clean(raw))


@given(DOCUMENTS, st.data())
@settings(deadline=None)
def test_a_span_maps_to_the_hull_of_its_characters(raw: str, data: st.DataObject) -> None:
    cleaned = clean(raw)
    start = data.draw(st.integers(0, len(cleaned.text)))
    end = data.draw(st.integers(start, len(cleaned.text)))
    first, last = cleaned.alignment.to_raw(start, end)
    assert 0 <= first <= last <= len(raw)
    if start < end:
        back = cleaned.alignment.to_clean(first, last)
        assert back[0] <= start < end <= back[1]


@given(st.text(alphabet="abcdé ’,.\n", max_size=60).filter(lambda t: clean(t).text == t))
@settings(deadline=None)
def test_untouched_text_maps_one_for_one(text: str) -> None:
    alignment = clean(text).alignment
    for at in range(len(text)):
        assert alignment.to_raw(at, at + 1) == alignment.to_clean(at, at + 1) == (at, at + 1)


@given(DOCUMENTS)
@settings(max_examples=300, deadline=None)
def test_cleaning_twice_is_cleaning_once(raw: str) -> None:
    once = clean(raw).text
    assert clean(once).text == once


@given(DOCUMENTS)
@settings(deadline=None)
def test_cleaned_text_holds_nothing_invisible(raw: str) -> None:
    text = clean(raw).text
    assert not set(text) & set("\u200b\u202e\ufeff\u00ad\x02\x07\ufffe\r\t\u2028")
    assert text == text.strip("\n ")
    assert "\n\n\n" not in text
    assert "  " not in text
    assert " \n" not in text


@given(
    st.text(alphabet="abcde", max_size=12),
    st.lists(
        st.lists(
            st.tuples(st.integers(0, 12), st.integers(0, 4), st.text("XY", max_size=2)), max_size=4
        ),
        max_size=4,
    ),
)
def test_edits_upon_edits_keep_the_way_back(
    raw: str, rounds: list[list[tuple[int, int, str]]]
) -> None:
    draft = Draft(raw)
    for wanted in rounds:
        edits, at = [], 0
        for start, length, by in sorted(wanted):
            if at <= start and start + length <= len(draft.text) and length:
                edits.append(Edit(start, start + length, by))
                at = start + length
        expected = draft.text
        for start, end, by in reversed(edits):
            expected = expected[:start] + by + expected[end:]
        draft.apply(edits)
        assert draft.text == expected
    alignment: Alignment = draft.alignment()
    assert alignment.clean[-1] == len(draft.text)
    assert alignment.raw[-1] == len(raw)
    for at, character in enumerate(draft.text):
        start, end = alignment.to_raw(at, at + 1)
        assert start < end
        assert character in "XY" or character in raw[start:end]


@pytest.mark.parametrize(
    "raw",
    [
        "x" * 300_000,
        "\n" * 300_000 + "x",
        "mot " * 80_000,
        "-" * 300_000 + "x",
        "*a " * 60_000,
        "[" * 300_000,
        "e+c" * 90_000,
        "_a http://x_ " * 20_000,
        "x" + "\n" * 300_000 + "x",
    ],
    ids=["letters", "breaks", "words", "dashes", "stars", "brackets", "symbols", "marks", "gap"],
)
def test_no_text_takes_more_than_linear_time(raw: str) -> None:
    assert len(clean(raw).text) <= len(raw)
