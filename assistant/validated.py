"""Answers that staff vouch for, found again for their question and its paraphrases.

A question meets one of the forms that a person wrote down when it asks for the same kind of thing
in the same terms (stems, without stop words and empty verbs, in any order), with the same numbers
and the same negation. Vectors do not decide: for the encoder that ships, « Comment signaler une
infraction ? » is nearer « Où signaler une infraction ? » (0.98) than most questions are to their
own paraphrases (0.95), and a wrong answer that a person vouches for is worse than none.
"""

from __future__ import annotations

import re

from assistant.answer import Answer, Citation, ValidatedBy
from assistant.question import expected_kind
from corpus.catalogue import Catalogue
from corpus.catalogue.corrections import ValidatedAnswer
from corpus.catalogue.passages import in_scope
from corpus.errors import UnknownDocumentError
from corpus.french.frequency import fold
from corpus.french.words import terms
from corpus.records import Scope

_NUMBER = re.compile(r"\d+")
_NEGATION = re.compile(r"\b(?:ne|n|pas|jamais|aucune?|sans|non|ni)\b")
_EMPTY = "dire savoir pouvoir peux peut sais faire connaître connais donner donne voudrais veux svp"


class ValidatedAnswers:
    """Those that stand now."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    def reply(self, question: str, scope: Scope) -> Answer | None:
        """The answer that staff gave to this question, if they did and it is within ``scope``."""
        standing = self._catalogue.corrections.validated(standing=True)
        if not standing:
            return None
        asked = meaning(question)
        for one in standing:
            if asked[0] and asked in (meaning(text) for text in (one.question, *one.paraphrases)):
                return self._said(question, one, scope)
        return None

    def _said(self, question: str, kept: ValidatedAnswer, scope: Scope) -> Answer | None:
        try:
            version = self._catalogue.version(kept.version, scope.audience)
            metadata = self._catalogue.version_metadata(kept.version)
        except UnknownDocumentError:
            return None
        if not in_scope(metadata, scope) or version.document not in (
            scope.documents or (version.document,)
        ):
            return None
        page = next((p.number for p in version.pages if p.start <= kept.start < p.end), None)
        citation = Citation(
            1,
            version.document,
            kept.version,
            metadata.title,
            metadata.date,
            metadata.url,
            page,
            version.text[kept.start : kept.end],
            kept.start,
            kept.end,
        )
        text = " ".join(kept.answer.replace("[", "(").replace("]", ")").split())
        return Answer(
            question,
            question,
            f"{text} [1]",
            abstained=False,
            confidence=1.0,
            mode="corpus",
            citations=(citation,),
            validated=ValidatedBy(kept.author, kept.created[:10]),
        )


def meaning(question: str) -> tuple[frozenset[str], frozenset[str], str]:
    """What two questions must share to be one: terms; numbers and negation; kind of answer."""
    empty = {term.key for term in terms(_EMPTY)}
    keys = frozenset(term.key for term in terms(question)) - empty
    folded = fold(question).replace("’", "'").replace("'", " ")
    denied = {"ne"} if _NEGATION.search(folded) else set()
    return keys, frozenset(_NUMBER.findall(folded)) | denied, str(expected_kind(question))
