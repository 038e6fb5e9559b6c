"""The log of what people did, on a page: who, what, when, to whom, from where."""

import asyncio
from datetime import UTC
from typing import Any

from babel.dates import format_datetime
from starlette.requests import Request
from starlette.responses import Response

from percorso.domain.access import Permission
from percorso.drawing.language import Language
from percorso.web.page import Page
from percorso.web.shell import Shell
from percorso.web.words import Lang, words_of
from percorso.workspace import Workspace
from percorso.workspace.users.audit_desk import Chain, Entry

_A_PAGE = 100
# What the log keeps of a user -> the word a page has for it.
_FIELDS = {
    "name": "user_name", "role": "role", "sees_personal": "sees_personal",
    "may_export": "may_export", "disabled": "user_off", "second_factor": "second_factor",
    "found": "audit_found", "signs": "audit_signs",
    "keep": "detail_keep", "on": "detail_on", "basis": "detail_basis", "kind": "detail_kind",
    "version": "detail_version", "provider": "provider_account",
    "entries": "detail_entries", "upto": "detail_upto",
}  # fmt: skip
# What a machine alone reads.
_UNSAID = ("follows",)


class AuditPages:
    """The page of the log.

    Args:
        workspace: Whose.
        shell: What stands around.
    """

    def __init__(self, workspace: Workspace, shell: Shell) -> None:
        self._workspace = workspace
        self._shell = shell

    def routes(self) -> list[Page]:
        """Which address shows what."""
        return [Page("/audit", self.show, Permission.MANAGE)]

    async def show(self, request: Request) -> Response:
        """A page of the log, the newest first, and whether it is whole."""
        told = request.query_params.get("before", "")
        before = int(told) if told.isascii() and told.isdigit() and len(told) < 16 else None
        desk, language = self._workspace.audit, self._shell.language(request)
        found = await asyncio.to_thread(desk.entries, _A_PAGE + 1, before)
        is_checked = "check" in request.query_params
        chain = await asyncio.to_thread(desk.chain) if is_checked else Chain(None, 0)
        shown = {
            "entries": [self._told(one, language) for one in found[:_A_PAGE]],
            "next": found[_A_PAGE - 1].no if len(found) > _A_PAGE else None,
            "is_first": before is None, "is_checked": is_checked, "broken": chain.broken,
            "unkeyed": Language(language).number(chain.unkeyed) if chain.unkeyed else "",
        }  # fmt: skip
        return self._shell.page(request, "audit", shown)

    def _told(self, entry: Entry, language: Lang) -> dict[str, Any]:
        say = words_of(language)
        local = entry.happened_at.replace(tzinfo=UTC).astimezone(self._shell.company.zone)
        return {
            "when": format_datetime(local, "d MMM y, HH:mm:ss", locale=language),
            "who": entry.actor or "–", "address": entry.address,
            "what": say.get(f"act_{entry.act}", entry.act),
            "subject": entry.subject,
            "detail": ", ".join(
                f"{say.get(_FIELDS.get(name, ''), name)}: {_value(value, say)}"
                for name, value in entry.detail.items() if name not in _UNSAID
            ),
        }  # fmt: skip


def _value(value: str, say: dict[str, str]) -> str:
    """A value of the log, or one before and after, in words of the page."""
    return " → ".join(
        say[one] if one in ("yes", "no") else say.get(f"role_{one}", one)
        for one in value.split(" → ")
    )
