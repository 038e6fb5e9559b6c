"""How much the rating of a touchpoint goes with what customers do and say later (METHODS 6.1)."""

from dataclasses import dataclass

import numpy as np

from percorso.domain.journey_map import (
    Importance,
    ImportanceModel,
    NoImportance,
    Outcome,
    Quadrant,
)
from percorso.journeys.estimates import Floats, estimate, number
from percorso.journeys.importance_sql import (
    TIME_TO_BUY_AGAIN,
    bought_again,
    nps_after,
    purchases,
)
from percorso.journeys.partials.table import Sums
from percorso.journeys.scope import Scope
from percorso.stats.arrays import Integers
from percorso.stats.drivers import Drivers, driver_importance
from percorso.store.warehouse import Columns, Warehouse

# Customers with a rating and an outcome that a touchpoint needs, and a model, too.
FEWEST_RATINGS = 30
# Of an outcome that happens or not, customers on each side.
_FEWEST_OF_EACH = 10
# Beyond, the most rated stay: the work grows with the square.
_MOST_DRIVERS = 40

_DAY_US = 86_400 * 1_000_000
# What is rated later than this after the first purchase is about something else.
_RATED_WITHIN_US = 30 * _DAY_US
_SHORTEST_US, _LONGEST_US = _DAY_US, 365 * _DAY_US


@dataclass(frozen=True, slots=True)
class RatingImportance:
    """What a model for one outcome found.

    Attributes:
        model: What it rests on.
        of_code: Every rated touchpoint; without a value where too few rated it.
    """

    model: ImportanceModel
    of_code: dict[int, Importance]


def importance_of_ratings(warehouse: Warehouse, scope: Scope, sums: Sums) -> list[RatingImportance]:
    """The models for later repurchase and for NPS; nothing is asked where ratings are too few.

    Args:
        warehouse: Holds what the customers did and said later.
        scope: What the map is of.
        sums: The counts of its journeys; with every rating that is no answer to NPS.
    """
    ratings = sums.columns("ratings")
    if np.bincount(ratings["code"], minlength=1).max() < FEWEST_RATINGS:
        reason: NoImportance = "too_few" if ratings["code"].size else "no_ratings"
        return [_nothing(outcome, reason) for outcome in ("repurchase", "nps")]
    warehouse.fill("rated", ratings)
    warehouse.fill("journey_customer", sums.columns("customers"))
    return [_repurchase(warehouse, scope), _nps(warehouse, scope)]


def _nps(warehouse: Warehouse, scope: Scope) -> RatingImportance:
    return _modelled("nps", warehouse.columns(nps_after(scope.data_until_us)), 1, None)


def _repurchase(warehouse: Warehouse, scope: Scope) -> RatingImportance:
    names = purchase_names(scope)
    if not names:
        return _nothing("repurchase", "no_outcome")
    warehouse.do(purchases(names, scope.data_until_us))
    ((again, usual_us),) = warehouse.rows(TIME_TO_BUY_AGAIN)
    if not again:
        return _nothing("repurchase", "no_outcome")
    if again < _FEWEST_OF_EACH:
        return _nothing("repurchase", "too_few")
    within_us = min(max(usual_us, _SHORTEST_US), _LONGEST_US)
    rows = warehouse.columns(bought_again(within_us, _RATED_WITHIN_US, scope.data_until_us))
    return _modelled("repurchase", rows, _FEWEST_OF_EACH, within_us)


def purchase_names(scope: Scope) -> list[int]:
    """The observed names that are a purchase.

    What the catalogue calls a goal outside service; else what the definition calls success.
    """
    selling = [code for code in scope.codes if code.touchpoint.stage != "service"]
    goals = [code.number for code in selling if code.touchpoint.is_goal]
    success = scope.definition.success
    codes = goals or [code.number for code in selling if code.touchpoint.key in success]
    return scope.names_at(codes)


