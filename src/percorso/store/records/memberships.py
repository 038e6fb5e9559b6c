"""Whose each identifier was, and since when: the story that a merge and a split leave behind."""

from collections.abc import Iterable
from datetime import UTC, datetime

from sqlalchemy import Connection, select

from percorso.store.records.tables import identity_link

History = list[tuple[datetime, int]]


def histories_of(connection: Connection, keys: Iterable[str]) -> dict[str, History]:
    """Of each identifier, since when it was which customer's: (aware UTC, number), in order.

    Windows of shared devices are left out: they say who held a device, not whose it is.
    """
    rows = connection.execute(
        select(
            identity_link.c.identifier_key, identity_link.c.linked_at, identity_link.c.customer_no
        )
        .where(identity_link.c.identifier_key.in_(sorted(set(keys))))
        .where(identity_link.c.since_at.is_(None))
        .order_by(identity_link.c.batch, identity_link.c.no)
    )
    found: dict[str, History] = {}
    for key, linked_at, customer_no in rows:
        held = found.setdefault(key, [])
        if not held or held[-1][1] != customer_no:
            held.append((linked_at.replace(tzinfo=UTC), customer_no))
    return found
