"""Sources that send by themselves: who may send, from where, with which key."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, Row, func, insert, or_, select, update

from percorso.store.records.tables import door, door_key, source

Kind = Literal["server", "browser", "webhook", "counter", "stand", "survey"]
KINDS: tuple[Kind, ...] = ("server", "browser", "webhook", "counter", "stand", "survey")

# Asked in every transaction of the doors: built once, since that takes longer than asking.
_CHANGES = select(func.coalesce(func.sum(door.c.changes), 0))


@dataclass(frozen=True, slots=True)
class Door:
    """How a source sends.

    Attributes:
        source_no, key: The source.
        public_id: What addresses name it by; no secret.
        kind: Who holds its key.
        format: How its messages are written.
        origins: Sites a browser's key is bound to.
        disabled_at: Since when it is switched off; None while it sends.
        mapping: How messages of a generic webhook are read, as JSON text.
        place: Of a counter, a stand or a survey: what its pages say, as JSON text.
    """

    source_no: int
    key: str
    public_id: str
    kind: Kind
    format: str
    origins: tuple[str, ...]
    disabled_at: datetime | None
    mapping: str | None = None
    place: str | None = None


@dataclass(frozen=True, slots=True)
class DoorKey:
    """A key as it is kept.

    Attributes:
        sha256: Its hash, in hex.
        clear_value: A browser's or a stand's key, or a webhook's secret; None of all others.
        until_at: The instant from which it is refused, UTC; None while it is not replaced.
    """

    sha256: str
    clear_value: str | None
    until_at: datetime | None

    def is_live(self, at: datetime) -> bool:
        """Whether it may be used."""
        return self.until_at is None or at < self.until_at


def hash_of_key(clear: str) -> str:
    """What stands for a key in the records.

    A server's key is 256 random bits: no guessing reaches it, so that one round is enough.
    """
    return hashlib.sha256(clear.encode("utf-8", "surrogatepass")).hexdigest()


def add_door(
    connection: Connection, source_no: int, *, public_id: str, kind: Kind, format_: str,
    origins: Sequence[str], mapping: str | None = None, place: str | None = None,
) -> None:  # fmt: skip
    """Let a source send."""
    connection.execute(
        insert(door).values(
            source_no=source_no,
            public_id=public_id,
            kind=kind,
            format=format_,
            origins=json.dumps(list(origins)),
            mapping=mapping,
            place=place,
            changes=1,
        )
    )


def add_key(
    connection: Connection, source_no: int, clear: str, at: datetime, *, kind: Kind
) -> None:
    """Give a source a key; of a server's and a counter's only the hash is kept.

    A webhook's secret is its sender's, who may sign for several sources with one.
    """
    hashed = hash_of_key(f"{source_no}:{clear}" if kind == "webhook" else clear)
    connection.execute(
        insert(door_key).values(
            source_no=source_no,
            sha256=hashed,
            clear_value=None if kind in ("server", "counter") else clear,
            created_at=at,
        )
    )
    _count_change(connection, source_no)


def end_keys(connection: Connection, source_no: int, until_at: datetime) -> None:
    """Refuse the keys a source has from an instant on, those that end sooner aside."""
    connection.execute(
        update(door_key)
        .where(
            door_key.c.source_no == source_no,
            or_(door_key.c.until_at.is_(None), door_key.c.until_at > until_at),
        )
        .values(until_at=until_at)
    )
    _count_change(connection, source_no)


def disable_door(connection: Connection, source_no: int, at: datetime | None) -> None:
    """Switch a source off, or on again with None."""
    connection.execute(update(door).where(door.c.source_no == source_no).values(disabled_at=at))
    _count_change(connection, source_no)


def set_mapping(connection: Connection, source_no: int, mapping: str) -> None:
    """Read a generic webhook's messages by another mapping from now on."""
    connection.execute(update(door).where(door.c.source_no == source_no).values(mapping=mapping))
    _count_change(connection, source_no)


def set_place(connection: Connection, source_no: int, place: str) -> None:
    """Let the pages of a source say something else from now on."""
    connection.execute(update(door).where(door.c.source_no == source_no).values(place=place))
    _count_change(connection, source_no)


def _count_change(connection: Connection, source_no: int) -> None:
    connection.execute(
        update(door).where(door.c.source_no == source_no).values(changes=door.c.changes + 1)
    )


def changes_of_doors(connection: Connection) -> int:
    """A number that every change of a door or a key raises."""
    return int(connection.execute(_CHANGES).scalar_one())


def doors(connection: Connection) -> list[Door]:
    """Every source that sends, in the order they were made."""
    found = connection.execute(
        select(door, source.c.key)
        .join(source, source.c.no == door.c.source_no)
        .order_by(source.c.no)
    )
    return [_door(row) for row in found]


def keys_of_doors(connection: Connection) -> dict[int, list[DoorKey]]:
    """The keys of each source, the oldest first."""
    found: dict[int, list[DoorKey]] = {}
    for row in connection.execute(select(door_key).order_by(door_key.c.no)):
        found.setdefault(row.source_no, []).append(
            DoorKey(row.sha256, row.clear_value, row.until_at)
        )
    return found


def _door(row: Row[tuple[object, ...]]) -> Door:
    return Door(
        row.source_no,
        row.key,
        row.public_id,
        row.kind,
        row.format,
        tuple(json.loads(row.origins)),
        row.disabled_at,
        row.mapping,
        row.place,
    )


def unchecked_sources(connection: Connection) -> frozenset[int]:
    """Sources whose key everybody can see: what comes by them is a claim nobody checked."""
    rows = connection.execute(select(door.c.source_no).where(door.c.kind.in_(("browser", "stand"))))
    return frozenset(int(no) for no in rows.scalars())
