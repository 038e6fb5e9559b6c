"""Judges the Happy Index out of time: told at a cut, by what customers rated after it."""

from dataclasses import dataclass, replace

import numpy as np

from percorso.customers import reading, validation_sql
from percorso.customers.evidence import DAY_US
from percorso.customers.reading import THEN_US
from percorso.customers.standing import basis_of, plain_basis, standing_of
from percorso.customers.validation import Validation, validate
from percorso.stats.arrays import Floats
from percorso.stats.shrinkage import FALLBACK_WEIGHT, shrunk_means
from percorso.store.warehouse import Columns, Warehouse
from percorso.workspace.people.happy_asked import question_of
from percorso.workspace.restoring import ask_warehouse
from percorso.workspace.stores import Stores

_AFTER_US = 60 * DAY_US
_SEED = 20_261


@dataclass(frozen=True, slots=True)
class Judged:
    """How the index did, and at which cut.

    Attributes:
        validation: The card.
        cut_us: Nothing later was known; the outcomes are of the 60 days after.
    """

    validation: Validation
    cut_us: int


def validation_of(stores: Stores) -> Judged:
    """Judge the index as it would have been 60 days before the last data.

    Priors, pulls and usual waits are those of then. Ratings, recency and spend it is compared with
    are of then, too. Who refused profiling is in neither.
    """
    return ask_warehouse(stores, lambda warehouse: _judged(stores, warehouse))


def _judged(stores: Stores, warehouse: Warehouse) -> Judged:
    question, left_out = question_of(stores, warehouse)
    cut_us, until_us = question.until_us - _AFTER_US, question.until_us
    then = replace(question, until_us=cut_us)
    reading.lay_out(warehouse, then)
    state, spread = reading.state_in(warehouse, cut_us, cut_us - THEN_US, cut_us)
    free = ~np.isin(state.customer_no, left_out)
    state = state.kept(free)
    spread = {name: values[free] for name, values in spread.items()}
    plain = plain_basis(reading.usual_gap_us(warehouse), question.settings)
    standing = standing_of(state, cut_us, cut_us - THEN_US, basis_of(state, cut_us, plain, spread))
    before = warehouse.columns(validation_sql.known_before(cut_us))
    after = warehouse.columns(validation_sql.outcomes(cut_us, until_us))
    told = np.intersect1d(
        np.intersect1d(standing.customer_no, before["customer_no"]), after["customer_no"]
    )
    at = np.searchsorted(before["customer_no"], told)
    scores = {
        "index": standing.index[np.searchsorted(standing.customer_no, told)],
        **_simple({name: np.ma.filled(values, 0)[at] for name, values in before.items()}),
    }
    is_bad = after["is_bad"][np.searchsorted(after["customer_no"], told)].astype(np.bool_)
    return Judged(validate(scores, is_bad, _SEED), cut_us)


def _simple(known: Columns) -> dict[str, Floats]:
    """What the index is compared with: the higher, the better it is said to go."""
    ratings = known["ratings"].astype(float)
    recency = known["last_us"].astype(float)
    ranks = [_ranks(known[name].astype(float)) for name in ("last_us", "orders", "spent")]
    return {
        "recency": recency,
        "rfm": np.sum(ranks, axis=0),
        "last_rating": _or_mean(known["last_rating"].astype(float), ratings),
        "mean_rating": shrunk_means(known["mean_rating"].astype(float), ratings, FALLBACK_WEIGHT)
        if ratings.any()
        else ratings,
    }


def _or_mean(values: Floats, ratings: Floats) -> Floats:
    """Who rated nothing stands where those who did stand on average."""
    if not ratings.any():
        return values
    return np.where(ratings > 0, values, values[ratings > 0].mean())


def _ranks(values: Floats) -> Floats:
    """Share of customers with less, so that unlike figures may be added."""
    return np.searchsorted(np.sort(values), values, side="left") / max(1, values.size)
