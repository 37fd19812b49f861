"""The gender of nouns and first names, by their form; '' where it does not tell."""

from __future__ import annotations

import re

_FEMININE = re.compile(
    r".*(?:[stx]ions?|(?<!c)(?<!arr)tés?|ures?|(?:an|en)ces?|ettes?|esses?|ées?|ies?|ises?|udes?|"
    r"ades?|ines?|illes?|elles?|trices?|euses?|ières?|égions?)"
)
_MASCULINE = re.compile(r".*(?:ments?|[^i]ages?|ismes?|eaux?|teurs?|oirs?|als?|aux|iers?|ants?)")
_MASCULINE_NOUNS = (
    "exemple contrôle problème système modèle article centre titre ministère siècle "
    "cadre rôle membre domaine dispositif partenaire délégué président uniforme été "
    "côté comté traité comité député arrêté lycée musée trophée silence incendie "
    "service budget congrès institut groupe numéro plan vote sondage chiffre "
    "programme projet rapport conseil nom siège maire élu chef train lycéen collège "
    "observatoire âge métier"
)
_FEMININE_NOUNS = (
    "loi part main fin mer nuit voix fois raison maison façon leçon prison eau peau "
    "page image plage ligne campagne aide amende équipe chambre ville femme peur "
    "couleur valeur brigade police mesure cause date règle caméra instance école "
    "attaque enquête opération"
)
_KNOWN_GENDER = {
    **dict.fromkeys(_MASCULINE_NOUNS.split(), "m"),
    **dict.fromkeys(_FEMININE_NOUNS.split(), "f"),
}
_MASCULINE_NAMES_LIST = (
    "jerome pierre philippe antoine guillaume christophe alexandre stephane baptiste "
    "theodore etienne jacques yves georges charles jules gilles hugues serge claude "
    "patrice fabrice maurice andre rene jose elie jeremie noe timothee emile achille "
    "auguste eugene rodolphe gustave maxime herve blaise aristide basile luca nikola "
    "joshua nicolas"
)
_MASCULINE_NAMES = frozenset(_MASCULINE_NAMES_LIST.split())
_FEMININE_NAMES_LIST = (
    "marion manon agnes ines anais sarah elisabeth judith edith ingrid margaux maud "
    "astrid lou isabel chantal nathalie christel raphael muriel rachel carmen fleur "
    "lison suzon"
)
_FEMININE_NAMES = frozenset(_FEMININE_NAMES_LIST.split())


def noun_gender(noun: str) -> str:
    """« m », « f » or '' of a noun by its form."""
    low = (noun.split() or [""])[0].lower()
    singular = low if low in _KNOWN_GENDER else re.sub(r"s$", "", low)
    if singular in _KNOWN_GENDER:
        return _KNOWN_GENDER[singular]
    if _MASCULINE.fullmatch(low):
        return "m"
    if _FEMININE.fullmatch(low):
        return "f"
    return "" if singular.endswith("e") else "m"


def first_name_gender(first: str) -> str:
    """« m », « f » or '' of a first name, folded."""
    first = first.split("-")[0]
    if first in _MASCULINE_NAMES:
        return "m"
    if first in _FEMININE_NAMES or re.fullmatch(
        r".*(?:a|ine|ette|elle|ie|ise|ienne|anne|ene|ice|enne|onne|aude|othee|ille|ude|[ea]n[cs]e|otte|"
        r"itte|ice|erite|ilde|ile|ane|aire|ure|ole|athe)",
        first,
    ):
        return "f"
    return "" if first.endswith("e") else "m"
