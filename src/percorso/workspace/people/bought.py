"""What a customer bought: orders, and what they came to, each order counted once."""

from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Any

from percorso.domain.customer_card import ValueOnCard
from percorso.store.warehouse import Warehouse
from percorso.workspace.people import timeline_sql as ask
from percorso.workspace.people.timeline import Names, text_of

_DAY_US = 86_400_000_000


@dataclass(frozen=True, slots=True)
class _Order:
    """An order: when it was made first, and its amount as the best source tells it."""

    at_us: int
    minor: int | None
    currency: str | None


def value_of(warehouse: Warehouse, customer_no: int, names: Names, currency: str) -> ValueOnCard:
    """Orders and revenue of a customer.

    An order is a contact at a touchpoint that is a goal. Several contacts with one order number
    are one order, and its amount is that of the source that ranks first and tells one.
    """
    goals = [no for no, place in names.places.items() if place.is_goal]
    rows = warehouse.rows(ask.purchases(customer_no, goals)) if goals else []
    orders = sorted(_orders(rows, names), key=lambda one: one.at_us)
    totals: Counter[str] = Counter()
    for order in orders:
        if order.minor is not None and order.currency is not None:
            totals[order.currency] += order.minor
    gaps = [(after.at_us - before.at_us) / _DAY_US for before, after in pairwise(orders)]
    return {
        "orders": len(orders),
        "revenue_minor": totals.pop(currency, 0),
        "currency": currency,
        "other_currencies": [
            {"minor": minor, "currency": other} for other, minor in sorted(totals.items())
        ],
        "first_order_at": text_of(orders[0].at_us) if orders else None,
        "last_order_at": text_of(orders[-1].at_us) if orders else None,
        "median_days_between_orders": round(median(gaps), 2) if gaps else None,
    }


def _orders(rows: list[tuple[Any, ...]], names: Names) -> list[_Order]:
    grouped: dict[object, list[tuple[Any, ...]]] = {}
    for place, row in enumerate(rows):
        grouped.setdefault(row[0] if row[0] is not None else place, []).append(row)
    return [_order(group, names) for group in grouped.values()]


def _order(rows: list[tuple[Any, ...]], names: Names) -> _Order:
    priced = [row for row in rows if row[3] is not None]
    best = min(priced, key=lambda row: (names.ranks[row[1]], row[2]), default=None)
    at_us = min(row[2] for row in rows)
    return _Order(at_us, None if best is None else best[3], None if best is None else best[4])
