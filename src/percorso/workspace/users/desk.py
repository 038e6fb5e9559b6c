"""The users of a workspace: invited, changed, disabled, and given links to choose a password by."""

import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from percorso.domain.access import ROLES, Actor, Role, User
from percorso.store.records import user_sessions
from percorso.store.records import users as records
from percorso.store.records.database import RecordsConnection
from percorso.store.records.user_sessions import Link
from percorso.workspace.noting import note
from percorso.workspace.reached import Reached, reached
from percorso.workspace.stores import Stores, now_utc
from percorso.workspace.users.user_errors import (
    FirstIsOwner,
    LastOwner,
    OwnersAlone,
    RoleUnknown,
    UserDisabled,
    UserKnown,
    UserUnfit,
    UserUnknown,
)

_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]{1,189}")
_LONGEST_NAME = 80
_LASTS = {"first": timedelta(days=1), "invite": timedelta(days=7), "reset": timedelta(days=1)}


@dataclass(frozen=True, slots=True)
class Invited:
    """A user and the token of the link that lets them choose a password."""

    user: User
    token: str


def plain_email(text: str) -> str:
    """An address as users are kept under.

    Raises:
        UserUnfit: it is none.
    """
    found = text.strip().casefold()
    if not _EMAIL.fullmatch(found):
        raise UserUnfit("e-mail", "an address such as ada@shop.example", text[:80])
    return found


def role_named(text: str) -> Role:
    """A role by its name.

    Raises:
        RoleUnknown: there is no such role.
    """
    for role in ROLES:
        if role == text:
            return role
    raise RoleUnknown(text)


