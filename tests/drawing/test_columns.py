"""Stages or position bands, lanes, and which share a card shows."""

from percorso.drawing.columns import columns_of, second_share
from percorso.drawing.lanes import LANES, lane_of
from percorso.drawing.language import Language
from tests.drawing import maps

IT = Language("it")


def test_the_columns_of_a_shop_are_its_stages_in_order():
    columns = columns_of(maps.lamp_shop(), IT)
    assert [c.key for c in columns.all] == list(maps.STAGE_NAMES)[:7]
    assert not columns.crowded


def test_unplaced_comes_last_and_only_where_something_is_unplaced():
    made = maps.lamp_shop()
    made["stages"] = [maps.stage("unplaced", 0, 0, maps.emotion(None)), *made["stages"]]
    assert columns_of(made, IT).all[-1].key == "advocacy"
    made["touchpoints"].append(maps.touchpoint("x", "X", "unplaced", "other", 5))
    assert columns_of(made, IT).all[-1].key == "unplaced"


def test_a_stage_without_anybody_keeps_its_column():
    made = maps.lamp_shop()
    made["touchpoints"] = [t for t in made["touchpoints"] if t["stage"] != "advocacy"]
    assert columns_of(made, IT).all[-1].key == "advocacy"


def test_a_process_log_stands_in_bands_from_early_to_late():
    columns = columns_of(maps.help_desk(), Language("en"))
    assert columns.crowded
    assert [c.name for c in columns.all] == [
        "Start", "First half", "Middle", "Second half", "End",
    ]  # fmt: skip
    assert columns.place["Assign seriousness"] == 0
    assert columns.place["Closed"] == 4


def test_a_process_log_half_known_to_the_catalogue_stands_in_bands_too():
    made = maps.help_desk()
    for touchpoint in made["touchpoints"][::2]:
        touchpoint["stage"] = "service"
    columns = columns_of(made, IT)
    assert columns.crowded
    assert len(columns.all) == 5


def test_what_is_unplaced_stays_last_beside_the_bands_of_a_crowded_stage():
    made = maps.help_desk("service")
    made["touchpoints"].append(maps.touchpoint("x", "X", "unplaced", "other", 5, position=0.0))
    columns = columns_of(made, IT)
    assert columns.all[-1].key == "unplaced"
    assert columns.place["x"] == len(columns.all) - 1


def test_a_touchpoint_of_a_stage_nobody_listed_still_has_a_column():
    made = maps.empty_map(touchpoints=[maps.touchpoint("x", "X", "strange", "web", 5)])
    assert columns_of(made, IT).all[0].key == "strange"


def test_a_card_shows_lost_before_the_purchase_and_done_after_it():
    made = maps.lamp_shop()
    columns = columns_of(made, IT)
    shown = {t["key"]: second_share(t, columns) for t in made["touchpoints"]}
    assert (shown["ads"], shown["cour"], shown["faq"]) == ("lost", "done", "done")
    assert (shown["pay"], shown["till"]) == ("lost", "done")


def test_every_channel_has_a_lane_and_an_unknown_one_goes_to_the_last():
    assert [lane_of(c) for c in ("web", "sms", "delivery", "survey")] == [
        "site_app", "email_sms", "people", "email_sms",
    ]  # fmt: skip
    assert lane_of("fax") == lane_of(None) == LANES[-1]
