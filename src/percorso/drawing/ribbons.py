"""Ribbons between cards: where they leave, where they arrive, how wide they are."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from percorso.domain.journey_map import TransitionOnMap
from percorso.drawing.layout import Layout, Place
from percorso.drawing.svg import n

WIDEST = 20.0
NARROWEST = 1.2
WIDEST_ARC = 6.0
MARGIN = 14.0  # of a card's side that stays free of ribbons

Kind = Literal["straight", "arc", "curve"]


@dataclass(frozen=True, slots=True)
class Ribbon:
    """The flow from one card to another.

    Attributes:
        source: key of the card it leaves.
        target: key of the card it reaches.
        kind: straight between neighbours of a column, an arc in its gutter, else a curve.
        x1: where it leaves; on the edge of the source's box, as y1 is.
        y1: see x1.
        x2: where it arrives; on the edge of the target's box, as y2 is.
        y2: see x2.
        width: in px, proportional to journeys.
        tint: in a comparison `more` or `fewer`, where its share differs beyond chance.
        said: its difference in words.
        points: its difference in whole points, where there is room to write it.
        points_at: the middle of where these stand.
    """

    source: str
    target: str
    kind: Kind
    x1: float
    y1: float
    x2: float
    y2: float
    width: float
    tint: str = ""
    said: str = ""
    points: str = ""
    points_at: tuple[float, float] = (0.0, 0.0)

    def outline(self) -> str:
        """The path with `@` for y1 and `#` for y2, so that a collapsed row can move it."""
        if self.kind == "straight":
            return f"M{n(self.x1)} @V#"
        if self.kind == "arc":
            out = self.x1 + 26
            return f"M{n(self.x1)} @C{n(out)} @ {n(out)} # {n(self.x2)} #"
        way = 1 if self.x2 >= self.x1 else -1
        bend = way * min(70.0, abs(self.x2 - self.x1) * 0.7 + 14)
        return f"M{n(self.x1)} @C{n(self.x1 + bend)} @ {n(self.x2 - bend)} # {n(self.x2)} #"

    def path(self) -> str:
        """The path as it stands while no row is collapsed."""
        return self.outline().replace("@", n(self.y1)).replace("#", n(self.y2))


Side = Literal["left", "right"]


@dataclass(frozen=True, slots=True)
class _End:
    """One end of a curve: which card, which side, and how high the other end stands."""

    key: str
    side: Side
    other: float


def ribbons(layout: Layout, transitions: Sequence[TransitionOnMap]) -> tuple[Ribbon, ...]:
    """The ribbons of a layout, widest first, so that thin ones lie on top.

    Args:
        layout: the boxes.
        transitions: the transitions to draw; both ends must have a card.
    """
    curves = [t for t in transitions if not _same_column(layout, t)]
    scale = _scale(layout, transitions, curves)
    heights = _heights(layout, curves, scale)
    drawn = [
        _curve(layout, t, scale, heights) if not _same_column(layout, t)
        else _in_column(layout, t, scale)
        for t in transitions
    ]  # fmt: skip
    return tuple(sorted(drawn, key=lambda r: (-r.width, r.source, r.target)))


def _same_column(layout: Layout, transition: TransitionOnMap) -> bool:
    a, b = layout.places[transition["from"]], layout.places[transition["to"]]
    return a.column == b.column


def _thickness(transition: TransitionOnMap, scale: float) -> float:
    return max(NARROWEST, transition["journeys"] * scale)


def _ends(layout: Layout, transition: TransitionOnMap) -> tuple[_End, _End]:
    """Both ends of a curve: forward from right to left, backward from left to right."""
    a, b = layout.places[transition["from"]], layout.places[transition["to"]]
    forward = b.column > a.column
    return (
        _End(a.key, "right" if forward else "left", b.box.middle),
        _End(b.key, "left" if forward else "right", a.box.middle),
    )


def _scale(
    layout: Layout, transitions: Sequence[TransitionOnMap], curves: Sequence[TransitionOnMap]
) -> float:
    """Px per journey: the widest ribbon is 20 px, and no side of a card overflows."""
    most = max((t["journeys"] for t in transitions), default=0)
    if most == 0:
        return 0.0
    sides: dict[tuple[str, Side], int] = defaultdict(int)
    for transition in curves:
        for end in _ends(layout, transition):
            sides[end.key, end.side] += transition["journeys"]
    limits = [
        (layout.places[key].box.h - MARGIN) / journeys
        for (key, _), journeys in sides.items()
        if journeys
    ]
    return min([WIDEST / most, *limits])


Heights = dict[tuple[str, str, str], float]


def _heights(layout: Layout, curves: Sequence[TransitionOnMap], scale: float) -> Heights:
    """Where each curve meets its two cards: stacked about the middle, by the other end."""
    sides: dict[tuple[str, Side], list[tuple[float, str, str, float]]] = defaultdict(list)
    for transition in curves:
        for end in _ends(layout, transition):
            entry = (end.other, transition["from"], transition["to"], _thickness(transition, scale))
            sides[end.key, end.side].append(entry)
    heights: Heights = {}
    for (key, _), entries in sides.items():
        box = layout.places[key].box
        total = sum(entry[3] for entry in entries)
        squeeze = min(1.0, (box.h - 4) / total)
        y = box.middle - total * squeeze / 2
        for _, source, target, thick in sorted(entries):
            heights[key, source, target] = y + thick * squeeze / 2
            y += thick * squeeze
    return heights


def _curve(layout: Layout, transition: TransitionOnMap, scale: float, heights: Heights) -> Ribbon:
    a, b = layout.places[transition["from"]], layout.places[transition["to"]]
    start, end = _ends(layout, transition)
    return Ribbon(
        a.key,
        b.key,
        "curve",
        a.box.right if start.side == "right" else a.box.x,
        heights[a.key, a.key, b.key],
        b.box.right if end.side == "right" else b.box.x,
        heights[b.key, a.key, b.key],
        _thickness(transition, scale),
    )


def _in_column(layout: Layout, transition: TransitionOnMap, scale: float) -> Ribbon:
    """Neighbours get a straight line, others an arc in the gutter right of the column."""
    a, b = layout.places[transition["from"]], layout.places[transition["to"]]
    thick = _thickness(transition, scale)
    down = b.box.y > a.box.y
    if _neighbours(layout, a, b):
        x = a.box.x + a.box.w / 2
        y1, y2 = (a.box.bottom, b.box.y) if down else (a.box.y, b.box.bottom)
        return Ribbon(a.key, b.key, "straight", x, y1, x, y2, thick)
    y1 = a.box.y + a.box.h * (0.72 if down else 0.28)
    y2 = b.box.y + b.box.h * (0.3 if down else 0.7)
    thin = min(thick, WIDEST_ARC)
    return Ribbon(a.key, b.key, "arc", a.box.right, y1, b.box.right, y2, thin)


def _neighbours(layout: Layout, a: Place, b: Place) -> bool:
    low, high = sorted((a.box.y, b.box.y))
    return not any(
        place.column == a.column and low < place.box.y < high for place in layout.places.values()
    )
