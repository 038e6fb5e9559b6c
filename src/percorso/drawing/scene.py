"""The whole map as groups of pieces: one composition for the page, the file and the tests."""

from collections.abc import Sequence
from dataclasses import dataclass

from percorso.domain.journey_map import FindingKind, JourneyMap, TouchpointOnMap
from percorso.drawing.actions import action_cells, actions_height
from percorso.drawing.cards import CardFacts, card, fold, hypothesis_name, pills_width
from percorso.drawing.cells import CellFacts, cell, facts_per_column, largest, row_heights
from percorso.drawing.choose import Choice, choose
from percorso.drawing.columns import Columns, columns_of, second_share
from percorso.drawing.comparison.marks import other_levels, tinted
from percorso.drawing.comparison.view import View, card_change, view_of
from percorso.drawing.curve import Frame, emotion_cells, emotions, typed_levels
from percorso.drawing.headline import coverage_sentences
from percorso.drawing.heads import heads
from percorso.drawing.language import Language
from percorso.drawing.layout import (
    ACTIONS,
    CELL_SIDES,
    EDGE,
    EMOTION,
    MEDIA,
    NAME_ROOM,
    OPPORTUNITIES,
    PAINS,
    TYPED,
    Layout,
    Place,
    Row,
    column_width,
    lay_out,
)  # fmt: skip
from percorso.drawing.media import media_cells, media_height
from percorso.drawing.ribbons import Ribbon, ribbons
from percorso.drawing.svg import Group, Shape, Text, attribute, line
from percorso.drawing.typed import typed_card, typed_heights, typed_names, typed_row


@dataclass(frozen=True, slots=True)
class Scene:
    """A drawn map.

    Attributes:
        layout: the boxes.
        columns: the columns.
        choice: what is shown.
        ribbons: the flows, widest first.
        heads: the stage headers, 68 px high.
        names: the name of each row, from the row's own top.
        rows: the cells of each row that is no lane, from the row's own top.
        cards: (row key, card or fold); y from the row's own top.
        coverage: what the drawing leaves out, in words.
    """

    layout: Layout
    columns: Columns
    choice: Choice
    ribbons: tuple[Ribbon, ...]
    heads: Group
    names: dict[str, Group]
    rows: dict[str, Group]
    cards: tuple[tuple[str, Group], ...]
    coverage: tuple[str, ...]


def compose(
    journey_map: JourneyMap,
    language: Language,
    width: int,
    choice: Choice | None = None,
    *,
    interactive: bool = False,
    name: str = "map",
) -> Scene:
    """The drawing of a map.

    Args:
        journey_map: the map.
        language: its language.
        width: of the page in px.
        choice: what to show; by the drawing rule where none is given.
        interactive: whether cards are buttons (on a page) or images (in a file).
        name: prefix of the ids inside, unique among the drawings of one page.
    """
    chosen = choice or choose(journey_map)
    columns = columns_of(journey_map, language)
    facts = facts_per_column(journey_map, columns)
    view = view_of(journey_map)
    measured = emotions(columns, journey_map["touchpoints"])
    room = column_width(width, len(columns.all)) - CELL_SIDES
    heights = row_heights(facts, room, has_voices=any(measured) or any(typed_levels(columns)))
    heights |= typed_heights(journey_map, columns)
    if journey_map["media"]:
        heights[MEDIA] = media_height(journey_map["media"], column_width(width, len(columns.all)))
    if (high := actions_height(journey_map, columns)) is not None:
        heights[ACTIONS] = high
    names = typed_names(journey_map)
    layout = lay_out(journey_map, columns, chosen, heights, language, width, names)
    on_cards = _facts_per_card(journey_map, columns, chosen, layout, view, language)
    pills = {
        key: layout.places[key].box.right - pills_width(one, language)
        for key, one in on_cards.items()
    }
    return Scene(
        layout=layout,
        columns=columns,
        choice=chosen,
        ribbons=tinted(ribbons(layout, chosen.ribbons), view, pills, language),
        heads=heads(journey_map, columns, layout, language),
        names={row.key: row_name(row, EDGE) for row in layout.rows},
        rows={
            row.key: _row(row, journey_map, columns, facts, layout, language, name)
            for row in layout.rows
            if row.lane is None
        },
        cards=_cards(journey_map, columns, on_cards, layout, language, interactive),
        coverage=_coverage(journey_map, chosen, language),
    )


def row_name(row: Row, x: float) -> Group:
    """The name of a row and what stands below it."""
    names = [Text(x, 19 + 16 * at, text, "label", NAME_ROOM) for at, text in enumerate(row.name)]
    below = 19 + 16 * len(row.name)
    subs = [Text(x, below + 15 * at, text, "small", NAME_ROOM) for at, text in enumerate(row.sub)]
    return Group(0, 0, tuple(names + subs))


def _coverage(journey_map: JourneyMap, choice: Choice, language: Language) -> tuple[str, ...]:
    return coverage_sentences(
        journey_map,
        len(choice.kept),
        (choice.edges_shown, choice.edges_total),
        choice.transitions_share,
        (choice.replayed_share, choice.replay_is_least),
        language,
        with_folds=bool(choice.folded),
    )


