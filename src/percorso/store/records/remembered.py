"""Who is who beyond what contacts show: pairs seen in those that are gone, identifiers ruled on."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, select, union

from percorso.store.records.bulk import insert_rows
from percorso.store.records.rights_tables import remembered_pair
from percorso.store.records.tables import identifier, identity_ruling

_EPOCH = datetime(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class RememberedPair:
    """Two identifiers that were seen together in contacts that are gone.

    Attributes:
        strong_key, strong_type: The stronger of them, which vouched for the other.
        strong_first_us: When it was first seen, in microseconds since 1970.
        other_key, other_type, other_first_us: The same of the other.
        first_us: When they were first seen together.
    """

    strong_key: str
    strong_type: str
    strong_first_us: int
    other_key: str
    other_type: str
    other_first_us: int
    first_us: int


@dataclass(frozen=True, slots=True)
class RuledIdentifier:
    """An identifier somebody has said a word on; it may stand in no contact.

    Attributes:
        key, type: The identifier.
        first_us: When it was first seen, in microseconds since 1970.
    """

    key: str
    type: str
    first_us: int


@dataclass(frozen=True, slots=True)
class Remembered:
    """What counts as seen beside the contacts there are."""

    pairs: Sequence[RememberedPair] = ()
    identifiers: Sequence[RuledIdentifier] = ()


NOTHING_REMEMBERED = Remembered()


def remembered(connection: Connection) -> Remembered:
    """All that counts as seen beside the contacts there are."""
    return Remembered(_pairs(connection), _ruled(connection))


def remember_pairs(connection: Connection, pairs: Iterable[tuple[str, str, int]]) -> None:
    """Keep that identifiers were seen together whose contacts go.

    Args:
        connection: Inside a transaction.
        pairs: (stronger key, other key, when first, in microseconds since 1970).
    """
    insert_rows(
        connection,
        "remembered_pair",
        ("identifier_key", "other_key", "first_seen_at"),
        (
            (one, other, (_EPOCH + timedelta(microseconds=us)).isoformat(" ", "microseconds"))
            for one, other, us in pairs
        ),
        on_conflict="on conflict do nothing",
    )


def _pairs(connection: Connection) -> list[RememberedPair]:
    strong, other = identifier.alias("strong"), identifier.alias("other")
    asked = (
        select(
            strong.c.key, strong.c.type, strong.c.first_seen_at, other.c.key, other.c.type,
            other.c.first_seen_at, remembered_pair.c.first_seen_at,
        )
        .select_from(remembered_pair)
        .join(strong, strong.c.key == remembered_pair.c.identifier_key)
        .join(other, other.c.key == remembered_pair.c.other_key)
        .order_by(strong.c.key, other.c.key)
    )  # fmt: skip
    return [
        RememberedPair(one, type_, _us(seen), two, other_type, _us(other_seen), _us(together))
        for one, type_, seen, two, other_type, other_seen, together in connection.execute(asked)
    ]


def _ruled(connection: Connection) -> list[RuledIdentifier]:
    named = union(select(identity_ruling.c.identifier_key), select(identity_ruling.c.other_key))
    asked = select(identifier.c.key, identifier.c.type, identifier.c.first_seen_at).where(
        identifier.c.key.in_(named)
    )
    return [RuledIdentifier(key, type_, _us(at)) for key, type_, at in connection.execute(asked)]


def _us(instant: datetime) -> int:
    return (instant - _EPOCH) // timedelta(microseconds=1)
