"""Follow-ups that say only what changes, completed with the question before them."""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.dialogue.anaphora import joined
from assistant.dialogue.antecedents import Topic, answer_names, asked_thing
from assistant.dialogue.articles import definite, of, to
from assistant.dialogue.clause import PREPOSITIONS, Clause, parse
from assistant.dialogue.mentions import Mention, mentions, same_noun
from assistant.dialogue.pointers import THOSE_OF
from assistant.dialogue.reasking import lowered
from corpus.french.words import MONTHS

_DATE = re.compile(
    r"(?P<governor>\b(?:en|depuis|avant|après|pendant|dès)\s+)?(?:(?:le\s+)?\d{1,2}(?:er)?\s+)?"
    rf"(?:(?:{'|'.join(MONTHS)})\s+)?\b(?:19|20)\d\d\b",
    re.IGNORECASE,
)
_LOCATIVE_LIST = "à au aux en dans chez"
_LOCATIVE = frozenset(_LOCATIVE_LIST.split())
_LINKS = frozenset(("de", "d’", "du", "des"))
_FORMER = re.compile(r"(?:avant|auparavant|après|ensuite|depuis|aujourd['’]hui|maintenant)\b.*")
_PLURALS = {
    "fait": "font", "a": "ont", "est": "sont", "prévoit": "prévoient", "veut": "veulent",
    "peut": "peuvent", "doit": "doivent", "dit": "disent",
}  # fmt: skip
_SINGULARS = {plural: singular for singular, plural in _PLURALS.items()}


def completed(addition: str, topic: Topic) -> tuple[str, ...]:
    """The former question with ``addition`` in the place of what is of its kind, or at its end.

    Args:
        addition: what the follow-up says: « en Bretagne », « pour les lycées », « avant ».
        topic: the turn before.
    """
    former = parse(topic.question)
    added = parse(addition)
    redated = _redated(added.text, former.text)
    if redated:
        return (redated,)
    expanded = _those_of(added, former)
    if expanded:
        added = parse(expanded)
    inside = mentions(added)
    found: list[str] = []
    if _FORMER.fullmatch(added.text.lower()):
        persons = [one for one in (*answer_names(topic), *mentions(former)) if one.kind == "person"]
        found += [f"Que faisait {one.text} {added.text}" for one in persons[:1]]
    elif inside and added.words[0].low not in ("pas", "plus", "sans"):
        one = inside[0]
        whole = one.last == len(added.words)
        if whole and former.noun is not None and not one.preposition:
            counted = same_noun(former.words[former.noun[1] - 1].low, one.noun)
            if counted and not former.has_subject:
                found.append(f"{added.text} {former.slice(former.asked)}")
        target = _counterpart(one, former) if whole else None
        if target:
            kept = _kept_complement(target, one, former)
            if kept:
                whole_one = replace(one, text=f"{one.text} {kept}")
                found.append(_swapped(former, target, whole_one, added))
            found.append(_swapped(former, target, one, added))
            told = one.kind != "thing" or _governor(one) not in ("", "de")
            if told or same_noun(target.noun, one.noun):
                return _distinct(found)
            return _distinct([*found, _appended(former, added)])
        other = _other_complement(one, former) if whole else None
        found.append(_appended(former, added))
        return _distinct([*found, *([_swapped(former, other, one, added)] if other else [])])
    return _distinct([*found, _appended(former, added)])


def _those_of(added: Clause, former: Clause) -> str:
    """« celle des lycées » → « la part des lycées », or ''."""
    if not added.words or added.words[0].low not in THOSE_OF:
        return ""
    gender, plural = THOSE_OF[added.words[0].low]
    fitting = [one for one in mentions(former) if one.kind == "thing" and one.agrees(gender, None)]
    followed = [one for one in fitting if re.search(r"\b(?:de|du|des)\b|\bd[’']", one.text)]
    # What a follow-up added to the question stands last.
    asked = asked_thing(former)
    known = followed or fitting or ([asked] if asked and asked.agrees(gender, None) else [])
    if not known:
        return ""
    source = known[-1]
    return f"{definite(source.noun, gender, plural)} {added.slice(1)}"