class UsersDesk:
    """The users of one workspace.

    Args:
        stores: Of the workspace.
        clock: The present instant, naive UTC.
    """

    def __init__(self, stores: Stores, clock: Callable[[], datetime] = now_utc) -> None:
        self._stores = stores
        self._clock = clock

    def all(self) -> list[User]:
        """Every user by name, those disabled too."""
        with self._stores.records.read() as connection:
            return records.users(connection)

    def there_are(self) -> bool:
        """Whether there is any user: from the first on, pages are for who has logged in."""
        with self._stores.records.read() as connection:
            return records.has_users(connection)

    def of(self, email: str) -> User:
        """The user of an address.

        Raises:
            UserUnfit: it is no address.
            UserUnknown: nobody has it.
        """
        with self._stores.records.read() as connection:
            found = records.credentials_of_email(connection, plain_email(email))
        if found is None:
            raise UserUnknown(email)
        return found.user

    def first_link(self) -> str | None:
        """The token of a link that makes the first user; None where there is one.

        Links that were made for it before lead nowhere from now on.
        """
        with self._stores.records.write() as connection:
            if records.has_users(connection):
                return None
            return self._link(connection, "first", None)

    def invite(self, wanted: User, by: Actor) -> Invited:
        """Make a user who has no password yet, and a link to choose one.

        Args:
            wanted: What the user is to be; the number does not count.
            by: Who invites.

        Raises:
            UserUnfit: the address or the name cannot be kept.
            UserKnown: the address is a user's.
            OwnersAlone: an owner is made by somebody who is none.
            FirstIsOwner: the first user is to be something else.
        """
        _check_may(by, wanted.role)
        wanted = replace(wanted, email=plain_email(wanted.email), name=plain_name(wanted))
        with self._stores.records.write() as connection:
            if records.credentials_of_email(connection, wanted.email) is not None:
                raise UserKnown(wanted.email)
            if wanted.role != "owner" and not records.has_users(connection):
                raise FirstIsOwner(wanted.role)
            made = replace(wanted, no=records.add_user(connection, wanted, self._clock()))
            user_sessions.forget_links(connection, None)
            note(
                self._stores,
                connection,
                by,
                "user_invited",
                made.email,
                rights(made),
                at=self._clock(),
            )
            return Invited(made, self._link(connection, "invite", made.no))

    def change(self, wanted: User, by: Actor) -> User:
        """Give a user another name, role or flags, or disable them; it holds from the next page on.

        Links to choose a password end where they may do something else from now on.

        Args:
            wanted: What they are to be, by their number.
            by: Who says so.

        Raises:
            UserUnfit: the name cannot be kept.
            OwnersAlone: an owner is made or changed by somebody who is none.
            LastOwner: no owner who can log in would be left.
        """
        wanted = replace(wanted, name=plain_name(wanted))
        with self._stores.records.write() as connection:
            before = records.credentials_of(connection, wanted.no).user
            _check_may(by, before.role, wanted.role)
            records.save_user(connection, wanted)
            if _can_own(before) and not any(map(_can_own, records.users(connection))):
                raise LastOwner(before.email)
            if wanted.disabled_at is not None:
                user_sessions.end_sessions(connection, wanted.no)
            if wanted.disabled_at is not None or _may(wanted) != _may(before):
                # Who made a link for somebody else is not given what they may do now.
                user_sessions.forget_links(connection, wanted.no)
            if wanted != before:
                told = _changes(rights(before), rights(wanted))
                note(
                    self._stores,
                    connection,
                    by,
                    "user_changed",
                    wanted.email,
                    told,
                    at=self._clock(),
                )
            return wanted

    def disable(self, user: User, by: Actor) -> User:
        """Let a user in no more, from now on; what they did stays theirs."""
        return self.change(replace(user, disabled_at=self._clock()), by)

    def enable(self, user: User, by: Actor) -> User:
        """Let a user in again."""
        return self.change(replace(user, disabled_at=None), by)

    def reset(self, user: User, by: Actor, *, second_factor: bool = False) -> str:
        """The token of a link that lets a user choose a new password; the old one holds until then.

        Args:
            user: Whose.
            by: Who gives it.
            second_factor: Whether the code of a device is asked no more: it was lost.

        Raises:
            OwnersAlone: somebody who is no owner does it to one.
            UserDisabled: they may log in no more.
        """
        with self._stores.records.write() as connection:
            user = records.credentials_of(connection, user.no).user
            _check_may(by, user.role)
            if user.disabled_at is not None:
                raise UserDisabled(user.email)
            if second_factor:
                records.set_second_factor(connection, user.no, None, 0)
                user_sessions.end_sessions(connection, user.no)
            told = {"second_factor": "taken away"} if second_factor else {}
            note(self._stores, connection, by, "user_reset", user.email, told, at=self._clock())
            return self._link(connection, "reset", user.no)

    def address(self, token: str, seen_at: str = "") -> str:
        """The address of a link.

        Args:
            token: Of the link.
            seen_at: Where the browser of who makes it reached the server; empty is a command.
        """
        base = self._stores.settings.public_url or seen_at or self.reached().url
        return f"{base.rstrip('/')}/welcome/{token}"

    def reached(self) -> Reached:
        """Where links made by a command lead, and how sure that is."""
        return reached(self._stores.folder, self._stores.settings)

    def _link(self, connection: RecordsConnection, kind: str, user_no: int | None) -> str:
        token = secrets.token_urlsafe(32)
        link = Link(kind, user_no, self._clock() + _LASTS[kind])
        user_sessions.add_link(connection, token, link)
        return token


def _check_may(by: Actor, *roles: Role) -> None:
    if "owner" in roles and by.role != "owner":
        raise OwnersAlone


def _can_own(user: User) -> bool:
    return user.role == "owner" and user.disabled_at is None and user.has_password


def _may(user: User) -> tuple[Role, bool, bool]:
    return user.role, user.sees_personal, user.may_export


def rights(user: User) -> dict[str, str]:
    """What a user is, for the log."""
    return {
        "name": user.name, "role": user.role,
        "sees_personal": "yes" if user.sees_personal else "no",
        "may_export": "yes" if user.may_export else "no",
        "disabled": "no" if user.disabled_at is None else "yes",
    }  # fmt: skip


def _changes(before: Mapping[str, str], after: Mapping[str, str]) -> dict[str, str]:
    return {
        name: f"{before[name]} → {value}"
        for name, value in after.items()
        if before[name] != value
    }  # fmt: skip


def plain_name(user: User) -> str:
    """The name of a user, blanks made one; without one it is that of the address.

    Raises:
        UserUnfit: it is too long.
    """
    found = " ".join(user.name.split()) or user.email.partition("@")[0]
    if len(found) > _LONGEST_NAME:
        raise UserUnfit("name", f"at most {_LONGEST_NAME} characters long", found[:80])
    return found
