"""What the records forget of erased persons, and the little that stays: hashes, proofs, counts."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy import Column, Connection, Table, delete, func, insert, or_, select, update
from sqlalchemy.sql.elements import ColumnElement

from percorso.store.records.follow_up_tables import follow_up
from percorso.store.records.reply_tables import reply_step
from percorso.store.records.rights_tables import consent_proof, erasure, tombstone
from percorso.store.records.tables import consent_choice, customer, identity_link, metadata

Value = TypeVar("Value", str, int)
# SQLite takes so many values in one statement that these fit.
_PART = 500
# What of a choice proves that it was made and under which text, and names nobody.
_PROVEN = (
    "identifier_key", "purpose", "channel", "state", "chosen_at", "basis", "expires_at",
    "confirmed_at", "form", "text_version", "text_sha256", "language",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Tombstone:
    """The keyed hash of what pointed to somebody who was erased.

    Attributes:
        key: The hash.
        type: Of the identifier, or of the reference.
        erased_at: When, naive UTC.
        lifted_at: Since when it holds no more for what happens from then on; None holds.
    """

    key: str
    type: str
    erased_at: datetime
    lifted_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Erasure:
    """An entry of the log of erasures: counts alone, nobody is named.

    Attributes:
        no: Its number.
        kind: `erasure` or `lift`.
        begun_at, done_at: Naive UTC; it has no end where it was cut short.
        actor, reason: Who asked for it, and why.
        told: What went, in counts.
    """

    no: int
    kind: str
    begun_at: datetime
    done_at: datetime | None
    actor: str
    reason: str
    told: Mapping[str, int]


def begin_erasure(
    connection: Connection, kind: str, *, actor: str, reason: str, told: Mapping[str, int],
    at: datetime, done_at: datetime | None = None,
) -> int:  # fmt: skip
    """Enter an erasure that has begun; returns its number."""
    done = connection.execute(
        insert(erasure).values(
            kind=kind,
            begun_at=at,
            done_at=done_at,
            actor=actor,
            reason=reason,
            told=json.dumps(dict(told)),
        )
    )
    return int(done.inserted_primary_key[0])  # type: ignore[index]


def has_unfinished(connection: Connection) -> bool:
    """Whether an erasure was cut short."""
    asked = select(erasure.c.no).where(erasure.c.done_at.is_(None)).limit(1)
    return connection.execute(asked).first() is not None


def finish_erasures(connection: Connection, at: datetime) -> None:
    """Note that nothing of what was erased is left."""
    connection.execute(update(erasure).where(erasure.c.done_at.is_(None)).values(done_at=at))


def erasures(connection: Connection) -> list[Erasure]:
    """Every erasure, oldest first."""
    return [
        Erasure(
            row.no, row.kind, row.begun_at, row.done_at, row.actor, row.reason, json.loads(row.told)
        )
        for row in connection.execute(select(erasure).order_by(erasure.c.no))
    ]


def add_tombstones(
    connection: Connection, erasure_no: int, hashed: Mapping[str, str], at: datetime
) -> None:
    """Keep hashes (key -> type) so that what comes later is known; one that was lifted holds."""
    for keys in _parts(hashed):
        connection.execute(delete(tombstone).where(tombstone.c.key.in_(keys)))
        connection.execute(
            insert(tombstone),
            [
                {"key": key, "type": hashed[key], "erasure_no": erasure_no, "erased_at": at}
                for key in keys
            ],
        )


def tombstones(connection: Connection) -> list[Tombstone]:
    """Every hash that is kept."""
    columns = [tombstone.c[name] for name in Tombstone.__match_args__]
    return [Tombstone(*row) for row in connection.execute(select(*columns))]


def tombstones_of(connection: Connection, keys: Iterable[str]) -> list[Tombstone]:
    """Those of these keys that hold."""
    wanted = set(keys)
    return [one for one in tombstones(connection) if one.key in wanted and one.lifted_at is None]


def lift_tombstones(connection: Connection, keys: Iterable[str], at: datetime) -> None:
    """Let what happens from an instant on come in again."""
    connection.execute(
        update(tombstone).where(tombstone.c.key.in_(sorted(set(keys)))).values(lifted_at=at)
    )


def keep_proofs(connection: Connection, erasure_no: int, keys: Iterable[str]) -> int:
    """Keep what proves the choices made with these identifiers; returns how many."""
    count = 0
    columns = [consent_choice.c[name] for name in _PROVEN]
    for part in _parts(keys):
        asked = select(*columns).where(consent_choice.c.identifier_key.in_(part))
        rows = [
            {**dict(zip(_PROVEN, row, strict=True)), "erasure_no": erasure_no}
            for row in connection.execute(asked.order_by(consent_choice.c.no))
        ]
        if rows:
            connection.execute(insert(consent_proof), rows)
        count += len(rows)
    return count


def shred(
    connection: Connection, keys: Sequence[str], customers: Sequence[int], *,
    but: Collection[str] = (),
) -> dict[str, int]:  # fmt: skip
    """Delete all rows of these identifiers and customers, whichever table they stand in.

    Args:
        connection: Inside a transaction.
        keys: The identifiers.
        customers: Numbers of customers.
        but: Names of tables that are left as they are.

    Returns:
        How many rows of which table, those without any left out.
    """
    gone: dict[str, int] = {}
    for table in reversed(metadata.sorted_tables):
        if table is customer or table.info["customer_column"] is None or table.name in but:
            continue
        deleted = _delete(connection, table, _key_columns(table), keys)
        gone[table.name] = deleted + _delete(connection, table, _number_columns(table), customers)
    gone["customer"] = shred_customers(connection, customers)
    return {name: count for name, count in gone.items() if count}


def _delete(
    connection: Connection, table: Table, columns: Sequence[ColumnElement[Value]],
    values: Sequence[Value],
) -> int:  # fmt: skip
    """Delete the rows with a value in any of these columns; returns how many there were."""
    count = 0
    for part in _parts(values) if columns else ():
        found = or_(*(column.in_(part) for column in columns))
        count += connection.execute(delete(table).where(found)).rowcount
    return count


def shred_customers(connection: Connection, customers: Iterable[int]) -> int:
    """Delete customers whom no link knows any more; returns how many."""
    count = 0
    linked = select(identity_link.c.customer_no)
    for part in _parts(customers):
        done = connection.execute(
            delete(customer).where(customer.c.no.in_(part), customer.c.no.not_in(linked))
        )
        count += done.rowcount
    return count


def shred_rows(connection: Connection, table: Table, numbers: Iterable[int]) -> None:
    """Delete the rows of these numbers."""
    for part in _parts(numbers):
        connection.execute(delete(table).where(table.c.no.in_(part)))


def shred_about(
    connection: Connection, interactions: Collection[str], reviews: Collection[str]
) -> None:
    """Delete what was written down about contacts and reviews that go.

    Args:
        connection: Inside a transaction.
        interactions: Ids of the contacts.
        reviews: Ids of the reviews among them.
    """
    _delete(connection, follow_up, [follow_up.c.interaction_id], sorted(interactions))
    _delete(connection, reply_step, [reply_step.c.review_id], sorted(reviews))


def count_of_keys(connection: Connection, table: str, keys: Iterable[str]) -> int:
    """How many rows of a table hang on these identifiers."""
    column = metadata.tables[table].c.identifier_key
    asked = (select(func.count()).where(column.in_(part)) for part in _parts(keys))
    return sum(int(connection.execute(one).scalar_one()) for one in asked)


def customers_ever_linked(connection: Connection, keys: Iterable[str]) -> set[int]:
    """The customers these identifiers stand for, or stood for before a merge."""
    found: set[int] = set()
    for part in _parts(keys):
        asked = select(identity_link.c.customer_no).where(identity_link.c.identifier_key.in_(part))
        found |= {int(no) for no in connection.execute(asked.distinct()).scalars()}
    return found


def _key_columns(table: Table) -> list[ColumnElement[str]]:
    """The columns that hold keys of identifiers, by their names."""
    return [one for one in table.columns if _ends(one, "key") and one.type.python_type is str]


def _number_columns(table: Table) -> list[ColumnElement[int]]:
    """The columns that hold numbers of customers, by their names."""
    return [one for one in table.columns if _ends(one, "customer_no")]


def _ends(column: "Column[object]", name: str) -> bool:
    return column.name == name or column.name.endswith("_" + name)


def _parts(values: Iterable[Value]) -> Iterator[list[Value]]:
    """Values some hundreds at a time, each once."""
    listed = list(dict.fromkeys(values))
    for first in range(0, len(listed), _PART):
        yield listed[first : first + _PART]
