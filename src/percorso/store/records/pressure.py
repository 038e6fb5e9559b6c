"""The pressure ledger: how often a customer was written to, whoever wrote."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, func, select, update

from percorso.store.records.bulk import insert_or
from percorso.store.records.pressure_tables import contact_pressure as table
from percorso.store.records.tables import identifier

# claimed: taken up, and perhaps sent. sent, parked: sent, or nobody knows. refused, let_go: not.
PressureState = Literal["claimed", "sent", "parked", "refused", "let_go"]
_COUNTED: tuple[PressureState, ...] = ("claimed", "sent", "parked")


def claim_contact(
    connection: Connection, *, key: str, channel: str, contact_class: str, sender: str, step: str,
    at: datetime,
) -> None:  # fmt: skip
    """Write that a contact is about to be made; taken up once more it is the same contact."""
    values = {
        "identifier_key": key, "channel": channel, "contact_class": contact_class,
        "sender": sender, "step": step, "planned_at": at, "actual_at": None, "state": "claimed",
        "reason": "",
    }  # fmt: skip
    statement = insert_or(connection.dialect.name, table).values(**values)
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=[table.c.sender, table.c.step],
            set_={name: values[name] for name in ("planned_at", "actual_at", "state", "reason")},
        )
    )


def settle_contact(
    connection: Connection, sender: str, step: str, state: PressureState, at: datetime,
    reason: str = "",
) -> None:  # fmt: skip
    """Write what became of a contact."""
    connection.execute(
        update(table)
        .where(table.c.sender == sender, table.c.step == step)
        .values(state=state, actual_at=at, reason=reason)
    )


def contacts_since(
    connection: Connection, keys: Collection[str], classes: Sequence[str], since: datetime
) -> int:
    """How many contacts of these classes reached the identifiers of a person, or may have."""
    asked = select(func.count()).where(
        table.c.identifier_key.in_(sorted(keys)), table.c.contact_class.in_(classes),
        table.c.state.in_(_COUNTED), table.c.planned_at > since,
    )  # fmt: skip
    return int(connection.execute(asked).scalar_one())


def hold_person(connection: Connection, keys: Collection[str]) -> None:
    """Let nobody else claim a contact with a person until the transaction ends.

    SQLite has one writer; PostgreSQL has many, and two could find the cap not reached.
    """
    held = select(identifier.c.key).where(identifier.c.key.in_(sorted(keys)))
    connection.execute(held.order_by(identifier.c.key).with_for_update()).all()
