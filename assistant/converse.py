"""What is answered from the catalogue: greetings, what the assistant does, which documents."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant import phrases
from assistant.answer import Answer
from assistant.which import named_type, pick, within_year
from corpus.catalogue import Catalogue
from corpus.french.frequency import fold
from corpus.records import Document, Scope

_SHOWN = 20
_KIND = r"(?:documents?|communiques?|rapports?|deliberations?|lois?|articles?|textes?|publications?|sources?)"
_ONE = rf"(?:le|la|l'|ce|cet|cette|du|de la|de l'|dernier|derniere|ledit)\s?(?:\w+ )?{_KIND}"
_END = r"[\s?!.,;:)]*$"
_GREETING = re.compile(rf"^(?:re)?(?:bonjour|bonsoir|salut|coucou|hello|hi)\b[\w\s,]{{0,20}}{_END}")
_THANKS = re.compile(
    rf"^(?:(?:ok|super|parfait|tres bien)[ ,]+)?(?:merci|au revoir|bonne journee|bonne soiree|a bientot)"
    rf"\b[\w\s,]{{0,25}}{_END}"
)
_CAPABILITIES = re.compile(
    r"\b(?:que|qu'est-ce que|quoi) (?:sais-tu|savez-vous|peux-tu|pouvez-vous|tu (?:sais|peux)|vous (?:savez|pouvez)) faire\b"
    r"|\bqu'est-ce que (?:tu (?:sais|peux)|vous (?:savez|pouvez)) faire\b|\btu (?:sais|peux) faire quoi\b"
    r"|\bqui (?:es-tu|etes-vous)\b|\ba quoi (?:sers-tu|servez-vous|tu sers)\b"
    r"|^comment (?:ca|cela|tu|vous) (?:marche|fonctionne)\w*|^(?:aide|help)" + _END +
    r"|\b(?:es-tu|etes-vous) (?:un|une) (?:robot|ia|intelligence|humain|personne|machine|programme)"
)  # fmt: skip
_WHICH = re.compile(
    rf"\b(?:quels?|quelles?) (?:sont (?:les|vos|tes) )?{_KIND}\b[^?]{{0,60}}\b(?:avez|as-tu|disposez|disposes|"
    rf"connais|contient|y a-t-il|possed|consult|dans (?:le|ton|votre) corpus|disponibles?|presents?)"
    rf"|\b(?:quels?|quelles?) sont (?:les|vos|tes) {_KIND}(?: du corpus| disponibles)?{_END}"
    rf"|\bliste[rz]?\b[^?]{{0,20}}\b{_KIND}{_END}|\bcombien de (?:documents|communiques|rapports|deliberations)\b[^?]{{0,40}}"
    rf"(?:avez|as-tu|y a-t-il|contient|corpus|disposez|connais)"
    rf"|\bqu'y a-t-il dans (?:le|ton|votre) corpus|\bquels? {_KIND} (?:de|date|datent|publies? en) (?:19|20)\d\d{_END}"
)
_LATEST = re.compile(
    rf"\bquel(?:le)? est (?:le|la) (?:dernier|derniere|plus recente?) {_KIND}[\w\s]{{0,15}}{_END}"
)
_DATE = re.compile(
    rf"\bde quand (?:date|est date|datent)\w* {_ONE}|\bdate (?:de publication |de parution )?{_ONE}{_END}"
    rf"|\bquand {_ONE} (?:a-t-il|a-t-elle|est-il|est-elle|fut-il)\b[\w\s-]*(?:publie|diffuse|emis|paru|sorti|date)"
    rf"|\b{_ONE} date de quand|\bquand (?:a ete|est|fut) (?:publie|diffuse|emis|paru)e? {_ONE}"
)
_ISSUER = re.compile(
    rf"\b(?:qui|quel organisme) (?:a|est l'auteur|est l'emetteur)\b[\w\s']{{0,12}}"
    rf"(?:publie|emis|redige|diffuse|ecrit|du|de la|de l')e?\s?{_ONE}{_END}"
    rf"|\bde qui (?:est|vient|emane) {_ONE}{_END}|\bqui est l'(?:auteur|emetteur) {_ONE}{_END}"
)
_ADDRESS = re.compile(
    rf"\b(?:ou (?:puis-je |peut-on )?(?:lire|trouver|consulter|telecharger)|(?:lien|adresse|url)(?: web)?) (?:de |vers )?{_ONE}{_END}"
)


class Conversation:
    """Answers from the catalogue, without reading any document."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    def reply(self, question: str, scope: Scope) -> Answer | None:
        """What is to be said, or None for a question that the documents' text must answer."""
        folded = " ".join(fold(question).replace("’", "'").split())
        documents = self._catalogue.documents(scope.audience)
        text = _small_talk(folded, len(documents)) or _about_documents(folded, documents)
        if text is None:
            return None
        return Answer(question, question, text, abstained=False, confidence=1.0, mode="corpus")


