"""Journey definitions as kept: versions whose gap was proposed once and then frozen."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select, update

from percorso.store.records.tables import journey_definition


@dataclass(frozen=True, slots=True)
class FrozenDefinition:
    """A version of a definition with its frozen gap."""

    key: str
    version: int
    gap_seconds: float
    gap_origin: str


@dataclass(frozen=True, slots=True)
class KeptDefinition:
    """A version of a definition as it lies in the records.

    Attributes:
        written: What its owner wrote, as plain data; None for a built-in definition.
        gap_seconds: None until it is computed for the first time.
    """

    key: str
    version: int
    fingerprint: str
    written: dict[str, Any] | None
    gap_seconds: float | None
    gap_origin: str | None
    created_at: datetime

    @property
    def frozen(self) -> FrozenDefinition | None:
        """The same with its gap, if it has one already."""
        if self.gap_seconds is None or self.gap_origin is None:
            return None
        return FrozenDefinition(self.key, self.version, self.gap_seconds, self.gap_origin)


@dataclass(frozen=True, slots=True)
class NewDefinition:
    """What a new version is made of; the gap may come later."""

    key: str
    fingerprint: str
    body: dict[str, Any]
    written: dict[str, Any] | None = None
    gap_seconds: float | None = None
    gap_origin: str | None = None


def frozen_definition(connection: Connection, fingerprint: str) -> FrozenDefinition | None:
    """The newest version of exactly this definition that has a gap, if there is one."""
    row = connection.execute(
        select(journey_definition)
        .where(journey_definition.c.fingerprint == fingerprint)
        .where(journey_definition.c.gap_seconds.is_not(None))
        .order_by(journey_definition.c.version.desc())
    ).first()
    return None if row is None else _kept(row).frozen


def own_definition(connection: Connection, key: str) -> KeptDefinition | None:
    """The newest version that somebody wrote under a key."""
    row = connection.execute(
        select(journey_definition)
        .where(journey_definition.c.key == key)
        .where(journey_definition.c.written.is_not(None))
        .order_by(journey_definition.c.version.desc())
    ).first()
    return None if row is None else _kept(row)


def own_definitions(connection: Connection) -> list[KeptDefinition]:
    """The newest version of each definition of the company's own, by key."""
    rows = connection.execute(
        select(journey_definition)
        .where(journey_definition.c.written.is_not(None))
        .order_by(journey_definition.c.key, journey_definition.c.version)
    )
    newest = {row.key: _kept(row) for row in rows}
    return list(newest.values())


def add_definition(connection: Connection, new: NewDefinition, at: datetime) -> KeptDefinition:
    """Keep a definition under its next version number."""
    last = connection.execute(
        select(func.max(journey_definition.c.version)).where(journey_definition.c.key == new.key)
    ).scalar()
    version = int(last or 0) + 1
    connection.execute(
        insert(journey_definition).values(
            key=new.key,
            version=version,
            fingerprint=new.fingerprint,
            body=json.dumps(new.body, sort_keys=True),
            gap_seconds=new.gap_seconds,
            gap_origin=new.gap_origin,
            created_at=at,
            written=None if new.written is None else json.dumps(new.written, sort_keys=True),
        )
    )
    return KeptDefinition(
        new.key, version, new.fingerprint, new.written, new.gap_seconds, new.gap_origin, at
    )


def freeze_gap(
    connection: Connection, kept: KeptDefinition, gap_seconds: float, gap_origin: str
) -> FrozenDefinition:
    """Give a version its gap, for ever; the first one given stays."""
    connection.execute(
        update(journey_definition)
        .where(journey_definition.c.key == kept.key)
        .where(journey_definition.c.version == kept.version)
        .where(journey_definition.c.gap_seconds.is_(None))
        .values(gap_seconds=gap_seconds, gap_origin=gap_origin)
    )
    row = connection.execute(
        select(journey_definition)
        .where(journey_definition.c.key == kept.key)
        .where(journey_definition.c.version == kept.version)
    ).one()
    return FrozenDefinition(row.key, row.version, row.gap_seconds, row.gap_origin)


def _kept(row: Row[Any]) -> KeptDefinition:
    return KeptDefinition(
        row.key,
        row.version,
        row.fingerprint,
        None if row.written is None else json.loads(row.written),
        row.gap_seconds,
        row.gap_origin,
        row.created_at,
    )
