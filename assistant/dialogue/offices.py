"""Nouns for who somebody is: the offices that people hold, the kin that they have."""

from __future__ import annotations

import re

from corpus.french.frequency import fold

_OFFICE = re.compile(
    r"(?:(?:vice|ex|co)-)?(?:presidente?|directeur|directrice|maire|mairesse|ministre|rapporteur|"
    r"rapporteuse|secretaire|prefete?|cheffe?|tresoriere?|porte-parole|conseillere?|deputee?|"
    r"senateur|senatrice|commissaire|gouverneure?|adjointe?|deleguee?|coordinateur|coordinatrice|"
    r"responsable|dirigeante?|doyenne?|recteur|rectrice|proviseure?|ambassadeur|ambassadrice|"
    r"procureure?|architecte|entraineure?|entraineuse|capitaine|arbitre|successeure?|"
    r"predecesseur|fondateur|fondatrice|auteure?|autrice|inventeur|animateur|animatrice|"
    r"commandante?|gerante?|patronne?|parrain|marraine|candidate?|laureate?|vainqueur)"
)
_KIN_LIST = (
    "pere mere frere soeur fils fille mari femme epoux epouse oncle tante cousin cousine conjoint "
    "conjointe compagnon compagne ami amie enfant"
)
_KIN = frozenset(_KIN_LIST.split())
_OF_VERBS = (
    ("présid", ("président", "présidente")),
    ("dirig", ("directeur", "directrice")),
    ("anim", ("animateur", "animatrice")),
    ("command", ("commandant", "commandante")),
)


def is_office(noun: str) -> bool:
    """Whether a noun in the singular names an office that somebody holds."""
    return bool(_OFFICE.fullmatch(fold(noun)))


def is_somebody(noun: str) -> bool:
    """Whether a noun in the singular says who somebody is: an office, a relative."""
    return is_office(noun) or fold(noun).replace("œ", "oe") in _KIN


def spouse_of(noun: str) -> str:
    """« f » for « mari », « m » for « épouse »: whose spouse it is; '' for another noun."""
    if noun in ("mari", "époux"):
        return "f"
    return "m" if noun in ("femme", "épouse") else ""


def office_of(group: str, gender: str) -> str:
    """The office of who does what a verb says: « présidera » makes a président; or ''."""
    titles = next((titles for stem, titles in _OF_VERBS if group.startswith(stem)), ("", ""))
    return titles[1] if gender == "f" else titles[0]
