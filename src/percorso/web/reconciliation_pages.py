"""The page that sets what each source counts beside what is held, and takes its totals in."""

import asyncio
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from babel.numbers import format_currency
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from percorso.domain.access import Permission
from percorso.domain.errors import InputError, NotFoundError, PercorsoError
from percorso.domain.money import decimals_of
from percorso.domain.reconciliation import (
    MEASURES,
    Cause,
    Measure,
    ReconciledDay,
    ReconciledSource,
    Reconciliation,
)
from percorso.domain.reconciliation_table import reconciliation_csv
from percorso.drawing.language import Language
from percorso.web.page import Page, on
from percorso.web.shell import Shell
from percorso.web.words import Lang, words_of
from percorso.workspace import Workspace
from percorso.workspace.reconciliation.desk import USUAL_DAYS, ToldReport
from percorso.workspace.reconciliation.told_file import LARGEST_BYTES

_MOST_DAYS = 400


class ReconciliationPages:
    """The page of the reconciliation.

    Args:
        workspace: Whose.
        shell: What stands around.
    """

    def __init__(self, workspace: Workspace, shell: Shell) -> None:
        self._workspace = workspace
        self._shell = shell

    def routes(self) -> list[Page]:
        """Which address shows what."""
        return [
            Page("/reconciliation", self.show, Permission.LOOK),
            Page(
                "/reconciliation", self.tell, Permission.LOAD, methods=["POST"], act="totals_told"
            ),
            Page(
                "/reconciliation/file",
                self.tell_file,
                Permission.LOAD,
                methods=["POST"],
                act="totals_told",
                most_bytes=LARGEST_BYTES,
            ),
            Page(
                "/reconciliation/withdraw",
                self.withdraw,
                Permission.LOAD,
                methods=["POST"],
                act="totals_withdrawn",
            ),
            Page(
                "/reconciliation.csv",
                self.as_csv,
                Permission.TAKE_AWAY,
                act="reconciliation_exported",
            ),
            Page(
                "/reconciliation.json",
                self.as_json,
                Permission.TAKE_AWAY,
                act="reconciliation_exported",
            ),
        ]

    async def show(self, request: Request) -> Response:
        """Both sides, source by source."""
        return await self._shown(request, "", None)

    async def tell(self, request: Request) -> Response:
        """Keep one total."""
        form = await request.form(max_files=0, max_fields=6)
        said = {name: str(form.get(name) or "").strip()
                for name in ("source", "day", "measure", "value")}  # fmt: skip
        try:
            told = await asyncio.to_thread(self._workspace.reconciliation.tell_one, said)
        except (InputError, NotFoundError) as failure:
            return await self._shown(request, self._shell.why(request, failure, hides=True), None)
        on(request, told.source)
        query = urlencode({"last": str(_last_shown(told.day)), "source": told.source})
        return RedirectResponse(f"/reconciliation?{query}", status_code=303)

    async def tell_file(self, request: Request) -> Response:
        """Keep the totals of a file."""
        say = words_of(self._shell.language(request))
        length = request.headers.get("content-length", "")
        if not length.isdigit() or int(length) > LARGEST_BYTES:
            return await self._shown(request, say["tell_too_large"], None, 413)
        async with request.form(max_files=1, max_fields=2) as form:
            given = form.get("file")
            if not isinstance(given, UploadFile) or not given.filename:
                return await self._shown(request, say["tell_incomplete"], None)
            content, name = await given.read(), given.filename
        try:
            report = await asyncio.to_thread(self._workspace.reconciliation.tell, content, name)
        except InputError as failure:
            return await self._shown(request, self._shell.why(request, failure, hides=True), None)
        on(request, name)
        return await self._shown(request, "", report)

    async def withdraw(self, request: Request) -> Response:
        """Forget what a source said of the days that are shown."""
        form = await request.form(max_files=0, max_fields=4)
        first, last = (_day(str(form.get(name) or "")) for name in ("first", "last"))
        source = str(form.get("source") or "")
        if first is None or last is None:
            return RedirectResponse("/reconciliation", status_code=303)
        try:
            await asyncio.to_thread(self._workspace.reconciliation.withdraw, source, first, last)
        except PercorsoError as failure:
            return await self._shown(request, self._shell.why(request, failure, hides=True), None)
        on(request, source)
        query = urlencode({"first": str(first), "last": str(last)})
        return RedirectResponse(f"/reconciliation?{query}", status_code=303)

    async def as_csv(self, request: Request) -> Response:
        """Both sides as a table."""
        found = await asyncio.to_thread(self._found, request)
        headers = {"Content-Disposition": 'attachment; filename="percorso-reconciliation.csv"'}
        content = "\ufeff" + reconciliation_csv(found)
        return Response(content, headers=headers, media_type="text/csv; charset=utf-8")

    async def as_json(self, request: Request) -> Response:
        """Both sides as data."""
        found = await asyncio.to_thread(self._found, request)
        return JSONResponse(found.as_json())

    async def _shown(
        self, request: Request, trouble: str, report: ToldReport | None, status: int = 422
    ) -> Response:
        language = self._shell.language(request)
        found = await asyncio.to_thread(self._found, request)
        ledger = await asyncio.to_thread(self._workspace.sources.ledger)
        only = request.query_params.get("only") == "differing"
        told = _Told(found, language, only=only).told()
        known = [line.source for line in ledger]
        shared = {"trouble": trouble, "report": report, "known": known, "measures": MEASURES}
        return self._shell.page(
            request, "reconciliation", told | shared, status=status if trouble else 200
        )

    def _found(self, request: Request) -> Reconciliation:
        """The days and sources of an address; one that means nothing is left out."""
        query = request.query_params
        first, last = _day(query.get("first", "")), _day(query.get("last", ""))
        if first and last and not timedelta(0) <= last - first < timedelta(days=_MOST_DAYS):
            first = None
        desk = self._workspace.reconciliation
        try:
            return desk.report(query.get("source") or None, first if last else None, last)
        except NotFoundError:
            return desk.report(None, first if last else None, last)


