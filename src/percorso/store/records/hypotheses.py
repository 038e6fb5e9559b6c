"""Hypotheses as kept: every import a version, the newest is what holds."""

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select

from percorso.domain.hypotheses import Hypotheses
from percorso.store.records.tables import hypotheses as table


@dataclass(frozen=True, slots=True)
class KeptHypotheses:
    """A version of the hypotheses, and when it was imported."""

    version: int
    created_at: datetime
    hypotheses: Hypotheses


def hypotheses_versions(connection: Connection) -> list[KeptHypotheses]:
    """Every version, the oldest first."""
    rows = connection.execute(select(table).order_by(table.c.version))
    return [
        KeptHypotheses(row.version, row.created_at, Hypotheses.of_json(json.loads(row.body)))
        for row in rows
    ]


def latest_hypotheses(connection: Connection) -> KeptHypotheses | None:
    """The version that holds; None before the first import."""
    row = connection.execute(select(table).order_by(table.c.version.desc()).limit(1)).first()
    if row is None:
        return None
    return KeptHypotheses(row.version, row.created_at, Hypotheses.of_json(json.loads(row.body)))


def add_hypotheses(connection: Connection, version: int, new: Hypotheses, at: datetime) -> None:
    """Write a new version."""
    body = json.dumps(new.as_json(), ensure_ascii=False, sort_keys=True)
    connection.execute(insert(table).values(version=version, body=body, created_at=at))
