"""Two periods or two groups of customers on one map: what differs, and how sure that is."""

from datetime import date, timedelta

import pytest

from percorso.stats.proportion import newcombe_difference
from percorso.workspace import ComparedWith
from percorso.workspace.maps.asking import ComparesTwice
from tests.journeys.contract import breaches
from tests.journeys.world import DAY, HOUR, MONDAY, World

MARCH, APRIL, MAY = date(2026, 3, 1), date(2026, 4, 1), date(2026, 5, 1)
IN_APRIL = MONDAY + 30 * DAY
WHOLE = ComparedWith(since=date(2000, 1, 1))


def differences(value):
    """Every difference inside a comparison."""
    if isinstance(value, dict) and "other" in value:
        yield value
    elif isinstance(value, dict | list):
        for inside in value.values() if isinstance(value, dict) else value:
            yield from differences(inside)


def change(data, key):
    """What changed of a touchpoint."""
    (found,) = [row for row in data["comparison"]["touchpoints"] if row["key"] == key]
    return found


@pytest.fixture(scope="module")
def two_months(tmp_path_factory):
    """In March 40 come and 30 buy; in April 50 come, 10 buy, and some of them call."""
    made = World(tmp_path_factory.mktemp("months"))
    for number in range(40):
        steps = ("cart", "order") if number < 30 else ("cart",)
        made.walked(f"m{number}", *steps, start=MONDAY, every=HOUR, city="Milano", nps=9)
    for number in range(50):
        steps = ("cart", "order") if number < 10 else ("cart", "call") if number < 20 else ("cart",)
        made.walked(f"a{number}", *steps, start=IN_APRIL, every=HOUR, city="Roma", nps=2)
    made.walked("late", "fair", start=IN_APRIL + 200 * DAY, city="Bari")
    made.load()
    return made


@pytest.fixture(scope="module")
def april_against_march(two_months):
    return two_months.map(
        success=["order"], since=APRIL, until=MAY, compared_with=ComparedWith(MARCH, APRIL)
    )


def test_a_log_compared_with_itself_is_zero_everywhere(two_months):
    comparison = two_months.map(success=["order"], compared_with=WHOLE)["comparison"]
    found = list(differences(comparison))
    assert len([one for one in found if one["value"] is not None]) > 60
    assert {one["value"] for one in found} <= {0, None}
    assert all(one["low"] is None or one["low"] <= 0 <= one["high"] for one in found)
    assert (comparison["samples"], comparison["customers_shared"]) == ("shared", 91)
    assert comparison["changes"] == []
    assert {part["mix"] + part["rate"] for part in comparison["conversion_parts"]} == {0}


def test_the_share_of_success_differs_by_newcombes_interval(april_against_march):
    conversion = april_against_march["comparison"]["totals"]["conversion"]
    wanted = newcombe_difference(10, 50, 30, 40)
    found = (conversion["value"], conversion["low"], conversion["high"])
    assert found == pytest.approx(tuple(wanted))
    assert (conversion["n"], conversion["n_other"]) == (50, 40)


def test_periods_have_different_customers_and_the_contract_is_kept(april_against_march):
    comparison = april_against_march["comparison"]
    assert (comparison["samples"], comparison["customers_shared"]) == ("independent", 0)
    assert breaches(april_against_march) == []


def test_a_touchpoint_of_one_period_only_has_no_case_in_the_other(april_against_march):
    call = change(april_against_march, "call")
    assert (call["journeys"], call["journeys_other"]) == (10, 0)
    assert call["moves_on_share"]["n_other"] == 0
    assert call["moves_on_share"]["value"] is None
    assert call["reach"]["value"] == 10 / 50


def test_what_only_the_other_met_stands_on_the_map_without_visits(two_months):
    data = two_months.map(
        success=["order"], since=MARCH, until=APRIL, compared_with=ComparedWith(APRIL, MAY)
    )
    (call,) = [row for row in data["touchpoints"] if row["key"] == "call"]
    assert (call["visits"], call["journeys"], call["moves_on_share"]) == (0, 0, None)
    assert breaches(data) == []


def test_the_most_telling_differences_are_told_with_interval_and_n(april_against_march):
    changes = april_against_march["comparison"]["changes"]
    assert changes[0]["title"] == (
        "All journeys: conversion −55.0 pt, from 75.0% to 20.0% "
        "(interval from −68.9 pt to −35.0 pt; n 50, before 40)"
    )
    assert all(one["difference"]["low"] * one["difference"]["high"] > 0 for one in changes)


