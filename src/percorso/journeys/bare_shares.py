"""Shares the rows of a bare table out by customer, so that each share is counted by itself."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from percorso.collect import bare_rows_sql as ask
from percorso.journeys.bare_order import ordered
from percorso.journeys.beside_counts import outside_of_all
from percorso.journeys.contents import contents_of, keep_contents
from percorso.journeys.counting import Bring, basis_of, count_readings
from percorso.journeys.importance import importance_of_ratings
from percorso.journeys.measures import BesideCounts
from percorso.journeys.partials.sample import Sample
from percorso.journeys.partials.table import Partial, Sums, count_sample
from percorso.journeys.path.reading import bare_reading
from percorso.journeys.path.rows import Reading
from percorso.journeys.path.rules import Flags, Integers, Rules
from percorso.journeys.path.visits import path_of
from percorso.journeys.scope import Period, Scope
from percorso.journeys.shares_sql import FEWEST_CUSTOMERS_TO_GROUP
from percorso.journeys.sharing import Sharing
from percorso.store.parted_columns import PartedColumns, parted_columns
from percorso.store.warehouse import Columns, Warehouse

# So many lines are asked for at a time: two row groups of most files, or one large one.
_LINES_A_PIECE = 1_000_000
_ROWS_A_LOOK = 200_000
_OF_WORDS = frozenset(
    {
        "voices", "remembered", "feeling", "first_bad_moments", "changes_of_feeling", "ratings",
        "customers", "scores", "quotes",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class BareShares:
    """The rows of a bare table by share: key, us, no of each.

    Attributes:
        columns: The rows that somebody is known of.
        at_once: So many shares are held at once, 1 or more.
        few: The customers by number, where they are few.
        by_name: Numbers of names with their rows of the period, and those of nobody among them.
        anonymous: Rows of nobody, of whatever period.
    """

    columns: PartedColumns
    at_once: int
    few: "FewCustomers"
    by_name: Sequence[tuple[int, int, int]]
    anonymous: int

    def count(self, warehouse: Warehouse, scope: Scope, partials: Sequence[Partial]) -> Sums:
        """The counts of the journeys, in place of `count_scope`."""
        basis = basis_of(warehouse, scope, by_customer=self.few.are_few)
        told = [one for one in partials if one.name not in _untold(scope)]
        sums = count_readings(
            basis, told, self._readings(scope, basis.rules), self.columns.parts,
            lambda share: None, self.at_once,
        )  # fmt: skip
        nobody = path_of(_nobody(scope, basis.rules), basis.rules, basis.source_start_us)
        nothing = count_sample(partials, Sample(nobody, basis.rules))
        return Sums({**nothing, **sums.tables})

    def beside(self, warehouse: Warehouse, scope: Scope, sums: Sums) -> BesideCounts:
        """What the map tells beside the counts, in place of `beside_counts`."""
        return BesideCounts(
            outside=outside_of_all(self.by_name, scope, sums),
            quotes=[],
            importance=importance_of_ratings(warehouse, scope, sums),
            blamed={},
        )

    def all_customers(self, _warehouse: Warehouse, scope: Scope, rules: Rules) -> Reading:
        """The rows of all shares, one after the other."""
        shares = [self._ordered(number) for number in range(self.columns.parts)]
        whole = {name: np.concatenate([share[name] for share in shares]) for name in shares[0]}
        return bare_reading(whole, scope, rules)

    def _readings(self, scope: Scope, rules: Rules) -> Iterator[Bring]:
        for number in range(self.columns.parts):
            yield partial(self._share, number, scope, rules)

    def _share(self, number: int, scope: Scope, rules: Rules) -> Reading:
        return bare_reading(self._ordered(number), scope, rules)

    def _ordered(self, number: int) -> Columns:
        share = self.columns.part(number)
        if self.few.are_few:
            share["key"] = self.few.numbers(share["key"])
        return ordered(share)


def _untold(scope: Scope) -> frozenset[str]:
    """Counts that no map of a bare table reads: nobody says anything in it.

    Customers are told for what their ratings go with, and steps for a chain that leads to success.
    """
    return _OF_WORDS if scope.has_success else _OF_WORDS | {"chain_steps"}


def _nobody(scope: Scope, rules: Rules) -> Reading:
    nothing = np.zeros(0, dtype=np.int64)
    return bare_reading(ordered({"key": nothing, "us": nothing, "no": nothing}), scope, rules)


@contextmanager
def bare_shares(
    warehouse: Warehouse, folder: Path, sharing: Sharing, last_line: int, period: Period
) -> Iterator[BareShares]:
    """The rows of `walk` by share, for the block.

    Args:
        warehouse: Knows them.
        folder: Where the shares are kept meanwhile.
        sharing: How many rows are in a share.
        last_line: The last line a row may have.
        period: What a map will be of.
    """
    keep_contents(warehouse, ask.CONTENTS)
    held = contents_of(warehouse)
    interactions = sum(span.interactions for span in held.of_source.values())
    parts = 1 << max(0, -(-interactions // sharing.rows) - 1).bit_length()
    few, tally = FewCustomers(), _Tally(max(held.names, default=0), period)
    with parted_columns(folder, parts) as parted:
        for piece in _pieces(warehouse, last_line):
            known = piece["key"] != ask.NOBODY
            tally.note(piece, known)
            if not known.all():
                piece = {name: values[known] for name, values in piece.items()}
            few.note(piece["key"])
            for look in _looks(piece["key"].size):
                rows = {name: values[look] for name, values in piece.items()}
                parted.add(rows["key"] & (parts - 1), rows)
        yield BareShares(parted, sharing.at_once, few, tally.by_name(), tally.anonymous)


def _looks(size: int) -> Iterator[slice]:
    """Some rows of a piece at a time, so few that they stay near the processor; once at least."""
    for first in range(0, max(size, 1), _ROWS_A_LOOK):
        yield slice(first, first + _ROWS_A_LOOK)


def _pieces(warehouse: Warehouse, last_line: int) -> Iterator[Columns]:
    """The rows by line, some at a time; the next are read while these are shared out."""
    with ThreadPoolExecutor(1) as pool:
        first, *others = range(1, max(last_line, 1) + 1, _LINES_A_PIECE)
        coming = pool.submit(_piece, warehouse, first)
        for line in others:
            piece = coming.result()
            coming = pool.submit(_piece, warehouse, line)
            yield piece
        yield coming.result()


def _piece(warehouse: Warehouse, first: int) -> Columns:
    # From and to: what lies only behind an open end would be read, too.
    piece = warehouse.columns(ask.rows_of_walk(first, first + _LINES_A_PIECE - 1))
    line = piece.pop("line")
    if np.all(line[1:] > line[:-1]):
        return piece
    order = np.argsort(line, kind="stable")
    return {name: values[order] for name, values in piece.items()}


class FewCustomers:
    """Customers in the order of their first rows, as long as they are few.

    Few customers are groups of their own: numbered as a load would.
    """

    def __init__(self) -> None:
        self._found: dict[int, int] = {}

    @property
    def are_few(self) -> bool:
        """Whether there are too few of them to be counted in groups."""
        return len(self._found) < FEWEST_CUSTOMERS_TO_GROUP

    def note(self, key: Integers) -> None:
        """Take the customers of some more rows into account."""
        for look in _looks(key.size):
            if not self.are_few:
                return
            rows = key[look]
            fresh = [one for one in np.unique(rows).tolist() if one not in self._found]
            if fresh:
                met, at = np.unique(rows[np.isin(rows, fresh)], return_index=True)
                for one in met[np.argsort(at)].tolist():
                    self._found[one] = len(self._found) + 1

    def numbers(self, key: Integers) -> Integers:
        """The number of the customer of each key, all of which were noted."""
        keys = np.array(sorted(self._found), dtype=np.int64)
        number = np.array([self._found[one] for one in keys.tolist()], dtype=np.int64)
        numbers: Integers = number[np.searchsorted(keys, key)]
        return numbers


class _Tally:
    """Counts rows by name, those of the period and those of nobody among them."""

    def __init__(self, last_name: int, period: Period) -> None:
        self._period = period
        self._rows = np.zeros((2, last_name + 1), dtype=np.int64)
        self.anonymous = 0

    def note(self, piece: Columns, known: Flags) -> None:
        """Count some more rows."""
        self.anonymous += int(known.size - np.count_nonzero(known))
        inside = self._inside(piece["us"])
        for counts, chosen in zip(self._rows, (inside, inside & ~known), strict=True):
            no = piece["no"] if chosen.all() else piece["no"][chosen]
            counts += np.bincount(no, minlength=counts.size)

    def _inside(self, us: Integers) -> Flags:
        inside = np.ones(us.size, dtype=np.bool_)
        if self._period.since_us is not None:
            inside &= us >= self._period.since_us
        if self._period.until_us is not None:
            inside &= us < self._period.until_us
        return inside

    def by_name(self) -> list[tuple[int, int, int]]:
        """Number of each name with its rows, and those of nobody among them."""
        interactions, anonymous = self._rows
        return [(int(no), int(interactions[no]), int(anonymous[no]))
                for no in np.flatnonzero(interactions)]  # fmt: skip
