"""Adds to the log of what people did."""

from collections.abc import Mapping
from datetime import datetime

from percorso.domain.access import Actor
from percorso.store.records import audit
from percorso.store.records.database import RecordsConnection
from percorso.workspace.stores import Stores


def note(
    stores: Stores, connection: RecordsConnection, by: Actor, act: str, subject: str = "",
    told: Mapping[str, str] | None = None, *, at: datetime,
) -> None:  # fmt: skip
    """Note an act in the transaction that does it.

    Args:
        stores: Of the workspace, with its key.
        connection: Of that transaction.
        by: Who does it.
        act: Key of what is done.
        subject: To whom or what.
        told: More of it, never a secret.
        at: When, naive UTC.
    """
    entry = audit.Entry(at, by.name, act, by.address, subject, told or {})
    audit.add_entry(connection, entry, stores.secret)
