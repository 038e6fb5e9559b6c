"""The map as a table: every number in a column, and nothing a spreadsheet would run."""

import csv
from io import StringIO

import pytest

from percorso.drawing.as_csv import map_as_csv
from tests.drawing.maps import empty_map, lamp_shop


def rows_of(journey_map):
    return list(csv.DictReader(StringIO(map_as_csv(journey_map))))


def test_one_line_a_touchpoint_with_its_estimates_spread_out():
    shop = lamp_shop()
    rows = rows_of(shop)
    assert [row["key"] for row in rows] == [place["key"] for place in shop["touchpoints"]]
    assert rows[0]["emotion_n"] == str(shop["touchpoints"][0]["emotion"]["n"])


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "＝", ' "='])
def test_a_name_that_begins_like_a_formula_is_neutralised(sign):
    shop = lamp_shop()
    shop["touchpoints"][0]["name"] = f"{sign}HYPERLINK(1)"
    assert rows_of(shop)[0]["name"] == f"'{sign}HYPERLINK(1)"


def test_a_negative_number_stays_a_number():
    shop = lamp_shop()
    shop["touchpoints"][0]["emotion"]["value"] = -0.25
    assert rows_of(shop)[0]["emotion_value"] == "-0.25"


def test_an_empty_map_is_a_header_alone():
    header = map_as_csv(lamp_shop()).splitlines()[0]
    assert map_as_csv(empty_map()) == header + "\n"


def test_the_columns_do_not_depend_on_which_measures_exist():
    shop = lamp_shop()
    full = map_as_csv(shop).splitlines()[0]
    for place in shop["touchpoints"]:
        place["exit_share"] = place["decisive_share"] = place["effort"]["high_share"] = None
    assert map_as_csv(shop).splitlines()[0] == full
