"""The map as one standalone SVG file: head, numbers, stages, rows, cards, ribbons, legend."""

from percorso.domain.journey_map import JourneyMap
from percorso.drawing.choose import Choice
from percorso.drawing.comparison.marks import ribbon_sign
from percorso.drawing.comparison.telling import change_entries, comparison_notes, told_changes
from percorso.drawing.font import font_faces
from percorso.drawing.headline import (
    MainNumber,
    context_line,
    main_numbers,
    shows_only_successes,
)
from percorso.drawing.ink import Theme, spelled_css
from percorso.drawing.language import Language, language_of
from percorso.drawing.layout import EDGE, HEAD, Layout
from percorso.drawing.legend import entries, flowed, hypothesis_entry, media_entry
from percorso.drawing.scene import Scene, compose, grid, ribbon_svg, row_line
from percorso.drawing.svg import Group, Piece, Shape, Text, attribute, label, line, n, rect
from percorso.drawing.text import broken, width
from percorso.drawing.typed import persona_corner

NARROWEST_PAGE = 640
_TITLE = 62.0  # title and context line
_STRIP = 56.0  # main numbers
_FOOT_LINE = 18.0


def map_svg(
    journey_map: JourneyMap,
    *,
    theme: Theme = "light",
    width: int = 1440,
    language: str | None = None,
) -> str:
    """The whole map as one SVG that needs nothing else.

    Args:
        journey_map: the map as data.
        theme: `light` or `dark`.
        width: of the drawing in px; it is wider where its columns need more.
        language: `it` or `en`; the map's own where none is given.
    """
    speech = language_of(journey_map, language)
    group, wide, high = sheet(journey_map, speech, max(width, NARROWEST_PAGE))
    said = attribute(f"{speech.say('title')}. {context_line(journey_map, speech, with_year=True)}")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="map-svg" width="{n(wide)}" '
        f'height="{n(high)}" viewBox="0 0 {n(wide)} {n(high)}" lang="{speech.code}" '
        f'aria-label="{said}"><style>{font_faces()}{spelled_css(theme)}</style>'
        f'<rect width="100%" height="100%" class="canvas"/>{group.svg()}</svg>\n'
    )


def sheet(
    journey_map: JourneyMap, language: Language, width: int, choice: Choice | None = None
) -> tuple[Group, float, float]:
    """The drawing as one group, with its width and height in px.

    Args:
        journey_map: the map.
        language: its language.
        width: in px; the drawing is wider where its columns need more.
        choice: what to show; by the drawing rule where none is given.
    """
    if is_blank(journey_map):
        return _empty(journey_map, language, width)
    scene = compose(journey_map, language, width, choice)
    wide = max(float(width), scene.layout.width)
    top = Group(0, 0, (*_title(journey_map, language, wide),))
    strip = _strip(main_numbers(journey_map, language), wide, language)
    rows_at = _TITLE + _STRIP + HEAD
    foot_at = rows_at + scene.layout.height + 14
    foot, high = _foot(journey_map, scene, language, wide)
    pieces = (
        top,
        Group(0, _TITLE, strip),
        Group(0, _TITLE + _STRIP, (persona_corner(journey_map["persona"], "face"), scene.heads)),
        Group(0, rows_at, _rows(scene)),
        Group(0, foot_at, (foot,)),
    )
    return Group(0, 0, pieces), wide, foot_at + high + 12


def _title(journey_map: JourneyMap, language: Language, wide: float) -> tuple[Piece, ...]:
    said = context_line(journey_map, language, with_year=True)
    return (
        label(EDGE, 30, language.say("title"), "title", wide - 2 * EDGE),
        label(EDGE, 50, said, "soft", wide - 2 * EDGE),
    )


def _strip(
    numbers: tuple[MainNumber, ...], wide: float, language: Language
) -> tuple[Piece | Group, ...]:
    """The main numbers side by side between two lines, as many as fit."""
    room = wide - 2 * EDGE
    each = room / len(numbers)
    pieces: list[Piece | Group] = [
        line(0, 0.5, wide, 0.5),
        line(0, _STRIP - 0.5, wide, _STRIP - 0.5),
    ]
    for index, number in enumerate(numbers):
        pieces.append(Group(EDGE + index * each, 0, _number(number, each, index > 0)))
    return tuple(pieces)


