"""Where everything stands: boxes of cards, rows and columns from constants and the font alone."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from percorso.domain.journey_map import JourneyMap, TouchpointOnMap
from percorso.drawing.choose import Choice
from percorso.drawing.columns import Columns
from percorso.drawing.lanes import LANES, PEOPLE_LANE, lane_of
from percorso.drawing.language import Language
from percorso.drawing.text import broken, clean

EDGE = 24  # page edge
NAMES = 109  # row names
HEAD = 68  # stage headers
COLUMN = 158  # narrowest column
WIDEST_CARD = 240
CARD_LEFT = 12  # from the column's line to the card
CARD_RIGHT = 7
CARD = 74  # height with a one-line name
CARD_TALL = 90  # with two lines
FOLD = 34  # height of "other (k)"
GAP = 14  # between cards of a cell
LANE_PAD = 15
NAME_LEFT = 14  # of a card's texts
NAME_RIGHT = 6
CELL_SIDES = 20  # of the texts in a cell, left and right together
SHUT = 28
SHUT_TALL = 40
NAME_ROOM = NAMES - 26.0  # width of a row's name

EMOTION, INDICATORS, PAINS, ACTIONS, QUOTES, OPPORTUNITIES, MEDIA = (
    "emotion", "indicators", "pains", "actions", "quotes", "opportunities", "media",
)  # fmt: skip
TYPED = "typed_"  # prefix of the rows people typed
LINE = 16.5  # height of a line in the cells of a row
LANE_PREFIX = "lane_"
_SUBS = {
    EMOTION: "row_emotion_sub",
    PAINS: "row_pains_sub",
    ACTIONS: "row_actions_sub",
    MEDIA: "row_media_sub",
    LANE_PREFIX + PEOPLE_LANE: "lane_people_sub",
}
_ABOVE_LANES = (EMOTION, INDICATORS, PAINS, ACTIONS)
_BELOW_LANES = (QUOTES, OPPORTUNITIES, MEDIA)


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in px, from its upper left corner."""

    x: float
    y: float
    w: float
    h: float

    @property
    def right(self) -> float:
        """The x of the right edge."""
        return self.x + self.w

    @property
    def bottom(self) -> float:
        """The y of the lower edge."""
        return self.y + self.h

    @property
    def middle(self) -> float:
        """The y half way down."""
        return self.y + self.h / 2


@dataclass(frozen=True, slots=True)
class Place:
    """A card, or the fold of a cell, on the map.

    Attributes:
        key: the touchpoint's key; for a fold `+column/lane`.
        box: its rectangle.
        column: index of its column.
        lane: its lane.
        name: the lines of its name.
        folded: the keys a fold holds, best first; empty for a card.
    """

    key: str
    box: Box
    column: int
    lane: str
    name: tuple[str, ...] = ()
    folded: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the map: `emotion`, `quotes`, ... or a lane (`lane_site`).

    Attributes:
        key: the row's key.
        name: the lines of its name.
        sub: the lines below its name.
        y: where it begins, from the first row on.
        height: in px; collapsed it is `shut` high.
    """

    key: str
    name: tuple[str, ...]
    sub: tuple[str, ...]
    y: float
    height: float

    @property
    def shut(self) -> int:
        """Height of the collapsed row in px."""
        return SHUT_TALL if len(self.name) > 1 else SHUT

    @property
    def lane(self) -> str | None:
        """The lane this row is, or None."""
        return self.key.removeprefix(LANE_PREFIX) if self.key.startswith(LANE_PREFIX) else None


@dataclass(frozen=True, slots=True)
class Layout:
    """The whole drawing below the stage headers; y begins at the first row.

    Attributes:
        width: of the drawing, page edges included.
        height: of all rows.
        column_width: of every column.
        columns: how many columns.
        rows: the rows from top to bottom.
        places: cards and folds by key.
    """

    width: float
    height: float
    column_width: int
    columns: int
    rows: tuple[Row, ...]
    places: dict[str, Place] = field(default_factory=dict)

    def left(self, column: int) -> float:
        """The x of a column's line."""
        return EDGE + NAMES + column * self.column_width

    @property
    def right(self) -> float:
        """The x where the last column ends."""
        return self.left(self.columns)

    @property
    def cell_room(self) -> float:
        """Width that the text of a cell may take."""
        return self.column_width - CELL_SIDES


