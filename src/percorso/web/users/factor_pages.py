"""A second factor in the settings: the picture a device reads, and the first code it gives."""

import asyncio
import re
from collections.abc import Callable

import segno
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from percorso.domain.access import Permission
from percorso.web.page import Page, user_of, visitor_of
from percorso.web.shell import Shell
from percorso.web.users.proving import Proving, TooManyTries
from percorso.web.words import words_of
from percorso.workspace import Workspace
from percorso.workspace.users.second_factor import NewFactor, factor_of
from percorso.workspace.users.user_errors import FactorWanted, LogInWrong

_SECRET = re.compile(r"[A-Z2-7]{32}")
_DOT_PIXELS = 5
FACTOR_ADDRESS = "/settings/second-factor"


class FactorPages:
    """The pages of the second factor.

    Args:
        workspace: Whose users.
        shell: What stands around.
        proving: Tries passwords and codes.
    """

    def __init__(self, workspace: Workspace, shell: Shell, proving: Proving) -> None:
        self._workspace = workspace
        self._shell = shell
        self._proving = proving

    def routes(self) -> list[Page]:
        """Which address shows what."""
        own, post = Permission.SIGNED_IN, ["POST"]
        return [
            Page(FACTOR_ADDRESS, self.ask, own),
            Page(FACTOR_ADDRESS, self.take, own, methods=post, act=""),
            Page(f"{FACTOR_ADDRESS}/off", self.drop, own, methods=post, act=""),
        ]

    async def ask(self, request: Request) -> Response:
        """Show what a device reads; or how to ask for no code any more."""
        factor = await asyncio.to_thread(self._workspace.own.new_factor, user_of(request))
        return self._asked(request, factor, "")

    async def take(self, request: Request) -> Response:
        """Ask for codes from now on, once a device has given the first."""
        form = await request.form(max_files=0, max_fields=5)
        password, code, secret = (
            str(form.get(name) or "") for name in ("password", "code", "secret")
        )
        if not _SECRET.fullmatch(secret):
            return RedirectResponse(FACTOR_ADDRESS, status_code=303)
        user, visitor = user_of(request), visitor_of(request)
        own = self._workspace.own

        def take() -> None:
            own.take_factor(user, password, secret, code, visitor.session, visitor.address)

        trouble = await self._trouble(request, take)
        if trouble:
            return self._asked(request, factor_of(secret, user.email, own.company()), trouble)
        return RedirectResponse("/settings?done=factor", status_code=303)

    async def drop(self, request: Request) -> Response:
        """Ask for no code any more."""
        form = await request.form(max_files=0, max_fields=3)
        password, code = (str(form.get(name) or "") for name in ("password", "code"))
        user, visitor = user_of(request), visitor_of(request)
        own = self._workspace.own

        def drop() -> None:
            own.drop_factor(user, password, code, visitor.session, visitor.address)

        trouble = await self._trouble(request, drop)
        if trouble:
            return self._asked(request, None, trouble)
        return RedirectResponse("/settings?done=factor_off", status_code=303)

    async def _trouble(self, request: Request, work: Callable[[], None]) -> str:
        say = words_of(self._shell.language(request))
        try:
            await self._proving.tried(user_of(request).email, visitor_of(request).address, work)
        except LogInWrong:
            return say["factor_wrong"]
        except FactorWanted:
            return say["factor_wanted_stays"]
        except TooManyTries as many:
            return say["log_in_wait"].format(minutes=many.minutes)
        return ""

    def _asked(self, request: Request, factor: NewFactor | None, trouble: str) -> Response:
        told = {
            "has_one": user_of(request).has_second_factor, "trouble": trouble,
            "is_owed": visitor_of(request).owes_factor,
            "secret": factor.secret if factor else "",
            "picture": _picture(factor.address) if factor else "",
        }  # fmt: skip
        status = 422 if trouble else 200
        return self._shell.page(request, "second_factor", told, status=status)


def _picture(address: str) -> str:
    """What a device reads, as a drawing; on white in the dark, too, or cameras see nothing."""
    drawn: str = segno.make(address, error="m").svg_inline(
        scale=_DOT_PIXELS, light="#fff", dark="#000"
    )
    return drawn
