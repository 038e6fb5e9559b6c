"""Published and agreed numbers of the channel-paths set (methods, section 14: O10, O11)."""

import csv
import gzip
from itertools import groupby, pairwise

import numpy as np
import pytest

from percorso.stats.chain import leave_one_group_out, solve_chain
from percorso.stats.proportion import wilson_interval
from percorso.stats.resampling import jackknife_interval
from tests.stats.walks import parts_of


@pytest.fixture(scope="module")
def rows(real_data):
    with gzip.open(real_data("channel-paths") / "paths.csv.gz", "rt") as lines:
        return [
            (row["path"].split(" > "), int(row["total_conversions"]), int(row["total_null"]))
            for row in csv.DictReader(lines)
        ]


@pytest.fixture(scope="module")
def channels(rows):
    return sorted({channel for path, _, _ in rows for channel in path})


def steps(rows, channels):
    """One (row number, source, target, count) per step of a path, endings included."""
    number = {channel: place for place, channel in enumerate(channels)}
    states = len(channels)
    for place, (path, conversions, nulls) in enumerate(rows):
        codes = [-1, *(number[channel] for channel in path)]
        for source, target in pairwise(codes):
            yield place, source, target, conversions + nulls
        yield place, codes[-1], states, conversions
        yield place, codes[-1], states + 1, nulls


def table_of(rows, channels):
    table = np.zeros((len(channels) + 1, len(channels) + 2))
    for _, source, target, count in steps(rows, channels):
        table[source, target] += count
    return table


@pytest.fixture(scope="module")
def chain(rows, channels):
    return solve_chain(*parts_of(table_of(rows, channels)))


def test_the_chain_succeeds_as_often_as_observed(rows, chain):
    conversions, nulls = (sum(row[place] for row in rows) for place in (1, 2))
    assert (conversions, nulls) == (19_785, 68_602)
    assert chain.base_rate == pytest.approx(conversions / (conversions + nulls), abs=1e-9)
    assert chain.base_rate == pytest.approx(0.223845, abs=1e-6)


@pytest.mark.parametrize(
    ("channel", "effect", "tolerance"),
    [
        ("alpha", 0.55840, 1e-5),
        ("iota", 0.4058, 1e-4),
        ("eta", 0.3490, 1e-4),
        ("beta", 0.2640, 1e-4),
        ("theta", 0.2060, 1e-4),
        ("lambda", 0.1340, 1e-4),
    ],
)
def test_removal_effects_of_order_one(chain, channels, channel, effect, tolerance):
    found = chain.removal_effect[channels.index(channel)]
    assert found == pytest.approx(effect, abs=tolerance)


@pytest.mark.parametrize(
    ("channel", "credit"),
    [
        ("alpha", 5344.948),
        ("eta", 3340.847),
        ("iota", 3884.615),
        ("beta", 2527.352),
        ("theta", 1971.913),
        ("lambda", 1282.847),
    ],
)
def test_conversions_shared_by_removal_effect(chain, channels, channel, credit):
    shares = chain.removal_effect / chain.removal_effect.sum()
    assert 19_785 * shares[channels.index(channel)] == pytest.approx(credit, abs=0.01)


def test_the_closed_form_is_the_row_removal_solve(rows, channels, chain):
    for state in range(len(channels)):
        table = table_of(rows, channels)
        table[state, -1] += table[state, :-1].sum()
        table[state, :-1] = 0
        without = solve_chain(*parts_of(table)).base_rate
        expected = 1 - without / chain.base_rate
        assert chain.removal_effect[state] == pytest.approx(expected, abs=1e-12)


def test_both_sides_of_the_variance_split_are_equal(chain):
    decided = chain.expected_visits @ chain.decisiveness
    variance = chain.base_rate * (1 - chain.base_rate)
    assert decided + chain.entry_share * variance == pytest.approx(variance, abs=1e-12)
    assert chain.decisive_share.sum() + chain.entry_share == pytest.approx(1, abs=1e-12)


def test_collapsed_repeats_have_the_same_effects(rows, channels, chain):
    short = [([channel for channel, _ in groupby(path)], *counts) for path, *counts in rows]
    collapsed = solve_chain(*parts_of(table_of(short, channels)))
    assert collapsed.removal_effect == pytest.approx(chain.removal_effect, abs=1e-12)
    assert collapsed.decisive_share == pytest.approx(chain.decisive_share, abs=1e-12)


def test_the_jackknife_of_the_success_rate_is_as_wide_as_its_wilson_interval(rows, channels):
    random = np.random.default_rng(256)
    listed = []
    for path, *totals in rows:
        # Each journey of a path goes to one of 256 groups, as customers do.
        groups = random.integers(0, 256, sum(totals))
        converted = np.arange(sum(totals)) < totals[0]
        for group in np.unique(groups):
            hits = int(converted[groups == group].sum())
            part = (path, hits, int((groups == group).sum()) - hits)
            listed += [(group, *step[1:]) for step in steps([part], channels)]
    left_out = leave_one_group_out(*np.array(listed).T, len(channels))
    low, high = jackknife_interval(np.array([19_785 / 88_387]), left_out.base_rate[:, None])
    wilson = wilson_interval(19_785, 88_387)
    assert high[0] - low[0] == pytest.approx(wilson[1] - wilson[0], rel=0.15)
