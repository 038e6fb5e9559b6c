"""Persona, typed rows and owners of stages edited on the map; what was typed, and undoing it."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from percorso.domain.access import Permission
from percorso.domain.errors import ConflictError, InputError, NotFoundError, PercorsoError
from percorso.domain.hypotheses import TypedCell
from percorso.domain.picture import MOST_BYTES
from percorso.web.filters import Filters
from percorso.web.page import Page, on, visitor_of
from percorso.web.shell import Shell
from percorso.web.told_typed import TypedWords
from percorso.web.touchpoint_pages import DONE_COOKIE
from percorso.web.words import Lang, words_of
from percorso.workspace import Workspace
from percorso.workspace.maps.typed_desk import TypedNow, TypedRefused

_DONE_SECONDS = 300
# In the cookie that says what was just done, versions are told from edits of the catalogue.
_TYPED = "t"
_STATUS = ((NotFoundError, 404), (InputError, 422), (ConflictError, 409))
# A picture, and the rest of a form around it.
_LARGEST_BYTES = MOST_BYTES + 100_000
_MOST_FIELDS = 60


class TypedPages:
    """The pages of what people typed.

    Args:
        workspace: Whose.
        shell: What stands around.
        on_edited: Called after something else is typed.
    """

    def __init__(self, workspace: Workspace, shell: Shell, on_edited: Callable[[], None]) -> None:
        self._workspace = workspace
        self._shell = shell
        self._on_edited = on_edited

    def routes(self) -> list[Page]:
        """Which address shows what."""
        edit = Permission.EDIT_MAP
        return [
            Page("/typed", self.show, Permission.LOOK),
            Page("/typed/rows", self.row, edit),
            Page("/typed/rows", self.save_row, edit, methods=["POST"], act="typed_row_edited"),
            Page("/typed/rows/{key}", self.row, edit),
            Page("/typed/rows/{key}", self.save_row, edit, methods=["POST"],
                 act="typed_row_edited"),
            Page("/typed/rows/{key}/remove", self.remove_row, edit, methods=["POST"],
                 act="typed_row_removed"),
            Page("/typed/rows/{key}/move", self.move_row, edit, methods=["POST"],
                 act="typed_rows_moved"),
            Page("/typed/persona", self.persona, edit),
            Page("/typed/persona", self.save_persona, edit, methods=["POST"],
                 act="persona_edited", most_bytes=_LARGEST_BYTES),
            Page("/typed/stages/{key}", self.stage, edit),
            Page("/typed/stages/{key}", self.save_stage, edit, methods=["POST"],
                 act="stage_edited"),
            Page("/typed/undo", self.undo, edit, methods=["POST"], act="typed_undone"),
        ]  # fmt: skip

    async def show(self, request: Request) -> Response:
        """All that is typed, and what was changed of it."""
        language = self._shell.language(request)
        now = await asyncio.to_thread(self._workspace.typed.now)
        edits = await asyncio.to_thread(self._workspace.typed.edits)
        standing = await asyncio.to_thread(self._workspace.typed.standing_edit)
        words = self._words(now, language)
        return self._shell.page(request, "typed", {
            "persona": now.hypotheses.persona, "standing": standing or 0, "seen": now.version,
            "rows": [words.row(row) for row in now.hypotheses.rows],
            "stages": words.stages_told(),
            "edits": [words.told(edit) for edit in edits],
        })  # fmt: skip

    async def row(self, request: Request) -> Response:
        """The form of a row, a new one where its address names none."""
        return await self._form(request, "typed_row", {}, "")

    async def persona(self, request: Request) -> Response:
        """The form of the persona."""
        return await self._form(request, "typed_persona", {}, "")

    async def stage(self, request: Request) -> Response:
        """The form of a stage: who answers for it, how people are thought to feel."""
        return await self._form(request, "typed_stage", {}, "")

    async def save_row(self, request: Request) -> Response:
        """Keep a row."""
        form = await request.form(max_files=0, max_fields=_MOST_FIELDS)
        key = request.path_params.get("key")
        label = _said(form, "label")
        on(request, label)
        desk = self._workspace.typed

        def save() -> None:
            cells = {stage.key: _cell(form, stage.key) for stage in desk.now().stages}
            desk.save_row(key, label, cells, _seen(form), visitor_of(request).name)

        return await self._save(request, form, "typed_row", save)

    async def remove_row(self, request: Request) -> Response:
        """Take a row off the map."""
        form = await request.form(max_files=0, max_fields=4)
        key, by = request.path_params["key"], visitor_of(request).name
        return await self._save(
            request, form, "typed_row",
            lambda: self._workspace.typed.remove_row(key, _seen(form), by),
        )  # fmt: skip

    async def move_row(self, request: Request) -> Response:
        """Let a row stand a place further up or down."""
        form = await request.form(max_files=0, max_fields=4)
        key, by, up = request.path_params["key"], visitor_of(request).name, _said(form, "up")
        desk = self._workspace.typed
        try:
            await asyncio.to_thread(desk.move_row, key, _seen(form), by, up=up == "yes")
        except PercorsoError as failure:
            return self._refused(request, failure)
        self._on_edited()
        return RedirectResponse(f"/typed#row-{key}", status_code=303)

    async def save_persona(self, request: Request) -> Response:
        """Keep whose map it is."""
        async with request.form(max_files=1, max_fields=8) as form:
            given = form.get("picture")
            picture = await given.read() if isinstance(given, UploadFile) else b""
            on(request, _said(form, "name"))
            return await self._save(
                request, form, "typed_persona",
                lambda: self._workspace.typed.save_persona(
                    _said(form, "name"), _said(form, "text"), _seen(form),
                    visitor_of(request).name, picture=picture or None,
                    without_picture=bool(_said(form, "without_picture")),
                ),
            )  # fmt: skip

    async def save_stage(self, request: Request) -> Response:
        """Keep who answers for a stage."""
        form = await request.form(max_files=0, max_fields=6)
        key, by = request.path_params["key"], visitor_of(request).name
        return await self._save(
            request, form, "typed_stage",
            lambda: self._workspace.typed.save_stage(
                key, _said(form, "owner"), _feeling(_said(form, "feeling")), _seen(form), by
            ),
        )  # fmt: skip

    async def undo(self, request: Request) -> Response:
        """Take the edit back that the form means, if it is the last that holds."""
        form = await request.form(max_files=0, max_fields=4)
        on(request, _said(form, "no"))
        by = visitor_of(request).name
        try:
            await asyncio.to_thread(self._workspace.typed.undo, _number(_said(form, "no")), by)
        except PercorsoError as failure:
            return self._refused(request, failure)
        self._on_edited()
        address = "/typed" if _said(form, "to") == "typed" else _map_address(form)
        return RedirectResponse(address, status_code=303)

    def done(self, request: Request, language: Lang) -> dict[str, Any] | None:
        """What was just typed, where it still holds and nothing else was typed since."""
        told = request.cookies.get(DONE_COOKIE, "")
        if not told.startswith(_TYPED):
            return None
        desk = self._workspace.typed
        standing = desk.standing_edit()
        if standing is None or f"{_TYPED}{standing}" != told:
            return None
        edit = next(one for one in desk.edits() if one.version == standing)
        return self._words(desk.now(), language).told(edit)

    async def _save(
        self, request: Request, form: FormData, part: str, save: Callable[[], None]
    ) -> Response:
        """Keep what a form says, and lead back to where it stood."""
        before = await asyncio.to_thread(self._workspace.typed.standing_edit)
        try:
            await asyncio.to_thread(save)
        except (InputError, ConflictError) as failure:
            return await self._form(request, part, form, self._shell.why(request, failure), failure)
        except NotFoundError as failure:
            return self._refused(request, failure)
        self._on_edited()
        after = await asyncio.to_thread(self._workspace.typed.standing_edit)
        if _said(form, "to") == "typed":
            return RedirectResponse("/typed", status_code=303)
        answer = RedirectResponse(_map_address(form), status_code=303)
        if after is not None and after != before:
            answer.set_cookie(
                DONE_COOKIE, f"{_TYPED}{after}", max_age=_DONE_SECONDS, samesite="lax",
                httponly=True,
            )  # fmt: skip
        return answer

    async def _form(
        self, request: Request, part: str, said: Mapping[str, Any], trouble: str,
        failure: PercorsoError | None = None,
    ) -> Response:  # fmt: skip
        language = self._shell.language(request)
        now = await asyncio.to_thread(self._workspace.typed.now)
        try:
            told = self._told(part, request, now, language)
        except NotFoundError as missing:
            return self._refused(request, missing)
        query = said.get("query", request.query_params.get("query", ""))
        told |= {
            "part": part, "query": _query(str(query)), "trouble": trouble, "seen": now.version,
            "to": said.get("to", request.query_params.get("to", "")),
        }  # fmt: skip
        told["said"] |= {name: value for name, value in said.items() if isinstance(value, str)}
        name = f"{part}_form" if request.headers.get("x-part") else "typed_form"
        return self._shell.page(request, name, told, status=_status(failure))

    def _told(self, part: str, request: Request, now: TypedNow, language: Lang) -> dict[str, Any]:
        key, words = request.path_params.get("key", ""), self._words(now, language)
        if part == "typed_persona":
            return words.persona_form(now)
        if part == "typed_stage":
            return words.stage_form(now, key)
        return words.row_form(now, key) | {"at": request.query_params.get("at", "")}

    def _words(self, now: TypedNow, language: Lang) -> TypedWords:
        return TypedWords(language, self._shell.company.zone, now.stages)

    def _refused(self, request: Request, failure: PercorsoError) -> Response:
        say = words_of(self._shell.language(request))
        told = {
            "heading": say["refused"],
            "text": self._shell.why(request, failure),
            "leads_back": True,
        }
        return self._shell.page(request, "notice", told, status=_status(failure))


def _said(form: Mapping[str, Any], name: str) -> str:
    return str(form.get(name) or "").strip()


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _seen(form: FormData) -> int:
    return _number(_said(form, "seen"))


def _cell(form: FormData, stage: str) -> TypedCell:
    """A cell as the form says it.

    Raises:
        TypedRefused: its answers are no number.
    """
    count = _said(form, f"n_{stage}") or "0"
    if not (count.isascii() and count.isdigit() and len(count) < 10):
        raise TypedRefused("The number of answers", "a whole number", count)
    return TypedCell(_said(form, f"text_{stage}"), int(count), _said(form, f"source_{stage}"))


def _feeling(text: str) -> float | None:
    """A level; None where nothing is said.

    Raises:
        TypedRefused: it is no number.
    """
    if not text:
        return None
    try:
        return float(text.replace(",", ".").replace("−", "-"))
    except ValueError:
        raise TypedRefused("A feeling", "a number from -1 to 1", text) from None


def _query(text: str) -> str:
    """The filters of an address, and nothing else of it."""
    return Filters.read(dict(parse_qsl(text))).query()


def _map_address(form: Mapping[str, Any]) -> str:
    query = _query(_said(form, "query"))
    return f"/map?{query}" if query else "/map"


def _status(failure: PercorsoError | None) -> int:
    if failure is None:
        return 200
    return next((code for kind, code in _STATUS if isinstance(failure, kind)), 503)