def _number(number: MainNumber, each: float, ruled: bool) -> tuple[Piece, ...]:
    x = 16.0 if ruled else 0.0
    room = each - x - 6
    value = label(x, 43, number.value, "kpi", room)
    used = width(value.content, "kpi") + 8
    pieces: list[Piece] = [label(x, 20, number.name, "muted", room), value]
    if number.note and width(number.note, "small") <= room - used:
        pieces.append(Text(x + used, 43, number.note, "small", room - used))
    return (line(0.5, 0, 0.5, _STRIP), *pieces) if ruled else tuple(pieces)


def _rows(scene: Scene) -> tuple[Piece | Group, ...]:
    layout = scene.layout
    tops = {row.key: row.y for row in layout.rows}
    backs = [
        Group(0, row.y, (_ruled(scene, row.key, layout), scene.names[row.key]))
        for row in layout.rows
    ]
    flows = Shape(f'<g class="ribbons">{"".join(ribbon_svg(r) for r in scene.ribbons)}</g>')
    signs = [sign for ribbon in scene.ribbons if (sign := ribbon_sign(ribbon))]
    cards = [Group(0, tops[key], (group,)) for key, group in scene.cards]
    return (grid(layout), *backs, flows, *cards, *signs)


def _ruled(scene: Scene, key: str, layout: Layout) -> Group:
    row = next(row for row in layout.rows if row.key == key)
    cells = (scene.rows[key],) if key in scene.rows else ()
    return Group(0, 0, (row_line(row, layout), *cells))


def _foot(
    journey_map: JourneyMap, scene: Scene, language: Language, wide: float
) -> tuple[Group, float]:
    """Legend and coverage, and their height in px."""
    with_goal = journey_map["totals"]["success"] is not None
    found = (
        *entries(language, with_goal=with_goal),
        *change_entries(journey_map, language),
        *media_entry(journey_map, language),
        *hypothesis_entry(journey_map, language),
    )
    legend, high = flowed(found, EDGE, wide - EDGE)
    said = notes(journey_map, scene, language)
    lines = broken(" ".join(said), "small", wide - 2 * EDGE, 4) if said else ()
    told = told_changes(journey_map, language)
    texts = tuple(
        label(EDGE, high + 16 + _FOOT_LINE * at, text, style, wide - 2 * EDGE)
        for at, (text, style) in enumerate([*((line, "small") for line in lines), *told])
    )
    return Group(0, 0, (legend, *texts)), high + 16 + _FOOT_LINE * len(texts)


def notes(journey_map: JourneyMap, scene: Scene, language: Language) -> tuple[str, ...]:
    """What stands below the map: coverage, and why something is missing."""
    said = list(scene.coverage)
    if scene.columns.crowded:
        said.append(language.say("bands_note"))
    if journey_map["totals"]["success"] is None and journey_map["totals"]["journeys"]:
        said.append(language.say("no_goal_note"))
    if shows_only_successes(journey_map):
        said.append(language.say("only_success_note"))
    said += comparison_notes(journey_map, language)
    return tuple(said)


def is_blank(journey_map: JourneyMap) -> bool:
    """Whether there is nothing to draw: no touchpoint, met or typed, and no word."""
    return not (
        journey_map["touchpoints"] or journey_map["typed_rows"] or journey_map["persona"]
    )  # fmt: skip


def _empty(journey_map: JourneyMap, language: Language, width: int) -> tuple[Group, float, float]:
    """What is said where there is nothing to draw, and what to do about it."""
    texts: list[Piece | Group] = [*_title(journey_map, language, width)]
    texts.append(label(width / 2, 150, language.say("empty_title"), "kpi", width - 80, "middle"))
    y = 180.0
    for text in broken(empty_reason(journey_map, language), "soft", 480):
        texts.append(Text(width / 2, y, text, "soft", width - 80, "middle"))
        y += 20
    for word, command in ways_in(language):
        y += 38
        texts.append(rect(width / 2 - 250, y - 19, 500, 28, "command", 5))
        texts.append(label(width / 2 - 238, y, word, "strong", 180))
        texts.append(label(width / 2 + 238, y, command, "soft", 290, "end"))
    return Group(0, 0, tuple(texts)), float(width), y + 60


def empty_reason(journey_map: JourneyMap, language: Language) -> str:
    """Why the map is empty: no source at all, or nothing in this period or filter."""
    return language.say("empty_period" if journey_map["sources"] else "empty_text")


def ways_in(language: Language) -> tuple[tuple[str, str], ...]:
    """What to do about an empty map, and the command for it."""
    return (
        (language.say("empty_load"), "percorso load FILE --workspace DIR --source NAME"),
        (language.say("empty_demo"), "percorso demo"),
    )
