"""Sums and means of two periods, each with how far it may be chance."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from percorso.domain.catalogue import default_goals
from percorso.domain.map_comparison import Difference
from percorso.journeys.comparison import Beside
from percorso.journeys.comparison.candidates import Candidate
from percorso.journeys.scope import Scope
from percorso.stats.difference import difference_of_estimates, ratio_estimate
from percorso.stats.totals import Squares, difference_of_totals
from percorso.store.warehouse import Warehouse
from percorso.workspace.changed import totals_sql as ask
from percorso.workspace.changed.periods import Floats, Integers, Periods

_CONTACT, _ORDER = "changed_contact", "changed_order"


def totals_of(
    warehouse: Warehouse, beside: Beside, periods: Periods, ranked_sources: Sequence[int]
) -> list[Candidate]:
    """Journeys, customers, contacts, orders, revenue and ratings; and contacts by touchpoint.

    Args:
        warehouse: Open.
        beside: Both maps and their counts.
        periods: Their days.
        ranked_sources: Numbers of the sources, the most trusted first.
    """
    scope = beside.scopes[0]
    warehouse.do(
        ask.contacts_of_both(periods.since_us, periods.until_us, scope.code_of_name, scope.segment)
    )
    goals = scope.names_at(_purchases(scope))
    found = [*_begun(beside, periods), *_summed(warehouse, periods, "contacts", "1", _CONTACT)]
    if goals:
        warehouse.do(ask.orders_of_both(goals, ranked_sources))
        found += _summed(warehouse, periods, "orders", "1", _ORDER)
        found += _summed(warehouse, periods, "revenue", "minor", _ORDER)
    found += _summed(warehouse, periods, "ratings", "case when felt is not null then 1 end",
                     _CONTACT)  # fmt: skip
    found += _rated(warehouse)
    keys = {code.number: code.touchpoint.key for code in scope.codes}
    return found + _by_touchpoint(warehouse, periods, keys)


def _purchases(scope: Scope) -> list[int]:
    """Codes of the touchpoints that are a purchase, whatever the journey's own goal is."""
    goals = default_goals(code.touchpoint for code in scope.codes)
    return [code.number for code in scope.codes if code.touchpoint.key in goals]


def _begun(beside: Beside, periods: Periods) -> Iterator[Candidate]:
    """Journeys that began, and the customers who began them."""
    tables = [sums.columns("begun") for sums in beside.sums]
    half_hours = np.concatenate([table["half_hour"] for table in tables])
    journeys = np.concatenate([table["journeys"] for table in tables]).astype(np.float64)
    customers, place = np.unique(
        np.concatenate([table["customer_no"] for table in tables]), return_inverse=True
    )
    side = np.repeat([0, 1], [table["customer_no"].size for table in tables])
    of_customer = np.zeros((2, customers.size))
    np.add.at(of_customer, (side, place), journeys)
    yield _total("journeys", periods, half_hours, journeys, of_customer)
    # Each customer once in a period, on the day of the first journey.
    _, first = np.unique(side * (customers.size + 1) + place, return_index=True)
    once = np.zeros_like(journeys)
    once[first] = 1.0
    yield _total("customers", periods, half_hours, once, (of_customer > 0).astype(np.float64))


def _total(
    measure: str, periods: Periods, half_hours: Integers, amounts: Floats, of_customer: Floats
) -> Candidate:
    squares = Squares(float(((of_customer[0] - of_customer[1]) ** 2).sum()),
                      float((of_customer**2).sum()))  # fmt: skip
    cases = tuple(int(total) for total in of_customer.sum(axis=1))
    difference = difference_of_totals(
        periods.daily(half_hours, amounts), periods.weekdays, squares, (cases[0], cases[1])
    )
    return _candidate("", measure, difference)


def _candidate(key: str, measure: str, difference: Difference) -> Candidate:
    subject = "touchpoint" if key else "total"
    cases = difference["n"] + difference["n_other"]
    return Candidate("touchpoint" if subject == "touchpoint" else "total", key, None, measure,
                     difference, cases)  # fmt: skip


def _summed(
    warehouse: Warehouse, periods: Periods, measure: str, amount: str, table: str
) -> Iterator[Candidate]:
    for found in _parts(warehouse, periods, amount, table, "0").values():
        if found["n"] or found["n_other"]:
            yield _candidate("", measure, found)


def _by_touchpoint(
    warehouse: Warehouse, periods: Periods, keys: Mapping[int, str]
) -> list[Candidate]:
    parts = _parts(warehouse, periods, "1", _CONTACT, "code")
    return [_candidate(keys[code], "contacts", found)
            for code, found in parts.items() if code in keys]  # fmt: skip


def _parts(
    warehouse: Warehouse, periods: Periods, amount: str, table: str, key: str
) -> dict[int, Difference]:
    """The difference of the sums of each part."""
    half_hours = warehouse.columns(ask.by_half_hour(amount, table, key))
    part = half_hours["part"].astype(np.int64)
    made: dict[int, Difference] = {}
    for code, *told in warehouse.rows(ask.squares(amount, table, key)):
        mine = part == code
        daily = periods.daily(
            half_hours["half_hour"][mine].astype(np.int64), half_hours["amount"][mine]
        )
        # Refunds may outweigh what was paid on a day; a total is judged by what came in.
        made[int(code)] = difference_of_totals(
            np.maximum(daily, 0.0), periods.weekdays, Squares(*told[:2]), (told[2], told[3])
        )
    return made


def _rated(warehouse: Warehouse) -> Iterator[Candidate]:
    """The mean level of all ratings; a customer who rates in both periods counts in both."""
    row: Any = warehouse.rows(ask.RATED)[0]
    f, n, g, m, ff, fn, nn, gg, gm, mm, fg, fm, ng, nm = row
    if not n and not m:
        return
    this, other = f / n if n else 0.0, g / m if m else 0.0
    variance = (ff - 2 * this * fn + this * this * nn) / (n * n) if n else 0.0
    variance_other = (gg - 2 * other * gm + other * other * mm) / (m * m) if m else 0.0
    together = 0.0
    if n and m and variance > 0 and variance_other > 0:
        shared = (fg - other * fm - this * ng + this * other * nm) / (n * m)
        together = float(np.clip(shared / np.sqrt(variance * variance_other), -1.0, 1.0))
    yield _candidate("", "rating", difference_of_estimates(
        ratio_estimate(f, n, max(0.0, variance)), ratio_estimate(g, m, max(0.0, variance_other)),
        together,
    ))  # fmt: skip
