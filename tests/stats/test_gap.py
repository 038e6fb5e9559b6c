import numpy as np
import pytest

from percorso.domain.errors import InputError
from percorso.stats.gap import DAY, HOUR, percentile_gap, propose_gap, valley_gap


def two_humps(first=HOUR, second=40 * DAY, size=3_000):
    random = np.random.default_rng(6)
    return np.concatenate(
        [random.lognormal(np.log(first), 0.8, size), random.lognormal(np.log(second), 0.4, size)]
    )


def naive_density(hours, points):
    quarter, three = np.quantile(hours, (0.25, 0.75))
    width = 0.9 * min(hours.std(), (three - quarter) / 1.34) * len(hours) ** -0.2
    kernel = np.exp(-0.5 * ((points[:, None] - hours) / width) ** 2)
    return kernel.sum(axis=1) / (len(hours) * width * np.sqrt(2 * np.pi))


def test_the_gap_lies_in_the_valley_between_visits_and_returns():
    proposal = propose_gap(two_humps())
    assert proposal.origin == "valley"
    assert 1 * DAY < proposal.gap_seconds < 15 * DAY
    assert proposal.pauses == 6_000 - (two_humps() < 60).sum()


def test_binning_first_changes_the_density_by_less_than_one_percent_of_its_peak():
    proposal = propose_gap(two_humps())
    pauses = two_humps()
    exact = naive_density(np.log10(pauses[pauses >= 60] / HOUR), proposal.points)
    assert np.abs(proposal.density - exact).max() < 0.01 * exact.max()


def test_pauses_with_counts_are_the_same_as_pauses_one_by_one():
    pauses, counts = np.unique(np.rint(two_humps(size=500)), return_counts=True)
    one_by_one = propose_gap(np.repeat(pauses, counts))
    counted = propose_gap(pauses, counts=counts)
    assert counted.gap_seconds == one_by_one.gap_seconds
    assert counted.bar_counts.tolist() == one_by_one.bar_counts.tolist()


def test_pauses_below_a_minute_are_clicks_not_pauses():
    clicks = np.full(10_000, 5.0)
    with_clicks = propose_gap(np.concatenate([clicks, two_humps()]))
    assert with_clicks.gap_seconds == propose_gap(two_humps()).gap_seconds


def test_a_valley_of_two_hours_gives_way_to_the_percentile():
    minutes_and_hours = two_humps(first=300, second=10 * HOUR)
    proposal = propose_gap(minutes_and_hours, lambda gap: 4 * DAY)
    assert (proposal.origin, proposal.gap_seconds) == ("percentile", 4 * DAY)
    assert not proposal.clipped


def test_a_shallow_valley_is_none():
    points = np.linspace(0, 4, 5)
    assert valley_gap(points, np.array([0.0, 1.0, 0.71, 1.0, 0.0])) is None
    assert valley_gap(points, np.array([0.0, 1.0, 0.70, 1.0, 0.0])) == pytest.approx(100 * HOUR)


def test_the_two_highest_peaks_count_and_not_the_nearest():
    density = np.array([0, 5.0, 2.0, 1.0, 3.0, 0.1, 0.5, 0.0])
    assert valley_gap(np.linspace(1, 3.8, 8), density) == pytest.approx(10**2.2 * HOUR)


def test_one_hump_without_success_gives_the_default_and_says_so():
    proposal = propose_gap(np.random.default_rng(1).lognormal(10, 0.5, 500))
    assert (proposal.origin, proposal.gap_seconds) == ("default", 30 * DAY)


@pytest.mark.parametrize("pauses", [[], [5.0], [3600.0], [7200.0] * 40])
def test_nothing_to_estimate_from_gives_thirty_days(pauses):
    proposal = propose_gap(np.array(pauses), lambda gap: None)
    assert (proposal.origin, proposal.gap_seconds) == ("default", 30 * DAY)


@pytest.mark.parametrize(("found", "clipped_to"), [(HOUR, DAY), (400 * DAY, 180 * DAY)])
def test_a_percentile_outside_the_bounds_is_clipped_and_says_so(found, clipped_to):
    proposal = propose_gap(np.zeros(0), lambda gap: found)
    assert (proposal.origin, proposal.gap_seconds) == ("percentile", clipped_to)
    assert proposal.clipped


def test_the_percentile_is_asked_until_it_settles_and_at_most_ten_times():
    asked = []
    percentile_gap(lambda gap: asked.append(gap) or gap / 2)
    assert len(asked) == 10
    asked.clear()
    assert percentile_gap(lambda gap: asked.append(gap) or 20 * DAY) == 20 * DAY
    assert asked == [30 * DAY, 20 * DAY]


def test_a_negative_pause_is_the_callers_mistake():
    with pytest.raises(InputError):
        propose_gap(np.array([-5.0, 100.0]))
