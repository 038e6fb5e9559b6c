"""What a visit to each touchpoint means for the end of a journey: the absorbing chain.

States are touchpoints, numbered 0..S-1, of order 1; the endings are success and failure. The
steps are those of journeys cut at the first goal; a journey still open gives its steps but no
ending. Everything here describes: only an experiment speaks of effects.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from percorso.stats.absorption import (
    Absorption,
    fundamental_matrices,
    shares_of_known_steps,
    solved_rows,
    states_with_an_ending,
)
from percorso.stats.arrays import (
    Booleans,
    Floats,
    Integers,
    OutOfRange,
    require_counts,
    require_shape,
)
from percorso.stats.left_out import GroupedSteps, without_each

START = -1


@dataclass(frozen=True, slots=True, eq=False)
class ChainMeasures:
    """Measures of one chain with S states. Values of a state that is not kept are NaN.

    Attributes:
        kept: States from which an ending has been seen to be reachable, shape (S,).
        base_rate: p, probability of success of a journey; NaN when no journey can be followed.
        success_probability: B, probability of success after a visit, shape (S,).
        expected_visits: v, visits per journey, shape (S,); 0 where not kept.
        visits_per_visitor: N_aa, visits per journey that visits the state at all, shape (S,).
        removal_effect: Modelled share of successes that pass through the state, shape (S,).
        decisiveness: D, mean squared change of B by the step after a visit, shape (S,).
        decisive_share: Share of the outcome's variance decided at the state, shape (S,).
        entry_share: Share of it decided by the first touchpoint; with the decisive shares 1.
        exit_share: Exits to failure / visits with a known next, shape (S,).
        known_next: Visits with a known next, the denominator of the shares, shape (S,).
        null_reason: Why shares are NaN: with p of 0 or 1 there is nothing to decide.
        moves: Q, share of each next state, shape (S, S); 0 where not kept.
        success_share: r, share of visits that succeed at once, shape (S,); 0 where not kept.
        fundamental: N, expected visits of the column's state begun at the row's, shape (S, S).
    """

    kept: Booleans
    base_rate: float
    success_probability: Floats
    expected_visits: Floats
    visits_per_visitor: Floats
    removal_effect: Floats
    decisiveness: Floats
    decisive_share: Floats
    entry_share: float
    exit_share: Floats
    known_next: Floats
    null_reason: Literal["nothing_decided"] | None
    moves: Floats
    success_share: Floats
    fundamental: Floats


@dataclass(frozen=True, slots=True, eq=False)
class WithoutEachGroup:
    """Measures of the chain with one customer group left out, group by group.

    A state nobody visits any more has removal effect and decisive share 0; what does not exist
    without the group is NaN.

    Attributes:
        groups: Labels of the groups, in the order of the rows below, shape (G,).
        removal_effect: Shape (G, S).
        decisive_share: Shape (G, S).
        exit_share: Shape (G, S).
        base_rate: Shape (G,).
        entry_share: Shape (G,).
    """

    groups: Integers
    removal_effect: Floats
    decisive_share: Floats
    exit_share: Floats
    base_rate: Floats
    entry_share: Floats


def solve_chain(
    transitions: Floats, to_success: Floats, to_failure: Floats, starts: Floats
) -> ChainMeasures:
    """Solve the chain of all journeys once, for every measure of section 4 of the methods.

    Args:
        transitions: Steps from the row's to the column's touchpoint, shape (S, S).
        to_success: Visits that reached the goal next, shape (S,).
        to_failure: Visits after which the journey failed, shape (S,).
        starts: Journeys that began at each touchpoint, shape (S,).

    Raises:
        ShapesDiffer: the arrays do not belong to the same states.
        NotCounts: a count is negative or not finite.

    Source: Kemeny & Snell (1960), Finite Markov Chains, chapter III; removal effect: Anderl,
    Becker, von Wangenheim & Schumann (2016), International Journal of Research in Marketing
    33, 457-474; variance split: Williams (1991), Probability with Martingales, 12.1.

    >>> here = solve_chain(
    ...     np.array([[0.0, 6.0], [0.0, 0.0]]),
    ...     np.array([0.0, 4.0]), np.array([4.0, 2.0]), np.array([10.0, 0.0]),
    ... )
    >>> round(here.base_rate, 12), here.success_probability.round(3).tolist()
    (0.4, [0.4, 0.667])
    """
    states = starts.size
    table = np.zeros((1, states + 1, states + 2))
    for what, counts, place in (
        ("transitions", transitions, table[0, :states, :states]),
        ("to_success", to_success, table[0, :states, states]),
        ("to_failure", to_failure, table[0, :states, states + 1]),
        ("starts", starts, table[0, states, :states]),
    ):
        require_shape(what, counts, place.shape)
        require_counts(what, counts)
        place[...] = counts
    return _measures(table)


def leave_one_group_out(
    group: Integers, source: Integers, target: Integers, count: Floats | Integers, states: int
) -> WithoutEachGroup:
    """Solve the chain once without each customer group, for the jackknife.

    The steps are given as a list, one entry per (group, source, target); equal ones add up. The
    whole is their sum. Memory stays within about 200 MB up to 1,000 states.

    Args:
        group: Label of the customer group, shape (steps,).
        source: Touchpoint the step leaves, 0..S-1, or -1 for the start of a journey.
        target: Touchpoint it reaches, 0..S-1; S for success, S + 1 for failure.
        count: Number of such steps, 0 or more, shape (steps,).
        states: S, the number of touchpoints.

    Raises:
        ShapesDiffer: the arrays differ in length.
        NotCounts: a count is negative or not finite.
        OutOfRange: a source or target is no touchpoint, start or ending.

    Source: the delete-a-group jackknife, Kott (2001), Journal of Official Statistics 17, 521-526.

    >>> left = leave_one_group_out(
    ...     group=np.array([7, 7, 8, 8]), source=np.array([-1, 0, -1, 0]),
    ...     target=np.array([0, 1, 0, 2]), count=np.array([1, 1, 1, 1]), states=1,
    ... )
    >>> left.groups.tolist(), left.base_rate.tolist()
    ([7, 8], [0.0, 1.0])
    """
    _require_steps(group, source, target, count, states)
    labels, place = np.unique(group, return_inverse=True)
    rows = np.where(source == START, states, source)
    steps = GroupedSteps.of_list(states, place, rows * (states + 2) + target, count)
    parts = [_group_values(solved) for solved in without_each(steps, labels.size)]
    return WithoutEachGroup(labels, *_stacked(parts, states))


def simulate_row(chain: ChainMeasures, state: int, moves: Floats, success_share: float) -> float:
    """Change of the success rate if visits to one touchpoint led on differently.

    Args:
        chain: The chain as it is.
        state: The touchpoint that changes, a kept one of 0..S-1.
        moves: New share of each next touchpoint, shape (S,), 0 for states that are not kept.
        success_share: New share that succeeds at once; what is left to 1 fails.

    Returns:
        New success rate minus the present one, in -1..1.

    Raises:
        ShapesDiffer: there is not one share per touchpoint.
        NotCounts: a share is negative or not finite.
        OutOfRange: the touchpoint is not kept, leads to one that is not, the shares add to more
            than 1, or no end could be reached any more.

    Source: Sherman & Morrison (1950), Annals of Mathematical Statistics 21, 124-127.

    >>> here = solve_chain(np.zeros((1, 1)), np.array([1.0]), np.array([3.0]), np.array([4.0]))
    >>> simulate_row(here, 0, np.array([0.0]), 0.5)
    0.25
    """
    _require_row(chain, state, moves, success_share)
    changed = moves - chain.moves[state]
    ahead = np.where(chain.kept, chain.success_probability, 0.0)
    gained = changed @ ahead + success_share - chain.success_share[state]
    remaining = 1.0 - changed @ chain.fundamental[:, state]
    if remaining <= 1e-12:
        raise OutOfRange("the share that leaves the touchpoint for good", "above 0", remaining)
    return float(chain.expected_visits[state] * gained / remaining)


def row_with_less_exit(chain: ChainMeasures, state: int, reduction: float) -> tuple[Floats, float]:
    """Where visits to a touchpoint would lead if fewer of them failed at once.

    Args:
        chain: The chain as it is.
        state: The touchpoint that changes, a kept one of 0..S-1.
        reduction: Share of its exits that is avoided, in 0..1; the others grow in proportion.

    Returns:
        Shares of the next touchpoints, shape (S,), and the share that succeeds at once, for
        `simulate_row`.

    Raises:
        OutOfRange: the touchpoint is not kept, every visit fails there (nothing to grow in
            proportion), or the reduction lies outside 0..1.

    Source: section 4 of the methods, what-if on a row.

    >>> here = solve_chain(np.zeros((1, 1)), np.array([1.0]), np.array([3.0]), np.array([4.0]))
    >>> row_with_less_exit(here, 0, 0.5)
    (array([0.]), 0.625)
    """
    _require_kept(chain, state)
    if not 0 <= reduction <= 1:
        raise OutOfRange("reduction", "a share in 0..1", reduction)
    exit_share = float(chain.exit_share[state])
    if exit_share == 1:
        raise OutOfRange("the exit of the touchpoint", "below 1", exit_share)
    growth = (1 - (1 - reduction) * exit_share) / (1 - exit_share)
    return chain.moves[state] * growth, float(chain.success_share[state] * growth)


def _measures(table: Floats) -> ChainMeasures:
    every_kept = states_with_an_ending(table)
    rows, known = shares_of_known_steps(table, every_kept)
    fundamental = fundamental_matrices(rows)
    solved = solved_rows(table, every_kept, rows, fundamental).measured()
    kept = every_kept[0]
    states = kept.size

    def of_kept(values: Floats) -> Floats:
        return np.where(kept, values[0], np.nan)

    return ChainMeasures(
        kept=kept,
        base_rate=float(solved.base_rate[0]),
        success_probability=of_kept(solved.success_probability),
        expected_visits=solved.expected_visits[0],
        visits_per_visitor=of_kept(solved.visits_per_visitor),
        removal_effect=of_kept(solved.removal_effect),
        decisiveness=of_kept(solved.decisiveness),
        decisive_share=of_kept(solved.decisive_share),
        entry_share=float(solved.entry_share[0]),
        exit_share=of_kept(solved.exit_share),
        known_next=known[0, :states],
        null_reason=None if solved.outcome_variance[0] > 0 else "nothing_decided",
        moves=rows[0, :states, :states],
        success_share=rows[0, :states, states],
        fundamental=np.where(kept[:, None] & kept, fundamental[0], 0.0),
    )


def _group_values(solved: Absorption) -> tuple[Floats, ...]:
    # A state that is visited but has no ending is unknown; one nobody visits is simply not there.
    unknown = solved.visited & ~solved.kept
    return (
        np.where(unknown, np.nan, solved.removal_effect),
        np.where(unknown, np.nan, solved.decisive_share),
        np.where(solved.kept, solved.exit_share, np.nan),
        solved.base_rate,
        solved.entry_share,
    )


def _stacked(parts: list[tuple[Floats, ...]], states: int) -> list[Floats]:
    if parts:
        return [np.concatenate(columns) for columns in zip(*parts, strict=True)]
    return [np.zeros((0, states))] * 3 + [np.zeros(0)] * 2


def _require_steps(
    group: Integers, source: Integers, target: Integers, count: Floats | Integers, states: int
) -> None:
    for what, array in (("source", source), ("target", target), ("count", count)):
        require_shape(what, array, group.shape)
    require_counts("count", count)
    for what, array, lowest, highest in (
        ("source", source, START, states - 1),
        ("target", target, 0, states + 1),
        # A journey begins at a touchpoint, never at an ending.
        ("target of a start", target[source == START], 0, states - 1),
    ):
        wrong = array[(array < lowest) | (array > highest)]
        if wrong.size:
            raise OutOfRange(what, f"in {lowest}..{highest}", int(wrong[0]))


def _require_kept(chain: ChainMeasures, state: int) -> None:
    if not (0 <= state < chain.kept.size and chain.kept[state]):
        raise OutOfRange("state", "a touchpoint from which an ending was seen", state)


def _require_row(chain: ChainMeasures, state: int, moves: Floats, success_share: float) -> None:
    _require_kept(chain, state)
    require_shape("moves", moves, chain.kept.shape)
    require_counts("moves", moves)
    require_counts("success_share", np.array([success_share]))
    into_unknown = float(moves[~chain.kept].sum())
    if into_unknown > 0:
        raise OutOfRange("the share into touchpoints without an ending", "0", into_unknown)
    whole = float(moves.sum()) + success_share
    if whole > 1 + 1e-9:
        raise OutOfRange("the sum of the shares", "at most 1", whole)
