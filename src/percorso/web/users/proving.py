"""Tries passwords and codes: few at once, and few wrong ones in a row."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from math import ceil
from typing import TypeVar

from percorso.domain.access import User
from percorso.domain.errors import ConflictError, PercorsoError
from percorso.web.users.tries import Tries
from percorso.web.users.visits import network_of
from percorso.workspace import Workspace
from percorso.workspace.users.user_errors import LogInWrong

Found = TypeVar("Found")
_MOST_OF_USER, _MOST_OF_ADDRESS = 10, 100
# Each takes 19 MB and a core for a moment: other pages shall not wait for all of them.
_AT_ONCE = 2


class TooManyTries(ConflictError):
    """Too many wrong passwords or codes in a quarter of an hour."""

    def __init__(self, seconds: float) -> None:
        self.minutes = max(1, ceil(seconds / 60))
        super().__init__(
            f"Too many wrong tries. Come again in {self.minutes} min; whoever looks after the "
            "users can give you a link to choose a new password."
        )


class Proving:
    """Where people prove who they are.

    Args:
        workspace: Whose users.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._worker = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="password")
        self._of_user = Tries(_MOST_OF_USER)
        self._of_address = Tries(_MOST_OF_ADDRESS)

    async def checked(self, email: str, password: str, address: str) -> User:
        """The user of an address and a password.

        Raises:
            TooManyTries: it was tried too often; nothing is looked at.
            LogInWrong: they do not belong together.
        """

        def check() -> User:
            return self._workspace.sign_in.checked(email, password, address)

        return await self.tried(email, address, check)

    async def tried(self, email: str, address: str, prove: Callable[[], Found]) -> Found:
        """What proves somebody, counted as a try until it has.

        Args:
            email: Who it is said to be.
            address: From where.
            prove: Raises where it proves nothing.

        Raises:
            TooManyTries: it was tried too often; nothing is looked at.
            LogInWrong: it proves nothing.
            PercorsoError: it proves somebody, and cannot be done.
        """
        user, network = email.strip().casefold()[:254], network_of(address)
        wait = max(self._of_user.wait_seconds(user), self._of_address.wait_seconds(network))
        if wait > 0:
            raise TooManyTries(wait)
        self._of_user.add(user)
        self._of_address.add(network)
        try:
            found = await self.in_turn(prove)
        except LogInWrong:
            raise
        except PercorsoError:
            # Who they are was proved: something else is wrong, a new password that is too weak.
            self._proved(user, network)
            raise
        self._proved(user, network)
        return found

    def _proved(self, user: str, network: str) -> None:
        self._of_user.succeeded(user)
        self._of_address.succeeded(network)

    def entered(self, user: User) -> None:
        """Forget the wrong tries of who has proved all there is to prove."""
        self._of_user.forget(user.email)

    async def in_turn(self, work: Callable[[], Found]) -> Found:
        """What takes a password's time, two at once."""
        return await asyncio.get_running_loop().run_in_executor(self._worker, work)
