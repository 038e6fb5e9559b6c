"""What of persons was corrected by hand: a log in which the newest word on a trait holds."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select

from percorso.store.records.tables import correction


@dataclass(frozen=True, slots=True)
class Correction:
    """A trait as somebody corrected it.

    Attributes:
        key: The identifier it hangs on, so that a split gives each side its own back.
        name: Of the trait.
        value: What it is; None takes corrections before it back.
        actor, reason: Who says so, and why.
        at: When, naive UTC.
    """

    key: str
    name: str
    value: str | None
    actor: str
    reason: str
    at: datetime


def add_correction(connection: Connection, one: Correction) -> None:
    """Append a correction."""
    connection.execute(
        insert(correction).values(
            identifier_key=one.key, name=one.name, value=one.value, actor=one.actor,
            reason=one.reason, corrected_at=one.at,
        )
    )  # fmt: skip


def corrections_of_keys(connection: Connection, keys: Iterable[str]) -> list[Correction]:
    """All that was corrected of these identifiers, oldest first."""
    rows = connection.execute(
        select(correction)
        .where(correction.c.identifier_key.in_(sorted(set(keys))))
        .order_by(correction.c.no)
    )
    return [
        Correction(row.identifier_key, row.name, row.value, row.actor, row.reason, row.corrected_at)
        for row in rows
    ]
