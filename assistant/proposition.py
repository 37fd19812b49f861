"""A yes-no question as a proposition: who or what, what is said of it, affirmed or denied."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, NamedTuple

import simplemma

from assistant.meaning import plain
from corpus.french.frequency import fold
from corpus.french.words import STOP_WORDS, terms

Modal = Literal["may", "must", "want"]

_WH = re.compile(
    r"^(?:(?:et|mais|alors|donc|puisque [^,]+,) ?)*"
    r"(?:(?:a|de|par|pour|depuis|dans|sur|en|avec|jusqu'a|sous|vers|d') ?)?"
    r"(?:qui|que|qu'|quoi|quand|comment|pourquoi|combien|ou|quel(?:le)?s?|lequel|laquelle|lesquel(?:le)?s)\b"
)
_TAG = re.compile(
    r"[,;\s]+(?:(?:et )?(?:c'est|est-ce)(?: bien)? (?:ca|vrai|exact|juste|le cas|bien ca|correct)|"
    r"n'est-ce pas|pas vrai|non|oui ou non|oui|hein|si)\s*[?!. ]*$"
)
_FRAME = re.compile(
    r"^(?:(?:alors|donc|et|mais|or|bonjour|dites-moi|dis-moi|au fait)[ ,]+)*"
    r"(?:(?:est-il|c'est|il est|est-ce)(?: bien)? (?P<truth>vrai|exact|faux|inexact|certain|juste)"
    r" qu(?:e |')|est-ce(?: bien)? qu(?:e |'))"
)
_CLEFT = re.compile(
    r"^(?:(?:n')?est-ce(?: bien| pas)?|c'est(?: bien)?) (?P<focus>.+?) "
    r"(?:qui|que|qu') ?(?P<rest>.+)"
)
_SOURCE = re.compile(
    r"^(?:selon|d'apres|pour|suivant|d'apres ce que dit|a en croire) [^,]+, ?|"
    r",? (?:selon|d'apres) [^,?]+(?:,|(?=\s*\?*$))"
)
_INVERTED = re.compile(
    r"(?:(?P<ne>\bn(?:e |'))(?:(?:s'|se |y |en |l'|le |la |les |leur |lui ))?)?"
    r"\b(?P<verb>[^\W\d_]+)(?:-t-|-| t[- ]?)(?:il|elle|ils|elles|on|ce)\b(?!-)"
)
_AUXILIARY = re.compile(
    r"\b(?:est|sont|etait|etaient|fut|furent|sera|seront|serait|a|ont|avait|avaient|aura|auront|"
    r"va|vont|peut|peuvent|pourra|pourront|doit|doivent|devra|devront|fait|font)\b"
)
_NE = re.compile(r"\bn(?:e |')")
_PAST = re.compile(
    r"(?:fut|furent|etait|etaient)\b|(?:a|ont|avait|avaient|eut|eurent)(?:-t)?[- ](?:\w+ ){0,4}?"
    r"(?:ete|eu|\w+(?:e|es|i|is|u|us|it|ert)s?)\b"
)
_MODALS: tuple[tuple[Modal, re.Pattern[str]], ...] = (
    ("may", re.compile(
        r"\b(?:peut|peuvent|pourra|pourront|puisse|puissent|pouvait|pouvaient|pouvoir|possible|"
        r"possibilite|libres? de|le droit|droit de|permis de|permet|permettent|autorise\w*|"
        r"capables? de|habilite\w*)\b")),
    ("must", re.compile(
        r"\b(?:doit|doivent|devra|devront|devait|devaient|faut|faudra|oblige\w*|obligat\w*|"
        r"tenue?s? de|contraint\w*|impose\w*|facultati\w*|optionnel\w*)\b")),
    ("want", re.compile(
        r"\b(?:veut|veulent|voudrai\w*|souhait\w*|compte-t-\w+|comptent-\w+|compte|entend|entendent|"
        r"envisag\w*|prevoi\w*|"
        r"propose\w*|recommand\w*|preconis\w*|demand\w*|reclam\w*|esper\w*|projet\w*|pourrait|pourraient|"
        r"devrait|devraient|etudie|etudient|reflechi\w*|suggere\w*|appelle\w* a|plaid\w*)\b")),
)  # fmt: skip
_THRESHOLD = re.compile(
    r"\b(?:(?P<majority>(?:une |la )(?:large |courte |grande )?majorite)|"
    r"(?P<minority>une minorite)|(?P<half>plus|moins) de la moitie|la moitie (?P<least>au moins)|"
    r"(?P<side>plus|moins) d(?:e |')"
    r"(?P<number>\d{1,3}(?:[ \u00a0\u202f.]\d{3})+(?!\d)|\d+(?:[.,]\d+)?)"
    r"(?P<percent> ?%| pour ?cent)?)"
)


class Mark(NamedTuple):
    """A content term: its key, offsets into the folded text, and whether it is a name."""

    key: str
    start: int
    end: int
    name: bool


@dataclass(frozen=True)
class Threshold:
    """« plus de 40 agents »: more (or less) than ``number``, as a share of all or not."""

    more: bool
    number: float
    percent: bool
    start: int
    end: int


@dataclass(frozen=True)
class Proposition:
    """What a yes-no question asks to be confirmed.

    Attributes:
        text: the question, levelled, frames and tags taken off; marks count from its start.
        folded: the same, folded.
        subject: terms before the verb, or of the clause before it.
        predicate: terms from the verb on.
        focus: terms of what « est-ce … qui » puts first.
        negated: whether the proposition is denied (« ne … pas », « il est faux que »).
        ambiguous: asked in the negative by inversion: « oui » and « non » would be misread.
        modal: may, must or want, where the question is about that.
    """

    text: str
    folded: str
    subject: tuple[Mark, ...]
    predicate: tuple[Mark, ...]
    focus: tuple[Mark, ...]
    negated: bool
    ambiguous: bool
    modal: Modal | None
    inner: bool
    past: bool
    threshold: Threshold | None


def marks(text: str) -> tuple[Mark, ...]:
    """The content terms of ``text``; a name is a term that starts with a capital."""
    capitals = text.isupper()
    return tuple(
        Mark(
            term.key,
            term.start,
            term.end,
            not capitals and text[term.start].isupper() and _is_name(text, term.start),
        )
        for term in terms(text)
    )


def _is_name(text: str, start: int) -> bool:
    before = text[:start].rstrip(" «\"'")
    if before and before[-1] not in ".!?:":
        return True
    # The first word of a sentence has a capital anyway: a name is no common word.
    word = re.match(r"[\w-]+", text[start:])
    return bool(word) and not simplemma.is_known(word[0].lower(), "fr") if word else False


def modal_of(folded: str) -> Modal | None:
    """May, must or want, where ``folded`` says one of them; the first of them wins."""
    found = [(match.start(), name) for name, p in _MODALS if (match := p.search(folded))]
    return min(found)[1] if found else None


def parse(question: str) -> Proposition | None:
    """The proposition of a yes-no question, or None where no verb can be made out."""
    text = plain(question).strip(" ?!.")
    folded = fold(text)
    if len(folded) != len(text):  # a ligature was opened: read it as folded
        text = folded
    if _WH.search(folded):
        return None
    tagged = False
    for pattern in (_TAG, _SOURCE):
        if found := pattern.search(folded):
            tagged |= pattern is _TAG
            text, folded = _cut(text, folded, found.start(), found.end())
    denied = False
    framed = tagged
    if found := _FRAME.match(folded):
        denied = found["truth"] in ("faux", "inexact")
        framed = found["truth"] is not None or tagged
        text, folded = _cut(text, folded, 0, found.end())
    focus: tuple[Mark, ...] = ()
    pronoun = (0, 0)
    if found := _CLEFT.match(folded):
        all_marks = marks(text)
        focus = tuple(m for m in all_marks if found.start("focus") <= m.start < found.end("focus"))
        verb = found.start("rest")
        negated, ambiguous = bool(_negation(folded[verb:])), False
    elif found := _INVERTED.search(folded):
        verb, pronoun = found.start("verb"), (found.end("verb"), found.end())
        ambiguous = found["ne"] is not None
        negated = ambiguous
    else:
        ne = _NE.search(folded)
        at = ne.end() if ne else _verb_start(text, folded)
        if at is None:
            return None
        verb = at
        negated = ne is not None
        ambiguous = negated and not framed and folded.startswith("est-ce")
    tail = folded[verb:]
    modal = modal_of(tail)
    inner = bool(
        re.search(
            r"\b(?:de )?ne (?:pas|plus|jamais|rien)\b|\bsans (?:rien )?\w+(?:er|ir|re)\b", tail
        )
    )
    if re.search(r"\bne (?:pas|plus) \w+(?:er|ir|re|oir)\b", tail) and modal is None:
        negated = not negated
    every = tuple(m for m in marks(text) if not pronoun[0] <= m.start < pronoun[1])
    threshold = _threshold(folded)
    if threshold:
        every = tuple(m for m in every if not threshold.start <= m.start < threshold.end)
    inside = {id(m) for m in focus}
    return Proposition(
        text,
        folded,
        tuple(m for m in every if m.start < verb and id(m) not in inside and not focus),
        tuple(m for m in every if m.start >= verb),
        focus,
        negated != denied,
        ambiguous,
        modal,
        inner,
        bool(_PAST.match(tail)) or folded[max(0, verb - 2) : verb] == "s'",
        threshold,
    )


def _cut(text: str, folded: str, start: int, end: int) -> tuple[str, str]:
    return (
        (text[:start] + " " + text[end:]).strip(),
        (folded[:start] + " " + folded[end:]).strip(),
    )


def _verb_start(text: str, folded: str) -> int | None:
    if found := _AUXILIARY.search(folded):
        return found.start()
    previous = ""
    for match in re.finditer(r"[^\W\d_]+", text):
        word = match[0].lower()
        lemma = simplemma.lemmatize(word, "fr")
        if (
            previous not in _DETERMINERS
            and word not in STOP_WORDS
            and lemma != word
            and re.search(r"(?:er|ir|re|oir)$", lemma)
            and not re.search(r"(?:é|ée|és|ées|ant)$", word)
        ):
            return match.start()
        previous = fold(word)
    return _present_start(text)


def _present_start(text: str) -> int | None:
    """Start of a verb that might be a noun too (« ferme »), where nothing surer stands."""
    previous = "le"
    for match in re.finditer(r"[^\W\d_]+", text):
        word = match[0].lower()
        stem = re.sub(r"(?:e|ent)$", "", word)
        if (
            stem != word
            and previous not in _DETERMINERS
            and word not in STOP_WORDS
            and simplemma.is_known(f"{stem}er", "fr")
        ):
            return match.start()
        previous = fold(word)
    return None


_DETERMINERS = frozenset(
    (
        "le", "la", "les", "l", "un", "une", "des", "du", "de", "d", "au", "aux", "ce",
        "cet", "cette", "ces", "son", "sa", "ses", "leur", "leurs", "notre", "votre",
        "quelques", "plusieurs", "en", "par", "pour", "sur",
    )
)  # fmt: skip


def _threshold(folded: str) -> Threshold | None:
    found = _THRESHOLD.search(folded)
    if found is None:
        return None
    span = (found.start(), found.end())
    if found["number"]:
        number = float(terms(found["number"])[0].key.replace(",", "."))
        return Threshold(found["side"] == "plus", number, bool(found["percent"]), *span)
    return Threshold(not (found["minority"] or found["half"] == "moins"), 50.0, True, *span)


_NEGATION = re.compile(
    r"\bn(?:e |')(?:\S+ ){0,5}?(?:pas|plus|jamais|rien|aucune?|personne|ni|"
    r"guere|point|nullement|nulle?)\b"
    r"|\baucune?\b|\bni\b|\bnulle? (?!doute|part)\w|\bnullement\b|\b(?:personne|rien) n(?:e |')"
    r"|\bpas (?:de |d'|encore|du tout|question)|\bjamais\b(?! vu)"
)
_NOT_ONLY = re.compile(
    r"\bn(?:e |')(?:\S+ ){1,4}(?:que |qu')(?!il|elle|on )|\bnon seulement\b|"
    r"\bpas (?:seulement|que|uniquement)\b"
)


def _negation(folded: str) -> int:
    """How often a clause denies, « ne … que » and « non seulement » left out: 0 or 1."""
    return 1 if _NEGATION.search(_NOT_ONLY.sub(" ", folded)) else 0


def denies(folded: str) -> bool:
    """Whether a clause (folded) denies what it says."""
    return bool(_negation(folded))
