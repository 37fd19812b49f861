"""A small library of fictitious documents, and retrievals over texts that need no catalogue."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from assistant.candidate import Candidate
from assistant.chain import VigieChain
from assistant.features import Measures, measure
from assistant.passage_features import PASSAGE_FEATURES
from assistant.question import QuestionTerms, expected_kind, question_terms
from assistant.retrieve import PassageRetriever, Retrieval
from assistant.weights import load_weights
from corpus.french.words import term_keys
from corpus.records import Metadata, Passage, StoredPassage
from ingest.encode.base import Encoder, PassageText
from tests.conftest import loaded_pairs
from tests.fakes import FakeEncoder
from tests.ingest.conftest import Corpus, open_corpus

LIBRARY = {
    "brigade": (
        (
            'titre: "Une brigade dans les trains de la Région Fictive"\n'
            "emetteur: Région Fictive\ntype: communique\ndate: 2024-02-12"
        ),
        (
            "Document de test, fictif.\n\nLa Région Fictive crée une brigade de sûreté dans ses "
            "trains. Elle compte 48 agents, sous les ordres d’Odile Marchefer, ancienne cheffe du "
            "métro de Modèleville.\n\nLa brigade prendra son service le 1er mars 2024 à la gare de "
            "Testville. Son coût annuel atteint 3,2 millions d’euros."
        ),
    ),
    "lycees": (
        (
            'titre: "Plan de sécurisation des lycées"\n'
            "emetteur: Région Exemple\ntype: deliberation\ndate: 2023-06-22"
        ),
        (
            "Document de test, fictif.\n\nLe plan concerne 37 lycées de la Région Exemple, choisis "
            "après un diagnostic mené avec les proviseurs.\n\nLe plan comprend :\n- des portails "
            "neufs ;\n- des alarmes anti-intrusion ;\n- un éclairage des abords.\n\nUne "
            "autorisation de programme de 14,2 millions d’euros est ouverte jusqu’en 2026."
        ),
    ),
    "note": (
        (
            'titre: "Note interne sur les effectifs de nuit"\n'
            "emetteur: Région Fictive\ntype: autre\ndate: 2025-01\naudience: interne"
        ),
        (
            "Document de test, fictif et interne.\n\nLa brigade de nuit comptera 12 agents "
            "supplémentaires dans les trains, sous l’autorité de Basile Fictet."
        ),
    ),
    "rapport": (
        (
            'titre: "Rapport sur la vidéoprotection"\n'
            "emetteur: Observatoire fictif\ntype: rapport\ndate: 2025-05-20"
        ),
        (
            "Document de test, fictif.\n\nSelon l’enquête de l’institut Sondage-Exemple, 62 % des "
            "voyageurs jugent la vidéoprotection utile.\n\nLes caméras ont été posées parce que "
            "les vols augmentaient dans les parkings des gares."
        ),
    ),
    "sans-date": (
        'titre: "Mémento de la médiation"\ntype: article',
        (
            "Document de test, fictif.\n\nLe médiateur accueille les familles au lycée de "
            "Fictiveville chaque mercredi pendant deux heures."
        ),
    ),
}


def open_library(home: Path, encoder: Encoder | None = None) -> Corpus:
    """The library, ingested into ``home``."""
    corpus = open_corpus(home, encoder)
    corpus.pipeline.resume()
    corpus.ingest(**{name: f"---\n{head}\n---\n{text}" for name, (head, text) in LIBRARY.items()})
    return corpus


def retriever_of(corpus: Corpus) -> PassageRetriever:
    """The retriever over a corpus, as the composition root builds it."""
    return chain_over(corpus).retriever


def chain_over(corpus: Corpus) -> VigieChain:
    """The extractive chain over a corpus, with what the composition root gives it by default."""
    return VigieChain(
        catalogue=corpus.catalogue,
        vectors=corpus.indexes.vector,
        lexicon=corpus.indexes.lexical,
        encoder=corpus.encoder,
        pairs=loaded_pairs(),
    )


def terms_of(question: str, texts: Sequence[str] = ()) -> QuestionTerms:
    """The question's terms, weighted by a corpus of ``texts``."""
    held = Counter(key for text in texts for key in set(term_keys(text)))
    return question_terms(question, held.__getitem__, max(len(texts), 1))


def candidates_of(question: str, texts: Sequence[str], *, vectors: bool = True) -> list[Candidate]:
    """Each text as a candidate, with the vectors of the quick encoder."""
    encoder = FakeEncoder()
    asked, keys = encoder.encode_query(question), set(term_keys(question))
    found = []
    for at, text in enumerate(texts):
        encoded = encoder.encode_passages([PassageText(text)])[0]
        rows = encoded.term_vectors if vectors else encoded.term_vectors[:0]
        lexical = float(len(keys & set(term_keys(text))))
        similarity = float(encoded.vector @ asked.vector)
        found.append(
            Candidate(f"fictif-{at}.txt", text, "Région Fictive", similarity, lexical, rows)
        )
    return found


def measures_of(question: str, texts: Sequence[str], *, vectors: bool = True) -> Measures:
    """What is measured between a question and texts, in the order of the texts."""
    terms = terms_of(question, texts)
    encoded = FakeEncoder().encode_query(question).term_vectors
    keys = term_keys(question)
    rows = encoded[[keys.index(key) for key in terms.keys]] if vectors else encoded[:0]
    return measure(
        terms, expected_kind(question), rows, candidates_of(question, texts, vectors=vectors)
    )


def stored(text: str, start: int = 0, document: str = "fictif.txt") -> StoredPassage:
    """``text`` as the passage of a fictitious document that begins at ``start``."""
    passage = Passage(
        f"p-{document}-{start}", document, "v-fictive", 0, start, start + len(text), None, (), text
    )
    metadata = Metadata("Document de test", "Région Fictive", "communique", "2025-09-05")
    encoded = FakeEncoder().encode_passages([PassageText(text)])[0]
    return StoredPassage(
        passage,
        encoded.vector.astype("<f4").tobytes(),
        encoded.term_vectors.tobytes(),
        metadata,
        (),
    )


def retrieval_of(question: str, texts: Sequence[str]) -> Retrieval:
    """What retrieval returns when ``texts`` are all that there is, best first."""
    measures = measures_of(question, texts)
    scores = load_weights()["passage"].score(measures.passages, PASSAGE_FEATURES)
    best = np.argsort(-scores, kind="stable")
    passages = [stored(text, document=f"fictif-{at}.txt") for at, text in enumerate(texts)]
    return Retrieval(
        terms_of(question, texts),
        expected_kind(question),
        tuple(passages[index] for index in best),
        scores[best],
        measures.reordered(best),
        loaded_pairs(),
        {"encode": 0.0, "search": 0.0},
    )
