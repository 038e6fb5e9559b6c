"""What persons were said to be: each value once a source, with the times it was said."""

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from percorso.store.records.bulk import insert_rows
from percorso.store.records.customers import in_parts
from percorso.store.records.tables import source, trait

_WIDEN = (
    "on conflict (fingerprint) do update set "
    "first_said_at = case when excluded.first_said_at < trait.first_said_at "
    "then excluded.first_said_at else trait.first_said_at end, "
    "last_said_at = case when excluded.last_said_at > trait.last_said_at "
    "then excluded.last_said_at else trait.last_said_at end"
)
_COLUMNS = (
    "fingerprint", "identifier_key", "name", "value", "source_no", "first_said_at", "last_said_at",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class TraitSaid:
    """A value somebody said of a person; instants are naive UTC.

    Attributes:
        key: The identifier it was said with.
        name: Of the trait.
        value: As it was said.
        source_no: The source that said it.
        first_at, last_at: When it was said first and last.
    """

    key: str
    name: str
    value: str
    source_no: int
    first_at: datetime
    last_at: datetime


def keep_traits(connection: Connection, said: Iterable[TraitSaid]) -> None:
    """Keep values, or widen the times of those known; in whatever order they come."""
    insert_rows(connection, "trait", _COLUMNS, map(_row, said), on_conflict=_WIDEN)


def traits_of_keys(connection: Connection, keys: Iterable[str]) -> list[tuple[TraitSaid, str]]:
    """All that was said with these identifiers, each with the key of its source."""
    columns = [trait.c[name] for name in _COLUMNS[1:]]
    rows = connection.execute(
        select(*columns, source.c.key)
        .join(source, source.c.no == trait.c.source_no)
        .where(trait.c.identifier_key.in_(sorted(set(keys))))
        .order_by(trait.c.name, trait.c.value, trait.c.fingerprint)
    )
    return [(TraitSaid(*row[:-1]), str(row[-1])) for row in rows]


def values_of_trait(
    connection: Connection, name: str, keys: Collection[str] | None = None
) -> list[tuple[str, str]]:
    """What was said to be a trait, as (identifier, value), with some identifiers or with any."""
    asked = select(trait.c.identifier_key, trait.c.value).where(trait.c.name == name)
    if keys is None:
        return [(str(key), str(value)) for key, value in connection.execute(asked)]
    return [
        (str(key), str(value))
        for part in in_parts(keys)
        for key, value in connection.execute(asked.where(trait.c.identifier_key.in_(part)))
    ]


def _row(said: TraitSaid) -> tuple[object, ...]:
    one_of_a_kind = "\x1f".join((said.key, said.name, str(said.source_no), said.value))
    return (
        hashlib.sha256(one_of_a_kind.encode()).hexdigest(), said.key, said.name, said.value,
        said.source_no, _text(said.first_at), _text(said.last_at),
    )  # fmt: skip


def _text(instant: datetime) -> str:
    return instant.isoformat(" ", "microseconds")
