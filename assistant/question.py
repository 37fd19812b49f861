"""What a question asks for: its terms, how much each tells, and the kind of answer expected."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpus.french.frequency import fold
from corpus.french.weights import inverse_frequency
from corpus.french.words import terms

ANSWER_KINDS = (
    "person", "place", "date", "duration", "share", "amount", "number", "reason", "manner",
    "definition", "list", "organisation", "occasion", "yesno", "thing",
)  # fmt: skip

_YEAR = r"(?:ann[eé]es?|dates?|jours?|mois|moments?|epoques?|periodes?|heures?|siecles?|saisons?)"
_PATTERNS: tuple[tuple[str, str], ...] = (
    ("date", rf"\bquand\b|\bquel(?:le)?s? (?:est |etait |fut )?(?:la |le )?{_YEAR}\b|\bdepuis quand\b|\ben quelle annee\b|\bde quand\b"),
    ("duration", r"\bcombien de (?:temps|jours|mois|ans|annees|semaines|heures|minutes)\b|\bquelle (?:est la |etait la )?duree\b|\bquels? (?:est le |sont les )?delais?\b|\bquel age\b"),
    ("share", r"\bquel(?:le)? (?:est (?:la |le |l')?)?(?:part|proportion|pourcentage|taux|fraction)\b|\bcombien de pour ?cent\b|\bquel pour ?cent"),
    ("amount", r"\bcombien (?:ca |cela )?(?:coute|coutent|vaut|touche|rapporte|paie|gagne)|\bquel(?:le)?s? (?:est |sont |etait |fut )?(?:le |la |les |l')?(?:montant|prix|cout|tarif|somme|budget|plafond|salaire|indemnite|amende|frais|loyer|redevance|remuneration|enveloppe|dotation|recette|benefice|dette|chiffre d'affaires|gratification)"),
    ("number", r"\bcombien\b|\bquel(?:le)? (?:est |etait |fut )?(?:le |la |l')?(?:nombre|effectif|population|superficie|longueur|hauteur|altitude|taille|poids|vitesse|distance|largeur|profondeur|temperature|score|capacite|quantite|surface)\b"),
    ("reason", r"\bpourquoi\b|\bpour quel(?:le)?s? (?:raison|motif|cause)|\bquel(?:le)?s? (?:est |sont |fut |etait )?(?:la |les |le |l')?(?:raison|cause|motif|but|objectif|origine)s?\b|\ba cause de quoi\b|\bdans quel but\b"),
    ("place", r"(?:^|\b(?:d|par|jusqu)\W?)ou\b(?! (?:bien|non|pas)\b)|\boulieu\b|\bdans quel(?:le)?s? (?:ville|pays|lieu|region|commune|quartier|departement|endroit|ile|continent)|\bquel(?:le)? (?:est |etait )?(?:la |le |l')?(?:ville|lieu|pays|capitale|endroit|region|adresse|siege)\b|\ba quel endroit\b"),
    ("organisation", r"\bquel(?:le)?s? (?:est |sont |etait |fut )?(?:le |la |les |l')?(?:institut|organisme|association|entreprise|societe|ministere|institution|syndicat|parti|journal|chaine|agence|editeur|constructeur|club|equipe|groupe|ecole|universite|banque|compagnie|cabinet|service|autorite|organisation)s?\b"),
    ("occasion", r"\b(?:a|lors de|pendant|durant) quel(?:le)?s? (?:occasion|evenement|ceremonie|congres|manifestation|rencontre|reunion)"),
    ("person", r"\bqui\b(?! (?:est-ce|a lieu))|\bqui est-ce\b|\bquel(?:le)?s? (?:est |sont |etait |fut )?(?:le |la |les |l')?(?:president|presidente|auteur|autrice|directeur|directrice|ministre|maire|roi|reine|chef|fondateur|createur|architecte|realisateur|compositeur|peintre|joueur|entraineur|personne|personnage|homme|femme|senateur|depute|elu|nom|graveur|sculpteur|ingenieur|avocat|medecin|historien|ecrivain|poete|journaliste|photographe|chercheur|professeur|juge|general|eveque|empereur|prince|dessinateur|inventeur|navigateur|explorateur|artiste|chanteur|chanteuse|musicien|comedien|acteur|actrice|cineaste|scientifique|physicien|astronome)\w*|\b(?:a|de|par|avec|pour|chez|contre|sur) qui\b"),
    ("manner", r"\bcomment\b|\bde quelle (?:maniere|facon)\b|\bpar quel moyen\b|\bgrace a quoi\b|\ben quoi\b"),
    ("definition", r"\bqu[’' ]est-ce qu[e’' ]\S*\b|\bc[’']est quoi\b|\bque signifie\b|\bque veut dire\b|\bdefinition\b"),
    ("list", r"\bquel(?:le)?s sont\b|\bquels\b|\bquelles\b|\blist(?:e|er|ez)\b|\bcite[rz]?\b|\benumere"),
)  # fmt: skip
_WHERE = re.compile(r"\boù\b", re.IGNORECASE)
_COMPILED = tuple((kind, re.compile(pattern)) for kind, pattern in _PATTERNS)
_VERB_PRONOUN = re.compile(
    r"^(?:\S+ ){0,14}?\S*\w(?:-t)?-(?:il|elle|ils|elles|on|ce|je|tu|nous|vous)\b"
    r"|^(?:est-ce qu|est-il|y a-t-il|peut-on)"
    # The hyphen is often left out after these verbs.
    r"|^(?:\S+ ){0,8}?(?:est|sont|etait|etaient|sera|seront|peut|peuvent|doit|doivent|a t|va t|ont|vont|"
    r"fait|font|faut) (?:il|elle|ils|elles|on)\b"
)
_QUESTION_WORD = re.compile(
    r"^ou\b|\b(?:qui|que|quoi|quand|comment|pourquoi|combien|oulieu|quel|quelle|quels|quelles|lequel|laquelle|"
    r"lesquels|lesquelles|auquel|duquel)\b|\bqu[’']"
)


@dataclass(frozen=True)
class QuestionTerms:
    """The content terms of a question.

    Attributes:
        text: the question.
        keys: one search term each, in order, without repetition.
        words: the words as written, same length.
        weights: fp32, shape (T,): smoothed inverse passage frequency of each.
        asked: index among ``keys`` of the noun whose value is asked for (« quel budget »,
            « combien de membres », « qui est le directeur »), or None.
        counted: whether it is asked how many there are of it.
    """

    text: str
    keys: tuple[str, ...]
    words: tuple[str, ...]
    weights: NDArray[np.float32]
    asked: int | None = None
    counted: bool = False


def is_name(word: str) -> bool:
    """Whether a word of a question is written as a name or a figure is."""
    return word[0].isupper() or word[0].isdigit()


def expected_kind(question: str) -> str:
    """Which of ``ANSWER_KINDS`` the question asks for."""
    folded = _asked_in_full(_levelled(question))
    if is_yes_no(question):
        return "yesno"
    for kind, pattern in _COMPILED:
        if pattern.search(folded):
            return kind
    return "thing"


# Among bare words these say whose the value is, not which value is asked for.
_OWNERS = re.compile(
    r"\b(?:(?:le|la|les|un|une|du|de|des|au|aux) |[ld]')?(?:region|ville|pays|groupe|association|service|equipe|"
    r"societe|club|ecole|entreprise)s?\b"
)


def _asked_in_full(folded: str) -> str:
    """Bare words as the question that they stand for: « montant aide vélo », « Durain parti »."""
    if _QUESTION_WORD.search(folded):
        return folded
    bare = re.findall(r"[a-z0-9'-]+", re.sub(r"^(?:le|la|les) |^l'", "", _OWNERS.sub(" ", folded)))
    return f"quel est le {bare[-1]} quel est le {' '.join(bare)}" if bare else folded


def _levelled(question: str) -> str:
    """The question folded, « où » still told from « ou »."""
    return fold(_WHERE.sub("oulieu", question)).replace("’", "'").strip()


def is_yes_no(question: str) -> bool:
    """Whether the question calls for « oui » or « non »."""
    folded = _levelled(question)
    if folded.startswith("est-ce qu"):
        return not _QUESTION_WORD.search(re.sub(r"^est-ce qu(?:e\b|')", "", folded))
    return bool(_VERB_PRONOUN.search(folded)) and not _QUESTION_WORD.search(folded)


_ASKED_NOUN = re.compile(
    r"\bquel(?:le)?s? (?:(?:est|sont|etait|etaient|fut|furent) (?:(?:le|la|les) |l'))?([a-z]+)"
)
# Nouns that say what sort of answer is asked for and that an answer does without.
_SORTS = frozenset(
    [
        "institut",
        "organisme",
        "association",
        "entreprise",
        "societe",
        "institution",
        "ville",
        "villes",
        "pays",
        "lieu",
        "lieux",
        "endroit",
        "evenement",
        "evenements",
        "occasion",
        "annee",
        "annees",
        "date",
        "dates",
        "jour",
        "jours",
        "mois",
        "epoque",
        "periode",
        "personne",
        "personnes",
        "personnage",
        "personnages",
        "homme",
        "femme",
        "nom",
        "noms",
        "maniere",
        "facon",
        "raison",
        "raisons",
        "part",
        "proportion",
        "pourcentage",
        "chose",
        "choses",
        "type",
        "types",
        "sorte",
        "genre",
        "element",
        "elements",
    ]
)
# Verbs that a question puts in for whatever the text says.
_LIGHT_VERBS = frozenset(
    [
        "realis",
        "effectu",
        "men",
        "compt",
        "exist",
        "concern",
        "permet",
        "constitu",
        "represent",
        "appel",
        "nomm",
        "trouv",
        "situ",
        "pass",
        "don",
        "tenir",
        "mettr",
        "prendr",
        "comport",
        "contenir",
        "poss",
        "dispos",
        "conduit",
        "contribu",
    ]
)
_LIGHT = 0.5  # weight of such words, against that of others


_WANTED_NOUN = re.compile(
    r"\bcombien (?:de |d')(?P<counted>[a-z]+)"
    r"|\bquel(?:le)?s? (?:(?:est|sont|etait|etaient|fut|furent|sera|seront) (?:(?:le|la|les|son|sa|ses) |l'))?"
    r"(?P<named>[a-z]+)"
    r"|\bqui (?:est|sont|etait|etaient|fut|furent|sera) (?:(?:le|la|les|son|sa|ses) |l')(?P<held>[a-z]+)"
)


def _wanted(question: str, words: Sequence[str]) -> tuple[int | None, bool]:
    """Index of the noun whose value is asked for, and whether it is counted."""
    found = _WANTED_NOUN.search(fold(question).replace("’", "'"))
    if not found:
        return None, False
    noun = found["counted"] or found["named"] or found["held"]
    if noun in _SORTS and not found["counted"]:
        return None, False
    for index, word in enumerate(words):
        if fold(word) == noun:
            return index, bool(found["counted"])
    return None, False


def question_terms(
    question: str, document_frequency: Callable[[str], int], passages: int
) -> QuestionTerms:
    """The question's content terms, each weighted by how much it tells in this corpus.

    Args:
        question: standalone and spelled as well as can be.
        document_frequency: passages that hold a term's key.
        passages: passages in the corpus.
    """
    keys: list[str] = []
    words: list[str] = []
    for term in terms(question):
        if term.key not in keys:
            keys.append(term.key)
            words.append(question[term.start : term.end])
    asked = _ASKED_NOUN.search(fold(question).replace("’", "'"))
    light = {asked[1]} & _SORTS if asked else set()
    weights = [
        inverse_frequency(word, document_frequency(key), passages)
        * (_LIGHT if key in _LIGHT_VERBS or fold(word) in light else 1.0)
        for key, word in zip(keys, words, strict=True)
    ]
    wanted, counted = _wanted(question, words)
    return QuestionTerms(
        question,
        tuple(keys),
        tuple(words),
        np.array(weights, dtype=np.float32),
        wanted,
        counted,
    )
