"""Logging in by an OpenID provider: the way there and back."""

import asyncio
import hashlib
import hmac
import secrets
import time
from collections import OrderedDict
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from percorso.domain.access import Permission, User
from percorso.domain.errors import PercorsoError
from percorso.web.guard import is_over_https, is_own_form
from percorso.web.page import Page, user_of, visitor_of
from percorso.web.shell import Shell
from percorso.web.users.log_in_pages import LogInPages
from percorso.web.users.visits import address_of
from percorso.web.words import words_of
from percorso.workspace import Workspace
from percorso.workspace.users.provider_desk import AccountRefused, Attempt, ProviderDesk

ADDRESS = "/log-in/provider"
_BACK = f"{ADDRESS}/back"
_ATTEMPT_SECONDS = 600.0
_MOST_WAITING = 1_000
# A browser takes the first from a secure page alone, and gives it to no other host or path.
_COOKIE_OF_HTTPS, _COOKIE_OF_HTTP = "__Host-percorso-way", "percorso_way"


@dataclass(frozen=True, slots=True)
class _Waiting:
    """Somebody who was sent to the provider.

    Attributes:
        browser: The hash of the cookie that browser alone has.
        session: Of who had logged in, to link an account; empty is somebody who logs in.
    """

    attempt: Attempt
    browser: bytes
    until: float
    then: str
    session: str


class ProviderPages:
    """The pages of the way by a provider.

    Args:
        workspace: Whose.
        shell: What stands around.
        log_in: Begins log-ins.
    """

    def __init__(self, workspace: Workspace, shell: Shell, log_in: LogInPages) -> None:
        self._desk: ProviderDesk = workspace.provider
        self._public_url = workspace.public_url
        self._shell = shell
        self._log_in = log_in
        self._waiting: OrderedDict[str, _Waiting] = OrderedDict()

    def routes(self) -> list[Page]:
        """Which address shows what; none where there is no provider."""
        if not self._desk.is_set:
            return []
        anybody = Permission.ANYBODY
        return [Page(ADDRESS, self.leave, anybody), Page(_BACK, self.come_back, anybody)]

    async def leave(self, request: Request) -> Response:
        """Send somebody to the provider; only the same browser comes back from there."""
        session = visitor_of(request).session
        if session and not is_own_form(request.scope):
            # Else another site could link an account of its own to who is logged in here.
            return self._refused(request, words_of(self._shell.language(request))["not_ours"], 403)
        base = (self._public_url or str(request.base_url)).rstrip("/")
        state, nonce, verifier, cookie = (secrets.token_urlsafe(32) for _ in range(4))
        attempt = Attempt(f"{base}{_BACK}", state, nonce, verifier)
        try:
            address = await asyncio.to_thread(self._desk.address, attempt)
        except PercorsoError as failure:
            return self._refused(request, str(failure), 503)
        then = request.query_params.get("then", "")
        until = time.monotonic() + _ATTEMPT_SECONDS
        self._waiting[state] = _Waiting(attempt, _hash(cookie), until, then, session)
        while len(self._waiting) > _MOST_WAITING:
            self._waiting.popitem(last=False)
        answer = RedirectResponse(address, status_code=303)
        answer.set_cookie(
            _cookie(request), cookie, max_age=int(_ATTEMPT_SECONDS), path="/", httponly=True,
            secure=is_over_https(request.scope), samesite="lax",
        )  # fmt: skip
        return answer

    async def come_back(self, request: Request) -> Response:
        """Let in whom the provider names, or link the account to who has logged in."""
        told, say = request.query_params, words_of(self._shell.language(request))
        waiting = self._waiting.get(told.get("state", ""))
        cookie = request.cookies.get(_cookie(request), "")
        if waiting is None or not hmac.compare_digest(_hash(cookie), waiting.browser):
            return self._refused(request, say["provider_other"], 403)
        del self._waiting[waiting.attempt.state]
        is_theirs = told.get("iss", self._desk.issuer) == self._desk.issuer
        if waiting.until < time.monotonic() or not is_theirs or not told.get("code"):
            return self._refused(request, say["provider_other"], 403)
        try:
            return await self._taken(request, told["code"], waiting)
        except AccountRefused as refused:
            return self._refused(request, say[f"account_{refused.why}"], 403)
        except PercorsoError as failure:
            return self._refused(request, str(failure), 403)

    async def _taken(self, request: Request, code: str, waiting: _Waiting) -> Response:
        address, visitor = address_of(request.scope), visitor_of(request)

        def enter() -> User:
            return self._desk.entered(code, waiting.attempt, address)

        if waiting.session:
            if visitor.session != waiting.session:
                raise AccountRefused("linked")
            user = user_of(request)
            await asyncio.to_thread(self._desk.link, user, code, waiting.attempt, address)
            answer: Response = RedirectResponse("/settings?done=account", status_code=303)
        else:
            found = await asyncio.to_thread(enter)
            answer = await self._log_in.enter(request, found, waiting.then, by_provider=True)
        answer.delete_cookie(
            _cookie(request), path="/", httponly=True, secure=is_over_https(request.scope),
            samesite="lax",
        )  # fmt: skip
        return answer

    def _refused(self, request: Request, text: str, status: int) -> Response:
        say = words_of(self._shell.language(request))
        told = {"heading": say["provider_refused"], "text": text, "leads_back": False,
                "leads_to_log_in": True}  # fmt: skip
        return self._shell.page(request, "notice", told, status=status)


def _cookie(request: Request) -> str:
    return _COOKIE_OF_HTTPS if is_over_https(request.scope) else _COOKIE_OF_HTTP


def _hash(cookie: str) -> bytes:
    return hashlib.sha256(cookie.encode()).digest()
