"""Answers written by a scripted model: what is shown, what is not, what happens when it fails."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import pytest

from assistant import phrases
from assistant.answer import Answer, Ask
from assistant.chain import VigieChain
from assistant.ground.grounder import Grounder, Verdict
from assistant.ground.source import Source
from assistant.write.choice import ModelChoice
from assistant.write.guard import Guard
from assistant.write.models import open_model
from assistant.write.writer import Writer
from tests.assistant.scripted_model import ScriptedModel, says
from tests.conftest import loaded_pairs
from tests.ingest.conftest import Corpus

QUESTION = "Combien d'agents compte la brigade de sûreté de la Région Fictive ?"
TRUE = "La brigade de sûreté compte 48 agents [1]."
MakeChain = Callable[..., VigieChain]


@pytest.fixture
def model() -> Iterator[ScriptedModel]:
    """A scripted model, serving."""
    with ScriptedModel(says(TRUE)).serving() as served:
        yield served


@pytest.fixture
def chain(library: Corpus, model: ScriptedModel) -> Iterator[VigieChain]:
    """The chain over the fictitious library, with the scripted model."""
    choice = ModelChoice("openai:scripte", model.url, "cle-tres-secrete", stall_s=5.0)
    guard = Guard(open_model(choice), choice.stall_s, back_off_s=0.001)
    yield VigieChain(
        catalogue=library.catalogue,
        vectors=library.indexes.vector,
        lexicon=library.indexes.lexical,
        encoder=library.encoder,
        pairs=loaded_pairs(),
        threshold=0.02,  # the quick encoder is sure of little
        writer=Writer(choice, guard, Grounder(library.encoder)),
    )
    guard.close()


def written(chain: VigieChain, question: str = QUESTION) -> tuple[str, Answer]:
    """The pieces joined, and the answer."""
    *pieces, answer = chain.stream(Ask(question))
    assert isinstance(answer, Answer)
    return "".join(piece for piece in pieces if isinstance(piece, str)), answer


def test_a_supported_sentence_is_shown_with_its_quotation(chain: VigieChain) -> None:
    text, answer = written(chain)
    assert answer.mode == "generated"
    assert text == answer.answer == TRUE
    assert "48 agents" in answer.citations[0].quote
    assert answer.writing is not None
    assert answer.writing["model"] == "scripte"
    assert answer.writing["kept"] == 1
    assert answer.writing["completion_tokens"] > 0


def test_the_quotation_is_to_the_letter(chain: VigieChain, library: Corpus) -> None:
    _, answer = written(chain)
    for citation in answer.citations:
        version = library.catalogue.version(citation.version)
        assert version.text[citation.start : citation.end] == citation.quote


def test_passages_are_taken_apart_before_a_sentence_cites_them(
    chain: VigieChain, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken_apart: list[bool] = []
    check = Grounder.check

    def watched(grounder: Grounder, sentence: str, sources: Sequence[Source]) -> Verdict:
        taken_apart.extend(bool(source.read) for source in sources)
        return check(grounder, sentence, sources)

    monkeypatch.setattr(Grounder, "check", watched)
    _, answer = written(chain)
    assert answer.mode == "generated"
    assert taken_apart
    assert all(taken_apart)


def test_an_unsupported_sentence_never_shows(chain: VigieChain, model: ScriptedModel) -> None:
    model.reply = says(f"{TRUE} Elle coûte 9 millions d'euros [1]. Elle plaît à tous [2].")
    text, answer = written(chain)
    assert answer.mode == "generated"
    assert "9 millions" not in text
    assert "plaît" not in text
    assert answer.answer.startswith(TRUE)


def test_nothing_that_holds_gives_the_extractive_answer(
    chain: VigieChain, model: ScriptedModel
) -> None:
    model.reply = says("Je pense que la sécurité est importante.")
    text, answer = written(chain)
    assert answer.mode == "extractive"
    assert text == answer.answer
    assert "**48** agents" in answer.answer
    assert "n’a pas pu être rédigée" in answer.answer.splitlines()[-1]


def test_a_failing_server_gives_the_extractive_answer(
    chain: VigieChain, model: ScriptedModel
) -> None:
    model.reply = lambda exchange: exchange.status(500)
    _, answer = written(chain)
    assert answer.mode == "extractive"
    assert answer.writing is not None
    assert answer.writing["failure"] == "broken"
    assert len(model.requests) == 3
    assert "**48** agents" in answer.answer


def test_a_refusal_asks_no_model(chain: VigieChain, model: ScriptedModel) -> None:
    _, answer = written(chain, "Quelle est la recette du clafoutis aux cerises ?")
    assert answer.abstained
    assert model.requests == []


def test_the_reader_may_choose_exact_quotations(chain: VigieChain, model: ScriptedModel) -> None:
    answer = chain.invoke(Ask(QUESTION, mode="extractive"))
    assert answer.mode == "extractive"
    assert answer.writing is None
    assert model.requests == []


def test_without_a_model_a_written_answer_is_said_to_be_none(library: Corpus) -> None:
    chain = VigieChain(
        catalogue=library.catalogue,
        vectors=library.indexes.vector,
        lexicon=library.indexes.lexical,
        encoder=library.encoder,
        pairs=loaded_pairs(),
        threshold=0.02,
    )
    plain = chain.invoke(Ask(QUESTION))
    asked = chain.invoke(Ask(QUESTION, mode="generated"))
    assert asked.answer == f"{plain.answer}\n{phrases.NO_MODEL}"
    assert replace(asked, answer="", timings_ms={}) == replace(plain, answer="", timings_ms={})


def test_the_key_is_sent_and_never_shown(
    chain: VigieChain, model: ScriptedModel, caplog: pytest.LogCaptureFixture
) -> None:
    model.reply = lambda exchange: exchange.status(
        401, '{"error": {"message": "cle-tres-secrete"}}'
    )
    _, answer = written(chain)
    assert model.requests[0].headers["authorization"] == "Bearer cle-tres-secrete"
    assert "cle-tres-secrete" not in caplog.text + str(answer.to_json())
    assert answer.writing is not None
    assert answer.writing["failure"] == "key"
