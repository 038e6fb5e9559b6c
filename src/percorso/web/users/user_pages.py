"""The users of a workspace: who may see the pages, as what, and how they get in."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from percorso.domain.access import ROLES, Actor, Permission, User
from percorso.domain.errors import InputError, PercorsoError
from percorso.web.page import Page, on, visitor_of
from percorso.web.shell import Shell
from percorso.web.users.fresh import Fresh
from percorso.web.words import words_of
from percorso.workspace import Workspace
from percorso.workspace.account import account
from percorso.workspace.users.desk import role_named
from percorso.workspace.users.user_errors import (
    FirstIsOwner,
    LastOwner,
    OwnersAlone,
    UserDisabled,
    UserKnown,
    UserUnfit,
)

_WORDS: dict[type[PercorsoError], str] = {
    UserKnown: "user_known", OwnersAlone: "owners_alone", LastOwner: "last_owner",
    UserUnfit: "user_unfit", FirstIsOwner: "first_is_owner", UserDisabled: "user_disabled",
}  # fmt: skip
# What the form of an invitation says before anything is chosen.
_NEW: dict[str, Any] = {
    "email": "", "name": "", "role": "viewer", "sees_personal": "", "may_export": "",
}  # fmt: skip


class UserPages:
    """The pages of the users.

    Args:
        workspace: Whose.
        shell: What stands around.
        fresh: Asks once more who does it.
    """

    def __init__(self, workspace: Workspace, shell: Shell, fresh: Fresh) -> None:
        self._workspace = workspace
        self._shell = shell
        self._fresh = fresh

    def routes(self) -> list[Page]:
        """Which address shows what."""
        manage, post, fresh = Permission.MANAGE, ["POST"], self._fresh
        return [
            Page("/users", self.show_all, manage),
            Page("/users", fresh.asks(self.invite), manage, methods=post, act=""),
            Page("/users/second-factor", fresh.asks(self.want_factor), manage, methods=post,
                 act="factor_wanted"),
            Page("/users/{no:int}", self.show, manage),
            Page("/users/{no:int}", fresh.asks(self.change), manage, methods=post, act=""),
            Page("/users/{no:int}/reset", fresh.asks(self.reset), manage, methods=post, act=""),
        ]  # fmt: skip

    async def show_all(self, request: Request) -> Response:
        """Every user, and the form that invites another."""
        return await self._listed(request, _NEW, "")

    async def invite(self, request: Request) -> Response:
        """Make a user, and show the link that lets them choose a password."""
        form = await request.form(max_files=0, max_fields=8)
        desk = self._workspace.users

        def make() -> str:
            wanted = _wanted(User(0, _said(form, "email"), "", "viewer"), form)
            invited = desk.invite(wanted, _actor(request))
            return desk.address(invited.token, str(request.base_url))

        link, trouble = await self._tried(request, make)
        if trouble:
            return await self._listed(request, _NEW | dict(form), trouble)
        told = {"link": link, "who": _said(form, "email"), "is_new": True}
        return self._shell.page(request, "user_link", told)

    async def want_factor(self, request: Request) -> Response:
        """Want a second factor of everybody, or no more."""
        form = await request.form(max_files=0, max_fields=2)
        wanted = form.get("wanted") is not None
        say = words_of(self._shell.language(request))
        if wanted and visitor_of(request).user is None:
            # Of nobody there is: who comes first would be asked for a code at once.
            return await self._listed(request, _NEW, say["users_none"])
        desk = self._workspace.preferences
        await asyncio.to_thread(desk.want_second_factor, visitor_of(request).name, wanted=wanted)
        on(request, "", second_factor="yes" if wanted else "no")
        return RedirectResponse("/users?done=factor_wanted", status_code=303)

    async def show(self, request: Request) -> Response:
        """What one user is, to be changed."""
        return await self._shown(request, "")

    async def change(self, request: Request) -> Response:
        """Give a user another name, role or flags, or let them in no more."""
        form = await request.form(max_files=0, max_fields=8)
        desk, user = self._workspace.users, await self._user(request)
        if user is None:
            return RedirectResponse("/users", status_code=303)
        is_disabled, found = form.get("active") is None, user

        def change() -> str:
            wanted = _wanted(found, form)
            if is_disabled and found.disabled_at is None:
                desk.disable(wanted, _actor(request))
            else:
                kept = found.disabled_at if is_disabled else None
                desk.change(replace(wanted, disabled_at=kept), _actor(request))
            return ""

        _, trouble = await self._tried(request, change)
        if trouble:
            return await self._shown(request, trouble)
        return RedirectResponse("/users", status_code=303)

    async def reset(self, request: Request) -> Response:
        """Show a link that lets a user choose a new password."""
        form = await request.form(max_files=0, max_fields=2)
        desk, user = self._workspace.users, await self._user(request)
        if user is None:
            return RedirectResponse("/users", status_code=303)
        found, is_lost = user, form.get("second_factor") is not None

        def reset() -> str:
            token = desk.reset(found, _actor(request), second_factor=is_lost)
            return desk.address(token, str(request.base_url))

        link, trouble = await self._tried(request, reset)
        if trouble:
            return await self._shown(request, trouble)
        told = {"link": link, "who": user.email, "is_new": False}
        return self._shell.page(request, "user_link", told)

    async def _tried(self, request: Request, work: Callable[[], str]) -> tuple[str, str]:
        """What came of some work, and what was the matter with it.

        Raises:
            PercorsoError: it is nothing a form could mend.
        """
        try:
            return await asyncio.to_thread(work), ""
        except PercorsoError as failure:
            if not isinstance(failure, (InputError, *_WORDS)):
                raise
            word = _WORDS.get(type(failure))
            say = words_of(self._shell.language(request))
            return "", say[word] if word else self._shell.why(request, failure)

    async def _listed(self, request: Request, said: dict[str, Any], trouble: str) -> Response:
        told = {
            "users": await asyncio.to_thread(self._workspace.users.all),
            "roles": _roles(request), "chosen": said, "trouble": trouble,
            "factor_wanted": await asyncio.to_thread(self._wants_factor),
            "done": "done" in request.query_params,
        }  # fmt: skip
        return self._shell.page(request, "users", told, status=422 if trouble else 200)

    def _wants_factor(self) -> bool:
        return self._workspace.preferences.wants_second_factor

    async def _shown(self, request: Request, trouble: str) -> Response:
        user = await self._user(request)
        if user is None:
            return RedirectResponse("/users", status_code=303)
        told = {"chosen": user, "roles": _roles(request), "trouble": trouble}
        return self._shell.page(request, "user", told, status=422 if trouble else 200)

    async def _user(self, request: Request) -> User | None:
        users = await asyncio.to_thread(self._workspace.users.all)
        return next((one for one in users if one.no == request.path_params["no"]), None)


def _wanted(user: User, form: FormData) -> User:
    """What a form says a user is to be.

    Raises:
        RoleUnknown: it says a role that does not exist.
    """
    return replace(
        user, name=_said(form, "name"), role=role_named(_said(form, "role")),
        sees_personal=form.get("sees_personal") is not None,
        may_export=form.get("may_export") is not None,
    )  # fmt: skip


def _actor(request: Request) -> Actor:
    visitor = visitor_of(request)
    if visitor.user is None:
        return Actor(account(), visitor.address)
    return Actor(visitor.user.email, visitor.address, visitor.user.role)


def _roles(request: Request) -> tuple[str, ...]:
    """The roles somebody may give: who is no owner makes none."""
    return ROLES if _actor(request).role == "owner" else ROLES[1:]


def _said(form: FormData, name: str) -> str:
    return str(form.get(name) or "").strip()
