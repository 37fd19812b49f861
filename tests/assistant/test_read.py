"""What is read out of passages is quoted from them, briefly."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.read import Reading, read, read_on
from assistant.retrieve import Retrieval
from assistant.sentence_scores import READ_PASSAGES, sentence_scores
from corpus.french.sentences import sentence_spans
from tests.assistant.fictitious import LIBRARY, retrieval_of

TEXTS = [text for _, text in LIBRARY.values()]
LONGEST = 60  # words of a reply, unless one sentence alone is longer
SENTENCES = st.sampled_from(
    [
        "La brigade compte 48 agents.",
        "Elle sera commandée par Odile Marchefer.",
        "Elle prendra son service en mars 2024, à Testville, sauf si le marché fictif est retardé.",
        "Le plan comprend :",
        "- des portails neufs ;",
        "- des alarmes.",
        "Ce texte d’essai " + "très très " * 30 + "long parle de la brigade, de ses agents.",
        "Cette mesure coûte 3,2 millions d’euros (hors taxes), selon la Région Fictive.",
        "Fin.",
    ]
)
TEXT = st.tuples(
    st.lists(SENTENCES, min_size=1, max_size=8), st.sampled_from([" ", "\n", "\n\n"])
).map(lambda one: one[1].join(one[0]))
QUESTIONS = st.sampled_from(
    [
        "Qui commandera la brigade ?",
        "Combien d’agents compte la brigade ?",
        "Que comprend le plan ?",
        "Quand ?",
        "Qu’est-ce ?",
    ]
)


def words(text: str) -> int:
    return len(text.split())


def best_sentence(retrieval: Retrieval, reading: Reading) -> tuple[str, int, int]:
    assert retrieval.measures is not None
    one = retrieval.measures.sentences[reading.sentence]
    return retrieval.passages[one.candidate].passage.id, one.start, one.end


@settings(max_examples=80)
@given(QUESTIONS, st.lists(TEXT, min_size=1, max_size=7))
def test_quotes_are_brief_and_lie_within_passages(question: str, texts: list[str]) -> None:
    retrieval = retrieval_of(question, texts)
    reading = read(retrieval)
    passage, start, end = best_sentence(retrieval, reading)
    first = reading.quotes[0]
    assert first.passage.passage.id == passage
    assert first.start <= start < end <= first.end
    assert 1 <= len(reading.quotes) <= 2
    for quote in reading.quotes:
        text = quote.passage.passage.text
        assert text in texts
        assert 0 <= quote.start < quote.end <= len(text)
        assert quote.text == quote.text.strip()
        at = quote.start
        for begin, stop in quote.bold:
            assert at <= begin < stop <= quote.end
            at = stop
    if sum(words(quote.text) for quote in reading.quotes) > LONGEST:
        sentence = first.passage.passage.text[start:end]
        assert len(reading.quotes) == 1
        assert words(sentence) > 50 or sentence.endswith(":")


@settings(max_examples=60)
@given(QUESTIONS, st.lists(TEXT, min_size=1, max_size=4))
def test_no_word_is_quoted_twice_and_neighbours_as_one(question: str, texts: list[str]) -> None:
    quotes = read(retrieval_of(question, texts)).quotes
    if len(quotes) == 2 and quotes[0].passage == quotes[1].passage:
        one, other = sorted((quote.start, quote.end) for quote in quotes)
        assert one[1] <= other[0]
        between = quotes[0].passage.passage.text[one[1] : other[0]]
        assert between.strip() or "\n\n" in between


@given(QUESTIONS)
def test_only_the_best_passages_are_read(question: str) -> None:
    retrieval = retrieval_of(question, [f"{text} Copie fictive." for text in TEXTS] + TEXTS)
    assert retrieval.measures is not None
    owner = np.array([one.candidate for one in retrieval.measures.sentences])
    scores = sentence_scores(retrieval)
    assert scores.shape == owner.shape
    assert np.isfinite(scores[owner < READ_PASSAGES]).all()
    assert (scores[owner >= READ_PASSAGES] == -np.inf).all()


@pytest.mark.parametrize(
    ("question", "held"),
    [
        ("Qui est l’ancienne cheffe du métro de Modèleville ?", "Odile Marchefer"),
        ("Quand la brigade prendra-t-elle son service à Testville ?", "1er mars 2024"),
        ("Combien de lycées le plan concerne-t-il ?", "37 lycées"),
        ("Pourquoi les caméras ont-elles été posées dans les parkings ?", "les vols augmentaient"),
        ("Quel institut a mené l’enquête sur la vidéoprotection ?", "Sondage-Exemple"),
    ],
)
def test_the_answer_is_among_the_quotes(question: str, held: str) -> None:
    reading = read(retrieval_of(question, TEXTS))
    assert held in " ".join(quote.text for quote in reading.quotes)


def test_a_list_comes_whole_with_what_introduces_it() -> None:
    text = (
        "Le plan de la Région Exemple pour les lycées comprend :\n- des portails neufs ;\n"
        "- des alarmes ;\n- un éclairage.\n\nUn bilan fictif suivra."
    )
    assert (
        read(retrieval_of("Que comprend le plan de la Région Exemple ?", [text]))
        .quotes[0]
        .text.startswith(text[: text.index("\n\nUn bilan")])
    )


def test_one_sentence_alone_is_read() -> None:
    text = "La brigade compte 48 agents."
    reading = read(retrieval_of("Combien d’agents ?", [text]))
    assert [quote.text for quote in reading.quotes] == [text]
    assert reading.sentence == 0
    assert [text[slice(*span)] for span in reading.quotes[0].bold] == ["48"]


def test_quotes_are_made_of_whole_sentences_or_clauses() -> None:
    for question in ("Qui commandera la brigade ?", "Que comprend le plan ?"):
        for quote in read(retrieval_of(question, TEXTS)).quotes:
            text = quote.passage.passage.text
            spans = sentence_spans(text)
            assert quote.start in {start for start, _ in spans} or text[quote.start - 1] in " ("
            assert quote.end in {end for _, end in spans} or text[quote.end] in " ,;:)"


def test_a_heading_is_not_read_as_the_answer() -> None:
    text = (
        "Le sinistre du lycée Fictif\nDans la nuit du 12 février, le feu a détruit une aile du "
        "lycée Fictif."
    )
    retrieval = retrieval_of("Qu’a détruit le sinistre du lycée Fictif ?", [text])
    assert "détruit une aile" in read(retrieval).quotes[0].text


def test_what_is_read_further_is_near_and_other_than_the_best() -> None:
    text = "La brigade de nuit compte 48 agents. La brigade de jour compte 52 agents. Fin."
    retrieval = retrieval_of("Combien d’agents compte la brigade ?", [text])
    reading = read(retrieval)
    further = list(read_on(retrieval, reading))
    assert 1 <= len(further) <= 4
    sentences = [reading.sentence, *(other.sentence for other in further)]
    assert len(set(sentences)) == len(sentences)
    scores = reading.judged.scores
    assert all(scores[a] >= scores[b] for a, b in pairwise(sentences))
