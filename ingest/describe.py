"""What a document's own first lines say of it: title, date, kind, issuer.

Nothing is guessed: what the lines do not say plainly stays unknown, and what front matter says
is never overruled.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace
from datetime import date
from itertools import takewhile

from corpus.french.frequency import fold
from corpus.french.words import MONTHS
from corpus.records import Metadata

_HEAD_LINES = 8
_TOP_LINES = 4  # where a date that stands alone is the document's
_DATED_LINES = 16  # lines whose dates must not disagree
_FOOT_LINES = 6
_LONGEST_TITLE = 160
_WORDS_OF_A_TITLE = 4
_LONGEST_ISSUER = 80
_TYPES = (
    ("communique", r"communique(?: de presse| commun)?"),
    (
        "rapport",
        r"rapport(?: (?:(?:annuel|final|public|relatif|n°|d[’'])|(?:du|sur|de la) ).*)?",
    ),
    ("deliberation", r"deliberation(?: (?:n°|du |de |relative|portant).*)?"),
    ("loi", r"loi (?:organique |constitutionnelle )?n°.*"),
    ("article", r"article(?: de presse)?"),
)
_KIND = {kind: re.compile(rf"{pattern}(?:\s*[:–—-].*)?") for kind, pattern in _TYPES}
_COMMUNIQUE_OF = re.compile(
    r"communique(?: de presse| commun)? (?:du|de la|de l[’']|des|relatif|n°) ?.*"
)
_ISSUER = re.compile(
    r"(?:regions de france|(?:conseil regional|region|ministere|prefecture|departement|"
    r"conseil departemental|metropole|ville|commune|mairie)\b[^:;.!?]*|senat|assemblee nationale)"
)
_LABELLED_ISSUER = re.compile(r"(?:[ÉE]metteur|Émis par|Source)[ \u00a0]*:\s*(?P<issuer>\S.*)")
_REFERENCE = r"(?P<reference>[A-Z0-9][\w./\u2010\u2011-]{1,40})"
_LABELLED_REFERENCE = re.compile(
    rf"(?:(?i:r[ée]f[ée]rence|r[ée]f\.?|num[ée]ro de dossier|nor))[ \u00a0]*"
    rf"(?:n°[ \u00a0]*|:[ \u00a0]*(?:n°[ \u00a0]*)?){_REFERENCE}[ \u00a0]*[.]?$"
)
_NUMBERED = re.compile(
    rf"(?:(?i:d[ée]lib[ée]ration|arr[êe]t[ée]|d[ée]cret|loi|rapport|communiqu[ée]|circulaire|"
    rf"avis|d[ée]cision)(?:[ \u00a0][\w’' \u00a0-]{{0,40}}?)?)[ \u00a0]n°[ \u00a0]*{_REFERENCE}"
)
_PROPERTIES = "propriétés du fichier"
_TITLE_PAGE = 6000  # characters within which a text bears out its title
_MONTH = "|".join(fold(month) for month in MONTHS)
_DATE = (
    rf"(?:(?P<day>\d{{1,2}})(?:er)? (?P<month>{_MONTH}) (?P<year>\d{{4}})"
    rf"|(?P<d>\d{{1,2}})[/.-](?P<m>\d{{1,2}})[/.-](?P<y>\d{{4}})"
    rf"|(?P<iso>\d{{4}}-\d{{2}}-\d{{2}})"
    rf"|(?P<lone_month>{_MONTH}) (?P<lone_year>\d{{4}}))"
)
_WEEKDAY = r"(?:(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche),? )?"
_PLACE = r"[a-z][a-z’' -]{1,40}"
_OWN_DATE = (
    re.compile(rf"(?:(?:fait )?(?:a )?{_PLACE}, ?)?(?:le )?{_WEEKDAY}{_DATE}[.]?"),
    re.compile(
        r"(?:date(?: de publication| du document)?|publie(?:e)?(?: en ligne)?|mis(?:e)? en ligne|"
        rf"paru(?:e)?|seance|reunion) ?:? ?(?:le |du |en )?{_WEEKDAY}{_DATE}[.]?"
    ),
    re.compile(
        r"(?:communique(?: de presse)?|rapport(?: annuel| final| d[’']information)?|"
        r"deliberation(?: n° ?\S+)?|article)"
        rf"(?: ?[,:–—-]| du| publie le)? ?(?:[^.:;]{{0,40}}, )?(?:le )?{_WEEKDAY}{_DATE}[.]?"
    ),
    re.compile(rf"loi (?:organique |constitutionnelle )?n° ?\S+ du {_DATE}\b.*"),
    re.compile(rf"le {_WEEKDAY}{_DATE},? a {_PLACE}"),
    re.compile(
        r"(?:compte[ -]rendu |proces[ -]verbal |releve de decisions )?(?:de la |du |de l[’'])?"
        r"(?:commission permanente|assemblee pleniere|session pleniere|seance pleniere|session|"
        r"conseil (?:regional|departemental|municipal|communautaire|d[’']administration)|bureau)"
        rf" (?:du |de |le |en )?{_WEEKDAY}{_DATE}[.]?"
    ),
    re.compile(
        r"(?:adopte|vote|approuve|presente|valide|rendu|remis)e?s?\b[^.:;0-9]{0,60} "
        rf"(?:le |du |en ){_WEEKDAY}{_DATE}[.]?"
    ),
    re.compile(rf"(?:version|edition)(?: du| de| en| au)? ?:? ?{_WEEKDAY}{_DATE}[.]?"),
    # A press dateline opens the running text.
    re.compile(rf"{_PLACE}, le {_WEEKDAY}{_DATE} ?[–—-] .*"),
)
# Where lines disagree, the one that says when the document came out is believed.
_PUBLISHED = re.compile(
    rf"(?:date de publication|publie(?:e)?(?: en ligne)?|mis(?:e)? en ligne|paru(?:e)?) ?:? ?"
    rf"(?:le |du |en )?{_WEEKDAY}{_DATE}(?: a \d{{1,2}} ?[h:] ?\d{{0,2}})?[.]?"
)
_SEPARATED = re.compile(r" [-–—|•·/] ")
_SUBJECT = re.compile(r"(?i:objet)[ \u00a0]*:[ \u00a0]*(?P<subject>\S.{5,})")
_LONE_DATE = re.compile(rf"{_WEEKDAY}{_DATE}[.]?")
_SIGNED = re.compile(rf"fait a {_PLACE},? le {_WEEKDAY}{_DATE}[.]?")
_NUMBERED_ACT = re.compile(r"(?:loi|deliberation)\b.*\bn°")
_BARE_KINDS = frozenset(
    {
        "article", "article de presse", "communique", "communique commun",
        "communique de presse", "deliberation", "rapport",
    }
)  # fmt: skip
_PART = re.compile(r"(?:article|chapitre|titre|partie|annexe|section) (?:\d|[ivx]+\b|prem)")
_FULL_STOP = (".", ",", ";", ":", "…", "!")
_ORDINAL_PLACES = ("première", "deuxième", "troisième", "quatrième", "cinquième", "sixième",
                   "septième", "huitième")  # fmt: skip


def describe(text: str, metadata: Metadata, own: Metadata | None = None) -> Metadata:
    """``metadata`` with what it lacks filled from the cleaned ``text``, where it is plain.

    Args:
        text: cleaned.
        metadata: what a person wrote; never overruled.
        own: what the file's properties say: a title that the text bears out or that it does not
            replace, a body's name as issuer, a date of publication, an address.

    Returns:
        Metadata whose ``found_in`` says, for each field that is known, where it was found.
    """
    own = own or Metadata()
    lines = [line.strip() for line in text[:20_000].split("\n") if line.strip()]
    head = lines[:_HEAD_LINES]
    tail = [line.strip() for line in text[-3000:].split("\n") if line.strip()][-_FOOT_LINES:]
    found_in = dict(metadata.found_in)
    filled: dict[str, str] = {}
    for name, (value, place) in {
        "type": _type(head),
        "date": _date(lines[:_DATED_LINES], tail),
        "issuer": _issuer(head),
        "reference": _reference(lines[:_DATED_LINES]),
        "title": _best_title(text, head, own),
    }.items():
        known = name in found_in or (getattr(metadata, name) and name != "type")
        if value and not known:
            filled[name] = value
            found_in[name] = place
    for name in ("date", "issuer", "url"):
        value = getattr(own, name)
        known = name in found_in or getattr(metadata, name)
        if value and not known and (name != "issuer" or _is_letterhead(value)):
            filled[name] = value
            found_in[name] = own.found_in.get(name, _PROPERTIES)
    return replace(metadata, **filled, found_in=found_in)  # type: ignore[arg-type]


def _plain(line: str) -> str:
    return " ".join(fold(line.lstrip("#").strip(" *_\u00a0")).split())


def _place(index: int) -> str:
    return f"{_ORDINAL_PLACES[index]} ligne"


def _kind(line: str) -> str | None:
    """The kind of document that ``line`` announces, if it is a heading and not a sentence."""
    plain = _plain(line)
    if len(plain) > _LONGEST_TITLE or plain.endswith("."):
        return None
    for kind, pattern in _KIND.items():
        if pattern.fullmatch(plain):
            return kind
    return "communique" if _COMMUNIQUE_OF.fullmatch(plain) else None


def _is_prose(line: str) -> bool:
    return len(line) > _LONGEST_TITLE or line.endswith(".")


def _type(head: list[str]) -> tuple[str, str]:
    opening = takewhile(lambda line: not _is_prose(line), head[:4])
    kinds = [(kind, index) for index, line in enumerate(opening) if (kind := _kind(line))]
    return (kinds[0][0], _place(kinds[0][1])) if kinds else ("", "")


def _date(head: list[str], tail: list[str]) -> tuple[str, str]:
    found = [(day, index) for index, line in enumerate(head) if (day := _own_date(line))]
    if len({day for day, _ in found}) > 1:
        out = {(day, index) for day, index in found if _published(head[index])}
        return _first(out) if len({day for day, _ in out}) == 1 else ("", "")
    for day, index in found[:1]:
        if index < _TOP_LINES or (index < _HEAD_LINES and not _is_lone_date(head[index])):
            return day, _place(index)
    signed = {day for line in tail if (day := _iso(_SIGNED.fullmatch(_plain(line))))}
    return (signed.pop(), "formule finale") if len(signed) == 1 else ("", "")


def _first(found: Collection[tuple[str, int]]) -> tuple[str, str]:
    day, index = min(found, key=lambda one: one[1])
    return day, _line_name(index)


def _published(line: str) -> str:
    """The day on which a line says that the document came out, among other things perhaps."""
    parts = _SEPARATED.split(_plain(line))
    days = {day for part in parts if (day := _iso(_PUBLISHED.fullmatch(part)))}
    return days.pop() if len(days) == 1 else ""


def _is_lone_date(line: str) -> bool:
    return _LONE_DATE.fullmatch(_plain(line)) is not None


def _own_date(line: str) -> str:
    plain = _plain(line)
    matches = (_iso(pattern.fullmatch(plain)) for pattern in _OWN_DATE)
    return next((day for day in matches if day), "") or _published(line)


def _iso(match: re.Match[str] | None) -> str:
    """The date of ``match`` in ISO 8601, empty where there is none in the calendar."""
    if match is None:
        return ""
    months = [fold(month) for month in MONTHS]
    if match["lone_month"]:
        return f"{match['lone_year']}-{months.index(match['lone_month']) + 1:02d}"
    try:
        if match["iso"]:
            return date.fromisoformat(match["iso"]).isoformat()
        if match["month"]:
            month = months.index(match["month"]) + 1
            return date(int(match["year"]), month, int(match["day"])).isoformat()
        return date(int(match["y"]), int(match["m"]), int(match["d"])).isoformat()
    except ValueError:
        return ""


def _issuer(head: list[str]) -> tuple[str, str]:
    for index, line in enumerate(head):
        labelled = _LABELLED_ISSUER.fullmatch(line)
        if labelled and len(labelled["issuer"]) <= _LONGEST_ISSUER:
            return labelled["issuer"].rstrip("."), _place(index)
    # A letterhead: a body's name alone, beside a line that gives the kind or the date.
    announced = _is_announced(head)
    for index, line in enumerate(head[:3]):
        if announced and _is_letterhead(line):
            return line, _place(index)
    return "", ""


def _is_announced(head: list[str]) -> bool:
    """Whether the first lines give the document's kind or date, as a letterhead does."""
    return any(_kind(line) or _own_date(line) for line in head[:5])


