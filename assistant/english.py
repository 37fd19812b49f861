"""Questions asked in English, put into French well enough to find what answers them."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import resources

from assistant.phrases import NB
from corpus.french.frequency import fold

# Function words of one language that the other does not write.
_ENGLISH_WORDS = """
    the of who what when where why how which whose whom is are was were does did do has have had
    been will would should could can and or by with from for to at in since many much this that
    these those it its they their he his she her you your me my about there please tell list
    give an not
"""
_ENGLISH = frozenset(_ENGLISH_WORDS.split())
_FRENCH_WORDS = """
    le la les l de des du d et est qui que qu quoi quand comment pourquoi combien quel quelle
    quels quelles ou un une dans pour par sur avec au aux ce cette ces il elle ils elles a ont
    sont en se s son sa ses leur je tu nous vous ne pas t y etait fut liste cite donne dis moi
    depuis
"""
_FRENCH = frozenset(_FRENCH_WORDS.split())
# Both languages write these; they decide nothing.
_OPENERS_WORDS = """
    who what when where why how which whose whom is are was were does did do has have will can
    should
"""
_OPENERS = frozenset(_OPENERS_WORDS.split())
_WORD = re.compile(r"[^\W\d_]+(?:['’]s\b)?")
_TOKEN = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*(?:['’]s\b)?|\d[\d.,]*(?:st|nd|rd|th)?\b|[^\s\w]|\S")
_ORDINAL = re.compile(r"(\d+)(?:st|nd|rd|th)")
_SMOOTH = (
    (re.compile(r"\b(le|de|que) (?=[aeiouyàâéèêëîïôûAEIOUYÀÂÉÈÊËÎÏÔÛ])"), r"\1’"),
    (re.compile(r"\b(l|d|qu)e’"), r"\1’"),
    (re.compile(r"\bde le\b"), "du"),
    (re.compile(r"\bà le\b"), "au"),
)
_QUOTED = re.compile(r"«.*?»|“.*?”|\".*?\"")


@cache
def _glossary() -> dict[str, dict[str, str]]:
    file = resources.files("assistant").joinpath("glossary_en.toml")
    return tomllib.loads(file.read_text("utf-8"))


@cache
def _entries() -> tuple[dict[str, str], int]:
    """All phrases and words, and the most words in one."""
    tables = _glossary()
    entries = {**tables["words"], **tables["phrases"], **tables["questions"]}
    return entries, max(len(key.split()) for key in entries)


def is_english(question: str) -> bool:
    """Whether ``question`` is in English, quoted names left out; in doubt it is French."""
    words = [fold(word) for word in _WORD.findall(_QUOTED.sub(" ", question))]
    english = sum(word in _ENGLISH for word in words)
    french = sum(word in _FRENCH for word in words)
    if len(words) < 2 or english <= french:
        return False
    return english >= 2 or (words[0] in _OPENERS and not french)


def to_french(question: str) -> str:
    """``question``, in English, as rough French: word for word, names kept.

    Made to be searched with and to show which kind of answer is asked for, not to be read.
    """
    tokens = _TOKEN.findall(question.strip().rstrip("?!. "))
    said: list[str] = []
    at = _opening(tokens, said)
    entries, longest = _entries()
    while at < len(tokens):
        for length in range(min(longest, len(tokens) - at), 0, -1):
            found = _look_up(tokens[at : at + length], entries)
            if found is not None:
                said.append(found)
                at += length
                break
        else:
            said.append(_ORDINAL.sub(r"\1e", tokens[at]))
            at += 1
    text = " ".join(word for word in said if word)
    text = re.sub(r" (?=[,;.)])", "", text)
    for rough, smooth in _SMOOTH:
        text = rough.sub(smooth, text)
    return f"{text[:1].upper()}{text[1:]}{NB}?"


def _opening(tokens: list[str], said: list[str]) -> int:
    """Takes the words off that make a yes-no question or a request; how many they are."""
    openings = _glossary()["openings"]
    at = 0
    while at < len(tokens):
        for length in range(min(5, len(tokens) - at), 0, -1):
            key = " ".join(tokens[at : at + length]).lower()
            if key in openings:
                at += length
                if openings[key]:
                    said.append(openings[key])
                    return at
                break
        else:
            return at
    return at


def _look_up(tokens: list[str], entries: dict[str, str]) -> str | None:
    key = " ".join(tokens).lower().replace("’", "'")
    if key in entries:
        return entries[key]
    if len(tokens) > 1:
        last = _singular(key)
        return entries.get(last) if last != key else None
    possessive = re.fullmatch(r"(.+)'s", key)
    if possessive:
        owner = tokens[0][: len(possessive[1])]
        return "de " + entries.get(possessive[1], owner)
    if tokens[0][:1].isupper() and not tokens[0].isupper():
        # An unknown capitalised word is a name; a known one (« Regions ») is translated.
        return entries.get(_singular(key))
    for stem in _stems(key):
        if stem in entries:
            return entries[stem] + (
                "s" if key.endswith("s") and not entries[stem].endswith(("s", "x")) else ""
            )
    return None


def _singular(key: str) -> str:
    return re.sub(r"ies$", "y", key) if key.endswith("ies") else key.removesuffix("s")


def _stems(key: str) -> list[str]:
    stems = [_singular(key), key.removesuffix("es")]
    for ending in ("ed", "ing", "d"):
        if key.endswith(ending) and len(key) > len(ending) + 2:
            stem = key.removesuffix(ending)
            stems += [stem, stem + "e", stem[:-1]]
    return [stem for stem in stems if stem != key]
