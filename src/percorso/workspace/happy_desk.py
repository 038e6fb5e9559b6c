"""The Happy Index of many: the company, a segment, who fell, and how well it foresees."""

from dataclasses import dataclass

import numpy as np

from percorso.customers.groups import GroupIndex, fallen, group_index
from percorso.customers.kinds import DIMENSIONS, KINDS
from percorso.store.records import customers as customer_records
from percorso.store.records.happy import nights_of
from percorso.store.warehouse import Warehouse
from percorso.workspace.people.happy_file import HappyNow
from percorso.workspace.people.happy_kept import happy_now
from percorso.workspace.people.happy_night import members_of, tell_night
from percorso.workspace.people.happy_told import Alert, alerts_now
from percorso.workspace.people.happy_validation import Judged, validation_of
from percorso.workspace.people.timeline import text_of
from percorso.workspace.restoring import ask_warehouse
from percorso.workspace.stores import Stores

_MOST_FALLS, _MOST_NIGHTS = 100, 180


@dataclass(frozen=True, slots=True)
class Fall:
    """A customer with solid coverage who fell by 15 points or more within 14 days."""

    id: str
    index: float
    change: float


@dataclass(frozen=True, slots=True)
class NightOf:
    """What the index was on a day, in the company's zone; n have a number of their own."""

    day: str
    index: float | None
    low: float | None
    high: float | None
    n: int


@dataclass(frozen=True, slots=True)
class HappyReport:
    """How a company or a segment of it stands.

    Attributes:
        group: Mean, interval, tiers, bands and active buyers.
        falls: Who fell as of now, the worst first; at most 100.
        alerts: Falls that a night told of within 30 days, the newest first; at most 50.
        history: The last 180 nights, the earliest first.
        signals: Kind of evidence -> how many there are, in all the company.
        without_data: Kinds nothing was found of: they count for nobody.
        at: The instant it is told at, ISO 8601 UTC.
        assumed_on: Day from which what is assumed is.
        is_estimated: Whether what the assumed counts for comes from the data.
        weights: Dimension -> its share of the index.
        is_learned: Whether the weights come from what customers went on to rate.
    """

    group: GroupIndex
    falls: tuple[Fall, ...]
    alerts: tuple[Alert, ...]
    history: tuple[NightOf, ...]
    signals: dict[str, int]
    without_data: tuple[str, ...]
    at: str
    assumed_on: str
    is_estimated: bool
    weights: dict[str, float]
    is_learned: bool


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

    def tell_night(self) -> bool:
        """Tell the index of company and segments of today, and who fell, into the history.

        Returns:
            Whether there are customers to tell it of.
        """
        return tell_night(self._stores)

    def validation(self) -> Judged:
        """How well the index foresees the next rating, beside simpler figures."""
        return validation_of(self._stores)

    def _report(self, warehouse: Warehouse, segment: str | None) -> HappyReport:
        now = happy_now(self._stores, warehouse)
        standing = now.standing()
        chosen = None
        centre = None
        if segment is not None:
            chosen = np.isin(standing.customer_no, members_of(self._stores, warehouse, segment))
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
            nights = nights_of(connection, segment or "", _MOST_NIGHTS)
        history = tuple(NightOf(one.day, one.mean, one.low, one.high, one.n) for one in nights)
        inside = None if chosen is None else standing.customer_no[chosen]
        return _reported(
            now, group, falls, alerts_now(self._stores, warehouse, now, inside), history
        )


def _reported(
    now: HappyNow, group: GroupIndex, falls: tuple[Fall, ...], alerts: tuple[Alert, ...],
    history: tuple[NightOf, ...],
) -> HappyReport:  # fmt: skip
    met, settings = now.met, now.basis.settings
    return HappyReport(
        group, falls, alerts, history, met,
        tuple(key for key in KINDS if key not in met and key != "silence"),
        text_of(now.at_us), now.basis_on, now.basis.is_estimated,
        dict(zip((one.key for one in DIMENSIONS), settings.weights.tolist(), strict=True)),
        bool(settings.learned),
    )  # fmt: skip
