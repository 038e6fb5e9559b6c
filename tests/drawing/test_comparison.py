"""A comparison on the drawing: beyond chance by sign and words, never by colour alone."""

import csv
import io
import re

import pytest

from percorso.drawing import map_page, map_svg
from percorso.drawing.as_text import map_as_text
from percorso.drawing.choose import choose
from percorso.drawing.comparison.table import COLUMNS, comparison_as_csv
from percorso.drawing.language import Language
from percorso.drawing.scene import compose
from percorso.drawing.text import width
from tests.drawing import maps
from tests.drawing.compared import compared, difference


def card(scene, name):
    (found,) = [group for _, group in scene.cards if f'aria-label="{name},' in group.opening]
    return found


@pytest.fixture(scope="module")
def scene():
    return compose(compared(maps.lamp_shop()), Language("it"), 1440)


def test_a_card_shows_the_points_in_place_of_the_time(scene):
    said = [text.content.replace("\u00a0", " ") for text in card(scene, "Annunci Google").texts()]
    assert "−12,4 pt" in said
    assert "1 gg 2 h" not in said


def test_beyond_chance_is_a_sign_and_a_tint_and_chance_is_neither(scene):
    sure, chance = card(scene, "Annunci Google").svg(), card(scene, "Instagram").svg()
    assert 'class="delta neg"' in sure
    assert 'class="strong neg"' in sure
    assert "delta" not in chance
    assert "+1,0 pt" in chance


def test_a_change_over_time_is_a_triangle_and_a_difference_of_groups_a_dot():
    over_time = map_svg(compared(maps.lamp_shop()))
    groups = map_svg(compared(maps.lamp_shop(), "segment"))
    assert '<path d="M4' in over_time
    assert '<circle cx="4" cy="4" r="3" class="delta' not in over_time
    assert 'class="delta' in groups
    assert '<path d="M4 .8' not in groups


def test_a_touchpoint_of_this_sample_alone_says_so(scene):
    assert "nuovo" in [text.content for text in card(scene, "Carrello").texts()]


def test_more_is_drawn_whole_and_fewer_dashed_with_the_points_beside(scene):
    tints = {ribbon.tint for ribbon in scene.ribbons}
    assert tints == {"", "more", "fewer"} or tints == {"", "fewer"}
    assert all(ribbon.said for ribbon in scene.ribbons if ribbon.tint)
    assert any(ribbon.points == "−11" for ribbon in scene.ribbons)


def test_both_samples_choose_what_is_drawn():
    made = compared(maps.any_size(60))
    made["comparison"]["touchpoints"][50]["journeys_other"] = 1_000_000
    assert "t50" in choose(made).kept
    assert "t50" not in choose(maps.any_size(60)).kept


def test_a_step_of_the_other_sample_alone_is_drawn_thin():
    made = compared(maps.lamp_shop())
    only_there = {**made["comparison"]["transitions"][0], "from": "ads", "to": "tp", "count": 0,
                  "journeys": 0, "count_other": 9_000, "journeys_other": 9_000,
                  "share_out": difference(-0.3)}  # fmt: skip
    made["comparison"]["transitions"].append(only_there)
    drawn = compose(made, Language("it"), 1440)
    (ribbon,) = [r for r in drawn.ribbons if (r.source, r.target) == ("ads", "tp")]
    assert (ribbon.width, ribbon.tint) == (1.2, "fewer")


@pytest.mark.parametrize("write", [map_svg, map_as_text, lambda m: map_page(m, title="Casa Lume")])
def test_what_changed_is_told_and_what_was_compared_is_said(write):
    said = write(compared(maps.lamp_shop()))
    assert "Che cosa è cambiato" in said
    assert said.count("Consegna a domicilio: prosegue −5,2 pt") >= 3
    assert "confrontati con 23 set – 23 ott 2026" in said


