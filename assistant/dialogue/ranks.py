"""Ranks without a noun, « le second », « la prochaine », with the noun that they leave out."""

from __future__ import annotations

import re

from assistant.dialogue.articles import of
from assistant.dialogue.clause import Clause, words_of
from assistant.dialogue.mentions import mentions
from assistant.dialogue.subject import asked_thing
from corpus.french.frequency import is_known

_NUMBERED = (
    r"premi(?:er|ère)s?|seconde?s?|(?:deux|trois|quatr|cinqu|six|sept|huit|neuv|dix)ièmes?|"
    r"derni(?:er|ère)s?"
)
_BESIDE = r"suivante?s?|précédente?s?|prochaine?s?|autres?"
_RANK = rf"(?:{_NUMBERED}|{_BESIDE})"
_ALONE = re.compile(
    rf"(?P<article>les?|la|l[’'])\s?(?P<rank>{_RANK}|plus\s(?:petit|grand|ancien|récent)e?s?)"
    r"(?P<date>\sen\sdate)?(?P<rest>$|\s*,.*|\s(?:est|a|c[’']est|sera|était|ont|sont|en|dans|par)\b.*)",
    re.IGNORECASE | re.DOTALL,
)
_SAID = re.compile(
    rf"(?P<article>\b(?:le|la|les)\s|\bl[’'])(?P<rank>{_NUMBERED}|\d+e|plus\s\w+)\s(?P<noun>\w+)",
    re.IGNORECASE,
)
_AFTER_NOUN = re.compile(_BESIDE, re.IGNORECASE)
_FEMININE = re.compile(r".*(?:ère|nde|nte|ine|tite|ande|ienne)s?", re.IGNORECASE)


def is_rank(text: str) -> bool:
    """Whether a question speaks of something by its rank alone."""
    return bool(_ALONE.fullmatch(text))


def with_noun(text: str, former: Clause) -> str:
    """The question with the noun that its rank leaves out; '' where nothing can supply it.

    Args:
        text: a question that ``is_rank``, without its mark.
        former: the question before.
    """
    match = _ALONE.fullmatch(text)
    if match is None:
        return ""
    said = _SAID.search(former.text)
    article, rank, rest = match["article"].lower(), match["rank"], match["rest"]
    if said and said["noun"].lower() in ("des", "de", "du", "d"):
        ranked = (
            f"{_article(article)}{rank}{match['date'] or ''} {former.text[said.start('noun') :]}"
        )
        return f"{ranked}{rest}" if rest else former.text[: said.start()] + ranked
    if said:
        was_feminine = "la" in said["article"].lower() or bool(_FEMININE.fullmatch(said["rank"]))
        now_feminine = article == "la" or bool(_FEMININE.fullmatch(rank))
        noun = said["noun"]
        if article == "les" and not noun.endswith(("s", "x")):
            noun = f"{noun}s"
        if now_feminine and not was_feminine and is_known(f"{noun}e"):
            noun = f"{noun}e"  # « adjoint » as « adjointe »
        if not rest:
            ranked = _phrase(article, rank, noun)
            return former.text[: said.start()] + ranked + former.text[said.end() :]
        whole = next((one for one in mentions(former) if said["rank"] in one.text), None)
        tail = whole.text.split(said["noun"], 1)[-1] if whole else ""
        tail = "" if _AFTER_NOUN.fullmatch(rank) and re.search(r"\d", tail) else tail
        return f"{_phrase(article, rank, noun)}{match['date'] or ''}{tail}{rest}"
    asked = asked_thing(former)
    if asked and asked.plural:
        phrase = f"{_article(article)}{rank}{match['date'] or ''} {of(asked.text)}"
        return f"{phrase}{rest}" if rest else f"{_which(article, rank)} est {phrase}"
    feminine = article == "la" or bool(_FEMININE.fullmatch(rank))
    fitting = [
        one
        for one in mentions(former)
        if one.kind == "thing" and one.agrees("f" if feminine else "m", article == "les")
    ]
    if not fitting:
        return ""
    one = fitting[0]
    at = words_of(one.text)
    noun = next((word for word in at if word.text == one.noun), None)
    if noun is None:
        return ""
    tail = one.text[noun.end :]
    tail = "" if _AFTER_NOUN.fullmatch(rank) and re.search(r"\d", tail) else tail
    phrase = _phrase(article, rank, one.noun) + (match["date"] or "") + tail
    if rest:
        return f"{phrase}{rest}"
    return f"{former.slice(0, one.first)} {phrase} {former.slice(one.last)}".strip()


def _phrase(article: str, rank: str, noun: str) -> str:
    if _AFTER_NOUN.fullmatch(rank) and not rank.lower().startswith(("autre", "prochain")):
        return f"{_article(article)}{noun} {rank}"
    return f"{_article(article)}{rank} {noun}"


def _article(article: str) -> str:
    return article if article.endswith(("’", "'")) else f"{article} "


def _which(article: str, rank: str) -> str:
    feminine = article == "la" or bool(_FEMININE.fullmatch(rank))
    return "Quelle" if feminine else "Quel"
