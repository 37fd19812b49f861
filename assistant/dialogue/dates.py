"""A former question at another date: « Et en 2024 ? », « Et l’année d’avant ? »."""

from __future__ import annotations

import re

from corpus.french.words import MONTHS

_MONTH = rf"(?:{'|'.join(MONTHS)})"
_GOVERNOR = r"(?P<governor>\b(?:en|depuis|avant|après|pendant|dès)\s+)?"
_DATE = re.compile(
    rf"{_GOVERNOR}(?P<day>(?:le\s+|du\s+)?\d{{1,2}}(?:er)?\s+)?(?P<month>{_MONTH}\s*)?"
    r"(?P<year>\b(?:19|20)\d\d\b)",
    re.IGNORECASE,
)
# A date that leaves the year to what was said before.
_IN_YEAR = re.compile(
    rf"(?:en\s+(?P<month>{_MONTH})|(?:le|du)\s+(?P<day>\d{{1,2}}(?:er)?\s+{_MONTH}))", re.IGNORECASE
)
_RELATIVE = re.compile(
    r"(?:pour\s+|de\s+)?l[’'](?:année|an)\s+(?:(?P<before>d[’']avant|précédente?|passée?|dernière?)|"
    r"d[’']après|suivante?)",
    re.IGNORECASE,
)
_SAME = re.compile(r"(?:en\s+)?cette\s+(?:même\s+)?année(?:-là)?", re.IGNORECASE)


def redated(addition: str, former: str) -> str:
    """The former question at another date, where both have one; or ''."""
    old = _DATE.search(former)
    if old is None:
        return ""
    new, within = _DATE.fullmatch(addition), _IN_YEAR.fullmatch(addition)
    if new:
        own = f"{old['governor'] or ('en ' if old['day'] else '')}{addition}"
        return _put(former, old, addition if new["governor"] or new["day"] else own)
    if within:
        return _put(former, old, f"{addition} {old['year']}")
    relative = _RELATIVE.fullmatch(addition)
    if relative:
        year = int(old["year"]) + (-1 if relative["before"] else 1)
        return former[: old.start("year")] + str(year) + former[old.end() :]
    return ""


def with_year(question: str, former: str) -> str:
    """The question with the year that « cette année-là » stands for."""
    years = [match["year"] for match in _DATE.finditer(former)]
    return _SAME.sub(f"en {years[-1]}", question) if years else question


def is_date(phrase: str) -> bool:
    """Whether ``phrase`` is a date with its year and nothing else."""
    return bool(_DATE.fullmatch(phrase))


def _put(former: str, old: re.Match[str], phrase: str) -> str:
    return former[: old.start()] + phrase + former[old.end() :]
