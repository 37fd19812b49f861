"""What may turn round what a sentence says, however many words it shares with the question."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from assistant.overlay import Match, Sentence
from assistant.proposition import Proposition
from corpus.french.frequency import fold

# Said by one side only of question and sentence, it may make the one deny the other.
_ONE_SIDED = (
    re.compile(r"\b(?:annul|ajourn|renonc|abandonn|deprogramm)\w*"),
    re.compile(r"\bautres?\b"),
    re.compile(r"\b(?:plus|moins) \w+ jamais\b|\bjamais (?:aussi|releve)\b|\bjamais \w+ aussi\b"),
    re.compile(r"\b(?:exception|exclu(?:s|e|es|sion|re|t)?)\b"),
    re.compile(r"\bcontre\b"),
    re.compile(r"\b(?:ayant|avoir) refuse\w*"),
    re.compile(r"\b(?:inverse|retabli\w*|jusqu'(?:a present|alors|ici))\b"),
    re.compile(r"\b\w+ ans? (?:plus tard|auparavant|apres|avant)\b"),
    re.compile(r"\bpersonne ne\b|\bnul(?:le)? ne\b|\baucun\w* \w+ ne\b"),
)
_FIRST = re.compile(
    r"\b(?:le|la|les) (?:plus|moins)\b|\bpremi(?:er|ere)s?\b|\bdernier\w*|\ben tete\b"
)
_RANK = re.compile(
    r"\b(?:devant|derriere|second|seconde|deuxieme|troisieme|quatrieme|cinquieme|sixieme)\b"
)
_ALLOWED = re.compile(r"\b(?:autoris|perm[ie]|admi[st]|gratui|ouver)\w*")
_BARRED = re.compile(r"\b(?:interdi|prohib|proscri|defendu|exclu|payant|ferm)\w*")
_LACKING = re.compile(r"\b(?:sans|hormis|sauf|excepte\w*)\b")
_NEAR = 24  # characters after such a word within which it bears on the word met
_HALVES = re.compile(
    r"[;:]|\bmais (?!(?:\S+ ){0,2}\S+$)|\b(?:alors que|tandis que|quand bien meme|puis|et non|"
    r"plutot que|au lieu)\b"
)
_DENIED = re.compile(r"(?:et non|plutot que|au lieu)\b")
_AGENT = re.compile(r"\bpar (?:le |la |les |l'|un |une |des |du |m\. |mme )?(\w+)")


def turns(question: str, sentence: str) -> bool:
    """Whether one of the two says what, unsaid by the other, forbids to say « oui » or « non »."""
    asked, said = fold(question), fold(sentence)
    if any(bool(one.search(asked)) != bool(one.search(said)) for one in _ONE_SIDED):
        return True
    if _LACKING.search(asked) and not _LACKING.search(said):
        return True
    if _FIRST.search(asked) and _RANK.search(said) and not _RANK.search(asked):
        return True
    return bool(_ALLOWED.search(said) and _BARRED.search(said))


def scattered(asked: Proposition, sentence: Sentence, matches: Sequence[Match]) -> bool:
    """Whether the words met stand in parts that the sentence sets against each other.

    So they do in halves that « mais » or a semicolon parts, in what « et non » denies, behind what
    is lacking or excepted, and where it is not the sentence that names by whom it was done.

    Args:
        asked: what the question says.
        matches: its words, of subject and predicate, with the sentence's.
    """
    said = sentence.folded
    met = [[mark.start for mark, _ in match.here] for match in matches if match.here]
    edges = [0, *(found.start() for found in _HALVES.finditer(said.rstrip(" .»"))), len(said)]
    halves = list(pairwise(edges))
    if met and not any(
        all(any(start <= at < end for at in places) for places in met) for start, end in halves
    ):
        return True
    denied = [(start, end) for start, end in halves if _DENIED.match(said, start)]
    if any(all(_among(at, denied) for at in places) for places in met):
        return True
    lacking = [found.end() for found in _LACKING.finditer(said)]
    if lacking and not _LACKING.search(asked.folded):
        near = [(end, end + _NEAR) for end in lacking]
        if not any(_among(at, near) for places in met for at in places):
            return True
    agent = _AGENT.search(asked.folded)
    return agent is not None and any(
        match.mark.start == agent.start(1) and match.around and not match.here for match in matches
    )


def _among(place: int, spans: Sequence[tuple[int, int]]) -> bool:
    return any(start <= place < end for start, end in spans)
