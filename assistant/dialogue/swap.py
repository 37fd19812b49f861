"""One noun phrase of a question in the place of another, with what must agree with it."""

from __future__ import annotations

import re

from assistant.dialogue.articles import definite, joined, of, to
from assistant.dialogue.clause import Clause
from assistant.dialogue.mentions import Mention, mentions
from assistant.dialogue.verbs import plural_form, singular_form

LOCATIVE_LIST = "à au aux en dans chez"
LOCATIVE = frozenset(LOCATIVE_LIST.split())


def swapped(former: Clause, target: Mention, one: Mention, added: Clause) -> str:
    """The former question with one mention in the place of another."""
    first, last = target.first, target.last
    preposition = governor(target)
    phrase = _plain(one)
    contracted = former.words[first].low in ("du", "des", "au", "aux")
    own = governor(one)
    if preposition and not contracted:
        first -= 1
    if target.kind == "thing" and preposition and one.kind == "thing":
        last = _complement_end(former, target)
    if preposition in ("de", "d’"):
        phrase = of(phrase)
    elif preposition in LOCATIVE and own in LOCATIVE:
        phrase = added.text
    elif preposition == "à":
        phrase = to(phrase)
    elif preposition == "en":
        phrase = "en " + re.sub(r"^(?:la |l[’'])", "", phrase)
    elif own and one.kind == "thing":
        phrase = added.text
    elif preposition:
        phrase = f"{former.words[first].text} {phrase}"
    rest = former.slice(last)
    if one.gender and last < len(former.words) and former.words[last].inverted in ("il", "elle"):
        other = "elle" if one.gender == "f" else "il"
        rest = re.sub(r"-(?:il|elle)\b", f"-{other}", rest, count=1)
    before = former.slice(0, first)
    if first and first - 1 == former.verb and one.plural != target.plural:
        verb = former.words[first - 1]
        turned = plural_form(verb.low) if one.plural else singular_form(verb.low)
        if turned != verb.low:
            before = joined(former.slice(0, first - 1), turned)
    return joined(before, phrase, rest)


def _complement_end(former: Clause, target: Mention) -> int:
    """End of a complement with those that hang on it; a place or a date after it stays."""
    following = [one for one in mentions(former) if one.first >= target.last]
    if any(one.kind in ("place", "date") for one in following):
        return target.last
    if former.verb is not None and former.verb >= target.last:
        return target.last
    return len(former.words)


def governor(one: Mention) -> str:
    """The preposition before a mention, contracted or elided or not."""
    return {"d’": "de", "a": "à"}.get(one.preposition, one.preposition)


def _plain(one: Mention) -> str:
    """The noun phrase by itself: « en Bretagne » → « la Bretagne »."""
    if one.preposition == "en" and one.kind == "place" and not one.text.isupper():
        return definite(one.text, "f")
    return one.text
