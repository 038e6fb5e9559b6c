"""Percorso's chain on the same paths: one inverse, and the check against its definition."""

import csv
import gzip
from collections import defaultdict
from dataclasses import dataclass
from itertools import count

import numpy as np
import numpy.typing as npt

from harness.answers import ARROW, Effects, Work
from percorso.stats.chain import solve_chain

Floats = npt.NDArray[np.float64]

_END = ""


@dataclass(frozen=True, slots=True, eq=False)
class Paths:
    """Paths with how often they ended in success and in nothing, shape (paths,) each."""

    texts: list[str]
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
    _paths.append(Paths([row["path"] for row in rows], counts[0], counts[1]))
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
    words = (ARROW + _END + ARROW).join(["", *paths.texts, ""]).split(ARROW)[1:-1]
    # Every word gets the next number when it is first met. The empty one, between two paths and
    # so the end of one and the start of the other, comes first: it is moved behind the channels.
    number: defaultdict[str, int] = defaultdict(count().__next__)
    walked = np.fromiter(map(number.__getitem__, words), np.int64, len(words)) - 1
    channels = list(number)[1:]
    states = len(channels)
    walked[walked < 0] = states
    cells = walked[:-1] * (states + 2) + walked[1:]
    path = np.cumsum(walked[:-1] == states) - 1
    ends = walked[1:] == states
    walks = (paths.conversions + paths.nulls)[path]
    size = (states + 1) * (states + 2)
    parts = (
        (cells[~ends], walks[~ends]),
        (cells[ends], paths.conversions[path[ends]]),
        (cells[ends] + 1, paths.nulls[path[ends]]),
    )
    table = np.sum([np.bincount(cell, times, size) for cell, times in parts], axis=0)
    return channels, table.reshape(states + 1, states + 2).astype(np.float64)


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
