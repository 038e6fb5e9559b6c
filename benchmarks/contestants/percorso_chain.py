"""Percorso's chain on the same paths: one inverse, and the check against its definition."""

import csv
import gzip
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from harness.answers import ARROW, Effects, Work
from percorso.stats.chain import solve_chain

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Paths:
    """Paths with how often they ended in success and in nothing, shape (paths,) each."""

    texts: pa.StringArray
    conversions: npt.NDArray[np.int64]
    nulls: npt.NDArray[np.int64]


_paths: list[Paths] = []
_counted: list[tuple[list[str], Floats]] = []


def warm_up(work: Work) -> None:
    """Before the clock starts both have the table in memory, and have run once."""
    with gzip.open(work.data, "rt", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    counts = [
        np.array([int(row[name]) for row in rows]) for name in ("total_conversions", "total_null")
    ]
    _paths.append(Paths(pa.array([row["path"] for row in rows]), counts[0], counts[1]))
    effects(work)


def effects(work: Work) -> Effects:
    """Paths into steps, steps into one solve."""
    del work
    return _solved(*_steps(_paths[0]))


def count_steps(work: Work) -> None:
    """Before the clock starts the steps are counted, as a map has counted them anyway."""
    warm_up(work)
    _counted.append(_steps(_paths[0]))


def effects_of_steps(work: Work) -> Effects:
    """The solve alone."""
    del work
    return _solved(*_counted[0])


def _solved(channels: list[str], table: Floats) -> Effects:
    states = len(channels)
    chain = solve_chain(
        table[:states, :states],
        table[:states, states],
        table[:states, states + 1],
        table[states, :states],
    )
    found = dict(zip(channels, chain.removal_effect.tolist(), strict=True))
    return Effects(found, lambda: _largest_error(table, chain.removal_effect))


def _steps(paths: Paths) -> tuple[list[str], Floats]:
    """Counts from the row's to the column's state: channels; then start; success, failure."""
    split = pc.split_pattern(paths.texts, ARROW)
    coded = split.flatten().dictionary_encode()
    channel, begin = coded.indices.to_numpy(), split.offsets.to_numpy()
    first, last = channel[begin[:-1]], channel[begin[1:] - 1]
    states = len(coded.dictionary)
    walks = paths.conversions + paths.nulls
    # A step leads to the next word, unless that one begins another path.
    is_step = np.ones(channel.size - 1, dtype=np.bool_)
    is_step[begin[1:-1] - 1] = False
    cells = (channel[:-1] * np.int64(states) + channel[1:])[is_step]
    times = np.repeat(walks, np.diff(begin) - 1)
    table = np.zeros((states + 1, states + 2))
    table[:states, :states] = np.bincount(cells, times, states**2).reshape(states, states)
    table[:states, states] = np.bincount(last, paths.conversions, states)
    table[:states, states + 1] = np.bincount(last, paths.nulls, states)
    table[states, :states] = np.bincount(first, walks, states)
    return coded.dictionary.to_pylist(), table


def _largest_error(table: Floats, found: Floats) -> float:
    """Largest difference from the definition: a channel fails every visit, then solve again."""
    whole = _success_rate(table)
    errors = []
    for state, effect in enumerate(found):
        without = table.copy()
        without[state] = 0
        without[state, -1] = 1
        errors.append(abs(effect - (1 - _success_rate(without) / whole)))
    return float(max(errors))


def _success_rate(table: Floats) -> float:
    shares = table / table.sum(axis=1, keepdims=True)
    states = table.shape[0] - 1
    solved = np.linalg.solve(np.eye(states) - shares[:states, :states], shares[:states, states])
    return float(shares[states, :states] @ solved)
