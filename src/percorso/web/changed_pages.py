"""What changed since last week or month: the page, its files, and it under a map's numbers."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from datetime import date
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from percorso.domain.access import Permission
from percorso.domain.errors import InputError, PercorsoError
from percorso.drawing.changed.strip import strip_notes
from percorso.drawing.changed.telling import Told, story_of
from percorso.web.filters import OWN, USUAL_JOURNEY, Filters
from percorso.web.maps import Maps
from percorso.web.page import Page
from percorso.web.shell import Shell
from percorso.web.words import LANGUAGES, Lang, words_of
from percorso.workspace import Workspace
from percorso.workspace.changed.result import ChangedResult
from percorso.workspace.changed.since import SINCE

_PATIENCE_SECONDS = 1.0
_FORMS: dict[str, tuple[str, Callable[[ChangedResult], str | bytes]]] = {
    "pdf": ("application/pdf", ChangedResult.to_pdf),
    "json": ("application/json", ChangedResult.to_json),
}


class ChangedPages:
    """The page of what changed.

    Args:
        workspace: Whose.
        shell: What stands around.
        maps: Computes it.
    """

    def __init__(self, workspace: Workspace, shell: Shell, maps: Maps) -> None:
        self._workspace = workspace
        self._shell = shell
        self._maps = maps

    def routes(self) -> list[Page]:
        """Which address shows what."""
        return [
            Page("/changed", self.show, Permission.LOOK),
            Page("/changed/progress", self.progress, Permission.LOOK),
            Page("/changed.{form}", self.take_away, Permission.TAKE_AWAY, act="changed_exported"),
            Page("/map/strip", self.strip, Permission.LOOK),
        ]

    async def show(self, request: Request) -> Response:
        """What changed, or that it is being computed, or why it cannot be told."""
        since, journey, language = self._asked(request)
        asked = self._maps.since(since, journey, language)
        await _within(asked.result, _PATIENCE_SECONDS)
        names = await asyncio.to_thread(self._workspace.journeys.names)
        at = LANGUAGES.index(language)
        told: dict[str, Any] = {
            "since": since, "choices": SINCE, "journey": journey, "usual": USUAL_JOURNEY,
            "journeys": [(key, called[at] or key) for key, called in names.items()],
            "query": urlencode({"since": since, "journey": journey}),
            "computing": False, "failure": "", "story": None, "links": _no_links,
        }  # fmt: skip
        if not asked.result.done():
            return self._shell.page(request, "changed", told | {"computing": True})
        failure = asked.result.exception()
        if failure is not None:
            if not isinstance(failure, PercorsoError):
                raise failure
            status = 200 if isinstance(failure, InputError) else 503
            return self._shell.page(
                request, "changed", told | {"failure": str(failure)}, status=status
            )
        found = asked.result.result().data
        links = _Links(journey, found.first, found.last)
        return self._shell.page(
            request, "changed", told | {"story": story_of(found), "links": links.of}
        )

    async def progress(self, request: Request) -> Response:
        """How far it is."""
        asked = self._maps.since(*self._asked(request))
        await _within(asked.result, _PATIENCE_SECONDS)
        return JSONResponse({"done": asked.result.done(), "share": asked.share})

    async def take_away(self, request: Request) -> Response:
        """What changed as a file."""
        form = request.path_params["form"]
        if form not in _FORMS:
            return Response(status_code=404)
        kind, write = _FORMS[form]
        asked = self._maps.since(*self._asked(request))
        try:
            result = await asyncio.wrap_future(asked.result)
            content = await asyncio.to_thread(write, result)
        except PercorsoError as failure:
            told = {"heading": words_of(self._shell.language(request))["failed"],
                    "text": str(failure), "leads_back": True}  # fmt: skip
            return self._shell.page(request, "notice", told, status=503)
        headers = {"Content-Disposition": f'attachment; filename="percorso-changed.{form}"'}
        return Response(content, headers=headers, media_type=kind)

    async def strip(self, request: Request) -> Response:
        """The change of each main number of a map against the period before, asked for later.

        Nothing where the map has no period, so that there is none before it.
        """
        filters = Filters.read(request.query_params)
        language = self._shell.language(request)
        if not filters.has_period_before:
            return JSONResponse({})
        try:
            result = await asyncio.wrap_future(self._maps.changes(filters, language).result)
        except PercorsoError:
            return JSONResponse({})
        return JSONResponse(strip_notes(result.data))

    def _asked(self, request: Request) -> tuple[str, str, Lang]:
        told = request.query_params
        since = next((one for one in SINCE if one == told.get("since")), SINCE[0])
        return since, told.get("journey") or USUAL_JOURNEY, self._shell.language(request)


class _Links:
    """Where each line leads: to the map of the same days, and to the customers behind.

    Args:
        journey: Key of the definition.
        first, last: Days of the period.
    """

    def __init__(self, journey: str, first: date, last: date) -> None:
        self._days = {"period": OWN, "since": str(first), "last": str(last)}
        self._journey = {} if journey == USUAL_JOURNEY else {"journey": journey}

    def of(self, one: Told) -> list[tuple[str, str]]:
        """Keys of words and addresses."""
        if one.subject == "source":
            return [("changed_source", "/sources")]
        if one.subject == "rejected":
            return [("changed_mend", "/sources#rejected")]
        if one.subject == "name":
            return [("changed_place", "/sources#unplaced")]
        asked = urlencode({**self._journey, **self._days, "compare": "before"})
        sel = f"#sel={one.key}" if one.subject in ("touchpoint", "transition") else ""
        found = [("changed_open_map", f"/map?{asked}{sel}")]
        if sel:
            behind = urlencode({"touchpoint": one.key, **self._days})
            found.append(("changed_behind", f"/customers?{behind}"))
        return found


def _no_links(_: Told) -> list[tuple[str, str]]:
    return []


async def _within(work: "Future[ChangedResult]", seconds: float) -> None:
    """Wait for some work, for so long at most; it goes on either way."""
    await asyncio.wait({asyncio.ensure_future(asyncio.wrap_future(work))}, timeout=seconds)
