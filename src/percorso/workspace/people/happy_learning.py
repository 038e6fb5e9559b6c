"""Learns the weights of the Happy Index from what customers went on to rate, where that is better.

Judged as it was 60 days before the last data, like the validation card.
"""

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from percorso.customers import reading, validation_sql
from percorso.customers.evidence import DAY_US
from percorso.customers.kinds import IndexSettings
from percorso.customers.reading import THEN_US, Question
from percorso.customers.standing import basis_of, levels_at, plain_basis
from percorso.stats.learned_weights import FEWEST_OF_A_KIND, learned_weights
from percorso.store.warehouse import Columns, Warehouse

AFTER_US = 60 * DAY_US
_SEED = 20_262


def settings_learned(
    warehouse: Warehouse, question: Question, left_out: npt.NDArray[np.int32]
) -> IndexSettings:
    """The settings with learnt weights where those foresee better, else as they are.

    Who refused profiling teaches nothing. Outcomes are looked at first: most companies have too
    few, and pay for no second look at all evidence.

    Args:
        warehouse: Open and up to date.
        question: What the index is asked for now.
        left_out: Who has no index.
    """
    cut_us = question.until_us - AFTER_US
    after = warehouse.columns(validation_sql.outcomes(cut_us, question.until_us))
    free = ~np.isin(after["customer_no"], left_out)
    after = {name: values[free] for name, values in after.items()}
    bad = int(after["is_bad"].astype(bool).sum())
    if min(bad, after["is_bad"].size - bad) < FEWEST_OF_A_KIND:
        return question.settings
    found = _levels(warehouse, replace(question, until_us=cut_us), left_out)
    ordered = _in_order(after, found[0])
    at = np.searchsorted(found[0], ordered["customer_no"])
    is_bad = ordered["is_bad"].astype(np.bool_)
    learned = learned_weights(found[1][at], is_bad, question.settings.weights, _SEED)
    if learned is None or not learned.is_better:
        return question.settings
    return replace(question.settings, learned=tuple(learned.weights.tolist()))


def _in_order(after: Columns, known: npt.NDArray[np.int32]) -> Columns:
    """The outcomes of those who were known before, by when they came to them."""
    known_then = np.isin(after["customer_no"], known)
    kept = {name: values[known_then] for name, values in after.items()}
    order = np.lexsort((kept["customer_no"], kept["rated_us"]))
    return {name: values[order] for name, values in kept.items()}


def _levels(
    warehouse: Warehouse, then: Question, left_out: npt.NDArray[np.int32]
) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.float64]]:
    """Who was known then, by number, and how each dimension stood with what was assumed then."""
    reading.lay_out(warehouse, then)
    state, spread = reading.state_in(
        warehouse, then.until_us, then.until_us - THEN_US, then.until_us
    )
    free = ~np.isin(state.customer_no, left_out)
    state = state.kept(free)
    spread = {name: values[free] for name, values in spread.items()}
    plain = plain_basis(reading.usual_gap_us(warehouse), then.settings)
    basis = basis_of(state, then.until_us, plain, spread)
    return state.customer_no, levels_at(state, then.until_us, basis)
