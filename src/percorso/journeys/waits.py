"""Median and p90 of waiting times, of those that have ended and with those still running."""

import numpy as np
import numpy.typing as npt

from percorso.domain.journey_map import OnwardWait
from percorso.journeys.estimates import Floats, number
from percorso.journeys.waits_sql import running_waits
from percorso.stats.quantiles import BIN_RATIO, MICROSECONDS, Quantiles, finished_quantiles
from percorso.stats.survival import kaplan_meier, time_by_which
from percorso.store.query import Query
from percorso.store.warehouse import Warehouse

Waits = dict[tuple[int, int], Quantiles]


def finished_waits(warehouse: Warehouse, questions: list[Query]) -> Waits:
    """Quantiles in seconds by (code, code after): exact for small groups, of bins for large.

    Args:
        warehouse: Holds the visits of the scope.
        questions: The pair of queries for small and for large groups.
    """
    small, large = questions
    waits: Waits = {
        (code, after): Quantiles(median, p90) for code, after, median, p90 in warehouse.rows(small)
    }
    histograms: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for code, after, bin_, times in warehouse.rows(large):
        histograms.setdefault((code, after), []).append((bin_, times))
    for key, bars in histograms.items():
        bins, counts = np.array(bars, dtype=np.int64).T
        waits[key] = finished_quantiles(bins=bins, counts=counts)
    return waits


def onward_waits(warehouse: Warehouse, data_until_us: int) -> dict[int, OnwardWait]:
    """Waits until the next interaction by code, those still running counted (METHODS 2).

    Exact up to 1,000 waits of a code, above that from bins 2 % wide, so that the rows read do not
    grow with the log.

    Args:
        warehouse: Holds the visits of the scope.
        data_until_us: The cut-off T, up to which a wait has been seen running.
    """
    columns = warehouse.columns(running_waits(data_until_us))
    codes, group = np.unique(columns["code"], return_inverse=True)
    finished, running = columns["finished"], columns["running"]
    survival = kaplan_meier(group, finished, running)
    low, high = _edges(columns["is_large"].astype(bool), columns["place"])
    median, p90 = (
        time_by_which(share, group, low, high, survival, codes.size) for share in (0.5, 0.9)
    )
    counts = (np.bincount(group, of, codes.size).astype(int) for of in (finished, running))
    return {
        int(code): {
            "median_seconds": number(middle),
            "p90_seconds": number(late),
            "finished": int(ended),
            "running": int(still),
        }
        for code, middle, late, ended, still in zip(codes, median, p90, *counts, strict=True)
    }


def _edges(is_large: npt.NDArray[np.bool_], place: npt.NDArray[np.int64]) -> tuple[Floats, Floats]:
    """Earliest and latest seconds of rows that are times, or bins of a large group."""
    seconds = place / MICROSECONDS
    bins = np.where(is_large, place, 0)
    low = np.where(bins > 0, BIN_RATIO ** (bins - 1.0), 0.0) / MICROSECONDS
    high = np.where(bins > 0, BIN_RATIO**bins, 0.0) / MICROSECONDS
    return np.where(is_large, low, seconds), np.where(is_large, high, seconds)
