"""Brings counts up to what the warehouse holds now, at a cost that grows with what is new."""

from collections import deque
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace

from percorso.journeys import refresh_sql as ask
from percorso.journeys.counted import (
    Basis,
    Counted,
    Touched,
    names_changed,
    refreshed,
    same_question,
    starts_changed,
)
from percorso.journeys.counting import OnShare, basis_of, count_all
from percorso.journeys.partials.correcting import Tables
from percorso.journeys.partials.registry import MAP, UPCOMING
from percorso.journeys.partials.sample import Sample
from percorso.journeys.partials.table import count_sample
from percorso.journeys.path.reading import Details, details_held, read_customers
from percorso.journeys.path.rows import Reading
from percorso.journeys.path.rules import Integers
from percorso.journeys.path.visits import path_of
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
        found = _refreshed(warehouse, scope, earlier, basis, generation, sharing)
        if found is not None:
            return found
    sums = count_all(warehouse, scope, basis, COUNTED, on_share, sharing)
    return Counted.at_once(basis, generation, sums)


def _refreshed(
    warehouse: Warehouse, scope: Scope, earlier: Counted, basis: Basis, generation: int,
    sharing: Sharing,
) -> Counted | None:  # fmt: skip
    names = names_changed(earlier.basis, basis)
    gap_us = basis.rules.gap_us
    sources = [(no, us + gap_us) for no, us in starts_changed(earlier.basis, basis)]
    is_later = basis.rules.data_until_us > earlier.basis.rules.data_until_us
    if earlier.generation == generation and not (names or sources or is_later):
        return earlier
    upcoming = earlier.sums.columns("upcoming")
    is_due = upcoming["change_us"] <= basis.rules.data_until_us
    warehouse.fill("due", {"customer_no": upcoming["customer_no"][is_due]})
    warehouse.do(ask.touched(earlier.generation, names, sources))
    rows, all_rows = warehouse.rows(ask.TOUCHED_ROWS)[0]
    if rows > _MOST_TOUCHED * all_rows:
        return None
    for statement in ask.AS_THEY_STAND:
        warehouse.do(statement)
    shares = _shares(warehouse, rows, sharing)
    then = replace(scope, code_of_name=tuple(earlier.basis.code_of_name.tolist()))
    large = earlier.large_waits
    held = details_held(warehouse)
    held_before = details_held(warehouse, ("resolved", "replaced"))
    before = _Side(then, earlier.basis, "touched_before", large, held_before)
    # Where touchpoints have other codes, which transitions are large is told in the old ones.
    is_same = basis.keys == earlier.basis.keys
    after = _Side(scope, basis, "touched_now", large if is_same else large[:0], held)
    touched = _counted(warehouse, [before, after], shares, sharing)
    return refreshed(earlier, basis, generation, COUNTED, touched)


@dataclass(frozen=True, slots=True, eq=False)
class _Side:
    """The touched customers at one of the two states, and how they are counted."""

    scope: Scope
    basis: Basis
    table: str
    large_waits: Integers
    held: Details

    def read(self, warehouse: Warehouse, customers: tuple[int, int] | None) -> Reading:
        rules = self.basis.rules
        return read_customers(warehouse, self.scope, rules, customers, self.held, self.table)

    def count(self, reading: Reading) -> Tables:
        basis = self.basis
        path = path_of(reading, basis.rules, basis.source_start_us)
        sample = Sample(path, basis.rules, basis.by_customer, self.large_waits)
        return count_sample(COUNTED, sample)


def _shares(warehouse: Warehouse, rows: int, sharing: Sharing) -> Sequence[tuple[int, int] | None]:
    """First and last of the touched customers of each share; one share where they are few."""
    wanted = -(-rows // sharing.rows)
    if wanted <= 1:
        return [None]
    starts = [first for (first,) in warehouse.rows(ask.first_touched(wanted))]
    ends = [start - 1 for start in starts[1:]] + [2**63 - 1]
    return list(zip(starts, ends, strict=True))


def _counted(
    warehouse: Warehouse, sides: Sequence[_Side], shares: Sequence[tuple[int, int] | None],
    sharing: Sharing,
) -> Touched:  # fmt: skip
    """The tables of both sides, a share being read while those before it are counted."""
    waiting: deque[Future[Tables]] = deque()
    pool = ThreadPoolExecutor(max(1, sharing.at_once - 1))
    made = []
    try:
        for side in sides:
            for customers in shares:
                waiting.append(pool.submit(side.count, side.read(warehouse, customers)))
                if len(waiting) >= sharing.at_once:
                    made.append(waiting.popleft().result())
        made += [future.result() for future in waiting]
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
    return Touched(made[: len(shares)], made[len(shares) :])
