"""The French sentences that answers are made with; what tests and evaluation look for."""

from __future__ import annotations

NB = "\u00a0"

ABSTENTION = "Le corpus ne permet pas de répondre à cette question."
NEAREST = f"Voici les passages qui s’en approchent le plus, sans y répondre{NB}:"
PART_UNANSWERED = f"Le corpus ne permet pas de répondre à cette partie{NB}: «{NB}{{part}}{NB}»."
DISAGREEMENT = "Les documents ne concordent pas"
DISAGREEMENT_INTRO = f"{DISAGREEMENT} sur ce point{NB}; le plus récent est cité d’abord."
DISAGREEMENT_UNDATED = f"{DISAGREEMENT} sur ce point{NB}:"
DISAGREEMENT_NOTE = f"{DISAGREEMENT} sur ce point."
NOT_WRITTEN = (
    f"La réponse n’a pas pu être rédigée{NB}: {{reason}}. Elle est donnée en citations exactes."
)
CUT_SHORT = f"La rédaction s’est arrêtée avant la fin{NB}: {{reason}}."
NO_MODEL = (
    "Aucun modèle de rédaction n’est réglé ici (VIGIE_CHAT_MODEL)\u00a0: la réponse est donnée en "
    "citations exactes."
)
SUPERSEDES = f"Selon le document {{date}}, qui remplace celui {{former}}{NB}:"
SUPERSEDES_UNDATED = f"Selon «{NB}{{title}}{NB}», qui remplace «{NB}{{former}}{NB}»{NB}:"
SUPERSEDED = f"Attention{NB}: ce document a été remplacé par «{NB}{{successor}}{NB}»."
INSTRUCTION = (
    "Je ne réponds qu’à des questions sur les documents du corpus, et seulement en les citant."
)
YES = "Oui"
NO = "Non"
GREETING = (
    f"Bonjour. Je suis Vigie, un assistant automatique{NB}: posez-moi une question sur les "
    f"documents du corpus ({{count}}), j’y réponds en citant leurs mots exacts."
)
THANKS = "Avec plaisir. Vous pouvez poser une autre question sur les documents du corpus."
CAPABILITIES = (
    "Je cherche la réponse à vos questions dans les documents du corpus ({count}) et je cite "
    "leurs mots exacts, avec un renvoi numéroté vers la source. Je peux aussi dire quels documents "
    "j’ai, de quand ils datent, et en donner les phrases clés. Quand le corpus ne contient pas la "
    "réponse, je le dis. Je suis un programme, sans avis ni autre source que ces documents."
)
NO_DOCUMENTS = "Le corpus ne contient aucun document pour le moment."
DOCUMENT_LIST = f"Le corpus contient {{count}}{NB}:"
DOCUMENT_DATE = f"«{NB}{{title}}{NB}» ({{type}}{{issuer}}) date {{date}}."
DOCUMENT_UNDATED = f"La date de «{NB}{{title}}{NB}» n’est pas connue."
KEY_SENTENCES = f"Les phrases clés de «{NB}{{title}}{NB}»{NB}:"

AND_MORE = "et {count} autres."
DOCUMENT_ISSUER = f"«{NB}{{title}}{NB}» est publié par {{issuer}}."
ISSUER_UNKNOWN = f"L’émetteur de «{NB}{{title}}{NB}» n’est pas connu."
DOCUMENT_ADDRESS = f"«{NB}{{title}}{NB}» peut être lu à cette adresse{NB}: {{url}}"
ADDRESS_UNKNOWN = (
    f"L’adresse de publication de «{NB}{{title}}{NB}» n’est pas connue{NB}; son texte peut être lu "
    "ici, en ouvrant une citation."
)

TYPE_NAMES = {
    "communique": "communiqué",
    "rapport": "rapport",
    "deliberation": "délibération",
    "loi": "loi",
    "article": "article",
    "autre": "document",
}


def count_documents(count: int) -> str:
    """« 1 document », « 12 documents »."""
    return f"{count}{NB}document{'s' if count > 1 else ''}"


def french_date(date: str | None) -> str:
    """« du 5 septembre 2025 », « de novembre 2025 », « de 2025 », or « sans date »."""
    from corpus.french.words import MONTHS

    if not date:
        return "sans date"
    parts = date.split("-")
    if len(parts) == 1:
        return f"de {parts[0]}"
    month = MONTHS[int(parts[1]) - 1]
    if len(parts) == 2:
        return f"{'d’' if month[0] in 'ao' else 'de '}{month} {parts[0]}"
    day = "1er" if int(parts[2]) == 1 else str(int(parts[2]))
    return f"du {day} {month} {parts[0]}"