@pytest.mark.parametrize("period", [
    {"from": "2026-11-22T23:00:00Z", "to": "2026-12-22T23:00:00Z"},
    {"from": "2026-09-22T22:00:00Z", "to": None},
    {"from": None, "to": "2026-10-24T22:00:00Z"},
])  # fmt: skip
@pytest.mark.parametrize("write", [map_svg, map_as_text, lambda m: map_page(m, title="Casa Lume")])
def test_a_period_that_is_not_over_before_the_maps_is_told_side_by_side(write, period):
    made = compared(maps.lamp_shop())
    made["comparison"]["period"] = period
    made["comparison"]["changes"] = []
    said = write(made)
    assert "Che cosa è diverso" in said
    assert not any(word in said for word in ("cambiato", ", prima ", ">nuovo<", '<path d="M4 .8'))


def test_no_change_beyond_chance_is_said_too():
    made = compared(maps.lamp_shop())
    made["comparison"]["changes"] = []
    assert "Nessuna differenza che superi il caso" in map_as_text(made)


def test_where_conversion_differs_the_list_says_why():
    made = compared(maps.lamp_shop())
    comparison = made["comparison"]
    comparison["changes"][0] = {**comparison["changes"][0], "subject": "total", "key": "",
                                "measure": "conversion"}  # fmt: skip
    assert "Di questa" not in map_as_text(made)
    comparison["conversion_parts"] = [
        {"touchpoint": "ads", "share": 0.5, "share_other": 0.6, "conversion": 0.2,
         "conversion_other": 0.3, "mix": -0.02, "rate": -0.05, "n": 50, "n_other": 60},
        {"touchpoint": "ig", "share": 0.5, "share_other": 0.4, "conversion": 0.2,
         "conversion_other": 0.2, "mix": 0.01, "rate": 0.0, "n": 50, "n_other": 40},
    ]  # fmt: skip
    said = map_as_text(made)
    assert "Di questa: −1,0 pt perché i percorsi cominciano altrove, −5,0 pt" in said
    assert "La parte maggiore viene da Annunci Google: −7,0 pt" in said


def test_the_legend_speaks_of_tints_only_in_a_comparison():
    assert "colorata solo se supera il caso" in map_svg(compared(maps.lamp_shop()))
    assert "supera il caso" not in map_svg(maps.lamp_shop())


def test_the_table_as_csv_has_every_difference_in_a_line():
    rows = list(csv.DictReader(io.StringIO(comparison_as_csv(compared(maps.lamp_shop())))))
    assert tuple(rows[0]) == COLUMNS
    (one,) = [r for r in rows if (r["key"], r["measure"]) == ("ads", "moves_on_share")]
    assert (one["value"], one["n"], one["other"]) == ("-0.124", "1204", "0.4")
    assert len({(r["subject"], r["key"], r["to"], r["measure"]) for r in rows}) == len(rows)


def test_points_between_neighbours_make_room_for_pills():
    shop = maps.lamp_shop()
    shop["transitions"] += [maps.transition(t["key"], t["key"], 9_000) for t in shop["touchpoints"]]
    made = compared(shop)
    made["findings"] += [
        maps.finding(kind, t["key"], t["name"], 0.1, 40)
        for t in made["touchpoints"]
        for kind in ("pain_point", "moment_of_truth")
    ]
    for step in made["comparison"]["transitions"]:
        step["share_out"] = difference(0.2)
    drawn = compose(made, Language("it"), 1440)
    straight = [r for r in drawn.ribbons if r.kind == "straight" and r.points]
    assert straight
    tops = {row.key: row.y for row in drawn.layout.rows}
    pills = [
        (card.x + float(x), tops[row] + card.y - 10)
        for row, card in drawn.cards
        for x in re.findall(r'<rect x="([\d.]+)" y="-10" [^>]*class="pill"', card.svg())
    ]
    for ribbon in straight:
        x, y = ribbon.points_at
        right = x + width(ribbon.points, "flowsign") / 2
        assert not [p for p in pills if abs(p[1] + 9 - y) < 20 and x - 40 < p[0] < right]
