"""A sentence with what French says in several set ways said in one."""

from __future__ import annotations

import re

from assistant.meaning import plain

_ANSWERED = re.compile(r"^\W*(?:oui|non)\b[\s,.:;!–—-]+", re.IGNORECASE)
_NUMBERED = {
    "deux": ("bimestriel", "biennal", "bimensuel"),
    "2": ("bimestriel", "biennal", "bimensuel"),
    "trois": ("trimestriel", "triennal", None),
    "3": ("trimestriel", "triennal", None),
    "six": ("semestriel", None, None),
    "6": ("semestriel", None, None),
}
# How often: « tous les trois mois », « chaque trimestre » and « trimestriel » are one.
_OFTEN = tuple(
    (re.compile(rf"\b(?:{said})\b", re.IGNORECASE), meant)
    for said, meant in (
        (r"deux fois par an(?:née)?|(?:chaque|par) semestre|tous les semestres", "semestriel"),
        (r"quatre fois par an(?:née)?|(?:chaque|par) trimestre|tous les trimestres", "trimestriel"),
        (r"(?:tous les quinze|tous les 15) jours|(?:une fois )?(?:par|chaque) quinzaine", "bimensuel"),
        (r"(?:une fois )?par mois|chaque mois|tous les mois|mensuellement|mensuelle?s?", "mensuel"),
        (r"(?:une fois )?par an(?:née)?|chaque année|tous les ans|annuellement|annuelle?s?", "annuel"),
        (r"(?:une fois )?par semaine|chaque semaine|toutes les semaines|hebdomadaires?", "hebdomadaire"),
        (
            (
                r"par jour|chaque jour|tous les jours|quotidiennement|quotidienne?s?|"
                r"(?:sept|7) jours sur (?:sept|7)"
            ),
            "quotidien",
        ),
        (r"24 ?h(?:eures)? ?(?:sur|/) ?24(?: ?h(?:eures)?)?|vingt-quatre heures sur vingt-quatre", "jour et nuit"),
        (r"(?:faute(?! de quoi)|à défaut|en l'absence|par manque) (?:de (?:la |l')?|d'|du |des )", "sans "),
        (r"n(?:e |')(?:dépass|excèd|excéd)\w+ pas", "plafonne à"),
        (r"tout au plus|au plus(?! tard)|au maximum", "au maximum"),
        (r"à peine", "seulement"),
        (r"(?<=\d) ?h(?= ?\d| ?[àaet,.;)]|$)(?! ?sur| ?/)", " heures"),
        (r"deux fois plus|le double|doublement", "double"),
        (r"trois fois plus|le triple|triplement", "triple"),
        (r"ne coût\w+ rien", "est gratuit"),
        (r"n(?:e |')(\w+) pas plus d(?:e |')", r"\1 au maximum "),
        (r"(?<!-)(?:(?-i:neuf)|^Neuf) (?=(?:mois|ans|\w{3,}s)\b)", "9 "),
        (r"n'évolu\w+ pas|ne varie\w* pas|rest\w+ (?:stables?|inchangée?s?)", "stagne"),
        (r"voi(?:t|ent|r) le jour|vu le jour|verr(?:a|ont) le jour", "est créé"),
        (r"pren(?:d|nent|dre|dra|dront) fin|pris fin", "se termine"),
        (r"second(e?)", "deuxième"),
        (r"s'(?:y )?(?:est|sont|était|étaient) opposée?s?", "rejette"),
        (
            r"n'(?:a|ont|est|sont|avait|avaient) pas (?:été )?(?:retenu|adopté|approuvé|accepté|validé)e?s?",
            "a rejeté",
        ),
        (r"(?:la totalité|l'intégralité) (?:de la |de l'|du |des |de )|l'ensemble des ", "tous les "),
        (r"votes? contre|votée? contre|votent contre|(?:a|ont) voté contre|votés contre", "rejette"),
    )
)  # fmt: skip
_UP = re.compile(r"\+ ?(?=\d+(?:,\d+)? ?%)")  # « (+3 %) »
_EVERY = re.compile(
    r"\btou(?:s|tes) les (?P<number>deux|trois|six|2|3|6) (?P<span>mois|ans|semaines)\b",
    re.IGNORECASE,
)


def level(sentence: str) -> str:
    """``sentence`` with typographic signs levelled and what has several set forms in one.

    A leading « Oui, » or « Non, » is left out: whether it is said is decided elsewhere.
    """
    text = plain(_ANSWERED.sub("", sentence) or sentence)
    text = _EVERY.sub(_period, text)
    text = _UP.sub("hausse de ", text)
    for pattern, meant in _OFTEN:
        text = pattern.sub(meant, text)
    return text


def _period(match: re.Match[str]) -> str:
    at = ("mois", "ans", "semaines").index(match["span"].lower())
    return _NUMBERED[match["number"].lower()][at] or match[0]
