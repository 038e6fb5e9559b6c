"""Whom the pages answer at all, and the headers each answer carries."""

import ipaddress
from collections.abc import Awaitable, Callable
from typing import Literal

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from percorso.domain.errors import PercorsoError
from percorso.web.page import Note, Visitor, let_in

# Styles at elements place what is drawn; no script and no style sheet may stand in a page.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; "
    "font-src 'self' data:; img-src 'self' data:; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
READING = ("GET", "HEAD")
_API = "/api/"
_HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
_ONLY_HTTPS = {"Strict-Transport-Security": "max-age=31536000"}
# What a proxy that stands before the server adds: who sends it does not sit at this machine.
_OF_PROXIES = {"forwarded", "via", "x-real-ip", "cf-connecting-ip", "true-client-ip"}
_OF_PROXIES_TOO = "x-forwarded-"
# What a form has, with room; a page that takes files says so itself.
_MOST_BYTES = 256 * 1024

Refusal = Literal["not_here", "not_ours", "unavailable"]
Who = Callable[[Scope], Awaitable[Visitor]]
Refuse = Callable[[Scope, Receive, Send, Refusal], Awaitable[None]]


class BodyLimit:
    """What comes of a request's body, up to so many bytes; whoever sends it may be anybody.

    Args:
        receive: As ASGI has it.
        most: How many bytes may come; a page that takes files raises it.
    """

    def __init__(self, receive: Receive, most: int = _MOST_BYTES) -> None:
        self._receive = receive
        self._came = 0
        self.most = most

    async def __call__(self) -> Message:
        """The next message.

        Raises:
            HTTPException: too many bytes came.
        """
        message = await self._receive()
        self._came += len(message.get("body", b""))
        if self._came > self.most:
            raise HTTPException(413)
        return message


class Guarded:
    """An application that answers this machine, and over https who has logged in.

    Over plain http from elsewhere, passwords and customers' data would be there to read on the
    way. A page of another site that makes its own name lead here is told apart by the name it
    asks for, and a form of another site by where it was sent from.

    Args:
        pages: Answers who may come.
        who: Says who sends a request.
        keep: Keeps what they do.
        refuse: Answers who may not come.
    """

    def __init__(self, pages: ASGIApp, who: Who, keep: Note, refuse: Refuse) -> None:
        self._pages = pages
        self._who = who
        self._keep = keep
        self._refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, as ASGI has it."""
        if scope["type"] != "http":
            await self._pages(scope, receive, send)
            return
        send = _with_headers(send, is_https=is_over_https(scope))
        let_in(scope, Visitor(), self._keep)
        if scope["path"].startswith("/assets/"):
            await self._pages(scope, receive, send)
        elif not (is_from_here(scope) or is_over_https(scope)):
            await self._refuse(scope, receive, send, "not_here")
        elif scope["method"] not in READING and not (shows_token(scope) or is_own_form(scope)):
            await self._refuse(scope, receive, send, "not_ours")
        else:
            await self._answer(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            let_in(scope, await self._who(scope), self._keep)
        except PercorsoError:
            # Nobody can say who it is: nobody is let in.
            await self._refuse(scope, receive, send, "unavailable")
            return
        limit = scope["state"]["limit"] = BodyLimit(receive)
        await self._pages(scope, limit, send)


def is_from_here(scope: Scope) -> bool:
    """Whether a request comes from this machine and means this machine."""
    peer, headers = scope.get("client"), Headers(scope=scope)
    if any(name in _OF_PROXIES or name.startswith(_OF_PROXIES_TOO) for name in headers):
        return False
    is_meant = _is_loopback(_name_in(headers.get("host", "")))
    return peer is not None and _is_loopback(peer[0]) and is_meant


def is_form_from_here(scope: Scope) -> bool:
    """Whether the page that sent a form was reached by a name of this machine.

    A browser says by which name it reached the page, also where a proxy gives the server another.
    """
    headers = Headers(scope=scope)
    sent_from = headers.get("origin") or headers.get("referer", "")
    return _is_loopback(_name_in(sent_from.partition("://")[2].partition("/")[0]))


def is_over_https(scope: Scope) -> bool:
    """Whether nobody on the way can read a request; a proxy that is trusted may say so."""
    return bool(scope.get("scheme") == "https")


def is_for_programs(scope: Scope) -> bool:
    """Whether a request means the API."""
    return scope["type"] == "http" and str(scope["path"]).startswith(_API)


def shows_token(scope: Scope) -> bool:
    """Whether a program shows a token to the API; a browser adds none to what others make it send.

    Whether the token holds is another question.
    """
    return is_for_programs(scope) and "authorization" in Headers(scope=scope)


def is_own_form(scope: Scope) -> bool:
    """Whether a request that changes something was sent by a page of ours.

    Behind a proxy that gives the server another name than the browser used, no form is.
    """
    headers = Headers(scope=scope)
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    if origin is None:
        return site == "same-origin"
    is_ours = origin.partition("://")[2] == headers.get("host", "")
    return is_ours and site in {None, "same-origin"}


def _name_in(host: str) -> str:
    name, _, port = host.rpartition(":")
    return (name if port.isdigit() else host).strip("[]")


def _is_loopback(name: str) -> bool:
    if name == "localhost":
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def _with_headers(send: Send, *, is_https: bool) -> Callable[[Message], Awaitable[None]]:
    wanted = _HEADERS | (_ONLY_HTTPS if is_https else {})

    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in wanted.items():
                headers.setdefault(name, value)
            headers.setdefault("Cache-Control", "no-store")
        await send(message)

    return sent
