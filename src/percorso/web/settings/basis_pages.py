"""The page of the legal bases: what each purpose rests on, why, and who chose it."""

import asyncio
from datetime import UTC
from typing import Any

from babel.dates import format_datetime
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from percorso.domain.access import Permission
from percorso.domain.consent.purposes import PURPOSES, purpose_of
from percorso.domain.errors import InputError
from percorso.web.page import Page, on, visitor_of
from percorso.web.shell import Shell
from percorso.web.words import Lang, words_of
from percorso.workspace import Workspace
from percorso.workspace.people.consent_desk import LONGEST_REASON, BasisNotChosen

_ADDRESS = "/settings/bases"


class BasisPages:
    """The page of the legal bases.

    Args:
        workspace: Whose.
        shell: What stands around.
    """

    def __init__(self, workspace: Workspace, shell: Shell) -> None:
        self._workspace = workspace
        self._shell = shell

    def routes(self) -> list[Page]:
        """Which address shows what."""
        manage = Permission.MANAGE
        return [
            Page(_ADDRESS, self.show, manage),
            Page(_ADDRESS, self.choose, manage, methods=["POST"], act="basis_chosen"),
        ]

    async def show(self, request: Request) -> Response:
        """Every purpose with what it rests on."""
        return await self._shown(request, "")

    async def choose(self, request: Request) -> Response:
        """Rest a purpose on a basis from now on."""
        form = await request.form(max_files=0, max_fields=5)
        purpose, basis, reason = (
            " ".join(str(form.get(name) or "").split()) for name in ("purpose", "basis", "reason")
        )
        say, desk = words_of(self._shell.language(request)), self._workspace.consent
        by = visitor_of(request).name or ""

        def choose() -> None:
            desk.choose_own_basis(purpose_of(purpose), basis, reason=reason, actor=by)

        try:
            await asyncio.to_thread(choose)
        except BasisNotChosen:
            return await self._shown(request, say["basis_reason_wanted"])
        except InputError as failure:
            return await self._shown(request, self._shell.why(request, failure))
        on(request, purpose, basis=basis)
        return RedirectResponse(f"{_ADDRESS}?done=1", status_code=303)

    async def _shown(self, request: Request, trouble: str) -> Response:
        told = await asyncio.to_thread(self._told, self._shell.language(request))
        told |= {"trouble": trouble, "done": "done" in request.query_params}
        return self._shell.page(request, "bases", told, status=422 if trouble else 200)

    def _told(self, language: Lang) -> dict[str, Any]:
        desk = self._workspace.consent
        chosen = desk.bases()
        return {
            "purposes": [
                {"key": one.key, "bases": one.bases, "rests_on": chosen.get(one.key, one.usual),
                 "may_be_chosen": one.may_be_chosen}
                for one in PURPOSES.values()
            ],
            "longest_reason": LONGEST_REASON,
            "history": [
                {"purpose": one.purpose, "basis": one.basis, "reason": one.reason,
                 "who": one.actor or "–",
                 "when": format_datetime(
                     one.chosen_at.replace(tzinfo=UTC).astimezone(self._shell.company.zone),
                     "d MMM y, HH:mm",
                     locale=language)}
                for one in desk.basis_history()
            ],
        }  # fmt: skip
