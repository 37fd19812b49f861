"""Words of a question that point to what was said before it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.dialogue.clause import INTERROGATIVES, PREPOSITIONS, SUBJECTS, Clause, Word
from assistant.dialogue.mentions import Mention, mentions
from assistant.dialogue.phrase import is_object, phrase_end
from assistant.dialogue.verbs import is_finite

_SUBJECTS = {"il": ("m", False), "elle": ("f", False), "ils": ("m", True), "elles": ("f", True)}
_POINTING = {
    "celui-ci": ("m", False), "celui-là": ("m", False), "celle-ci": ("f", False),
    "celle-là": ("f", False), "ceux-ci": ("m", True), "ceux-là": ("m", True),
    "celles-ci": ("f", True), "celles-là": ("f", True),
}  # fmt: skip
_WHICH = {
    "lequel": ("m", False), "laquelle": ("f", False), "lesquels": ("m", True),
    "lesquelles": ("f", True),
}  # fmt: skip
THOSE_OF = {
    "celui": ("m", False),
    "celle": ("f", False),
    "ceux": ("m", True),
    "celles": ("f", True),
}
POSSESSIVES = {"son": "", "sa": "f", "ses": "", "leur": "", "leurs": ""}
_DEMONSTRATIVES = {"ce": ("m", False), "cet": ("m", False), "cette": ("f", False),
                   "ces": ("", True)}  # fmt: skip
_NOW_LIST = (
    "fois année années mois semaine semaines jour jours soir matin nuit moment temps cas sens fait "
    "question sujet qui que qu’ dont dernier dernière derniers dernières"
)
_NOW = frozenset(_NOW_LIST.split())
_JUDGED = (
    r"(?:possible|exact|certain|autorisé|obligatoire|vrai|interdit|prévu|nécessaire|question)\b"
)
_IMPERSONAL = re.compile(
    r"(?:^|\s)(?:il\s(?:n[’']\s?)?(?:y\s(?:en\s)?(?:a|avait|aura|aurait)|faut|faudrait|s[’']agit|"
    rf"existe|reste|est\s{_JUDGED})|y\s(?:en\s)?(?:a-t|aura-t|avait)-il|faut-il|faudrait-il|s[’']agit-il|"
    r"(?:existe|reste|passe|fera)-t-il|fait-il\s(?:beau|froid|chaud|mauvais|jour|nuit)|pleut-il|heure\sest-il|"
    rf"est-il\s{_JUDGED})|(?<=['’])y\s(?:a-t|avait)-il",
    re.IGNORECASE,
)
_ANYBODY_LIST = "on chacun quelqu’un vous tu je j’"
_ANYBODY = frozenset(_ANYBODY_LIST.split())


@dataclass(frozen=True)
class Slot:
    """A word that points back: ``words[first:last]``, what it does, what it agrees with."""

    role: str
    first: int
    last: int
    gender: str = ""
    plural: bool | None = None


def find_slot(clause: Clause) -> Slot | None:
    """The first word of a question that points outside it, subjects before the others."""
    words = clause.words
    if not words:
        return None
    known = mentions(clause)
    if not _IMPERSONAL.search(clause.text):
        verb = clause.verb
        that = verb and words[verb - 1].low in ("cela", "ça", "ceci")
        if verb is not None and not that and (
            words[verb].inverted in _SUBJECTS and not clause.has_subject
        ):  # fmt: skip
            return Slot("inverted", verb, verb + 1, *_SUBJECTS[words[verb].inverted])
        for at, word in enumerate(words):
            if word.low in _SUBJECTS and not any(one.last <= at for one in known):
                return Slot("noun", at, at + 1, *_SUBJECTS[word.low])
    slots = (
        _slot_at(clause, at, [one for one in known if one.last <= at]) for at in range(len(words))
    )
    return next((slot for slot in slots if slot), None)


def _slot_at(clause: Clause, at: int, own: Sequence[Mention]) -> Slot | None:
    words = clause.words
    low = words[at].low
    following = words[at + 1] if at + 1 < len(words) else None
    after = following.low if following else ""
    if low in ("ça", "cela", "ceci") and not own:
        return Slot("that", at, at + 1)
    if low == "c’" and at == 0 and after in ("est", "était") and len(words) > 2:
        if words[2].low in INTERROGATIVES:
            return None
        return Slot("noun", at, at + 1)
    if low in _POINTING:
        return Slot("noun", at, at + 1, *_POINTING[low])
    if low in ("ce", "cette", "ces") and re.fullmatch(r"derni(?:er|ère)s?", after) and (
        at + 2 >= len(words) or not words[at + 2].low[0].isalnum() or _is_over(words[at + 2])
    ):  # fmt: skip
        gender = "f" if "è" in after else "m"
        return Slot("noun", at, at + 2, gender, after.endswith("s"))
    if low in _WHICH and at <= 1:
        return Slot("which", at, at + 1, *_WHICH[low])
    if low in THOSE_OF and after in ("de", "d’", "du", "des") and not own:
        return Slot("those", at, at + 1, *THOSE_OF[low])
    if low in ("le", "la", "les", "l’") and is_object(words, at):
        gender = {"le": "m", "la": "f"}.get(low, "")
        if following and re.fullmatch(r"(?:est|était|sera|sont|étaient)(?:-.*)?", after):
            return Slot("attribute", at, at + 1)
        return Slot("object", at, at + 1, gender, low == "les")
    led = at == clause.asked or words[at - 1].low in SUBJECTS | {"ne", "n’", "y", "qu’", "s’", "se"}
    verbal = following is not None and (bool(following.inverted) or (led and is_finite(after)))
    if low == "en" and verbal and not (following and following.named):
        return Slot("of", at, at + 1)
    if low == "y" and verbal and not _IMPERSONAL.search(clause.text):
        return Slot("to", at, at + 1)
    if low in ("lui", "eux"):
        plural = low == "eux"
        governed = at > 0 and (following is None or words[at - 1].low in PREPOSITIONS)
        if any(one.kind == "person" for one in own):
            return None
        return Slot("noun" if governed else "to", at, at + 1, "m" if governed else "", plural)
    if low == "leur" and verbal:
        return Slot("to", at, at + 1, "", True)
    theirs = bool(own) or bool(_IMPERSONAL.search(clause.text))
    theirs = theirs or any(one.low in _ANYBODY or one.inverted == "on" for one in words)
    if low in POSSESSIVES and following and following.low[0].isalpha() and not theirs:
        plural = low in ("leur", "leurs")
        return Slot("possessive", at, max(at + 2, phrase_end(clause, at + 1)), "", plural)
    if low in _DEMONSTRATIVES and following and after[0].isalpha() and (
        re.sub(r"-(?:là|ci)$", "", after) not in _NOW
    ):  # fmt: skip
        return Slot("this", at, max(at + 2, phrase_end(clause, at + 1)), *_DEMONSTRATIVES[low])
    if low == "là-bas":
        return Slot("there", at, at + 1)
    return None


def _is_over(word: Word) -> bool:
    """Whether what stands before ``word`` is a whole phrase."""
    return word.low in PREPOSITIONS or is_finite(word.low) or bool(word.inverted)
