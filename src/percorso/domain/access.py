"""Who may do what on the pages: what roles grant, and a user as a plain value."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Literal, get_args

Role = Literal["owner", "admin", "marketer", "analyst", "agent", "viewer"]
ROLES: tuple[Role, ...] = get_args(Role)


class Permission(Enum):
    """What it takes to open an address."""

    # Nothing: the way in.
    ANYBODY = "anybody"
    # A user, whoever it is: what is their own.
    SIGNED_IN = "signed_in"
    # The pages that show something.
    LOOK = "look"
    # Files that leave the pages: a flag of the user, whatever the role.
    TAKE_AWAY = "take_away"
    EDIT_MAP = "edit_map"
    EDIT_SEGMENTS = "edit_segments"
    PLAN_ACTIONS = "plan_actions"
    # Replies to reviews: written by some, let out by fewer.
    REPLY = "reply"
    APPROVE_REPLIES = "approve_replies"
    LOAD = "load"
    # Who is who, and what customers allow.
    KEEP_CUSTOMERS = "keep_customers"
    # The company, its users and the log of what they did.
    MANAGE = "manage"


_EVERY_ROLE = frozenset({Permission.ANYBODY, Permission.SIGNED_IN, Permission.LOOK})
_OF_ROLE: dict[Role, frozenset[Permission]] = {
    "owner": frozenset(Permission) - {Permission.TAKE_AWAY},
    "admin": frozenset(Permission) - {Permission.TAKE_AWAY},
    "marketer": _EVERY_ROLE
    | {Permission.EDIT_MAP, Permission.EDIT_SEGMENTS, Permission.PLAN_ACTIONS}
    | {Permission.REPLY, Permission.APPROVE_REPLIES},
    "analyst": _EVERY_ROLE | {Permission.EDIT_SEGMENTS, Permission.PLAN_ACTIONS, Permission.LOAD},
    "agent": _EVERY_ROLE | {Permission.PLAN_ACTIONS, Permission.KEEP_CUSTOMERS, Permission.REPLY},
    "viewer": _EVERY_ROLE,
}


@dataclass(frozen=True, slots=True)
class User:
    """Somebody who may log in.

    Attributes:
        no: The number it is kept under.
        email: What it logs in with, in small letters.
        name: As colleagues know it.
        role: What it may do.
        sees_personal: Whether identifiers and texts of customers are shown in clear.
        may_export: Whether files may be taken away.
        has_password: Whether one is chosen; who was invited has none yet.
        has_second_factor: Whether a code of a device is asked beside the password.
        language: Of the pages; empty is the usual one.
        disabled_at: Since when it may log in no more, naive UTC; None may.
    """

    no: int
    email: str
    name: str
    role: Role
    sees_personal: bool = False
    may_export: bool = False
    has_password: bool = False
    has_second_factor: bool = False
    language: str = ""
    disabled_at: datetime | None = None

    def may(self, needs: Permission) -> bool:
        """Whether an address that needs this may be opened.

        >>> [User(1, "ada@shop.example", "Ada", role).may(Permission.LOAD) for role in ROLES]
        [True, True, False, True, False, False]
        """
        if needs is Permission.TAKE_AWAY:
            return self.may_export
        return needs in _OF_ROLE[self.role]


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something, for the log of it.

    Attributes:
        name: The e-mail of a user, or the account of the machine.
        address: From where; empty is a command of this machine.
        role: What they may do to others; who has the machine may do all.
    """

    name: str
    address: str = ""
    role: Role = "owner"
