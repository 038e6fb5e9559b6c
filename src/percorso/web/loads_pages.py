"""Several files given at once: each as it would be read, all loaded by one press, in order."""

import asyncio
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from percorso.domain.access import Permission
from percorso.domain.errors import PercorsoError
from percorso.drawing.language import Language
from percorso.web.load_pages import ROLES
from percorso.web.load_rows import look, reason_of, rows_of, told_report
from percorso.web.loads import MOST_TOGETHER, Loads, Upload, said_of
from percorso.web.page import Page, Visitor, on, visitor_of
from percorso.web.shell import Shell
from percorso.web.words import Lang, words_of
from percorso.workspace import Workspace

_ROWS_SHOWN = 3


class LoadsPages:
    """The page of files that were given at once.

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
            Page("/loads/{token}", self.show, Permission.LOAD),
            Page("/loads/{token}", self.start, Permission.LOAD, methods=["POST"],
                 act="file_loaded"),
            Page("/loads/{token}/progress", self.progress, Permission.LOAD),
        ]  # fmt: skip

    def _all(self, request: Request) -> list[tuple[str, Upload]]:
        """The files given together with the one of the address, in their order."""
        first = self._loads.find(request.path_params["token"])
        found = [(token, self._loads.find(token)) for token in (first.together if first else ())]
        return [(token, upload) for token, upload in found if upload is not None]

    async def show(self, request: Request) -> Response:
        """How each file would be read; or how far each is, and what became of it."""
        found = self._all(request)
        if not found:
            return RedirectResponse("/load", status_code=303)
        language, visitor = self._shell.language(request), visitor_of(request)
        if any(upload.result is not None for _, upload in found):
            told = [_state(token, upload, language, visitor) for token, upload in found]
            is_done = all(one["state"] in ("loaded", "failed", "left") for one in told)
            return self._shell.page(request, "loads_going", {"files": told, "is_done": is_done})
        files = await asyncio.to_thread(self._previews, found, language, visitor)
        ledger = await asyncio.to_thread(self._workspace.sources.ledger)
        return self._shell.page(request, "loads", {
            "files": files, "known": [line.source for line in ledger],
            "can_load": any(one["can_load"] for one in files),
        })  # fmt: skip

    def _previews(
        self, found: list[tuple[str, Upload]], language: Lang, visitor: Visitor
    ) -> list[dict[str, Any]]:
        return [self._preview(token, upload, language, visitor) for token, upload in found]

    def _preview(
        self, token: str, upload: Upload, language: Lang, visitor: Visitor
    ) -> dict[str, Any]:
        chosen = {role: upload.chosen.get(role, "") for role in ROLES}
        looked = look(self._workspace, upload, chosen, upload.date_order, language, visitor)
        columns = looked.seen.columns if looked.seen else {}
        chosen = {role: upload.chosen.get(role, "") for role in ROLES}
        say, places = words_of(language), self._places(language)
        known = [
            (say[f"role_{role}"], _said_column(column, places, say["load_always"]))
            for role in ROLES if (column := chosen[role] or columns.get(role, ""))
        ]  # fmt: skip
        return {
            "token": token, "file": upload.file.name, "source": upload.source,
            "trouble": looked.trouble, "can_load": looked.can_load, "columns": known,
            "rows": rows_of(looked.seen, Language(language), visitor, places)[:_ROWS_SHOWN],
            "refused": len(looked.seen.refused) if looked.seen else 0,
        }  # fmt: skip

    def _places(self, language: Lang) -> dict[str, str]:
        """What every row of a file may tell of, by how it is written: `=order`."""
        places = self._workspace.catalogue.places()
        return {f"={one.key}": str(getattr(one, f"name_{language}")) for one in places}

    async def start(self, request: Request) -> Response:
        """Load all that are ticked, one after the other, in the order they were given."""
        form = await request.form(max_files=0, max_fields=3 * MOST_TOGETHER)
        ticked = set(form.getlist("of"))
        begun = []
        for token, upload in self._all(request):
            if token in ticked:
                upload.source = str(form.get(f"source_{token}") or "").strip() or upload.source
                self._loads.start(token, said_of(upload, upload.chosen, upload.date_order))
                begun.append(f"{upload.file.name} ({upload.source})")
        on(request, ", ".join(begun))
        return RedirectResponse(f"/loads/{request.path_params['token']}", status_code=303)

    async def progress(self, request: Request) -> Response:
        """How far each load is."""
        found = [upload for _, upload in self._all(request) if upload.result is not None]
        done = sum(upload.result is not None and upload.result.done() for upload in found)
        return JSONResponse({
            "done": done == len(found), "share": _share(found), "finished": done,
            "each": {
                token: 1.0 if upload.result.done() else upload.share
                for token, upload in self._all(request) if upload.result is not None
            },
        })  # fmt: skip


def _said_column(column: str, places: dict[str, str], always: str) -> str:
    return always.format(name=places[column]) if column in places else column


def _share(uploads: list[Upload]) -> float:
    """How much of all of them is done, 0..1."""
    shares = [
        1.0 if upload.result is not None and upload.result.done() else upload.share
        for upload in uploads
    ]
    return sum(shares) / len(shares) if shares else 1.0


def _state(token: str, upload: Upload, language: Lang, visitor: Visitor) -> dict[str, Any]:
    """What became of one file, or how far it is."""
    told: dict[str, Any] = {
        "token": token, "file": upload.file.name, "source": upload.source, "share": upload.share,
        "state": "left", "trouble": "", "counts": (), "groups": (), "unplaced": (),
    }  # fmt: skip
    if upload.result is None:
        return told
    if not upload.result.done():
        return told | {"state": "loading" if upload.result.running() else "waits"}
    failure = upload.result.exception()
    if failure is None:
        report = told_report(upload.result.result(), language, visitor)
        return told | report | {"state": "loaded"}
    if not isinstance(failure, PercorsoError):
        raise failure
    return told | {"state": "failed", "trouble": reason_of(failure, language, visitor)}
