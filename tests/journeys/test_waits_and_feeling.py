"""Random small logs: waits still running and the feeling of journeys, counted one by one."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from percorso.journeys.feeling import journey_feeling
from percorso.journeys.success import success_after
from percorso.journeys.waits import onward_waits
from percorso.stats.quantiles import KEPT_VALUES
from percorso.store.warehouse import Warehouse
from tests.journeys import naive
from tests.journeys.logs import KEY, Contact, Rules, by_place, cut, in_memory
from tests.journeys.test_against_naive import logs, rules
from tests.stats.test_survival import naive_time

DAY = 86_400
levels = some.sampled_from([-1.0, -0.5, -0.25, 0.0, 0.5, 1.0])
often = settings(
    deadline=None, max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@some.composite
def spoken(draw) -> list[Contact]:
    """A log in which some say how they feel, and a tick is three days."""
    return [
        replace(row, second=row.second // 10 * 3 * DAY, felt=draw(some.none() | levels))
        for row in draw(logs)
    ]


@pytest.fixture(scope="module")
def warehouse() -> Iterator[Warehouse]:
    with in_memory() as opened:
        yield opened


@often
@given(log=logs, rules=rules)
def test_waits_are_those_that_ended_and_those_of_open_journeys(warehouse, log, rules):
    made = cut(warehouse, log, rules)
    found = onward_waits(made.sums, made.scope.data_until_us)
    expected = naive.onward_waits(log, rules)
    assert {KEY[code] for code in found} == set(expected)
    for code, wait in found.items():
        counted = expected[KEY[code]]
        assert wait["finished"] == sum(has_ended for _, has_ended in counted)
        assert wait["running"] == len(counted) - wait["finished"]
        assert wait["median_seconds"] == pytest.approx(naive_time(counted, 0.5))
        assert wait["p90_seconds"] == pytest.approx(naive_time(counted, 0.9))


def test_many_waits_are_finished_from_bins_within_two_percent(warehouse):
    log = [
        Contact(customer, second, "page")
        for customer in range(KEPT_VALUES)
        for second in (0, 100 + customer)
    ]
    exact = [(100 + customer, True) for customer in range(KEPT_VALUES)]
    # All end at a second visit, and that visit waits, up to the last instant of the log.
    still = [(KEPT_VALUES - 1 - customer, False) for customer in range(KEPT_VALUES)]
    made = cut(warehouse, log, Rules(is_cut=False, success=("order",), gap=5000, collapse=0))
    wait = onward_waits(made.sums, made.scope.data_until_us)[1]
    assert (wait["finished"], wait["running"]) == (KEPT_VALUES, KEPT_VALUES)
    assert wait["median_seconds"] == pytest.approx(naive_time(exact + still, 0.5), rel=0.02)
    assert wait["p90_seconds"] == pytest.approx(naive_time(exact + still, 0.9), rel=0.02)


@often
@given(log=spoken(), is_cut=some.booleans())
def test_journeys_feel_as_counted_one_by_one(warehouse, log, is_cut):
    rules = Rules(is_cut, success=("order",), gap=7 * DAY, collapse=4 * DAY)
    made = cut(warehouse, log, rules)
    felt = journey_feeling(made.sums)
    told = [one for one in naive.chosen(log, rules) if naive.moments(one, rules)]
    assert felt.journeys == len(told)
    assert (felt.mean is None) == (not told)
    if told:
        voices = [[row.felt for row in one.interactions if row.felt is not None] for one in told]
        means = [sum(said) / len(said) for said in voices]
        ends = [naive.peak_and_end([f for _, f in naive.moments(one, rules)]) for one in told]
        assert felt.mean["value"] == pytest.approx(sum(means) / len(means), abs=1e-9)
        assert felt.peak_end["value"] == pytest.approx(sum(ends) / len(ends), abs=1e-9)


@often
@given(log=spoken())
def test_the_first_bad_moment_of_long_journeys_is_the_first_below_minus_0_3(warehouse, log):
    rules = Rules(is_cut=False, success=("order",), collapse=0)
    made = cut(warehouse, log, rules)
    felt = journey_feeling(made.sums)
    told = [
        naive.moments(one, rules)
        for one in naive.chosen(log, rules)
        if one.interactions[-1].second - one.contacts[0].second > 14 * DAY
    ]
    told = [moments for moments in told if moments]
    bad = Counter(
        next(place for place, level in moments if level < -0.3)
        for moments in told
        if any(level < -0.3 for _, level in moments)
    )
    assert felt.long_journeys == len(told)
    assert {KEY[code]: journeys for code, journeys in felt.first_bad.items()} == bad
    assert list(felt.first_bad.values()) == sorted(bad.values(), reverse=True)
    if told:
        assert felt.first_bad_share["value"] == bad.total() / len(told)


@often
@given(log=logs, rules=rules)
def test_lift_and_odds_are_those_of_the_four_cells(warehouse, log, rules):
    made = cut(warehouse, log, rules)
    walks = naive.walks(log, rules)
    success, failure = (
        sum(times for one, times in walks.items() if one.status == status)
        for status in ("success", "failure")
    )
    rows = [
        (row["code"], row["decided_success"], row["decided"])
        for row in by_place(made).values()
        if row["decided"]
    ]
    found = success_after(rows, success, success + failure)
    for place, (hits, met) in naive.success_after(walks).items():
        measured = found[next(code for code, key in KEY.items() if key == place)]
        lost = met - hits
        odds = ((hits + 1) / (lost + 1)) / ((success - hits + 1) / (failure - lost + 1))
        assert measured.odds_ratio == pytest.approx(odds)
        if success:
            assert measured.lift == pytest.approx((hits / met) / (success / (success + failure)))
        else:
            assert measured.lift is None
