"""Brings counts up to what the warehouse holds now, at a cost that grows with what is new."""

from dataclasses import replace

from percorso.journeys import refresh_sql as ask
from percorso.journeys.counted import (
    Basis,
    Counted,
    names_changed,
    refreshed,
    same_question,
    starts_changed,
)
from percorso.journeys.counting import OnShare, basis_of, count_all
from percorso.journeys.partials.registry import MAP, UPCOMING
from percorso.journeys.path.reading import read_customers
from percorso.journeys.scope import Scope
from percorso.journeys.sharing import USUAL, Sharing
from percorso.store.warehouse import Warehouse

COUNTED = (*MAP, UPCOMING)
# Of all interactions those of touched customers, above which counting anew is the shorter way.
_MOST_TOUCHED = 0.4


def up_to_now(
    warehouse: Warehouse, scope: Scope, earlier: Counted | None,
    on_share: OnShare = lambda share: None, sharing: Sharing = USUAL,
) -> Counted:  # fmt: skip
    """The counts of a scope of all customers, from earlier ones where that is possible.

    Touched are the customers with other interactions than then, those whose time has come (an open
    journey fails, a promise ripens), and those who met what the catalogue tells otherwise now.
    """
    basis = basis_of(warehouse, scope)
    generation, since = warehouse.rows(ask.STATE)[0]
    if earlier is not None and since <= earlier.generation and same_question(earlier.basis, basis):
        found = _refreshed(warehouse, scope, earlier, basis, generation)
        if found is not None:
            return found
    sums = count_all(warehouse, scope, basis, COUNTED, on_share, sharing)
    return Counted(basis, sums, generation)


def _refreshed(
    warehouse: Warehouse, scope: Scope, earlier: Counted, basis: Basis, generation: int
) -> Counted | None:
    names = names_changed(earlier.basis, basis)
    gap_us = basis.rules.gap_us
    sources = [(no, us + gap_us) for no, us in starts_changed(earlier.basis, basis)]
    is_later = basis.rules.data_until_us > earlier.basis.rules.data_until_us
    if earlier.generation == generation and not (names or sources or is_later):
        return earlier
    warehouse.fill("upcoming", earlier.sums.columns("upcoming"))
    until_us = basis.rules.data_until_us
    warehouse.do(ask.touched(earlier.generation, until_us, names, sources))
    if warehouse.value(ask.SHARE_TOUCHED) > _MOST_TOUCHED:
        return None
    for statement in ask.as_they_stood(earlier.generation):
        warehouse.do(statement)
    then = _as_of(scope, earlier.basis)
    before = read_customers(warehouse, then, earlier.basis.rules, table="touched_before")
    after = read_customers(warehouse, scope, basis.rules, table="touched_now")
    return refreshed(earlier, basis, generation, COUNTED, before, after)


def _as_of(scope: Scope, basis: Basis) -> Scope:
    """The scope with the names as they were understood then."""
    return replace(scope, code_of_name=tuple(basis.code_of_name.tolist()))
