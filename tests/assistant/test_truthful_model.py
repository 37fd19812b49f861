"""Scripted models over the whole chain, on the own set: one is truthful, one never refuses."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from assistant.answer import Answer, Ask
from assistant.chain import VigieChain
from assistant.evaluate.questions import read_set
from assistant.ground.grounder import Grounder
from assistant.write.choice import ModelChoice
from assistant.write.guard import Guard
from assistant.write.models import open_model
from assistant.write.writer import Writer
from corpus.french.sentences import sentence_spans
from corpus.french.words import term_keys
from ingest.encode.base import Encoder
from ingest.extract.base import Source as File
from tests.assistant.planted import HALVES, claims, own_documents
from tests.assistant.scripted_model import Exchange, ScriptedModel
from tests.conftest import ROOT, loaded_pairs
from tests.ingest.conftest import Corpus, open_corpus

QUESTIONS = 48
LEAST_GENERATED = 0.95
_PASSAGE = re.compile(r'<passage numero="(\d+)"[^>]*>\n(.*?)\n</passage>', re.DOTALL)
_SAID_IN = 0.8  # share of a rewording's words that a passage holds, to be of it


@dataclass
class Teller:
    """What the scripted model writes of the passages that it is handed."""

    rewordings: list[str]

    def truth(self, exchange: Exchange) -> None:
        """The sentence that is nearest to the question, then a rewording, with their markers."""
        asked = set(term_keys(exchange.prompt.rpartition("Question : ")[2]))
        said = []
        for number, text in _PASSAGE.findall(exchange.prompt)[:2]:
            sentences = [text[start:end].strip() for start, end in sentence_spans(text)]
            whole = [one for one in sentences if one.endswith(".") and len(one.split()) > 4]
            if whole:
                best = max(whole, key=lambda one: len(asked & set(term_keys(one))))
                said.append(f"{best.rstrip('.')} [{number}].")
            held = set(term_keys(text))
            for sentence in self.rewordings:
                keys = set(term_keys(sentence))
                if len(keys & held) >= _SAID_IN * len(keys) and len(asked & keys) > 1:
                    said.append(f"{sentence.rstrip('.')} [{number}].")
                    break
        exchange.say(" ".join(said), size=40)

    def always_asserts(self, exchange: Exchange) -> None:
        """An answer to whatever is asked, never « AUCUNE RÉPONSE »."""
        asked = exchange.prompt.rpartition("Question : ")[2].partition("\n")[0].rstrip(" ?")
        exchange.say(f"Oui, {asked} [1]. C'est bien le cas depuis 2019, pour 12 000 euros [1].", 40)


@pytest.fixture(scope="module")
def own_corpus(
    tmp_path_factory: pytest.TempPathFactory, loaded_encoder: Encoder
) -> Iterator[Corpus]:
    """The project's own documents, on the real encoder."""
    home: Path = tmp_path_factory.mktemp("own-written")
    corpus = open_corpus(home, loaded_encoder)
    corpus.pipeline.resume()
    corpus.pipeline.ingest([File(name, text.encode()) for name, text in own_documents().items()])
    yield corpus
    corpus.close()


@pytest.fixture(scope="module")
def teller() -> Teller:
    """Rewordings of the project's own documents."""
    own = own_documents()
    right = (claim for half in HALVES for claim in claims(half) if claim.kind == "right")
    return Teller([claim.sentence for claim in right if claim.document in own])


@pytest.fixture
def ask(own_corpus: Corpus, teller: Teller) -> Iterator[Callable[..., Answer]]:
    """Asks the chain, with a scripted model or without."""
    with ScriptedModel(teller.truth).serving() as model:
        choice = ModelChoice("openai:scripte", model.url, stall_s=20.0)
        guard = Guard(open_model(choice), choice.stall_s, back_off_s=0.001)
        chain = VigieChain(
            catalogue=own_corpus.catalogue,
            vectors=own_corpus.indexes.vector,
            lexicon=own_corpus.indexes.lexical,
            encoder=own_corpus.encoder,
            pairs=loaded_pairs(),
            writer=Writer(choice, guard, Grounder(own_corpus.encoder)),
        )

        def asked(question: str, *, asserts: bool = False, mode: str | None = None) -> Answer:
            model.reply = teller.always_asserts if asserts else teller.truth
            return chain.invoke(Ask(question, mode="extractive" if mode else None))

        yield asked
        guard.close()


@pytest.mark.slow
@pytest.mark.xdist_group("own-written")
def test_a_truthful_model_is_heard_over_the_whole_chain(ask: Callable[..., Answer]) -> None:
    questions = read_set(ROOT / "tests" / "data" / "own-set").questions
    answerable = [q for q in questions if q.documents and not q.history]
    generated = told = kept = sentences = 0
    for question in answerable[:: len(answerable) // QUESTIONS][:QUESTIONS]:
        answer = ask(question.question)
        if answer.abstained or answer.mode == "corpus":
            continue
        told += 1
        generated += answer.mode == "generated"
        assert answer.writing is not None
        assert answer.writing["failure"] is None
        kept += answer.writing["kept"]
        sentences += answer.writing["sentences"]
    assert told >= 40
    assert generated / told >= LEAST_GENERATED
    assert kept / sentences >= 0.85


@pytest.mark.slow
@pytest.mark.xdist_group("own-written")
def test_a_model_that_never_refuses_changes_no_refusal(ask: Callable[..., Answer]) -> None:
    questions = read_set(ROOT / "tests" / "data" / "own-set").questions
    without = [q for q in questions if not q.documents and not q.history]
    for question in without[:: len(without) // 30]:
        written = ask(question.question, asserts=True)
        plain = ask(question.question, mode="extractive")
        assert written.abstained == plain.abstained
        if written.abstained:
            assert written.answer == plain.answer
        assert "12 000 euros" not in written.answer
