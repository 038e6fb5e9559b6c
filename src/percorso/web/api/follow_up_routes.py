"""The follow-ups: listed, changed, what came after them, and when one opens by itself."""

from dataclasses import asdict, dataclass, replace
from typing import Annotated, Any, ClassVar

from fastapi import APIRouter, Query, Request

from percorso.domain.access import Permission
from percorso.domain.action import Status, day_of
from percorso.domain.follow_up import Opening, Outcome, follow_up_as_json
from percorso.web.api.access import needs
from percorso.web.api.answers import PageNumber, PerPage
from percorso.web.page import visitor_of
from percorso.workspace import Workspace
from percorso.workspace.follow_ups.desk import Followed, FollowUpFilter, FollowUpsDesk


@dataclass(frozen=True, slots=True)
class FollowUps:
    """A page of the follow-ups; `total` are on all pages."""

    items: list[dict[str, Any]]
    total: int
    page: int
    per_page: int


@dataclass(frozen=True, slots=True)
class FollowUpPatch:
    """What is to be another one; what is left out stays, empty text is none.

    `changes` is how often it had been changed when it was read: where it was changed since,
    nothing is.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    owner: str | None = None
    due_on: str | None = None
    status: Status | None = None
    outcome: Outcome | None = None
    note: str | None = None
    changes: int | None = None


@dataclass(frozen=True, slots=True)
class OpeningBody:
    """When a bad answer or review opens a follow-up by itself."""

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    is_on: bool = True
    days: int = 2
    window_days: int = 14


def follow_up_routes(workspace: Workspace) -> APIRouter:
    """The addresses of the follow-ups.

    Args:
        workspace: Whose.
    """
    router = APIRouter(tags=["follow-ups"])
    desk = workspace.follow_ups
    look = [needs(Permission.LOOK)]

    @router.get("/follow-ups", operation_id="follow_ups", dependencies=look)
    def follow_ups(
        status: Annotated[list[Status] | None, Query(description="Of these alone.")] = None,
        owner: Annotated[str | None, Query(description="Of one; `-` is nobody's.")] = None,
        overdue: Annotated[bool, Query(description="Only those overdue.")] = False,
        touchpoint: Annotated[str | None, Query(description="Key of the touchpoint.")] = None,
        customer: Annotated[str | None, Query(description="Id of the customer.")] = None,
        page: PageNumber = 1, per_page: PerPage = 50,
    ) -> FollowUps:  # fmt: skip
        """The follow-ups, whatever their status; those to be finished first, by day."""
        found = desk.all(FollowUpFilter(status or (), owner, overdue, touchpoint, customer))
        first = (page - 1) * per_page
        rows = [_told(desk, one) for one in found[first : first + per_page]]
        return FollowUps(rows, len(found), page, per_page)

    @router.get("/follow-ups/recovery", operation_id="recovery", dependencies=look)
    def recovery() -> dict[str, Any]:
        """What came after: the next rating, days to a good one, purchases; an association."""
        return desk.recovery().as_json()

    @router.get("/follow-ups/opening", operation_id="opening", dependencies=look)
    def opening() -> dict[str, Any]:
        """When one is opened by itself."""
        return asdict(desk.opening())

    @router.get("/follow-ups/{no}", operation_id="follow_up", dependencies=look)
    def follow_up(no: int) -> dict[str, Any]:
        """One follow-up."""
        return _told(desk, desk.of(no))

    _add_changes(router, workspace)
    return router


def _add_changes(router: APIRouter, workspace: Workspace) -> None:
    desk = workspace.follow_ups

    @router.put(
        "/follow-ups/opening", operation_id="set_opening",
        dependencies=[needs(Permission.MANAGE, "follow_ups_set")],
    )  # fmt: skip
    def set_opening(body: OpeningBody, request: Request) -> dict[str, Any]:
        """Say when one is opened by itself, from now on."""
        wanted = Opening(body.is_on, body.days, body.window_days)
        return asdict(desk.set_opening(wanted, by=visitor_of(request).name))

    @router.patch(
        "/follow-ups/{no}", operation_id="change_follow_up",
        dependencies=[needs(Permission.PLAN_ACTIONS, "follow_up_changed")],
    )  # fmt: skip
    def change(no: int, body: FollowUpPatch, request: Request) -> dict[str, Any]:
        """Give it to somebody else, say how far it is, and what it came to."""
        said: dict[str, Any] = {
            name: value
            for name in ("owner", "status", "outcome", "note")
            if (value := getattr(body, name)) is not None
        }
        if body.due_on is not None:
            said["due_on"] = day_of(body.due_on)
        handling = replace(desk.of(no).follow_up.handling, **said)
        by = visitor_of(request).name
        return _told(desk, desk.change(no, handling, read_at=body.changes, by=by))


def _told(desk: FollowUpsDesk, found: Followed) -> dict[str, Any]:
    return follow_up_as_json(found.follow_up, found.customer, desk.today())
