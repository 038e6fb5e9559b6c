"""The Happy Index of many: the company, a segment, who fell, and how well it foresees."""

from dataclasses import dataclass

import numpy as np

from percorso.customers.groups import GroupIndex, fallen, group_index
from percorso.customers.kinds import KINDS
from percorso.store.records import customers as customer_records
from percorso.store.warehouse import Warehouse
from percorso.workspace.left_out import without_restricted
from percorso.workspace.maps.scoping import known_names, segment_of
from percorso.workspace.people.happy_file import HappyNow
from percorso.workspace.people.happy_kept import happy_now
from percorso.workspace.people.happy_validation import Judged, validation_of
from percorso.workspace.people.timeline import text_of
from percorso.workspace.restoring import ask_warehouse
from percorso.workspace.stores import Stores

_MOST_FALLS = 100


@dataclass(frozen=True, slots=True)
class Fall:
    """A customer with solid coverage who fell by 15 points or more within 14 days."""

    id: str
    index: float
    change: float


@dataclass(frozen=True, slots=True)
class HappyReport:
    """How a company or a segment of it stands.

    Attributes:
        group: Mean, interval, tiers, bands and active buyers.
        falls: Alert data, the worst first; at most 100.
        signals: Kind of evidence -> how many there are, in all the company.
        without_data: Kinds nothing was found of: they count for nobody.
        at: The instant it is told at, ISO 8601 UTC.
        assumed_on: Day from which what is assumed is.
        is_estimated: Whether what the assumed counts for comes from the data.
    """

    group: GroupIndex
    falls: tuple[Fall, ...]
    signals: dict[str, int]
    without_data: tuple[str, ...]
    at: str
    assumed_on: str
    is_estimated: bool


class HappyDesk:
    """The Happy Index of one workspace's customers."""

    def __init__(self, stores: Stores) -> None:
        self._stores = stores

    def of(self, segment: str | None = None) -> HappyReport:
        """How the company stands, or one segment of it.

        Args:
            segment: Key of a kept segment; None is everybody.

        Raises:
            SegmentUnknown: no segment has this key.
        """
        return ask_warehouse(self._stores, lambda warehouse: self._report(warehouse, segment))

    def validation(self) -> Judged:
        """How well the index foresees the next rating, beside simpler figures."""
        return validation_of(self._stores)

    def _report(self, warehouse: Warehouse, segment: str | None) -> HappyReport:
        now = happy_now(self._stores, warehouse)
        standing = now.standing()
        chosen = None
        centre = None
        if segment is not None:
            chosen = np.isin(standing.customer_no, self._members(warehouse, segment))
            centre = group_index(standing, now.at_us).index
        group = group_index(standing, now.at_us, chosen, centre)
        worst = [at for at in fallen(standing).tolist() if chosen is None or chosen[at]]
        with self._stores.records.read() as connection:
            falls = tuple(
                Fall(
                    customer_records.customer_id_of(connection, int(standing.customer_no[at])),
                    float(standing.index[at]), float(standing.change[at]),
                )
                for at in worst[:_MOST_FALLS]
            )  # fmt: skip
        return _reported(now, group, falls)

    def _members(self, warehouse: Warehouse, segment: str) -> list[int]:
        known = known_names(self._stores, warehouse)
        chosen = segment_of(self._stores, warehouse, known, None, None, segment)
        inside = without_restricted(self._stores, warehouse, chosen)
        return [] if inside is None else [no for (no,) in warehouse.rows(inside)]


def _reported(now: HappyNow, group: GroupIndex, falls: tuple[Fall, ...]) -> HappyReport:
    met = now.met
    return HappyReport(
        group, falls, met,
        tuple(key for key in KINDS if key not in met and key != "silence"),
        text_of(now.at_us), now.basis_on, now.basis.is_estimated,
    )  # fmt: skip
