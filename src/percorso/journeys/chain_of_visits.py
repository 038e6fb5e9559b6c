"""The chain measures of a scope's visits, with intervals by leaving customer groups out."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from percorso.domain.journey_map import Estimate
from percorso.journeys.estimates import Floats, estimates, number
from percorso.journeys.partials.table import Sums
from percorso.journeys.partials.visits import START, TO_FAILURE, TO_SUCCESS
from percorso.stats.chain import ChainMeasures, leave_one_group_out, solve_chain
from percorso.stats.proportion import wilson_interval
from percorso.stats.resampling import jackknife_interval
from percorso.store.warehouse import Columns

_MOST_STATES = 1000
# One solution a group and n cubed steps a solution: with many states the customers are put into
# fewer groups, which widens the interval a little and keeps a map of 1,000 names to seconds.
_GROUPS_OF_STATES = ((200, 2000), (400, 256), (_MOST_STATES, 32))

Integers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class ChainOfVisits:
    """Chain measures by code; a code that was folded or has no ending is absent or null."""

    solved: ChainMeasures
    state_of_code: dict[int, int]
    removal_effect: dict[int, Estimate | None]
    decisive_share: dict[int, Estimate | None]
    exit_share: dict[int, Estimate | None]
    without_ending: list[int]
    folded: int
    null_reason: Literal["no_success", "nothing_decided"] | None

    def state(self, code: int) -> int | None:
        """The state of a code, unless it was folded."""
        return self.state_of_code.get(code)

    def success_probability(self, code: int) -> float | None:
        """B of a code: success after a visit to it."""
        state = self.state(code)
        return None if state is None else number(self.solved.success_probability[state])


def chain_of_visits(
    sums: Sums, visits_of_code: dict[int, int], met_until_goal: Collection[int]
) -> ChainOfVisits:
    """Solve the chain over the parts of the journeys up to their first goal.

    Args:
        sums: Of the scope.
        visits_of_code: Visits of each code, to fold the rarest where there are too many.
        met_until_goal: Codes with a visit up to the first goal: the others are no states of the
            chain, so nothing is missing where they have no ending.
    """
    steps = sums.columns("chain_steps")
    states, folded = _states(visits_of_code)
    group, source, target, count = _numbered(steps, states, folded=folded)
    size = len(states) + bool(folded)
    table = np.zeros((size + 1, size + 2))
    np.add.at(table, (np.where(source < 0, size, source), target), count)
    solved = solve_chain(table[:size, :size], table[:size, size], table[:size, size + 1],
                         table[size, :size])  # fmt: skip
    group = group % next(groups for most, groups in _GROUPS_OF_STATES if size <= most)
    left = leave_one_group_out(group, source, target, count, size)
    known = [int(value) for value in solved.known_next]
    journeys = [int(table[size].sum())] * size
    by_code = dict[int, Estimate | None]

    def of_codes(values: Floats, without: Floats, counts: list[int]) -> by_code:
        interval = jackknife_interval(values, without, (0.0, 1.0))
        return dict(zip(states, estimates(values, interval, counts), strict=False))

    return ChainOfVisits(
        solved=solved,
        state_of_code={code: state for state, code in enumerate(states)},
        removal_effect=of_codes(solved.removal_effect, left.removal_effect, journeys),
        decisive_share=of_codes(solved.decisive_share, left.decisive_share, journeys),
        exit_share={
            code: _not_narrower_than_wilson(share)
            for code, share in of_codes(solved.exit_share, left.exit_share, known).items()
        },
        without_ending=[
            code
            for code, kept in zip(states, solved.kept, strict=False)
            if not kept and code in met_until_goal
        ],
        folded=folded,
        null_reason=solved.null_reason,
    )


def _not_narrower_than_wilson(share: Estimate | None) -> Estimate | None:
    """Groups that all agree (an exit of 0 or 1) would give a jackknife without width."""
    if share is None or not share["n"] or share["value"] is None:
        return share
    low, high = wilson_interval(round(share["value"] * share["n"]), share["n"])
    return {
        "value": share["value"],
        "low": low if share["low"] is None else min(low, share["low"]),
        "high": high if share["high"] is None else max(high, share["high"]),
        "n": share["n"],
    }


def _states(visits_of_code: dict[int, int]) -> tuple[list[int], int]:
    """The codes that are states of their own, and how many rare ones share one state."""
    codes = sorted(visits_of_code)
    if len(codes) <= _MOST_STATES:
        return codes, 0
    by_visits = sorted(codes, key=lambda code: (-visits_of_code[code], code))
    kept = sorted(by_visits[: _MOST_STATES - 1])
    return kept, len(codes) - len(kept)


def _numbered(
    steps: Columns, states: list[int], *, folded: int
) -> tuple[Integers, Integers, Integers, Integers]:
    """The steps with codes turned into states; folded codes all into the last one."""
    size = len(states) + bool(folded)
    top = max([0, *states, *steps["source"].tolist(), *steps["target"].tolist()])
    state_of = np.full(top + 1, len(states), dtype=np.int64)
    state_of[states] = np.arange(len(states))
    source = steps["source"].astype(np.int64)
    target = steps["target"].astype(np.int64)
    ending = {TO_SUCCESS: size, TO_FAILURE: size + 1}
    return (
        steps["jackknife_group"].astype(np.int64),
        np.where(source == START, -1, state_of[np.maximum(source, 0)]),
        np.select(
            [target == code for code in ending], list(ending.values()),
            state_of[np.maximum(target, 0)],
        ),
        steps["steps"].astype(np.int64),
    )  # fmt: skip
