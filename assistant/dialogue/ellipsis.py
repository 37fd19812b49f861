"""Follow-ups that say only what changes, completed with the question before them."""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.dialogue.antecedents import Topic, answer_names
from assistant.dialogue.articles import definite, joined, of, singular
from assistant.dialogue.clause import DETERMINERS, PREPOSITIONS, Clause, parse, words_of
from assistant.dialogue.dates import redated
from assistant.dialogue.mentions import Mention, mentions, same_noun
from assistant.dialogue.offices import is_office, is_somebody
from assistant.dialogue.pointers import THOSE_OF
from assistant.dialogue.ranks import is_rank, with_noun
from assistant.dialogue.reasking import lowered
from assistant.dialogue.subject import about, asked_thing
from assistant.dialogue.swap import LOCATIVE, governor, swapped
from assistant.dialogue.verbs import is_infinitive
from corpus.french.words import MONTHS

_LINKS = frozenset(("de", "d’", "du", "des"))
_HUNG = frozenset(("de", "d’", "du", "des", "à", "en"))
_OF = re.compile(r"^(?:de\s|d[’'](?=en\b)|du\s(?=\d))", re.IGNORECASE)
_INDEFINITE = ("un ", "une ")
_FORMER = re.compile(r"(?:avant|auparavant|après|ensuite|depuis|aujourd['’]hui|maintenant)\b.*")


def completed(addition: str, topic: Topic) -> tuple[str, ...]:
    """The former question with ``addition`` in the place of what is of its kind, or at its end.

    Args:
        addition: what the follow-up says: « en Bretagne », « pour les lycées », « avant ».
        topic: the turn before.
    """
    former = parse(topic.question)
    added = parse(addition)
    if added.words and added.words[0].low in THOSE_OF:
        dated = redated(_OF.sub("", added.slice(1)), former.text)
        expanded = dated or _those_of(added, former)
        if dated or re.match(r"(?:qui|que|qu[’']|dont)\b", added.slice(1)):
            return (expanded,) if expanded else ()
        added = parse(expanded) if expanded else added
    elif dated := redated(added.text, former.text):
        return (dated,)
    elif is_rank(added.text) and (ranked := with_noun(added.text, former)):
        return (ranked,)
    if bare := _bare_swapped(added, former):
        return (bare,)
    inside = [_whole(one, added) for one in mentions(added)]
    if inside and not inside[0].first and is_office(inside[0].noun):
        return _who_is(inside[0], former)
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
                found.append(swapped(former, target, whole_one, added))
            found.append(swapped(former, target, one, added))
            told = one.kind != "thing" or governor(one) not in ("", "de")
            if told or same_noun(target.noun, one.noun):
                return _distinct(found)
            return _distinct([*found, _appended(former, added)])
        other = _other_complement(one, former) if whole else None
        found.append(_appended(former, added))
        return _distinct([*found, *([swapped(former, other, one, added)] if other else [])])
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
    rest = added.slice(1)
    if rest.startswith(("qui ", "que ", "qu’", "qu'", "dont ")):
        if not asked or not asked.agrees(gender, None):
            return ""
        which = {("m", False): "Quel est", ("f", False): "Quelle est", ("m", True): "Quels sont",
                 ("f", True): "Quelles sont"}[gender, plural]  # fmt: skip
        noun = asked.noun if plural else singular(asked.noun)
        return f"{which} {definite(noun, gender, plural)} {rest}"
    if not known:
        return ""
    source = known[-1]
    noun = source.noun if plural else singular(source.noun)
    return f"{definite(noun, gender, plural)} {rest}"


def _bare_swapped(added: Clause, former: Clause) -> str:
    """« à vélo » in the place of « en voiture », neither of which has an article; or ''."""
    if not _is_bare(added, 0) or len(added.words) != 2:
        return ""
    for at in range(len(former.words) - 2, max(former.asked, 1) - 1, -1):
        if _is_bare(former, at):
            return joined(former.slice(0, at), added.text, former.slice(at + 2))
    return ""


def _is_bare(clause: Clause, at: int) -> bool:
    words = clause.words[at : at + 2]
    if len(words) < 2 or words[0].low not in ("à", "en") or words[1].named:
        return False
    low = words[1].low
    return low.isalpha() and low not in DETERMINERS and not is_infinitive(low) and low not in MONTHS


def _whole(one: Mention, added: Clause) -> Mention:
    """The last phrase of an addition with what hangs on it: « une chaudière à granulés »."""
    rest = added.words[one.last :]
    if one.kind != "thing" or not rest or added.verb is not None or rest[0].low not in _HUNG:
        return one
    if any(word.named or not word.low[0].isalnum() for word in rest):
        return one
    return replace(one, text=f"{one.text} {added.slice(one.last)}", last=len(added.words))


def _who_is(one: Mention, former: Clause) -> tuple[str, ...]:
    """« Et le vice-président ? » asks who it is, of what was spoken of."""
    verb = former.words[former.verb].low if former.verb is not None else ""
    asks = "Qui était" if verb.endswith("ait") else "Qui est"
    told = any(word.named for word in words_of(one.text)[1:])
    for other in mentions(former):
        if is_somebody(other.noun) and other.kind == "thing":
            kept = _kept_complement(other, one, former)
            body = other.text.split(other.noun, 1)[-1].strip()
            if not told and (kept or body):
                return (f"{asks} {one.text} {kept or body}",)
    subject = about(former)
    if told or not subject or subject.startswith(one.text):
        return (f"{asks} {one.text}",)
    return (f"{asks} {one.text} {of(subject)}",)


def _counterpart(one: Mention, former: Clause) -> Mention | None:
    """What ``one`` takes the place of in the former question, or None."""
    inside = mentions(former)
    preposition = governor(one)
    namesakes = [other for other in inside if same_noun(other.noun, one.noun)]
    if namesakes:
        return namesakes[-1]
    if one.kind == "place" and preposition in LOCATIVE | {"", "de"}:
        places = [other for other in inside if other.kind == "place"]
        return next(iter(places), next((x for x in inside if x.kind == "name"), None))
    if one.kind in ("person", "date"):
        return next((other for other in inside if other.kind == one.kind), None)
    if one.kind == "name":
        return next((other for other in inside if other.kind in ("name", "place")), None)
    things = [other for other in inside if other.kind == "thing"]
    if preposition:
        return next((x for x in reversed(things) if governor(x) == preposition), None)
    if one.text.startswith(_INDEFINITE):
        return next((x for x in reversed(things) if x.text.startswith(_INDEFINITE)), None)
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


def _appended(former: Clause, added: Clause) -> str:
    first = added.words[0].low if added.words else ""
    if (first not in _LINKS and first in PREPOSITIONS | {"en"}) or _FORMER.fullmatch(
        added.text.lower()
    ):
        return f"{former.text} {lowered(added.text)}"
    return f"{former.text}, et {lowered(added.text)}"


def _distinct(found: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(found))
