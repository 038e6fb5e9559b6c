"""The sources and the quality of their data: ledger, rejected rows, names without a place."""

import asyncio
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from percorso.drawing.language import Language
from percorso.web.shell import Shell
from percorso.web.words import Lang
from percorso.workspace import Workspace

_COUNTS = ("received", "stored", "duplicate", "rejected", "dropped", "pending", "difference")
_MOST_GROUPS = 50


class SourcePages:
    """The page of the sources.

    Args:
        workspace: Whose.
        shell: What stands around.
    """

    def __init__(self, workspace: Workspace, shell: Shell) -> None:
        self._workspace = workspace
        self._shell = shell

    async def show(self, request: Request) -> Response:
        """Every source with what became of what it sent, and what waits to be mended."""
        told = await asyncio.to_thread(self._told, self._shell.language(request))
        return self._shell.page(request, "sources", told)

    def _told(self, language: Lang) -> dict[str, Any]:
        number = Language(language).number
        senders = {one.door.key: one for one in self._workspace.sources.all()}
        lines = []
        for line in self._workspace.sources.ledger():
            sender = senders.pop(line.source, None)
            lines.append({
                "name": line.source, "kind": sender.door.kind if sender else "file",
                "is_off": bool(sender and sender.door.disabled_at),
                "counts": [number(getattr(line, name)) for name in _COUNTS],
                "is_wrong": line.difference != 0,
            })  # fmt: skip
        lines += [
            {"name": key, "kind": one.door.kind, "is_off": one.door.disabled_at is not None,
             "counts": [number(0)] * len(_COUNTS), "is_wrong": False}
            for key, one in senders.items()
        ]  # fmt: skip
        groups = [one.as_json() for one in self._workspace.rejected.groups()]
        return {
            "lines": lines, "counts": _COUNTS,
            "rejected": [
                {**one, "rows": number(one["rows"]), "advice": one["advice"] or ""}
                for one in sorted(groups, key=lambda one: -one["rows"])[:_MOST_GROUPS]
            ],
            "unplaced": [
                (one.touchpoint.name_en if language == "en" else one.touchpoint.name_it,
                 number(one.interactions))
                for one in self._workspace.catalogue.touchpoints()
                if one.touchpoint.stage == "unplaced" and one.interactions
            ],
        }  # fmt: skip
