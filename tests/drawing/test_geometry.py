"""Where everything stands: nothing overlaps, nothing leaves its cell, ribbons meet cards."""

from itertools import combinations

import pytest

from percorso.drawing.choose import choose
from percorso.drawing.language import Language
from percorso.drawing.scene import Scene, compose
from tests.drawing import maps
from tests.drawing.compared import compared
from tests.drawing.media import with_media
from tests.drawing.typed import nothing_but_typed, typed

MAPS = {
    "shop": maps.lamp_shop,
    "shop without goal": lambda: maps.without_goal(maps.lamp_shop()),
    "help desk": maps.help_desk,
    "3 touchpoints": lambda: maps.any_size(3),
    "60 touchpoints": lambda: maps.any_size(60),
    "10,000 touchpoints": lambda: maps.any_size(10_000),
    "40 customers": lambda: maps.any_size(30, 40),
    "4 million customers": lambda: maps.any_size(60, 4_000_000),
    "two months": lambda: compared(maps.lamp_shop()),
    "media": lambda: with_media(maps.lamp_shop()),
    "media on bands": lambda: with_media(maps.help_desk()),
    "typed": lambda: typed(maps.lamp_shop()),
    "nothing but typed": nothing_but_typed,
    "two cities": lambda: compared(maps.any_size(60), "segment"),
}


@pytest.fixture(params=MAPS.items(), ids=MAPS.keys(), scope="module")
def scene(request) -> Scene:
    return compose(request.param[1](), Language("it"), 1440)


def test_no_two_cards_overlap(scene):
    boxes = [place.box for place in scene.layout.places.values()]
    for a, b in combinations(boxes, 2):
        apart = a.right <= b.x or b.right <= a.x or a.bottom <= b.y or b.bottom <= a.y
        assert apart


def test_every_card_lies_inside_its_cell(scene):
    rows = {row.lane: row for row in scene.layout.rows if row.lane}
    for place in scene.layout.places.values():
        left = scene.layout.left(place.column)
        row = rows[place.lane]
        assert left < place.box.x < place.box.right < left + scene.layout.column_width
        assert row.y + 10 <= place.box.y < place.box.bottom <= row.y + row.height - 10


def test_rows_follow_one_another_without_gaps(scene):
    y = 0.0
    for row in scene.layout.rows:
        assert row.y == y
        y += row.height
    assert scene.layout.height == y


def test_ribbons_leave_and_reach_the_edges_of_their_cards(scene):
    for ribbon in scene.ribbons:
        for key, x, y in (
            (ribbon.source, ribbon.x1, ribbon.y1),
            (ribbon.target, ribbon.x2, ribbon.y2),
        ):
            box = scene.layout.places[key].box
            beside = x in (box.x, box.right) and box.y <= y <= box.bottom
            below = y in (box.y, box.bottom) and box.x <= x <= box.right
            assert beside or below


def test_a_ribbon_never_hangs_over_the_side_it_leaves(scene):
    for ribbon in scene.ribbons:
        if ribbon.kind == "curve":
            box = scene.layout.places[ribbon.source].box
            assert box.y <= ribbon.y1 - ribbon.width / 2 + 1e-6 or ribbon.width <= 1.2
            assert ribbon.y1 + ribbon.width / 2 <= box.bottom + 1e-6 or ribbon.width <= 1.2


def test_a_wider_ribbon_never_stands_for_fewer_journeys(scene):
    journeys = {(t["from"], t["to"]): t["journeys"] for t in scene.choice.ribbons}
    curves = [r for r in scene.ribbons if r.kind == "curve"]
    for a, b in combinations(curves, 2):
        if a.width > b.width:
            assert journeys[a.source, a.target] >= journeys[b.source, b.target]


def test_every_touchpoint_has_a_card_or_is_in_exactly_one_fold(scene):
    cards = [p.key for p in scene.layout.places.values() if not p.folded]
    folded = [key for p in scene.layout.places.values() for key in p.folded]
    assert sorted(cards) == sorted(scene.choice.kept)
    assert sorted(folded) == sorted(scene.choice.folded)


def test_ten_thousand_names_draw_no_more_boxes_than_cells_and_cards():
    layout = compose(maps.any_size(10_000), Language("it"), 1440).layout
    assert len(layout.places) <= 24 + 7 * 8


def test_columns_keep_their_least_width_and_grow_with_the_page():
    made = maps.lamp_shop()
    assert compose(made, Language("it"), 800).layout.column_width == 158
    assert compose(made, Language("it"), 1440).layout.column_width == 183


def test_cards_of_a_cell_stand_in_the_order_of_their_usual_position():
    layout = compose(maps.lamp_shop(), Language("it"), 1440).layout
    assert layout.places["pdp"].box.y < layout.places["cart"].box.y


def test_unfolded_the_same_map_has_a_card_for_every_touchpoint():
    made = maps.any_size(60)
    scene = compose(made, Language("it"), 1440, choose(made, cards=60))
    assert len(scene.layout.places) == 60


def test_neighbours_are_joined_straight_and_others_of_a_column_by_an_arc():
    kinds = {(r.source, r.target): r.kind for r in compose(
        maps.lamp_shop(), Language("it"), 1440).ribbons}  # fmt: skip
    assert kinds["pdp", "cart"] == "straight"
    assert kinds["rev", "cart"] == "arc"
    assert kinds["cart", "pay"] == "curve"


def test_drawing_twice_gives_the_same_ribbons_and_places():
    first, second = (compose(maps.any_size(60), Language("it"), 1440) for _ in range(2))
    assert first == second
