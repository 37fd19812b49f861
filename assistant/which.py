"""Which documents a question means, by their type, date and title."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from corpus.french.words import term_keys
from corpus.records import Document

_TYPES = {
    "communique": "communique",
    "rapport": "rapport",
    "deliberation": "deliberation",
    "loi": "loi",
    "article": "article",
}
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_LEAST = 0.5  # share of the telling words of a question that a title must hold


def named_type(folded: str, documents: Sequence[Document]) -> list[Document]:
    """The documents of the type that the question names; all where it names none."""
    for word, kind in _TYPES.items():
        if re.search(rf"\b{word}s?\b", folded):
            return [one for one in documents if one.metadata.type == kind]
    return list(documents)


def within_year(folded: str, documents: Sequence[Document]) -> list[Document]:
    """Those dated of a year that the question names; all where it names none."""
    years = set(_YEAR.findall(folded))
    if not years:
        return list(documents)
    return [one for one in documents if (one.metadata.date or "")[:4] in years]


def pick(folded: str, documents: Sequence[Document]) -> list[Document]:
    """The documents that the question means: by type, then by words of their title or name."""
    of_type = within_year(folded, named_type(folded, documents))
    asked = set(term_keys(folded)) - _frame()
    if not asked:
        return of_type
    shares = [(_share(asked, one), one) for one in of_type]
    best = max((share for share, _ in shares), default=0.0)
    return [one for share, one in shares if share == best] if best >= _LEAST else []


_FRAME = """
    de quand date dater document communiqué rapport délibération loi article texte publication
    publié diffusé émis rédigé écrit paru sorti résumer résumé synthèse dernier récent nouveau
    principal point grande ligne idée essentiel contenu parler dire auteur émetteur organisme
    lire trouver consulter télécharger lien adresse web url corpus source court bref phrase clé
    faire peux pouvez donner moi présenter expliquer raconter contenir retenir traiter sujet
"""


@cache
def _frame() -> frozenset[str]:
    """Keys of the words that ask about documents, and are no part of a title."""
    return frozenset(term_keys(_FRAME))


def _share(asked: set[str], document: Document) -> float:
    metadata = document.metadata
    told = " ".join((metadata.title, metadata.issuer, metadata.reference, *document.names))
    held = set(term_keys(re.sub(r"[-_./]", " ", told)))
    return len(asked & held) / len(asked)
