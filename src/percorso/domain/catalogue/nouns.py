"""What the catalogue is made of: stages, lanes, channels, touchpoints, placements."""

from dataclasses import dataclass
from typing import Literal

Initiator = Literal["customer", "company", "partner", "other"]
Rule = Literal["event_name", "offline_noun", "token", "channel", "unplaced"]

INITIATORS: tuple[Initiator, ...] = ("customer", "company", "partner", "other")


@dataclass(frozen=True, slots=True)
class Stage:
    """A phase of the relationship: one column of the map, at `position` (0 is leftmost)."""

    key: str
    name_it: str
    name_en: str
    position: int
    owner: str | None = None


@dataclass(frozen=True, slots=True)
class Lane:
    """A group of channels: one row of cards on the map."""

    key: str
    name_it: str
    name_en: str


@dataclass(frozen=True, slots=True)
class Channel:
    """The medium a contact uses; `lane` is the key of the lane its cards stand in."""

    key: str
    name_it: str
    name_en: str
    lane: str


@dataclass(frozen=True, slots=True)
class Touchpoint:
    """A place where company and customer meet.

    Attributes:
        key: Never changes after it was made; everything else may.
        initiator: Who begins the contact, where the source does not tell.
        is_goal: Reaching it is a success, where nobody names success touchpoints.
        is_broadcast: Sent to many at once: neither opens nor prolongs a journey.
        promise_seconds: Time within which the company promised it, if it did.
    """

    key: str
    name_it: str
    name_en: str
    stage: str
    channel: str
    initiator: Initiator
    owner: str | None = None
    is_goal: bool = False
    is_broadcast: bool = False
    promise_seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Placement:
    """Where an observed name belongs, and the rule that says so.

    Attributes:
        touchpoint_key: Given by rule `event_name` alone; every other name stays a
            touchpoint of its own.
    """

    touchpoint_key: str | None
    stage: str
    channel: str
    initiator: Initiator
    is_broadcast: bool
    rule: Rule
