"""Whose each identifier was, and since when: the story that a merge and a split leave behind."""

from collections.abc import Collection, Iterable
from datetime import UTC, datetime

from sqlalchemy import Connection, func, select

from percorso.store.records.customers import in_parts, links_of_keys
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


def first_batches(connection: Connection, keys: Collection[str]) -> dict[tuple[str, int], int]:
    """Since which batch of links each identifier was each customer's: (key, number) -> batch."""
    link = identity_link.c
    asked = (
        select(link.identifier_key, link.customer_no, func.min(link.batch))
        .where(link.since_at.is_(None))
        .group_by(link.identifier_key, link.customer_no)
    )
    return {
        (str(key), int(no)): int(batch)
        for part in in_parts(keys)
        for key, no, batch in connection.execute(asked.where(link.identifier_key.in_(part)))
    }


def successors_of(connection: Connection, customer_no: int) -> list[int]:
    """Who has the identifiers of a customer now: itself, or those it was merged into."""
    link = identity_link.c
    once = connection.execute(
        select(link.identifier_key).where(link.customer_no == customer_no).distinct()
    )
    held = links_of_keys(connection, [str(key) for key in once.scalars()])
    now = {one.customer_no for one in held if one.since_at is None}
    return [customer_no] if customer_no in now or not now else sorted(now)


def numbers_in_use(
    connection: Connection, numbers: Collection[int], but: Collection[str]
) -> set[int]:
    """Those of some customers' numbers that identifiers stand for now, but for some of these."""
    link = identity_link.c
    asked = select(link.identifier_key).where(link.customer_no.in_(sorted(numbers))).distinct()
    others = set(connection.execute(asked).scalars()) - set(but) if numbers else set()
    held = [one for part in in_parts(others) for one in links_of_keys(connection, part)]
    return {one.customer_no for one in held} & set(numbers)
