"""Details that a passage on the right subject does not state, told by the form they would have.

A question on what somebody earns is not answered by a sentence that holds no amount, however
near its words are; nor one on whoever holds an office by a sentence that does not name the
office. A rule belongs here only if, on the training questions, it fires far more often where there
is no answer than where there is one (counts in docs/evaluation.md).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.evidence import NUMBER, answer_spans, holds_sign
from assistant.meaning import related
from assistant.quote import Quote
from corpus.french.frequency import fold
from corpus.french.sentences import sentence_spans
from corpus.french.words import MONTHS, Term, term_key, term_keys, terms

# What an attribute looks like wherever it is given; the text is folded.
_FORMS: tuple[tuple[str, str], ...] = (
    (
        r"\bquel(?:le)? (?:est|sont) (?:le |son |leur )?(?:numero|telephone)|\ba quel numero\b",
        r"(?<!\d)(?!(?:1\d|20)\d\d\b)\d(?:[\s.-]?\d){2,}",
    ),
    (r"\b(?:courriel|adresse (?:mail|electronique|e-mail|email)|mail|e-mail)\b", r"\w@\w"),
    (
        r"\bquelle est (?:l'|son )adresse\b(?! (?:mail|elec|e-?mail))",
        (
            r"\b(?:rue|avenue|boulevard|place|quai|chemin|impasse|allee|route|cours|square|bp|cedex)\b"
            r"|\d{5}|@|www|https?:"
        ),
    ),
    (
        r"\b(?:dans|a|sur|de) quel(?:le)? (?:rue|avenue|boulevard|place|quai)\b",
        r"\b(?:rue|avenue|boulevard|place|quai|chemin|impasse|allee|cours|square)\b",
    ),
    (
        r"\bquelle (?:est (?:la |sa |leur )|etait (?:la |sa |leur ))?couleur\b",
        (
            r"\b(?:rouge|bleu|vert|jaune|noir|blanc|gris|orange|rose|violet|brun|marron|beige|dore|"
            r"argent|ocre|turquoise|pourpre|mauve|ecru|bordeaux)"
        ),
    ),
    (r"\bquelle (?:est|etait) (?:la |sa |leur )?profondeur\b", r"\bprofond"),
    (r"\bquelle (?:est|etait) (?:la |sa |leur )?hauteur\b", r"\bhaut|\bculmin"),
    (r"\bquelle (?:est|etait) (?:la |sa |leur )?largeur\b", r"\blarge"),
    (r"\bquelle (?:est|etait) (?:l'|son |leur )?altitude\b", r"\baltitude|\bculmin|\bmetres"),
    (
        (
            r"\bcombien de (?:metres carres|m2|m²|hectares)"
            r"|\bquelle (?:est|etait) (?:la |sa )?(?:superficie|surface)\b"
        ),
        r"\bmetres carres|m2|m²|\bhectares?\b|\bkm2|km²|kilometres carres|\bha\b",
    ),
    (r"\bcombien de (?:kilometres|km)\b", r"\bkilometres?\b|\bkm\b"),
    (r"\bcombien de (?:kilos?|kilogrammes?|tonnes)\b", r"\bkilo|\bkg\b|\btonnes?\b|\bquintaux"),
    (r"\bcombien de (?:metres)\b(?! carres)", r"\bmetres?\b|\d ?m\b"),
    (
        r"\bquel age\b(?! (?:minim|maxim|faut|doit))",
        r"\bans?\b|\bage[es]?s?\b|\bnee?\b|\bnaiss|\bmois\b",
    ),
    (
        r"\ba quelle heure\b|\bquels? (?:est|sont) (?:l'|les? )(?:horaire|heure)",
        r"\d\s?h\b|\bheures?\b|\bmidi\b|\bminuit\b|\d:\d\d",
    ),
    (
        (
            r"\b(?:est|sont|etait)(?:-(?:il|elle|ils))? nee?s?\b|\bdate de naissance\b"
            r"|\bne(?:e|s|es)? (?:quand|en quelle|ou)\b"
        ),
        r"\bnee?s?\b|\bnaiss|\bnaquit|\bnatifs?\b|\bnatives?\b|\boriginaires?\b|\bvit le jour",
    ),
)
_OFFICE = (
    r"(?:(?:vice|ex|co)-)?(?:president|directeur|directrice|maire|ministre|rapporteur|rapporteuse|"
    r"secretaire|prefet|chef|cheffe|tresorier|porte-parole|conseiller|conseillere|depute|senateur|"
    r"senatrice|commissaire|gouverneur|chancelier|adjoint|delegue|coordinateur|coordinatrice|"
    r"responsable|dirigeant|doyen|recteur|proviseur|ambassadeur|general|colonel|avocat|juge|"
    r"procureur|architecte|entraineur|capitaine|arbitre|successeur|predecesseur)[a-z]*"
)
_HOLDER = re.compile(
    rf"\b(?:qui (?:est|etait|fut|sera) (?:actuellement )?(?:(?:le|la|son|sa|leur) |l')"
    rf"|quel(?:le)? (?:est|etait|fut) (?:(?:le|la) |l')nom "
    rf"(?:du |de la |de l'|de son |de sa |de leur )"
    rf"|comment (?:s'appelle|s'appelait|se nomme|se nommait) (?:(?:le|la|son|sa|leur) |l'))"
    rf"(?P<office>{_OFFICE})\b(?P<of> (?:de |du |des |d')[^?]*)?"
)
_BEFORE = re.compile(
    r"\b(?:qui|quel(?:le)?)\b[^?]*\b(?:avant|apres) (?P<name>[a-z])"
    r"|\b(?:predecesseur|successeur|successeure)\b|\bqui (?:a |avait )?(?:remplac|succed|preced)"
    r"|\ba (?:remplace|succede a)\b"
)
_SUCCESSION = re.compile(
    r"\b(?:avant|apres|preced|predecess|success|succed|remplac|releve|ancien|ex-|jusqu)"
)
_COUNTED = re.compile(r"\bcombien (?:de |d')(?P<noun>[a-z-]+)")
# What a figure measures without its noun being said, and people, who have many names.
_MEASURED = frozenset(
    [
        *("argent", "temps", "fois", "jours", "jour", "mois", "annees", "annee", "ans", "heures"),
        *("heure", "minutes", "semaines", "secondes", "siecles", "points", "euros", "kilometres"),
        *("metres", "hectares", "tonnes", "kilos", "pour", "congres", "editions"),
    ]
)
_PLAIN_COUNT = frozenset(["personnes", "personne", "gens", "victimes", "morts", "blesses"])
_YEAR = re.compile(r"\b(?:1\d|20)\d\d\b")
_PERIOD = re.compile(r"\b(?:avant|apres|depuis|jusqu\S*|entre|partir de|fin|debut)\b")
_ASIDE = re.compile(r" (?:en|a|au|aux|dans|pour|sur|chez|lors|pendant) ")
_BECOME = re.compile(
    r"\b(?:quand|annee|jour|date|pourquoi)\b.*\bdeven\w+ (?:le |la |l'|un |une )?"
    r"(?P<what>[a-z-]{4,})"
)
_BOUND = re.compile(
    r"\b(?P<side>avant|depuis|apres|a partir de|a compter de)(?: (?:le|fin|debut|l'annee|l'an))?"
    r"(?: \d{1,2})?(?: [a-z]{3,9})? (?P<year>(?:1\d|20)\d\d)\b"
)
# How many think so is told as a share: « 61 % des personnes interrogées jugent prioritaire… ».
_ASKED_OPINION = re.compile(
    r"\bcombien (?:de |d')(?:personnes|gens|francais\w*|habitants|sondes|citoyens|electeurs|"
    r"usagers|lecteurs|parents|jeunes|salaries|eleves)\b.*\b(?:juge|pense|veul|veut|souhait|estim|trouv|"
    r"prefer|approuv|soutien|favorable|oppos|craign|craint|attend|demand|croi|satisf|inquiet)"
)
_A_SHARE = re.compile(r"\d[\s\u00a0\u202f]*(?:%|pour cent)")
_SHARE_SIGN = re.compile(r"[\s\u00a0\u202f]*(?:%|pour cent)")
_DAY = re.compile(rf"(?:er)?[\s\u00a0\u202f](?:{'|'.join(MONTHS)})\b", re.IGNORECASE)
# « 1074 lampadaires »: four digits before a noun count it.
_NOUN_NEXT = re.compile(
    r"[ \u00a0\u202f](?!(?:et|ou|mais|par|pour|dans|sur|avec|est|sont|les|des|que|qui|aux|lors|"
    r"puis|dont|afin|sous|sans|avant|après|selon|contre|entre|vers)\b)[a-zà-ÿ]{3,}"
)
_ORDINAL = re.compile(r"(?:er|re|e|ème|nd|nde)\b")
# Nouns of what people are or do; each may be said « personnes » or « agents ».
_PERSON = re.compile(r"\w{3,}(?:eur|euse|rice|ant|ante|ent|ier|iere|gien|ien|ienne|iste|ee?|ole)s?")
_PEOPLE = frozenset(
    [
        *("personne", "agent", "homme", "femme", "salarié", "employé", "habitant", "élève"),
        *("jeune", "enfant", "policier", "gendarme", "médiateur", "élu"),
    ]
)
_WITHIN = 4  # terms between an office and the name of what it is held in


def is_unstated(question: str, kind: str, quotes: Sequence[Quote]) -> bool:
    """Whether the answer lacks the form that it would have if the passages gave it.

    Args:
        question: standalone.
        kind: the kind of answer expected.
        quotes: what would be quoted; the sentence before each counts as said.
    """
    if kind == "yesno":
        return False
    asked = fold(question).replace("’", "'")
    said = "\n".join(_with_before(quote) for quote in quotes)
    near = fold(said).replace("’", "'")
    return (
        _lacks_form(asked, near)
        or (kind in {"amount", "number"} and not holds_sign(kind, said))
        or _lacks_year(question, asked, quotes)
        or _lacks_bound(asked, quotes[:1])
        or _lacks_becoming(asked, said)
        or _lacks_office(question, asked, said)
        or _lacks_succession(question, asked, near)
        or _lacks_count(asked, said)
    )


def _with_before(quote: Quote) -> str:
    text = quote.passage.passage.text
    starts = [start for start, _ in sentence_spans(text) if start < quote.start]
    return text[max(starts, default=quote.start) : quote.end]


def _lacks_form(asked: str, near: str) -> bool:
    return any(re.search(on, asked) and not re.search(form, near) for on, form in _FORMS)


def _lacks_year(question: str, asked: str, quotes: Sequence[Quote]) -> bool:
    """Whether no year of the question is said; a period holds years that nobody writes out."""
    if _PERIOD.search(asked):
        return False
    years = set(_YEAR.findall(question))
    return bool(years) and not years & _years_said(quotes)


def _lacks_bound(asked: str, quotes: Sequence[Quote]) -> bool:
    """Whether nothing said is of the period: before, or since, the year of the question."""
    found = _BOUND.search(asked)
    if found is None:
        return False
    said = _years_said(quotes)
    if not said:
        return False
    if found["side"] == "avant":
        return all(year >= found["year"] for year in said)
    return all(year < found["year"] for year in said)


def _years_said(quotes: Sequence[Quote]) -> set[str]:
    return {
        year
        for stored in (quote.passage for quote in quotes)
        for year in _YEAR.findall(
            f"{stored.passage.text} {stored.metadata.title} {stored.metadata.date or ''}"
        )
    }


def _lacks_becoming(asked: str, said: str) -> bool:
    """Whether what somebody is said to have become is not named."""
    found = _BECOME.search(asked)
    wanted = term_keys(found["what"]) if found else []
    return bool(wanted) and not _is_named(wanted[-1], said)


def _lacks_office(question: str, asked: str, quoted: str) -> bool:
    """Whether the office asked about is not named, or only that of another body."""
    found = _HOLDER.search(asked)
    if found is None or len(asked) != len(question):
        return False
    office = term_keys(question[found.start("office") : found.end("office")])
    if not office:
        return False
    start, end = found.span("of") if found["of"] else (0, 0)
    aside = _ASIDE.search(asked, start, end)
    end = aside.start() if aside else end
    body = [
        fold(question[start + term.start : start + term.end])
        for term in terms(question[start:end])
        if question[start + term.start].isupper()
    ]
    said = terms(quoted)
    places = [at for at, term in enumerate(said) if related(office[-1], term.key) > 0]
    if not places or not _is_named(office[0], quoted):
        return True
    if not answer_spans("person", quoted, frozenset(term_keys(question))):
        return True
    return bool(body) and not any(body[-1] in _around(quoted, said, at) for at in places)


def _around(text: str, said: Sequence[Term], at: int) -> set[str]:
    """The words near a term, folded but not stemmed: « Franche-Comté » is not « France »."""
    near = said[max(at - _WITHIN, 0) : at + _WITHIN + 1]
    return {fold(text[term.start : term.end]) for term in near}


def _lacks_succession(question: str, asked: str, near: str) -> bool:
    found = _BEFORE.search(asked)
    if found is None or len(asked) != len(question):
        return False
    if found["name"] and not question[found.start("name")].isupper():
        return False
    return not _SUCCESSION.search(near)


def _lacks_count(asked: str, quoted: str) -> bool:
    """Whether nothing is counted, or what is to be counted is named by no word for it."""
    found = _COUNTED.search(asked)
    if found is None or found["noun"] in _MEASURED:
        return False
    figures = _counting(quoted)
    if _ASKED_OPINION.search(asked) and _A_SHARE.search(quoted):
        return False
    if not figures:
        return True
    wanted = term_keys(found["noun"])
    if not wanted or found["noun"] in _PLAIN_COUNT or _is_named(wanted[-1], quoted):
        return False
    if not _PERSON.fullmatch(found["noun"]):
        return True
    people = {term_key(word) for word in _PEOPLE}
    said = terms(quoted)
    return not any(
        term.key in people
        for end in figures
        for term in [term for term in said if term.start >= end][:2]
    )


def _counting(text: str) -> list[int]:
    """Where the figures end that may count something: no share, day, year or rank."""
    return [
        match.end()
        for match in NUMBER.finditer(text)
        if not _SHARE_SIGN.match(text, match.end())
        and not _DAY.match(text, match.end())
        and not _ORDINAL.match(text, match.end())
        and not (_YEAR.fullmatch(match[0]) and not _NOUN_NEXT.match(text, match.end()))
    ]


def _is_named(key: str, text: str) -> bool:
    """Whether a word of the same meaning or family as a term stands in ``text``."""
    return any(related(key, other) > 0 for other in term_keys(text))
