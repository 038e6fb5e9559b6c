"""Follow-ups as kept: opened once an interaction, changed, and told to their owners."""

import json
from collections.abc import Collection, Sequence
from dataclasses import asdict, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, insert, select, update

from percorso.domain.action import PlanChange
from percorso.domain.follow_up import FollowUp, FollowUpChange, Handling, Told
from percorso.store.records.follow_up_tables import follow_up as table
from percorso.store.records.user_tables import user_account

_PART = 500


def follow_ups(connection: Connection) -> list[FollowUp]:
    """All of them by number."""
    return [_follow_up(row) for row in connection.execute(_asked().order_by(table.c.no))]


def follow_up_of(connection: Connection, no: int) -> FollowUp | None:
    """The one of a number; None where there is none."""
    row = connection.execute(_asked().where(table.c.no == no)).first()
    return None if row is None else _follow_up(row)


def follow_ups_of(connection: Connection, interactions: Sequence[str]) -> list[FollowUp]:
    """Those these contacts opened, by number."""
    found = []
    for first in range(0, len(interactions), _PART):
        part = interactions[first : first + _PART]
        found += [
            _follow_up(row)
            for row in connection.execute(_asked().where(table.c.interaction_id.in_(part)))
        ]
    return sorted(found, key=lambda one: one.no)


def known_causes(connection: Connection, interactions: Sequence[str]) -> set[str]:
    """Which of these contacts opened one already."""
    found: set[str] = set()
    for first in range(0, len(interactions), _PART):
        part = interactions[first : first + _PART]
        asked = select(table.c.interaction_id).where(table.c.interaction_id.in_(part))
        found |= set(connection.execute(asked).scalars())
    return found


def customers_with_open(connection: Connection, statuses: Collection[str]) -> set[tuple[int, str]]:
    """(customer, touchpoint) of those that are still to be done."""
    rows = connection.execute(
        select(table.c.customer_no, table.c.touchpoint).where(
            table.c.customer_no.is_not(None), table.c.status.in_(statuses)
        )
    )
    return {(row.customer_no, row.touchpoint) for row in rows}


def add_follow_up(connection: Connection, one: FollowUp, customer_no: int | None) -> None:
    """Write a new one; its number is given here."""
    connection.execute(
        insert(table).values(
            **_values(one), interaction_id=one.interaction, customer_no=customer_no,
            cause=one.cause, touchpoint=one.touchpoint, rating=one.rating, most=one.most,
            happened_at=one.happened_at, opened_at=one.opened_at, told=one.told,
        )
    )  # fmt: skip


def change_follow_up(
    connection: Connection, one: FollowUp, handling: Handling, owner_email: str | None,
    change: FollowUpChange,
) -> None:  # fmt: skip
    """Write what one is from now on, and what changed."""
    after = replace(one, handling=handling, owner_email=owner_email, history=(*one.history, change))
    connection.execute(update(table).where(table.c.no == one.no).values(**_values(after)))


def mark_told(
    connection: Connection, numbers: Sequence[int], told: Told, before: Told
) -> list[int]:
    """Write what became of the letter on these, where it was another before; which ones were."""
    marked = []
    for no in numbers:
        done = connection.execute(
            update(table).where(table.c.no == no, table.c.told == before).values(told=told)
        )
        marked += [no] if done.rowcount else []
    return marked


def _asked() -> Select[Any]:
    """Every one with the present name of its owner, where that is a user."""
    return select(table, user_account.c.name.label("user_name")).outerjoin(
        user_account, table.c.owner_email == user_account.c.email
    )


def _values(one: FollowUp) -> dict[str, Any]:
    handling = one.handling
    history = [
        {"at": change.made_at.isoformat(), "by": change.made_by,
         "fields": [asdict(field) for field in change.fields]}
        for change in one.history
    ]  # fmt: skip
    return asdict(handling) | {
        "due_on": handling.due_on.isoformat() if handling.due_on else None,
        "owner_email": one.owner_email, "history": json.dumps(history, ensure_ascii=False),
    }  # fmt: skip


def _follow_up(row: Row[Any]) -> FollowUp:
    return FollowUp(
        no=row.no, interaction=row.interaction_id, cause=row.cause, touchpoint=row.touchpoint,
        rating=row.rating, most=row.most, happened_at=row.happened_at, opened_at=row.opened_at,
        handling=Handling(
            owner=row.owner if row.user_name is None else row.user_name,
            due_on=date.fromisoformat(row.due_on) if row.due_on else None,
            status=row.status, outcome=row.outcome, note=row.note,
        ),
        owner_email=row.owner_email, told=row.told, history=_history(row.history),
    )  # fmt: skip


def _history(told: str) -> tuple[FollowUpChange, ...]:
    return tuple(
        FollowUpChange(
            datetime.fromisoformat(one["at"]), one["by"],
            tuple(PlanChange(**field) for field in one["fields"]),
        )
        for one in json.loads(told)
    )  # fmt: skip
