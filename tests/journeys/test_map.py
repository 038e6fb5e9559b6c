"""Small companies, loaded from files as a user would: what their map says."""

from datetime import date, timedelta

import pytest

from tests.journeys.contract import breaches
from tests.journeys.world import (
    DAY,
    HOUR,
    MINUTE,
    MONDAY,
    World,
    paths,
    stage,
    touchpoint,
    transition,
)

LONG_AFTER = MONDAY + 200 * DAY
FEBRUARY = MONDAY - 20 * DAY


@pytest.fixture(scope="module")
def street(tmp_path_factory):
    """Three who buy, one who leaves, one still on the way, and rows that belong to nobody."""
    made = World(tmp_path_factory.mktemp("street"))
    made.walked("ada", "fair", "cart", "order", "call", start=FEBRUARY, city="Milano")
    made.walked("bob", "fair", "fair", "cart", "order", start=MONDAY, nps=9)
    made.walked("cleo", "cart", "order", start=MONDAY, every=HOUR, nps=3)
    made.walked("dan", "fair", "cart", "cart", start=MONDAY, every=MINUTE)
    made.walked("eve", "fair", start=LONG_AFTER)
    made.walked("", "fair", "order", start=MONDAY)
    made.load()
    return made


@pytest.fixture(scope="module")
def towards_order(street):
    return street.map(success=["order"])


def test_totals_count_journeys_and_leave_the_anonymous_out(towards_order):
    totals = towards_order["totals"]
    assert (totals["journeys"], totals["success"], totals["failure"]) == (5, 3, 1)
    assert (totals["open"], totals["anonymous_interactions"]) == (1, 2)
    assert totals["interactions"] == 16
    assert totals["conversion"]["value"] == 3 / 4
    assert totals["conversion"]["n"] == 4


def test_the_paths_are_those_that_were_walked(towards_order):
    assert paths(towards_order) == {
        ("fair", "cart", "order", "call"): 1,
        ("fair", "fair", "cart", "order"): 1,
        ("cart", "order"): 1,
        ("fair", "cart"): 1,
        ("fair",): 1,
    }


def test_a_cart_visited_twice_within_minutes_is_one_visit(towards_order):
    cart = touchpoint(towards_order, "cart")
    assert (cart["interactions"], cart["visits"], cart["journeys"]) == (5, 4, 4)
    assert cart["reach"] == 4 / 5


def test_a_visit_leads_on_or_is_lost_done_or_open(towards_order):
    leads = ("moves_on_share", "lost_share", "done_share", "open_share")
    assert [touchpoint(towards_order, "cart")[share] for share in leads] == [0.75, 0.25, 0, 0]
    assert [touchpoint(towards_order, "fair")[share] for share in leads] == [0.8, 0, 0, 0.2]
    assert [touchpoint(towards_order, "order")[share] for share in leads] == pytest.approx(
        [1 / 3, 0, 2 / 3, 0]
    )
    for row in (*towards_order["touchpoints"], *towards_order["stages"]):
        if row["journeys"]:
            assert sum(row[share] for share in leads) == pytest.approx(1)


def test_success_after_counts_decided_journeys_up_to_their_goal(towards_order):
    assert touchpoint(towards_order, "cart")["success_after"]["n"] == 4
    assert touchpoint(towards_order, "cart")["success_after"]["value"] == 3 / 4
    assert touchpoint(towards_order, "call")["success_after"] is None


def test_a_touchpoint_met_only_after_the_goal_is_no_state_without_ending(towards_order):
    assert touchpoint(towards_order, "call")["exit_share"] is None
    assert towards_order["coverage"]["states_without_ending"] == []


def test_transitions_carry_their_counts_shares_and_times(towards_order):
    bought = transition(towards_order, "cart", "order")
    assert (bought["count"], bought["journeys"]) == (3, 3)
    assert (bought["share_out"], bought["share_in"]) == (3 / 4, 1)
    assert bought["median_seconds"] == DAY.total_seconds()
    assert transition(towards_order, "fair", "fair")["flags"] == ["loop"]


def test_a_rating_becomes_the_feeling_of_its_touchpoint(towards_order):
    emotion = touchpoint(towards_order, "order")["emotion"]
    assert emotion["n"] == 2
    assert emotion["value"] == pytest.approx((0.8 - 0.4) / 2)


def test_a_stage_is_left_for_a_later_one_only(towards_order):
    purchase = stage(towards_order, "purchase")
    assert purchase["journeys"] == 3
    assert purchase["moves_on_share"] == pytest.approx(1 / 3)
    assert purchase["median_seconds_to_next"] == DAY.total_seconds()


def test_what_is_not_placed_is_no_later_stage(world):
    world.walked("ada", "cart", "xyzzy", "order")
    world.walked("bob", "cart", "xyzzy")
    world.walked("cleo", "fair", start=LONG_AFTER)
    data = world.map(success=["order"])
    assert stage(data, "unplaced")["moves_on_share"] == 1 / 2
    assert stage(data, "consideration")["moves_on_share"] == 1 / 2
    assert stage(data, "consideration")["lost_share"] == 1 / 2


