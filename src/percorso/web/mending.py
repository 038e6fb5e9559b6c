"""Rejected rows of one kind on a page: what they are, and how they come in or are let go."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from percorso.domain.access import Permission
from percorso.domain.errors import PercorsoError
from percorso.domain.replay_report import ReplayReport
from percorso.drawing.language import Language
from percorso.web.loads import DATE_ORDERS
from percorso.web.masking import reason_for, text_for
from percorso.web.mending_words import is_explained, said_of_code, ways_of
from percorso.web.page import Page, Visitor, note, on, visitor_of
from percorso.web.refusal_words import refusal
from percorso.web.shell import Shell
from percorso.web.words import Lang, words_of
from percorso.workspace import Workspace

# What programs of offices write, by the words people know them by.
ENCODINGS = (
    ("cp1252", "Windows (Excel)"), ("latin-1", "ISO 8859-1"), ("utf-16", "UTF-16"),
    ("mac_roman", "Mac"),
)  # fmt: skip
_SHOWN_ROWS = 20
_LONGEST_SHOWN = 600


@dataclass(slots=True)
class Mend:
    """Rows that are being tried again.

    Attributes:
        share: How much of it is done, 0..1.
        result: What became of them.
    """

    share: float = 0.0
    result: "Future[ReplayReport] | None" = field(default=None)

    def is_going_on(self) -> bool:
        """Whether it has not ended."""
        return self.result is not None and not self.result.done()


class MendingPages:
    """The page of rejected rows of one source and code.

    Args:
        workspace: Whose rows.
        shell: What stands around.
        on_mended: Called when rows may have come in, on any thread.
    """

    def __init__(self, workspace: Workspace, shell: Shell, on_mended: Callable[[], None]) -> None:
        self._workspace = workspace
        self._shell = shell
        self._on_mended = on_mended
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="mend")
        self._mends: dict[tuple[str, str], Mend] = {}

    def routes(self) -> list[Page]:
        """Which address shows what."""
        return [
            Page("/sources/rejected", self.show, Permission.LOAD),
            Page("/sources/rejected", self.start, Permission.LOAD, methods=["POST"],
                 act="rejected_decided"),
            Page("/sources/rejected/progress", self.progress, Permission.LOAD),
        ]  # fmt: skip

    async def show(self, request: Request) -> Response:
        """What they are and what can be done; or how far it is, or what became of them."""
        which = _which(request)
        mend = self._mends.get(which)
        language = self._shell.language(request)
        told: dict[str, Any] = {"source": which[0], "what": said_of_code(which[1], language)[0]}
        if mend is not None and mend.is_going_on():
            asked = f"/sources/rejected/progress?{request.url.query}"
            return self._shell.page(request, "mending", told | {"ask": asked})
        told |= {"outcome": "", "trouble": ""}
        if mend is not None and mend.result is not None:
            told |= _outcome(mend.result, language, visitor_of(request))
            del self._mends[which]
        visitor, skip = visitor_of(request), _skip(request.query_params.get("skip", ""))
        told |= await asyncio.to_thread(self._told, which, skip, language, visitor)
        if told["entries"] and visitor_of(request).sees_identifiers:
            await note(request, "rejected_seen", ", ".join(which))
        return self._shell.page(request, "mend", told)

    def _told(
        self, which: tuple[str, str], skip: int, language: Lang, visitor: Visitor
    ) -> dict[str, Any]:
        source, code = which
        desk, number = self._workspace.rejected, Language(language).number
        try:
            waiting = sum(group.rows for group in desk.groups(source, code))
            entries = [
                one.as_json() for one in desk.rows(source, code, limit=_SHOWN_ROWS, skip=skip)
            ]
        except PercorsoError:
            waiting, entries = 0, []
        last = skip + len(entries)
        return {
            "code": code,
            "advice": said_of_code(code, language)[1],
            "waiting": waiting,
            "shown": f"{number(skip + 1)}–{number(last)}" if entries else "",
            "before": _at(which, max(0, skip - _SHOWN_ROWS)) if skip else "",
            "after": _at(which, last) if entries and last < waiting else "",
            "rows": number(waiting),
            "ways": ways_of(code),
            "encodings": ENCODINGS,
            "orders": DATE_ORDERS,
            "entries": [
                {"line": one["line"], "place": one["place"],
                 "file": PurePath(one["file"] or "").name,
                 "row": text_for(visitor, _shown(one["row"])),
                 "reason": reason_for(visitor, one["reason"])
                 if language == "en" or not is_explained(code) else ""}
                for one in entries
            ],
        }  # fmt: skip

    async def start(self, request: Request) -> Response:
        """Try them again as was chosen, or let them go."""
        source, code = which = _which(request)
        form = await request.form(max_files=0, max_fields=5)
        said = {name: str(form.get(name) or "") for name in ("do", "encoding", "date_order")}
        back = f"/sources/rejected?{urlencode({'source': source, 'code': code})}"
        on(request, f"{source}, {code}: {said['do']}")
        if said["do"] == "drop":
            return await self._let_go(request, which)
        mend = self._mends.get(which)
        if said["do"] in ways_of(code) and (mend is None or not mend.is_going_on()):
            begun = self._mends[which] = Mend()
            begun.result = self._worker.submit(self._replay, which, said, begun)
        return RedirectResponse(back, status_code=303)

    def _replay(self, which: tuple[str, str], said: dict[str, str], mend: Mend) -> ReplayReport:
        def tell(_: str, share: float) -> None:
            mend.share = share

        way = said["do"]
        encodings = [name for name, _ in ENCODINGS if name == said["encoding"]]
        orders = [one for one in DATE_ORDERS if one == said["date_order"]]
        report = self._workspace.rejected.replay(
            *which,
            encoding=encodings[0] if way == "encoding" and encodings else None,
            date_order=orders[0] if way == "date_order" and orders else None,
            insist=way == "insist",
            new_ids=way == "new_ids",
            on_progress=tell,
        )
        self._on_mended()
        return report

    async def _let_go(self, request: Request, which: tuple[str, str]) -> Response:
        try:
            await asyncio.to_thread(self._workspace.rejected.give_up, *which)
        except PercorsoError as failure:
            say = words_of(self._shell.language(request))
            notice = {
                "heading": say["not_found"],
                "text": self._shell.why(request, failure),
                "leads_back": True,
            }
            return self._shell.page(request, "notice", notice, status=422)
        return RedirectResponse("/sources#rejected", status_code=303)

    async def progress(self, request: Request) -> Response:
        """How far it is."""
        mend = self._mends.get(_which(request))
        is_done = mend is None or not mend.is_going_on()
        return JSONResponse({"done": is_done, "share": mend.share if mend else 1.0})


def _which(request: Request) -> tuple[str, str]:
    return request.query_params.get("source", ""), request.query_params.get("code", "")


def _at(which: tuple[str, str], skip: int) -> str:
    said = {"source": which[0], "code": which[1]} | ({"skip": str(skip)} if skip else {})
    return f"/sources/rejected?{urlencode(said)}"


def _skip(text: str) -> int:
    """How many rows stand before a page, as its address says; 0 where it says none.

    >>> _skip("40"), _skip("-1"), _skip("x")
    (40, 0, 0)
    """
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _shown(row: str) -> str:
    """A row cut to what fits a page.

    >>> _shown("Data;Cliente")
    'Data;Cliente'
    """
    return row if len(row) <= _LONGEST_SHOWN else f"{row[:_LONGEST_SHOWN]}…"


def _outcome(result: "Future[ReplayReport]", language: Lang, visitor: Visitor) -> dict[str, str]:
    """A sentence on what became of the rows."""
    failure = result.exception()
    if isinstance(failure, PercorsoError):
        return {"trouble": refusal(failure, language, hides=not visitor.reads_texts)}
    report = result.result()
    number = Language(language).number
    waiting = report.rejected + report.unreadable.total()
    return {
        "outcome": words_of(language)["mend_outcome"].format(
            came=number(report.replayed), known=number(report.duplicate + report.skipped),
            waiting=number(waiting),
        )
    }  # fmt: skip
