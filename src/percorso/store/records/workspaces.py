"""The company a workspace belongs to: name, time zone, currency, catalogue version."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from percorso.store.records.tables import workspace


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


def rename_company(connection: Connection, name: str) -> None:
    """Write the company's name."""
    connection.execute(update(workspace).values(name=name))


def catalogue_changed(connection: Connection) -> None:
    """Count an edit of the catalogue, so that what was computed before is known to be older."""
    connection.execute(
        update(workspace).values(catalogue_version=workspace.c.catalogue_version + 1)
    )
