"""Logging in: what proves who somebody is, and the log-in that lasts."""

import contextlib
import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from percorso.domain.access import Actor, User
from percorso.domain.errors import EngineError
from percorso.store.records import user_sessions
from percorso.store.records import users as records
from percorso.store.records.preferences import preference_of
from percorso.store.records.user_sessions import Session
from percorso.workspace.noting import note
from percorso.workspace.preferences import SECOND_FACTOR, WANTED
from percorso.workspace.stores import Stores, now_utc
from percorso.workspace.users.passwords import hashed, is_outdated, is_password
from percorso.workspace.users.second_factor import opened, step_of_code
from percorso.workspace.users.user_errors import LogInWrong

__all__ = ["IDLE", "LONGEST", "Present", "Session", "SignIn"]

# A log-in that is not used so long ends, and any ends after so long.
IDLE, LONGEST = timedelta(hours=12), timedelta(days=7)
# A page that is asked for is noted so often at most.
_NOTED_EVERY = timedelta(minutes=1)
_LONGEST_ADDRESS, _LONGEST_AGENT = 60, 200


@dataclass(frozen=True, slots=True)
class Present:
    """Somebody who has logged in, and the log-in.

    Attributes:
        owes_factor: Whether the workspace wants a second factor, and they have none.
    """

    user: User
    session: Session
    owes_factor: bool = False


class SignIn:
    """The way in to the pages of one workspace.

    Args:
        stores: Of the workspace.
        clock: The present instant, naive UTC.
    """

    def __init__(self, stores: Stores, clock: Callable[[], datetime] = now_utc) -> None:
        self._stores = stores
        self._clock = clock

    def checked(self, email: str, password: str, address: str = "") -> User:
        """The user of an address and a password; who needs a code is not in yet.

        It takes the same time whether there is such a user or not.

        Raises:
            LogInWrong: they do not belong together, or the user is disabled.
        """
        email = email.strip().casefold()
        with self._stores.records.read() as connection:
            found = records.credentials_of_email(connection, email)
        kept = None if found is None else found.password
        is_right = is_password(kept, password)
        if found is None:
            # As long as a wrong password takes; what was typed may be one, and is not kept.
            self._refused("", address)
            raise LogInWrong
        if not is_right or found.user.disabled_at is not None:
            self._refused(found.user.email, address)
            raise LogInWrong
        if kept is not None and is_outdated(kept):
            with self._stores.records.write() as connection:
                records.set_password(connection, found.user.no, hashed(password))
        return found.user

    def check_code(self, user: User, code: str, address: str = "") -> None:
        """Whether a code is the present one of a user's device; each counts once.

        Raises:
            LogInWrong: it is another, or was used.
        """
        with self._stores.records.read() as connection:
            kept = records.credentials_of(connection, user.no).second_factor
        step = None
        if kept is not None:
            secret = opened(kept, self._stores.secret, user.no)
            step = step_of_code(secret, code, self._clock().replace(tzinfo=UTC))
        if step is not None:
            with self._stores.records.write() as connection:
                if records.use_step(connection, user.no, step):
                    return
        self._refused(user.email, address)
        raise LogInWrong

    def standing(self, user: User) -> str:
        """What changes with a user's password, with their second factor, and when disabled."""
        with self._stores.records.read() as connection:
            found = records.credentials_of(connection, user.no)
        told = repr((found.password, found.second_factor, found.user.disabled_at))
        return hashlib.sha256(told.encode()).hexdigest()

    def begin(self, user: User, address: str, agent: str, *, by_provider: bool = False) -> str:
        """A new log-in of somebody who has proved who they are; its token is for the browser.

        Args:
            user: Who.
            address: From where.
            agent: What the browser calls itself.
            by_provider: Whether an OpenID provider said who it is.
        """
        token, now = secrets.token_urlsafe(32), self._clock()
        session = Session(
            user_sessions.hash_of(token), now, now, address[:_LONGEST_ADDRESS],
            agent[:_LONGEST_AGENT], by_provider,
        )  # fmt: skip
        with self._stores.records.write() as connection:
            user_sessions.forget_sessions(connection, now - LONGEST, now - IDLE)
            user_sessions.add_session(connection, user.no, session)
            by = Actor(user.email, address, user.role)
            told = {"provider": self._stores.settings.oidc_issuer} if by_provider else {}
            note(self._stores, connection, by, "logged_in", user.email, told, at=now)
        return token

    def present(self, token: str) -> Present | None:
        """Who has logged in with a token; None where that has ended."""
        with self._stores.records.read() as connection:
            found = user_sessions.session_of(connection, token)
            wanted = preference_of(connection, SECOND_FACTOR) == WANTED
        if found is None:
            return None
        user, session = found
        now = self._clock()
        is_over = now - session.begun_at > LONGEST or now - session.seen_at > IDLE
        if is_over or user.disabled_at is not None:
            return None
        if now - session.seen_at > _NOTED_EVERY:
            # Who may read reads on where the disk is full.
            with contextlib.suppress(EngineError), self._stores.records.write() as connection:
                user_sessions.touch_session(connection, session.sha256, now)
        # Of who comes from a provider, that one asks for what it wants.
        has_proved = user.has_second_factor or session.by_provider
        return Present(user, session, owes_factor=wanted and not has_proved)

    def end(self, token: str) -> None:
        """End a log-in."""
        with self._stores.records.write() as connection:
            user_sessions.end_session(connection, token)

    def _refused(self, email: str, address: str) -> None:
        with self._stores.records.write() as connection:
            note(
                self._stores,
                connection,
                Actor(email, address),
                "log_in_wrong",
                email,
                at=self._clock(),
            )
