"""Editing a touchpoint: its names, place, owner and promise; what was edited, and undoing it."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from percorso.domain.access import Permission
from percorso.domain.catalogue import CHANNELS
from percorso.domain.errors import ConflictError, InputError, NotFoundError, PercorsoError
from percorso.web.filters import Filters
from percorso.web.page import Page, on, visitor_of
from percorso.web.shell import Shell
from percorso.web.told_edits import EditWords
from percorso.web.words import Lang, words_of
from percorso.workspace import Workspace
from percorso.workspace.maps.placing import Placing, PlacingRefused

# For a short while, the next page says what was done and offers to undo it.
DONE_COOKIE = "percorso_done"
_DONE_SECONDS = 300
_STATUS = ((NotFoundError, 404), (InputError, 422), (ConflictError, 409))
_HOUR_SECONDS = 3600


class TouchpointPages:
    """The pages of the catalogue's edits.

    Args:
        workspace: Whose.
        shell: What stands around.
        on_edited: Called after the catalogue is another one.
    """

    def __init__(self, workspace: Workspace, shell: Shell, on_edited: Callable[[], None]) -> None:
        self._workspace = workspace
        self._shell = shell
        self._on_edited = on_edited

    def routes(self) -> list[Page]:
        """Which address shows what."""
        return [
            Page("/touchpoints/{key}", self.show, Permission.EDIT_MAP),
            Page("/touchpoints/{key}", self.save, Permission.EDIT_MAP, methods=["POST"],
                 act="touchpoint_edited"),
            Page("/touchpoints/{key}/merge", self.merge, Permission.EDIT_MAP, methods=["POST"],
                 act="touchpoint_merged"),
            Page("/changes", self.changes, Permission.LOOK),
            Page("/changes/undo", self.undo, Permission.EDIT_MAP, methods=["POST"],
                 act="edit_undone"),
        ]  # fmt: skip

    async def show(self, request: Request) -> Response:
        """The form of a touchpoint: a page, or the part the map's panel shows."""
        return await self._form(request, {}, "")

    async def save(self, request: Request) -> Response:
        """Keep what the form says."""
        form = await request.form(max_files=0, max_fields=12)
        key, by = request.path_params["key"], visitor_of(request).name
        return await self._edit(request, form, key, lambda: self._place(key, form, by))

    async def merge(self, request: Request) -> Response:
        """Let all names of a touchpoint lead to another one."""
        form = await request.form(max_files=0, max_fields=4)
        key, into = request.path_params["key"], _said(form, "into")
        by = visitor_of(request).name
        on(request, f"{key} → {into}")
        return await self._edit(request, form, into, lambda: self._merge(key, into, by))

    async def changes(self, request: Request) -> Response:
        """What was edited, the newest first."""
        told = await asyncio.to_thread(self._changes, self._shell.language(request))
        return self._shell.page(request, "changes", told)

    async def undo(self, request: Request) -> Response:
        """Take the edit back that the form means, if it is the last that holds."""
        form = await request.form(max_files=0, max_fields=3)
        no = _said(form, "no")
        on(request, no)
        try:
            await asyncio.to_thread(
                self._workspace.catalogue.undo, int(no) if no.isascii() and no.isdigit() else 0,
                by=visitor_of(request).name,
            )  # fmt: skip
        except PercorsoError as failure:
            return self._refused(request, failure)
        self._on_edited()
        if _said(form, "to") == "changes":
            return RedirectResponse("/changes", status_code=303)
        return RedirectResponse(_map_address(form), status_code=303)

    def done(self, request: Request, language: Lang) -> dict[str, Any] | None:
        """What was just edited, where it still holds and nothing else was edited since."""
        told = request.cookies.get(DONE_COOKIE)
        edit = self._workspace.catalogue.standing_edit() if told else None
        return self._words(language).told(edit) if edit and str(edit.no) == told else None

    async def _edit(
        self, request: Request, form: FormData, shown: str, edit: Callable[[], int | None]
    ) -> Response:
        """Make an edit, and lead back to the map it was made on."""
        try:
            no = await asyncio.to_thread(edit)
        except (InputError, NotFoundError) as failure:
            return await self._form(request, dict(form), self._shell.why(request, failure))
        self._on_edited()
        # An address without a fragment keeps the form's own, with all that is open on the map.
        fragment = "" if shown == request.path_params["key"] else f"#sel={shown}"
        answer = RedirectResponse(_map_address(form) + fragment, status_code=303)
        if no is not None:
            answer.set_cookie(
                DONE_COOKIE, str(no), max_age=_DONE_SECONDS, samesite="lax", httponly=True
            )
        return answer

    def _place(self, key: str, form: FormData, by: str | None) -> int | None:
        """The number of the edit; None where nothing is another one."""
        placing = Placing(
            stage=_said(form, "stage"), channel=_said(form, "channel"),
            name_it=_said(form, "name_it"), name_en=_said(form, "name_en"),
            owner=_said(form, "owner"), promise_seconds=_promise(_said(form, "promise")),
        )  # fmt: skip
        return self._numbered(key, placing, by)

    def _merge(self, key: str, into: str, by: str | None) -> int | None:
        # Only what there is: a name nobody has would become a touchpoint.
        self._workspace.catalogue.edited(into)
        return self._numbered(key, Placing(into=into), by)

    def _numbered(self, key: str, placing: Placing, by: str | None) -> int | None:
        desk = self._workspace.catalogue
        desk.edited(key)
        before = desk.standing_edit()
        desk.place(key, placing, by=by)
        after = desk.standing_edit()
        return after.no if after and after != before else None

    async def _form(self, request: Request, said: Mapping[str, Any], trouble: str) -> Response:
        language = self._shell.language(request)
        try:
            told = await asyncio.to_thread(self._told, request.path_params["key"], language)
        except NotFoundError as failure:
            return self._refused(request, failure)
        query = said.get("query", request.url.query)
        told |= {"query": _query(str(query)), "trouble": trouble} | {"said": told["said"] | said}
        part = "touchpoint_form" if request.headers.get("x-part") else "touchpoint"
        return self._shell.page(request, part, told, status=422 if trouble else 200)

    def _told(self, key: str, language: Lang) -> dict[str, Any]:
        found = self._workspace.catalogue.edited(key)
        place, name = found.touchpoint, f"name_{language}"
        promise = place.promise_seconds
        others = [(one.key, getattr(one, name)) for one in found.others]
        channels = [(one.key, getattr(one, name)) for one in CHANNELS.values()]
        return {
            "key": key, "name": getattr(place, name), "names": found.observed_names,
            "said": {
                "name_it": place.name_it, "name_en": place.name_en, "stage": place.stage,
                "channel": place.channel, "owner": place.owner or "",
                "into": "",
                "promise": "" if promise is None else f"{promise / _HOUR_SECONDS:g}",
            },
            "stages": [(one.key, getattr(one, name)) for one in self._workspace.catalogue.stages()],
            "channels": sorted(channels, key=lambda one: one[1].casefold()),
            "others": sorted(others, key=lambda one: one[1].casefold()),
        }  # fmt: skip

    def _changes(self, language: Lang) -> dict[str, Any]:
        desk = self._workspace.catalogue
        standing = desk.standing_edit()
        words = self._words(language)
        return {
            "edits": [words.told(edit) for edit in desk.edits()],
            "standing": standing.no if standing else 0,
        }

    def _words(self, language: Lang) -> EditWords:
        names = {
            one.key: getattr(one, f"name_{language}") for one in self._workspace.catalogue.places()
        }
        stages = {one.key: one for one in self._workspace.catalogue.stages()}
        return EditWords(language, self._shell.company.zone, names, stages)

    def _refused(self, request: Request, failure: PercorsoError) -> Response:
        say = words_of(self._shell.language(request))
        status = next((code for kind, code in _STATUS if isinstance(failure, kind)), 503)
        told = {
            "heading": say["refused"],
            "text": self._shell.why(request, failure),
            "leads_back": True,
        }
        return self._shell.page(request, "notice", told, status=status)


def _said(form: FormData, name: str) -> str:
    return str(form.get(name) or "").strip()


def _promise(hours: str) -> float:
    """Seconds; 0 where nothing is said, which takes a promise back.

    Raises:
        PlacingRefused: it is no number.
    """
    if not hours:
        return 0.0
    try:
        return float(hours.replace(",", ".")) * _HOUR_SECONDS
    except ValueError:
        raise PlacingRefused("promise", "hours as a number", hours) from None


def _query(text: str) -> str:
    """The filters of an address, and nothing else of it."""
    return Filters.read(dict(parse_qsl(text))).query()


def _map_address(form: FormData) -> str:
    query = _query(_said(form, "query"))
    return f"/map?{query}" if query else "/map"
