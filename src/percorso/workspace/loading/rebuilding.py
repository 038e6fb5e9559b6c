"""Makes the warehouse anew from archive and records, and proves that it says the same."""

import contextlib
from dataclasses import dataclass
from typing import Any

from percorso.store.warehouse import LAYOUT_VERSION, Warehouse, WarehouseDamaged
from percorso.workspace.arrivals.catching_up import LostSegment, catch_up
from percorso.workspace.checksum_sql import CHECKSUM
from percorso.workspace.progress import OnProgress
from percorso.workspace.restoring import is_behind
from percorso.workspace.stores import Stores

_CHECKSUM_BITS = 64


@dataclass(frozen=True, slots=True)
class Checksum:
    """How many interactions a warehouse holds, and a number that stands for all it says."""

    interactions: int
    text: str


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What a rebuild has made.

    Attributes:
        before: Of the old warehouse; None where it was damaged, absent or behind.
        after: Of the new one.
        lost: Segments of the archive that could not be read.
    """

    before: Checksum | None
    after: Checksum
    lost: tuple[LostSegment, ...] = ()

    @property
    def is_equal(self) -> bool | None:
        """Whether both say the same; None where there is nothing to compare with."""
        return None if self.before is None else self.before == self.after

    def as_json(self) -> dict[str, Any]:
        """The same as `--json` prints it."""
        return {
            "interactions": self.after.interactions,
            "checksum_before": self.before and self.before.text,
            "checksum": self.after.text,
            "equal": self.is_equal,
            "lost_segments": [str(one) for one in self.lost],
        }


def checksum(warehouse: Warehouse) -> Checksum:
    """The checksum of a warehouse: equal for equal content, in any order of loading it."""
    count, *sums = warehouse.rows(CHECKSUM)[0]
    parts = (format(int(one) % 2**_CHECKSUM_BITS, "016x") for one in sums)
    return Checksum(int(count), "-".join(parts))


def rebuild(stores: Stores, on_progress: OnProgress) -> Rebuilt:
    """Make the warehouse anew; the old one stays in place until the new one is complete.

    Customers, links, names and the catalogue come from the records: none is made a second time.
    """
    before = _checksum_before(stores)
    with stores.hold_anew() as warehouse:
        lost = catch_up(stores, warehouse, on_progress)
        after = checksum(warehouse)
    return Rebuilt(before, after, tuple(lost))


def _checksum_before(stores: Stores) -> Checksum | None:
    if not stores.warehouse_path.exists():
        return None
    with contextlib.suppress(WarehouseDamaged), stores.hold(to_write=True) as warehouse:
        if warehouse.layout_version() == LAYOUT_VERSION and not is_behind(stores, warehouse):
            return checksum(warehouse)
    return None
