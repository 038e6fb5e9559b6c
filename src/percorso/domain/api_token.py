"""What a program shows instead of a person: a token, what it may do, and until when."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, get_args

from percorso.domain.access import Permission
from percorso.domain.errors import InputError, NotFoundError

TokenScope = Literal["read", "write"]
TOKEN_SCOPES: tuple[TokenScope, ...] = get_args(TokenScope)
LONGEST_NAME = 80
_READS = frozenset({Permission.ANYBODY, Permission.LOOK, Permission.TAKE_AWAY})
_WRITES = _READS | {
    Permission.EDIT_MAP, Permission.EDIT_SEGMENTS, Permission.PLAN_ACTIONS, Permission.LOAD,
    Permission.KEEP_CUSTOMERS, Permission.REPLY,
}  # fmt: skip


class TokenRefused(InputError):
    """A token that cannot be made as it was asked for."""

    def __init__(self, field: str, wanted: str, came: str) -> None:
        self.field = field
        self.wanted, self.came = wanted, came
        super().__init__(f"The {field} of a token is {wanted}, got {came}. None was made.")


class TokenUnknown(NotFoundError):
    """No token has this number."""

    def __init__(self, no: int) -> None:
        self.no = no
        super().__init__(f"There is no token {no}. `percorso token list` shows those there are.")


@dataclass(frozen=True, slots=True)
class ApiToken:
    """A token of the API as kept; the token itself is told once and kept as its hash alone.

    Attributes:
        no: Its number, from 1.
        name: What it is for.
        scope: `read` sees what the pages show; `write` changes what they change, too.
        made_at: UTC, without zone.
        made_by: Who made it.
        until_at: When it ends, UTC; None holds until it is revoked.
        revoked_at: Since when it does not hold any more.
        used_at: The day it was used last, as an instant of that day; None is never.
        sees_personal: Whether identifiers and texts of customers are told in clear.
    """

    no: int
    name: str
    scope: TokenScope
    made_at: datetime
    made_by: str
    until_at: datetime | None = None
    revoked_at: datetime | None = None
    used_at: datetime | None = None
    sees_personal: bool = False

    def may(self, needs: Permission) -> bool:
        """Whether a route that needs this may be asked."""
        return needs in (_READS if self.scope == "read" else _WRITES)

    def holds(self, now: datetime) -> bool:
        """Whether it opens anything."""
        return self.revoked_at is None and (self.until_at is None or now < self.until_at)

    def as_json(self, now: datetime) -> dict[str, Any]:
        """The same as `--json` prints it."""
        instants = {
            name: f"{at.isoformat(timespec='seconds')}Z" if at else None
            for name in ("made_at", "until_at", "revoked_at")
            for at in [getattr(self, name)]
        }
        return {
            "no": self.no, "name": self.name, "scope": self.scope,
            "sees_personal": self.sees_personal, "holds": self.holds(now),
            **instants, "made_by": self.made_by or None,
            "used_on": self.used_at.date().isoformat() if self.used_at else None,
        }  # fmt: skip


def scope_of(text: str) -> TokenScope:
    """A scope by its name.

    Raises:
        TokenRefused: there is none of this name.
    """
    for known in TOKEN_SCOPES:
        if text == known:
            return known
    raise TokenRefused("scope", f"one of {', '.join(TOKEN_SCOPES)}", repr(text))
