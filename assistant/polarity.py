"""« Oui » or « Non », said only where the quoted sentences say it.

A question's proposition is laid over a sentence, term by term. All that it says must be met; a
number, a date or a holder of an office met by another one denies it; so does a negation on one
side only, or a contrary word. Whatever remains open gives None: better quoted than asserted.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from assistant.instead import beyond, cleft_missed, other_holder, other_value, unit_of
from assistant.meaning import complementary, family, related
from assistant.overlay import (
    Match,
    Sentence,
    best_clause,
    is_adjunct,
    is_light,
    is_value,
    lay,
    leans_back,
    proform,
    read_sentence,
    same_subject,
)
from assistant.proposition import Proposition, denies, modal_of, parse
from assistant.turning import scattered, turns
from corpus.french.sentences import sentence_spans

Polarity = Literal["oui", "non"]

_OPEN = re.compile(
    r"\b(?:si (?!bien)|a condition|sauf|hormis|excepte|a moins|tant que|en cas d|sous reserve|"
    r"peut-etre|probablement|sans doute|il semble|semblerait|rumeur|dementi?|dement|pretend\w*|"
    r"eventuel\w*|hypothese|presque|environ a peine)\b"
)
_CONDITIONAL = re.compile(r"\b(?:\w{3,}(?:er|ir)|ser|aur)ai(?:t|ent)\b")
_FUTURE = re.compile(
    r"\b\w{2,}(?:era|eront|ira|iront|dra|dront|vra|vront|rra|rront)\b|\bva \w+(?:er|ir|re)\b"
)
_ONCE = re.compile(r"\banci?en(?:ne)?s?\b|\bex-|\b(?:jusqu'en|naguere|autrefois)\b")
_STILL = re.compile(r"\b(?:encore|toujours|aujourd'hui|actuellement|desormais)\b")
_LASTING = re.compile(r"\b(?:encore|toujours|depuis|reste\w*|demeure\w*|continue\w*|actuel\w*)\b")
_EVERY = re.compile(
    r"\b(?:tous les|toutes les|tout le|toute la|tous|toutes|chaque|uniquement|"
    r"seulement|exclusivement|seul\w*|entierement|totalement|integralement)\b"
)


def polarity(question: str, sentences: Sequence[str], context: str = "") -> Polarity | None:
    """What ``sentences`` say to a yes-no question, « oui » or « non »; None where unsure.

    Args:
        question: standalone; « est-il vrai que … » and tags such as « c'est bien ça ? » are read.
        sentences: the quoted sentences, the best first; later ones may say whom the first is about.
        context: what else is known to be spoken of: the document's title, the sentences before.
    """
    proposition = parse(question)
    if proposition is None or not sentences:
        return None
    read = [
        read_sentence(text[start:end]) for text in sentences for start, end in sentence_spans(text)
    ]
    about = read_sentence(context)
    for index, sentence in enumerate(read):
        if sentence.text.rstrip(" \u00a0»").endswith("?") or sentence.text.startswith("#"):
            continue
        around = [*(other for at, other in enumerate(read) if at != index), about]
        if turns(question, sentence.text):
            continue
        said = _settle(proposition, sentence, around)
        if said is not None:
            return "oui" if said else "non"
    return None


def _settle(asked: Proposition, sentence: Sentence, around: Sequence[Sentence]) -> bool | None:
    if asked.ambiguous:
        return None
    subject = [lay(mark, sentence, around) for mark in asked.subject]
    predicate = [lay(mark, sentence, around) for mark in asked.predicate]
    focus = [lay(mark, sentence, around) for mark in asked.focus]
    leans = leans_back(sentence)
    different = 0
    for match in subject:
        if is_value(match.mark) and not match.here and not leans:
            unit = unit_of(match.mark, asked.subject)
            if unit != "%" or not other_value(match.mark, asked, sentence):
                return None
            different += 1
    if any(not (match.here or match.around or is_value(match.mark)) for match in subject):
        return other_holder(asked, sentence, subject, predicate)
    if asked.threshold:
        return beyond(asked, sentence, [*subject, *predicate])
    core = next((m for m in predicate if not is_light(m.mark) and not is_value(m.mark)), None)
    pro = proform(sentence, [*subject, *predicate], core)
    if pro:
        return asked.negated
    if scattered(asked, sentence, [*subject, *predicate]):
        return None
    for match in predicate:
        if match.here:
            continue
        if is_value(match.mark):
            if not other_value(match.mark, asked, sentence):
                return None
            different += 1
        elif is_light(match.mark) or (
            match is not core and match.around and (leans or is_adjunct(match.mark, asked))
        ):
            continue
        else:
            return other_holder(asked, sentence, subject, predicate)
    if focus and any(not match.here for match in focus):
        return cleft_missed(asked, sentence, focus, predicate)
    anchors = [match for match in predicate if match.here and match is not core]
    if core is None and not anchors and not different:
        return None
    if core is not None and not core.here:
        return None
    clause = best_clause(sentence, core, [*subject, *predicate])
    if not same_subject(sentence, subject or focus, clause, predicate):
        return None
    return _judge(asked, sentence, clause, core, predicate, different)


def _judge(
    asked: Proposition,
    sentence: Sentence,
    clause: tuple[int, int],
    core: Match | None,
    predicate: Sequence[Match],
    different: int,
) -> bool | None:
    said = sentence.folded[clause[0] : clause[1]]
    affirmed = not denies(said)
    contraries = [
        match
        for match in predicate
        if match.here
        and all(sign < 0 and other.key not in family("bans") for other, sign in match.here)
        and match.mark.key not in family("bans")
    ]
    if len(contraries) > 1:
        return None
    if contraries:
        if not affirmed and not any(
            complementary(match.mark.key, other.key)
            for match in contraries
            for other, _ in match.here
        ):
            return None
        affirmed = not affirmed
    affirmed = _contrast(sentence, clause, core, predicate, affirmed)
    keys = [match.mark.key for match in predicate]
    for mark in sentence.marks:
        within = clause[0] <= mark.start < clause[1]
        before = core is None or any(mark.start < other.start for other, _ in core.here)
        refused = (
            before
            and mark.key in family("refusals")
            and not any(related(mark.key, k) for k in keys)
        )
        if within and (refused or mark.key in family("bans")):
            affirmed = not affirmed
    if core is not None and core.here:
        affirmed = _without(sentence, core, affirmed)
    modal = _modality(asked, said, affirmed)
    if modal is None:
        return None
    affirmed, denied = modal
    if different:
        if not affirmed or denied or different > 2:
            return None
        return False
    if _once(sentence, core) and not asked.past:
        return False if not denied and affirmed else None
    if affirmed != denied:  # what « oui » would assert must hold in full
        if _OPEN.search(sentence.folded, clause[0]) and not _OPEN.search(asked.folded):
            return None
        if _EVERY.search(asked.folded) and not _EVERY.search(said):
            return None
        if _STILL.search(asked.folded) and not _LASTING.search(said) and affirmed:
            return None
        if asked.past and _FUTURE.search(said) and affirmed:
            return None
    if _CONDITIONAL.search(said) and not re.search(
        r"qu(?:e |')", said + sentence.folded[: clause[0]][-4:]
    ):
        return None
    return affirmed != denied


def _once(sentence: Sentence, core: Match | None) -> bool:
    """« ancien sénateur »: what was so, and is no more."""
    return core is not None and any(
        _ONCE.search(sentence.folded, max(0, mark.start - 24), mark.start) for mark, _ in core.here
    )


def _modality(asked: Proposition, said: str, affirmed: bool) -> tuple[bool, bool] | None:
    """What is affirmed and what is asked as denied, « may » and « must » set off."""
    denied, modal = asked.negated, asked.modal
    found = modal_of(said)
    forbidden = re.search(
        r"\b(?:interdi\w*|prohib\w*|proscri\w*|defendu\w*|impossible)\b", asked.folded
    )
    if forbidden and modal is None:
        modal, denied = "may", not denied
    if re.search(r"\bs'interdi\w*", asked.folded):
        modal = None
    if modal == "may" and asked.inner:  # free not to: not bound to
        modal, denied = "must", True
    barred = re.search(r"\b(?:interdi\w*|prohib\w*|proscri\w*)\b", said)
    if barred and found is None:
        found = "may"
    if found == "must" and re.search(r"\bne (?:doi|devr)\w+ (?:pas|plus|jamais)\b", said):
        found = "may"
    if modal == found or (modal is None and found is None):
        return affirmed, denied
    if modal == "must":
        return None
    if modal == "may":
        if found == "must" and affirmed:
            return affirmed, denied
        return (affirmed, denied) if found is None and affirmed else None
    if modal == "want":
        return (affirmed, denied) if found in (None, "want") else None
    # The question is of a fact: what may, must or is wished to be is none, what may not be is.
    return (affirmed, denied) if found == "may" and not affirmed else None


def _contrast(
    sentence: Sentence,
    clause: tuple[int, int],
    core: Match | None,
    predicate: Sequence[Match],
    affirmed: bool,
) -> bool:
    """« l'image, mais pas le son », « non des internes, mais des apprentis »: the other half."""
    for match in predicate:
        places = [other.start for other, _ in match.here]
        if match is core or not places or any(clause[0] <= at < clause[1] for at in places):
            continue
        for start, end in sentence.clauses:
            half = sentence.folded[start:end].lstrip(" ,;")
            if not all(start <= at < end for at in places):
                continue
            if re.match(r"(?:(?:mais|et) )?(?:pas|non)(?: pas)? ", half):
                return False
            if re.match(r"(?:mais )?(?:sauf|hormis|excepte|a l'exception)\b", half):
                return not affirmed
            bare = not re.search(r"\b(?:il|elle|ils|elles|on|est|sont|a|ont)\b", half)
            if half.startswith("mais ") and bare and not affirmed:
                return True
    return affirmed


def _without(sentence: Sentence, core: Match, affirmed: bool) -> bool:
    before = [sentence.folded[max(0, mark.start - 14) : mark.start] for mark, _ in core.here]
    if before and all(re.search(r"\b(?:sans|non)[ -](?:\w{1,4} )?$", text) for text in before):
        return not affirmed
    return affirmed
