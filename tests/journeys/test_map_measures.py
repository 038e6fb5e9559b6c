"""Small companies: waits, success and voices of their touchpoints, and how journeys felt."""

import pytest

from tests.journeys.test_map import street
from tests.journeys.world import DAY, HOUR, MONDAY, stage, touchpoint

__all__ = ["street"]  # a fixture

A_DAY = DAY.total_seconds()


@pytest.fixture(scope="module")
def towards_order(street):
    return street.map(success=["order"])


def test_a_wait_still_running_is_counted_up_to_the_last_day_of_the_data(towards_order):
    assert touchpoint(towards_order, "fair")["onward_wait"] == {
        "median_seconds": pytest.approx(A_DAY),
        "p90_seconds": pytest.approx(A_DAY),
        "finished": 4,
        "running": 1,
    }


def test_where_all_journeys_ended_nothing_waits(towards_order):
    assert touchpoint(towards_order, "call")["onward_wait"] is None


def test_running_waits_push_the_median_up(world):
    world.walked("ada", "fair", "cart", every=HOUR)
    world.walked("bob", "fair", start=MONDAY + HOUR)
    world.walked("cleo", "fair", start=MONDAY + 2 * HOUR)
    world.walked("dan", "fair", "order", start=MONDAY, every=4 * HOUR)
    fair = touchpoint(world.map(success=["order"]), "fair")
    assert fair["median_seconds_after"] == pytest.approx(2.5 * 3600)
    assert fair["onward_wait"]["median_seconds"] == pytest.approx(4 * 3600)
    assert (fair["onward_wait"]["finished"], fair["onward_wait"]["running"]) == (2, 2)


def test_lift_and_odds_stand_beside_the_share(towards_order):
    cart, order = (touchpoint(towards_order, key) for key in ("cart", "order"))
    assert (cart["success_lift"], cart["success_odds_ratio"]) == (1, 2)
    assert order["success_lift"] == pytest.approx(4 / 3)
    assert order["success_odds_ratio"] == pytest.approx((4 / 1) / (1 / 2))


def test_without_a_goal_there_is_neither_lift_nor_wait(street):
    cart = touchpoint(street.map(success=[]), "cart")
    assert {cart["success_lift"], cart["success_odds_ratio"], cart["onward_wait"]} == {None}


def test_a_touchpoint_has_its_own_scores_and_the_stage_all_of_them(world):
    for number in range(6):
        world.walked(f"a{number}", "call", nps=10)
        world.walked(f"b{number}", "complaints", nps=0 if number else 8)
    data = world.map()
    for key in ("call", "complaints"):
        assert touchpoint(data, key)["voices"]["nps"] == {
            "value": None, "low": None, "high": None, "n": 6,
        }  # fmt: skip
    assert stage(data, "service")["voices"]["nps"]["value"] == pytest.approx(100 * (6 - 5) / 12)
    assert stage(data, "service")["voices"]["nps"]["n"] == 12


def test_ten_answers_make_an_nps(world):
    for number in range(10):
        world.walked(f"c{number}", "call", nps=9 if number else 0)
    assert touchpoint(world.map(), "call")["voices"]["nps"]["value"] == pytest.approx(80)


def test_the_raw_level_is_the_mean_of_the_voices_before_shrinking(world):
    world.walked("ada", "call", nps=10)
    world.walked("bob", "complaint", nps=0)
    call = touchpoint(world.map(), "call")["emotion"]
    assert call["raw"] == pytest.approx(1)
    # 10 cases more at the stage's mean of 0, as fewer than 8 touchpoints have voices.
    assert call["value"] == pytest.approx(1 / 11)


def test_journeys_feel_by_their_mean_and_by_peak_and_end(towards_order):
    feeling = towards_order["feeling"]
    assert feeling["journeys"] == 2
    assert feeling["mean"]["value"] == pytest.approx((0.8 - 0.4) / 2)
    assert feeling["peak_end"]["value"] == pytest.approx((0.8 - 0.4) / 2)
    assert feeling["long_journeys"] == 0
    assert (feeling["first_bad_share"], feeling["first_bad"]) == (None, [])


def test_a_long_journey_says_where_it_first_went_wrong(world):
    world.walked("ada", "call", nps=9)
    world.walked("ada", "cart", start=MONDAY + 5 * DAY, nps=3)
    world.walked("ada", "complaint", start=MONDAY + 20 * DAY, nps=0)
    world.walked("bob", "call", nps=2)
    feeling = world.map()["feeling"]
    assert (feeling["journeys"], feeling["long_journeys"]) == (2, 1)
    assert feeling["first_bad_share"]["value"] == 1
    assert feeling["first_bad"] == [{"touchpoint": "cart", "journeys": 1}]
    assert feeling["peak_end"]["value"] == pytest.approx((-1 + -0.6) / 2)
