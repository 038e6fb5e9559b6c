"""Percorso's counts as the answers that are compared."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from harness.answers import ARROW, Figure, Journeys
from percorso.journeys.partials.registry import MAP
from percorso.journeys.partials.table import Sums
from percorso.stats.quantiles import Times, quantiles_of_groups, settled_times
from percorso.store.warehouse import Columns

# What the question of all tools needs: journeys, transitions with their medians, variants.
ASKED = tuple(
    partial
    for partial in MAP
    if partial.name in {"totals", "transitions", "waits_between", "variants"}
)
_CODES = 1 << 20

Integers = npt.NDArray[np.int64]


def journeys_of(sums: Sums, names: Mapping[int, str]) -> Journeys:
    """Counts as journeys, transitions and variants.

    Args:
        sums: At least the tables of `ASKED`.
        names: What the data call the touchpoint of each code.
    """
    settled, pairs = _settled(sums.columns("waits_between"), ("code", "code_after"))
    medians = {
        divmod(int(pairs[place]), _CODES): waits.median
        for place, waits in quantiles_of_groups(settled).items()
    }
    transitions = [
        (names[row["code"]], names[row["code_after"]], row["visits"],
         medians[row["code"], row["code_after"]])
        for row in sums.rows("transitions")
    ]  # fmt: skip
    (totals,) = sums.rows("totals")
    variants = sums.columns("variants")
    listed = zip(variants["path"].tolist(), variants["journeys"].tolist(), strict=True)
    return Journeys(
        transitions,
        ((ARROW.join(names[code] for code in path), journeys) for path, journeys in listed),
        totals["journeys"],
        variants["path"].size,
    )


def figures_of(sums: Sums) -> dict[str, Figure]:
    """Every column of every table as one figure, for counts that are to be the same."""
    return dict(_figures(sums))


def _figures(sums: Sums) -> Iterator[tuple[str, Figure]]:
    for name, table in sums.tables.items():
        # Times stand as they are or in bins, as the shares they were counted in were large.
        if "is_large" in table:
            keys = [key for key in table if key not in {"is_large", "place", "times"}]
            settled, groups = _settled(table, keys)
            yield f"{name}.groups", _digest(groups)
            # What was taken out of one form and stood in the other leaves rows that count nothing.
            there = np.flatnonzero(settled.counts)
            for part, values in zip(settled._fields, settled, strict=True):
                yield f"{name}.{part}", _digest(values[there])
            continue
        for column, values in table.items():
            yield f"{name}.{column}", _figure(values)


def _figure(values: npt.NDArray[np.generic]) -> Figure:
    if values.dtype == object:
        return hashlib.sha256(repr(values.tolist()).encode()).hexdigest()
    if values.dtype.kind == "f":
        # Sums of fractions differ in the last digits; which value stands where must not.
        weights = 1 + np.arange(values.size) % 97
        return float(np.nansum(values.astype(float) * weights))
    return _digest(values)


def _digest(values: npt.NDArray[np.generic]) -> str:
    return hashlib.sha256(values.astype(np.int64).tobytes()).hexdigest()


def _settled(table: Columns, keys: Sequence[str]) -> tuple[Times, Integers]:
    """The times of each group of a table, and the keys of each group packed into one number."""
    group = np.zeros(table["times"].size, dtype=np.int64)
    for key in keys:
        group = group * _CODES + table[key]
    packed, place = np.unique(group, return_inverse=True)
    times = Times(place, table["is_large"].astype(bool), table["place"], table["times"])
    return settled_times(times), packed
