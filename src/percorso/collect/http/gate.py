"""Whom a request says it came to: a server answers to its own names alone."""

import ipaddress
import socket
from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import urlsplit

from starlette.types import ASGIApp, Receive, Scope, Send

from percorso.collect.http import answers
from percorso.collect.http.answers import TurnedAway

_LONGEST_HOST = 300


class ForeignHost(TurnedAway):
    """A request for a name that is not this server's."""

    def __init__(self) -> None:
        super().__init__(
            400, "bad_request",
            "This server does not answer to that host name. Whoever runs it can name more with the "
            "setting allowed_hosts.",
        )  # fmt: skip


def names_of_server(listens_on: str, public_url: str, more: Iterable[str]) -> frozenset[str]:
    """The names a server answers to, beside every address in numbers.

    A page of another site can make its own name point here; it cannot make a number do so.

    Args:
        listens_on: The host it listens on.
        public_url: Where others reach it; empty where nothing stands before it.
        more: Further names.
    """
    machine = socket.gethostname().lower()
    own = ["localhost", listens_on, urlsplit(public_url).hostname or "", machine]
    own += [f"{machine.partition('.')[0]}.local", *more]
    return frozenset(name.strip().lower().rstrip(".") for name in own) - {""}


class HostGate:
    """An application that is reached under the names of its server alone.

    Args:
        app: The application.
        names: As `names_of_server` finds them.
    """

    def __init__(self, app: ASGIApp, names: frozenset[str]) -> None:
        self._app = app
        self._is_own = lru_cache(maxsize=1024)(lambda host: _is_own(host, names))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, as ASGI has it."""
        if scope["type"] == "http":
            for name, value in scope["headers"]:
                if name == b"host" and not self._is_own(value[:_LONGEST_HOST]):
                    await answers.refusal(ForeignHost(), {})(scope, receive, send)
                    return
        await self._app(scope, receive, send)


def _is_own(host: bytes, names: frozenset[str]) -> bool:
    """Whether a Host header names this server, by one of its names or by a number.

    >>> own = frozenset({"localhost", "data.shop.example"})
    >>> [_is_own(one, own) for one in (b"Localhost:8400", b"data.shop.example.", b"[::1]:80")]
    [True, True, True]
    >>> [_is_own(one, own) for one in (b"evil.example", b"127.0.0.1.evil.example", b"a]b")]
    [False, False, False]
    """
    try:
        name = urlsplit(f"//{host.decode('ascii')}").hostname or ""
    except ValueError:
        return False
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return name.rstrip(".") in names or not host
    return True
