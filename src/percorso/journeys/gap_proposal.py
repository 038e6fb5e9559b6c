"""Proposes the silence that ends a journey, from the pauses between contacts (METHODS 1.3)."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache

import numpy as np

from percorso.journeys.path.reading import read_customers, source_starts
from percorso.journeys.path.rows import Array, Reading, Rows
from percorso.journeys.path.rules import Rules, rules_of
from percorso.journeys.path.visits import SUCCESS, Path, path_of
from percorso.journeys.scope import Period, Scope
from percorso.stats.gap import GapProposal, propose_gap
from percorso.store.warehouse import Warehouse

Read = Callable[[Warehouse, Scope, Rules], Reading]

_PERCENTILE = 0.95
_MINUTE_US = 60_000_000
_SECOND_US = 1_000_000


def proposed_gap(warehouse: Warehouse, scope: Scope, read: Read = read_customers) -> GapProposal:
    """The gap for a definition that was never computed: the valley between short and long pauses.

    Where there is no valley, the 95th percentile of the pauses inside successful journeys, cut
    with the gap itself until it settles. All customers of the definition count, whatever period or
    segment is asked.

    Args:
        warehouse: Holds the interactions.
        scope: Whose journeys, and how they are cut.
        read: Reads the interactions of all customers.
    """
    everybody = replace(scope, period=Period(), segment=scope.population)
    rules = rules_of(everybody)
    reading = read(warehouse, everybody, rules)
    starts = source_starts(warehouse)
    pauses, times = np.unique(_pauses(reading.rows, rules) / _SECOND_US, return_counts=True)

    @cache
    def percentile_of_cut(gap_seconds: float) -> float | None:
        tried = replace(rules, gap_us=round(gap_seconds * _SECOND_US))
        path = path_of(reading, tried, starts)
        return _percentile(_pauses_of_success(path, tried))

    def percentile(gap_seconds: float) -> float | None:
        # Without a cut the gap changes nothing, so one look is enough.
        return percentile_of_cut(gap_seconds if rules.is_cut else 0.0)

    return propose_gap(pauses, percentile if scope.has_success else None, counts=times)


def _pauses(rows: Rows, rules: Rules) -> Array:
    """Microseconds between neighbouring contacts that one customer, or case, began.

    A weekly newsletter or a courier's scan must not cut the pauses of customers short.
    """
    own = np.flatnonzero(rules.is_customer_side[rows.code])
    customer, case = rows.customer_no[own], rows.case[own]
    same = (customer[1:] == customer[:-1]) & (case[1:] == case[:-1])
    pauses: Array = np.diff(rows.occurred_us[own])[same]
    return pauses


def _pauses_of_success(path: Path, rules: Rules) -> Array:
    """Microseconds between visits that customers began, inside successful journeys."""
    visits = path.visits
    succeeded = path.journeys.status[visits.journey] == SUCCESS
    own = np.flatnonzero(succeeded & rules.is_customer_side[visits.code])
    same = visits.journey[own][1:] == visits.journey[own][:-1]
    pauses: Array = (visits.first_us[own][1:] - visits.last_us[own][:-1])[same]
    return pauses


def _percentile(pauses: Array) -> float | None:
    """Seconds of the 95th percentile of pauses of a minute or more; null without any."""
    long = pauses[pauses >= _MINUTE_US]
    return float(np.quantile(long, _PERCENTILE) / _SECOND_US) if long.size else None