def test_a_later_period_is_not_called_before(two_months):
    data = two_months.map(
        success=["order"], since=MARCH, until=APRIL, compared_with=ComparedWith(APRIL, MAY)
    )
    assert data["comparison"]["changes"][0]["title"] == (
        "All journeys: conversion +55.0 pt, 75.0% against 20.0% "
        "(interval from +35.0 pt to +68.9 pt; n 40 against 50)"
    )


def test_one_period_alone_stands_beside_all_journeys(two_months):
    data = two_months.map(success=["order"], compared_with=ComparedWith(MARCH, APRIL))
    assert data["totals"]["journeys"] == 91
    assert data["comparison"]["samples"] == "shared"
    titles = [one["title"] for one in data["comparison"]["changes"]]
    assert titles
    assert not [title for title in titles if "before" in title or ", from " in title]


def test_why_conversion_differs_adds_up_to_the_difference(april_against_march):
    comparison = april_against_march["comparison"]
    parts = comparison["conversion_parts"]
    whole = sum(part["mix"] + part["rate"] for part in parts)
    assert whole == pytest.approx(comparison["totals"]["conversion"]["value"])
    assert [(part["touchpoint"], part["mix"]) for part in parts] == [("cart", 0)]


def test_a_feeling_that_was_only_typed_is_not_compared(tmp_path):
    made = World(tmp_path)
    for number in range(3):
        made.walked(f"m{number}", "cart", start=MONDAY)
        made.walked(f"a{number}", "cart", start=IN_APRIL)
    made.load()
    document = tmp_path / "map.yaml"
    document.write_text("emotions: {awareness: 0.4}\ntouchpoints: [Video]\n", encoding="utf-8")
    made.workspace.hypotheses.load(document)
    comparison = made.map(compared_with=ComparedWith(MARCH, APRIL))["comparison"]
    assert {row["emotion"]["value"] for row in comparison["stages"]} == {None}
    assert [row["key"] for row in comparison["touchpoints"]] == ["cart"]


def test_journeys_of_both_periods_are_followed_for_the_same_time(world):
    # All buy ten days after they come; the data end five days after the second period.
    end = MONDAY + 35 * DAY
    for number in range(3):
        world.walked(f"m{number}", "cart", "order", start=MONDAY, every=10 * DAY)
        world.walked(f"a{number}", "cart", "order", start=MONDAY + 28 * DAY, every=10 * DAY)
    world.walked("last", "fair", start=end)
    first = (MONDAY - DAY).date()
    data = world.map(
        success=["order"], since=first + timedelta(days=28), until=first + timedelta(days=31),
        compared_with=ComparedWith(first, first + timedelta(days=3)),
    )  # fmt: skip
    cart = change(data, "cart")
    # Without the equal time the first three would have moved on, and the others not yet.
    assert cart["moves_on_share"]["value"] == 0
    assert (cart["journeys"], cart["journeys_other"]) == (3, 3)
    until = data["comparison"]["followed_until"]
    assert data["data_until"] > until


def test_two_groups_of_customers_are_compared(two_months):
    data = two_months.map(
        success=["order"],
        where='city = "Roma"',
        compared_with=ComparedWith(where='city = "Milano"'),
    )
    comparison = data["comparison"]
    assert (comparison["kind"], comparison["segment"]) == ("segment", 'city = "Milano"')
    assert (comparison["totals"]["journeys"], comparison["totals"]["journeys_other"]) == (50, 40)
    assert comparison["samples"] == "independent"
    assert "20.0% against 75.0%" in comparison["changes"][0]["title"]


def test_everybody_against_some_of_them_shares_customers(two_months):
    data = two_months.map(success=["order"], compared_with=ComparedWith(where='city = "Roma"'))
    shared, conversion = data["comparison"], data["comparison"]["totals"]["conversion"]
    assert (shared["samples"], shared["customers_shared"]) == ("shared", 50)
    apart = newcombe_difference(40, 90, 10, 50)
    # The same customers on both sides make the difference surer.
    assert conversion["high"] - conversion["low"] < apart.high - apart.low


def test_an_empty_period_or_workspace_is_compared_without_numbers(two_months, tmp_path):
    long_ago = ComparedWith(date(2001, 1, 1), date(2001, 2, 1))
    data = two_months.map(success=["order"], compared_with=long_ago)
    assert data["comparison"]["totals"]["journeys_other"] == 0
    assert breaches(data) == []
    empty = World(tmp_path).workspace.map(compared_with=long_ago).data
    assert empty["comparison"]["touchpoints"] == []
    assert breaches(empty) == []


def test_a_period_and_a_segment_at_once_are_refused():
    with pytest.raises(ComparesTwice):
        ComparedWith(since=MARCH, where='city = "Roma"')
