"""What of persons was corrected by hand: a log in which the newest word on a trait holds."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, insert, select

from percorso.store.records.rights_tables import correction


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


def last_correction(connection: Connection, name: str) -> int:
    """The number of the newest correction of a trait; 0 before the first."""
    asked = select(func.max(correction.c.no)).where(correction.c.name == name)
    return int(connection.execute(asked).scalar() or 0)


def corrected_values(connection: Connection, name: str) -> dict[str, str]:
    """Identifier -> what a trait is by hand, where that was not taken back."""
    newest = (
        select(func.max(correction.c.no))
        .where(correction.c.name == name)
        .group_by(correction.c.identifier_key)
    )
    asked = select(correction.c.identifier_key, correction.c.value).where(
        correction.c.no.in_(newest), correction.c.value.is_not(None)
    )
    return {str(key): str(value) for key, value in connection.execute(asked)}


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
