"""Differences of what the chain tells, leaving the same customer group out of both samples."""

from dataclasses import dataclass

import numpy as np

from percorso.domain.map_comparison import Difference
from percorso.journeys.comparison.sums import GroupSums, Integers
from percorso.journeys.estimates import Floats, number
from percorso.stats.chain import (
    ChainMeasures,
    WithoutEachGroup,
    leave_one_group_out,
    solve_chain,
)
from percorso.stats.resampling import jackknife_interval
from percorso.store.warehouse import Columns

MEASURES = ("exit_share", "removal_effect", "decisive_share")
# Above this many touchpoints a chain without each group takes minutes; the values stay.
_MOST_STATES = 200
_SUCCESS, _FAILURE = 0, -2


@dataclass(frozen=True, slots=True)
class ChainChanges:
    """Intervals by (measure, code), null where there is none; `entry_share` has code 0."""

    intervals: dict[tuple[str, int], tuple[float | None, float | None]]

    def limits(self, measure: str, code: int) -> tuple[float | None, float | None]:
        """Low and high of a difference."""
        return self.intervals.get((measure, code), (None, None))


def chain_changes(this: GroupSums, other: GroupSums) -> ChainChanges:
    """Jackknife intervals of this chain minus the other, over the union of their touchpoints."""
    tables = (this.steps, other.steps)
    codes = sorted(
        {int(code) for table in tables for name in ("source", "target")
         for code in np.unique(table[name]) if code > 0}
    )  # fmt: skip
    if not codes or len(codes) > _MOST_STATES or not all(len(t["steps"]) for t in tables):
        return ChainChanges({})
    both = np.concatenate([table["jackknife_group"] for table in tables]).astype(np.int64)
    groups = np.unique(both)
    solved = [_solved(table, codes) for table in tables]
    intervals: dict[tuple[str, int], tuple[float | None, float | None]] = {}
    for measure in (*MEASURES, "entry_share"):
        (full, without), (full_other, without_other) = (
            _values(measure, chain, left, groups) for chain, left in solved
        )
        low, high = jackknife_interval(full - full_other, without - without_other, (-1.0, 1.0))
        keys = [0] if measure == "entry_share" else codes
        for at, code in enumerate(keys):
            intervals[measure, code] = (number(low[at]), number(high[at]))
    return ChainChanges(intervals)


def _solved(table: Columns, codes: list[int]) -> tuple[ChainMeasures, WithoutEachGroup]:
    size = len(codes)
    state_of = np.zeros(max(codes) + 1, dtype=np.int64)
    state_of[codes] = np.arange(size)
    source, target = (table[name].astype(np.int64) for name in ("source", "target"))
    left_from = np.where(source < 0, -1, state_of[np.maximum(source, 0)])
    reached = np.select(
        [target == _SUCCESS, target == _FAILURE],
        [size, size + 1],
        state_of[np.maximum(target, 0)],
    )
    steps = table["steps"].astype(np.int64)
    whole = np.zeros((size + 1, size + 2))
    np.add.at(whole, (np.where(left_from < 0, size, left_from), reached), steps)
    chain = solve_chain(
        whole[:size, :size], whole[:size, size], whole[:size, size + 1], whole[size, :size]
    )
    group = table["jackknife_group"].astype(np.int64)
    return chain, leave_one_group_out(group, left_from, reached, steps, size)


def _values(
    measure: str, chain: ChainMeasures, left: WithoutEachGroup, groups: Integers
) -> tuple[Floats, Floats]:
    """The measure of a whole sample, and without each group of either sample."""
    full = np.atleast_1d(np.asarray(getattr(chain, measure), dtype=np.float64))
    without = np.asarray(getattr(left, measure), dtype=np.float64).reshape(left.groups.size, -1)
    # A group that is in the other sample only leaves this one as it is.
    everyone = np.tile(full, (groups.size, 1))
    everyone[np.searchsorted(groups, left.groups)] = without
    return full, everyone


def with_limits(difference: Difference, low: float | None, high: float | None) -> Difference:
    """A difference with another interval; none where there is no value."""
    if difference["value"] is None:
        return difference
    return {**difference, "low": low, "high": high}
