"""The sources and the quality of their data: ledger, rejected rows, names without a place."""

import asyncio
from collections import Counter
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from percorso.domain.catalogue import CHANNELS, STAGES
from percorso.domain.errors import PercorsoError
from percorso.drawing.language import Language
from percorso.web.mending_words import is_explained, said_of_code
from percorso.web.shell import Shell
from percorso.web.words import Lang, words_of
from percorso.workspace import Workspace
from percorso.workspace.placing import Placing

_COUNTS = ("received", "stored", "duplicate", "rejected", "dropped", "pending", "difference")
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

    async def show(self, request: Request) -> Response:
        """Every source with what became of what it sent, and what waits to be mended."""
        told = await asyncio.to_thread(self._told, self._shell.language(request))
        placed = request.query_params.get("placed", "")
        return self._shell.page(request, "sources", told | {"placed": placed})

    async def place(self, request: Request) -> Response:
        """Give a name its stage, and its channel where one is chosen."""
        form = await request.form(max_files=0, max_fields=5)
        told = {name: str(form.get(name) or "") for name in ("touchpoint", "stage", "channel")}
        placing = Placing(stage=told["stage"] or None, channel=told["channel"] or None)
        desk = self._workspace.catalogue
        try:
            placed = await asyncio.to_thread(desk.place, told["touchpoint"], placing)
        except PercorsoError as failure:
            say = words_of(self._shell.language(request))
            notice = {"heading": say["not_found"], "text": str(failure), "leads_back": True}
            return self._shell.page(request, "notice", notice, status=422)
        self._on_placed()
        name = getattr(placed, f"name_{self._shell.language(request)}")
        return RedirectResponse(f"/sources?{urlencode({'placed': name})}", status_code=303)

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
        return {
            "lines": lines, "counts": _COUNTS,
            "rejected": self._rejected(language),
            "all_stages": [(one.key, getattr(one, f"name_{language}")) for one in STAGES],
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

    def _rejected(self, language: Lang) -> list[dict[str, str]]:
        """What waits, by source and code; the most frequent first."""
        rows: Counter[tuple[str, str]] = Counter()
        examples: dict[tuple[str, str], str] = {}
        for group in self._workspace.rejected.groups():
            which = group.source_key, group.code
            rows[which] += group.rows
            examples.setdefault(which, group.example)
        return [
            {"source": source, "rows": Language(language).number(count),
             "what": said_of_code(code, language)[0], "advice": said_of_code(code, language)[1],
             "example": "" if is_explained(code) else examples[source, code],
             "address": f"/sources/rejected?{urlencode({'source': source, 'code': code})}"}
            for (source, code), count in rows.most_common(_MOST_GROUPS)
        ]  # fmt: skip
