"""Retrieval within its scope, from no passage to more than are measured."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from assistant.passage_features import PASSAGE_FEATURES
from assistant.retrieve import MEASURED, NEAREST, PassageRetriever, Retrieval
from assistant.sentence_features import SENTENCE_FEATURES
from corpus.errors import TransientError
from corpus.records import Scope
from ingest.encode.base import Encoded, Encoder
from tests.assistant.fictitious import LIBRARY, open_library, retriever_of
from tests.ingest.conftest import EVERYTHING, Corpus, open_corpus

QUESTION = "Combien d’agents compte la brigade de nuit dans les trains ?"


@pytest.fixture
def retriever(library: Corpus) -> PassageRetriever:
    return retriever_of(library)


def documents(retrieval: Retrieval) -> list[str]:
    return list(dict.fromkeys(one.passage.document for one in retrieval.passages))


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        (Scope(), {"brigade", "lycees", "rapport", "sans-date"}),
        (EVERYTHING, set(LIBRARY)),
        (Scope(since="2024"), {"brigade", "rapport"}),
        (Scope(since="2024-02-13"), {"rapport"}),
        (Scope(until="2023"), {"lycees"}),
        (Scope(until="2024-02-12"), {"brigade", "lycees"}),
        (Scope(since="2024-01", until="2024-12"), {"brigade"}),
        (Scope(types=("rapport",)), {"rapport"}),
        (Scope(types=("rapport", "article")), {"rapport", "sans-date"}),
        (Scope(issuers=("Région Exemple",)), {"lycees"}),
        (Scope(types=("loi",)), set()),
        (Scope("interne", since="2025-01", until="2025-01"), {"note"}),
    ],
)
@pytest.mark.parametrize("question", [QUESTION, "volcan", "Que dit la note de Basile Fictet ?"])
def test_scopes(
    retriever: PassageRetriever, question: str, scope: Scope, expected: set[str]
) -> None:
    assert set(documents(retriever.retrieve(question, scope))) == {
        f"{name}.txt" for name in expected
    }


def test_the_best_passage_comes_first(retriever: PassageRetriever) -> None:
    assert documents(retriever.retrieve(QUESTION, EVERYTHING))[0] == "note.txt"
    assert documents(retriever.retrieve(QUESTION, Scope()))[0] == "brigade.txt"
    found = retriever.retrieve("Combien de lycées le plan concerne-t-il ?", Scope())
    assert documents(found)[0] == "lycees.txt"
    assert found.kind == "number"


@pytest.mark.parametrize("question", [QUESTION, "?", "Qu’est-ce que c’est ?", "Zzyzx"])
def test_what_comes_back_fits_together(retriever: PassageRetriever, question: str) -> None:
    found = retriever.retrieve(question, EVERYTHING)
    count = len(found.passages)
    assert len({one.passage.id for one in found.passages}) == count == len(LIBRARY)
    assert found.scores.shape == (count,)
    assert (np.diff(found.scores) <= 0).all()
    assert found.measures is not None
    assert found.measures.passages.shape == (count, len(PASSAGE_FEATURES))
    assert found.measures.sentence_features.shape[1] == len(SENTENCE_FEATURES)
    assert np.isfinite(found.measures.passages).all()
    for sentence in found.measures.sentences:
        text = found.passages[sentence.candidate].passage.text
        assert text[sentence.start : sentence.end].strip()


def test_passages_are_their_versions_text(library: Corpus, retriever: PassageRetriever) -> None:
    for one in retriever.retrieve(QUESTION, EVERYTHING).passages:
        version = library.catalogue.version(one.passage.version)
        assert version.text[one.passage.start : one.passage.end] == one.passage.text


def test_stages_are_timed(retriever: PassageRetriever) -> None:
    for scope in (Scope(), Scope(types=("loi",))):
        timings = retriever.retrieve(QUESTION, scope).timings_ms
        assert set(timings) >= {"encode", "search"}
        assert min(timings.values()) >= 0.0


def test_it_is_a_retriever_of_langchain(library: Corpus) -> None:
    retriever = retriever_of(library).model_copy(update={"top": 2, "scope": EVERYTHING})
    found = retriever.invoke(QUESTION)
    expected = retriever.retrieve(QUESTION, EVERYTHING).passages[:2]
    assert [one.page_content for one in found] == [one.passage.text for one in expected]
    assert found[0].metadata["document"] == "note.txt"
    assert found[0].metadata["end"] - found[0].metadata["start"] == len(found[0].page_content)


@pytest.fixture
def empty(home: Path) -> Iterator[Corpus]:
    opened = open_corpus(home)
    opened.pipeline.resume()
    yield opened
    opened.close()


def test_an_empty_corpus_has_nothing(empty: Corpus) -> None:
    found = retriever_of(empty).retrieve(QUESTION, EVERYTHING)
    assert found.passages == ()
    assert found.measures is None
    assert found.scores.shape == (0,)
    assert found.terms.keys
    assert retriever_of(empty).invoke(QUESTION) == []


def test_three_passages_are_enough(empty: Corpus) -> None:
    empty.ingest(
        un="La brigade fictive compte 48 agents.",
        deux="Le plan fictif concerne 37 lycées.",
        trois="Le congrès fictif se tient à Testville.",
    )
    retriever = retriever_of(empty)
    for question, name in (
        ("Combien d’agents compte la brigade ?", "un.txt"),
        ("Combien de lycées le plan concerne-t-il ?", "deux.txt"),
        ("Où se tient le congrès ?", "trois.txt"),
    ):
        found = retriever.retrieve(question, Scope())
        assert documents(found)[0] == name
        assert len(found.passages) == 3


def test_a_narrow_scope_falls_back_to_all_its_passages(empty: Corpus) -> None:
    """What is nearest of all lies outside the scope: its own passages are found nevertheless."""
    near = {
        f"loin-{n}": f"La brigade de nuit des trains compte {n} agents, texte fictif numéro {n}."
        for n in range(NEAREST + 10)
    }
    inside = {
        f"proche-{n}": f"---\ntype: rapport\ndate: 2021\n---\nLe zèbre fictif numéro {n} dort."
        for n in range(4)
    }
    empty.ingest(**near, **inside)
    retriever = retriever_of(empty)
    everywhere = retriever.retrieve(QUESTION, Scope())
    assert len(everywhere.passages) == MEASURED
    assert not set(documents(everywhere)) & {f"{name}.txt" for name in inside}
    found = retriever.retrieve(QUESTION, Scope(types=("rapport",)))
    assert set(documents(found)) == {f"{name}.txt" for name in inside}


@pytest.mark.xdist_group("model")
def test_with_the_default_model_other_words_find_the_passage(
    home: Path, loaded_encoder: Encoder
) -> None:
    corpus = open_library(home, loaded_encoder)
    retriever = retriever_of(corpus)
    for question, name in (
        ("Quel est l’effectif de l’équipe qui protège les trains ?", "brigade.txt"),
        ("Quels établissements scolaires seront mieux protégés ?", "lycees.txt"),
        ("Que pensent les usagers des caméras ?", "rapport.txt"),
    ):
        found = retriever.retrieve(question, Scope())
        assert documents(found)[0] == name
        assert found.measures is not None
        soft = found.measures.passages[0, PASSAGE_FEATURES.index("soft")]
        exact = found.measures.passages[0, PASSAGE_FEATURES.index("exact")]
        assert soft > exact
    corpus.close()


class _Mute:
    def encode_query(self, text: str) -> Encoded:
        raise TransientError(f"Le serveur d’embedding ne répond pas à «\u00a0{text}\u00a0».")


def test_an_encoder_that_fails_beside_the_search_by_words_is_heard_of(
    retriever: PassageRetriever,
) -> None:
    with pytest.raises(TransientError, match="embedding"):
        retriever.model_copy(update={"encoder": _Mute()}).retrieve(QUESTION, Scope())
    assert retriever.retrieve(QUESTION, Scope()).passages


def test_questions_asked_at_once_find_what_they_find_alone(retriever: PassageRetriever) -> None:
    asked = [QUESTION, "Combien de lycées le plan concerne-t-il ?", "volcan"] * 4

    def found(question: str) -> list[tuple[str, float]]:
        retrieval = retriever.retrieve(question, Scope())
        return [
            (one.passage.id, score)
            for one, score in zip(retrieval.passages, retrieval.scores.tolist(), strict=True)
        ]

    alone = [found(question) for question in asked]
    with ThreadPoolExecutor(6) as pool:
        assert list(pool.map(found, asked)) == alone
