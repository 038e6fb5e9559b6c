"""Whose key was used faster than it may be, and how often."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, func, select

from percorso.store.records.bulk import insert_or
from percorso.store.records.tables import beyond_limit

_KEPT = timedelta(days=30)

# Requests by the source and the hour they came in, naive UTC.
Beyond = Mapping[tuple[int, datetime], int]


def count_beyond_limit(connection: Connection, beyond: Beyond) -> None:
    """Add requests that were turned away; those of long ago are forgotten."""
    for (source_no, hour_at), requests in beyond.items():
        row = {"hour_at": hour_at, "source_no": source_no, "requests": requests}
        added = insert_or(connection.dialect.name, beyond_limit).values(row)
        connection.execute(
            added.on_conflict_do_update(
                index_elements=["hour_at", "source_no"],
                set_={"requests": beyond_limit.c.requests + requests},
            )
        )
        connection.execute(delete(beyond_limit).where(beyond_limit.c.hour_at < hour_at - _KEPT))


def beyond_limit_since(connection: Connection, since_at: datetime) -> dict[int, int]:
    """How many requests of each source were turned away from an instant on."""
    found = connection.execute(
        select(beyond_limit.c.source_no, func.sum(beyond_limit.c.requests))
        .where(beyond_limit.c.hour_at >= since_at)
        .group_by(beyond_limit.c.source_no)
        .order_by(beyond_limit.c.source_no)
    )
    return {int(source_no): int(requests) for source_no, requests in found}
