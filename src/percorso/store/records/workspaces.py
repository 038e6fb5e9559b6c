"""The company a workspace belongs to: name, time zone, currency, catalogue version."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, literal, select, update

from percorso.store.records.tables import inbox, ledger, media_row, workspace
from percorso.store.records.told_tables import source_total


@dataclass(frozen=True, slots=True)
class Company:
    """What holds for the whole workspace."""

    id: str
    name: str
    time_zone: str
    currency: str
    catalogue_version: int


def found_company(
    connection: Connection, *, id: str, name: str, time_zone: str, currency: str, at: datetime
) -> None:
    """Write the one row of a new workspace."""
    connection.execute(
        insert(workspace).values(
            id=id,
            name=name,
            created_at=at,
            time_zone=time_zone,
            currency=currency,
            catalogue_version=1,
        )
    )


def company(connection: Connection) -> Company | None:
    """The workspace's company; None before it was founded."""
    row = connection.execute(select(workspace)).first()
    if row is None:
        return None
    return Company(row.id, row.name, row.time_zone, row.currency, row.catalogue_version)


def keep_company(connection: Connection, *, name: str, time_zone: str, currency: str) -> None:
    """Write the company's name, zone and currency."""
    connection.execute(update(workspace).values(name=name, time_zone=time_zone, currency=currency))


def holds_anything(connection: Connection) -> bool:
    """Whether something came in that may hold sums: rows, messages, media or totals of sources."""
    return any(
        connection.execute(select(literal(1)).select_from(table).limit(1)).first() is not None
        for table in (ledger, inbox, media_row, source_total)
    )


def catalogue_changed(connection: Connection) -> None:
    """Count an edit of the catalogue, so that what was computed before is known to be older."""
    connection.execute(
        update(workspace).values(catalogue_version=workspace.c.catalogue_version + 1)
    )
