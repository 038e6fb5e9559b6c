"""Tells the Happy Index of the company and its segments once a night, and who fell."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from percorso.customers.groups import GroupIndex, fallen, group_index
from percorso.store.records import happy as happy_records
from percorso.store.records.happy import Night, Noted
from percorso.store.records.segments import segments
from percorso.store.warehouse import Warehouse
from percorso.workspace.left_out import without_restricted
from percorso.workspace.maps.scoping import known_names, segment_of
from percorso.workspace.people.happy_asked import EPOCH
from percorso.workspace.people.happy_file import HappyNow
from percorso.workspace.people.happy_kept import happy_now
from percorso.workspace.restoring import ask_warehouse
from percorso.workspace.stores import Stores, now_utc

# Who fell is told of once within so long; what was told of is kept so long.
_ONCE_IN = timedelta(days=14)
_KEPT = timedelta(days=90)


def tell_night(stores: Stores, now: datetime | None = None) -> bool:
    """Tell the index of today; what was told of today before is told again.

    Args:
        stores: The workspace.
        now: The present instant, naive UTC; None is the clock's.

    Returns:
        Whether there are customers to tell it of.
    """
    at = now or now_utc()
    return ask_warehouse(stores, lambda warehouse: _told(stores, warehouse, at))


def tell_nightly(stores: Stores, now: datetime) -> bool:
    """Tell it where it was not told today, in the workspace's zone.

    Args:
        stores: The workspace.
        now: The present instant, naive UTC.

    Returns:
        Whether it was told.
    """
    with stores.records.read() as connection:
        last = happy_records.last_night(connection)
    if not stores.warehouse_path.exists() or (last or "") >= _day(stores, now):
        return False
    return tell_night(stores, now)


def _day(stores: Stores, now: datetime) -> str:
    zone = ZoneInfo(stores.company().time_zone)
    return now.replace(tzinfo=UTC).astimezone(zone).date().isoformat()


def _told(stores: Stores, warehouse: Warehouse, at: datetime) -> bool:
    told = happy_now(stores, warehouse)
    standing = told.standing()
    if not standing.customer_no.size:
        return False
    until_at = _instant(told.at_us)
    day = _day(stores, at)
    company = group_index(standing, told.at_us)
    nights = [_night(day, "", until_at, company)]
    with stores.records.read() as connection:
        kept = [one.key for one in segments(connection)]
    for key in kept:
        chosen = np.isin(standing.customer_no, members_of(stores, warehouse, key))
        group = group_index(standing, told.at_us, chosen, company.index)
        nights.append(_night(day, key, until_at, group))
    with stores.records.write() as connection:
        happy_records.keep_nights(connection, nights, at)
        happy_records.forget_falls(connection, told.left_out.tolist(), at - _KEPT)
        known = happy_records.falls_since(connection, until_at - _ONCE_IN)
        happy_records.note_falls(connection, _new_falls(told, until_at, known), at)
    return True


def _night(day: str, segment: str, until_at: datetime, group: GroupIndex) -> Night:
    return Night(
        day, segment, until_at, group.index, group.low, group.high, group.n, group.solid,
        group.few, group.estimates,
    )  # fmt: skip


def _new_falls(told: HappyNow, until_at: datetime, known: list[Noted]) -> list[Noted]:
    """Falls nobody was told of within the time one is told of once, the worst first."""
    standing, before = told.standing(), {one.customer_no for one in known}
    numbers = standing.customer_no[fallen(standing)].tolist()
    return [Noted(no, until_at) for no in numbers if no not in before]


def _instant(us: int) -> datetime:
    return (EPOCH + timedelta(microseconds=us)).replace(tzinfo=None)


def members_of(stores: Stores, warehouse: Warehouse, segment: str) -> npt.NDArray[np.int32]:
    """The customers of a segment whose data are not restricted.

    Raises:
        SegmentUnknown: no segment has this key.
    """
    known = known_names(stores, warehouse)
    chosen = segment_of(stores, warehouse, known, None, None, segment)
    inside = without_restricted(stores, warehouse, chosen)
    rows = [] if inside is None else warehouse.rows(inside)
    return np.array([no for (no,) in rows], dtype=np.int32)