def _is_letterhead(line: str) -> bool:
    return len(line) <= _LONGEST_ISSUER and _ISSUER.fullmatch(fold(line)) is not None


def _reference(lines: list[str]) -> tuple[str, str]:
    """A number that the first lines give as the document's own."""
    for index, line in enumerate(lines):
        for pattern in (_LABELLED_REFERENCE, _NUMBERED):
            match = pattern.match(line.lstrip("# "))
            if match and any(map(str.isdigit, match["reference"])):
                return match["reference"].rstrip(".,;:)"), _line_name(index)
    return "", ""


def _line_name(index: int) -> str:
    return _place(index) if index < len(_ORDINAL_PLACES) else f"{index + 1}e ligne"


def _best_title(text: str, head: list[str], own: Metadata) -> tuple[str, str]:
    """The title that the properties give where the text bears it out, else the text's own, else
    the properties' without more."""
    given = own.title
    if given and _squeezed(given) in _squeezed(text[:_TITLE_PAGE]):
        return given, own.found_in.get("title", _PROPERTIES)
    found = _title(head)
    if not found[0] and given:
        return given, own.found_in.get("title", _PROPERTIES)
    return found


def _squeezed(text: str) -> str:
    return "".join(character for character in fold(text) if character.isalnum())


def _title(head: list[str]) -> tuple[str, str]:
    for index, line in enumerate(head):
        if re.match(r"#{1,2}\s+\S", line) and not _is_bare(line):
            return line.lstrip("#").strip(), f"{_place(index)} (titre)"
    announced = _is_announced(head)
    for index, line in enumerate(head[:-1]):
        if _is_bare(line) or _is_letterhead(line) or _LABELLED_ISSUER.fullmatch(line):
            continue
        subject = _SUBJECT.fullmatch(line)
        if subject and len(line) <= _LONGEST_TITLE:
            return subject["subject"].rstrip("."), f"{_place(index)} (objet)"
        if _kind(line) or _NUMBERED_ACT.match(_plain(line)):
            return line, _place(index)
        # Alone, « Cas général » heads a section as likely as the document.
        enough = announced or len(line.split()) >= _WORDS_OF_A_TITLE
        heading = enough and _is_heading(line, head[index + 1])
        return (line, _place(index)) if heading else ("", "")
    return "", ""


def _is_bare(line: str) -> bool:
    """Whether ``line`` gives the kind or the date and nothing else: « Communiqué : »."""
    plain = _plain(line).rstrip(" :")
    if _NUMBERED_ACT.match(plain):
        return False
    return plain in _BARE_KINDS or _own_date(line) != ""


def _is_heading(line: str, following: str) -> bool:
    return (
        len(line) <= _LONGEST_TITLE
        and len(line.split()) > 1
        and (line[0].isupper() or line[0].isdigit() or line[0] == "«")
        and not line.endswith(_FULL_STOP)
        and not _PART.match(_plain(line))
        and (len(line) < len(following) or _is_bare(following))
    )
