"""The chain once without each customer group: the solves behind the jackknife."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from percorso.stats.absorption import Absorption, absorb
from percorso.stats.arrays import Floats, Integers
from percorso.stats.row_updates import WholeChain, absorb_without

CHUNK_BYTES = 4_000_000
# From here on changing some rows of the solved whole is faster than solving anew.
LARGE_CHAIN = 200
# Tables a chunk holds at once while it is solved: steps, shares, I - Q, its inverse, copies.
TABLES_AT_ONCE = 6


@dataclass(frozen=True, slots=True, eq=False)
class GroupedSteps:
    """Steps that happened, sorted by group.

    Whole and group are summed in the same order, so that a step only one group took leaves an
    exact 0 behind, with fractional counts too.

    Attributes:
        states: S, the number of states.
        place: Number of the group, from 0, shape (steps,).
        cells: Place of (source, target) in a flat step table, shape (steps,).
        count: Number of such steps, shape (steps,).
    """

    states: int
    place: Integers
    cells: Integers
    count: Floats

    @classmethod
    def of_list(
        cls, states: int, place: Integers, cells: Integers, count: Floats | Integers
    ) -> "GroupedSteps":
        """The steps in any order, those that never happened left out."""
        there = np.flatnonzero(count > 0)
        there = there[np.argsort(place[there], kind="stable")]
        return cls(states, place[there], cells[there], count[there].astype(np.float64))

    @property
    def size(self) -> int:
        """Number of cells of one step table."""
        return (self.states + 1) * (self.states + 2)

    def whole(self) -> Floats:
        """The flat step table of all groups."""
        return np.asarray(np.bincount(self.cells, self.count, self.size), dtype=np.float64)

    def of_groups(self, first: int, last: int) -> slice:
        """Where the steps of the groups first..last - 1 stand."""
        return slice(*np.searchsorted(self.place, (first, last)).tolist())


def without_each(steps: GroupedSteps, groups: int) -> Iterator[Absorption]:
    """The chains without each group in turn, in stacks of one or more.

    Args:
        steps: The steps of all groups.
        groups: G, the number of groups.

    Yields:
        Stacks whose chains, put one after the other, are those without group 0, 1, ... G - 1.

    Source: the delete-a-group jackknife, Kott (2001), Journal of Official Statistics 17, 521-526.

    >>> steps = GroupedSteps.of_list(1, np.array([0, 0, 1, 1]), np.array([3, 1, 3, 2]), np.ones(4))
    >>> [stack.base_rate.tolist() for stack in without_each(steps, 2)]
    [[0.0, 1.0]]
    """
    return (_updated if steps.states >= LARGE_CHAIN else _solved_anew)(steps, groups)


def _solved_anew(steps: GroupedSteps, groups: int) -> Iterator[Absorption]:
    """Many chains at once, in chunks of bounded memory."""
    whole, size = steps.whole(), steps.size
    at_once = max(1, CHUNK_BYTES // (8 * size * TABLES_AT_ONCE))
    for first in range(0, groups, at_once):
        last = min(first + at_once, groups)
        chunk = steps.of_groups(first, last)
        inside = (steps.place[chunk] - first) * size + steps.cells[chunk]
        left_out = np.bincount(inside, steps.count[chunk], (last - first) * size)
        rest = np.asarray(whole - left_out.reshape(last - first, size), dtype=np.float64)
        yield absorb(rest.reshape(-1, steps.states + 1, steps.states + 2))


def _updated(steps: GroupedSteps, groups: int) -> Iterator[Absorption]:
    """One by one, from the solved whole where a group touches few of its rows."""
    table = steps.whole().reshape(steps.states + 1, steps.states + 2)
    whole = WholeChain.of_table(table)
    cells = whole.source * (steps.states + 2) + whole.target
    for group in range(groups):
        own = steps.of_groups(group, group + 1)
        edges, count = np.searchsorted(cells, steps.cells[own]), steps.count[own]
        solved = absorb_without(whole, edges, count)
        if solved is None:
            own_table = np.bincount(steps.cells[own], count, steps.size).reshape(table.shape)
            solved = absorb((table - own_table)[None])
        yield solved
