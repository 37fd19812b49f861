"""The texts of the pages of staff, in French; see ``ui.texts_fr``."""

from __future__ import annotations

from typing import Final

SIGN_IN_WRONG: Final = "Identifiant ou mot de passe incorrect."
SIGN_IN_WAIT: Final = "Trop d’essais manqués. Réessayez dans un quart d’heure."
SIGN_IN_REFUSED: Final = (
    "Votre compte n’a pas de rôle dans ce service. Demandez-en un à son administrateur."
)
PROVIDER_FAILED: Final = (
    "Le fournisseur d’identité n’a pas confirmé la connexion. Réessayez, ou prévenez "
    "l’administrateur du service."
)
SIGNED_OUT_TITLE: Final = "Connexion terminée"
SIGNED_OUT: Final = "Votre connexion a pris fin. Reconnectez-vous, puis recommencez."
NOT_ALLOWED_TITLE: Final = "Accès réservé"
NOT_ALLOWED: Final = "Votre compte ne donne pas accès à cette page."
ELSEWHERE_TITLE: Final = "Demande refusée"
ELSEWHERE: Final = "Ce formulaire a été envoyé depuis un autre site. Ouvrez la page d’ici."
LOGIN_MISSING: Final = "Donnez un identifiant, de 200 caractères au plus."
ROLE_NAMES: Final = {
    "agent": "Agent",
    "editeur": "Éditeur",
    "administrateur": "Administrateur",
}
AUDIENCES: Final = {"public": "Tout le monde", "interne": "Les agents seulement"}
NOTHING_DROPPED: Final = "Aucun fichier n’a été choisi."
ADDRESS_WRONG: Final = "Donnez une adresse entière, qui commence par https:// ou http://."
DROP_NAME: Final = "Le nom «\u00a0{name}\u00a0» ne convient pas à un fichier. Renommez-le."
DROP_TWICE: Final = (
    "Deux fichiers s’appellent «\u00a0{name}\u00a0». Envoyez-les l’un après l’autre, ou "
    "renommez-en un."
)
DROP_KIND: Final = "«\u00a0{name}\u00a0» n’est pas d’un format accepté. Formats\u00a0: {kinds}."
DROP_CONTENT: Final = (
    "«\u00a0{name}\u00a0» n’est pas un fichier {suffix}\u00a0: son contenu dit autre chose que "
    "son nom."
)
DROP_SIZE: Final = "«\u00a0{name}\u00a0» dépasse {limit}\u00a0Mo."
DROP_TOO_LARGE_TITLE: Final = "Dépôt trop volumineux"
DROP_TOO_LARGE: Final = "Le dépôt dépasse {n}\u00a0Mo. Déposez les fichiers en plusieurs fois."
DROP_FAILED: Final = "Les fichiers n’ont pas pu être déposés\u00a0: {reason}."
REMOVAL_UNCONFIRMED: Final = "Cochez la case qui confirme le retrait, puis recommencez."
REMOVED_DOCUMENT: Final = "Document retiré"
PASSAGES_OF: Final = "Passages de «\u00a0{title}\u00a0»"
VALIDATING: Final = "Valider une réponse"
VALIDATION_INCOMPLETE: Final = "Donnez une question et une réponse."
SOURCE_MISSING: Final = "Choisissez un passage existant comme source."
VALIDATED_BY: Final = "Réponse validée par {author}, le {date}."
HEALTH_INDEX: Final = "Index"
HEALTH_INDEX_SOUND: Final = "à jour, passages témoins retrouvés"
HEALTH_LAG: Final = "Retard"
HEALTH_NO_LAG: Final = "aucun changement en attente"
HEALTH_BEHIND: Final = "{n} changements en attente"
HEALTH_CORPUS: Final = "Corpus"
HEALTH_UNKNOWN: Final = "non compté"
HEALTH_QUEUE: Final = "Traitements"
HEALTH_JOBS: Final = "{waiting} en attente ou en cours, {failed} en échec"
HEALTH_NOUNS: Final = {"documents": "document", "passages": "passage"}
JOB_TITLES: Final = {
    "ingest": "Ajout de documents",
    "remove": "Retrait",
    "purge": "Effacement",
    "describe": "Correction",
    "reindex": "Nouvelle indexation",
    "sync": "Suivi d’un dossier",
}
JOB_STATES: Final = {
    "waiting": "En attente",
    "running": "En cours",
    "done": "Terminé",
    "partial": "Terminé, avec des échecs",
    "failed": "En échec",
}
FIELD_LABELS: Final = {
    "titre": "Titre",
    "emetteur": "Émetteur",
    "type": "Nature",
    "date": "Date de publication",
    "reference": "Référence",
    "url": "Page officielle",
    "remplace": "Remplace (noms ou références, séparés par des virgules)",
    "audience": "Qui peut le lire",
}
FOUND_IN: Final = {"front matter": "en-tête du document"}
EVALUATIONS: Final = "Évaluations"
EVALUATION_OF: Final = "Évaluation «\u00a0{name}\u00a0»"
EVALUATION_UNKNOWN: Final = (
    "Aucune évaluation ne s’appelle «\u00a0{name}\u00a0». Choisissez-en une dans la liste."
)
EVALUATIONS_DIFFER: Final = (
    "Ces deux évaluations ne portent pas sur les mêmes questions\u00a0: leurs écarts se lisent, "
    "mais ne disent pas si l’une est meilleure que l’autre."
)
EVALUATION_HEADS: Final = (
    "Rang réciproque moyen",
    "Réponses justes",
    "Questions traitées",
    "Précision des refus",
    "Rappel des refus",
    "AUROC des refus",
    "Durée médiane",
)
