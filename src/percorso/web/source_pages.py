"""The sources and the quality of their data: ledger, rejected rows, names without a place."""

import asyncio
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from percorso.domain.access import Permission
from percorso.domain.catalogue import CHANNELS
from percorso.domain.errors import PercorsoError
from percorso.drawing.language import Language
from percorso.web.ledger_rows import COUNTS, RejectedRow, ledger_rows, rejected_rows
from percorso.web.masking import reason_for
from percorso.web.mending_words import is_explained, said_of_code
from percorso.web.page import Page, Visitor, on, visitor_of
from percorso.web.shell import Shell
from percorso.web.words import Lang, words_of
from percorso.workspace import Workspace
from percorso.workspace.maps.placing import Placing

_MOST_GROUPS = 50


class SourcePages:
    """The page of the sources.

    Args:
        workspace: Whose.
        shell: What stands around.
        on_placed: Called after a name has got its place.
    """

    def __init__(self, workspace: Workspace, shell: Shell, on_placed: Callable[[], None]) -> None:
        self._workspace = workspace
        self._shell = shell
        self._on_placed = on_placed

    def routes(self) -> list[Page]:
        """Which address shows what."""
        return [
            Page("/sources", self.show, Permission.LOOK),
            Page("/sources/place", self.place, Permission.EDIT_MAP, methods=["POST"],
                 act="touchpoint_placed"),
        ]  # fmt: skip

    async def show(self, request: Request) -> Response:
        """Every source with what became of what it sent, and what waits to be mended."""
        told = await asyncio.to_thread(
            self._told, self._shell.language(request), visitor_of(request)
        )
        placed = request.query_params.get("placed", "")
        return self._shell.page(request, "sources", told | {"placed": placed})

    async def place(self, request: Request) -> Response:
        """Give a name its stage, and its channel where one is chosen."""
        form = await request.form(max_files=0, max_fields=5)
        told = {name: str(form.get(name) or "") for name in ("touchpoint", "stage", "channel")}
        placing = Placing(stage=told["stage"] or None, channel=told["channel"] or None)
        desk, by = self._workspace.catalogue, visitor_of(request).name
        on(request, told["touchpoint"])
        try:
            placed = await asyncio.to_thread(desk.place, told["touchpoint"], placing, by=by)
        except PercorsoError as failure:
            say = words_of(self._shell.language(request))
            notice = {
                "heading": say["not_found"],
                "text": self._shell.why(request, failure),
                "leads_back": True,
            }
            return self._shell.page(request, "notice", notice, status=422)
        self._on_placed()
        name = getattr(placed, f"name_{self._shell.language(request)}")
        return RedirectResponse(f"/sources?{urlencode({'placed': name})}", status_code=303)

    def _told(self, language: Lang, visitor: Visitor) -> dict[str, Any]:
        number = Language(language).number
        beyond = [
            (one.door.key, number(one.beyond_limit))
            for one in self._workspace.sources.all()
            if one.beyond_limit
        ]
        lines = [
            {"name": one.source, "kind": one.kind, "is_off": one.is_off,
             "counts": [number(count) for count in one.counts], "is_wrong": one.difference != 0}
            for one in ledger_rows(self._workspace)
        ]  # fmt: skip
        stages = self._workspace.catalogue.stages()
        return {
            "lines": lines, "counts": COUNTS, "beyond": beyond,
            "rejected": self._rejected(language, visitor),
            "all_stages": [(one.key, getattr(one, f"name_{language}")) for one in stages],
            "all_channels": [
                (one.key, getattr(one, f"name_{language}")) for one in CHANNELS.values()
            ],
            "unplaced": [
                (one.touchpoint.key, getattr(one.touchpoint, f"name_{language}"),
                 one.touchpoint.channel, number(one.interactions))
                for one in self._workspace.catalogue.touchpoints()
                if one.touchpoint.stage == "unplaced" and one.interactions
            ],
        }  # fmt: skip

    def _rejected(self, language: Lang, visitor: Visitor) -> list[dict[str, str]]:
        """What waits, by source and code; the most frequent first."""
        return [
            {"source": one.source, "rows": Language(language).number(one.rows),
             "what": said_of_code(one.code, language)[0],
             "advice": said_of_code(one.code, language)[1],
             "example": "" if is_explained(one.code) else reason_for(visitor, one.example),
             "address": _address(one)}
            for one in rejected_rows(self._workspace)[:_MOST_GROUPS]
        ]  # fmt: skip


def _address(one: RejectedRow) -> str:
    return f"/sources/rejected?{urlencode({'source': one.source, 'code': one.code})}"
