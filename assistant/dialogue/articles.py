"""Articles and what they contract to."""

from __future__ import annotations

import re

from assistant.dialogue.gender import noun_gender
from corpus.french.frequency import fold


def of(phrase: str) -> str:
    """« de » before a noun phrase: « du groupe », « d’Anne »."""
    if re.match(r"le[ \u00a0]", phrase):
        return "du" + phrase[2:]
    if re.match(r"les[ \u00a0]", phrase):
        return "des" + phrase[3:]
    elided = fold(phrase[:1]) in "aeiouy" or re.match(r"H[eéiy]", phrase)  # « d’Hélène »
    return ("d’" if elided else "de ") + phrase


def to(phrase: str) -> str:
    """« à » before a noun phrase: « au groupe », « aux lycées », « à la Région »."""
    if re.match(r"le[ \u00a0]", phrase):
        return "au" + phrase[2:]
    if re.match(r"les[ \u00a0]", phrase):
        return "aux" + phrase[3:]
    return f"à {phrase}"


def definite(noun: str, gender: str = "", plural: bool = False) -> str:
    """A noun with its definite article."""
    if plural:
        return f"les {noun}"
    if fold(noun[:1]) in "aeiouy":
        return f"l’{noun}"
    return f"{'la' if (gender or noun_gender(noun)) == 'f' else 'le'} {noun}"


def joined(*pieces: str) -> str:
    """Words in a row, without a space after an apostrophe or before a comma."""
    text = " ".join(piece for piece in pieces if piece)
    return re.sub(r"([’'])\s+", r"\1", re.sub(r"\s+,", ",", text))


def singular(noun: str) -> str:
    """A noun, plural or not, in the singular."""
    return re.sub(r"(?<=[^su])s\b", "", noun)
