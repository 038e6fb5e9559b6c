"""How many contacts did machines make, and which identifiers are persons' all the same?"""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime

from sqlalchemy import Connection, delete, func, select

from percorso.store.records.bulk import insert_rows
from percorso.store.records.machine_tables import machine_contacts, machine_word

PERSON, WITHDRAWN = "person", "withdrawn"


def say_of_machines(
    connection: Connection, keys: Collection[str], word: str, *, actor: str, reason: str,
    at: datetime,
) -> None:  # fmt: skip
    """Append a word on identifiers; nothing is ever overwritten.

    Args:
        connection: To the records, writing.
        keys: Of the identifiers.
        word: `person` or `withdrawn`.
        actor: Who says so.
        reason: Why.
        at: When, aware UTC.
    """
    said_at = at.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")
    insert_rows(
        connection,
        "machine_word",
        ("identifier_key", "word", "actor", "reason", "said_at"),
        [(key, word, actor, reason, said_at) for key in sorted(keys)],
    )


def keys_of_persons(connection: Connection) -> list[str]:
    """Identifiers that are persons' by somebody's word that holds, in order."""
    newest = select(func.max(machine_word.c.no)).group_by(machine_word.c.identifier_key)
    rows = connection.execute(
        select(machine_word.c.identifier_key)
        .where(machine_word.c.no.in_(newest), machine_word.c.word == PERSON)
        .order_by(machine_word.c.identifier_key)
    )
    return [str(key) for key in rows.scalars()]


def contacts_of_machines(connection: Connection) -> dict[int, int]:
    """How many contacts of each source machines made; those of persons alone are left out."""
    rows = connection.execute(select(machine_contacts).order_by(machine_contacts.c.source_no))
    return {int(row.source_no): int(row.contacts) for row in rows}


def note_contacts_of_machines(connection: Connection, contacts: Mapping[int, int]) -> None:
    """Note how many there are now, by source."""
    connection.execute(delete(machine_contacts))
    insert_rows(connection, "machine_contacts", ("source_no", "contacts"), contacts.items())