def column_width(width: int, columns: int) -> int:
    """Width of a column in px on a page of a width."""
    return max(COLUMN, (width - 2 * EDGE - NAMES) // max(1, columns))


def lay_out(
    journey_map: JourneyMap,
    columns: Columns,
    choice: Choice,
    heights: Mapping[str, float],
    language: Language,
    width: int,
    typed_names: Mapping[str, str] | None = None,
) -> Layout:
    """Boxes of every row, card and fold.

    Args:
        journey_map: the map.
        columns: its columns.
        choice: what is drawn and what is folded.
        heights: height in px of each row that is no lane; a row it lacks is not drawn.
        language: the language of names.
        width: of the page in px; the drawing is wider where columns need it.
        typed_names: the labels of rows that people typed, by row key.
    """
    each = column_width(width, len(columns.all))
    cells = _cells(journey_map, columns, choice, each)
    rows = _rows(cells, heights, columns.crowded, language, typed_names or {})
    layout_width = 2 * EDGE + NAMES + each * len(columns.all)
    places: dict[str, Place] = {}
    for row in rows:
        if row.lane is not None:
            places |= _placed(row, cells, each)
    height = rows[-1].y + rows[-1].height if rows else 0
    return Layout(layout_width, height, each, len(columns.all), rows, places)


def card_width(each: int) -> int:
    """Width of a card in a column of a width."""
    return min(WIDEST_CARD, each - 1 - CARD_LEFT - CARD_RIGHT)


Cells = dict[tuple[int, str], list[Place]]


def _cells(journey_map: JourneyMap, columns: Columns, choice: Choice, each: int) -> Cells:
    """The cards of each cell from top to bottom, with heights but not yet with a place."""
    of_key = {t["key"]: t for t in journey_map["touchpoints"]}
    rank = {key: place for place, key in enumerate(choice.folded)}
    cells: Cells = {}
    for touchpoint in sorted((of_key[key] for key in choice.kept), key=_depth):
        place = _card(touchpoint, columns, each)
        cells.setdefault((place.column, place.lane), []).append(place)
    folds: dict[tuple[int, str], list[str]] = {}
    for key in sorted(choice.folded, key=rank.__getitem__):
        cell = (columns.place[key], lane_of(of_key[key]["channel"]))
        folds.setdefault(cell, []).append(key)
    for (column, lane), keys in folds.items():
        box = Box(0, 0, card_width(each), FOLD)
        fold = Place(f"+{column}/{lane}", box, column, lane, folded=tuple(keys))
        cells.setdefault((column, lane), []).append(fold)
    return cells


def _depth(touchpoint: TouchpointOnMap) -> tuple[float, str, str]:
    return (touchpoint["median_position"] or 0.0, touchpoint["name"], touchpoint["key"])


def _card(touchpoint: TouchpointOnMap, columns: Columns, each: int) -> Place:
    wide = card_width(each)
    name = broken(clean(touchpoint["name"]), "strong", wide - NAME_LEFT - NAME_RIGHT)
    tall = CARD_TALL if len(name) > 1 else CARD
    column = columns.place[touchpoint["key"]]
    return Place(
        touchpoint["key"], Box(0, 0, wide, tall), column, lane_of(touchpoint["channel"]), name
    )


def _rows(
    cells: Cells, heights: Mapping[str, float], crowded: bool, language: Language,
    typed_names: Mapping[str, str],
) -> tuple[Row, ...]:  # fmt: skip
    lanes = [lane for lane in LANES if any(lane == cell[1] for cell in cells)]
    keys = [
        *(key for key in heights if key.startswith(TYPED)),
        *(key for key in _ABOVE_LANES if key in heights),
        *(LANE_PREFIX + lane for lane in lanes),
        *(key for key in _BELOW_LANES if key in heights),
    ]
    # In a process log that knows one channel only, the lane says nothing.
    plain = crowded and len(lanes) == 1
    rows: list[Row] = []
    y = 0.0
    for key in keys:
        height = heights[key] if key in heights else _lane_height(key, cells)
        typed = typed_names.get(key)
        name, sub = (
            (broken(typed, "label", NAME_ROOM), ())
            if typed is not None
            else _row_words(key, height, plain, language)
        )
        rows.append(Row(key, name, sub, y, height))
        y += height
    return tuple(rows)


def _row_words(
    key: str, height: float, plain: bool, language: Language
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The name of a row, and below it what it counts where there is room."""
    is_lane = key.startswith(LANE_PREFIX)
    word = "lane_all" if is_lane and plain else key if is_lane else f"row_{key}"
    name = broken(language.say(word), "label", NAME_ROOM)
    if word not in (key, f"row_{key}") or key not in _SUBS:
        return name, ()
    most = int((height - 10 - 16 * len(name)) // 15)
    sub = broken(language.say(_SUBS[key]), "small", NAME_ROOM, 3)
    return name, sub if len(sub) <= most else ()


def _lane_height(key: str, cells: Cells) -> float:
    lane = key.removeprefix(LANE_PREFIX)
    fullest = max(_stack(cell) for at, cell in cells.items() if at[1] == lane)
    return max(CARD, fullest) + 2 * LANE_PAD


def _stack(cell: list[Place]) -> float:
    """Height of a cell's cards with the gaps between them."""
    return sum(place.box.h for place in cell) + GAP * (len(cell) - 1)


def _placed(row: Row, cells: Cells, each: int) -> dict[str, Place]:
    """The cards of a lane at their places, in the middle of the lane."""
    placed: dict[str, Place] = {}
    for (column, lane), cell in cells.items():
        if lane != row.lane:
            continue
        y = row.y + (row.height - 1 - _stack(cell)) / 2
        x = EDGE + NAMES + column * each + 1 + CARD_LEFT
        for place in cell:
            box = Box(x, y, place.box.w, place.box.h)
            placed[place.key] = Place(place.key, box, column, lane, place.name, place.folded)
            y += place.box.h + GAP
    return placed
