"""What a large chain becomes when a few of its rows change, without solving it again.

A customer group touches few of a thousand touchpoints. Its leave-one-out chain then differs
from the whole one in those rows alone, and a small system the size of these rows suffices.
"""

from dataclasses import dataclass

import numpy as np

from percorso.stats.absorption import (
    Absorption,
    SolvedRows,
    fundamental_matrices,
    shares_of_known_steps,
    solved_rows,
    states_with_an_ending,
)
from percorso.stats.arrays import Booleans, Floats, Integers

# With more changed rows than this share of all, solving anew is the shorter way.
MOST_CHANGED = 0.34


@dataclass(frozen=True, slots=True, eq=False)
class WholeChain:
    """The chain of all groups, with its steps as a list of distinct (source, target).

    Attributes:
        source: State a step leaves; S for the start, shape (edges,).
        target: State it reaches; S for success, S + 1 for failure, shape (edges,).
        count: Number of such steps, shape (edges,).
        fundamental: Expected visits of the column's state begun at the row's, shape (S, S).
        solved: The solution of the whole, a stack of one.
    """

    source: Integers
    target: Integers
    count: Floats
    fundamental: Floats
    solved: SolvedRows

    @classmethod
    def of_table(cls, table: Floats) -> "WholeChain":
        """The chain of one step table, shape (S + 1, S + 2)."""
        steps = table[None]
        kept = states_with_an_ending(steps)
        rows, _ = shares_of_known_steps(steps, kept)
        fundamental = fundamental_matrices(rows)
        source, target = np.nonzero(table)
        solved = solved_rows(steps, kept, rows, fundamental)
        return cls(source, target, table[source, target], fundamental[0], solved)

    @property
    def states(self) -> int:
        """S, the number of states."""
        return len(self.fundamental)


@dataclass(frozen=True, slots=True, eq=False)
class _Rest:
    """What is left of the whole: each edge's share of its row, and which rows are new."""

    kept: Booleans
    visited: Booleans
    share: Floats
    changed: Integers


def absorb_without(whole: WholeChain, edges: Integers, counts: Floats) -> Absorption | None:
    """Measures of the chain without some of its steps, exactly as if solved anew.

    Args:
        whole: The chain of all groups.
        edges: Places of the steps that leave, in the edges of the whole, shape (steps,).
        counts: How many of each leave, shape (steps,).

    Returns:
        A stack of one; None when so many rows change that solving anew is shorter.

    Source: Woodbury (1950), Inverting Modified Matrices, Princeton Statistical Research Group
    memorandum 42; Hager (1989), SIAM Review 31, 221-239.

    >>> whole = WholeChain.of_table(np.array(
    ...     [[0.0, 2, 0, 0, 0], [0, 0, 2, 0, 0], [0, 0, 0, 1, 1], [2, 0, 0, 0, 0]]
    ... ))
    >>> [float(chain.base_rate[0]) for chain in (whole.solved.measured(),
    ...     absorb_without(whole, np.array([3]), np.array([1.0])))]
    [0.5, 1.0]
    """
    count = whole.count - np.bincount(edges, counts, whole.count.size)
    rest = _rest(whole, count, edges)
    if rest.changed.size > MOST_CHANGED * whole.states:
        return None
    return _solved_again(whole, rest).measured()


def _rest(whole: WholeChain, count: Floats, edges: Integers) -> _Rest:
    states, source, target = whole.states, whole.source, whole.target
    before = whole.solved.kept[0]
    kept = before if (count[edges] > 0).all() else _still_kept(whole, count)
    # Both endings, and the start in the place of the first, are always there.
    present = np.append(kept, [True, True])
    known_steps = count * (present[source] & present[target])
    known = np.bincount(source, known_steps, states + 1)
    lost = np.append(before & ~kept, [False, False])
    changed = lost[: states + 1].copy()
    changed[source[edges]] = True
    changed[source[lost[target]]] = True
    return _Rest(
        kept=kept,
        visited=np.bincount(target, count, states + 2)[:states] > 0,
        share=known_steps / np.where(known > 0, known, 1.0)[source],
        changed=np.flatnonzero(changed[:states]),
    )


def _still_kept(whole: WholeChain, count: Floats) -> Booleans:
    """States some remaining path leads on to an ending, found along the list of edges."""
    there = (count > 0) & (whole.source < whole.states)
    source, target = whole.source[there], whole.target[there]
    reached = np.zeros(whole.states + 2, dtype=np.bool_)
    reached[whole.states :] = True
    while True:
        size = np.count_nonzero(reached)
        reached[source[reached[target]]] = True
        if np.count_nonzero(reached) == size:
            return reached[: whole.states]


def _solved_again(whole: WholeChain, rest: _Rest) -> SolvedRows:
    states, changed = whole.states, rest.changed
    source, target, share = whole.source, whole.target, rest.share
    success, failure = (
        _sums(source[into], share[into], states + 1)[:states]
        for into in (target == states, target == states + 1)
    )
    between = (source < states) & (target < states)
    source, target, inner = source[between], target[between], share[between]
    first = whole.source == states
    starts = _sums(whole.target[first], share[first], states)
    begun = starts @ whole.fundamental
    column, solution = _correction(whole, changed, source, target, inner)
    gained = success[changed] - whole.solved.success[0, changed] + solution @ success
    probability = np.where(rest.kept, whole.solved.probability[0] + column @ gained, 0.0)
    ahead = _sums(source, inner * probability[target] ** 2, states) + success
    own_visits = whole.solved.own_visits[0] + (column * solution.T).sum(axis=1)
    return SolvedRows(
        kept=rest.kept[None],
        visited=rest.visited[None],
        starts=starts[None],
        success=success[None],
        failure=failure[None],
        probability=probability[None],
        visits=(begun + begun[changed] @ solution)[None],
        own_visits=own_visits[None],
        squared_ahead=ahead[None],
    )


def _correction(
    whole: WholeChain, changed: Integers, source: Integers, target: Integers, share: Floats
) -> tuple[Floats, Floats]:
    """Two thin matrices whose product is what the fundamental matrix gains, (S, k) and (k, S)."""
    place = np.full(whole.states, -1)
    place[changed] = np.arange(changed.size)
    new = place[source] >= 0
    rows = np.zeros((changed.size, whole.states))
    rows[place[source[new]], target[new]] = share[new]
    # (new - old rows) @ N, where the old rows @ N are N itself without one visit at the start.
    moved = rows @ whole.fundamental - whole.fundamental[changed]
    moved[np.arange(changed.size), changed] += 1.0
    small = np.eye(changed.size) - moved[:, changed]
    return whole.fundamental[:, changed], np.asarray(np.linalg.solve(small, moved))


def _sums(place: Integers, values: Floats, size: int) -> Floats:
    return np.asarray(np.bincount(place, values, size), dtype=np.float64)
