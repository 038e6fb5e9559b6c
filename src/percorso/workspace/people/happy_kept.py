"""Keeps how customers stand between calls, so that an answer costs what is new since the last."""

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from percorso.customers import reading
from percorso.customers.evidence import DAY_US
from percorso.customers.reading import THEN_US, Choices, Question
from percorso.customers.standing import Basis, State, basis_of, plain_basis, standing_of
from percorso.journeys.refresh_sql import STATE
from percorso.store.query import Query
from percorso.store.warehouse import Columns, Warehouse
from percorso.workspace.people.happy_asked import question_of
from percorso.workspace.people.happy_file import HappyNow, Kept, day_of, keep
from percorso.workspace.people.happy_held import followed, hold, known_of
from percorso.workspace.people.happy_learning import settings_learned
from percorso.workspace.stores import Stores

# Touched customers, of all, above which reading all anew is the shorter way; and below which it
# is not worth to write what was found.
_MOST_TOUCHED, _WORTH_KEEPING = 0.2, 0.01
# Active buyers with a number of their own that the index is to reach.
_GOAL_SHARE = 0.70


def happy_now(stores: Stores, warehouse: Warehouse) -> HappyNow:
    """How all customers stand now, from what was kept where that is possible.

    Touched are the customers with other interactions or other choices than then, and those of whom
    a deadline has fallen since. Each day of data everybody is read anew.
    """
    held = followed(stores, warehouse)
    if held is not None:
        return held
    known = known_of(stores)
    question, left_out = question_of(stores, warehouse)
    generation, since = warehouse.rows(STATE)[0]
    kept = Kept.read(stores, question)
    found = None
    if kept is not None and kept.is_of(question, left_out) and since <= kept.generation:
        found = _brought_up(stores, warehouse, kept, question, generation)
    if found is None:
        found = _anew(stores, warehouse, question, left_out, generation, kept)
    hold(stores, found, generation, known)
    return found


def basis_now(stores: Stores, warehouse: Warehouse) -> tuple[Basis, str, Question]:
    """What is assumed this month, from which day it is, and what is asked."""
    held = followed(stores, warehouse)
    if held is not None:
        return held.basis, held.basis_on, held.question
    question, left_out = question_of(stores, warehouse)
    kept = Kept.read(stores, question)
    if kept is not None and kept.is_basis_of(question, left_out):
        return kept.basis, kept.basis_on, question
    now = happy_now(stores, warehouse)
    return now.basis, now.basis_on, now.question


def _brought_up(
    stores: Stores, warehouse: Warehouse, kept: Kept, question: Question, generation: int
) -> HappyNow | None:
    """The kept state with the touched customers as they stand now; None where too many are."""
    changed = warehouse.rows(
        Query(
            "select distinct customer_no from changed_customer where generation > $generation",
            {"generation": kept.generation},
        )
    )
    due = kept.state.customer_no[kept.state.due_us <= question.until_us]
    touched = np.unique(
        np.concatenate([
            np.array([no for (no,) in changed], dtype=np.int32), due,
            _changed_choices(kept.choices, question.choices),
        ])
    )  # fmt: skip
    now = HappyNow(
        kept.state, kept.basis, kept.basis_on, question, kept.left_out, kept.then_us, kept.met
    )
    if not touched.size:
        return now
    if touched.size > max(1.0, _MOST_TOUCHED * kept.state.customer_no.size):
        return None
    reading.lay_out(warehouse, question, touched)
    anew, _ = reading.state_in(warehouse, question.until_us, kept.then_us, kept.state.ref_us)
    now = replace(now, base=kept.state.with_changed(touched, anew))
    if touched.size >= _WORTH_KEEPING * now.state.customer_no.size:
        keep(stores, now, generation)
    return now


def _changed_choices(before: Choices, now: Choices) -> npt.NDArray[np.int32]:
    def rows(of: Choices) -> set[tuple[int, int, int]]:
        return set(zip(of.customer_no.tolist(), of.kind.tolist(), of.at_us.tolist(), strict=True))

    return np.array(sorted({row[0] for row in rows(before) ^ rows(now)}), dtype=np.int32)


def _anew(
    stores: Stores, warehouse: Warehouse, question: Question, left_out: npt.NDArray[np.int32],
    generation: int, kept: Kept | None,
) -> HappyNow:  # fmt: skip
    """All customers read anew; what is assumed stays where it is of this month."""
    until_us = question.until_us
    then_us = until_us - THEN_US
    holds = kept is not None and kept.is_basis_of(question, left_out)
    settings = question.settings
    if not holds:
        settings = settings_learned(warehouse, question, left_out)
    reading.lay_out(warehouse, question)
    state, spread = reading.state_in(warehouse, until_us, then_us, until_us)
    if kept is not None and holds:
        basis, basis_on = kept.basis, kept.basis_on
    else:
        usual = reading.usual_gap_us(warehouse)
        basis = _basis(state, spread, left_out, until_us, plain_basis(usual, settings))
        basis_on = day_of(until_us)
    met = {kind: evidence for kind, (evidence, _) in reading.kinds_met(warehouse).items()}
    now = HappyNow(state, basis, basis_on, question, left_out, then_us, met)
    keep(stores, now, generation)
    return now


def _basis(
    state: State, spread: Columns, left_out: npt.NDArray[np.int32], at_us: int, plain: Basis
) -> Basis:
    """The basis of who may be profiled; estimated pulls only where enough keep a number by them."""
    free = ~np.isin(state.customer_no, left_out)
    state = state.kept(free)
    spread = {name: values[free] for name, values in spread.items()}
    estimated = basis_of(state, at_us, plain, spread)
    if estimated.is_estimated:
        standing = standing_of(state, at_us, at_us - THEN_US, estimated)
        active = (state.orders > 0) & (state.last_us > at_us - 365 * DAY_US)
        if active.any() and (standing.tier[active] > 0).mean() < _GOAL_SHARE:
            return basis_of(state, at_us, plain)
    return estimated
