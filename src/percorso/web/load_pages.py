"""The pages that take a file in: choose it, see how it would be read, load it, see what became."""

import asyncio
from typing import Any

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from percorso.domain.access import Permission
from percorso.domain.errors import PercorsoError
from percorso.drawing.language import Language
from percorso.web.load_rows import look, reason_of, rows_of, told_report
from percorso.web.loads import (
    DATE_ORDERS,
    LARGEST_BYTES,
    MOST_TOGETHER,
    Loads,
    Upload,
    said_of,
    source_guess,
)
from percorso.web.masking import reason_for
from percorso.web.page import Page, on, visitor_of
from percorso.web.shell import Shell
from percorso.web.words import Lang, words_of
from percorso.workspace import Workspace

# What people look for first in a file of contacts; the rest is found by its name or not at all.
ROLES = (
    "at", "touchpoint", "channel", "user_id", "email", "phone", "order_id", "amount", "rating",
    "text",
)  # fmt: skip
_PIECE = 1 << 20


class LoadPages:
    """The pages of a load.

    Args:
        workspace: Where the files go.
        shell: What stands around.
        loads: Keeps and loads them.
    """

    def __init__(self, workspace: Workspace, shell: Shell, loads: Loads) -> None:
        self._workspace = workspace
        self._shell = shell
        self._loads = loads

    def routes(self) -> list[Page]:
        """Which address shows what."""
        return [
            Page("/load", self.begin, Permission.LOAD),
            Page("/load", self.take, Permission.LOAD, methods=["POST"], act="",
                 most_bytes=LARGEST_BYTES),
            Page("/load/{token}", self.show, Permission.LOAD),
            Page("/load/{token}", self.start, Permission.LOAD, methods=["POST"],
                 act="file_loaded"),
            Page("/load/{token}/choose", self.choose, Permission.LOAD, methods=["POST"], act=""),
            Page("/load/{token}/progress", self.progress, Permission.LOAD),
        ]  # fmt: skip

    async def begin(self, request: Request) -> Response:
        """Ask for files and their source."""
        return await self._ask(request, "")

    async def _ask(self, request: Request, trouble: str, status: int = 200) -> Response:
        told = {"known": await self._known(), "trouble": trouble}
        return self._shell.page(request, "load", told, status=status)

    async def _known(self) -> list[str]:
        ledger = await asyncio.to_thread(self._workspace.sources.ledger)
        return [line.source for line in ledger]

    async def take(self, request: Request) -> Response:
        """Keep files, and go on to how they would be read."""
        say = words_of(self._shell.language(request))
        length = request.headers.get("content-length", "")
        if not length.isdigit() or int(length) > LARGEST_BYTES:
            most = f"{LARGEST_BYTES // 1024**2} MB"
            return await self._ask(request, say["load_too_large"].format(most=most), 413)
        known = await self._known()
        async with request.form(max_files=MOST_TOGETHER, max_fields=5) as form:
            source = str(form.get("source") or "").strip()
            given = [one for one in form.getlist("file")
                     if isinstance(one, UploadFile) and one.filename]  # fmt: skip
            tokens = [await self._kept(one, source, known) for one in given]
        if not tokens:
            return await self._ask(request, say["load_incomplete"], 422)
        if len(tokens) == 1:
            return RedirectResponse(f"/load/{tokens[0]}", status_code=303)
        self._loads.keep_together(tokens)
        return RedirectResponse(f"/loads/{tokens[0]}", status_code=303)

    async def _kept(self, given: UploadFile, source: str, known: list[str]) -> str:
        name = given.filename or ""
        file = self._loads.room_for(name)
        with file.open("wb") as out:
            while piece := await given.read(_PIECE):
                await asyncio.to_thread(out.write, piece)
        return self._loads.keep(file, source or source_guess(file.name, known))

    async def show(self, request: Request) -> Response:
        """How a file would be read; or how far its load is, or what became of it."""
        upload = self._loads.find(request.path_params["token"])
        if upload is None:
            return RedirectResponse("/load", status_code=303)
        language, visitor = self._shell.language(request), visitor_of(request)
        shared = {"file": upload.file.name, "source": upload.source, "trouble": ""}
        if upload.result is not None and not upload.result.done():
            return self._shell.page(request, "loading", shared)
        failure = upload.result.exception() if upload.result else None
        if upload.result is not None and failure is None:
            told = told_report(upload.result.result(), language, visitor)
            return self._shell.page(request, "loaded", shared | told)
        if failure is not None and not isinstance(failure, PercorsoError):
            raise failure
        trouble = reason_of(failure, language, visitor) if failure else ""
        told = await asyncio.to_thread(self._preview, request, upload, trouble)
        told["known"] = await self._known()
        return self._shell.page(request, "preview", shared | told)

    def _preview(self, request: Request, upload: Upload, trouble: str) -> dict[str, Any]:
        """How a file would be read, with what the address or somebody before chose of it."""
        language, visitor = self._shell.language(request), visitor_of(request)
        asked = request.query_params
        chosen = {role: asked.get(role, upload.chosen.get(role, "")) for role in ROLES}
        order = asked.get("date_order", upload.date_order)
        source = asked.get("source", "").strip() or upload.source
        looked = look(self._workspace, upload, chosen, order, language, visitor)
        columns = looked.seen.columns if looked.seen else {}
        # What the whole file tells of was perhaps found out just now.
        always = self._always(language)
        chosen = {role: chosen[role] or upload.chosen.get(role, "") for role in ROLES}
        return {
            "trouble": looked.trouble or trouble, "source": source,
            "roles": [(role, chosen[role] or columns.get(role, "")) for role in ROLES],
            "header": looked.header, "always": always,
            "orders": DATE_ORDERS, "order": order,
            "seen": rows_of(looked.seen, Language(language), visitor, dict(always)),
            "refused": [
                (one.place, reason_for(visitor, one.reason)) for one in looked.seen.refused
            ] if looked.seen else [],
            "can_load": looked.can_load, "token": request.path_params["token"],
            # Where the others went on without it, a file is loaded by itself.
            "together": upload.together if self._loads.are_waiting(upload) else (),
        }  # fmt: skip

    def _always(self, language: Lang) -> list[tuple[str, str]]:
        """What every row of a file may tell of, by name."""
        places = self._workspace.catalogue.places()
        named = [(f"={one.key}", str(getattr(one, f"name_{language}"))) for one in places]
        return sorted(named, key=lambda one: one[1].casefold())

    async def choose(self, request: Request) -> Response:
        """Keep what was chosen of one of several files, and go back to all of them."""
        upload = self._loads.find(request.path_params["token"])
        if upload is None:
            return RedirectResponse("/load", status_code=303)
        self._keep_choice(upload, await request.form(max_files=0, max_fields=50))
        first = upload.together[0] if upload.together else request.path_params["token"]
        return RedirectResponse(f"/loads/{first}", status_code=303)

    async def start(self, request: Request) -> Response:
        """Load a file as it was shown."""
        token = request.path_params["token"]
        upload = self._loads.find(token)
        if upload is None:
            return RedirectResponse("/load", status_code=303)
        self._keep_choice(upload, await request.form(max_files=0, max_fields=50))
        on(request, f"{upload.file.name} ({upload.source})")
        self._loads.start(token, said_of(upload, upload.chosen, upload.date_order))
        return RedirectResponse(f"/load/{token}", status_code=303)

    @staticmethod
    def _keep_choice(upload: Upload, form: FormData) -> None:
        upload.chosen = {role: str(form.get(role) or "") for role in ROLES}
        upload.date_order = str(form.get("date_order") or "")
        upload.source = str(form.get("source") or "").strip() or upload.source

    async def progress(self, request: Request) -> Response:
        """How far a load is."""
        upload = self._loads.find(request.path_params["token"])
        is_done = upload is None or upload.result is None or upload.result.done()
        return JSONResponse({"done": is_done, "share": upload.share if upload else 1.0})
