"""Files that are loaded: given, looked at, loaded, and what became of them, as on the pages."""

import asyncio
from dataclasses import dataclass, field
from typing import Annotated, Any, ClassVar, Literal

from fastapi import APIRouter, HTTPException, Query, Request

from percorso.domain.access import Permission
from percorso.domain.mapping import DateOrder
from percorso.drawing.language import Language
from percorso.web.api.access import needs
from percorso.web.api.map_routes import LangQuery
from percorso.web.load_rows import look, reason_of, rows_of
from percorso.web.loads import LARGEST_BYTES, Loads, Upload, said_of, source_guess
from percorso.web.masking import reason_for, text_for
from percorso.web.page import Visitor, on, visitor_of
from percorso.web.words import Lang
from percorso.workspace import Workspace

State = Literal["waits", "loading", "loaded", "failed"]
FileQuery = Annotated[str, Query(min_length=1, max_length=200, description="Name of the file.")]
SourceOfFileQuery = Annotated[
    str, Query(max_length=60, description="Key of its source; empty is told by its name.")
]
# The body is the file itself, so that none has to fit into memory.
_BODY = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}


@dataclass(frozen=True, slots=True)
class LoadNow:
    """A file and what became of it: `share` of it is done, 0..1; `report` once it is loaded."""

    id: str
    file: str
    source: str
    state: State
    share: float
    trouble: str
    report: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class LoadList:
    """The files the server still knows of, in the order they came."""

    items: list[LoadNow]


@dataclass(frozen=True, slots=True)
class Reading:
    """How a file is to be read: role -> column, and the order of day and month."""

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    columns: dict[str, str] = field(default_factory=dict)
    date_order: DateOrder | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """How a file would be read: `columns` by role, its first `rows`, and why it cannot be yet."""

    header: list[str]
    columns: dict[str, str]
    rows: list[dict[str, str]]
    refused: list[dict[str, str]]
    trouble: str


def load_routes(workspace: Workspace, loads: Loads, usual_language: Lang) -> APIRouter:
    """The addresses of loads.

    Args:
        workspace: Where the files go.
        loads: Keeps and loads them, the same as the pages show.
        usual_language: Of sentences where nobody asks for one.
    """
    router = APIRouter(tags=["loads"])
    may_load = needs(Permission.LOAD)

    @router.post("/loads", operation_id="give_file", status_code=201, openapi_extra=_BODY,
                 dependencies=[may_load])  # fmt: skip
    async def give(request: Request, file: FileQuery, source: SourceOfFileQuery = "") -> LoadNow:
        """Give a file; it is looked at and loaded with the addresses below."""
        request.state.limit.most = LARGEST_BYTES
        ledger = await asyncio.to_thread(workspace.sources.ledger)
        room = loads.room_for(file)
        with room.open("wb") as out:
            async for piece in request.stream():
                await asyncio.to_thread(out.write, piece)
        key = source.strip() or source_guess(room.name, [line.source for line in ledger])
        token = loads.keep(room, key)
        return _now(token, _kept(loads, token), usual_language, visitor_of(request))

    @router.get("/loads", operation_id="loads", dependencies=[may_load])
    def every(request: Request, lang: LangQuery = None) -> LoadList:
        """The files given here and on the pages, and what became of each."""
        visitor, language = visitor_of(request), lang or usual_language
        return LoadList([_now(token, one, language, visitor) for token, one in loads.all()])

    @router.get("/loads/{id}", operation_id="load", dependencies=[may_load])
    def one(id: str, request: Request, lang: LangQuery = None) -> LoadNow:
        """How far a file is, or what became of it."""
        return _now(id, _kept(loads, id), lang or usual_language, visitor_of(request))

    @router.post("/loads/{id}/preview", operation_id="preview", dependencies=[may_load])
    def preview(id: str, reading: Reading, request: Request, lang: LangQuery = None) -> Seen:
        """How a file would be read; nothing is loaded."""
        language, visitor, upload = lang or usual_language, visitor_of(request), _kept(loads, id)
        order = reading.date_order or ""
        found = look(workspace, upload, dict(reading.columns), order, language, visitor)
        seen = found.seen
        return Seen(
            list(found.header), dict(seen.columns) if seen else {},
            rows_of(seen, Language(language), visitor),
            [{"place": row.place, "reason": reason_for(visitor, row.reason)}
             for row in (seen.refused if seen else ())],
            found.trouble,
        )  # fmt: skip

    @router.post("/loads/{id}/start", operation_id="start_load", status_code=202,
                 dependencies=[needs(Permission.LOAD, "file_loaded")])  # fmt: skip
    def start(id: str, reading: Reading, request: Request) -> LoadNow:
        """Load a file, after those that were started before; ask its address how far it is."""
        upload = _kept(loads, id)
        upload.chosen, upload.date_order = dict(reading.columns), reading.date_order or ""
        on(request, f"{upload.file.name} ({upload.source})")
        loads.start(id, said_of(upload, upload.chosen, upload.date_order))
        return _now(id, upload, usual_language, visitor_of(request))

    return router


def _kept(loads: Loads, id: str) -> Upload:
    found = loads.find(id)
    if found is None:
        raise HTTPException(404, f"There is no file {id!r}; it may have been let go. Send it.")
    return found


def _now(id: str, upload: Upload, language: Lang, visitor: Visitor) -> LoadNow:
    state: State = "waits"
    trouble, report = "", None
    if upload.result is not None and upload.result.running():
        state = "loading"
    elif upload.result is not None and upload.result.done():
        failure = upload.result.exception()
        state = "failed" if failure else "loaded"
        if failure:
            trouble = reason_of(failure, language, visitor)
        else:
            report = upload.result.result().as_json()
            for group in report["rejected_groups"]:
                group["reason"] = reason_for(visitor, group["reason"])
            for conflict in report["conflicts"]:
                conflict["value"] = text_for(visitor, conflict["value"])
    share = 1.0 if state == "loaded" else upload.share
    return LoadNow(id, upload.file.name, upload.source, state, share, trouble, report)
