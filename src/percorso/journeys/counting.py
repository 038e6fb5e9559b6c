"""Counts the journeys of a scope: customers share by share on every core, the counts added."""

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

import numpy as np

from percorso.journeys import shares_sql as ask
from percorso.journeys.counted import Basis
from percorso.journeys.partials.sample import Sample
from percorso.journeys.partials.table import Partial, Sums, add_tables, count_sample
from percorso.journeys.partials.waits import LargeWaits
from percorso.journeys.path.reading import details_held, read_customers, source_starts
from percorso.journeys.path.rows import Reading
from percorso.journeys.path.rules import rules_of
from percorso.journeys.path.visits import path_of
from percorso.journeys.scope import Scope
from percorso.journeys.sharing import USUAL, Sharing
from percorso.store.warehouse import Columns, Warehouse

Tables = Mapping[str, Columns]
OnShare = Callable[[float], None]
Bring = Callable[[], Reading]
# What counts a scope: `count_scope` here, or the same on a cluster.
Count = Callable[[Warehouse, Scope, Sequence[Partial]], Sums]

# Shares are cut between blocks of rows, so many to a share.
_BLOCKS_A_SHARE = 32
# Results of so many shares are added up before more come, so that memory does not grow with
# them; and so many sums again, so that no row is added more often than it has to be.
_ADDED_AT_ONCE = 8


def count_scope(
    warehouse: Warehouse,
    scope: Scope,
    partials: Sequence[Partial],
    on_share: OnShare = lambda share: None,
    sharing: Sharing = USUAL,
) -> Sums:
    """The counts of a scope's journeys.

    Args:
        warehouse: Holds the interactions.
        scope: Whose journeys, and how they are cut.
        partials: What is counted.
        on_share: Told how much of the work is done, 0..1, after each share of the customers.
        sharing: How much is read and counted at a time; the counts are the same for any.
    """
    return count_all(warehouse, scope, basis_of(warehouse, scope), partials, on_share, sharing)


def basis_of(warehouse: Warehouse, scope: Scope, by_customer: bool | None = None) -> Basis:
    """What the counts of a scope follow from, beside the interactions.

    Args:
        warehouse: Holds the interactions.
        scope: Whose journeys, and how they are cut.
        by_customer: Whether the customers are so few that each is a group; None asks.
    """
    if by_customer is None:
        by_customer = bool(warehouse.value(ask.FEW_CUSTOMERS))
    return Basis(
        rules=rules_of(scope),
        keys=("", *(code.touchpoint.key for code in scope.codes)),
        code_of_name=np.array(scope.code_of_name, dtype=np.int64),
        source_start_us=source_starts(warehouse),
        by_customer=by_customer,
    )


def count_all(
    warehouse: Warehouse, scope: Scope, basis: Basis, partials: Sequence[Partial],
    on_share: OnShare, sharing: Sharing = USUAL,
) -> Sums:  # fmt: skip
    """The counts of a scope whose basis is known."""
    shares = customer_shares(warehouse, scope, sharing.rows)
    held = details_held(warehouse)

    def readings() -> Iterator[Bring]:
        # The engine answers one question at a time: it is asked here, and counted elsewhere.
        for share in shares:
            reading = [read_customers(warehouse, scope, basis.rules, share, held)]
            yield reading.pop

    return count_readings(basis, partials, readings(), len(shares), on_share, sharing.at_once)


def count_readings(
    basis: Basis, partials: Sequence[Partial], readings: Iterator[Bring], shares: int,
    on_share: OnShare, at_once: int,
) -> Sums:  # fmt: skip
    """The counts of all readings together, each of which holds whole customers.

    Args:
        basis: What the counts follow from.
        partials: What is counted.
        readings: Bring a reading each, when its turn comes, on any thread.
        shares: How many they are.
        on_share: Told how much of the work is done, 0..1.
        at_once: So many shares are held at once, 1 or more.
    """
    return _Counter(basis, tuple(partials), at_once).sums(readings, shares, on_share)


def customer_shares(warehouse: Warehouse, scope: Scope, rows: int) -> list[tuple[int, int] | None]:
    """First and last customer of each share: whole customers, of about so many interactions.

    One share of all where they are few, or nearly all are nobody's.
    """
    counted = warehouse.value(ask.rows_in_scope(scope))
    wanted = -(-counted // rows)
    if wanted <= 1:
        return [None]
    blocks = warehouse.rows(ask.outer_customers(max(1, rows // _BLOCKS_A_SHARE)))
    edges = sorted({customer for block in blocks for customer in block})
    if len(edges) < 2:
        return [None]
    step = max(1, round(len(edges) / wanted))
    starts = edges[::step]
    ends = [start - 1 for start in starts[1:]] + [2**63 - 1]
    return [(0 if not place else start, end)
            for place, (start, end) in enumerate(zip(starts, ends, strict=True))]  # fmt: skip


class _Counter:
    """Counts readings of whole customers, several at once, and adds the counts."""

    def __init__(self, basis: Basis, partials: tuple[Partial, ...], at_once: int) -> None:
        self._basis = basis
        self._partials = partials
        self._at_once = at_once
        self._large = LargeWaits(basis.rules.codes)
        # What was counted, what was added up of it, what was added up of that, and so on.
        self._levels: list[list[Tables]] = []

    def sums(self, readings: Iterator[Bring], shares: int, on_share: OnShare) -> Sums:
        """The counts of all readings together."""
        if shares == 1:
            self._note(self._count(next(readings)))
            on_share(1.0)
            return self._all()
        waiting: deque[Future[Tables]] = deque()
        done = 0
        pool = ThreadPoolExecutor(max(1, self._at_once - 1))
        try:
            for reading in readings:
                waiting.append(pool.submit(self._count, reading))
                if len(waiting) >= self._at_once:
                    self._note(waiting.popleft().result())
                    done += 1
                    on_share(done / shares)
            for future in waiting:
                self._note(future.result())
        finally:
            # Who interrupts does not wait for the shares that are left.
            pool.shutdown(wait=False, cancel_futures=True)
        on_share(1.0)
        return self._all()

    def _count(self, bring: Bring) -> Tables:
        basis = self._basis
        path = path_of(bring(), basis.rules, basis.source_start_us)
        sample = Sample(path, basis.rules, basis.by_customer, self._large.keys)
        return count_sample(self._partials, sample)

    def _note(self, tables: Tables) -> None:
        self._keep(self._large.note(tables), 0)

    def _keep(self, tables: Tables, level: int) -> None:
        if level == len(self._levels):
            self._levels.append([])
        kept = self._levels[level]
        kept.append(tables)
        if len(kept) >= _ADDED_AT_ONCE:
            settled = [self._large.settled(one) for one in kept]
            kept.clear()
            self._keep(add_tables(self._partials, settled).tables, level + 1)

    def _all(self) -> Sums:
        parts = [self._large.settled(one) for kept in self._levels[::-1] for one in kept]
        return add_tables(self._partials, [self._large.with_binned(parts[0]), *parts[1:]])
