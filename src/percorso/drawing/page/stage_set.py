"""The drawing inside a page: heads, row names and cells as three pictures that move together."""

from collections.abc import Callable
from typing import Any

from percorso.domain.journey_map import JourneyMap, PersonaOnMap
from percorso.drawing.comparison.marks import ribbon_sign
from percorso.drawing.language import Language
from percorso.drawing.layout import EDGE, HEAD, NAMES, Row
from percorso.drawing.scene import Scene, grid, ribbon_svg, row_line
from percorso.drawing.svg import attribute, label, line, n
from percorso.drawing.typed import persona_corner

CORNER = EDGE + NAMES


def stage_set(
    scene: Scene, number: int, language: Language, persona: PersonaOnMap | None = None
) -> str:
    """One drawing of the map as HTML around three SVG.

    Args:
        scene: the composed map.
        number: which drawing of the page it is; all but the first are hidden at first.
        language: the language of the words.
        persona: whose map it is; it stands in the corner.
    """
    corner = persona_corner(persona, f"face{number}").svg()
    wide, high = scene.layout.width, scene.layout.height
    hidden = " hidden" if number else ""
    return (
        f'<div class="map" data-drawing="{number}"{hidden} '
        f'style="--w:{n(wide)};--h:{n(high)};--c:{CORNER}">'
        f'<div class="heads"><div class="corner">{_picture(CORNER, HEAD, corner)}</div>'
        f"{_picture(wide, HEAD, scene.heads.svg())}"
        f'</div><div class="body"><div class="names">{_picture(CORNER, high, _names(scene))}'
        f"</div>{_picture(wide, high, _cells(scene, language), 'cells')}</div></div>"
    )


def _picture(wide: float, high: float, inside: str, name: str = "") -> str:
    return (
        f'<svg class="map-svg {name}" viewBox="0 0 {n(wide)} {n(high)}" '
        f'preserveAspectRatio="xMinYMin slice" style="--sw:{n(wide)};--sh:{n(high)}">{inside}</svg>'
    )


def _names(scene: Scene) -> str:
    return "".join(_name(row, scene) for row in scene.layout.rows)


def _name(row: Row, scene: Scene) -> str:
    said = attribute(" ".join(row.name))
    subs = scene.names[row.key].svg()
    tall = row.height - 0.5
    return (
        f'<g data-row="{row.key}" transform="translate(0 {n(row.y)})">'
        f'<g class="fold-row" role="button" tabindex="0" aria-expanded="true" aria-label="{said}">'
        f'<rect class="hit" x="3" y="4" width="{CORNER - 6}" '
        f'height="{16 * len(row.name) + 6}" rx="5"/>'
        f'<path class="chevron" d="M10.5 13 14 16.8 17.5 13"/>{subs}</g>'
        f'<g class="opened">{line(0, tall, CORNER, tall).svg()}</g>'
        f'<g class="cut">{line(0, row.shut - 0.5, CORNER, row.shut - 0.5).svg()}</g></g>'
    )


def _cells(scene: Scene, language: Language) -> str:
    rows = "".join(_row(row, scene, language) for row in scene.layout.rows)
    flows = "".join(
        ribbon_svg(ribbon, f' data-n="{at}"') for at, ribbon in enumerate(scene.ribbons)
    )
    signs = "".join(
        f'<g data-sign="{at}">{sign.svg()}</g>'
        for at, ribbon in enumerate(scene.ribbons)
        if (sign := ribbon_sign(ribbon))
    )
    cards = "".join(_lane_cards(row, scene) for row in scene.layout.rows if row.lane)
    return (
        f'{grid(scene.layout).svg()}{rows}<g class="ribbons" aria-hidden="true">{flows}</g>{cards}'
        f'<g class="flowsigns" aria-hidden="true">{signs}</g>'
    )


def _row(row: Row, scene: Scene, language: Language) -> str:
    cells = scene.rows[row.key].svg() if row.key in scene.rows else ""
    shut_line = line(0, row.shut - 0.5, scene.layout.right, row.shut - 0.5).svg()
    return (
        f'<g data-row="{row.key}" transform="translate(0 {n(row.y)})">'
        f'<g class="opened">{row_line(row, scene.layout).svg()}{cells}</g>'
        f'<g class="cut">{shut_line}{_counts(row, scene, language)}</g></g>'
    )


def _counts(row: Row, scene: Scene, language: Language) -> str:
    """What a collapsed lane still says: how many touchpoints each cell holds."""
    if row.lane is None:
        return ""
    layout = scene.layout
    said: list[str] = []
    for column in range(layout.columns):
        inside = [p for p in layout.places.values() if (p.column, p.lane) == (column, row.lane)]
        count = sum(len(place.folded) or 1 for place in inside)
        if count:
            words = language.counted("touchpoints", count)
            x = layout.left(column) + 11
            said.append(label(x, 18.5, words, "muted", layout.cell_room).svg())
    return "".join(said)


def _lane_cards(row: Row, scene: Scene) -> str:
    cards = "".join(group.svg() for key, group in scene.cards if key == row.key)
    return (
        f'<g data-row="{row.key}" transform="translate(0 {n(row.y)})">'
        f'<g class="opened">{cards}</g></g>'
    )


def moving_parts(scene: Scene, journey_map: JourneyMap) -> dict[str, Any]:
    """What the script needs to collapse rows, follow arrow keys and light ribbons up."""
    at = {t["key"]: index for index, t in enumerate(journey_map["touchpoints"])}
    row_of = {row.lane: row.key for row in scene.layout.rows if row.lane}
    name_of: Callable[[str], str] = lambda key: key if key.startswith("+") else str(at[key])  # noqa: E731
    places = scene.layout.places
    return {
        "rows": [[row.key, row.y, row.height, row.shut] for row in scene.layout.rows],
        "boxes": {
            name_of(key): [p.box.x, p.box.y, p.box.w, p.box.h, row_of[p.lane]]
            for key, p in places.items()
        },
        "ribbons": [
            [at[r.source], at[r.target], r.outline(), r.y1, r.y2,
             row_of[places[r.source].lane], row_of[places[r.target].lane]]
            for r in scene.ribbons
        ],
    }  # fmt: skip
