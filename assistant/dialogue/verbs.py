"""Which French words are verbs, and in which form, as far as words alone tell."""

from __future__ import annotations

import re
from functools import lru_cache

import simplemma

from corpus.french.frequency import is_known, restore_accents

_AUXILIARIES_LIST = (
    "est sont était étaient fut furent sera seront serait seraient soit soient suis es êtes "
    "sommes a ont avait avaient aura auront aurait auraient eut eurent ai as avez avons va vont "
    "allait allaient ira iront peut peuvent pouvait pouvaient pourra pourront pourrait "
    "pourraient doit doivent devait devaient devra devront devrait devraient faut fallait "
    "faudra faudrait veut veulent voulait voulaient voudrait vient viennent"
)
AUXILIARIES = frozenset(_AUXILIARIES_LIST.split())
_IRREGULAR_LIST = (
    "fait font dit dites lit part sort sert suit vit court perd rend prend vend attend tient "
    "met voit sait connaît croit reçoit fera dira perçoit"
)
_IRREGULAR = frozenset(_IRREGULAR_LIST.split())
_PLURALS = {"fait": "font", "a": "ont", "est": "sont", "dit": "disent", "peut": "peuvent",
            "veut": "veulent", "doit": "doivent", "prévoit": "prévoient"}  # fmt: skip
_RE_VERB = re.compile(
    r".*(?:[^l]faire|^faire|[ld]ire|^lire|crire|rendre|endre|ondre|erdre|oudre|indre|mettre|battre|"
    r"aître|ivre|clure|rompre|croire|boire|^être|uire)"
)


def plural_form(verb: str) -> str:
    """« coûte » as « coûtent », in the third person; the verb itself where no rule is sure."""
    if verb in _PLURALS:
        return _PLURALS[verb]
    for ending, other in (("ra", "ront"), ("ait", "aient"), ("e", "ent")):
        if verb.endswith(ending):
            return verb.removesuffix(ending) + other
    return verb


def singular_form(verb: str) -> str:
    """The verb of which ``plural_form`` makes « font »; the verb itself if none is sure."""
    return next((one for one, several in _PLURALS.items() if several == verb), verb)


@lru_cache(maxsize=16_384)
def is_infinitive(low: str) -> bool:
    """Whether a word (lower case; '' is none) is the infinitive of a verb."""
    low = restore_accents(low)
    if low.endswith("er") and len(low) > 3:
        stem = low[:-2]
        softened = {"g": stem + "e", "c": stem[:-1] + "ç"}.get(stem[-1], stem)
        return any(
            is_known(softened + ending) and simplemma.lemmatize(softened + ending, "fr") == low
            for ending in ("ait", "ant", "aient")
        )
    if low.endswith("oir"):
        return is_known(low[:-3] + "oyait") or low in (
            "avoir", "savoir", "pouvoir", "devoir", "recevoir", "vouloir", "valoir", "percevoir",
        )  # fmt: skip
    if low.endswith("ir"):
        return any(
            simplemma.lemmatize(low[:-2] + ending, "fr") == low
            for ending in ("issait", "issent", "ait", "aient")
        )
    return low.endswith("re") and bool(_RE_VERB.fullmatch(low))


@lru_cache(maxsize=16_384)
def is_participle(low: str) -> bool:
    """Whether a word (lower case) is a past participle."""
    if not low.endswith(("é", "ée", "és", "ées", "i", "is", "ie", "ies", "it", "its", "ite", "u",
                         "us", "ue", "ues", "ert", "erte")):  # fmt: skip
        return False
    lemma = simplemma.lemmatize(low, "fr")
    masculine = re.sub(r"(?:e|es|s)$", "", low)
    return any(is_infinitive(one) for one in (lemma, masculine[:-1] + "er") if one != low)


@lru_cache(maxsize=16_384)
def is_surely_finite(low: str) -> bool:
    """Whether a word (lower case) is a conjugated verb rather than anything else."""
    low = restore_accents(low)
    if low in AUXILIARIES:
        return True
    if low.endswith(("é", "ée", "és", "ées", "ant", "ants", "er", "ir")):
        return False
    lemma = simplemma.lemmatize(low, "fr")
    return lemma != low and is_infinitive(lemma)


@lru_cache(maxsize=16_384)
def is_finite(low: str) -> bool:
    """Whether a word (lower case) may be a conjugated verb: « aide », « lit », « préside »."""
    if not low:
        return False
    if restore_accents(low) in _IRREGULAR or is_surely_finite(low):
        return True
    for ending in ("ent", "es", "e"):
        if low.endswith(ending):
            stem = low[: -len(ending)]
            return is_infinitive(f"{stem}er") or (
                stem.endswith("i") and is_infinitive(f"{stem[:-1]}yer")
            )
    return False
