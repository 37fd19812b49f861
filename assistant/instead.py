"""What a sentence says in the place of what is asked: another figure, another holder."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from assistant.meaning import family, related
from assistant.overlay import Match, Sentence, is_light, month_keys
from assistant.proposition import Mark, Proposition, denies, modal_of


def unit_of(mark: Mark, all_marks: Sequence[Mark]) -> str | None:
    following = [other for other in all_marks if other.start > mark.start]
    return following[0].key if following else None


def other_value(mark: Mark, asked: Proposition, sentence: Sentence) -> bool:
    """Whether the sentence holds one other value of the same kind in this value's place."""
    every = sorted([*asked.subject, *asked.predicate, *asked.focus], key=lambda m: m.start)
    if mark.key in month_keys():
        return len([m for m in sentence.marks if m.key in month_keys()]) == 1
    unit = unit_of(mark, every)
    numbers = [m for m in sentence.marks if m.key[:1].isdigit()]
    if re.fullmatch(r"(?:1[5-9]|20)\d\d", mark.key):
        years = [m for m in numbers if re.fullmatch(r"(?:1[5-9]|20)\d\d", m.key)]
        return len(years) == 1
    same = [
        m for m in numbers if unit and (u := unit_of(m, sentence.marks)) and related(unit, u) > 0
    ]
    return len(same) == 1


def beyond(asked: Proposition, sentence: Sentence, met: Sequence[Match]) -> bool | None:
    """« plus de la moitié », « moins de 40 agents », against the one figure of that kind."""
    threshold = asked.threshold
    if threshold is None:
        return None
    heavy = [match for match in met if not is_light(match.mark)]
    if not heavy or sum(bool(match.here or match.around) for match in heavy) < 0.8 * len(heavy):
        return None
    if sum(bool(match.here) for match in heavy) * 2 < len(heavy) or denies(sentence.folded):
        return None
    unit = (
        None
        if threshold.percent
        else next(
            (m.key for m in [*asked.subject, *asked.predicate] if m.start >= threshold.end), None
        )
    )
    values = []
    for mark in sentence.marks:
        if re.fullmatch(r"\d+(?:,\d+)?", mark.key):
            following = unit_of(mark, sentence.marks)
            if (
                (following == "%")
                if threshold.percent
                else (unit and following and related(unit, following))
            ):
                values.append(float(mark.key.replace(",", ".")))
    if len(values) != 1 or values[0] == threshold.number:
        return None
    return ((values[0] > threshold.number) == threshold.more) != asked.negated


def other_holder(
    asked: Proposition, sentence: Sentence, subject: Sequence[Match], predicate: Sequence[Match]
) -> bool | None:
    """False where an office that one holds is another's; None where that is not so."""
    missing = [
        m
        for m in [*subject, *predicate]
        if not m.here and not (m.around and not m.mark.name) and not is_light(m.mark)
    ]
    if not missing or not all(match.mark.name for match in missing) or asked.negated:
        return None
    held = [
        m
        for m in [*subject, *predicate]
        if m.here and any(related(m.mark.key, k) > 0 for k in family("one_holder"))
    ]
    if not held or denies(sentence.folded) or modal_of(sentence.folded):
        return None
    every = [*subject, *predicate]
    names = [
        m.mark for m in every if m.mark.name and abs(m.mark.start - missing[0].mark.start) < 30
    ]
    if (
        any(mark.key == other.key for mark in names for other in sentence.marks)
        and len(names) == len(missing) + 1
    ):
        return None
    places = sorted(match.mark.start for match in missing)
    if any(other - one > 16 for one, other in pairwise(places)):
        return None
    asked_keys = {match.mark.key for match in every}
    role_start, role_end = held[0].here[0][0].start, held[0].here[0][0].end
    after = sentence.folded[role_end : role_end + 24]
    others = [
        m
        for m in sentence.marks
        if m.name and m.key not in asked_keys and -60 < m.start - role_end < 40
    ]
    if not others:
        return None
    by = re.match(r"\w*,? (?:par|a|au) ", after) and any(m.start > role_start for m in others)
    first = any(m.end < role_start for m in others) and all(m.start < role_start for m in others)
    return False if by or first else None


def cleft_missed(
    asked: Proposition, sentence: Sentence, focus: Sequence[Match], predicate: Sequence[Match]
) -> bool | None:
    """« Est-ce l'État qui a décidé … ? » where another one decided."""
    heavy = [match for match in predicate if not is_light(match.mark)]
    if any(match.here for match in focus) or asked.negated or len(heavy) < 2:
        return None
    if any(not match.here for match in heavy) or denies(sentence.folded):
        return None
    keys = {match.mark.key for match in predicate}
    start = min(mark.start for mark, _ in heavy[0].here)
    agents = [m for m in sentence.marks if m.start < start and m.key not in keys]
    by = re.search(r"\bpar (?:l'|le |la |les )?\w", sentence.folded[start:])
    return False if agents or by else None
