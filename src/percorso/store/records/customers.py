"""Customers, the vault of their identifiers, and the append-only log of links."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import TypeVar

from sqlalchemy import Connection, Table, func, insert, select
from sqlalchemy.dialects.sqlite import insert as insert_or

from percorso.store.records.tables import (
    customer,
    identifier,
    identity_link,
    possible_same_person,
)

_BATCH_ROWS = 20_000
_Row = TypeVar("_Row", bound=tuple[object, ...])


@dataclass(frozen=True, slots=True)
class Link:
    """Identifier to customer, inside a window of time; None means without limit."""

    identifier_key: str
    customer_no: int
    rule: str
    since_at: datetime | None = None
    until_at: datetime | None = None


def customer_count(connection: Connection) -> int:
    """Customers ever minted and not erased."""
    return int(connection.execute(select(func.count()).select_from(customer)).scalar_one())


def last_customer_no(connection: Connection) -> int:
    """The highest customer number given out; 0 before the first."""
    return int(connection.execute(select(func.max(customer.c.no))).scalar() or 0)


def mint_customers(connection: Connection, new: Iterable[tuple[int, str]], at: datetime) -> None:
    """Write new customers as (number, id)."""
    _insert_many(connection, customer, ("no", "id", "created_at"), ((*one, at) for one in new))


def keep_identifiers(
    connection: Connection,
    seen: Iterable[tuple[str, str, str, datetime, datetime]],
) -> None:
    """Write (key, type, clear value, first seen, last seen) into the vault, or widen the times."""
    columns = ("key", "type", "clear_value", "first_seen_at", "last_seen_at")
    statement = insert_or(identifier)
    statement = statement.on_conflict_do_update(
        index_elements=["key"],
        set_={
            "first_seen_at": func.min(identifier.c.first_seen_at, statement.excluded.first_seen_at),
            "last_seen_at": func.max(identifier.c.last_seen_at, statement.excluded.last_seen_at),
        },
    )
    for rows in _batches(seen):
        connection.execute(statement, [dict(zip(columns, row, strict=True)) for row in rows])


def add_links(connection: Connection, new: Iterable[Link], *, actor: str, at: datetime) -> None:
    """Append links as one batch: the newest batch of an identifier is what holds."""
    batch = int(connection.execute(select(func.max(identity_link.c.batch))).scalar() or 0) + 1
    columns = (
        "identifier_key", "customer_no", "rule", "since_at", "until_at",
        "actor", "linked_at", "batch",
    )  # fmt: skip
    rows = (
        (
            link.identifier_key, link.customer_no, link.rule, link.since_at, link.until_at,
            actor, at, batch,
        )
        for link in new
    )  # fmt: skip
    _insert_many(connection, identity_link, columns, rows)


def current_links(connection: Connection) -> list[Link]:
    """The links that hold now, ordered by identifier and window."""
    newest = (
        select(identity_link.c.identifier_key, func.max(identity_link.c.batch).label("batch"))
        .group_by(identity_link.c.identifier_key)
        .subquery()
    )
    rows = connection.execute(
        select(
            identity_link.c.identifier_key,
            identity_link.c.customer_no,
            identity_link.c.rule,
            identity_link.c.since_at,
            identity_link.c.until_at,
        )
        .join(
            newest,
            (identity_link.c.identifier_key == newest.c.identifier_key)
            & (identity_link.c.batch == newest.c.batch),
        )
        .order_by(identity_link.c.identifier_key, identity_link.c.since_at)
    )
    return [Link(*row) for row in rows]


def note_possible_same_person(
    connection: Connection, pairs: Iterable[tuple[str, str, str]], at: datetime
) -> None:
    """Note pairs (identifier, other, reason) that a rail kept apart; known pairs stay."""
    columns = ("identifier_key", "other_key", "reason", "noted_at")
    statement = insert_or(possible_same_person).on_conflict_do_nothing()
    for rows in _batches((*pair, at) for pair in pairs):
        connection.execute(statement, [dict(zip(columns, row, strict=True)) for row in rows])


def _insert_many(
    connection: Connection, table: Table, columns: Sequence[str], rows: Iterable[tuple[object, ...]]
) -> None:
    for batch in _batches(rows):
        connection.execute(insert(table), [dict(zip(columns, row, strict=True)) for row in batch])


def _batches(rows: Iterable[_Row]) -> Iterator[list[_Row]]:
    iterator = iter(rows)
    while batch := list(islice(iterator, _BATCH_ROWS)):
        yield batch
