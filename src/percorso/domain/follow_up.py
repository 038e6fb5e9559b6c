"""A follow-up: a customer who said that something went badly, who looks after them, by when."""

from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from typing import Any, Literal, get_args

from percorso.domain.action import OPEN, PlanChange, Status
from percorso.domain.errors import ConflictError, InputError, NotFoundError
from percorso.domain.journey_map import Estimate

Outcome = Literal["", "solved", "explained", "not_reached", "nothing_to_do"]
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
Cause = Literal["answer", "review"]
# What became of the letter to its owner: none yet, on its way, taken, perhaps taken, never.
Told = Literal["", "sending", "told", "in_doubt", "refused"]
_LONGEST = {"owner": 80, "note": 4_000}
_FEWEST_DAYS, _MOST_DAYS = 0, 365
# Within which a purchase counts as one that came after.
REPURCHASE_DAYS = 90


class FollowUpRefused(InputError):
    """A field of a follow-up, or of how they are opened, that cannot be kept."""

    def __init__(self, field: str, wanted: str, came: str) -> None:
        self.field = field
        super().__init__(f"The {field} of a follow-up is {wanted}, got {came}. Nothing was saved.")


class FollowUpUnknown(NotFoundError):
    """No follow-up has this number."""

    def __init__(self, no: int) -> None:
        self.no = no
        super().__init__(
            f"There is no follow-up {no}. `percorso follow-ups list` shows those there are."
        )


class FollowUpOvertaken(ConflictError):
    """A follow-up was changed by somebody else since it was read."""

    def __init__(self, no: int) -> None:
        self.no = no
        super().__init__(
            f"Follow-up {no} was changed by somebody else in the meantime, so nothing was saved. "
            "Read it again, then change it."
        )


@dataclass(frozen=True, slots=True)
class Opening:
    """When a bad answer or review opens a follow-up by itself.

    Attributes:
        is_on: Whether any does.
        days: From the day it is opened to the last day for it.
        window_days: A contact older than this opens none: a history that is loaded is no news.
    """

    is_on: bool = True
    days: int = 2
    window_days: int = 14

    def check(self) -> None:
        """Whether it can be kept.

        Raises:
            FollowUpRefused: days out of their range.
        """
        for name in ("days", "window_days"):
            value = getattr(self, name)
            if not _FEWEST_DAYS <= value <= _MOST_DAYS:
                raise FollowUpRefused(name, f"{_FEWEST_DAYS} to {_MOST_DAYS} days", str(value))


@dataclass(frozen=True, slots=True)
class Handling:
    """What people say of a follow-up, and may change.

    Attributes:
        owner: Who looks after it; empty is nobody yet.
        due_on: The last day for it, in the workspace's zone; None is open.
        status: How far it is, in the words of the action plan.
        outcome: What it came to; empty is not known yet.
        note: Anything else.
    """

    owner: str = ""
    due_on: date | None = None
    status: Status = "to_do"
    outcome: Outcome = ""
    note: str = ""

    def check(self) -> None:
        """Whether it can be kept.

        Raises:
            FollowUpRefused: a text is too long.
        """
        for field, most in _LONGEST.items():
            length = len(getattr(self, field))
            if length > most:
                raise FollowUpRefused(field, f"at most {most:,} characters", f"{length:,}")

    @property
    def is_open(self) -> bool:
        """Whether there is still something to do."""
        return self.status in OPEN

    def is_overdue(self, today: date) -> bool:
        """Whether it should be done by now and is not.

        >>> Handling(due_on=date(2026, 11, 22)).is_overdue(date(2026, 11, 23))
        True
        """
        return self.is_open and self.due_on is not None and self.due_on < today


@dataclass(frozen=True, slots=True)
class FollowUpChange:
    """One change of a follow-up; `made_at` is UTC, without zone."""

    made_at: datetime
    made_by: str
    fields: tuple[PlanChange, ...]


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A follow-up as kept.

    Attributes:
        no: Its number, from 1; never used again.
        interaction: Id of the contact that opened it.
        cause: Whether that is an answer or a review.
        touchpoint: Key of the touchpoint it was said of.
        rating, most: What was given, and the best that could be; None where it was yes or no.
        happened_at: When it was said, UTC, without zone.
        opened_at: UTC, without zone.
        owner_email: Of the user who owns it; None where the owner is a name alone.
        told: What became of the letter to them.
        history: What was changed, the oldest first.
    """

    no: int
    interaction: str
    cause: Cause
    touchpoint: str
    rating: float | None
    most: float | None
    happened_at: datetime
    opened_at: datetime
    handling: Handling
    owner_email: str | None = None
    told: Told = ""
    history: tuple[FollowUpChange, ...] = ()


@dataclass(frozen=True, slots=True)
class Recovery:
    """What came after follow-ups: an association, no effect of them.

    Attributes:
        followed: Follow-ups of a customer who is known.
        rate: Share whose next rating is a good one, of those who gave one; with interval and n.
        waiting: Followed, and no rating since.
        median_days: Until the first good rating, by Kaplan-Meier over all followed: who gave none
            yet counts as long as they were watched. None where half of them are not there yet.
        bought: Share that bought again within 90 days, of those watched so long.
        too_young: Followed for less than that, and not counted there.
    """

    followed: int
    rate: Estimate
    waiting: int
    median_days: float | None
    bought: Estimate
    too_young: int

    def as_json(self) -> dict[str, Any]:
        """As the command line and the API tell it."""
        return asdict(self) | {"repurchase_days": REPURCHASE_DAYS}


def handling_changes(before: Handling, after: Handling) -> tuple[PlanChange, ...]:
    """The fields in which two differ.

    >>> [one.field for one in handling_changes(Handling(), Handling(owner="Anna"))]
    ['owner']
    """
    return tuple(
        PlanChange(one.name, _text(getattr(before, one.name)), _text(getattr(after, one.name)))
        for one in fields(Handling)
        if getattr(before, one.name) != getattr(after, one.name)
    )


def outcome_of(text: str) -> Outcome:
    """An outcome by its name.

    Raises:
        FollowUpRefused: there is none of this name.
    """
    for known in OUTCOMES:
        if text == known:
            return known
    names = ", ".join(one for one in OUTCOMES if one)
    raise FollowUpRefused("outcome", f"one of {names}, or empty", repr(text))


def follow_up_as_json(one: FollowUp, customer: str | None, today: date) -> dict[str, Any]:
    """A follow-up as the command line and the API tell it; no word is null.

    Args:
        one: It.
        customer: Id of whom it concerns; None where nobody knows.
        today: The day in the workspace's zone, for what is overdue.
    """
    handling = one.handling
    return {
        "no": one.no, "customer": customer, "touchpoint": one.touchpoint, "cause": one.cause,
        "interaction": one.interaction, "rating": one.rating, "most": one.most,
        "happened_at": _instant(one.happened_at), "opened_at": _instant(one.opened_at),
        "owner": handling.owner or None,
        "due_on": handling.due_on.isoformat() if handling.due_on else None,
        "status": handling.status, "is_overdue": handling.is_overdue(today),
        "outcome": handling.outcome or None, "note": handling.note or None,
        "told": one.told or None, "changes": len(one.history),
    }  # fmt: skip


def _instant(at: datetime) -> str:
    return f"{at.isoformat(timespec='seconds')}Z"


def _text(value: object) -> str | None:
    return None if value in (None, "") else str(value)
