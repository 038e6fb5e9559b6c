"""Differences of shares and ratios: counts of both samples in, differences with intervals out."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from percorso.domain.journey_map import Estimate
from percorso.domain.map_comparison import Difference
from percorso.journeys.comparison.sums import Grid, GroupSums, Integers, Key
from percorso.journeys.estimates import Floats
from percorso.stats.difference import (
    difference_of_estimates,
    ratio_estimate,
    share_of_clusters,
    spread_of_ratios,
)
from percorso.store.warehouse import Columns

# Cells laid out at once: a log of many transitions and customers stays within 100 MB.
_CELLS = 1_000_000

Differences = dict[Key, Difference]
Samples = tuple[GroupSums, GroupSums]


@dataclass(frozen=True, slots=True, eq=False)
class Counts:
    """What is counted and its cases, shape (groups, keys) or (groups, 1); customers behind them."""

    above: Floats
    below: Floats
    customers: Floats

    def totals(self, at: int) -> tuple[float, float, float]:
        """Counted, cases and customers of one key over all groups."""
        cases, customers = (
            np.broadcast_to(part, self.above.shape)[:, at] for part in (self.below, self.customers)
        )
        return float(self.above[:, at].sum()), float(cases.sum()), float(customers.sum())


Counting = Callable[[GroupSums, Grid], Counts]


def of_cases(table: Callable[[GroupSums], Columns], above: str, below: str) -> Counting:
    """Counts whose cases stand in the subject's own table."""

    def counted(sums: GroupSums, grid: Grid) -> Counts:
        here = table(sums)
        return Counts(*(grid.laid(here, column) for column in (above, below, "customers")))

    return counted


def of_everybody(table: Callable[[GroupSums], Columns], above: str) -> Counting:
    """Counts whose cases are all journeys of the sample."""

    def counted(sums: GroupSums, grid: Grid) -> Counts:
        whole = [grid.per_group(sums.journeys, column) for column in ("journeys", "customers")]
        return Counts(grid.laid(table(sums), above), *whole)

    return counted


def ratio_differences(
    samples: Samples, keys: list[Key], names: tuple[str, ...], groups: Integers,
    counting: Counting, *, is_share: bool = True,
) -> Differences:  # fmt: skip
    """The differences of one measure for all keys.

    Args:
        samples: The counts of this sample and of the other.
        keys: Which keys.
        names: The columns that make a key.
        groups: The labels of all customer groups.
        counting: Lays the counts of a sample out.
        is_share: Whether the ratio lies in 0..1.
    """
    made: Differences = {}
    for some in _chunks(keys, groups.size):
        grid = Grid(groups, some, names)
        this, other = (counting(sums, grid) for sums in samples)
        spread = spread_of_ratios(this.above, this.below, other.above, other.below)
        for at, key in enumerate(some):
            made[key] = difference_of_estimates(
                _estimate(this, at, float(spread.first[at]), is_share=is_share),
                _estimate(other, at, float(spread.second[at]), is_share=is_share),
                float(spread.correlation[at]),
            )
    return made


def correlations(
    samples: Samples, keys: list[Key], names: tuple[str, ...], groups: Integers,
    counting: Counting,
) -> dict[Key, float]:  # fmt: skip
    """How a mean of both samples varies together, because customers are in both."""
    grid = Grid(groups, keys, names)
    this, other = (counting(sums, grid) for sums in samples)
    found = spread_of_ratios(this.above, this.below, other.above, other.below).correlation
    return {key: float(found[at]) for at, key in enumerate(keys)}


def _chunks(keys: list[Key], groups: int) -> Iterator[list[Key]]:
    size = max(1, _CELLS // max(1, groups))
    for first in range(0, len(keys), size):
        yield keys[first : first + size]


def _estimate(counts: Counts, at: int, variance: float, *, is_share: bool) -> Estimate:
    above, cases, customers = counts.totals(at)
    if not is_share:
        return ratio_estimate(above, cases, variance)
    # One case a customer: nothing is clustered, and groups of customers would only add noise.
    return share_of_clusters(above, cases, variance if cases > customers else 0.0)