def _row(
    row: Row,
    journey_map: JourneyMap,
    columns: Columns,
    facts: Sequence[CellFacts],
    layout: Layout,
    language: Language,
    name: str,
) -> Group:
    if row.key == EMOTION:
        measured = emotions(columns, journey_map["touchpoints"])
        frame = Frame(layout.left(0), layout.column_width, 44, 30, 22, row.height)
        others = other_levels(journey_map, columns)
        pieces = emotion_cells(columns, measured, frame, language, f"{name}-feel", others)
        return Group(0, 0, pieces)
    if row.key.startswith(TYPED):
        return typed_row(row.key, journey_map, columns, layout, language)
    if row.key == ACTIONS:
        return action_cells(journey_map, columns, layout, language)
    if row.key == MEDIA:
        return media_cells(journey_map, layout, row.height, language, f"{name}-hatch")
    kind = {PAINS: "pain_point", OPPORTUNITIES: "opportunity"}.get(row.key)
    scale = largest([f for f in journey_map["findings"] if f["kind"] == kind])
    cells = [
        Group(
            layout.left(at),
            0,
            (cell(row.key, fact, layout, scale, journey_map["time_zone"], language),),
        )
        for at, fact in enumerate(facts)
    ]
    return Group(0, 0, tuple(cells))


def _facts_per_card(
    journey_map: JourneyMap, columns: Columns, choice: Choice, layout: Layout, view: View | None,
    language: Language,
) -> dict[str, CardFacts]:  # fmt: skip
    kinds = kinds_per_touchpoint(journey_map)
    return {
        t["key"]: card_facts(t, columns, kinds, choice.returns, view, language)
        for t in journey_map["touchpoints"]
        if t["key"] in layout.places and not layout.places[t["key"]].folded
    }


def _cards(
    journey_map: JourneyMap,
    columns: Columns,
    on_cards: dict[str, CardFacts],
    layout: Layout,
    language: Language,
    interactive: bool,
) -> tuple[tuple[str, Group], ...]:
    of_key = {t["key"]: t for t in journey_map["touchpoints"]}
    at = {t["key"]: index for index, t in enumerate(journey_map["touchpoints"])}
    tops = {row.lane: row for row in layout.rows if row.lane}
    drawn: list[tuple[str, Group]] = []
    for place in sorted(layout.places.values(), key=lambda p: (p.column, p.box.y)):
        row = tops[place.lane]
        if place.folded:
            group = _fold(place, of_key, columns, layout, language, interactive)
        else:
            facts = on_cards[place.key]
            opening = _opening(str(at[place.key]), interactive)
            if facts.touchpoint["evidence"] == "hypothesis":
                said = hypothesis_name(facts, language)
                group = typed_card(place, opening, said, language)
            else:
                group = card(place, facts, language, opening)
        drawn.append((row.key, Group(group.x, group.y - row.y, group.pieces, group.opening)))
    return tuple(drawn)


def kinds_per_touchpoint(journey_map: JourneyMap) -> dict[str, frozenset[FindingKind]]:
    """Touchpoint key -> the kinds of its findings."""
    kinds: dict[str, set[FindingKind]] = {}
    for finding in journey_map["findings"]:
        kinds.setdefault(finding["touchpoint"], set()).add(finding["kind"])
    return {key: frozenset(found) for key, found in kinds.items()}


def card_facts(
    touchpoint: TouchpointOnMap, columns: Columns, kinds: dict[str, frozenset[FindingKind]],
    returns: dict[str, int], view: View | None, language: Language,
) -> CardFacts:  # fmt: skip
    """What the card of a touchpoint says."""
    key = touchpoint["key"]
    second = second_share(touchpoint, columns)
    return CardFacts(
        touchpoint=touchpoint,
        stage=columns.all[columns.place[key]].name,
        kinds=kinds.get(key, frozenset()),
        second=second,
        returns=returns.get(key, 0),
        change=card_change(view, key, second, language) if view else None,
    )


def _fold(
    place: Place,
    of_key: dict[str, TouchpointOnMap],
    columns: Columns,
    layout: Layout,
    language: Language,
    interactive: bool,
) -> Group:
    visits = sum(of_key[key]["visits"] for key in place.folded)
    lane = next(" ".join(row.name) for row in layout.rows if row.lane == place.lane)
    said = language.plural(
        "fold_name",
        len(place.folded),
        n=language.number(len(place.folded)),
        stage=columns.all[place.column].name,
        lane=lane,
        visits=language.number(visits),
    )
    return fold(place, visits, said, language, _opening(place.key, interactive))


def _opening(key: str, interactive: bool) -> str:
    if not interactive:
        return ' role="img"'
    return f' data-i="{key}" role="button" tabindex="0"'


def grid(layout: Layout) -> Group:
    """The upright lines between columns, as high as all rows."""
    return Group(
        0,
        0,
        tuple(
            line(layout.left(at) + 0.5, 0, layout.left(at) + 0.5, layout.height)
            for at in range(layout.columns)
        ),
    )


def row_line(row: Row, layout: Layout) -> Shape:
    """The line below a row."""
    return line(0, row.height - 0.5, layout.right, row.height - 0.5)


def ribbon_svg(ribbon: Ribbon, extra: str = "") -> str:
    """A ribbon as SVG."""
    name = f' class="{ribbon.tint}"' if ribbon.tint else ""
    drawn = f'<path d="{ribbon.path()}" stroke-width="{ribbon.width:.1f}"{name}{extra}'
    return (
        f"{drawn}><title>{attribute(ribbon.said)}</title></path>" if ribbon.said else f"{drawn}/>"
    )
