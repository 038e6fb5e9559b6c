"""Where walks end, and what each state contributes: one absorbing chain, or many at once.

Everything here works on a stack of step tables, shape (chains, S + 1, S + 2): the rows are the
S states and then the start; the columns are the S states, then success, then failure; an entry
is the number of steps. `chain` asks for one table, or for one per customer group left out.
"""

from dataclasses import dataclass

import numpy as np

from percorso.stats.arrays import Booleans, Floats


@dataclass(frozen=True, slots=True, eq=False)
class Absorption:
    """Measures of a stack of chains; shape (chains, S), or (chains,) for rates and variances.

    Measures of states that are not kept are 0 here; `chain` turns them into not a number.

    Attributes:
        kept: States from which an ending can be reached.
        visited: States that some step leads into.
        base_rate: Probability of success from the start; NaN when no walk can be followed.
        failure_rate: Probability of failure from the start.
        success_probability: Probability of success from each state.
        exit_share: Share of visits with a known next that fail at once.
        expected_visits: Expected visits of each state, begun at the start.
        visits_per_visitor: Expected visits among walks that visit the state at all.
        entry_variance: Variance of the success probability of the first state.
        decisiveness: Mean squared change of the success probability by one step.
    """

    kept: Booleans
    visited: Booleans
    base_rate: Floats
    failure_rate: Floats
    success_probability: Floats
    exit_share: Floats
    expected_visits: Floats
    visits_per_visitor: Floats
    entry_variance: Floats
    decisiveness: Floats

    @property
    def removal_effect(self) -> Floats:
        """Modelled share of successes that pass through each state; NaN where p is 0."""
        through = self.expected_visits * self.success_probability / self.visits_per_visitor
        return _part(through, self.base_rate[:, None])

    @property
    def outcome_variance(self) -> Floats:
        """p(1 - p) of each chain, exactly 0 where nothing is decided, shape (chains,)."""
        return self.base_rate * self.failure_rate

    @property
    def decisive_share(self) -> Floats:
        """Share of the outcome's variance decided at each state; NaN where p is 0 or 1."""
        decided = self.expected_visits * self.decisiveness
        return _part(decided, self.outcome_variance[:, None])

    @property
    def entry_share(self) -> Floats:
        """Share of the outcome's variance decided by the first state, shape (chains,)."""
        return _part(self.entry_variance, self.outcome_variance)


@dataclass(frozen=True, slots=True, eq=False)
class SolvedRows:
    """A stack of chains as shares, with the solution of its linear system.

    Attributes:
        kept: States from which an ending can be reached, shape (chains, S).
        visited: States that some step leads into, shape (chains, S).
        starts: Share of walks that begin at each kept state, shape (chains, S).
        success: Share of known next steps that succeed, shape (chains, S).
        failure: Share of them that fail, shape (chains, S).
        probability: Probability of success from each state, shape (chains, S).
        visits: Expected visits begun at the start, shape (chains, S).
        own_visits: Expected visits of a state begun at itself, shape (chains, S).
        squared_ahead: Mean squared success probability one step on, shape (chains, S).
    """

    kept: Booleans
    visited: Booleans
    starts: Floats
    success: Floats
    failure: Floats
    probability: Floats
    visits: Floats
    own_visits: Floats
    squared_ahead: Floats

    def measured(self) -> Absorption:
        """The measures this solution stands for."""
        # A probability and a part of a whole may end a last digit above 1.
        probability = np.where(self.kept, np.minimum(self.probability, 1.0), 0.0)
        visits = np.where(self.kept, self.visits, 0.0)
        base_rate = (visits * self.success).sum(axis=1)
        # Summed on its own: "no failure at all" is exactly 0 and never a rounding remainder.
        failure_rate = (visits * self.failure).sum(axis=1)
        base_rate = np.where((failure_rate == 0) & (base_rate > 0), 1.0, base_rate)
        return Absorption(
            kept=self.kept,
            visited=self.visited,
            base_rate=np.where(self.starts.any(axis=1), base_rate, np.nan),
            failure_rate=failure_rate,
            success_probability=probability,
            exit_share=self.failure,
            expected_visits=visits,
            visits_per_visitor=self.own_visits,
            entry_variance=(self.starts * (probability - base_rate[:, None]) ** 2).sum(axis=1),
            decisiveness=np.maximum(self.squared_ahead - probability**2, 0.0),
        )


def absorb(steps: Floats) -> Absorption:
    """Solve every chain of a stack of step tables.

    Args:
        steps: Counts of 0 or more, shape (chains, S + 1, S + 2); see the head of the module.

    Source: Kemeny & Snell (1960), Finite Markov Chains, chapter III. The variance split
    follows from orthogonality of martingale differences; Williams (1991), Probability with
    Martingales, 12.1.

    >>> one = absorb(np.array([[[0.0, 3.0, 1.0], [1.0, 0.0, 0.0]]]))
    >>> float(one.base_rate[0]), float(one.decisive_share[0, 0])
    (0.75, 1.0)
    """
    kept = states_with_an_ending(steps)
    rows, _ = shares_of_known_steps(steps, kept)
    return solved_rows(steps, kept, rows, fundamental_matrices(rows)).measured()


