"""An address of the pages with the permission it needs, and who asks: there is none without."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Scope

from percorso.domain.access import Actor, Permission, User
from percorso.domain.api_token import ApiToken

Answer = Callable[[Request], Awaitable[Response]]
# Keeps what was done: by whom, its key, to whom or what, and more of it.
Note = Callable[[Actor, str, str, dict[str, str]], None]
_READING = frozenset({"GET", "HEAD"})
_LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who asks for a page.

    Attributes:
        user: Who has logged in; None is nobody.
        sits_here: Whether it is who sits at this machine while there are no users: all is open.
        session: Hash of the log-in; empty is none.
        address: From where.
        token: What a program showed that asks the API; None is none, or one that does not hold.
        owes_factor: Whether they open nothing but what is their own, until they have a second
            factor.
        begun_at: When they logged in, naive UTC; None where they did not.
    """

    user: User | None = None
    sits_here: bool = False
    session: str = ""
    address: str = ""
    token: ApiToken | None = None
    owes_factor: bool = False
    begun_at: datetime | None = None

    def may(self, needs: Permission) -> bool:
        """Whether they may open what needs this."""
        if needs is Permission.ANYBODY:
            return True
        if self.owes_factor and needs is not Permission.SIGNED_IN:
            return False
        known = self.user or self.token
        if known is not None:
            return known.may(needs)
        return self.sits_here and needs is not Permission.SIGNED_IN

    @property
    def sees_identifiers(self) -> bool:
        """Whether identifiers and traits of customers are shown in clear."""
        known = self.user or self.token
        return known is not None and known.sees_personal

    @property
    def reads_texts(self) -> bool:
        """Whether what customers wrote and raw rows are shown; who sits here may read the files."""
        return self.sits_here or self.sees_identifiers

    @property
    def name(self) -> str | None:
        """Who edits, for what is kept of an edit; None is the account the server runs under."""
        if self.token is not None:
            return f"token {self.token.no}, {self.token.name}"[:_LONGEST_NAME]
        return None if self.user is None else self.user.email


class Page(Route):
    """An address, what answers it, and what it takes to open it.

    Args:
        path: The address.
        answer: What answers who may open it.
        needs: What they must be allowed.
        methods: Of HTTP.
        act: What the log of acts calls it where it was done; None is the address of what changes
            something, and nothing of what only shows. Empty where whoever does it notes it.
        most_bytes: How much a page takes that takes files; None is what a form has.
    """

    def __init__(
        self, path: str, answer: Answer, needs: Permission, *, methods: Sequence[str] = ("GET",),
        act: str | None = None, most_bytes: int | None = None,
    ) -> None:  # fmt: skip
        if act is None:
            act = "" if _READING.issuperset(methods) else path
        permitted = _permitted(answer, needs, act, most_bytes)
        super().__init__(path, permitted, methods=list(methods))
        self.needs = needs


def _permitted(answer: Answer, needs: Permission, act: str, most_bytes: int | None) -> Answer:
    async def answered(request: Request) -> Response:
        visitor = visitor_of(request)
        if not visitor.may(needs):
            raise HTTPException(401 if visitor.user is None else 403)
        if most_bytes is not None:
            request.state.limit.most = most_bytes
        given = await answer(request)
        if act and given.status_code < 400:
            subject = getattr(
                request.state, "subject", " ".join(map(str, request.path_params.values()))
            )
            await note(request, act, subject, **getattr(request.state, "told", {}))
        return given

    return answered


def let_in(scope: Scope, visitor: Visitor, keep: Note) -> None:
    """Say who sends a request, and what keeps what they do; before that, no page opens.

    Args:
        scope: Of the request.
        visitor: Who.
        keep: Keeps an act.
    """
    scope.setdefault("state", {}).update(visitor=visitor, keep=keep)


def visitor_of(request: Request) -> Visitor:
    """Who sends a request."""
    found: Visitor = request.state.visitor
    return found


def user_of(request: Request) -> User:
    """Who has logged in.

    Raises:
        HTTPException: nobody has.
    """
    user = visitor_of(request).user
    if user is None:
        raise HTTPException(401)
    return user


def on(request: Request, subject: str, **told: str) -> None:
    """Say to whom or what that is done which the log of acts will tell, and more of it."""
    request.state.subject = subject
    request.state.told = told


async def note(request: Request, act: str, subject: str, **told: str) -> None:
    """Note that somebody did something; while there are no users, nothing is noted."""
    visitor = visitor_of(request)
    if visitor.name is not None:
        role = visitor.user.role if visitor.user is not None else "viewer"
        by = Actor(visitor.name, visitor.address, role)
        await asyncio.to_thread(request.state.keep, by, act, subject, told)
