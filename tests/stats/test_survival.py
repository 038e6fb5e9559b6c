import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from percorso.domain.errors import InputError
from percorso.stats.survival import kaplan_meier, time_by_which

waits = some.lists(some.tuples(some.integers(0, 12), some.booleans()), min_size=1, max_size=30)


def naive_survival(log):
    """Share still waiting after each time, person by person."""
    share, curve = 1.0, []
    for time in sorted({time for time, _ in log}):
        at_risk = sum(1 for other, _ in log if other >= time)
        ended = sum(1 for other, has_ended in log if other == time and has_ended)
        share *= 1 - ended / at_risk
        curve.append((time, share))
    return curve


def naive_time(log, wanted):
    """The first time at most `1 - wanted` still wait; the middle where exactly that many do."""
    curve = naive_survival(log)
    low = [time for time, left in curve if left <= 1 - wanted + 1e-9]
    below = [time for time, left in curve if left < 1 - wanted - 1e-9]
    if not low:
        return None
    return (low[0] + below[0]) / 2 if below else float(low[0])


def as_rows(*logs):
    """Group, time, finished and running of several groups, as the question writes them."""
    rows = [
        (group, time, sum(w == (time, True) for w in log), sum(w == (time, False) for w in log))
        for group, log in enumerate(logs)
        for time in sorted({time for time, _ in log})
    ]
    group, time, finished, running = np.array(rows, dtype=np.int64).T
    return group, time.astype(float), finished, running


def curve_of(*logs):
    group, _, finished, running = as_rows(*logs)
    return kaplan_meier(group, finished, running)


def time_of(share, *logs):
    group, time, finished, running = as_rows(*logs)
    survival = kaplan_meier(group, finished, running)
    found = time_by_which(share, group, time, time, survival, len(logs))
    return [None if np.isnan(value) else value for value in found.tolist()]


def ended(*times):
    return [(time, True) for time in times]


@given(log=waits)
def test_the_curve_is_the_product_counted_person_by_person(log):
    assert curve_of(log).tolist() == pytest.approx([left for _, left in naive_survival(log)])


@given(first=waits, second=waits, share=some.sampled_from([0.25, 0.5, 0.9]))
def test_groups_are_finished_together_as_each_alone(first, second, share):
    assert time_of(share, first, second) == [
        pytest.approx(naive_time(first, share)),
        pytest.approx(naive_time(second, share)),
    ]


@given(times=some.lists(some.integers(0, 50), min_size=1, max_size=30))
def test_without_running_waits_the_median_is_the_usual_one(times):
    assert time_of(0.5, ended(*times)) == [pytest.approx(np.median(times))]


def test_a_running_wait_makes_the_median_longer():
    assert time_of(0.5, ended(10, 20, 30)) == [20]
    assert time_of(0.5, [*ended(10, 20, 30), (25, False), (40, False)]) == [30]


def test_where_most_still_wait_there_is_no_median():
    assert time_of(0.5, [(10, True), (50, False), (60, False)]) == [None]


def test_where_all_still_wait_nothing_has_fallen():
    assert curve_of([(10, False), (20, False)]).tolist() == [1, 1]


def test_inside_a_bin_the_share_falls_evenly_in_the_logarithm():
    group, survival = np.zeros(1, int), np.zeros(1)
    found = time_by_which(0.5, group, np.array([100.0]), np.array([400.0]), survival, 1)
    assert found == pytest.approx([200])


def test_without_a_wait_no_group_has_a_time():
    empty = np.zeros(0, int)
    assert kaplan_meier(empty, empty, empty).size == 0
    assert np.isnan(time_by_which(0.5, empty, *np.zeros((3, 0)), 4)).all()


@pytest.mark.parametrize("share", [0, 1, 1.5])
def test_a_share_outside_its_range_is_refused(share):
    with pytest.raises(InputError):
        time_by_which(share, np.zeros(1, int), *np.ones((3, 1)), 1)


def test_negative_counts_are_refused():
    with pytest.raises(InputError):
        kaplan_meier(np.zeros(1, int), np.array([-1]), np.array([0]))
