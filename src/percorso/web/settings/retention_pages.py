"""The page of how long data stay: the rule of each class, and what is older."""

import asyncio
from typing import Any

from babel.dates import format_date
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from percorso.domain.access import Permission
from percorso.domain.errors import InputError
from percorso.domain.retention import Overdue, Rule
from percorso.drawing.language import Language
from percorso.web.page import Page, on, visitor_of
from percorso.web.shell import Shell
from percorso.web.words import Lang, words_of
from percorso.workspace import Workspace
from percorso.workspace.account import account

_ADDRESS = "/settings/retention"


class RetentionPages:
    """The page of the rules.

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
            Page(_ADDRESS, self.change, manage, methods=["POST"], act="retention_set"),
        ]

    async def show(self, request: Request) -> Response:
        """Every rule; where it is asked for, with how much is older."""
        return await self._shown(request, "")

    async def change(self, request: Request) -> Response:
        """Keep a class of data for another time, or let go what is older from now on."""
        form = await request.form(max_files=0, max_fields=6)
        said = {name: str(form.get(name) or "").strip() for name in ("class", "keep", "reason")}
        by, desk = visitor_of(request).name or account(), self._workspace.retention

        def change() -> Rule:
            # Of a class that goes by itself the form has no switch.
            is_on = None if form.get("has_switch") is None else form.get("on") is not None
            return desk.set(
                said["class"], keep=said["keep"], is_on=is_on, actor=by, reason=said["reason"]
            )

        try:
            rule = await asyncio.to_thread(change)
        except InputError as failure:
            return await self._shown(request, self._shell.why(request, failure))
        on(request, said["class"], keep=str(rule.keep), on="yes" if rule.is_on else "no")
        return RedirectResponse(f"{_ADDRESS}?done=1", status_code=303)

    async def _shown(self, request: Request, trouble: str) -> Response:
        is_counted = "count" in request.query_params
        told = await asyncio.to_thread(self._told, self._shell.language(request), is_counted)
        told |= {"trouble": trouble, "done": "done" in request.query_params}
        return self._shell.page(request, "retention", told, status=422 if trouble else 200)

    def _told(self, language: Lang, is_counted: bool) -> dict[str, Any]:
        desk = self._workspace.retention
        found: dict[str, Overdue] = {}
        if is_counted:
            found = {one.rule.data_class.key: one for one in desk.report().overdue}
        return {
            "is_counted": is_counted,
            "rules": [_row(one, found.get(one.data_class.key), language) for one in desk.rules()],
        }


def _row(rule: Rule, overdue: Overdue | None, language: Lang) -> dict[str, Any]:
    say, number = words_of(language), Language(language).number
    key = rule.data_class.key
    return {
        "key": key, "what": say[f"kept_{key}"], "is_on": rule.is_on,
        "keep": f"{rule.keep.count} {say[f'time_{rule.keep.unit}']}",
        "is_always_on": rule.data_class.is_always_on,
        "why": say[f"kept_why_{key}"] if rule.set_at is None else rule.reason,
        "who": "" if rule.set_at is None else
        f"{rule.actor}, {format_date(rule.set_at, 'd MMM y', locale=language)}",
        "older": "" if overdue is None else number(overdue.count),
        "stays": "" if overdue is None else number(overdue.restricted + overdue.needed),
    }  # fmt: skip
