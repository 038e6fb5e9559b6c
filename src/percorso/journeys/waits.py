"""Median and p90 of waiting times, each group through the one finisher."""

import numpy as np

from percorso.stats.quantiles import Quantiles, finished_quantiles
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
