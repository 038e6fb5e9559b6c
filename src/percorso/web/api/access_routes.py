"""Who may see the pages, and with what programs ask and send: read alone.

They are made and changed on the pages, which ask once more who does it, or by command.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from fastapi import APIRouter

from percorso.domain.access import Permission
from percorso.web.api.access import needs
from percorso.workspace import Workspace


@dataclass(frozen=True, slots=True)
class UserRow:
    """A user; `state` is `active`, `invited` or `disabled`."""

    no: int
    email: str
    name: str
    role: str
    sees_personal: bool
    may_export: bool
    second_factor: bool
    state: str


@dataclass(frozen=True, slots=True)
class UserRows:
    """Every user, and whether a second factor is wanted of everybody."""

    items: list[UserRow]
    second_factor_wanted: bool


@dataclass(frozen=True, slots=True)
class TokenRow:
    """A token of a program; what it shows is never told again."""

    no: int
    name: str
    scope: str
    sees_personal: bool
    made_at: datetime
    made_by: str
    until_at: datetime | None
    used_at: datetime | None
    holds: bool


@dataclass(frozen=True, slots=True)
class SenderRow:
    """A source that sends by itself."""

    name: str
    kind: str
    origins: list[str]
    on: bool
    live_keys: int


@dataclass(frozen=True, slots=True)
class KeyRows:
    """Every token, and every source that sends."""

    tokens: list[TokenRow]
    senders: list[SenderRow]


def access_routes(workspace: Workspace) -> APIRouter:
    """The addresses of users and keys.

    Args:
        workspace: Whose.
    """
    router = APIRouter(tags=["access"])
    manage = [needs(Permission.MANAGE)]

    @router.get("/users", operation_id="users", dependencies=manage)
    def users() -> UserRows:
        """Every user with role and marks."""
        rows = [
            UserRow(
                one.no, one.email, one.name, one.role, one.sees_personal, one.may_export,
                one.has_second_factor, "disabled" if one.disabled_at is not None
                else "active" if one.has_password else "invited",
            )
            for one in workspace.users.all()
        ]  # fmt: skip
        return UserRows(rows, workspace.preferences.wants_second_factor)

    @router.get("/keys", operation_id="keys", dependencies=manage)
    def keys() -> KeyRows:
        """Every token and every source that sends; no key is told."""
        now = datetime.now(UTC).replace(tzinfo=None)
        return KeyRows(
            [
                TokenRow(
                    one.no, one.name, one.scope, one.sees_personal, one.made_at.replace(tzinfo=UTC),
                    one.made_by, _utc(one.until_at), _utc(one.used_at), one.holds(now),
                )
                for one in workspace.tokens.all()
            ],
            [
                SenderRow(
                    one.door.key, one.door.kind, list(one.door.origins),
                    one.door.disabled_at is None, one.live_keys,
                )
                for one in workspace.sources.all()
            ],
        )  # fmt: skip

    return router


def _utc(at: datetime | None) -> datetime | None:
    return None if at is None else at.replace(tzinfo=UTC)