def _counterpart(one: Mention, former: Clause) -> Mention | None:
    """What ``one`` takes the place of in the former question, or None."""
    inside = mentions(former)
    preposition = _governor(one)
    namesakes = [other for other in inside if same_noun(other.noun, one.noun)]
    if namesakes:
        return namesakes[-1]
    if one.kind in ("place", "person", "date"):
        return next((other for other in inside if other.kind == one.kind), None)
    if one.kind == "name":
        return next((other for other in inside if other.kind in ("name", "place")), None)
    things = [other for other in inside if other.kind == "thing"]
    if preposition:
        return next((x for x in reversed(things) if _governor(x) == preposition), None)
    if former.verb is None or former.head not in ("qui", "quel", "quelle", "quels", "quelles"):
        return None
    return next((x for x in things if not x.preposition and x.first > (former.verb or 0)), None)


def _kept_complement(target: Mention, one: Mention, former: Clause) -> str:
    """« de la Région Fictive » of « le directeur de la Région Fictive », for « la présidente »."""
    if one.kind != "thing" or target.kind != "thing" or one.preposition:
        return ""
    if re.search(r"\b(?:de|du|des)\b|\bd[’']", one.text):
        return ""
    for other in mentions(former):
        if target.first < other.first and other.last == target.last and other.preposition == "de":
            return of(other.text)
    return ""


def _redated(addition: str, former: str) -> str:
    """The former question at another date, where both have one; or ''."""
    new, old = _DATE.fullmatch(addition), _DATE.search(former)
    if not new or not old:
        return ""
    phrase = addition if new["governor"] else f"{old['governor'] or ''}{addition}"
    return former[: old.start()] + phrase + former[old.end() :]


def _other_complement(one: Mention, former: Clause) -> Mention | None:
    """The last complement, of whatever preposition, that a new one may replace."""
    if one.kind != "thing" or not one.preposition:
        return None
    things = [
        other
        for other in mentions(former)
        if other.kind == "thing" and other.preposition not in ("", "de", "d’")
    ]
    return things[-1] if things else None


def _swapped(former: Clause, target: Mention, one: Mention, added: Clause) -> str:
    first, last = target.first, target.last
    preposition = _governor(target)
    phrase = _plain(one)
    contracted = former.words[first].low in ("du", "des", "au", "aux")
    own = _governor(one)
    if preposition and not contracted:
        first -= 1
    if target.kind == "thing" and preposition and one.kind == "thing":
        last = _complement_end(former, target)
    if preposition in ("de", "d’"):
        phrase = of(phrase)
    elif preposition in _LOCATIVE and own in _LOCATIVE:
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
        other_form = (_PLURALS if one.plural else _SINGULARS).get(verb.low)
        if other_form:
            before = joined(former.slice(0, first - 1), other_form)
    return joined(before, phrase, rest)


def _complement_end(former: Clause, target: Mention) -> int:
    """End of a complement with those that hang on it; a place or a date after it stays."""
    following = [one for one in mentions(former) if one.first >= target.last]
    if any(one.kind in ("place", "date") for one in following):
        return target.last
    if former.verb is not None and former.verb >= target.last:
        return target.last
    return len(former.words)


def _governor(one: Mention) -> str:
    return {"d’": "de", "a": "à"}.get(one.preposition, one.preposition)


def _plain(one: Mention) -> str:
    """The noun phrase by itself: « en Bretagne » → « la Bretagne »."""
    if one.preposition == "en" and one.kind == "place" and not one.text.isupper():
        return definite(one.text, "f")
    return one.text


def _appended(former: Clause, added: Clause) -> str:
    first = added.words[0].low if added.words else ""
    if (first not in _LINKS and first in PREPOSITIONS | {"en"}) or _FORMER.fullmatch(
        added.text.lower()
    ):
        return f"{former.text} {lowered(added.text)}"
    return f"{former.text}, et {lowered(added.text)}"


def _distinct(found: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(found))