class _Told:
    """Both sides in words and numbers of a language."""

    def __init__(self, found: Reconciliation, language: Lang, *, only: bool) -> None:
        self._found = found
        self._say = words_of(language)
        self._speech = Language(language)
        self._only = only

    def told(self) -> dict[str, Any]:
        """All of it for a template."""
        found, say, number = self._found, self._say, self._speech.number
        compared = len(found.compared)
        equal = sum(one.is_equal for one in found.compared)
        said = [] if compared else [say["reconciled_nothing"]]
        if compared:
            said.append(
                say["reconciled_all"].format(equal=number(equal), compared=number(compared))
            )
        if equal < compared:
            said.append(say["reconciled_differ"].format(differ=number(compared - equal)))
        span = found.last - found.first + timedelta(days=1)
        shown = (("days", 0), ("earlier", -1), ("later", 1))
        return {
            "note": say["reconciliation_note"].format(
                first=self._day(found.first), last=self._day(found.last), zone=found.time_zone
            ),
            "summary": " ".join(said), "only": self._only,
            "first": str(found.first), "last": str(found.last),
            **{
                name: urlencode(
                    {"first": str(found.first + at * span), "last": str(found.last + at * span)}
                )
                for name, at in shown
            },
            "sources": [self._source(one) for one in found.sources],
        }  # fmt: skip

    def _source(self, source: ReconciledSource) -> dict[str, Any]:
        number = self._speech.number
        lines = [one for one in source.told if not (self._only and one.is_equal)]
        beside = (
            ("rejected", source.rejected), ("duplicate", source.duplicate),
            ("waiting", source.waiting),
        )  # fmt: skip
        return {
            "name": source.name,
            "beside": [self._say[f"beside_{key}"].format(count=number(count))
                       for key, count in beside if count],
            "told": [self._line(one) for one in lines], "has_told": bool(source.told),
            **self._held(source),
        }  # fmt: skip

    def _line(self, one: ReconciledDay) -> dict[str, Any]:
        causes = [
            (self._cause(cause, one.measure), self._say["explains"] if cause.explains else "")
            for cause in one.causes
        ]
        if not one.is_equal and not causes:
            causes = [(self._say["cause_unknown"], "")]
        difference = one.difference or 0
        return {
            "day": self._day(one.day), "measure": self._say[f"held_{one.measure}"],
            "told": self._value(one.told or 0, one.measure),
            "held": self._value(one.held, one.measure), "is_equal": one.is_equal,
            "difference": ("+" if difference > 0 else "") + self._value(difference, one.measure),
            "causes": causes,
        }  # fmt: skip

    def _held(self, source: ReconciledSource) -> dict[str, Any]:
        """What is held without a word of the source: one row a day, a column a measure."""
        silent = [one for one in source.days if one.told is None]
        measures = [key for key in MEASURES if any(one.measure == key for one in silent)]
        rows: dict[date, dict[str, str]] = {}
        for one in silent:
            rows.setdefault(one.day, {})[one.measure] = self._value(one.held, one.measure)
        return {
            "held_sums": " · ".join(
                f"{self._say[f'held_{key}'].lower()} {self._value(total, key)}"
                for key in measures
                if (total := sum(one.held for one in silent if one.measure == key))
            ),
            "measures_held": [(key, self._say[f"held_{key}"]) for key in measures],
            "rows_held": [
                (self._day(day), [cells.get(key, "–") for key in measures])
                for day, cells in rows.items()
            ],
        }  # fmt: skip

    def _cause(self, cause: Cause, measure: Measure) -> str:
        key = cause.key
        if key == "nothing_since" and cause.day is None:
            return self._say["cause_nothing_ever"]
        money = key == "refunds" or (key == "neighbour" and measure == "revenue")
        amount = self._value(cause.amount, "revenue" if money else "orders")
        day = self._day(cause.day) if cause.day else ""
        return self._say[f"cause_{key}"].format_map({"amount": amount, "day": day})

    def _value(self, value: int, measure: Measure) -> str:
        if measure != "revenue":
            return self._speech.number(value)
        currency = self._found.currency
        amount = value / 10 ** decimals_of(currency)
        return str(format_currency(amount, currency, locale=self._speech.code))

    def _day(self, day: date) -> str:
        return self._speech.period(day, day, this_year=0)


def _last_shown(day: date) -> date:
    """The last day of the page that shows a day in its middle."""
    return day + timedelta(days=USUAL_DAYS // 2)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
