"""The action plan: listed, made on a map, changed with its history, removed."""

import asyncio
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, Any, ClassVar

from fastapi import APIRouter, Query, Request

from percorso.domain.access import Permission
from percorso.domain.action import (
    Action,
    Plan,
    Status,
    action_as_json,
    change_as_json,
    day_of,
)
from percorso.domain.action_state import Effect, StateThen
from percorso.web.api.access import needs
from percorso.web.api.answers import PageNumber, PerPage
from percorso.web.api.map_routes import filters_of, map_of
from percorso.web.maps import Maps
from percorso.web.page import on, visitor_of
from percorso.web.words import Lang
from percorso.workspace import Workspace
from percorso.workspace.plan.actions_desk import ActionFilter, ActionOrder


@dataclass(frozen=True, slots=True)
class ActionRow:
    """An action; `effect` is what could be won at most, `state` what was measured then."""

    no: int
    title: str
    touchpoint: str | None
    stage: str | None
    finding: str | None
    owner: str | None
    due_on: date | None
    status: Status
    is_overdue: bool
    expected: str | None
    note: str | None
    effect: Effect | None
    state: StateThen | None
    made_at: str
    made_by: str | None
    changes: int


@dataclass(frozen=True, slots=True)
class PlanFieldChange:
    """A field of an action before and after."""

    field: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class ActionHistoryRow:
    """One change of an action."""

    made_at: str
    made_by: str | None
    fields: list[PlanFieldChange]


@dataclass(frozen=True, slots=True)
class ActionHistory:
    """What was changed of an action, the oldest first."""

    items: list[ActionHistoryRow]


@dataclass(frozen=True, slots=True)
class Actions:
    """A page of the actions; `total` are on all pages."""

    items: list[ActionRow]
    total: int
    page: int
    per_page: int


@dataclass(frozen=True, slots=True)
class ActionBody:
    """A new action, and the map it was decided on: journey, period and customers."""

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    title: str
    at: str
    finding: str | None = None
    owner: str = ""
    due_on: date | None = None
    status: Status = "to_do"
    expected: str = ""
    note: str = ""
    journey: str = "lifecycle"
    period: str = "all"
    since: date | None = None
    last: date | None = None
    channel: str = ""
    segment: str = ""


@dataclass(frozen=True, slots=True)
class ActionPatch:
    """What is to be another one; what is left out stays, empty text is none.

    `changes` is how often it had been changed when it was read: where it was changed since,
    nothing is.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    title: str | None = None
    owner: str | None = None
    due_on: str | None = None
    status: Status | None = None
    expected: str | None = None
    note: str | None = None
    changes: int | None = None


def action_routes(workspace: Workspace, maps: Maps, usual_language: Lang) -> APIRouter:
    """The addresses of the actions.

    Args:
        workspace: Whose.
        maps: Which an action is decided on.
        usual_language: Of the sentence of a finding that is kept with an action.
    """
    router = APIRouter(tags=["actions"])
    desk = workspace.actions

    @router.get("/actions", operation_id="actions", dependencies=[needs(Permission.LOOK)])
    def actions(
        status: Annotated[list[Status] | None, Query(description="Of these alone.")] = None,
        owner: Annotated[str | None, Query(description="Of one; `-` is nobody's.")] = None,
        overdue: Annotated[bool, Query(description="Only those overdue.")] = False,
        touchpoint: Annotated[str | None, Query(description="Key of the touchpoint.")] = None,
        finding: Annotated[str | None, Query(description="Id of the finding.")] = None,
        order: Annotated[ActionOrder, Query(description="What they are sorted by.")] = "due",
        falling: Annotated[bool, Query(description="The last comes first.")] = False,
        page: PageNumber = 1, per_page: PerPage = 50,
    ) -> Actions:  # fmt: skip
        """The actions, whatever their status; those to be finished first, by day."""
        asked = ActionFilter(status or (), owner, overdue, touchpoint, finding, order, falling)
        found, first = desk.all(asked), (page - 1) * per_page
        rows = [_told(one, desk.today()) for one in found[first : first + per_page]]
        return Actions(rows, len(found), page, per_page)

    @router.get("/actions/{no}", operation_id="action", dependencies=[needs(Permission.LOOK)])
    def action(no: int) -> ActionRow:
        """One action."""
        return _told(desk.of(no), desk.today())

    @router.get(
        "/actions/{no}/history", operation_id="history", dependencies=[needs(Permission.LOOK)]
    )
    def history(no: int) -> ActionHistory:
        """What was changed of an action, the oldest first."""
        return ActionHistory([_change(change_as_json(one)) for one in desk.history(no)])

    _add_planning_routes(router, workspace, maps, usual_language)
    return router


def _add_planning_routes(
    router: APIRouter, workspace: Workspace, maps: Maps, usual_language: Lang
) -> None:
    desk = workspace.actions

    @router.post(
        "/actions", operation_id="add_action", status_code=201,
        dependencies=[needs(Permission.PLAN_ACTIONS, "action_made")],
    )  # fmt: skip
    async def add(body: ActionBody, request: Request) -> ActionRow:
        """Make an action at a touchpoint or stage; what the map says of it is kept with it."""
        filters = filters_of(
            body.journey, body.period, body.since, body.last, body.channel, body.segment, ""
        )
        seen = await map_of(workspace, maps, filters, usual_language)
        plan = Plan(body.title, body.owner, body.due_on, body.status, body.expected, body.note)
        made = await asyncio.to_thread(
            desk.add, plan, body.at, seen=seen, finding=body.finding or None,
            by=visitor_of(request).name,
        )  # fmt: skip
        on(request, str(made.no))
        return _told(made, desk.today())

    @router.patch(
        "/actions/{no}",
        operation_id="change_action",
        dependencies=[needs(Permission.PLAN_ACTIONS, "action_changed")],
    )
    def change(no: int, body: ActionPatch, request: Request) -> ActionRow:
        """Change an action: close it, reopen it, give it to somebody else."""
        plan = _patched(desk.of(no).plan, body)
        by = visitor_of(request).name
        return _told(desk.change(no, plan, read_at=body.changes, by=by), desk.today())

    @router.delete(
        "/actions/{no}", operation_id="remove_action", status_code=204,
        dependencies=[needs(Permission.PLAN_ACTIONS, "action_removed")],
    )  # fmt: skip
    def remove(no: int) -> None:
        """Forget an action and its history."""
        desk.remove(no)


def _told(action: Action, today: date) -> ActionRow:
    return ActionRow(**_fields(action, today))


def _fields(action: Action, today: date) -> dict[str, Any]:
    known = action_as_json(action, today)
    return known | {
        "due_on": action.plan.due_on, "effect": action.about.effect, "state": action.about.state,
    }  # fmt: skip


def _change(told: dict[str, Any]) -> ActionHistoryRow:
    fields = [PlanFieldChange(**one) for one in told["fields"]]
    return ActionHistoryRow(told["made_at"], told["made_by"], fields)


def _patched(plan: Plan, body: ActionPatch) -> Plan:
    said = {
        name: value
        for name in ("title", "owner", "status", "expected", "note")
        if (value := getattr(body, name)) is not None
    }
    if body.due_on is not None:
        said["due_on"] = day_of(body.due_on)
    return replace(plan, **said)
