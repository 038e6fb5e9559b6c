"""Shares the rows of a bare table out by customer, and puts each share in order by itself."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from percorso.collect import bare_rows_sql as ask
from percorso.journeys.counting import Bring, basis_of, count_readings
from percorso.journeys.partials.table import Partial, Sums
from percorso.journeys.path.cutting import Places
from percorso.journeys.path.reading import bare_reading
from percorso.journeys.path.rows import Reading
from percorso.journeys.path.rules import Flags, Integers, Rules
from percorso.journeys.scope import Scope
from percorso.journeys.sharing import Sharing
from percorso.store.parted_columns import PartedColumns, parted_columns
from percorso.store.warehouse import Columns, Warehouse

_ROWS_A_PIECE = 1_000_000
# A customer's group is these bits of the number; shares go by them too, so that a share holds
# few groups and the counts by group add quickly.
_GROUP = 255
# So much of a customer's number decides the order first, the rest of a word holds the time.
_BITS_OF_KEY, _BITS_OF_WORD = 22, 63


@dataclass(frozen=True, slots=True, eq=False)
class BareShares:
    """The rows of a bare table by share: key, us, no, line of each."""

    columns: PartedColumns
    at_once: int

    def count(self, warehouse: Warehouse, scope: Scope, partials: Sequence[Partial]) -> Sums:
        """The counts of the journeys, in place of `count_scope`."""
        basis = basis_of(warehouse, scope)
        return count_readings(
            basis, partials, self._readings(scope, basis.rules), self.columns.parts,
            lambda share: None, self.at_once,
        )  # fmt: skip

    def all_customers(self, _warehouse: Warehouse, scope: Scope, rules: Rules) -> Reading:
        """The rows of all shares, one after the other."""
        shares = [ordered(self.columns.part(number)) for number in range(self.columns.parts)]
        whole = {name: np.concatenate([share[name] for share in shares]) for name in shares[0]}
        return bare_reading(whole, scope, rules)

    def _readings(self, scope: Scope, rules: Rules) -> Iterator[Bring]:
        for number in range(self.columns.parts):
            yield partial(self._share, number, scope, rules)

    def _share(self, number: int, scope: Scope, rules: Rules) -> Reading:
        return bare_reading(ordered(self.columns.part(number)), scope, rules)


@contextmanager
def bare_shares(warehouse: Warehouse, folder: Path, sharing: Sharing) -> Iterator[BareShares]:
    """The rows of the table `walk` by share, for the block.

    Args:
        warehouse: Holds it.
        folder: Where the shares are kept meanwhile.
        sharing: How many rows are in a share.
    """
    rows = warehouse.value(ask.ROWS_OF_WALK)
    parts = 1 << max(0, -(-rows // sharing.rows) - 1).bit_length()
    with parted_columns(folder, parts) as parted:
        for first in range(0, max(rows, 1), _ROWS_A_PIECE):
            piece = warehouse.columns(ask.rows_of_walk(first, first + _ROWS_A_PIECE))
            parted.add(piece["key"] & (parts - 1), piece)
        yield BareShares(parted, sharing.at_once)


def ordered(share: Columns) -> Columns:
    """The rows of a share by customer, instant and line, as interactions."""
    key, us = share["key"], share["us"]
    order = _order(key, us, share["line"])
    customer_no = key[order]
    return {
        "customer_no": customer_no,
        "group_no": (customer_no & _GROUP).astype(np.uint8),
        "occurred_us": us[order],
        "observed_name_no": share["no"][order],
    }


def _order(key: Integers, us: Integers, line: Integers) -> Places:
    """Customers one after the other, each one's rows by instant and line.

    The first bits of both are put in order as one number, which is soon done; the few rows
    that these bits do not tell apart are looked at again.
    """
    if not key.size:
        return np.zeros(0, dtype=np.intp)
    room = _BITS_OF_WORD - _BITS_OF_KEY
    since = us - us.min()
    word = (key >> max(0, int(key.max()).bit_length() - _BITS_OF_KEY)) << room
    word |= since >> max(0, int(since.max()).bit_length() - room)
    order = np.argsort(word)
    alike = _alike(word[order] >> room, word[order], key[order])
    if alike.any():
        again = order[alike]
        order[alike] = again[np.lexsort((line[again], us[again], key[again], word[again] >> room))]
    return order


def _alike(first: Integers, word: Integers, key: Integers) -> Flags:
    """Rows of the same first bits of a number, where these are several customers' or times tie."""
    is_same = first[1:] == first[:-1]
    is_open = is_same & ((key[1:] != key[:-1]) | (word[1:] == word[:-1]))
    if not is_open.any():
        return np.zeros(first.size, dtype=np.bool_)
    group = np.append(0, np.cumsum(~is_same))
    unsettled = np.zeros(int(group[-1]) + 1, dtype=np.bool_)
    unsettled[group[1:][is_open]] = True
    found: Flags = unsettled[group]
    return found
