"""Where a link leads that lets somebody choose a password: the first user, an invited one."""

import asyncio
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from percorso.domain.access import Permission, User
from percorso.domain.errors import InputError
from percorso.web.beginning import first_address
from percorso.web.page import Page, Visitor
from percorso.web.shell import Shell
from percorso.web.users.log_in_pages import LogInPages
from percorso.web.users.proving import Proving
from percorso.web.users.visits import address_of
from percorso.web.words import words_of
from percorso.workspace import Workspace
from percorso.workspace.users.passwords import LONGEST, SHORTEST, PasswordWeak
from percorso.workspace.users.user_errors import LinkSpent, UserUnfit


class WelcomePages:
    """The pages of links that work once.

    Args:
        workspace: Whose users.
        shell: What stands around.
        log_in: Lets in who has chosen a password.
        proving: Gives passwords their turn.
    """

    def __init__(
        self, workspace: Workspace, shell: Shell, log_in: LogInPages, proving: Proving
    ) -> None:
        self._workspace = workspace
        self._shell = shell
        self._log_in = log_in
        self._proving = proving

    def routes(self) -> list[Page]:
        """Which address shows what."""
        return [
            Page("/welcome/{token}", self.ask, Permission.ANYBODY),
            Page("/welcome/{token}", self.take, Permission.ANYBODY, methods=["POST"], act=""),
        ]

    async def ask(self, request: Request) -> Response:
        """Ask for a password, and for who it is where it is the first user."""
        return await self._asked(request, {}, "")

    async def take(self, request: Request) -> Response:
        """Keep the password, and let in who has chosen it."""
        form = await request.form(max_files=0, max_fields=6)
        said = {name: str(form.get(name) or "") for name in ("email", "name", "password", "again")}
        say = words_of(self._shell.language(request))
        if said["password"] != said["again"]:
            return await self._asked(request, said, say["password_again_wrong"])

        def accept() -> User:
            return self._workspace.own.accept(
                request.path_params["token"], said["password"], email=said["email"],
                name=said["name"], address=address_of(request.scope),
            )  # fmt: skip

        try:
            user = await self._proving.in_turn(accept)
        except LinkSpent:
            return await self._asked(request, {}, "")
        except InputError as failure:
            return await self._asked(request, said, trouble_with(failure, say))
        if user.has_second_factor:
            return RedirectResponse("/log-in", status_code=303)
        then = await asyncio.to_thread(first_address, self._workspace, Visitor(user))
        return await self._log_in.enter(request, user, then)

    async def _asked(self, request: Request, said: dict[str, str], trouble: str) -> Response:
        token = request.path_params["token"]
        try:
            found = await asyncio.to_thread(self._workspace.own.welcome, token)
        except LinkSpent:
            say = words_of(self._shell.language(request))
            gone = {"heading": say["link_spent"], "text": say["link_spent_text"],
                    "leads_back": False}  # fmt: skip
            return self._shell.page(request, "notice", gone, status=404)
        told: dict[str, Any] = {
            "kind": found.kind, "user": found.user, "trouble": trouble, "shortest": SHORTEST,
            "longest": LONGEST, "email": said.get("email", ""), "name": said.get("name", ""),
        }  # fmt: skip
        return self._shell.page(request, "welcome", told, status=422 if trouble else 200)


def trouble_with(failure: InputError, say: dict[str, str]) -> str:
    """What is the matter with a password, an address or a name, in words of the page."""
    if isinstance(failure, PasswordWeak):
        return say[f"password_{failure.weakness}"].format(shortest=SHORTEST, longest=LONGEST)
    if isinstance(failure, UserUnfit):
        return say["user_unfit"]
    return str(failure)
