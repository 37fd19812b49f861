"""What the figures are called in French, and how numbers are written."""

from __future__ import annotations

from typing import Any

SECTIONS: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    (
        "Recherche",
        (
            ("hit@1", "Bon document au 1er rang"),
            ("hit@3", "Bon document dans les 3 premiers"),
            ("hit@5", "Bon document dans les 5 premiers"),
            ("hit@10", "Bon document dans les 10 premiers"),
            ("mrr@10", "Rang réciproque moyen"),
            ("ndcg@10", "Gain cumulé normalisé"),
        ),
    ),
    (
        "Réponse",
        (
            ("answer_in_top1", "Réponse dans le 1er passage"),
            ("answer_in_top3", "Réponse dans les 3 premiers passages"),
            ("answer_in_reply", "Réponse juste"),
            ("reply_words", "Longueur médiane (mots)"),
            ("citation_precision", "Citations du bon document"),
            ("quote_exact", "Citations exactes"),
        ),
    ),
    (
        "Refus",
        (
            ("answered", "Questions traitées parmi celles qui ont une réponse"),
            ("abstention_precision", "Précision des refus"),
            ("abstention_recall", "Rappel des refus"),
            ("abstention_auroc", "Aire sous la courbe ROC des refus"),
            ("calibration_error", "Erreur de calibration de la confiance"),
        ),
    ),
    (
        "Oui ou non, dialogues, documents en désaccord",
        (
            ("yesno.said", "Réponses par oui ou par non"),
            ("yesno.right", "Oui et non justes"),
            ("dialogue_accuracy", "Dialogues : dernière réponse juste"),
            ("pairs.disagreement_precision", "Désaccord signalé : précision"),
            ("pairs.disagreement_recall", "Désaccord signalé : rappel"),
            ("pairs.both_shown", "Désaccord : les deux valeurs montrées"),
            ("pairs.newest_first", "Désaccord : la plus récente d’abord"),
            ("pairs.newest_shown", "Document remplacé : valeur à jour d’abord"),
        ),
    ),
    (
        "Rédaction par un modèle",
        (
            ("writing.asked", "Questions soumises au modèle"),
            ("writing.generated", "Réponses rédigées"),
            ("writing.failed", "Échecs du modèle"),
            ("writing.share_dropped", "Part des phrases écartées"),
            ("writing.prompt_tokens", "Jetons lus (médiane)"),
            ("writing.completion_tokens", "Jetons écrits (médiane)"),
            ("writing.first_sentence_ms", "Première phrase vérifiée (ms, médiane)"),
            ("writing.tokens_per_s", "Jetons par seconde (médiane)"),
        ),
    ),
)

_WHOLE = {"reply_words", "writing.asked", "writing.generated", "writing.failed"}

COMPARED = {
    "hit@1": "Bon document au 1er rang",
    "hit@5": "Bon document dans les 5 premiers",
    "mrr@10": "Rang réciproque moyen",
    "ndcg@10": "Gain cumulé normalisé",
    "answer_in_reply": "Réponse juste",
    "abstained_right": "Refus ou réponse à bon escient",
}

KINDS = {
    "answerable": "avec réponse",
    "absent": "sujet présent, réponse absente",
    "removed": "passage retiré",
    "outside": "hors sujet",
    "false_premise": "fausse prémisse",
    "instruction": "consigne au lieu d’une question",
    "yesno": "oui ou non",
    "yesno_absent": "oui ou non, réponse absente",
    "dialogue": "dialogue",
    "dialogue_absent": "dialogue, réponse absente",
    "dated": "période",
    "dated_absent": "période sans document",
    "pair_agree": "documents en accord",
    "pair_disagree": "documents en désaccord",
    "pair_superseded": "document remplacé",
}

STAGES = {
    "total": "total",
    "contextualise": "mise en contexte",
    "encode": "encodage",
    "retrieve": "recherche",
    "dense": "recherche vectorielle",
    "lexical": "recherche lexicale",
    "fuse": "fusion",
    "read": "lecture",
    "write": "rédaction",
    "ground": "vérification",
}


def look_up(figures: dict[str, Any], key: str) -> float | None:
    """The figure that ``key`` names: at the top level, or by a dotted path under ``extra``."""
    if key in figures:
        found = figures[key]
    else:
        found = figures["extra"]
        for part in key.split("."):
            found = None if found is None else found.get(part)  # an earlier version measured less
    return None if found is None else float(found)


def number(value: float | None, digits: int = 3, *, signed: bool = False) -> str:
    """``value`` as French writes it: « 0,831 », « −0,012 »; a dash where there is none."""
    if value is None:
        return "–"
    written = f"{value:+.{digits}f}" if signed else f"{value:.{digits}f}"
    if not written.strip("+-0."):
        written = written.lstrip("+-")  # no sign on what is written as nothing
    return written.replace(".", ",").replace("-", "\u2212")


def figure(key: str, value: float | None) -> str:
    """``value`` of the figure ``key``, with as many digits as it deserves."""
    return number(value, figure_digits(key))


def figure_digits(key: str) -> int:
    """How many digits after the comma the figure ``key`` deserves."""
    return 0 if key in _WHOLE else 3
