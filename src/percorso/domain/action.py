"""An action of the plan: what people do about a touchpoint or stage, who does it, and by when."""

from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from typing import Any, Literal, get_args

from percorso.domain.action_state import Effect, StateThen
from percorso.domain.errors import ConflictError, InputError, NotFoundError

Status = Literal["to_do", "in_progress", "done", "dropped"]
STATUSES: tuple[Status, ...] = get_args(Status)
OPEN: tuple[Status, ...] = ("to_do", "in_progress")
_LONGEST = {"title": 200, "owner": 80, "expected": 1_000, "note": 4_000}


class ActionRefused(InputError):
    """A field of an action that cannot be kept."""

    def __init__(self, field: str, wanted: str, came: str) -> None:
        self.field = field
        self.wanted, self.came = wanted, came
        super().__init__(f"The {field} of an action is {wanted}, got {came}. Nothing was saved.")


class ActionUnknown(NotFoundError):
    """No action has this number."""

    def __init__(self, no: int) -> None:
        self.no = no
        super().__init__(f"There is no action {no}. `percorso actions list` shows those there are.")


class ActionNowhere(NotFoundError):
    """An action is to stand at a touchpoint or stage there is not."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(
            f"There is no touchpoint and no stage {name!r}. `percorso catalogue list` shows those "
            "there are."
        )


class ActionOvertaken(ConflictError):
    """An action was changed by somebody else since it was read."""

    def __init__(self, no: int) -> None:
        self.no = no
        super().__init__(
            f"Action {no} was changed by somebody else in the meantime, so nothing was saved. "
            "Read it again, then change it."
        )


@dataclass(frozen=True, slots=True)
class Plan:
    """What people say of an action, and may change.

    Attributes:
        title: What is to be done.
        owner: Who does it; empty is nobody yet.
        due_on: The last day for it, in the workspace's zone; None is open.
        status: How far it is.
        expected: What it is hoped to change, in words.
        note: Anything else.
    """

    title: str
    owner: str = ""
    due_on: date | None = None
    status: Status = "to_do"
    expected: str = ""
    note: str = ""

    def check(self) -> None:
        """Whether it can be kept.

        Raises:
            ActionRefused: it has no title, or a text is too long.
        """
        if not self.title.strip():
            raise ActionRefused("title", "what is to be done, in words", "nothing")
        for field, most in _LONGEST.items():
            length = len(getattr(self, field))
            if length > most:
                raise ActionRefused(field, f"at most {most:,} characters", f"{length:,}")

    def is_overdue(self, today: date) -> bool:
        """Whether it should be done by now and is not.

        >>> Plan("Call back", due_on=date(2026, 11, 22)).is_overdue(date(2026, 11, 23))
        True
        """
        return self.status in OPEN and self.due_on is not None and self.due_on < today


@dataclass(frozen=True, slots=True)
class About:
    """What an action is about; it stays as it was when the action was made.

    Attributes:
        touchpoint: Key of the touchpoint; None where it is about a stage.
        stage: Key of the stage; None where a touchpoint says it.
        finding: Id of the finding it came of; None where it came of none.
        effect: What the finding says could be won at most.
        state: What the map said then; None where no map was looked at.
    """

    touchpoint: str | None = None
    stage: str | None = None
    finding: str | None = None
    effect: Effect | None = None
    state: StateThen | None = None


@dataclass(frozen=True, slots=True)
class Action:
    """An action as kept.

    Attributes:
        no: Its number, from 1; never used again.
        made_at: UTC, without zone.
        made_by: Who made it.
        changes: How often it was changed since.
        owner_email: Of the user who owns it; None where the owner is a name alone.
    """

    no: int
    plan: Plan
    about: About
    made_at: datetime
    made_by: str
    changes: int = 0
    owner_email: str | None = None


@dataclass(frozen=True, slots=True)
class PlanChange:
    """A field of a plan before and after; days as ISO text."""

    field: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class ActionChange:
    """One change of an action.

    Attributes:
        made_at: UTC, without zone.
        made_by: Who changed it.
        fields: The fields that are other ones since.
    """

    made_at: datetime
    made_by: str
    fields: tuple[PlanChange, ...]


def plan_changes(before: Plan, after: Plan) -> tuple[PlanChange, ...]:
    """The fields in which two plans differ.

    >>> [one.field for one in plan_changes(Plan("A"), Plan("A", owner="Anna"))]
    ['owner']
    """
    return tuple(
        PlanChange(one.name, _text(getattr(before, one.name)), _text(getattr(after, one.name)))
        for one in fields(Plan)
        if getattr(before, one.name) != getattr(after, one.name)
    )


def _text(value: object) -> str | None:
    return None if value in (None, "") else str(value)


def status_of(text: str) -> Status:
    """A status by its name.

    Raises:
        ActionRefused: there is none of this name.
    """
    for known in STATUSES:
        if text == known:
            return known
    raise ActionRefused("status", f"one of {', '.join(STATUSES)}", repr(text))


def day_of(text: str) -> date | None:
    """A day due as ISO text; nothing is no day.

    Raises:
        ActionRefused: it is no day.
    """
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise ActionRefused("due date", "a day such as 2026-11-30", repr(text)) from None


def action_as_json(action: Action, today: date) -> dict[str, Any]:
    """An action as the command line and the API tell it; no word is null.

    Args:
        action: The action.
        today: The day in the workspace's zone, for what is overdue.
    """
    plan, about = action.plan, action.about
    return {
        "no": action.no,
        "title": plan.title,
        "touchpoint": about.touchpoint,
        "stage": about.stage,
        "finding": about.finding,
        "owner": plan.owner or None,
        "due_on": plan.due_on.isoformat() if plan.due_on else None,
        "status": plan.status,
        "is_overdue": plan.is_overdue(today),
        "expected": plan.expected or None,
        "note": plan.note or None,
        "effect": asdict(about.effect) if about.effect else None,
        "state": asdict(about.state) if about.state else None,
        "made_at": f"{action.made_at.isoformat(timespec='seconds')}Z",
        "made_by": action.made_by or None,
        "changes": action.changes,
    }


def change_as_json(change: ActionChange) -> dict[str, Any]:
    """A change as the command line and the API tell it."""
    return {
        "made_at": f"{change.made_at.isoformat(timespec='seconds')}Z",
        "made_by": change.made_by or None,
        "fields": [asdict(one) for one in change.fields],
    }
