"""The door of the staff: one contact by a form, many by a list."""

from collections.abc import Mapping
from datetime import UTC
from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from percorso.collect.entry import sheet
from percorso.collect.entry.entry import Entry, UnfitEntry, contact_of, identified
from percorso.collect.entry.fields import Problems, cleaned, instant_in, problems_of_counter
from percorso.collect.entry.pages import page
from percorso.collect.entry.terms import asked_by_staff, chosen, consent_to
from percorso.collect.entry.words import Lang, words_of
from percorso.collect.http.collector import now_naive
from percorso.collect.http.entrance import Entrance, Visit, one_row
from percorso.collect.http.entry_requests import html, seen_other

_WHO = ("email", "phone", "customer", "order", "name", "note", "by", "document")
_ROWS_SHOWN = 10
_REFUSED_SHOWN = 200


class CounterDoor:
    """The pages of a counter.

    Args:
        entrance: Who lets people in.
    """

    def __init__(self, entrance: Entrance) -> None:
        self._entrance = entrance

    async def form(self, request: Request, visit: Visit) -> Response:
        """The form; what is sent with it is kept before the answer."""
        if request.method == "GET":
            return self._shown(
                visit, {"by": request.query_params.get("by", "")}, done=_done(request, visit)
            )
        told = cleaned((await self._entrance.form(request)).fields)
        problems = problems_of_counter(told, self._entrance.zone)
        warning = self._entrance.warning(request, visit, told)
        if problems or warning:
            return self._shown(visit, told, problems, warning)
        entry = self._entry(visit, told)
        try:
            contact_of(entry, now_naive().replace(tzinfo=UTC))
        except UnfitEntry:
            return self._shown(visit, told, {"at": "bad_future"})
        await self._entrance.keep(visit, one_row(entry))
        by = quote(told.get("by", ""), safe="")
        return seen_other(f"{visit.path}?lang={visit.language}&kept=1&by={by}")

    def _entry(self, visit: Visit, told: Mapping[str, str]) -> Entry:
        purposes = chosen(told)
        consent = None
        if any(purposes.values()):
            document = told.get("document", "")
            consent = consent_to(asked_by_staff(visit.language), purposes, visit.language, document)
        fields: dict[str, Any] = {name: told.get(name, "") for name in _WHO}
        entry = Entry(
            "", "counter", told["kind"], instant_in(told.get("at", ""), self._entrance.zone),
            place=visit.place.title, consent=consent,
            **fields,
        )  # fmt: skip
        return identified(entry, self._entrance.nonce(visit, told))

    def _shown(
        self, visit: Visit, told: Mapping[str, str], problems: Problems | None = None,
        warning: str = "", done: str = "",
    ) -> Response:  # fmt: skip
        text = page(
            "counter", visit.language, title=visit.place.title, told=told, problems=problems or {},
            warning=warning, done=done, stamp=self._entrance.stamp(visit), path=visit.path,
        )  # fmt: skip
        return html(text, visit.language, 422 if problems or warning else 200)

    async def template(self, _: Request, visit: Visit) -> Response:
        """An empty list to be filled in."""
        name = "contatti.csv" if visit.language == "it" else "contacts.csv"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return Response(sheet.template(visit.language), headers=headers, media_type="text/csv")

    async def list_(self, request: Request, visit: Visit) -> Response:
        """A list: looked at where it comes as a file, kept where it was looked at."""
        form = await self._entrance.form(request)
        is_looked_at = "rows" in form.fields
        text = (
            form.fields.get("rows", "").lstrip("\n") if is_looked_at else sheet.text_of(form.file)
        )
        warning = self._entrance.warning(request, visit, form.fields)
        problem = "" if is_looked_at else _problem_of(form.file)
        if problem or warning:
            return self._shown(visit, {}, {"file": problem} if problem else {}, warning)
        now = now_naive().replace(tzinfo=UTC)
        try:
            rows = sheet.rows_of(text, visit.place.title, self._entrance.zone, now)
        except sheet.SheetUnreadable as unreadable:
            return self._shown(visit, {}, {"file": unreadable.problem})
        if not rows:
            return self._shown(visit, {}, {"file": "file_empty"})
        if not is_looked_at:
            return self._preview(visit, rows, text)
        await self._entrance.keep(visit, rows)
        good, bad = sheet.counted(rows)
        return seen_other(f"{visit.path}?lang={visit.language}&kept={good}&bad={bad}&list=1")

    def _preview(self, visit: Visit, rows: list[sheet.SheetRow], text: str) -> Response:
        good, bad = sheet.counted(rows)
        place = 0 if visit.language == "it" else 1
        keys = [key for key in sheet.COLUMNS if any((row.entry.row or {}).get(key) for row in rows)]
        shown = [
            (row.line, [(row.entry.row or {}).get(key, "") for key in keys])
            for row in rows if not row.problems
        ]  # fmt: skip
        refused = [(row.line, _said(row, place, visit.language)) for row in rows if row.problems]
        told = page(
            "sheet", visit.language, title=visit.place.title, good=good, bad=bad,
            heads=[sheet.COLUMNS[key][place] for key in keys], shown=shown[:_ROWS_SHOWN],
            refused=refused[:_REFUSED_SHOWN], text=text, path=visit.path,
            stamp=self._entrance.stamp(visit),
        )  # fmt: skip
        return html(told, visit.language)


def _said(row: sheet.SheetRow, place: int, language: Lang) -> str:
    """Why a row cannot be used, by the names of its columns."""
    say, cells = words_of(language), row.entry.row or {}
    return "; ".join(
        f"{sheet.COLUMNS[name][place]} «{cells.get(name, '')[:60]}»: {say[problem]}"
        for name, problem in row.problems.items()
    )


def _problem_of(file: bytes) -> str:
    if not file:
        return "no_file"
    return "file_large" if len(file) > sheet.MOST_BYTES else ""


def _done(request: Request, visit: Visit) -> str:
    """What the page before has kept, as the address says."""
    say, told = words_of(visit.language), request.query_params
    good, bad = told.get("kept", ""), told.get("bad", "0")
    if not (good.isdecimal() and bad.isdecimal() and len(good + bad) < 12):
        return ""
    if "list" not in told:
        return f"{say['kept']} {say['kept_next']}"
    return say["kept_list_bad" if int(bad) else "kept_list"].format(good=int(good), bad=int(bad))
