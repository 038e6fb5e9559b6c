"""Who may open the pages, and the headers each answer carries."""

import ipaddress
from collections.abc import Awaitable, Callable

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Styles at elements place what is drawn; no script and no style sheet may stand in a page.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; "
    "font-src 'self' data:; img-src 'self' data:; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
_READING = ("GET", "HEAD")
_HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}


class Guarded:
    """An application that answers this machine alone, with the headers of our pages.

    There are no users yet, so who sits at the machine is who may see the customers' data. A page
    of another site that makes its own name lead here is told apart by the name it asks for.

    Args:
        pages: Answers who may see them.
        refuse: Answers who may not.
    """

    def __init__(self, pages: ASGIApp, refuse: ASGIApp) -> None:
        self._pages = pages
        self._refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, as ASGI has it."""
        if scope["type"] != "http":
            await self._pages(scope, receive, send)
            return
        may_come = is_from_here(scope) and (scope["method"] in _READING or is_own_form(scope))
        answer = self._pages if may_come else self._refuse
        await answer(scope, receive, _with_headers(send))


def is_from_here(scope: Scope) -> bool:
    """Whether a request comes from this machine and means this machine."""
    peer = scope.get("client")
    host = Headers(scope=scope).get("host", "")
    name = host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() else host
    return peer is not None and _is_loopback(peer[0]) and _is_loopback(name.strip("[]"))


def is_own_form(scope: Scope) -> bool:
    """Whether a request that changes something was sent by a page of ours."""
    headers = Headers(scope=scope)
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    return headers.get("origin", "").partition("://")[2] == headers.get("host", "")


def _is_loopback(name: str) -> bool:
    if name == "localhost":
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def _with_headers(send: Send) -> Callable[[Message], Awaitable[None]]:
    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers.setdefault(name, value)
            headers.setdefault("Cache-Control", "no-store")
        await send(message)

    return sent
