"""The pages that take a file in: choose it, see how it would be read, load it, see what became."""

import asyncio
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from percorso.collect.file_errors import AmbiguousDates
from percorso.collect.preview import Preview, SeenInteraction
from percorso.domain.access import Permission
from percorso.domain.errors import PercorsoError
from percorso.domain.load_report import LoadReport
from percorso.drawing.language import Language
from percorso.web.loads import DATE_ORDERS, LARGEST_BYTES, Loads, Upload, said_of
from percorso.web.masking import reason_for, text_for, who_for
from percorso.web.page import Page, Visitor, on, visitor_of
from percorso.web.shell import Shell
from percorso.web.words import Lang, words_of
from percorso.workspace import Workspace

# What people look for first in a file of contacts; the rest is found by its name or not at all.
ROLES = (
    "at", "touchpoint", "channel", "user_id", "email", "phone", "order_id", "amount", "rating",
    "text",
)  # fmt: skip
_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class _Looked:
    """How a file would be read, or why it cannot be yet."""

    seen: Preview | None
    header: tuple[str, ...]
    trouble: str


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
            Page("/load/{token}/progress", self.progress, Permission.LOAD),
        ]  # fmt: skip

    async def begin(self, request: Request) -> Response:
        """Ask for a file and its source."""
        return await self._ask(request, "")

    async def _ask(self, request: Request, trouble: str, status: int = 200) -> Response:
        ledger = await asyncio.to_thread(self._workspace.sources.ledger)
        told = {"known": [line.source for line in ledger], "trouble": trouble}
        return self._shell.page(request, "load", told, status=status)

    async def take(self, request: Request) -> Response:
        """Keep a file, and go on to how it would be read."""
        say = words_of(self._shell.language(request))
        length = request.headers.get("content-length", "")
        if not length.isdigit() or int(length) > LARGEST_BYTES:
            most = f"{LARGEST_BYTES // 1024**2} MB"
            return await self._ask(request, say["load_too_large"].format(most=most), 413)
        async with request.form(max_files=1, max_fields=5) as form:
            given, source = form.get("file"), str(form.get("source") or "").strip()
            if not isinstance(given, UploadFile) or not given.filename or not source:
                return await self._ask(request, say["load_incomplete"], 422)
            file = self._loads.room_for(given.filename)
            with file.open("wb") as out:
                while piece := await given.read(_PIECE):
                    await asyncio.to_thread(out.write, piece)
        token = self._loads.keep(file, source)
        return RedirectResponse(f"/load/{token}", status_code=303)

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
            told = _told(upload.result.result(), language, visitor)
            return self._shell.page(request, "loaded", shared | told)
        if failure is not None and not isinstance(failure, PercorsoError):
            raise failure
        chosen = {role: request.query_params.get(role, "") for role in ROLES}
        order = request.query_params.get("date_order", "")
        looked = await asyncio.to_thread(self._look, upload, chosen, order, language, visitor)
        columns = looked.seen.columns if looked.seen else {}
        return self._shell.page(request, "preview", shared | {
            "trouble": looked.trouble
            or (_reason(failure, language, visitor) if failure else ""),
            "roles": [(role, chosen[role] or columns.get(role, "")) for role in ROLES],
            "header": looked.header, "orders": DATE_ORDERS, "order": order,
            "seen": _rows(looked.seen, Language(language), visitor),
            "refused": [
                (one.place, reason_for(visitor, one.reason)) for one in looked.seen.refused
            ] if looked.seen else [],
            "can_load": looked.seen is not None and bool(looked.seen.interactions),
        })  # fmt: skip

    def _look(
        self, upload: Upload, chosen: dict[str, str], order: str, language: Lang, visitor: Visitor
    ) -> _Looked:
        try:
            if not any(chosen.values()):
                found = self._workspace.preview(upload.file, said_of(upload, {}, order))
                upload.recognised = found.columns
                return _Looked(found, found.header, "")
            seen = self._workspace.preview(upload.file, said_of(upload, chosen, order))
        except PercorsoError as error:
            header = getattr(error, "header", ())
            return _Looked(None, tuple(header), _reason(error, language, visitor))
        return _Looked(seen, seen.header, "")

    async def start(self, request: Request) -> Response:
        """Load a file as it was shown."""
        token = request.path_params["token"]
        upload = self._loads.find(token)
        if upload is None:
            return RedirectResponse("/load", status_code=303)
        on(request, f"{upload.file.name} ({upload.source})")
        form: FormData = await request.form(max_files=0, max_fields=50)
        chosen = {role: str(form.get(role) or "") for role in ROLES}
        self._loads.start(token, said_of(upload, chosen, str(form.get("date_order") or "")))
        return RedirectResponse(f"/load/{token}", status_code=303)

    async def progress(self, request: Request) -> Response:
        """How far a load is."""
        upload = self._loads.find(request.path_params["token"])
        is_done = upload is None or upload.result is None or upload.result.done()
        return JSONResponse({"done": is_done, "share": upload.share if upload else 1.0})


def _reason(error: BaseException, language: Lang, visitor: Visitor) -> str:
    """What is the matter with a file; what a command's option would mend is chosen on the page."""
    say = words_of(language)
    if isinstance(error, AmbiguousDates):
        return say["load_dates"].format(column=error.column)
    role = getattr(error, "role", "")
    return say.get(f"load_no_{role}", "") or reason_for(visitor, str(error))


def _rows(seen: Preview | None, speech: Language, visitor: Visitor) -> list[dict[str, str]]:
    return [_row(one, speech, visitor) for one in seen.interactions] if seen else []


def _row(one: SeenInteraction, speech: Language, visitor: Visitor) -> dict[str, str]:
    amount = one.values.get("amount")
    money = [] if amount is None else [speech.number(amount, 2), one.values.get("currency", "")]
    return {
        "line": "" if one.line is None else str(one.line),
        "at": f"{one.occurred_at:%Y-%m-%d %H:%M}",
        "touchpoint": one.touchpoint,
        "who": who_for(visitor, one),
        "amount": " ".join(money).strip(),
        "text": text_for(visitor, str(one.values.get("text", ""))[:120]),
    }


def _told(report: LoadReport, language: Lang, visitor: Visitor) -> dict[str, Any]:
    """What became of the rows of a load."""
    number = Language(language).number
    counts = ("read", "loaded", "duplicate", "rejected", "interactions", "anonymous")
    return {
        "counts": [(name, number(getattr(report, name))) for name in counts],
        "unplaced": report.unplaced[:30],
        "groups": [
            (number(group.rows), reason_for(visitor, group.reason))
            for group in report.rejected_groups
        ],
        "said": report.said,
    }
