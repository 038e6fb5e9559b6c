"""Journeys as short stories, and the step counts a chain is solved from."""

from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from hypothesis import strategies as st

from percorso.stats.chain import solve_chain


@dataclass(frozen=True)
class Walk:
    """One journey: touchpoints by number, and 'success', 'failure' or 'open'."""

    path: tuple[int, ...]
    status: str


def steps_of(walk, states):
    """The (source, target) steps of one journey, its start and its ending included."""
    steps = [(-1, walk.path[0]), *pairwise(walk.path)]
    ending = {"success": states, "failure": states + 1}.get(walk.status)
    return steps if ending is None else [*steps, (walk.path[-1], ending)]


def chain_of(walks, states):
    """The chain of all journeys, counted one by one."""
    table = np.zeros((states + 1, states + 2))
    for walk in walks:
        for source, target in steps_of(walk, states):
            table[source, target] += 1
    return solve_chain(*parts_of(table))


def parts_of(table):
    """transitions, to_success, to_failure and starts of a step table."""
    states = table.shape[0] - 1
    inner = table[:states]
    return inner[:, :states], inner[:, states], inner[:, states + 1], table[states, :states]


def grouped_steps(groups, states):
    """group, source, target and count arrays of journeys listed per group label."""
    counted = Counter(
        (label, *step)
        for label, walks in groups.items()
        for walk in walks
        for step in steps_of(walk, states)
    )
    columns = zip(*[(*key, count) for key, count in counted.items()], strict=True)
    return tuple(np.array(column) for column in columns)


def walks_over(states, *statuses, most=12):
    """Any list of journeys over that many touchpoints (hypothesis)."""
    walk = st.builds(
        Walk,
        st.lists(st.integers(0, states - 1), min_size=1, max_size=7).map(tuple),
        st.sampled_from(statuses),
    )
    return st.lists(walk, min_size=1, max_size=most)
