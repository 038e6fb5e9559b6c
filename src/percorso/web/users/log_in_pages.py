"""Logging in and out: the password, the code of a device, and the cookie that lasts."""

import asyncio
import secrets
import time
from collections import OrderedDict
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from percorso.domain.access import Permission, User
from percorso.web.page import Page
from percorso.web.shell import Shell
from percorso.web.users.proving import Proving, TooManyTries
from percorso.web.users.visits import Visits, address_of, give_token, take_token, token_in
from percorso.web.words import words_of
from percorso.workspace import Workspace
from percorso.workspace.users.user_errors import LogInWrong

_CODE_SECONDS = 300.0
_MOST_WAITING = 1_000


@dataclass(frozen=True, slots=True)
class _Half:
    """Somebody who has given the password and not yet the code."""

    user: User
    standing: str
    until: float
    then: str


class LogInPages:
    """The pages of the way in.

    Args:
        workspace: Whose users.
        shell: What stands around.
        visits: Says who visits.
        proving: Tries passwords.
    """

    def __init__(
        self, workspace: Workspace, shell: Shell, visits: Visits, proving: Proving
    ) -> None:
        self._workspace = workspace
        self._shell = shell
        self._visits = visits
        self._proving = proving
        self._halves: OrderedDict[str, _Half] = OrderedDict()

    def routes(self) -> list[Page]:
        """Which address shows what."""
        anybody, own = Permission.ANYBODY, Permission.SIGNED_IN
        return [
            Page("/log-in", self.ask, anybody),
            Page("/log-in", self.take, anybody, methods=["POST"], act=""),
            Page("/log-in/code", self.take_code, anybody, methods=["POST"], act=""),
            Page("/log-out", self.leave, own, methods=["POST"], act="logged_out"),
        ]

    async def ask(self, request: Request) -> Response:
        """Ask for e-mail and password; where there are no users, nobody needs to."""
        if not await self._visits.are_for_users():
            return RedirectResponse("/map", status_code=303)
        return self._asked(request, request.query_params.get("then", ""), "")

    async def take(self, request: Request) -> Response:
        """Let in who knows the password, or ask for the code."""
        form = await request.form(max_files=0, max_fields=5)
        email, password, then = (
            str(form.get(name) or "") for name in ("email", "password", "then")
        )
        say = words_of(self._shell.language(request))
        try:
            user = await self._proving.checked(email, password, address_of(request.scope))
        except LogInWrong:
            return self._asked(request, then, say["log_in_wrong"], email, status=401)
        except TooManyTries as many:
            return self._waits(
                self._asked(request, then, _wait(many, say), email, status=429), many
            )
        if not user.has_second_factor:
            return await self.enter(request, user, then)
        standing = await asyncio.to_thread(self._workspace.sign_in.standing, user)
        return self._asked_code(request, self._half(user, standing, then), "")

    async def take_code(self, request: Request) -> Response:
        """Let in who knows the code of their device, too."""
        form = await request.form(max_files=0, max_fields=4)
        token, code = str(form.get("half") or ""), str(form.get("code") or "")
        half = self._halves.get(token)
        if half is None or half.until < time.monotonic():
            return RedirectResponse("/log-in", status_code=303)
        say, address = words_of(self._shell.language(request)), address_of(request.scope)

        def check() -> None:
            self._workspace.sign_in.check_code(half.user, code, address)

        try:
            await self._proving.tried(half.user.email, address, check)
        except LogInWrong:
            return self._asked_code(request, token, say["code_wrong"], status=401)
        except TooManyTries as many:
            return self._waits(self._asked_code(request, token, _wait(many, say), status=429), many)
        self._halves.pop(token, None)
        if await asyncio.to_thread(self._workspace.sign_in.standing, half.user) != half.standing:
            # The password was changed, or the user disabled, since it was given.
            return RedirectResponse("/log-in", status_code=303)
        return await self.enter(request, half.user, half.then)

    async def enter(
        self, request: Request, user: User, then: str, *, by_provider: bool = False
    ) -> Response:
        """Begin a log-in, and end the one the browser had."""
        if not by_provider:
            self._proving.entered(user)
        agent = request.headers.get("user-agent", "")
        before = token_in(request)

        def begin() -> str:
            if before:
                self._workspace.sign_in.end(before)
            return self._workspace.sign_in.begin(
                user, address_of(request.scope), agent, by_provider=by_provider
            )

        answer = RedirectResponse(own_address(then), status_code=303)
        give_token(answer, request.scope, await asyncio.to_thread(begin))
        return answer

    async def leave(self, request: Request) -> Response:
        """End the log-in of this browser."""
        await asyncio.to_thread(self._workspace.sign_in.end, token_in(request))
        answer = RedirectResponse("/log-in", status_code=303)
        take_token(answer, request.scope)
        return answer

    def _half(self, user: User, standing: str, then: str) -> str:
        token = secrets.token_urlsafe(32)
        self._halves[token] = _Half(user, standing, time.monotonic() + _CODE_SECONDS, then)
        while len(self._halves) > _MOST_WAITING:
            self._halves.popitem(last=False)
        return token

    def _asked(
        self, request: Request, then: str, trouble: str, email: str = "", *, status: int = 200
    ) -> Response:
        provider = urlsplit(self._workspace.provider.issuer).hostname or ""
        asked = urlencode({"then": then}) if then else ""
        told = {
            "trouble": trouble, "email": email, "then": then, "provider": provider,
            "provider_address": f"/log-in/provider{'?' if asked else ''}{asked}",
        }  # fmt: skip
        return self._shell.page(request, "log_in", told, status=status)

    def _asked_code(
        self, request: Request, half: str, trouble: str, *, status: int = 200
    ) -> Response:
        told = {"trouble": trouble, "half": half}
        return self._shell.page(request, "log_in_code", told, status=status)

    @staticmethod
    def _waits(answer: Response, many: TooManyTries) -> Response:
        answer.headers["Retry-After"] = str(many.minutes * 60)
        return answer


def _wait(many: TooManyTries, say: dict[str, str]) -> str:
    return say["log_in_wait"].format(minutes=many.minutes)


def log_in_address(request: Request) -> str:
    """Where to log in, to come back to where somebody wanted to go."""
    wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    is_page = request.method == "GET" and wanted != "/"
    return "/log-in" + (f"?{urlencode({'then': wanted})}" if is_page else "")


def own_address(then: str) -> str:
    """A page of ours to go on to; the map where an address leads elsewhere.

    >>> [own_address(one) for one in ("/customers?page=2", "//evil.example", "https://evil.example")]
    ['/customers?page=2', '/map', '/map']
    """
    is_ours = then.startswith("/") and not then.startswith("//") and "\\" not in then
    return then if is_ours and then.isprintable() else "/map"
