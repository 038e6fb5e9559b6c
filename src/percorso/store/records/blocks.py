"""Values that stand for nobody by the company's own word: its addresses, a till's house card."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, Connection, delete, func, or_, select

from percorso.store.records.bulk import insert_rows
from percorso.store.records.customers import in_parts
from percorso.store.records.tables import identifier, identity_block


@dataclass(frozen=True, slots=True)
class Block:
    """A value that links nobody; `@shop.example` is every address of that domain.

    Attributes:
        value: As identifiers are kept: normalised, in lower case.
        actor: Who said so.
        blocked_at: When, aware UTC.
    """

    value: str
    actor: str
    blocked_at: datetime


def blocks(connection: Connection) -> list[Block]:
    """All blocked values, in their order."""
    columns = identity_block.c
    rows = connection.execute(
        select(columns.value, columns.actor, columns.blocked_at).order_by(columns.value)
    )
    return [Block(value, actor, at.replace(tzinfo=UTC)) for value, actor, at in rows]


def add_block(connection: Connection, new: Block) -> None:
    """Block a value; one that is blocked stays as it is."""
    at = new.blocked_at.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")
    insert_rows(
        connection,
        "identity_block",
        ("value", "actor", "blocked_at"),
        [(new.value, new.actor, at)],
        on_conflict="on conflict do nothing",
    )


def remove_block(connection: Connection, value: str) -> bool:
    """Take a value off the list; whether it was there."""
    gone = connection.execute(delete(identity_block).where(identity_block.c.value == value))
    return bool(gone.rowcount)


def blocked_keys(connection: Connection, keys: Collection[str] | None = None) -> frozenset[str]:
    """The identifiers of the vault that are blocked, among some keys or all."""
    return keys_of_values(connection, [one.value for one in blocks(connection)], keys)


def keys_of_values(
    connection: Connection, values: Collection[str], keys: Collection[str] | None = None
) -> frozenset[str]:
    """The identifiers of the vault that have one of these values, among some keys or all.

    Args:
        connection: To the records.
        values: As they stand on the list of blocked ones.
        keys: Among which; None is among all.
    """
    if not values:
        return frozenset()
    asked = select(identifier.c.key).where(_is_one_of(values))
    if keys is None:
        return frozenset(str(key) for key in connection.execute(asked).scalars())
    found: set[str] = set()
    for part in in_parts(keys):
        found |= set(connection.execute(asked.where(identifier.c.key.in_(part))).scalars())
    return frozenset(found)


def _is_one_of(values: Collection[str]) -> ColumnElement[bool]:
    whole = [value for value in values if not value.startswith("@")]
    domains = [value for value in values if value.startswith("@")]
    return or_(
        func.lower(identifier.c.clear_value).in_(whole),
        *(identifier.c.clear_value.endswith(domain, autoescape=True) for domain in domains),
    )
