"""The actions of the plan as kept, and what was changed of each."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, delete, insert, select, update

from percorso.domain.action import About, Action, ActionChange, Plan, PlanChange
from percorso.domain.action_state import Effect, StateThen
from percorso.store.records.plan_tables import action as table
from percorso.store.records.plan_tables import action_change as changes_table
from percorso.store.records.user_tables import user_account


def actions(connection: Connection) -> list[Action]:
    """All of them by number."""
    return [_action(row) for row in connection.execute(_asked().order_by(table.c.no))]


def action_of(connection: Connection, no: int) -> Action | None:
    """The action of a number; None where there is none."""
    row = connection.execute(_asked().where(table.c.no == no)).first()
    return _action(row) if row is not None else None


def add_action(
    connection: Connection, plan: Plan, about: About, at: datetime, by: str,
    owner_email: str | None = None,
) -> int:  # fmt: skip
    """Write a new action; its number."""
    written = connection.execute(
        insert(table).values(
            **_plan_values(plan),
            owner_email=owner_email,
            touchpoint_key=about.touchpoint,
            stage_key=about.stage,
            finding=about.finding,
            effect=_json(asdict(about.effect)) if about.effect else None,
            state=_json(asdict(about.state)) if about.state else None,
            made_at=at,
            made_by=by,
            changes=0,
        )
    )
    assert written.inserted_primary_key is not None  # noqa: S101 (for the type checker)
    return int(written.inserted_primary_key[0])


def change_action(
    connection: Connection, action: Action, plan: Plan, change: ActionChange,
    owner_email: str | None = None,
) -> None:  # fmt: skip
    """Write what an action is from now on, and what changed."""
    connection.execute(
        update(table)
        .where(table.c.no == action.no)
        .values(**_plan_values(plan), owner_email=owner_email, changes=action.changes + 1)
    )
    connection.execute(
        insert(changes_table).values(
            action_no=action.no,
            place=action.changes + 1,
            made_at=change.made_at,
            made_by=change.made_by,
            fields=_json([asdict(one) for one in change.fields]),
        )
    )


def remove_action(connection: Connection, no: int) -> None:
    """Remove an action and its history."""
    connection.execute(delete(changes_table).where(changes_table.c.action_no == no))
    connection.execute(delete(table).where(table.c.no == no))


def changes_of(connection: Connection, no: int) -> list[ActionChange]:
    """What was changed of an action, the oldest first."""
    rows = connection.execute(
        select(changes_table)
        .where(changes_table.c.action_no == no)
        .order_by(changes_table.c.place)
    )  # fmt: skip
    return [
        ActionChange(
            row.made_at, row.made_by, tuple(PlanChange(**one) for one in json.loads(row.fields))
        )
        for row in rows
    ]


def _asked() -> Select[Any]:
    """Every action with the present name of its owner, where that is a user."""
    return select(table, user_account.c.name.label("user_name")).outerjoin(
        user_account, table.c.owner_email == user_account.c.email
    )


def _plan_values(plan: Plan) -> Mapping[str, Any]:
    return asdict(plan) | {"due_on": plan.due_on.isoformat() if plan.due_on else None}


def _action(row: Row[Any]) -> Action:
    return Action(
        no=row.no,
        plan=Plan(
            title=row.title,
            owner=row.owner if row.user_name is None else row.user_name,
            due_on=date.fromisoformat(row.due_on) if row.due_on else None,
            status=row.status,
            expected=row.expected,
            note=row.note,
        ),
        about=About(
            touchpoint=row.touchpoint_key,
            stage=row.stage_key,
            finding=row.finding,
            effect=Effect(**json.loads(row.effect)) if row.effect else None,
            state=StateThen.of_json(json.loads(row.state)) if row.state else None,
        ),
        made_at=row.made_at,
        made_by=row.made_by,
        changes=row.changes,
        owner_email=row.owner_email,
    )


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
