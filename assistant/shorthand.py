"""Writes out what people shorten when they type fast."""

from __future__ import annotations

import re

# Only what stands for one thing in a question, and is no French word by itself.
_LONG = {
    "cb": "combien", "cbn": "combien", "comb": "combien", "qd": "quand", "pk": "pourquoi",
    "pkoi": "pourquoi", "prkoi": "pourquoi", "pq": "pourquoi", "cmt": "comment",
    "koi": "quoi", "ki": "qui", "kel": "quel", "kelle": "quelle", "kand": "quand",
    "qqn": "quelqu’un", "qqch": "quelque chose", "qques": "quelques", "bcp": "beaucoup",
    "dc": "donc", "ds": "dans", "tt": "tout", "ts": "tous", "ttes": "toutes", "pr": "pour",
    "svt": "souvent", "jms": "jamais", "tjs": "toujours", "pdt": "pendant", "nb": "nombre",
    "nbre": "nombre", "dpt": "département",
    "dept": "département", "gvt": "gouvernement", "rdv": "rendez-vous",
}  # fmt: skip
_WORD = re.compile(
    rf"(?<![\w’'.@/-])(?:{'|'.join(map(re.escape, _LONG))})(?![\w@/])", re.IGNORECASE
)


def write_out(question: str) -> str:
    """The question with its shorthand written out; capitals (« DS », « PR ») are left as they are.

    Args:
        question: as asked.
    """
    return _WORD.sub(_long, question)


def _long(found: re.Match[str]) -> str:
    short = found[0]
    if len(short) > 1 and short.isupper():
        return short
    long = _LONG[short.lower()]
    return long[0].upper() + long[1:] if short[0].isupper() else long
