"""The falls of the Happy Index that were told of, as they are replayed now."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
import numpy.typing as npt

from percorso.customers.evidence import DAY_US
from percorso.customers.one import lived_of, one_in
from percorso.customers.reading import THEN_US
from percorso.customers.telling import index_at
from percorso.store.records import customers as customer_records
from percorso.store.records.happy import Noted, falls_since
from percorso.store.warehouse import Warehouse
from percorso.workspace.people.happy_asked import EPOCH, words_of
from percorso.workspace.people.happy_file import HappyNow
from percorso.workspace.people.timeline import text_of
from percorso.workspace.stores import Stores

_SHOWN_DAYS, _MOST_SHOWN = 30, 50


@dataclass(frozen=True, slots=True)
class Alert:
    """A fall that a night told of.

    Attributes:
        id: Whose.
        at: The instant of the data it was seen at, ISO 8601 UTC.
        index: Where the customer stood then.
        change: Points since 14 days before.
        index_now: Where the customer stands now.
    """

    id: str
    at: str
    index: float
    change: float
    index_now: float


def alerts_now(
    stores: Stores, warehouse: Warehouse, now: HappyNow, inside: npt.NDArray[np.int32] | None
) -> tuple[Alert, ...]:
    """The falls of the last 30 days of data, the newest first; at most 50.

    No number was kept: each is told from what is known of the customer, so that a merge, an
    erasure or an objection changes it as it changes the index.

    Args:
        stores: The workspace.
        warehouse: Open and up to date.
        now: How everybody stands.
        inside: Whose are asked for, by number; None is everybody.
    """
    since = EPOCH + timedelta(microseconds=now.at_us - _SHOWN_DAYS * DAY_US)
    standing = now.standing()
    told = standing.customer_no[standing.tier > 0]
    shown = told if inside is None else np.intersect1d(told, inside)
    with stores.records.read() as connection:
        noted = falls_since(connection, since.replace(tzinfo=None))
        noted = [one for one in noted if np.isin(one.customer_no, shown)][:_MOST_SHOWN]
        if not noted:
            return ()
        numbers = sorted({one.customer_no for one in noted})
        said = words_of(connection, numbers).said
        ids = {no: customer_records.customer_id_of(connection, no) for no in numbers}
    return tuple(
        _alert(warehouse, now, one, ids[one.customer_no], said.get(one.customer_no, []))
        for one in noted
    )


def _alert(
    warehouse: Warehouse, now: HappyNow, noted: Noted, id_: str, said: list[tuple[int, int]]
) -> Alert:
    lived = lived_of(one_in(warehouse, now.question, noted.customer_no, said))
    us = _us(noted.fallen_at)
    index, _ = index_at(lived, us, now.basis)
    before, _ = index_at(lived, us - THEN_US, now.basis)
    index_now, _ = index_at(lived, now.at_us, now.basis)
    return Alert(id_, text_of(us), index, index - before, index_now)


def _us(instant: datetime) -> int:
    return (instant.replace(tzinfo=UTC) - EPOCH) // timedelta(microseconds=1)
