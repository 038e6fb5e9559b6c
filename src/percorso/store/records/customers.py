"""Customers, the vault of their identifiers, and the append-only log of links."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from percorso.store.records.bulk import insert_rows
from percorso.store.records.tables import customer, identifier, identity_link

_PART_ROWS = 50_000
_KNOWN = [
    identifier.c[name] for name in ("key", "type", "clear_value", "first_seen_at", "last_seen_at")
]
# A statement takes 32,766 values, in the oldest SQLite we meet.
_PART_KEYS = 10_000


@dataclass(frozen=True, slots=True)
class Link:
    """Identifier to customer, inside a window of time; None means without limit.

    Attributes:
        evidence: What it rests on, as it is written; not read again where links are.
    """

    identifier_key: str
    customer_no: int
    rule: str
    since_at: datetime | None = None
    until_at: datetime | None = None
    evidence: str | None = None


@dataclass(frozen=True, slots=True)
class Because:
    """Why links were written.

    Attributes:
        rule: By which the identifiers are one customer.
        actor: Who had it done.
        evidence: The word they rest on; none where each rests on what was seen.
    """

    rule: str
    actor: str
    evidence: str | None = None


OF_WHAT_WAS_SEEN = Because("same_person", "percorso")


@dataclass(frozen=True, slots=True)
class KnownIdentifier:
    """An identifier of the vault, in clear."""

    key: str
    type: str
    clear_value: str
    first_seen_at: datetime
    last_seen_at: datetime


def customer_no_of(connection: Connection, id_: str) -> int | None:
    """The number of the customer of that id, or None."""
    found = connection.execute(select(customer.c.no).where(customer.c.id == id_)).scalar()
    return None if found is None else int(found)


def customer_ids(connection: Connection) -> dict[int, str]:
    """Every customer's number and id."""
    rows = connection.execute(select(customer.c.no, customer.c.id))
    return {int(row.no): str(row.id) for row in rows}


def customer_ids_in_parts(connection: Connection) -> Iterator[list[tuple[int, str]]]:
    """Every customer's number and id, some thousands at a time: all of them may be millions."""
    rows = connection.execute(
        select(customer.c.no, customer.c.id).order_by(customer.c.no),
        execution_options={"yield_per": _PART_ROWS},
    )
    for part in rows.partitions():
        yield [(int(row.no), str(row.id)) for row in part]


def customer_id_of(connection: Connection, no: int) -> str:
    """The id of the customer of that number."""
    return str(connection.execute(select(customer.c.id).where(customer.c.no == no)).scalar_one())


def in_parts(keys: Collection[str]) -> Iterator[list[str]]:
    """Keys in order, as many at a time as a statement takes."""
    ordered = sorted(keys)
    for start in range(0, len(ordered), _PART_KEYS):
        yield ordered[start : start + _PART_KEYS]


def links_of_keys(connection: Connection, keys: Sequence[str]) -> list[Link]:
    """The links of a few identifiers that hold now."""
    return _links(connection, keys)


def identifiers_of(connection: Connection, customer_no: int) -> list[KnownIdentifier]:
    """The identifiers that stand for a customer now, by type and value."""
    ever = connection.execute(
        select(identity_link.c.identifier_key)
        .where(identity_link.c.customer_no == customer_no)
        .distinct()
    )
    links = _links(connection, [str(key) for key in ever.scalars()])
    keys = {link.identifier_key for link in links if link.customer_no == customer_no}
    rows = connection.execute(
        select(*_KNOWN)
        .where(identifier.c.key.in_(keys))
        .order_by(identifier.c.type, identifier.c.clear_value)
    )
    return [KnownIdentifier(*row) for row in rows]


def known_identifier(connection: Connection, key: str) -> KnownIdentifier | None:
    """An identifier of the vault by its key, or None."""
    row = connection.execute(select(*_KNOWN).where(identifier.c.key == key)).one_or_none()
    return None if row is None else KnownIdentifier(*row)


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
        "first_seen_at = case when excluded.first_seen_at < identifier.first_seen_at "
        "then excluded.first_seen_at else identifier.first_seen_at end, "
        "last_seen_at = case when excluded.last_seen_at > identifier.last_seen_at "
        "then excluded.last_seen_at else identifier.last_seen_at end",
    )


def last_batch(connection: Connection) -> int:
    """The number of the newest batch of links; 0 before the first.

    Links are only appended, so the newest link is of it: no look at all the others.
    """
    newest = select(identity_link.c.batch).order_by(identity_link.c.no.desc()).limit(1)
    return int(connection.execute(newest).scalar() or 0)


def add_links(
    connection: Connection, new: Iterable[Link], because: Because, *, at: datetime
) -> None:
    """Append links as one batch: the newest batch of an identifier is what holds."""
    batch = last_batch(connection) + 1
    columns = (
        "identifier_key", "customer_no", "rule", "evidence", "since_at", "until_at",
        "actor", "linked_at", "batch",
    )  # fmt: skip
    when = _text(at)
    rows = (
        (
            link.identifier_key, link.customer_no, link.rule, because.evidence or link.evidence,
            _text(link.since_at), _text(link.until_at), because.actor, when, batch,
        )
        for link in new
    )  # fmt: skip
    insert_rows(connection, "identity_link", columns, rows)


def current_links(connection: Connection) -> list[Link]:
    """The links that hold now, ordered by identifier and window."""
    return _links(connection, None)


def _links(connection: Connection, keys: Sequence[str] | None) -> list[Link]:
    """The links that hold now, of some identifiers or of all."""
    newest = select(
        identity_link.c.identifier_key, func.max(identity_link.c.batch).label("batch")
    ).group_by(identity_link.c.identifier_key)
    if keys is not None:
        newest = newest.where(identity_link.c.identifier_key.in_(keys))
    batch = newest.subquery()
    rows = connection.execute(
        select(
            identity_link.c.identifier_key,
            identity_link.c.customer_no,
            identity_link.c.rule,
            identity_link.c.since_at,
            identity_link.c.until_at,
        )
        .join(
            batch,
            (identity_link.c.identifier_key == batch.c.identifier_key)
            & (identity_link.c.batch == batch.c.batch),
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
    """An instant as SQLAlchemy keeps it in SQLite; PostgreSQL reads it."""
    return None if instant is None else instant.isoformat(" ", "microseconds")