def test_without_a_goal_nothing_is_lost_done_or_decided(street):
    data = street.map(success=[])
    totals, cart = data["totals"], touchpoint(data, "cart")
    assert {totals[key] for key in ("success", "failure", "open", "conversion")} == {None}
    assert {cart[key] for key in ("lost_share", "done_share", "open_share")} == {None}
    assert {cart[key] for key in ("success_after", "success_probability", "exit_share")} == {None}
    assert {cart[key] for key in ("removal_effect", "decisive_share")} == {None}
    assert cart["moves_on_share"] == 3 / 4
    assert data["chain"]["null_reason"] == "no_success"


def test_with_failures_alone_they_are_counted_and_no_success_is_claimed(street):
    data = street.map(success=[], failure=["call"])
    assert data["totals"]["success"] is None
    assert data["totals"]["failure"] >= 1
    assert {row["done_share"] for row in data["touchpoints"]} == {None}
    assert touchpoint(data, "call")["lost_share"] == 1


def test_a_period_chooses_journeys_by_their_first_day_and_follows_them(street):
    march = street.map(success=["order"], since=date(2026, 3, 1), until=date(2026, 4, 1))
    february = street.map(success=["order"], until=date(2026, 3, 1))
    assert (march["totals"]["journeys"], february["totals"]["journeys"]) == (3, 1)
    assert transition(february, "order", "call")["count"] == 1


def test_a_condition_chooses_whole_customers(street):
    data = street.map(success=["order"], where='city = "Milano"')
    assert paths(data) == {("fair", "cart", "order", "call"): 1}


@pytest.mark.parametrize(
    "asked",
    [
        {"success": []},
        {"success": ["order"]},
        {"success": ["order"], "failure": ["call"], "journey": "purchase"},
        {"success": [], "failure": ["call"]},
        {"success": ["order"], "until": date(1999, 1, 1)},
        {"success": [], "until": date(1999, 1, 1)},
        {"success": ["order"], "where": 'city = "Atlantide"'},
    ],
    ids=repr,
)
def test_a_map_keeps_its_contract(street, asked):
    assert breaches(street.map(**asked)) == []


def test_a_map_of_nothing_is_empty_and_keeps_its_contract(world):
    data = world.workspace.map().data
    assert breaches(data) == []
    assert (data["totals"]["journeys"], data["variant_total"], data["touchpoints"]) == (0, 0, [])


def test_a_period_without_journeys_has_nothing_decided(street):
    data = street.map(success=["order"], until=date(1999, 1, 1))
    assert data["chain"]["null_reason"] == "nothing_decided"
    assert data["totals"]["conversion"]["value"] is None


def test_a_weekly_newsletter_does_not_shorten_the_gap(world):
    for number in range(40):
        start = MONDAY + number * HOUR
        world.walked(f"c{number}", "cart", "order", start=start, every=20 * DAY)
        world.walked(f"c{number}", *["newsletter"] * 3, start=start + HOUR, every=6 * DAY)
    data = world.map(success=["order"])
    assert data["definition"]["broadcasts"] == ["newsletter"]
    assert data["definition"]["gap_seconds"] == pytest.approx((20 * DAY).total_seconds())


def test_the_order_of_loading_does_not_show(tmp_path):
    maps = []
    for order in (("shop", "desk"), ("desk", "shop")):
        made = World(tmp_path / order[0])
        made.folder.mkdir()
        for source in order:
            for number in range(30):
                start = MONDAY + number * timedelta(minutes=number % 7)
                ways = {"shop": ("fair", "cart", "order"), "desk": ("call", "cart", "review")}
                walked = ways[source][: 1 + number % 3]
                made.walked(f"c{number % 11}", *walked, start=start, nps=number % 11)
            made.load(source)
        maps.append({**made.map(success=["order"]), "computed_at": None})
    assert maps[0] == _nearly(maps[1])


def _nearly(data: object) -> object:
    """The same data, its numbers equal up to the last digits of a sum."""
    if isinstance(data, dict):
        return {key: _nearly(value) for key, value in data.items()}
    if isinstance(data, list):
        return [_nearly(value) for value in data]
    return pytest.approx(data, abs=1e-12) if isinstance(data, float) else data


def test_an_order_paid_later_is_the_same_purchase(world):
    world.walked("ada", "cart", "order", "Order Paid", "Order Shipped")
    world.walked("bob", "cart", "order", "Order Confirmation Viewed", "Home")
    data = world.map("purchase", success=["order"])
    assert paths(data) == {
        ("cart", "order", "order_paid", "order_shipped"): 1,
        ("cart", "order", "order_confirmation"): 1,
        ("home",): 1,
    }
