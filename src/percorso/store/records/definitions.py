"""Journey definitions as kept: versions whose gap was proposed once and then frozen."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select

from percorso.store.records.tables import journey_definition


@dataclass(frozen=True, slots=True)
class FrozenDefinition:
    """A version of a definition with its frozen gap."""

    key: str
    version: int
    gap_seconds: float
    gap_origin: str


def frozen_definition(connection: Connection, fingerprint: str) -> FrozenDefinition | None:
    """The version of exactly this definition, if it was computed before."""
    row = connection.execute(
        select(journey_definition).where(journey_definition.c.fingerprint == fingerprint)
    ).first()
    if row is None:
        return None
    return FrozenDefinition(row.key, row.version, row.gap_seconds, row.gap_origin)


def freeze_definition(
    connection: Connection,
    *,
    key: str,
    fingerprint: str,
    body: dict[str, Any],
    gap_seconds: float,
    gap_origin: str,
    at: datetime,
) -> FrozenDefinition:
    """Keep a definition under its next version number, with the gap it will use for ever."""
    last = connection.execute(
        select(func.max(journey_definition.c.version)).where(journey_definition.c.key == key)
    ).scalar()
    version = int(last or 0) + 1
    connection.execute(
        insert(journey_definition).values(
            key=key,
            version=version,
            fingerprint=fingerprint,
            body=json.dumps(body, sort_keys=True),
            gap_seconds=gap_seconds,
            gap_origin=gap_origin,
            created_at=at,
        )
    )
    return FrozenDefinition(key, version, gap_seconds, gap_origin)
