"""The settings: the company's name, and what each user chooses for themselves."""

import asyncio
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from babel.dates import format_datetime
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from percorso.domain.access import Permission
from percorso.domain.errors import InputError, PercorsoError
from percorso.web.company_form import keep_company, told_company
from percorso.web.guard import is_form_from_here
from percorso.web.page import Page, Visitor, on, user_of, visitor_of
from percorso.web.shell import Shell
from percorso.web.users.proving import Proving, TooManyTries
from percorso.web.users.visits import take_token
from percorso.web.users.welcome_pages import trouble_with
from percorso.web.words import LANGUAGES, Lang, words_of
from percorso.workspace import Workspace
from percorso.workspace.users.passwords import LONGEST, SHORTEST
from percorso.workspace.users.sign_in import Session
from percorso.workspace.users.user_errors import LogInWrong


class SettingsPages:
    """The page of the settings.

    Args:
        workspace: Whose.
        shell: What stands around.
        proving: Tries passwords.
    """

    def __init__(self, workspace: Workspace, shell: Shell, proving: Proving) -> None:
        self._workspace = workspace
        self._shell = shell
        self._proving = proving

    def routes(self) -> list[Page]:
        """Which address shows what."""
        own, manage = Permission.SIGNED_IN, Permission.MANAGE
        return [
            Page("/settings", self.show, Permission.LOOK),
            Page("/settings/company", self.rename, manage, methods=["POST"], act="company_renamed"),
            Page("/settings/first", self.make_first, manage, methods=["POST"], act=""),
            Page("/settings/language", self.speak, own, methods=["POST"], act=""),
            Page("/settings/password", self.change_password, own, methods=["POST"], act=""),
            Page("/settings/log-out-everywhere", self.leave, own, methods=["POST"], act=""),
        ]

    async def show(self, request: Request) -> Response:
        """The company, and what is the user's own."""
        return await self._shown(request, "")

    async def rename(self, request: Request) -> Response:
        """Give the company another name, zone or currency, or its pages another language."""
        form = await request.form(max_files=0, max_fields=5)
        try:
            await keep_company(request, self._workspace, self._shell, form)
        except PercorsoError as failure:
            return await self._shown(request, self._shell.why(request, failure))
        on(request, self._shell.company.name)
        return _done("company")

    async def make_first(self, request: Request) -> Response:
        """Lead who sits at the machine to making the first user.

        Raises:
            HTTPException: the page was reached by another name than one of this machine.
        """
        if visitor_of(request).sits_here and not is_form_from_here(request.scope):
            raise HTTPException(403)
        token = await asyncio.to_thread(self._workspace.users.first_link)
        return RedirectResponse(f"/welcome/{token}" if token else "/log-in", status_code=303)

    async def speak(self, request: Request) -> Response:
        """Show the pages in another language, wherever the user logs in."""
        form = await request.form(max_files=0, max_fields=2)
        chosen = str(form.get("language") or "")
        if chosen in LANGUAGES:
            await asyncio.to_thread(self._workspace.own.speak, user_of(request), chosen)
        answer = _done("language")
        self._shell.forget_language(answer)
        return answer

    async def change_password(self, request: Request) -> Response:
        """Take another password; the old one proves that it is the user."""
        form = await request.form(max_files=0, max_fields=4)
        old, new, again = (str(form.get(name) or "") for name in ("old", "password", "again"))
        say, user = words_of(self._shell.language(request)), user_of(request)
        visitor = visitor_of(request)
        if new != again:
            return await self._shown(request, say["password_again_wrong"])

        def change() -> None:
            own = self._workspace.own
            own.change_password(user, old, new, visitor.session, visitor.address)

        try:
            await self._proving.tried(user.email, visitor.address, change)
        except LogInWrong:
            return await self._shown(request, say["password_old_wrong"])
        except TooManyTries as many:
            return await self._shown(request, say["log_in_wait"].format(minutes=many.minutes))
        except InputError as failure:
            return await self._shown(request, trouble_with(failure, say))
        return _done("password")

    async def leave(self, request: Request) -> Response:
        """End every log-in of the user."""
        visitor = visitor_of(request)
        await asyncio.to_thread(self._workspace.own.end_all, user_of(request), visitor.address)
        answer = RedirectResponse("/log-in", status_code=303)
        take_token(answer, request.scope)
        return answer

    async def _shown(self, request: Request, trouble: str) -> Response:
        visitor, language = visitor_of(request), self._shell.language(request)
        sessions: list[Session] = []
        if visitor.user is not None:
            sessions = await asyncio.to_thread(self._workspace.own.sessions, visitor.user)
        told: dict[str, Any] = {
            "trouble": trouble, "language": language,
            "done": words_of(language).get(f"done_{request.query_params.get('done')}", ""),
            **await asyncio.to_thread(told_company, self._workspace, self._shell, request),
            "shortest": SHORTEST, "longest": LONGEST,
            "provider": await asyncio.to_thread(self._provider, visitor),
            "sessions": [
                {"seen": self._when(one.seen_at, language), "address": one.address,
                 "agent": one.agent, "is_this": one.sha256 == visitor.session}
                for one in sessions
            ],
        }  # fmt: skip
        return self._shell.page(request, "settings", told, status=422 if trouble else 200)

    def _provider(self, visitor: Visitor) -> str:
        """The name of a provider the user could link an account of; empty where there is none."""
        desk = self._workspace.provider
        if visitor.user is None or not desk.is_set or desk.has_account(visitor.user):
            return ""
        return urlsplit(desk.issuer).hostname or ""

    def _when(self, at: datetime, language: Lang) -> str:
        local = at.replace(tzinfo=UTC).astimezone(self._shell.company.zone)
        return str(format_datetime(local, "d MMM y, HH:mm", locale=language))


def _done(what: str) -> Response:
    return RedirectResponse(f"/settings?done={what}", status_code=303)
