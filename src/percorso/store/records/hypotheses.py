"""Hypotheses as kept: every import and every edit a version, the newest is what holds."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select

from percorso.domain.hypotheses import Hypotheses
from percorso.store.records.tables import hypotheses as table


@dataclass(frozen=True, slots=True)
class KeptHypotheses:
    """A version of the hypotheses.

    Attributes:
        version: Its number, from 1.
        created_at: When it was imported or edited, naive UTC.
        hypotheses: What was typed by then.
        made_by: Who made it; None is nobody we know.
        undoes: The version it takes back; None where it says something new.
    """

    version: int
    created_at: datetime
    hypotheses: Hypotheses
    made_by: str | None = None
    undoes: int | None = None


def hypotheses_versions(connection: Connection) -> list[KeptHypotheses]:
    """Every version, the oldest first."""
    return [_kept(row) for row in connection.execute(select(table).order_by(table.c.version))]


def latest_hypotheses(connection: Connection) -> KeptHypotheses | None:
    """The version that holds; None before the first import."""
    row = connection.execute(select(table).order_by(table.c.version.desc()).limit(1)).first()
    return None if row is None else _kept(row)


def add_hypotheses(
    connection: Connection, version: int, new: Hypotheses, at: datetime, *,
    by: str | None = None, undoes: int | None = None,
) -> None:  # fmt: skip
    """Write a new version."""
    body = json.dumps(new.as_json(), ensure_ascii=False, sort_keys=True)
    values = {"version": version, "body": body, "created_at": at, "made_by": by, "undoes": undoes}
    connection.execute(insert(table).values(**values))


def _kept(row: Row[Any]) -> KeptHypotheses:
    return KeptHypotheses(
        row.version, row.created_at, Hypotheses.of_json(json.loads(row.body)), row.made_by,
        row.undoes,
    )  # fmt: skip
