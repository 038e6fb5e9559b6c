"""Pictures of the Happy Index: where it stands on its scale, how it was, and each of its bars."""

import itertools
from collections.abc import Sequence

from percorso.drawing.svg import number_text as n

_WIDE = 178.0
_HISTORY_HIGH = 56.0
_LIMITS = (45.0, 70.0)


def scale_picture(index: float, low: float, high: float, *, is_solid: bool) -> str:
    """The index on its scale, with its interval and the limits of the bands."""
    marks = "".join(f'<path class="limit" d="M{n(at)} 3v8"/>' for at in _LIMITS)
    kind = "" if is_solid else " few"
    return (
        '<svg class="hi-scale" viewBox="0 0 100 14" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="low" y="4" width="45" height="6"/>'
        '<rect class="middle" x="45" y="4" width="25" height="6"/>'
        '<rect class="high" x="70" y="4" width="30" height="6"/>'
        f'<rect class="range{kind}" x="{n(low)}" y="2" width="{n(max(0.5, high - low))}" '
        f'height="10"/>{marks}'
        f'<rect class="now" x="{n(max(0.0, min(98.8, index - 0.6)))}" y="1" width="1.2" '
        'height="12"/></svg>'
    )


def history_picture(points: Sequence[tuple[float, float]], mean: float) -> str:
    """The index over time, and the typical customer's as a dashed line.

    Args:
        points: Share of the time shown, 0..1, and the index.
        mean: Where the typical customer stands.
    """
    values = [*(value for _, value in points), mean]
    lowest, highest = min(values) - 4, max(values) + 4
    tall = max(highest - lowest, 20.0)
    middle = (lowest + highest) / 2

    def y(value: float) -> float:
        return _HISTORY_HIGH / 2 - (value - middle) / tall * (_HISTORY_HIGH - 10)

    places = [(4 + share * (_WIDE - 12), y(value)) for share, value in points]
    line = "L".join(f"{n(x)} {n(at)}" for x, at in places)
    last_x, last_y = places[-1]
    return (
        f'<svg class="hi-history" viewBox="0 0 {n(_WIDE)} {n(_HISTORY_HIGH)}" aria-hidden="true">'
        f'<path class="mean" d="M0 {n(y(mean))}H{n(_WIDE)}"/><path class="line" d="M{line}"/>'
        f'<circle class="now" cx="{n(last_x)}" cy="{n(last_y)}" r="3.5"/></svg>'
    )


def bar_pictures(start: float, points: Sequence[float]) -> list[str]:
    """One picture a step of the waterfall: the start, each bar, and where it ends.

    Args:
        start: Where it begins.
        points: Of each bar, in order.
    """
    edges = [start]
    for one in points:
        edges.append(edges[-1] + one)
    lowest, highest = min(edges) - 1, max(edges) + 1
    share = 100 / (highest - lowest)
    places = [(at - lowest) * share for at in edges]
    drawn = [_marker(places[0])]
    for before, after in itertools.pairwise(places):
        left, wide = min(before, after), abs(after - before)
        kind = "up" if after >= before else "down"
        drawn.append(
            _frame(
                f'<path class="base" d="M{n(places[0])} 0v14"/><rect class="{kind}" x="{n(left)}" '
                f'y="2" width="{n(max(0.6, wide))}" height="10"/>'
            )
        )
    return [*drawn, _marker(places[-1])]


def _marker(at: float) -> str:
    return _frame(f'<rect class="mark" x="{n(max(0.0, at - 0.5))}" y="1" width="1" height="12"/>')


def _frame(inside: str) -> str:
    return (
        '<svg class="hi-bar" viewBox="0 0 100 14" preserveAspectRatio="none" aria-hidden="true">'
        f"{inside}</svg>"
    )
