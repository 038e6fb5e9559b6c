"""Median and p90 of waiting times, of those that have ended and with those still running."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from percorso.domain.journey_map import OnwardWait
from percorso.journeys.estimates import Floats, number
from percorso.journeys.partials.table import Sums
from percorso.journeys.partials.tally import places_of
from percorso.stats.quantiles import (
    BIN_RATIO,
    MICROSECONDS,
    Quantiles,
    Times,
    quantiles_of_groups,
    settled_times,
)
from percorso.stats.survival import kaplan_meier, time_by_which
from percorso.store.warehouse import Columns

Pairs = dict[tuple[int, int], Quantiles]
Integers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Waits:
    """Waits in seconds: between two codes, before and after a code, from a stage to a later one."""

    between: Pairs
    before: dict[int, Quantiles]
    after: dict[int, Quantiles]
    to_next_stage: dict[int, Quantiles]


def finished_waits(sums: Sums) -> Waits:
    """Waits that have ended: exact for up to 1,000 of them, of bins above.

    Times since the interaction before leave out journeys without a known beginning.
    """
    table = sums.columns("waits_between")
    codes = max(table["code"].max(initial=0), table["code_after"].max(initial=0)) + 1
    pairs = _quantiles(table, table["code"] * codes + table["code_after"])
    known = table["from_the_start"].astype(bool)
    arriving = {name: values[known] for name, values in table.items()}
    stages = sums.columns("waits_of_stages")
    return Waits(
        between={divmod(pair, int(codes)): waits for pair, waits in pairs.items()},
        before=_quantiles(arriving, arriving["code_after"]),
        after=_quantiles(table, table["code"]),
        to_next_stage=_quantiles(stages, stages["stage"]),
    )


def _quantiles(table: Columns, group: Integers) -> dict[int, Quantiles]:
    labels, place = places_of(group)
    times = Times(place, table["is_large"].astype(bool), table["place"], table["times"])
    found = quantiles_of_groups(settled_times(times))
    return {int(labels[number]): waits for number, waits in found.items()}


def onward_waits(sums: Sums, data_until_us: int) -> dict[int, OnwardWait]:
    """Waits until the next interaction by code, those still running counted (METHODS 2).

    Those of open journeys still run; a visit at which its journey was lost or done waits for
    nothing. Exact up to 1,000 waits of a code, above that from bins 2 % wide.

    Args:
        sums: Of the scope.
        data_until_us: The cut-off T, up to which a wait has been seen running.
    """
    ended, open_ = sums.columns("waits_between"), sums.columns("still_running")
    codes, group = places_of(np.append(ended["code"], open_["code"]))
    counts = np.zeros((group.size, 2), dtype=np.int64)
    counts[: ended["code"].size, 0] = ended["times"]
    counts[ended["code"].size :, 1] = open_["journeys"]
    settled = settled_times(
        Times(
            group,
            np.append(ended["is_large"], np.zeros_like(open_["code"])).astype(bool),
            np.append(ended["place"], data_until_us - open_["since_us"]),
            counts,
        )
    )
    finished, running = settled.counts.reshape(-1, 2).T
    survival = kaplan_meier(settled.group, finished, running)
    low, high = _edges(settled)
    median, p90 = (
        time_by_which(share, settled.group, low, high, survival, codes.size) for share in (0.5, 0.9)
    )
    totals = (np.bincount(settled.group, of, codes.size).astype(int) for of in (finished, running))
    return {
        int(code): {
            "median_seconds": number(middle),
            "p90_seconds": number(late),
            "finished": int(ended),
            "running": int(still),
        }
        for code, middle, late, ended, still in zip(codes, median, p90, *totals, strict=True)
    }


def _edges(settled: Times) -> tuple[Floats, Floats]:
    """Earliest and latest seconds of rows that are times, or bins of a large group."""
    seconds = settled.place / MICROSECONDS
    bins = np.where(settled.is_large, settled.place, 0)
    low = np.where(bins > 0, BIN_RATIO ** (bins - 1.0), 0.0) / MICROSECONDS
    high = np.where(bins > 0, BIN_RATIO**bins, 0.0) / MICROSECONDS
    return np.where(settled.is_large, low, seconds), np.where(settled.is_large, high, seconds)