def solved_rows(steps: Floats, kept: Booleans, rows: Floats, fundamental: Floats) -> SolvedRows:
    """Put the solution of a stack together from its shares and its fundamental matrices.

    Args:
        steps: Counts, shape (chains, S + 1, S + 2).
        kept: States from which an ending can be reached, shape (chains, S).
        rows: The steps as shares, shape (chains, S + 1, S + 2).
        fundamental: Expected visits of the column's state, shape (chains, S, S).

    Source: Kemeny & Snell (1960), Finite Markov Chains, chapter III.

    >>> steps = np.array([[[0.0, 1.0, 1.0], [2.0, 0.0, 0.0]]])
    >>> rows, _ = shares_of_known_steps(steps, np.array([[True]]))
    >>> solved_rows(steps, np.array([[True]]), rows, np.ones((1, 1, 1))).probability.tolist()
    [[0.5]]
    """
    states = kept.shape[1]
    success, starts = rows[:, :states, states], rows[:, states, :states]
    probability = _times_column(fundamental, success)
    return SolvedRows(
        kept=kept,
        visited=steps[:, :, :states].sum(axis=1) > 0,
        starts=starts,
        success=success,
        failure=rows[:, :states, states + 1],
        probability=probability,
        visits=np.matmul(starts[:, None, :], fundamental)[:, 0, :],
        own_visits=np.diagonal(fundamental, axis1=1, axis2=2),
        squared_ahead=_times_column(rows[:, :states, :states], probability**2) + success,
    )


def states_with_an_ending(steps: Floats) -> Booleans:
    """States some path leads on to success or failure; the others have no ending seen yet.

    Args:
        steps: Counts, shape (chains, S + 1, S + 2).

    Returns:
        Shape (chains, S).

    Source: reachability by breadth; Kemeny & Snell (1960), chapter II.

    >>> states_with_an_ending(np.array([[[0.0, 0, 1, 0], [0, 3.0, 0, 0], [1, 1, 0, 0]]])).tolist()
    [[True, False]]
    """
    states = steps.shape[1] - 1
    moves = steps[:, :states, :states]
    kept = np.asarray((steps[:, :states, states:] > 0).any(axis=2))
    while True:
        grown = np.asarray(kept | (_times_column(moves, kept.astype(np.float64)) > 0))
        if (grown == kept).all():
            return kept
        kept = grown


def shares_of_known_steps(steps: Floats, kept: Booleans) -> tuple[Floats, Floats]:
    """Each row as shares that add to 1, and the steps they rest on.

    A step into a state that is not kept is a censored visit: it leaves the row it stands in.

    Args:
        steps: Counts, shape (chains, S + 1, S + 2).
        kept: States from which an ending can be reached, shape (chains, S).

    Returns:
        Shares, shape (chains, S + 1, S + 2), and counts per row, shape (chains, S + 1).

    Source: maximum likelihood of a Markov chain; Anderson & Goodman (1957), Annals of
    Mathematical Statistics 28, 89-110.

    >>> shares_of_known_steps(np.array([[[0.0, 1, 3], [4, 0, 0]]]), np.array([[True]]))[1].tolist()
    [[4.0, 4.0]]
    """
    states = kept.shape[1]
    rows = steps.copy()
    rows[:, :, :states] *= kept[:, None, :]
    rows[:, :states] *= kept[:, :, None]
    known_next = rows.sum(axis=2)
    rows /= np.where(known_next > 0, known_next, 1.0)[:, :, None]
    return rows, known_next


def fundamental_matrices(rows: Floats) -> Floats:
    """Inverse of I - Q of each chain; every kept state reaches an end, so it always exists.

    Args:
        rows: Shares, shape (chains, S + 1, S + 2), 0 in rows of states that are not kept.

    Returns:
        Expected visits of the column's state begun at the row's, shape (chains, S, S).

    Source: Kemeny & Snell (1960), Finite Markov Chains, theorem 3.2.1.

    >>> fundamental_matrices(np.array([[[0.5, 0.5, 0.0], [1.0, 0.0, 0.0]]])).tolist()
    [[[2.0]]]
    """
    states = rows.shape[1] - 1
    matrix = -rows[:, :states, :states]
    diagonal = np.arange(states)
    matrix[:, diagonal, diagonal] += 1.0
    return np.asarray(np.linalg.inv(matrix))


def _times_column(matrices: Floats, columns: Floats) -> Floats:
    return np.asarray(np.matmul(matrices, columns[:, :, None])[:, :, 0])


def _part(above: Floats, below: Floats) -> Floats:
    """Part of a whole, 1 at most; not a number where nothing stands below."""
    return np.asarray(np.minimum(above / np.where(below > 0, below, np.nan), 1.0))
