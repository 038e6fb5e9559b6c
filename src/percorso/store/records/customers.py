"""Customers, the vault of their identifiers, and the append-only log of links."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from percorso.store.records.bulk import insert_rows
from percorso.store.records.tables import customer, identity_link


@dataclass(frozen=True, slots=True)
class Link:
    """Identifier to customer, inside a window of time; None means without limit."""

    identifier_key: str
    customer_no: int
    rule: str
    since_at: datetime | None = None
    until_at: datetime | None = None


def last_customer_no(connection: Connection) -> int:
    """The highest customer number given out; 0 before the first."""
    return int(connection.execute(select(func.max(customer.c.no))).scalar() or 0)


def mint_customers(connection: Connection, new: Iterable[tuple[int, str]], at: datetime) -> None:
    """Write new customers as (number, id)."""
    when = _text(at)
    insert_rows(
        connection, "customer", ("no", "id", "created_at"), ((no, id_, when) for no, id_ in new)
    )


def keep_identifiers(
    connection: Connection, seen: Iterable[tuple[str, str, str, str, str]]
) -> None:
    """Write (key, type, clear value, first seen, last seen) into the vault, or widen the times.

    The times are text as the records keep it: `2026-11-22 20:13:00.000000`.
    """
    insert_rows(
        connection,
        "identifier",
        ("key", "type", "clear_value", "first_seen_at", "last_seen_at"),
        seen,
        on_conflict="on conflict (key) do update set "
        "first_seen_at = min(first_seen_at, excluded.first_seen_at), "
        "last_seen_at = max(last_seen_at, excluded.last_seen_at)",
    )


def add_links(connection: Connection, new: Iterable[Link], *, actor: str, at: datetime) -> None:
    """Append links as one batch: the newest batch of an identifier is what holds."""
    batch = int(connection.execute(select(func.max(identity_link.c.batch))).scalar() or 0) + 1
    columns = (
        "identifier_key", "customer_no", "rule", "since_at", "until_at",
        "actor", "linked_at", "batch",
    )  # fmt: skip
    when = _text(at)
    rows = (
        (
            link.identifier_key, link.customer_no, link.rule, _text(link.since_at),
            _text(link.until_at), actor, when, batch,
        )
        for link in new
    )  # fmt: skip
    insert_rows(connection, "identity_link", columns, rows)


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
    when = _text(at)
    insert_rows(
        connection,
        "possible_same_person",
        ("identifier_key", "other_key", "reason", "noted_at"),
        ((*pair, when) for pair in pairs),
        on_conflict="on conflict do nothing",
    )


def _text(instant: datetime | None) -> str | None:
    """An instant as SQLAlchemy keeps it in SQLite."""
    return None if instant is None else instant.isoformat(" ", "microseconds")
