"""How a difference is drawn: beside a card's number, along a ribbon, under the curve."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from percorso.domain.journey_map import JourneyMap
from percorso.domain.map_comparison import Difference
from percorso.drawing.columns import Columns
from percorso.drawing.comparison.amounts import points
from percorso.drawing.comparison.view import CardChange, View, flow_change, view_of
from percorso.drawing.language import Language
from percorso.drawing.ribbons import Ribbon
from percorso.drawing.svg import Piece, Shape, Text, label, n
from percorso.drawing.text import width

_SIGN = 11.0  # room of the triangle
_LABEL_APART = 13.0
_PILLS_APART = 3.0
_PILLS_REACH = 14.0  # what pills and their distance take above a card
_UP, _DOWN = "M4 .8 7.6 7H.4z", "M4 7.2.4 1H7.6z"


def change_room(change: CardChange) -> float:
    """Width in px a card's difference takes."""
    return width(change.text, "strong") + (_SIGN if change.is_sure else 0.0)


def change_pieces(change: CardChange, right: float, y: float, room: float) -> list[Piece]:
    """A difference that ends at `right`: beyond chance with a sign, in bold, tinted."""
    if not change.is_sure:
        return [label(right, y, change.text, "muted", room, "end")]
    text = label(right, y, change.text, "strong", room - _SIGN, "end", change.tone)
    at = right - width(text.content, "strong") - _SIGN
    return [sure_sign(change, at, y - 8.5), text]


def sure_sign(change: CardChange, x: float, y: float) -> Shape:
    """The sign that a difference is beyond chance: a triangle for a change, else a dot."""
    tone = change.tone or "ink"
    return triangle(x, y, tone, rises=change.rises) if change.is_change else dot(x, y, tone)


def dot(x: float, y: float, tone: str) -> Shape:
    """A difference that is no change, 8 px."""
    return Shape(f'<circle cx="{n(x + 4)}" cy="{n(y + 4)}" r="3" class="delta {tone}"/>')


def triangle(x: float, y: float, tone: str, *, rises: bool) -> Shape:
    """More or less, 8 px."""
    path = _UP if rises else _DOWN
    return Shape(f'<path d="{path}" class="delta {tone}" transform="translate({n(x)} {n(y)})"/>')


def change_words(change: CardChange, language: Language) -> str:
    """A card's difference for those who do not see it."""
    if not change.text.endswith(language.say("points", n="").strip()):
        return change.text
    return f"{language.say('measure_moves_on_share')} {change.text}"


def other_levels(journey_map: JourneyMap, columns: Columns) -> tuple[float | None, ...]:
    """The emotion of each column in what the map is compared with; none for bands."""
    view = view_of(journey_map)
    if view is None or columns.crowded:
        return ()
    levels = {row["key"]: row["emotion"]["other"] for row in view.comparison["stages"]}
    return tuple(levels.get(column.key) for column in columns.all)


def tinted(
    ribbons: Sequence[Ribbon], view: View | None, pills: Mapping[str, float], language: Language
) -> tuple[Ribbon, ...]:
    """The ribbons of a comparison: those whose share differs beyond chance stand out.

    More is drawn whole, fewer dashed; the points are written where a ribbon arrives, as far as
    they do not lie on each other.

    Args:
        ribbons: of the drawing.
        view: the comparison; without one they stay as they are.
        pills: key -> where the pills on a card's upper edge begin.
        language: of the points.
    """
    if view is None:
        return tuple(ribbons)
    found = [(ribbon, flow_change(view, (ribbon.source, ribbon.target))) for ribbon in ribbons]
    written: list[tuple[float, float]] = []
    made: dict[tuple[str, str], Ribbon] = {}
    for ribbon, change in sorted(found, key=lambda one: -_size(one[1])):
        if change is None or change["value"] is None:
            made[ribbon.source, ribbon.target] = ribbon
            continue
        said = language.signed(100 * change["value"], 0)
        place = _points_place(ribbon, width(said, "flowsign"), pills)
        apart = all(abs(x - place[0]) > 40 or abs(y - place[1]) > _LABEL_APART for x, y in written)
        if apart:
            written.append(place)
        made[ribbon.source, ribbon.target] = replace(
            ribbon,
            tint="more" if change["value"] > 0 else "fewer",
            said=points(change["value"], language),
            points=said if apart else "",
            points_at=place,
        )
    return tuple(made[ribbon.source, ribbon.target] for ribbon in ribbons)


def _size(change: Difference | None) -> float:
    return abs(change["value"] or 0.0) if change else 0.0


def _points_place(ribbon: Ribbon, wide: float, pills: Mapping[str, float]) -> tuple[float, float]:
    """Where the points of a ribbon stand: in the gutter it arrives through, or half way.

    Between neighbours they make room for the pills of the lower card, which reach up to them.
    """
    if ribbon.kind == "straight":
        x, y = ribbon.x1, (ribbon.y1 + ribbon.y2) / 2 + 4
        lower = ribbon.target if ribbon.y2 > ribbon.y1 else ribbon.source
        if lower in pills and y > max(ribbon.y1, ribbon.y2) - _PILLS_REACH:
            x = min(x, pills[lower] - wide / 2 - _PILLS_APART)
        return x, y
    if ribbon.kind == "arc":
        return ribbon.x1 + 11, (ribbon.y1 + ribbon.y2) / 2 + 4
    side = -10 if ribbon.x2 >= ribbon.x1 else 10
    return ribbon.x2 + side, ribbon.y2 + 4


def ribbon_sign(ribbon: Ribbon) -> Text | None:
    """The points of a ribbon as a small text, or None where they are not written."""
    if not ribbon.points:
        return None
    return Text(*ribbon.points_at, ribbon.points, "flowsign", 60, "middle")
