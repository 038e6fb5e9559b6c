"""Who sends a request: found by the cookie of a log-in."""

import asyncio
import ipaddress

from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.types import Scope

from percorso.web.guard import is_from_here, is_over_https
from percorso.web.page import Visitor
from percorso.workspace import Workspace
from percorso.workspace.users.sign_in import LONGEST

# A browser takes the first from a secure page alone, and gives it to no other host or path.
_COOKIE_OF_HTTPS, _COOKIE_OF_HTTP = "__Host-percorso", "percorso_log_in"
_SIGNS_OF_IPV6_NETWORK = 64


class Visits:
    """Says who visits the pages of a workspace.

    Args:
        workspace: Whose pages.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._are_for_users = False

    async def who(self, scope: Scope) -> Visitor:
        """Who sends a request.

        Raises:
            PercorsoError: the records cannot say.
        """
        token = token_in(HTTPConnection(scope))
        if not token and self._are_for_users:
            return Visitor(address=address_of(scope))
        return await asyncio.to_thread(self._look, scope, token)

    async def are_for_users(self) -> bool:
        """Whether there is a user, so that nobody else sees a page."""
        if not self._are_for_users:
            self._are_for_users = await asyncio.to_thread(self._workspace.users.there_are)
        return self._are_for_users

    def _look(self, scope: Scope, token: str) -> Visitor:
        address = address_of(scope)
        if not self._are_for_users:
            # Users are disabled, never removed: where there was one, there is one.
            self._are_for_users = self._workspace.users.there_are()
        if not self._are_for_users:
            # All that a proxy passes on comes from this machine, whoever sent it.
            sits_here = is_from_here(scope) and not self._workspace.is_behind_proxy
            return Visitor(sits_here=sits_here, address=address)
        found = self._workspace.sign_in.present(token) if token else None
        if found is None:
            return Visitor(address=address)
        return Visitor(
            found.user, session=found.session.sha256, address=address,
            owes_factor=found.owes_factor, begun_at=found.session.begun_at,
        )  # fmt: skip


def token_in(request: HTTPConnection) -> str:
    """The token of the log-in a request comes with; empty where it has none."""
    return request.cookies.get(_cookie(request.scope), "")


def give_token(answer: Response, scope: Scope, token: str) -> None:
    """Let the browser keep a log-in."""
    answer.set_cookie(
        _cookie(scope), token, max_age=int(LONGEST.total_seconds()), path="/", httponly=True,
        secure=is_over_https(scope), samesite="lax",
    )  # fmt: skip


def take_token(answer: Response, scope: Scope) -> None:
    """Let the browser forget it, and what it kept of the pages."""
    answer.delete_cookie(
        _cookie(scope), path="/", httponly=True, secure=is_over_https(scope), samesite="lax"
    )
    answer.headers["Clear-Site-Data"] = '"cache"'


def _cookie(scope: Scope) -> str:
    return _COOKIE_OF_HTTPS if is_over_https(scope) else _COOKIE_OF_HTTP


def address_of(scope: Scope) -> str:
    """From where a request comes."""
    peer = scope.get("client")
    return str(peer[0]) if peer else ""


def network_of(address: str) -> str:
    """What one sender has of addresses: one, or a network of IPv6.

    >>> network_of("192.0.2.7"), network_of("2001:db8::1:2:3:4")
    ('192.0.2.7', '2001:db8::/64')
    """
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if found.version == 4:
        return address
    return str(ipaddress.ip_network((found, _SIGNS_OF_IPV6_NETWORK), strict=False))
