"""What a workspace prefers, as kept: one value of a key."""

from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from percorso.store.records.preference_tables import preference as table


def preference_of(connection: Connection, key: str) -> str:
    """What was chosen; empty where nothing was."""
    value = connection.execute(select(table.c.value).where(table.c.key == key)).scalar()
    return str(value or "")


def set_preference(connection: Connection, key: str, value: str, at: datetime, by: str) -> None:
    """Write what is preferred from now on."""
    values = {"value": value, "set_at": at, "set_by": by}
    done = connection.execute(update(table).where(table.c.key == key).values(**values))
    if not done.rowcount:
        connection.execute(insert(table).values(key=key, **values))
