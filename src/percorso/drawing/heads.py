"""The head of each column: stage, customers, the share that goes on, the time it takes."""

from percorso.domain.journey_map import JourneyMap, StageOnMap, TouchpointOnMap
from percorso.drawing import marks
from percorso.drawing.cards import number_that_fits
from percorso.drawing.columns import SERVICE, UNPLACED, Column, Columns
from percorso.drawing.language import Language
from percorso.drawing.layout import EDGE, HEAD, Layout
from percorso.drawing.svg import Group, Piece, Text, attribute, label, line, touched
from percorso.drawing.text import broken, clean, fitted, width
from percorso.drawing.typed import owner_badge

_LEFT = 11
_RIGHT = 10
_OWNER = 24  # room of the owner's initials
_LINES = (20.5, 38.5, 56.5)


def heads(journey_map: JourneyMap, columns: Columns, layout: Layout, language: Language) -> Group:
    """All heads side by side, 68 px high, with the line below them."""
    last = _last_stage(columns)
    pieces: list[Piece | Group] = [line(EDGE, HEAD - 0.5, layout.right, HEAD - 0.5, "line firm")]
    for index, column in enumerate(columns.all):
        inside = [t for t in journey_map["touchpoints"] if columns.place[t["key"]] == index]
        pieces.append(_head(column, inside, index == last, layout, index, language))
    return Group(0, 0, tuple(pieces))


def _last_stage(columns: Columns) -> int:
    """Index of the last stage proper; unplaced is none."""
    stages = [i for i, column in enumerate(columns.all) if column.key != UNPLACED]
    return stages[-1] if stages else -1


def _head(
    column: Column, inside: list[TouchpointOnMap], is_last: bool, layout: Layout, index: int,
    language: Language,
) -> Group:  # fmt: skip
    room = layout.column_width - _LEFT - _RIGHT
    counted, noun = _count(column, inside)
    owner = column.stage["owner"] if column.stage else None
    name = broken(clean(column.name), "head", room - (_OWNER if owner else 0))
    below = language.say("stage_visits" if noun == "visits" else "stage_customers")
    known = counted is not None
    taken = width(name[1], "head") + 6 if len(name) > 1 else room * 0.45
    number = number_that_fits(counted, "head", room - taken, language) if counted else "–"
    left_room = room - width(number, "head") - 6
    second_style = "head" if len(name) > 1 else "muted"
    second = name[1] if len(name) > 1 else below
    pieces: list[Piece] = [
        *([touched(layout.column_width, HEAD)] if column.stage else []),
        line(0.5, 0, 0.5, HEAD),
        Text(_LEFT, _LINES[0], name[0], "head", room),
        label(_LEFT, _LINES[1], second, second_style, left_room),
        Text(layout.column_width - _RIGHT, _LINES[1], number, "head", room, "end"),
        *_third(column, inside, is_last, known, layout, language),
    ]
    badge: tuple[Group, ...] = ()
    if owner:
        badge = (owner_badge(layout.column_width - _RIGHT - 20, 4, owner, language),)
    count_said = language.counted(noun, counted) if counted else language.say("no_data")
    said = attribute(f"{column.name}: {count_said}")
    place = f' data-stage="{attribute(column.stage["key"])}"' if column.stage else ""
    return Group(
        layout.left(index), 0, (*pieces, *badge), f'{place} role="img" aria-label="{said}"'
    )


def _count(column: Column, inside: list[TouchpointOnMap]) -> tuple[int | None, str]:
    """Customers of a stage; a band has none of its own, so its visits are said."""
    if column.stage is not None:
        return column.stage["customers"] or None, "customers"
    return sum(t["visits"] for t in inside) or None, "visits"


def _third(
    column: Column, inside: list[TouchpointOnMap], is_last: bool, known: bool, layout: Layout,
    language: Language,
) -> list[Piece]:  # fmt: skip
    room = layout.column_width - _LEFT - _RIGHT
    if not known:
        return [label(_LEFT, _LINES[2], language.say("no_data"), "muted", room)]
    if column.key == UNPLACED:
        return [label(_LEFT, _LINES[2], language.say("stage_unplaced_note"), "muted", room)]
    if column.stage is None:
        return [label(_LEFT, _LINES[2], column.note, "muted", room)]
    if column.key == SERVICE:
        share = language.share(column.stage["reach"])
        style = "muted" if column.stage["reach"] is not None else "small"
        needed = language.say("stage_needed", share=share)
        style = style if width(needed, style) <= room else "small"
        return [label(_LEFT, _LINES[2], needed, style, room)]
    if is_last:
        return [label(_LEFT, _LINES[2], language.say("stage_last"), "muted", room)]
    return _progress(column.stage, room, layout, language)


def _progress(stage: StageOnMap, room: float, layout: Layout, language: Language) -> list[Piece]:
    pieces: list[Piece] = []
    used = 0.0
    if stage["moves_on_share"] is not None:
        text = language.share(stage["moves_on_share"])
        used = 13 + width(text, "muted") + 6
        pieces += [
            marks.arrow(_LEFT, _LINES[2] - 8.5),
            Text(_LEFT + 13, _LINES[2], text, "muted", room - 13),
        ]
    time = language.duration(stage["median_seconds_to_next"])
    if time:
        right = layout.column_width - _RIGHT
        text = fitted(time, "muted", room - used)
        pieces.append(Text(right, _LINES[2], text, "muted", room - used, "end"))
    return pieces
