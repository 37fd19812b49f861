"""Questions, answers and documents that the tests of the evaluation share."""

from __future__ import annotations

from assistant.answer import Answer, Citation, ScoredPassage
from assistant.evaluate.outcome import Outcome, measure
from assistant.evaluate.questions import Question

DISAGREEMENT = "Les documents ne concordent pas"
TEXTS = {"v1": "Document de test. La Région Fictive compte 48 agents. Odile Marchefer préside."}


def names_of(document: str) -> tuple[str, ...]:
    return (
        ("un.txt", "copie-de-un.txt") if document in ("un.txt", "copie-de-un.txt") else (document,)
    )


def text_of(version: str) -> str:
    return TEXTS[version]


def question(
    documents: tuple[str, ...] = ("un.txt",),
    answers: tuple[str, ...] = ("48 agents",),
    kind: str = "answerable",
    *,
    text: str = "Combien d’agents ?",
    polarity: str | None = None,
    values: tuple[str, ...] = (),
) -> Question:
    return Question(text, documents, answers, kind, polarity=polarity, values=values)


def passage(document: str, text: str = "rien", score: float = 0.5) -> ScoredPassage:
    return ScoredPassage(document, f"id-{document}", score, text, None, 0, len(text))


def citation(document: str, quote: str, start: int | None = None) -> Citation:
    at = TEXTS["v1"].find(quote) if start is None else start
    return Citation(1, document, "v1", "Titre", None, "", None, quote, at, at + len(quote))


def answer(
    reply: str = "La Région Fictive compte **48 agents** [1].",
    *,
    passages: tuple[ScoredPassage, ...] = (),
    citations: tuple[Citation, ...] = (),
    confidence: float = 0.9,
    abstained: bool = False,
    timings: dict[str, float] | None = None,
) -> Answer:
    return Answer(
        question="Combien d’agents ?",
        standalone_question="Combien d’agents ?",
        answer=reply,
        abstained=abstained,
        confidence=confidence,
        mode="extractive",
        citations=citations,
        passages=passages,
        timings_ms={"total": 10.0} if timings is None else timings,
    )


def outcome(asked: Question, given: Answer) -> Outcome:
    return measure(asked, given, names_of, text_of, DISAGREEMENT)


def refusal(confidence: float = 0.1) -> Answer:
    return answer("Le corpus ne permet pas de répondre.", confidence=confidence, abstained=True)


UNANSWERABLE = question((), (), "absent")