def _small_talk(folded: str, documents: int) -> str | None:
    count = phrases.count_documents(documents)
    if _GREETING.match(folded):
        return phrases.GREETING.format(count=count)
    if _THANKS.match(folded):
        return phrases.THANKS
    if _CAPABILITIES.search(folded):
        return phrases.CAPABILITIES.format(count=count)
    return None


def _about_documents(folded: str, documents: Sequence[Document]) -> str | None:
    if _LATEST.search(folded):
        dated = [one for one in pick(folded, documents) if one.metadata.date]
        newest = max(dated, key=lambda one: one.metadata.date or "", default=None)
        return _dated(newest) if newest else None
    if _WHICH.search(folded):
        found = within_year(folded, named_type(folded, documents))
        return _listing(found) if found or not documents else None
    for pattern, say in ((_DATE, _dated), (_ISSUER, _issued), (_ADDRESS, _placed)):
        if pattern.search(folded):
            meant = pick(folded, documents)
            if not meant:
                return None
            return "\n".join(say(one) for one in meant[:5])
    return None


def _listing(documents: Sequence[Document]) -> str:
    if not documents:
        return phrases.NO_DOCUMENTS
    newest = sorted(documents, key=lambda one: one.metadata.date or "", reverse=True)
    lines = [phrases.DOCUMENT_LIST.format(count=phrases.count_documents(len(documents)))]
    for one in newest[:_SHOWN]:
        details = [phrases.TYPE_NAMES[one.metadata.type], one.metadata.issuer]
        told = ", ".join(detail for detail in details if detail)
        lines.append(
            f"- «{phrases.NB}{title_of(one)}{phrases.NB}» ({told}), "
            f"{phrases.french_date(one.metadata.date)}"
        )
    if len(newest) > _SHOWN:
        lines.append(phrases.AND_MORE.format(count=len(newest) - _SHOWN))
    return "\n".join(lines)


def title_of(document: Document) -> str:
    """The document's title, or its name where it has none; never with marks of an answer."""
    return (document.metadata.title or document.name).replace("[", "(").replace("]", ")")


def _dated(document: Document) -> str:
    metadata = document.metadata
    if not metadata.date:
        return phrases.DOCUMENT_UNDATED.format(title=title_of(document))
    return phrases.DOCUMENT_DATE.format(
        title=title_of(document),
        type=phrases.TYPE_NAMES[metadata.type],
        issuer=f", {metadata.issuer}" if metadata.issuer else "",
        date=phrases.french_date(metadata.date),
    )


def _issued(document: Document) -> str:
    if not document.metadata.issuer:
        return phrases.ISSUER_UNKNOWN.format(title=title_of(document))
    return phrases.DOCUMENT_ISSUER.format(title=title_of(document), issuer=document.metadata.issuer)


def _placed(document: Document) -> str:
    if not document.metadata.url:
        return phrases.ADDRESS_UNKNOWN.format(title=title_of(document))
    return phrases.DOCUMENT_ADDRESS.format(title=title_of(document), url=document.metadata.url)
