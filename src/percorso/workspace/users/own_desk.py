"""What people do about themselves: choose a password, ask for a code beside it, end log-ins."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from percorso.domain.access import Actor, User
from percorso.store.records import user_sessions
from percorso.store.records import users as records
from percorso.store.records.database import RecordsConnection
from percorso.store.records.preferences import preference_of
from percorso.store.records.user_sessions import Session
from percorso.workspace.noting import note
from percorso.workspace.preferences import SECOND_FACTOR, WANTED
from percorso.workspace.stores import Stores, now_utc
from percorso.workspace.users.desk import plain_email, plain_name, rights
from percorso.workspace.users.passwords import check_strength, hashed, is_password
from percorso.workspace.users.second_factor import (
    NewFactor,
    new_factor,
    opened,
    sealed,
    step_of_code,
)
from percorso.workspace.users.user_errors import FactorWanted, LinkSpent, LogInWrong


@dataclass(frozen=True, slots=True)
class Welcome:
    """What a link is for.

    Attributes:
        kind: `first`, `invite` or `reset`.
        user: Who chooses a password; None makes the first user.
    """

    kind: str
    user: User | None


class OwnDesk:
    """The account of each user, as they look after it themselves.

    Args:
        stores: Of the workspace.
        clock: The present instant, naive UTC.
    """

    def __init__(self, stores: Stores, clock: Callable[[], datetime] = now_utc) -> None:
        self._stores = stores
        self._clock = clock

    def welcome(self, token: str) -> Welcome:
        """What a link is for; looking at it uses nothing up.

        Raises:
            LinkSpent: it was used, has ended, or never was.
        """
        with self._stores.records.read() as connection:
            return self._welcome(connection, token)

    def accept(
        self, token: str, password: str, *, email: str = "", name: str = "", address: str = ""
    ) -> User:
        """Choose a password by a link, which leads nowhere afterwards.

        Args:
            token: Of the link.
            password: To log in with from now on.
            email: Of the first user, whom the link makes.
            name: Of the same.
            address: From where.

        Raises:
            LinkSpent: the link was used, has ended, or never was.
            PasswordWeak: the password is too short or soon guessed.
            UserUnfit: the address or name of the first user cannot be kept.
        """
        user = self.welcome(token).user
        if user is None:
            user = User(0, plain_email(email), name, "owner", sees_personal=True, may_export=True)
            user = replace(user, name=plain_name(user))
        self._check_strength(password, user)
        kept = hashed(password)
        with self._stores.records.write() as connection:
            self._welcome(connection, token)
            user_sessions.use_link(connection, token)
            if not user.no:
                user = replace(user, no=records.add_user(connection, user, self._clock()))
                self._note(connection, user, "user_first", address, rights(user))
            records.set_password(connection, user.no, kept)
            user_sessions.end_sessions(connection, user.no)
            self._note(connection, user, "password_chosen", address)
        return replace(user, has_password=True)

    def change_password(
        self, user: User, old: str, new: str, session: str, address: str = ""
    ) -> None:
        """Take another password; every other log-in and any link of the user ends.

        Args:
            user: Whose.
            old: The password so far.
            new: From now on.
            session: Hash of the log-in that stays.
            address: From where.

        Raises:
            LogInWrong: the old one is another.
            PasswordWeak: the new one is too short or soon guessed.
        """
        self.prove(user, old)
        self._check_strength(new, user)
        kept = hashed(new)
        with self._stores.records.write() as connection:
            records.set_password(connection, user.no, kept)
            user_sessions.end_sessions(connection, user.no, but=session)
            user_sessions.forget_links(connection, user.no)
            self._note(connection, user, "password_chosen", address)

    def prove(self, user: User, password: str) -> None:
        """Whether somebody who has logged in still knows the password.

        Raises:
            LogInWrong: it is another.
        """
        with self._stores.records.read() as connection:
            kept = records.credentials_of(connection, user.no).password
        if not is_password(kept, password):
            raise LogInWrong

    def new_factor(self, user: User) -> NewFactor:
        """A second factor for a user; it counts once its first code is given."""
        return new_factor(user.email, self.company())

    def company(self) -> str:
        """Whose pages these are, as a device shows it beside its codes."""
        return self._stores.company().name

    def take_factor(
        self, user: User, password: str, secret: str, code: str, session: str, address: str = ""
    ) -> None:  # fmt: skip
        """Ask for the codes of a device from now on; every other log-in of the user ends.

        Who asks for another device's codes drops that one first, with a code of it.

        Args:
            user: Whose.
            password: Proves that it is them.
            secret: As `new_factor` made it.
            code: The first one of the device.
            session: Hash of the log-in that stays.
            address: From where.

        Raises:
            LogInWrong: the password or the code is another, or there is a second factor.
        """
        self.prove(user, password)
        step = step_of_code(secret, code, self._clock().replace(tzinfo=UTC))
        if step is None or self._factor(user) is not None:
            raise LogInWrong
        kept = sealed(secret, self._stores.secret, user.no)
        with self._stores.records.write() as connection:
            records.set_second_factor(connection, user.no, kept, step)
            user_sessions.end_sessions(connection, user.no, but=session)
            self._note(connection, user, "factor_taken", address)

    def drop_factor(
        self, user: User, password: str, code: str, session: str, address: str = ""
    ) -> None:  # fmt: skip
        """Ask for no code any more; every other log-in of the user ends.

        Args:
            user: Whose.
            password: Proves that it is them.
            code: The present one of the device; who has lost it asks for a new start.
            session: Hash of the log-in that stays.
            address: From where.

        Raises:
            LogInWrong: the password or the code is another.
            FactorWanted: the workspace wants one of everybody.
        """
        self.prove(user, password)
        kept = self._factor(user)
        step = None
        if kept is not None:
            secret = opened(kept, self._stores.secret, user.no)
            step = step_of_code(secret, code, self._clock().replace(tzinfo=UTC))
        with self._stores.records.write() as connection:
            if preference_of(connection, SECOND_FACTOR) == WANTED:
                raise FactorWanted
            if step is None or not records.use_step(connection, user.no, step):
                raise LogInWrong
            records.set_second_factor(connection, user.no, None, 0)
            user_sessions.end_sessions(connection, user.no, but=session)
            self._note(connection, user, "factor_dropped", address)

    def _factor(self, user: User) -> str | None:
        with self._stores.records.read() as connection:
            return records.credentials_of(connection, user.no).second_factor

    def speak(self, user: User, language: str) -> None:
        """Show the pages in a language, wherever the user logs in."""
        with self._stores.records.write() as connection:
            records.set_language(connection, user.no, language)

    def sessions(self, user: User) -> list[Session]:
        """The log-ins of a user that last, the last seen first."""
        with self._stores.records.read() as connection:
            return user_sessions.sessions_of(connection, user.no)

    def end_all(self, user: User, address: str = "") -> None:
        """End every log-in of a user, on every device, and any link to choose a password."""
        with self._stores.records.write() as connection:
            user_sessions.end_sessions(connection, user.no)
            user_sessions.forget_links(connection, user.no)
            self._note(connection, user, "logged_out_everywhere", address)

    def _note(
        self, connection: RecordsConnection, user: User, act: str, address: str,
        told: dict[str, str] | None = None,
    ) -> None:  # fmt: skip
        by = Actor(user.email, address, user.role)
        note(self._stores, connection, by, act, user.email, told, at=self._clock())

    def _check_strength(self, password: str, user: User) -> None:
        names = (user.email, user.email.partition("@")[0], *user.name.split())
        check_strength(password, (*names, self.company(), "percorso"))

    def _welcome(self, connection: RecordsConnection, token: str) -> Welcome:
        link = user_sessions.link_of(connection, token)
        if link is None or link.until_at < self._clock():
            raise LinkSpent
        if link.user_no is None:
            return Welcome(link.kind, None)
        user = records.credentials_of(connection, link.user_no).user
        if user.disabled_at is not None:
            raise LinkSpent
        return Welcome(link.kind, user)
