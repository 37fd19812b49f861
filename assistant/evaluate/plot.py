"""Small plots as inline SVG: points joined by lines, and bars."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from assistant.evaluate.labels import number

_WIDTH, _HEIGHT = 440, 300
_LEFT, _RIGHT, _TOP, _BOTTOM = 52, 14, 14, 46
_TICKS = 5

Point = tuple[float, float]


@dataclass(frozen=True)
class Axis:
    """An axis from 0 to ``highest``."""

    label: str
    highest: float = 1.0
    digits: int = 1


@dataclass(frozen=True)
class Line:
    """Points joined in order. ``style`` is a class of the page's style sheet."""

    label: str
    points: Sequence[Point]
    style: str = "serie-1"
    marked: bool = False


@dataclass(frozen=True)
class Bar:
    """A bar that stands on ``start..end`` of the horizontal axis."""

    start: float
    end: float
    height: float


def plot(title: str, x: Axis, y: Axis, lines: Sequence[Line] = (), bars: Sequence[Bar] = ()) -> str:
    """One plot as an SVG element that names itself to screen readers; bars lie under lines."""
    parts = [
        f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{escape(title)}">',
        *_grid(x, y),
    ]
    for bar in bars:
        left, top = _place(bar.start, bar.height, x, y)
        right, bottom = _place(bar.end, 0.0, x, y)
        parts.append(
            f'<rect class="barre" x="{left:.1f}" y="{top:.1f}" '
            f'width="{max(right - left - 1, 0):.1f}" height="{bottom - top:.1f}"/>'
        )
    for line in lines:
        places = [_place(px, py, x, y) for px, py in line.points]
        joined = " ".join(f"{px:.1f},{py:.1f}" for px, py in places)
        parts.append(f'<polyline class="{line.style}" points="{joined}"/>')
        if line.marked:
            parts += [
                f'<circle class="{line.style}" cx="{px:.1f}" cy="{py:.1f}" r="3.5"/>'
                for px, py in places
            ]
    parts.append("</svg>")
    parts.append(_legend(lines))
    return "".join(parts)


def _place(px: float, py: float, x: Axis, y: Axis) -> Point:
    width, height = _WIDTH - _LEFT - _RIGHT, _HEIGHT - _TOP - _BOTTOM
    return (
        _LEFT + width * min(max(px / x.highest, 0.0), 1.0),
        _TOP + height * (1.0 - min(max(py / y.highest, 0.0), 1.0)),
    )


def _grid(x: Axis, y: Axis) -> list[str]:
    parts = []
    for tick in range(_TICKS + 1):
        share = tick / _TICKS
        across, _ = _place(share * x.highest, 0.0, x, y)
        _, up = _place(0.0, share * y.highest, x, y)
        parts += [
            (
                f'<line class="grille" x1="{across:.1f}" y1="{_TOP}" x2="{across:.1f}" '
                f'y2="{_HEIGHT - _BOTTOM}"/>'
            ),
            (
                f'<line class="grille" x1="{_LEFT}" y1="{up:.1f}" x2="{_WIDTH - _RIGHT}" '
                f'y2="{up:.1f}"/>'
            ),
            (
                f'<text x="{across:.1f}" y="{_HEIGHT - _BOTTOM + 16}" text-anchor="middle">'
                f"{number(share * x.highest, x.digits)}</text>"
            ),
            (
                f'<text x="{_LEFT - 6}" y="{up + 4:.1f}" text-anchor="end">'
                f"{number(share * y.highest, y.digits)}</text>"
            ),
        ]
    middle = _TOP + (_HEIGHT - _TOP - _BOTTOM) / 2
    parts += [
        (
            f'<text x="{(_LEFT + _WIDTH - _RIGHT) / 2}" y="{_HEIGHT - 8}" text-anchor="middle">'
            f"{escape(x.label)}</text>"
        ),
        (
            f'<text x="14" y="{middle}" text-anchor="middle" transform="rotate(-90 14 {middle})">'
            f"{escape(y.label)}</text>"
        ),
    ]
    return parts


def _legend(lines: Sequence[Line]) -> str:
    named = [line for line in lines if line.label]
    if len(named) < 2:
        return ""
    items = "".join(
        f'<li><span class="trait {line.style}"></span>{escape(line.label)}</li>' for line in named
    )
    return f'<ul class="legende">{items}</ul>'
