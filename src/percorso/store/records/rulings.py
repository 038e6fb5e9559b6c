"""What people ruled about two identifiers: one person, or two; the newest word on a pair holds."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, func, select

from percorso.store.records.bulk import insert_rows
from percorso.store.records.tables import identity_ruling

SAME, APART, WITHDRAWN = "same", "apart", "withdrawn"


@dataclass(frozen=True, slots=True)
class Ruling:
    """A word on two identifiers; instants are aware UTC.

    Attributes:
        pair: Keys of the identifiers, in their order.
        verdict: `same`, `apart`, or `withdrawn`.
        actor: Who said so.
        reason: Why, in the actor's words.
        ruled_at: When.
    """

    pair: tuple[str, str]
    verdict: str
    actor: str
    reason: str
    ruled_at: datetime


def add_rulings(connection: Connection, new: Iterable[Ruling]) -> None:
    """Append rulings; nothing is ever overwritten."""
    columns = ("identifier_key", "other_key", "verdict", "actor", "reason", "ruled_at")
    rows = (
        (
            *one.pair, one.verdict, one.actor, one.reason,
            one.ruled_at.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds"),
        )
        for one in new
    )  # fmt: skip
    insert_rows(connection, "identity_ruling", columns, rows)


def last_ruling(connection: Connection) -> int:
    """The number of the newest ruling; 0 before the first."""
    return int(connection.execute(select(func.max(identity_ruling.c.no))).scalar() or 0)


def rulings(connection: Connection) -> list[Ruling]:
    """What holds now, by pair; what was withdrawn is left out."""
    newest = select(func.max(identity_ruling.c.no)).group_by(
        identity_ruling.c.identifier_key, identity_ruling.c.other_key
    )
    columns = [
        identity_ruling.c[name]
        for name in ("identifier_key", "other_key", "verdict", "actor", "reason", "ruled_at")
    ]
    rows = connection.execute(
        select(*columns)
        .where(identity_ruling.c.no.in_(newest))
        .where(identity_ruling.c.verdict != WITHDRAWN)
        .order_by(identity_ruling.c.identifier_key, identity_ruling.c.other_key)
    )
    return [
        Ruling((one, other), verdict, actor, reason, ruled_at.replace(tzinfo=UTC))
        for one, other, verdict, actor, reason, ruled_at in rows
    ]
