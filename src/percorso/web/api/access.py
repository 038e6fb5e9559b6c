"""Who may ask the API, and for what: the one place that says so.

A program shows a token. Without one the rule of the pages holds: who has logged in, or who sits at
the machine while there are no users; and what changes something must come from a page of ours.
"""

import asyncio
from collections.abc import AsyncIterator

from fastapi import HTTPException, Request
from fastapi.params import Depends as Dependency
from starlette.datastructures import Headers
from starlette.types import Scope

from percorso.domain.access import Permission
from percorso.web.guard import READING, Who
from percorso.web.page import Visitor, note, visitor_of
from percorso.web.users.visits import address_of
from percorso.workspace import Workspace

_HOW = {"WWW-Authenticate": "Bearer"}
_NOBODY = "Show a token that holds: Authorization: Bearer …. `percorso token add` makes one."
_NOT_THIS = "Whoever asks may not do this: a token of scope read only reads, a role has its limits."
_NO_FACTOR = "This workspace wants a second factor of everybody: set one up on the pages first."
_NO_EXPORT = "What the API answers leaves the pages: it takes a user who may export."


class Callers:
    """Says who asks: by the token a program shows, else as the pages do.

    Args:
        workspace: Whose tokens.
        visitors: Says who visits the pages.
    """

    def __init__(self, workspace: Workspace, visitors: Who) -> None:
        self._workspace = workspace
        self._visitors = visitors

    async def who(self, scope: Scope) -> Visitor:
        """Who sends a request; whose token does not hold is nobody.

        Raises:
            PercorsoError: the records cannot say.
        """
        kind, _, clear = Headers(scope=scope).get("authorization", "").partition(" ")
        if not kind:
            return await self._visitors(scope)
        token = None
        if kind.lower() == "bearer":
            token = await asyncio.to_thread(self._workspace.tokens.shown, clear.strip())
        return Visitor(token=token, address=address_of(scope))


def needs(permission: Permission, act: str = "", *, always: bool = False) -> Dependency:
    """What a route needs, as a dependency of it.

    Args:
        permission: What whoever asks must be allowed.
        act: What the log of acts calls it where it was done; of what only shows, where it was
            shown in clear. Empty is not noted.
        always: Whether what only shows is noted however it was shown.
    """

    async def let_in(request: Request) -> AsyncIterator[None]:
        visitor = visitor_of(request)
        if not visitor.may(permission):
            is_nobody = visitor.user is None and visitor.token is None
            if visitor.owes_factor:
                raise HTTPException(403, _NO_FACTOR)
            raise HTTPException(401, _NOBODY, _HOW) if is_nobody else HTTPException(403, _NOT_THIS)
        if visitor.user is not None and not visitor.may(Permission.TAKE_AWAY):
            raise HTTPException(403, _NO_EXPORT)
        yield
        if act and (always or request.method not in READING or visitor.sees_identifiers):
            named = " ".join(map(str, request.path_params.values())) or request.url.query
            told = getattr(request.state, "told", {})
            await note(request, act, getattr(request.state, "subject", named), **told)

    let_in.needs = permission  # type: ignore[attr-defined]
    # Before the answer leaves: what cannot be noted is not shown.
    return Dependency(let_in, scope="function")