def _modelled(
    outcome: Outcome, rows: Columns, fewest_of_each: int, within_us: int | None
) -> RatingImportance:
    """The model of the rows of one outcome, if there are enough of them."""
    if not rows["code"].size:
        return _nothing(outcome, "no_outcome", within_us)
    codes, counts = np.unique(rows["code"], return_counts=True)
    few = {int(code): _untold(int(count)) for code, count in zip(codes, counts, strict=True)}
    asked = _asked(rows, codes.astype(np.int64), counts.astype(np.int64))
    if asked.drivers.size == 0 or not _varies(asked.outcomes, fewest_of_each):
        customers = int(np.unique(rows["customer_no"]).size)
        return _nothing(outcome, "too_few", within_us, customers, few)
    found = driver_importance(asked.levels, asked.outcomes, asked.groups)
    return RatingImportance(
        model={
            "outcome": outcome,
            "customers": asked.outcomes.size,
            "touchpoints": asked.drivers.size,
            "r_squared": estimate(*found.r_squared, asked.outcomes.size),
            "method": found.method,
            "shrinkage": found.shrinkage,
            "within_seconds": None if within_us is None else within_us / 1e6,
            "null_reason": None,
        },
        of_code=few | dict(zip(asked.drivers.tolist(), _told(found, asked.levels), strict=True)),
    )


@dataclass(frozen=True, slots=True)
class _Asked:
    """What goes into a model: customers by rated touchpoint.

    Attributes:
        levels: Felt levels with gaps, shape (customers, drivers).
        outcomes, groups: Of each customer.
        drivers: The codes.
    """

    levels: Floats
    outcomes: Floats
    groups: Integers
    drivers: Integers


def _asked(rows: Columns, codes: Integers, counts: Integers) -> _Asked:
    enough = codes[counts >= FEWEST_RATINGS]
    most = np.argsort(-counts[counts >= FEWEST_RATINGS], kind="stable")[:_MOST_DRIVERS]
    drivers = np.sort(enough[most])
    rows = {name: values[np.isin(rows["code"], drivers)] for name, values in rows.items()}
    _, first, place = np.unique(rows["customer_no"], return_index=True, return_inverse=True)
    levels = np.full((first.size, drivers.size), np.nan)
    levels[place, np.searchsorted(drivers, rows["code"])] = rows["level"]
    return _Asked(
        levels=levels,
        outcomes=rows["outcome"][first].astype(np.float64),
        groups=rows["jackknife_group"][first].astype(np.int64),
        drivers=drivers,
    )


def _varies(outcomes: Floats, fewest_of_each: int) -> bool:
    """Whether an outcome is not nearly always the same."""
    if outcomes.size < FEWEST_RATINGS:
        return False
    usual = np.unique(outcomes, return_counts=True)[1].max()
    return bool(outcomes.size - usual >= fewest_of_each)


def _told(found: Drivers, levels: Floats) -> list[Importance]:
    """The importance of each driver; the quadrant beside the mean driver of the same model."""
    felt = np.nanmean(levels, axis=0)
    whole = float(found.shares.sum())
    heavy, good = found.shares >= found.shares.mean(), felt >= felt.mean()
    return [
        {
            "value": float(found.shares[at]),
            "low": float(found.low[at]),
            "high": float(found.high[at]),
            "n": int(found.rows[at]),
            "random_high": float(found.random_high[at]),
            "share_of_r2": number(found.shares[at] / whole) if whole else None,
            "correlation": float(found.correlation[at]),
            "mean_felt": float(felt[at]),
            "quadrant": _QUADRANTS[bool(heavy[at]), bool(good[at])],
        }
        for at in range(found.shares.size)
    ]


# By whether it is important, and whether it is rated well.
_QUADRANTS: dict[tuple[bool, bool], Quadrant] = {
    (True, False): "focus",
    (True, True): "promote",
    (False, False): "monitor",
    (False, True): "maintain",
}


def _untold(n: int) -> Importance:
    """Ratings are counted, and give no number: they are too few, or their model is missing."""
    return {
        "value": None, "low": None, "high": None, "n": n, "random_high": None,
        "share_of_r2": None, "correlation": None, "mean_felt": None, "quadrant": None,
    }  # fmt: skip


def _nothing(
    outcome: Outcome,
    reason: NoImportance,
    within_us: int | None = None,
    customers: int = 0,
    few: dict[int, Importance] | None = None,
) -> RatingImportance:
    return RatingImportance(
        model={
            "outcome": outcome,
            "customers": customers,
            "touchpoints": 0,
            "r_squared": None,
            "method": None,
            "shrinkage": None,
            "within_seconds": None if within_us is None else within_us / 1e6,
            "null_reason": reason,
        },
        of_code=few or {},
    )
