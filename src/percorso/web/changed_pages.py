"""What changed since last week or month: the page, its files, and it under a map's numbers."""

import asyncio
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
from percorso.web.taking_away import Forms, taken_away
from percorso.web.words import LANGUAGES, Lang
from percorso.workspace import Workspace
from percorso.workspace.changed.result import ChangedResult
from percorso.workspace.changed.since import SINCE

_FORMS: Forms[ChangedResult] = {
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
        outcome = await self._maps.since(since, journey, language).outcome()
        names = await asyncio.to_thread(self._workspace.journeys.names)
        at = LANGUAGES.index(language)
        told: dict[str, Any] = {
            "since": since, "choices": SINCE, "journey": journey, "usual": USUAL_JOURNEY,
            "journeys": [(key, called[at] or key) for key, called in names.items()],
            "query": urlencode({"since": since, "journey": journey}),
            "computing": outcome.is_computing, "failure": str(outcome.failure or ""),
            "story": None, "links": _no_links,
        }  # fmt: skip
        if outcome.found is None:
            # What cannot be told of this workspace is no fault of the machine.
            is_fault = outcome.failure and not isinstance(outcome.failure, InputError)
            return self._shell.page(request, "changed", told, status=503 if is_fault else 200)
        found = outcome.found.data
        links = _Links(journey, found.first, found.last)
        return self._shell.page(
            request, "changed", told | {"story": story_of(found), "links": links.of}
        )

    async def progress(self, request: Request) -> Response:
        """How far it is."""
        return JSONResponse(await self._maps.since(*self._asked(request)).progress())

    async def take_away(self, request: Request) -> Response:
        """What changed as a file."""
        asked = self._maps.since(*self._asked(request))
        return await taken_away(request, self._shell, "percorso-changed", _FORMS, asked.whole)

    async def strip(self, request: Request) -> Response:
        """The change of each main number of a map against the period before, asked for later.

        Nothing where the map has no period, so that there is none before it.
        """
        filters = Filters.read(request.query_params)
        language = self._shell.language(request)
        if not filters.has_period_before:
            return JSONResponse({})
        try:
            result = await self._maps.changes(filters, language).whole()
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
