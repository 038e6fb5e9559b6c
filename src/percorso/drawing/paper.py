"""The map on a sheet of paper: scaled to fit, with fewer cards where more could not be read."""

from bisect import bisect_left
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from percorso.domain.journey_map import JourneyMap
from percorso.drawing.cells import named_in_cells
from percorso.drawing.choose import CARDS, Choice, choose
from percorso.drawing.columns import columns_of
from percorso.drawing.ink import Theme, spelled_css
from percorso.drawing.language import Language, language_of
from percorso.drawing.sheet import NARROWEST_PAGE, sheet
from percorso.drawing.svg import Group, attribute, label, n

Paper = Literal["a3", "a4"]

# Landscape, in points: 1/72 inch, so 210 mm are 595.
_SIZES: dict[Paper, tuple[float, float]] = {"a3": (1190.55, 841.89), "a4": (841.89, 595.28)}
_MARGIN = 20.0
_HEAD = 18.0
_HEAD_SCALE = 0.62

# Text of 12 px has 5 points at this scale; smaller is not read off paper.
_READABLE = 5 / 12
# Tried in turn until the map is readable; what is left out is said below the drawing.
_CARDS = (CARDS, 20, 16, 14, 12, 10, 8, 6, 5, 4, 3)


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A drawing of so many cards, and how much it shrinks to fit the paper."""

    group: Group
    wide: float
    high: float
    scale: float


def map_on_paper(
    journey_map: JourneyMap, *, title: str, paper: Paper = "a4", theme: Theme = "light",
    language: str | None = None,
) -> str:  # fmt: skip
    """The map as one page of paper, an SVG in points without the font.

    Args:
        journey_map: the map as data.
        title: whose map it is.
        paper: `a3` or `a4`, landscape.
        theme: `light` or `dark`.
        language: `it` or `en`; the map's own where none is given.
    """
    speech = language_of(journey_map, language)
    width, height = _SIZES[paper]
    room = (width - 2 * _MARGIN, height - 2 * _MARGIN - _HEAD)
    drawn = _readable(journey_map, speech, room)
    x = _MARGIN + (room[0] - drawn.wide * drawn.scale) / 2
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="map-svg" width="{n(width)}" '
        f'height="{n(height)}" viewBox="0 0 {n(width)} {n(height)}" lang="{speech.code}" '
        f'aria-label="{attribute(title)}"><style>{spelled_css(theme, on_paper=True)}</style>'
        f'<rect width="100%" height="100%" class="canvas"/>'
        f"{_scaled(_head(journey_map, title, speech, room[0]), _MARGIN, _MARGIN, _HEAD_SCALE)}"
        f"{_scaled(drawn.group, x, _MARGIN + _HEAD, drawn.scale)}</svg>\n"
    )


def _scaled(group: Group, x: float, y: float, scale: float) -> str:
    return f'<g transform="translate({n(x)} {n(y)}) scale({scale:.5f})">{group.svg()}</g>'


def _head(journey_map: JourneyMap, title: str, language: Language, room: float) -> Group:
    """Whose map it is, and of which day."""
    wide = room / _HEAD_SCALE
    zone = journey_map["time_zone"]
    said = [language.say("computed_on", date=_day(journey_map["computed_at"], zone, language))]
    if journey_map["data_until"]:
        until = _day(journey_map["data_until"], zone, language)
        said.insert(0, language.say("data_until", date=until))
    dates = label(wide, 16, " · ".join(said), "soft", wide / 2, "end")
    return Group(0, 0, (label(0, 16, title, "kpi", wide / 2 - 20), dates))


def _day(instant: str, zone: str, language: Language) -> str:
    return language.day(instant, zone, with_year=True)


def _readable(journey_map: JourneyMap, language: Language, room: tuple[float, float]) -> _Drawn:
    """The drawing with the most cards that can be read, else the one with the fewest.

    On paper no fold can be opened, so what has no card is left out with its lanes; what a cell
    speaks of has one.
    """
    named = named_in_cells(journey_map, columns_of(journey_map, language))

    @cache
    def of(cards: int) -> _Drawn:
        choice = replace(choose(journey_map, cards, named=named), folded=())
        return _fitted(journey_map, language, room, choice)

    usual = _fitted(journey_map, language, room, choose(journey_map, named=named))
    known = len(journey_map["touchpoints"])
    fewer = [cards for cards in _CARDS if len(named) <= cards < known]
    if usual.scale >= _READABLE or not fewer:
        return usual
    first = bisect_left(fewer, True, key=lambda cards: of(cards).scale >= _READABLE)
    return of(fewer[min(first, len(fewer) - 1)])


def _fitted(
    journey_map: JourneyMap, language: Language, room: tuple[float, float], choice: Choice
) -> _Drawn:
    """The drawing in the shape of the paper, as far as its columns let it."""
    group, wide, high = sheet(journey_map, language, NARROWEST_PAGE, choice)
    shaped = int(high * room[0] / room[1])
    if shaped > wide:
        group, wide, high = sheet(journey_map, language, shaped, choice)
    return _Drawn(group, wide, high, min(room[0] / wide, room[1] / high))
