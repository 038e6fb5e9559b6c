"""The segments as kept, each under its key."""

import json
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update

from percorso.domain.segment import Fact, Segment
from percorso.store.records.tables import segment_of_customers as table
from percorso.store.records.tables import trait


def segments(connection: Connection) -> list[Segment]:
    """All of them by name."""
    return [
        Segment(row.name, tuple(map(Fact.of_json, json.loads(row.facts))), row.joined, row.key)
        for row in connection.execute(select(table).order_by(table.c.name, table.c.key))
    ]


def save_segment(connection: Connection, segment: Segment, at: datetime) -> None:
    """Write a segment: a new one, or what one is from now on."""
    values = {
        "name": segment.name, "joined": segment.joined, "changed_at": at,
        "facts": json.dumps([fact.as_json() for fact in segment.facts], ensure_ascii=False),
    }  # fmt: skip
    changed = connection.execute(update(table).where(table.c.key == segment.key).values(**values))
    if not changed.rowcount:
        connection.execute(insert(table).values(key=segment.key, **values))


def remove_segment(connection: Connection, key: str) -> bool:
    """Remove a segment; whether there was one."""
    return bool(connection.execute(delete(table).where(table.c.key == key)).rowcount)


def trait_values(connection: Connection, name: str) -> list[str]:
    """All that was said of a trait, each once."""
    rows = connection.execute(select(trait.c.value).where(trait.c.name == name).distinct())
    return sorted(str(value) for value in rows.scalars())


def keys_with_trait(connection: Connection, name: str, value: str) -> list[str]:
    """The identifiers of which a trait was said, whatever the case of its letters."""
    alike = [one for one in trait_values(connection, name) if one.casefold() == value.casefold()]
    rows = connection.execute(
        select(trait.c.identifier_key)
        .where(trait.c.name == name, trait.c.value.in_(alike))
        .distinct()
    )
    return [str(key) for key in rows.scalars()]
