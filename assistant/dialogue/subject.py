"""What a question is about: the noun that it asks for, what it defines, what it speaks of."""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.dialogue.articles import definite
from assistant.dialogue.clause import ADVERBIAL_NOUNS, DETERMINERS, PREPOSITIONS, Clause
from assistant.dialogue.gender import noun_gender
from assistant.dialogue.in_situ import statement
from assistant.dialogue.mentions import Mention, mentions, named

_RELATIVE = {
    ("m", False): "lequel", ("f", False): "laquelle", ("m", True): "lesquels",
    ("f", True): "lesquelles",
}  # fmt: skip
_DEFINED = re.compile(
    r"(?:qui (?:est|était|fut|sont)|"
    r"(?:qu['’]est[- ]ce (?:que |qu['’])(?:c['’]est (?:que |qu['’]))?))\s*"
    r"(?P<topic>.+)",
    re.IGNORECASE,
)


def about(clause: Clause) -> str:
    """What a question is about, as one noun phrase: « la campagne que mène la Région »; or ''."""
    asked = asked_thing(clause)
    if asked:
        return asked.text
    outer = mentions(clause)
    if not outer:
        known = defined(clause)
        return known.text if known else ""
    first = outer[0]
    if clause.verb is None:
        return f"{first.text} {clause.slice(first.last)}".strip()
    after = clause.group_end(clause.verb) if first.last <= clause.verb else first.last
    follows = clause.words[after].low if after < len(clause.words) else ""
    rest = clause.slice(after) if follows in PREPOSITIONS | {"en"} else ""
    return f"{first.text} {rest}".strip()


def is_definition(clause: Clause) -> bool:
    """Whether it asks who or what somebody or something is."""
    return bool(_DEFINED.match(clause.text))


def defined(clause: Clause) -> Mention | None:
    """The X of « Qui est X ? », « Qu’est-ce que X ? », however it is written, or None."""
    match = _DEFINED.fullmatch(clause.text)
    if match is None:
        return None
    inside = next((one for one in mentions(clause) if one.first <= clause.asked + 1), None)
    return replace(inside or named(match["topic"]), text=match["topic"])


def asked_thing(clause: Clause) -> Mention | None:
    """The noun of « Quelle campagne la Région mène-t-elle » with what tells it from others."""
    if clause.noun is None or clause.words[clause.noun[0]].low in ADVERBIAL_NOUNS:
        return None
    noun = clause.slice(*clause.noun)
    gender, plural = asked_gender(clause)
    text = definite(noun, gender, plural)
    rest = clause.slice(clause.asked)
    if clause.verb is None:
        text = f"{text} {rest}"
    elif not clause.has_subject and not clause.words[clause.verb].inverted:
        text = f"{text} {_link(clause, plural)}{rest}"
    elif clause.has_subject:
        before = clause.slice(clause.asked, clause.verb)
        after = clause.slice(clause.verb + 1)
        governor = clause.words[0].low if clause.words[0].low != clause.head else ""
        pronoun = _relative(governor, gender, plural, before)
        text = f"{text} {pronoun}{before} {clause.words[clause.verb].bare} {after}"
    return Mention(text.strip(), "thing", gender, plural)


def _link(clause: Clause, plural: bool) -> str:
    """« que » where the subject stands behind: « Quel budget a le groupe »; else « qui »."""
    verb = clause.words[clause.verb or 0].low
    after = clause.words[(clause.verb or 0) + 1 :]
    follows = after[0].low if after else ""
    of_one = plural and not verb.endswith("nt") and follows in DETERMINERS
    if of_one or (verb in ("a", "avait", "aura") and follows in ("le", "la", "l’")):
        return "qu’" if verb[:1] in "aeiouéèêh" else "que "
    return "qui "


def noun_asked(clause: Clause) -> str:
    """The noun of the question phrase: « région » of « Dans quelle région … », or ''."""
    return clause.slice(*clause.noun) if clause.noun else ""


def _relative(governor: str, gender: str, plural: bool, before: str) -> str:
    if not governor or governor == "combien":
        return "qu’" if before[:1].lower() in "aeiouéèêîô" else "que "
    if governor in ("de", "d’"):
        return "dont "
    pronoun = _RELATIVE[gender or "m", plural]
    if governor == "à":
        return {"lequel": "auquel ", "laquelle": "à laquelle "}.get(pronoun, f"aux{pronoun[3:]} ")
    return f"{governor} {pronoun} "


def asked_gender(clause: Clause) -> tuple[str, bool]:
    """The gender of the noun asked for, and whether it is several."""
    plural = clause.head in ("quels", "quelles", "combien")
    if clause.head == "combien":
        return noun_gender(noun_asked(clause)), plural
    return ("f" if clause.head.startswith("quelle") else "m"), plural


def deed(former: Clause) -> Mention | None:
    """After « Que fait la Région … ? », « ça » is what the Région does."""
    if former.head == "que" and former.verb is not None and not former.has_subject:
        return Mention(f"ce que {former.slice(former.asked)}", "thing")
    if not former.head and former.words and former.words[-1].low == "quoi":
        text = statement(former)
        lower = former.words[0].low in DETERMINERS
        return Mention(f"ce que {text[:1].lower() + text[1:] if lower else text}", "thing")
    return None
