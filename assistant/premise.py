"""What a question takes for granted: claims to be confirmed, events nobody speaks of."""

from __future__ import annotations

import re
from collections.abc import Sequence

import simplemma

from assistant.meaning import family, plain, related
from assistant.overlay import read_sentence
from assistant.phrases import NB
from assistant.proposition import denies, marks
from corpus.french.frequency import fold, restore_accents
from corpus.french.sentences import sentence_spans

_CLAIM = re.compile(
    r"^\W*(?:(?:bonjour|svp|stp|alors|donc|merci de)[ ,!]+)*"
    r"(?:(?:(?:peux-tu|pouvez-vous|pourrais-tu|pourriez-vous|tu peux|vous pouvez|veuillez|merci de|"
    r"j'aimerais que tu|je voudrais que vous) (?:bien )?(?:me |nous |m')?)?"
    r"(?:confirme[rsz]?|confirmes|confirmer|atteste[rz]?|certifie[rz]?|verifie[rz]?|reconnais|"
    r"reconnaissez|admets|admettez|infirme[rz]?)(?:[- ](?:moi|nous))?(?: bien)? (?:que |qu'|si )|"
    r"(?:est-il|est-ce|c'est|serait-il|il est)(?: bien)? (?:vrai|exact|certain|confirme|juste|"
    r"correct|faux|avere) qu(?:e |')|"
    r"(?:n'est-ce pas|n'est-il pas vrai) (?:que |qu'|vrai que )|"
    r"(?:on (?:m'a dit|dit|raconte|pretend|affirme)|j'ai (?:lu|entendu(?: dire)?)|il parait|"
    r"je crois|je pense|je suppose) qu(?:e |'))"
)
_FALSE = re.compile(r"\b(?:infirme\w*|faux)\b")
_TAG = re.compile(
    r"[\s,;]+(?:n'est-ce pas|c'est (?:bien )?(?:ca|vrai|exact)|est-ce (?:bien )?(?:vrai|exact)|"
    r"pas vrai|hein|vrai ou faux|je me trompe|tu confirmes|vous confirmez|non)\s*[?!. ]*$"
)


def claim_question(question: str) -> str | None:
    """What a request for confirmation wants confirmed, as a question, or None for another request.

    « Confirme que X a démissionné » becomes « Est-il vrai que X a démissionné ? », which
    ``assistant.polarity.polarity`` reads.
    """
    text = re.sub(r"[\u00a0\u202f\s]+", " ", question.replace("’", "'")).strip()
    folded = fold(text)
    if len(folded) != len(text):
        return None
    head = _CLAIM.match(folded)
    tag = _TAG.search(folded)
    if head is None and tag is None:
        return None
    start = head.end() if head else 0
    claim = text[start : tag.start() if tag else len(text)].strip(" ?!.,;")
    if not re.search(r"\w+ \w+", claim):
        return None
    truth = "faux" if head and _FALSE.search(head[0]) else "vrai"
    if head is None:
        first = marks(claim)[:1]
        if not (first and first[0].name and first[0].start == 0):
            claim = claim[:1].lower() + claim[1:]
    elided = "qu’" if fold(claim[:1]) in "aeiouy" else "que "
    return f"Est-il {truth} {elided}{claim.replace(chr(39), '’')}{NB}?"


# What is asked in the past of somebody: « a-t-il démissionné », « ont refusé », « a été élue ».
_EVENT = re.compile(
    r"\b(?:a|ont|avait|avaient|est|sont|fut|furent|s'est|se sont)(?:-t)?"
    r"(?:-(?:il|elle|ils|elles|on))?(?: (?:ete|bien|deja|definitivement|recemment|donc|pas|tous|"
    r"toutes|fait))* (?P<verb>[a-z]{4,})\b"
)
_ASKS = re.compile(r"\b(?:pourquoi|pour quel(?:le)? (?:raison|motif)|quand|quel jour|comment)\b")


def presupposes_unstated(question: str, sentences: Sequence[str]) -> bool:
    """Whether a question takes for granted an event that none of ``sentences`` speaks of.

    « Pourquoi l'État a-t-il dissous le groupe ? » where nothing is dissolved. Made to be right
    when it says so: many false premises go unnoticed.

    Args:
        question: a question on why, when, how or how many.
        sentences: what is quoted, and the text around it.
    """
    text = plain(question)
    folded = fold(text)
    if len(folded) != len(text) or not sentences:
        return False
    said = {mark.key for sentence in sentences for mark in marks(plain(sentence))}
    asked = marks(text)
    if any(
        mark.key in family("grave") and not any(related(mark.key, key) > 0 for key in said)
        for mark in asked
    ):
        return True
    asks = bool(_ASKS.search(folded))
    for start, end in (match.span("verb") for match in _EVENT.finditer(folded)):
        event = next((mark for mark in asked if mark.start == start), None)
        if event is None or event.name or not _is_participle(folded[start:end], text[start:end]):
            continue
        if event.key in family("light") or event.key in family("colourless"):
            continue
        if asks and not any(related(event.key, key) > 0 for key in said):
            return True
        if not denies(folded) and _only_denied(event.key, sentences):
            return True
    return False


def _only_denied(key: str, sentences: Sequence[str]) -> bool:
    """Whether what is asked about is spoken of, and denied or refused wherever it is."""
    found = False
    for sentence in (
        read_sentence(text[start:end]) for text in sentences for start, end in sentence_spans(text)
    ):
        for mark in sentence.marks:
            if related(mark.key, key) <= 0:
                continue
            found = True
            start, end = next(
                clause for clause in sentence.clauses if clause[0] <= mark.start < clause[1]
            )
            refused = any(
                start <= other.start < mark.start and other.key in family("refusals")
                for other in sentence.marks
            )
            if not refused and not denies(sentence.folded[start:end]):
                return False
    return found


def _is_participle(folded: str, word: str) -> bool:
    spelled = restore_accents(word.lower())
    lemma = simplemma.lemmatize(spelled, "fr")
    ending = re.search(r"(?:é|i|u|s|t)(?:e?s?)$", spelled) or folded.endswith("ee")
    return bool(ending) and bool(re.search(r"(?:er|ir|re|oir)$", lemma)) and lemma != spelled
