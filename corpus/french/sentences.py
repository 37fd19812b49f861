"""Sentence boundaries in French text, as offsets into it."""

from __future__ import annotations

import re

_SHORT_FORMS = """
    m mm mme mmes mlle mlles me mes dr drs pr prs st ste sts stes mgr cf al art arts p pp vol t
    chap fig ex env av apr hab tél tel bd ave fg no nos n° éd ed coll dir réf ref ss sq sqq jr
    sr op cit ibid id c.-à-d i.e p.ex boul ch gal col cdt cne lt adj min max janv févr fév avr
    juil sept oct nov déc alin inc ltd cie corp
"""
_ABBREVIATIONS = frozenset(_SHORT_FORMS.split())
_END = re.compile(
    r"(?<![.!?…])(?P<mark>[.!?…]++)(?P<close>[»”\")\]’']*(?:[   ]»)?)"
    r"(?P<space>[   \t]+)(?=(?P<next>\S))"
)
_LOOK_BACK = 40  # characters that tell an abbreviation; more would cost quadratic time
_LONGEST_HEADING = 16  # words
_NO_HEADING = re.compile(r"^[-–—•*▪◦·]\s|\||[ \u00a0]:[ \u00a0]|\t")
_LINE = re.compile(r"\n+")
_OPENERS = '«“"([—–-•'


def sentence_spans(text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """Spans of the sentences of ``text[start:end]``, white space left out at both ends.

    Offsets are code points into ``text``. A line break always ends a sentence: lines cut by a
    page's width have been joined before (see ``ingest.clean``).
    """
    end = len(text) if end is None else end
    spans: list[tuple[int, int]] = []
    at = start
    for line in _LINE.finditer(text, start, end):
        _split_line(text, at, line.start(), spans)
        at = line.end()
    _split_line(text, at, end, spans)
    return spans


def is_heading(text: str, start: int, end: int) -> bool:
    """Whether ``text[start:end]`` announces what follows rather than says it.

    A line of its own, short, without the full stop of a sentence, that is no item of a list, no
    row of a table and no « name: value », with text below it.
    """
    line = text[start:end]
    own = not text[:start].rstrip(" \u00a0") or text[:start].rstrip(" \u00a0").endswith("\n")
    return (
        own
        and text[end : end + 1] == "\n"
        and line[-1] not in '.!?…;:,»”")'
        and len(line.split()) <= _LONGEST_HEADING
        and not _NO_HEADING.search(line)
    )


def _split_line(text: str, start: int, end: int, spans: list[tuple[int, int]]) -> None:
    at = start
    for match in _END.finditer(text, start, end):
        if _is_boundary(text, start, match):
            _add(text, at, match.end("close"), spans)
            at = match.end()
    _add(text, at, end, spans)


def _is_boundary(text: str, start: int, match: re.Match[str]) -> bool:
    following = match["next"]
    if following.islower() or following in ",;:)»":
        return False
    if match["mark"] == ".":
        head = text[max(start, match.start() - _LOOK_BACK) : match.start()]
        last = re.split(r"[\s(«’'  ]", head)[-1]
        if last.lower() in _ABBREVIATIONS:
            return not following.isdigit() and last.lower() == "etc"
        # An initial (« J. Durain », « J.-C. »), but not a sentence that ends on one capital.
        if re.fullmatch(r"(?:[A-ZÀ-Þ]\.?-?)*[A-ZÀ-Þ]", last) and len(last) <= 4:
            return not (len(last) == 1 or "." in last or "-" in last)
        if last.isdigit() and not head[: -len(last)].strip() and len(last) <= 2:
            return False
    if match["mark"] == "…" or match["mark"] == "...":
        return following.isupper() or following in _OPENERS
    return True


def _add(text: str, start: int, end: int, spans: list[tuple[int, int]]) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        spans.append((start, end))
