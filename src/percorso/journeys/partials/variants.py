"""The exact sequences of touchpoints that journeys are, and how many journeys are each."""

from typing import Any, cast

import numpy as np
import numpy.typing as npt

from percorso.journeys.partials.sample import Sample
from percorso.journeys.partials.sequences import Sequences
from percorso.journeys.partials.tally import order_of
from percorso.store.warehouse import Columns

_WORDS = npt.NDArray[np.uint64]


def variants(sample: Sample) -> Columns:
    """Journeys by variant.

    A variant is known by two numbers of 64 bits, the sum over its places of code times a number
    drawn for the place (multilinear hashing), and carries its codes.
    """
    visits, journeys = sample.visits, sample.journeys
    begin = journeys.first_visit
    if not begin.size:
        nothing = np.zeros(0, dtype=np.int64)
        return {"high": nothing, "low": nothing, "path": _column(nothing, nothing, nothing),
                "journeys": nothing}  # fmt: skip
    high, low = _hashed(visits.code, begin, journeys.length)
    order = order_of((high, low))
    differs = np.ones(order.size, dtype=np.bool_)
    differs[1:] = (np.diff(high[order]) != 0) | (np.diff(low[order]) != 0)
    first = np.flatnonzero(differs)
    chosen = order[first]
    return {
        "high": high[chosen],
        "low": low[chosen],
        "path": _column(visits.code, begin[chosen], journeys.length[chosen]),
        "journeys": np.diff(np.append(first, order.size)),
    }


def recoded_variants(table: Columns, new_code: npt.NDArray[np.int64]) -> Columns:
    """The same variants, their codes told in other numbers."""
    path = paths_of(table)
    code = new_code[path.codes]
    high, low = _hashed(code, path.begin, path.length)
    return {**table, "high": high, "low": low, "path": _column(code, path.begin, path.length)}


def paths_of(table: Columns) -> Sequences:
    """The codes of each variant, one after the other."""
    return cast("Sequences", table["path"]).packed()


def _column(
    code: npt.NDArray[np.integer], begin: npt.NDArray[np.int64], length: npt.NDArray[np.int64]
) -> npt.NDArray[Any]:
    """The sequences as a column, which tables handle as one of numbers."""
    return cast("npt.NDArray[Any]", Sequences(code, begin, length).packed())


def _hashed(
    code: npt.NDArray[np.integer], begin: npt.NDArray[np.int64], length: npt.NDArray[np.int64]
) -> list[npt.NDArray[np.int64]]:
    """Two numbers for each sequence, the sum over its places of code times a drawn number."""
    if not begin.size:
        return [begin, begin]
    place = np.arange(code.size) - np.repeat(begin, length)
    codes = code.astype(np.uint64)
    drawn = (_drawn(int(length.max()), seed) for seed in (1, 2))
    return [np.add.reduceat(of_place[place] * codes, begin).view(np.int64) for of_place in drawn]


def _drawn(size: int, seed: int) -> _WORDS:
    """One odd number of 64 bits a place, the same on every machine.

    Source: Steele, Lea & Flood (2014), Fast splittable pseudorandom number generators, OOPSLA.
    """
    with np.errstate(over="ignore"):
        mixed = (np.arange(size, dtype=np.uint64) + np.uint64(seed << 32)) * np.uint64(
            0x9E3779B97F4A7C15
        )
        mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return (mixed ^ (mixed >> np.uint64(31))) | np.uint64(1)
