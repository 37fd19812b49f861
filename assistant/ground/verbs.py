"""The verbs of a sentence, with who does what, as far as their forms tell.

No parser: a verb's subject is what stands before it in its clause (or after « par » where it is
passive), its object what stands after it.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

import simplemma

from assistant.ground.statement import Statement, Word

_ADVERBS = r"(?: (?:\w+ment|bien|deja|desormais|aussi|egalement|encore|pas|plus|jamais))*[ ]$"
_BE = (
    r"(?:est|sont|etait|etaient|fut|furent|sera|seront|serait|seraient|soit|soient|"
    r"(?:a|ont|avait|avaient|aura|auront|aurait|ayant|avoir) ete|etre|etant|se voit|se voient)"
)
_PASSIVE = re.compile(rf"\b{_BE}{_ADVERBS}")
_HAVE = re.compile(rf"\b(?:a|ont|avait|avaient|aura|auront|aurait|auraient|eut){_ADVERBS}")
_DETERMINED = re.compile(
    r"\b(?:de|du|des|d'|a|au|aux|en|dans|sur|pour|par|avec|contre|chez|vers|sous|selon|entre|depuis|"
    r"l'|le|la|les|un|une|ce|cet|cette|ces|son|sa|ses|leur|leurs|\d+)[ ]?$"
)
_FINITE = re.compile(r"(?:era|eront|ira|iront|dra|dront|ait|aient|erent|irent|ent|e|t|a|nt|d)$")
_PARTICIPLE = re.compile(r"(?:e|es|ee|ees|i|is|ie|ies|u|us|ue|ues|t|ts|te|tes)$")
_AGENT = re.compile(
    r"\bpar (?!(?:an|mois|jour|semaine|exemple|ailleurs|groupes?|voie|convention|ecrit|seance|personne)\b)"
)
_ODD = re.compile(  # participles that are listed as nouns or adjectives too
    r"(?:ouvert|offert|couvert|decouvert|lu|elu|vu|prevu|su|du|pu|voulu|recu|percu|mis|pris|dit|interdit|"
    r"ecrit|inscrit|conduit|construit|detruit|produit|reduit|traduit|tenu|venu|obtenu|retenu|rendu|vendu|"
    r"perdu|battu|connu|reconnu|couru|parcouru|vecu|ne|mort|fait|clos|exclu|inclus|conclu|acquis|admis|promis|"
    r"permis|remis|soumis|transmis|compris|repris|appris|entrepris|atteint|eteint|joint|rejoint|suivi|"
    r"servi|choisi|saisi|rempli|etabli|fourni|fini|reuni|elargi|interrompu|suspendu|attendu|entendu|etendu)e?s?"
)
_IRREGULAR = frozenset(
    [
        "être",
        "avoir",
        "aller",
        "faire",
        "pouvoir",
        "devoir",
        "vouloir",
        "savoir",
        "voir",
        "falloir",
        "venir",
        "tenir",
        "devenir",
        "obtenir",
        "maintenir",
        "contenir",
        "soutenir",
        "appartenir",
        "intervenir",
        "parvenir",
        "prévenir",
        "recevoir",
        "percevoir",
    ]
)
BEING = re.compile(rf"\b{_BE}\b|\b(?:ont|avait|avaient|aura|auront)\b")
_ADJECTIVE = re.compile(  # before a noun, where a verb would follow a subject
    r"(?:ieme|premiere?|nouvel(?:le)?|nouveau|ancien(?:ne)?|grande?|petite?|seule?|meme|autre|jeune|"
    r"deux|trois|quatre|cinq|principale?|double|vaste)s? $"
)


class Doing(NamedTuple):
    """A verb with the keys of who does and of what it is done to."""

    verb: Word
    doers: frozenset[str]
    done_to: frozenset[str]
    passive: bool
    sure: bool = True  # whether the doers stand in the verb's own stretch


@lru_cache(maxsize=2048)
def doings(said: Statement) -> tuple[Doing, ...]:
    """The verbs of a sentence, with what can be made out of who does what."""
    verbs = [(word, passive) for word in said.words if (passive := verb(said, word)) is not None]
    held = {said.segment(word.start) for word, _ in verbs}
    for word in said.words:
        # « compte » may be a noun: it is the verb of a stretch that has no other.
        here = said.segment(word.start)
        if here not in held and _may_be_verb(said, word) and not BEING.search(_text(said, here)):
            verbs.append((word, False))
            held.add(here)
    verbs.sort(key=lambda one: one[0].start)
    found: list[Doing] = []
    for at, (word, passive) in enumerate(verbs):
        low = verbs[at - 1][0].end if at else 0
        low = max([low, *(cut for cut in said.cuts if cut <= word.start)])
        high = verbs[at + 1][0].start if at + 1 < len(verbs) else len(said.folded)
        cut = next((c for c in said.cuts if c > word.start), len(said.folded))
        high = min(high, max(cut, word.end))
        before = _keys(said, low, word.start)
        sure = bool(before)
        pronoun = re.search(
            r"\b(?:il|elle|ils|elles|on|celui-ci|celle-ci|nous|je)\b", said.folded[low : word.start]
        )
        if not before and not pronoun and said.cuts and at:
            before = found[-1].done_to if found[-1].passive else found[-1].doers
        elif not before and not pronoun and said.cuts:
            before = _keys(said, 0, min(said.cuts[0], word.start))
        after = _keys(said, word.end, high)
        agent = _AGENT.search(said.folded[word.end : high])
        if word.said.endswith(("er", "ir", "re")) and _is_infinitive(said, word):
            found.append(Doing(word, frozenset(), after, False))
        elif passive:
            far = verbs[at + 1][0].start if at + 1 < len(verbs) else len(said.folded)
            doers = _keys(said, word.end + agent.end(), far) if agent else frozenset()
            found.append(Doing(word, doers, before, True))
        elif re.search(r"\bqu(?:e |')$", said.folded[low : word.start]):
            # « que dirige la sociologue »
            antecedent = _keys(said, verbs[at - 1][0].end if at else 0, low + 1)
            found.append(Doing(word, after, before or antecedent, False))
        else:
            found.append(Doing(word, before, after, False, sure))
    return tuple(found)


def _is_infinitive(said: Statement, word: Word) -> bool:
    surface = said.text[word.start : word.end].lower()
    return simplemma.lemmatize(surface, "fr") == surface


def verb(said: Statement, word: Word) -> bool | None:
    """Whether ``word`` is a passive verb; None where it is no verb."""
    if word.name or not word.said.isalpha():
        return None
    surface = said.text[word.start : word.end].lower()
    lemma = simplemma.lemmatize(surface, "fr")
    before = said.folded[max(0, word.start - 40) : word.start]
    if not is_infinitive(lemma) and _ODD.fullmatch(word.said):
        return True if _PASSIVE.search(before) else False if _HAVE.search(before) else None
    if not is_infinitive(lemma):
        stem = re.sub(r"(?:é|ée|és|ées)$", "", surface)
        if stem == surface or not is_infinitive(f"{stem}er"):
            return None
        lemma = f"{stem}er"
    participle = _PARTICIPLE.search(word.said)
    if participle and _PASSIVE.search(before):
        return True
    if participle and _HAVE.search(before):
        return False
    if _DETERMINED.search(before) and not re.search(r"\b[nsl]'en $", before) and lemma != surface:
        return None
    if lemma == surface:
        return False  # an infinitive: who does it stands elsewhere
    odd = re.search(r"(?:u|ue|us|ues|is|ise|ises|it|ite|ites)$", surface)
    if odd and " par " in said.folded[word.end : word.end + 16]:
        return True
    if re.search(r"(?:é|ée|és|ées)$", surface) and surface not in (lemma[:-1], f"{lemma[:-1]}nt"):
        return True if " par " in said.folded[word.end : word.end + 24] else None
    return False if _FINITE.search(word.said) else None


def _text(said: Statement, segment: int) -> str:
    ends = [0, *said.cuts, len(said.folded)]
    return said.folded[ends[segment] : ends[segment + 1]]


def _may_be_verb(said: Statement, word: Word) -> bool:
    if word.name or not word.said.isalpha() or not word.start:
        return False
    surface = said.text[word.start : word.end].lower()
    stem = re.sub(r"(?:ent|e)$", "", surface)
    before = said.folded[max(0, word.start - 40) : word.start]
    apart = not _DETERMINED.search(before) and not _ADJECTIVE.search(before)
    return stem != surface and apart and is_infinitive(f"{stem}er")


@lru_cache(maxsize=16_384)
def is_infinitive(lemma: str) -> bool:
    """Whether ``lemma`` is a verb (« prendre », not « ministre »): its future is one of its forms."""
    if not re.search(r"(?:er|ir|re)$", lemma):
        return False
    forms = (f"{lemma.rstrip('e')}a", f"{lemma[:-2]}ait", f"{lemma[:-2]}ant")
    return any(simplemma.lemmatize(form, "fr") == lemma for form in forms) or lemma in _IRREGULAR


def _keys(said: Statement, start: int, end: int) -> frozenset[str]:
    return frozenset(
        word.key for word in said.words if start <= word.start < end and not said.in_figure(word)
    )
