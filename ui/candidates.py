"""Questions that a document may answer, made from its own words; ``ui.suggestions`` tries them."""

from __future__ import annotations

import re
from collections import Counter

# « la lutte contre le narcotrafic »: an article, a noun, what it is of. The article is written out
# in the text, so that its gender and number are known.
_NOUN = r"[a-zéèêàâîôûçœ]{4,}"
_TOPIC = re.compile(
    rf"(?<![\w’'])(?P<article>la |le |les |l[’'])(?P<noun>{_NOUN}"
    rf"(?: (?:de|du|des|contre|pour|entre|en)(?: la| le| les)? {_NOUN}| d[’']{_NOUN})+)"
)
# Two capitalised words in a row, not at a sentence's start: a person, most often.
_PERSON = re.compile(
    r"(?<=[a-zéè,] )(?P<name>[A-ZÉÈ][a-zéèêëïçô]+(?:-[A-ZÉÈ][a-zéèêëïçô]+)? "
    r"[A-ZÉÈ][a-zéèêëïçô]+(?:-[A-ZÉÈ][a-zéèêëïçô]+)*)(?= |[.,;])"
)
_LONGEST = 60
_NOT_NAMES = {"Région", "Régions", "Conseil", "République", "Ministère", "Congrès", "Grand"}


def candidates(text: str, limit: int = 12) -> list[str]:
    """Up to ``limit`` questions on what ``text`` speaks of most, people first."""
    people = Counter(match["name"] for match in _PERSON.finditer(text))
    names = [name for name, _ in people.most_common() if not _NOT_NAMES & set(name.split())]
    topics = Counter(
        (match["article"].strip(), match["noun"])
        for match in _TOPIC.finditer(text)
        if len(match["noun"]) <= _LONGEST
    )
    made = [f"Qui est {name}\u00a0?" for name in names[:2]]
    made += [f"Que sait-on {_of(article)}{noun}\u00a0?" for (article, noun), _ in _best(topics)]
    return list(dict.fromkeys(made))[:limit]


def _best(topics: Counter[tuple[str, str]]) -> list[tuple[tuple[str, str], int]]:
    """The most frequent first, each noun once."""
    seen: set[str] = set()
    found = []
    for (article, noun), count in topics.most_common():
        head = noun.split()[0]
        if head not in seen:
            seen.add(head)
            found.append(((article, noun), count))
    return found


def _of(article: str) -> str:
    return {"le": "du ", "les": "des ", "la": "de la "}.get(article, "de l’")
