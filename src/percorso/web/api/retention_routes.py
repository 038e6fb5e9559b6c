"""How long each class of data is kept, what is too old, and following the rules."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import ClassVar

from fastapi import APIRouter, Request

from percorso.domain.access import Permission
from percorso.domain.retention import Overdue, Rule
from percorso.web.api.access import needs
from percorso.web.page import visitor_of
from percorso.workspace import Workspace
from percorso.workspace.account import account


@dataclass(frozen=True, slots=True)
class RetentionRule:
    """How long a class is kept; where it is `on`, what is older goes."""

    data_class: str
    what: str
    keep: str
    on: bool
    why: str
    by: str
    reason: str
    set_at: datetime | None


@dataclass(frozen=True, slots=True)
class RetentionRules:
    """The rule of every class."""

    items: list[RetentionRule]


@dataclass(frozen=True, slots=True)
class OverdueRow:
    """What of a class is from before a day, and how much of it stays."""

    data_class: str
    counted: str
    keep: str
    on: bool
    before: date
    count: int
    oldest: date | None
    restricted: int
    needed: int


@dataclass(frozen=True, slots=True)
class OverdueRows:
    """What is too old by every rule."""

    items: list[OverdueRow]


@dataclass(frozen=True, slots=True)
class RetentionRun:
    """A time the rules were followed; `done_at` is null where it was cut short."""

    no: int
    begun_at: datetime
    done_at: datetime | None
    by: str
    reason: str
    counts: dict[str, int]


@dataclass(frozen=True, slots=True)
class RetentionRuns:
    """Every time the rules were followed, the oldest first."""

    items: list[RetentionRun]


@dataclass(frozen=True, slots=True)
class RuleBody:
    """Another rule for a class: a time such as `24months`, a switch, or both; and why."""

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    reason: str
    keep: str | None = None
    on: bool | None = None


@dataclass(frozen=True, slots=True)
class ReasonBody:
    """Why it is done now."""

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    reason: str = ""


def retention_routes(workspace: Workspace) -> APIRouter:
    """The addresses of how long data are kept.

    Args:
        workspace: Whose.
    """
    router = APIRouter(tags=["retention"])
    desk = workspace.retention
    look = needs(Permission.LOOK)

    @router.get("/retention", operation_id="retention_rules", dependencies=[look])
    def rules() -> RetentionRules:
        """How long each class of data is kept, whether what is older goes, and who said so."""
        return RetentionRules([_rule(one) for one in desk.rules()])

    @router.get("/retention/report", operation_id="retention_report", dependencies=[look])
    def report() -> OverdueRows:
        """What is older than each rule allows, and what of it has to stay; nothing is touched."""
        return OverdueRows([_overdue(one) for one in desk.report().overdue])

    @router.get("/retention/log", operation_id="retention_log", dependencies=[look])
    def log() -> RetentionRuns:
        """When the rules were followed, and how much went."""
        return RetentionRuns([
            RetentionRun(one.no, one.begun_at.replace(tzinfo=UTC), _utc(one.done_at), one.actor,
                         one.reason, dict(one.told))
            for one in desk.log()
        ])  # fmt: skip

    _add_keeping_routes(router, workspace)
    return router


def _add_keeping_routes(router: APIRouter, workspace: Workspace) -> None:
    desk = workspace.retention

    @router.put("/retention/{data_class}", operation_id="set_retention",
                dependencies=[needs(Permission.MANAGE, "retention_set")])  # fmt: skip
    def change(data_class: str, body: RuleBody, request: Request) -> RetentionRule:
        """Keep a class for another time, or let go what is older; signed by who asks."""
        return _rule(desk.set(
            data_class, keep=body.keep, is_on=body.on, actor=_signed(request), reason=body.reason
        ))  # fmt: skip

    @router.post("/retention/apply", operation_id="apply_retention",
                 dependencies=[needs(Permission.MANAGE, "retention_followed")])  # fmt: skip
    def apply(body: ReasonBody, request: Request) -> OverdueRows:
        """Take away, wherever it lies, what is too old by the rules that are on; what went."""
        done = desk.apply(actor=_signed(request), reason=body.reason)
        return OverdueRows([_overdue(one) for one in done.going])


def _signed(request: Request) -> str:
    """Who decides; who sits at the machine while there are no users is the machine's account."""
    return visitor_of(request).name or account() or "?"


def _utc(instant: datetime | None) -> datetime | None:
    return None if instant is None else instant.replace(tzinfo=UTC)


def _rule(one: Rule) -> RetentionRule:
    known = one.data_class
    return RetentionRule(
        known.key, known.what, str(one.keep), one.is_on, known.why, one.actor, one.reason,
        _utc(one.set_at),
    )  # fmt: skip


def _overdue(one: Overdue) -> OverdueRow:
    known = one.rule.data_class
    return OverdueRow(
        known.key, known.counted, str(one.rule.keep), one.rule.is_on, one.before, one.count,
        one.oldest, one.restricted, one.needed,
    )  # fmt: skip
