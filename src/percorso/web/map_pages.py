"""The map page, the files it can be taken away as, and how far a map is that takes long."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from percorso.domain.access import Permission
from percorso.domain.journey_map import JourneyMap
from percorso.drawing.headline import context_line
from percorso.drawing.language import Language
from percorso.drawing.page.document import (
    main_strip,
    map_parts,
    map_tables,
    unfold_button,
    view_switch,
)
from percorso.drawing.sheet import is_blank
from percorso.web.beginning import first_address
from percorso.web.filters import Filters
from percorso.web.map_head import MapHead
from percorso.web.maps import AskedMap, Maps
from percorso.web.masking import map_for
from percorso.web.page import Page, Visitor, visitor_of
from percorso.web.shell import Shell
from percorso.web.taking_away import Forms, taken_away
from percorso.web.touchpoint_pages import DONE_COOKIE
from percorso.web.words import Lang, words_of
from percorso.workspace import MapResult, Workspace

_FORMS: Forms[MapResult] = {
    "svg": ("image/svg+xml", MapResult.to_svg),
    "png": ("image/png", MapResult.to_png),
    "pdf": ("application/pdf", lambda result: result.to_pdf(paper="a3")),
    "csv": ("text/csv; charset=utf-8", lambda result: "\ufeff" + result.to_csv()),
    "json": ("application/json", MapResult.to_json),
}
# What a page without a map shows of one.
_NOTHING: dict[str, Any] = {
    "computing": False, "failure": "", "context": "", "main": "", "beside": "", "strip": "",
    "switch": "", "unfold": "", "asks_strip": False, "typed": (), "asked": "",
}  # fmt: skip


Done = Callable[[Request, Lang], dict[str, Any] | None]


class MapPages:
    """The pages of the map.

    Args:
        workspace: Whose map.
        shell: What stands around.
        maps: Computes them.
        done: Each may tell what was just edited, in words, for who asks.
    """

    def __init__(
        self, workspace: Workspace, shell: Shell, maps: Maps,
        done: Sequence[Done],
    ) -> None:  # fmt: skip
        self._workspace = workspace
        self._shell = shell
        self._maps = maps
        self._done = done

    def routes(self) -> list[Page]:
        """Which address shows what."""
        return [
            Page("/", self.begin, Permission.LOOK),
            Page("/map", self.show, Permission.LOOK),
            Page("/map/progress", self.progress, Permission.LOOK),
            Page("/map/tables", self.tables, Permission.LOOK),
            Page("/map.{form}", self.take_away, Permission.TAKE_AWAY, act="map_exported"),
        ]

    async def begin(self, request: Request) -> Response:
        """The first page is the map; of a workspace that is new, the way to one."""
        address = await asyncio.to_thread(first_address, self._workspace, visitor_of(request))
        return RedirectResponse(address, status_code=303)

    async def show(self, request: Request) -> Response:
        """The map, or that it is being computed, or why there is none."""
        filters = Filters.read(request.query_params)
        language = self._shell.language(request)
        outcome = await self._maps.of(filters, language).outcome()
        names = await asyncio.to_thread(self._workspace.journeys.names)
        segments = await asyncio.to_thread(self._workspace.segments.all)
        named = {one.key: one.name for one in segments}
        head = MapHead.of(filters, names, named, language)
        done = await asyncio.to_thread(self._just_done, request, language)
        told = _NOTHING | head.told() | {"forms": tuple(_FORMS), "done": done}
        if outcome.found is None:
            told |= {"computing": outcome.is_computing, "failure": str(outcome.failure or "")}
            status = 503 if outcome.failure else 200
            return self._shell.page(request, "map", told, status=status)
        found = await self._shown(outcome.found, visitor_of(request))
        # Who is on the map, in the words of the form and not as a condition.
        found = {**found, "segment": head.segment or None}
        drawn = await asyncio.to_thread(_drawn, found, Language(language), filters.query())
        drawn |= {
            "asks_strip": filters.has_period_before, "asked": urlencode({"query": filters.query()}),
            "typed": [(row["key"], row["label"]) for row in found["typed_rows"]],
        }  # fmt: skip
        shell = self._shell.saying_so(_until(found, language))
        page = shell.page(request, "map", told | drawn)
        if done:
            page.delete_cookie(DONE_COOKIE)
        return page

    async def progress(self, request: Request) -> Response:
        """How far a map is."""
        return JSONResponse(await self._asked(request).progress())

    async def tables(self, request: Request) -> Response:
        """The tables of a map as a part of its page; nothing where it is not computed yet."""
        found = (await self._asked(request).outcome()).found
        if found is None:
            return Response(status_code=409)
        shown = await self._shown(found, visitor_of(request))
        if is_blank(shown):
            return HTMLResponse("")
        language = Language(self._shell.language(request))
        return HTMLResponse(await asyncio.to_thread(map_tables, shown, language))

    async def take_away(self, request: Request) -> Response:
        """The map as a file."""
        asked = self._asked(request)

        async def made() -> MapResult:
            result = await asked.whole()
            return replace(result, data=await self._shown(result, visitor_of(request)))

        return await taken_away(request, self._shell, "percorso-map", _FORMS, made)

    def _just_done(self, request: Request, language: Lang) -> dict[str, Any] | None:
        return next((said for tell in self._done if (said := tell(request, language))), None)

    async def _shown(self, result: MapResult, visitor: Visitor) -> JourneyMap:
        """A map with the actions there are now, which may be newer, and what a visitor may read."""
        found = await asyncio.to_thread(self._workspace.actions.on, result.data)
        return map_for(visitor, found)

    def _asked(self, request: Request) -> AskedMap:
        filters = Filters.read(request.query_params)
        return self._maps.of(filters, self._shell.language(request))


def _drawn(journey_map: JourneyMap, language: Language, query: str) -> dict[str, Any]:
    if is_blank(journey_map):
        return {}
    parts = map_parts(journey_map, language, f"/map/tables?{query}")
    return {
        "main": parts.main, "beside": parts.beside, "strip": main_strip(journey_map, language),
        "context": context_line(journey_map, language), "switch": view_switch(language),
        "unfold": unfold_button(language),
    }  # fmt: skip


def _until(journey_map: JourneyMap, language: Lang) -> str:
    """When a map was computed, by the clock of its zone."""
    at = datetime.fromisoformat(journey_map["computed_at"])
    clock = at.astimezone(ZoneInfo(journey_map["time_zone"]))
    return words_of(language)["computed"].format(time=f"{clock:%H:%M}")
