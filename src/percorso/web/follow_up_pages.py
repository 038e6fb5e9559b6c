"""The follow-ups in the browser: listed, handled, closed; what came after, and when one opens."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from percorso.domain.access import Permission
from percorso.domain.action import OPEN, STATUSES, day_of, status_of
from percorso.domain.errors import ConflictError, InputError, NotFoundError, PercorsoError
from percorso.domain.follow_up import (
    OUTCOMES,
    REPURCHASE_DAYS,
    FollowUpRefused,
    Handling,
    Opening,
    Recovery,
    outcome_of,
)
from percorso.drawing.actions import status_sign
from percorso.drawing.language import Language
from percorso.web.page import Page, on, visitor_of
from percorso.web.shell import Shell
from percorso.web.words import Lang, words_of
from percorso.workspace import Workspace
from percorso.workspace.follow_ups.desk import Followed, FollowUpFilter

_STATUS = ((NotFoundError, 404), (InputError, 422), (ConflictError, 409))
_CHOICES = ("open_ones", "overdue", "all", *STATUSES)
_FIELDS = ("owner", "due_on", "status", "outcome", "note")
_MOST_SHOWN = 200


class FollowUpPages:
    """The pages of the follow-ups.

    Args:
        workspace: Whose.
        shell: What stands around.
    """

    def __init__(self, workspace: Workspace, shell: Shell) -> None:
        self._workspace = workspace
        self._shell = shell

    def routes(self) -> list[Page]:
        """Which address shows what."""
        plan = Permission.PLAN_ACTIONS
        return [
            Page("/follow-ups", self.show_all, Permission.LOOK),
            Page("/follow-ups", self.set_opening, Permission.MANAGE, methods=["POST"],
                 act="follow_ups_set"),
            Page("/follow-ups/{no:int}", self.show, Permission.LOOK),
            Page("/follow-ups/{no:int}", self.change, plan, methods=["POST"],
                 act="follow_up_changed"),
        ]  # fmt: skip

    async def show_all(self, request: Request) -> Response:
        """The follow-ups asked for, those due first at the head."""
        return await self._list(request, "")

    async def set_opening(self, request: Request) -> Response:
        """Say when one is opened by itself."""
        form = await request.form(max_files=0, max_fields=4)
        try:
            opening = Opening(
                form.get("on") == "yes", _days(form, "days"), _days(form, "window_days")
            )
            await asyncio.to_thread(
                self._workspace.follow_ups.set_opening, opening, by=visitor_of(request).name
            )
        except InputError as failure:
            return await self._list(request, str(failure))
        return RedirectResponse("/follow-ups", status_code=303)

    async def show(self, request: Request) -> Response:
        """One follow-up: whom, why, and what was done."""
        return await self._shown(request, {}, "")

    async def change(self, request: Request) -> Response:
        """Keep what the form says."""
        form = await request.form(max_files=0, max_fields=8)
        no, read_at = request.path_params["no"], str(form.get("read_at") or "")
        on(request, str(no))
        try:
            await asyncio.to_thread(
                self._workspace.follow_ups.change, no, _handling(form),
                read_at=int(read_at) if read_at.isascii() and read_at.isdigit() else None,
                by=visitor_of(request).name,
            )  # fmt: skip
        except (InputError, ConflictError) as failure:
            said = {name: str(form.get(name) or "") for name in _FIELDS}
            return await self._shown(request, said, str(failure))
        except PercorsoError as failure:
            return self._refused(request, failure)
        return RedirectResponse(f"/follow-ups/{no}?saved=1", status_code=303)

    async def _list(self, request: Request, trouble: str) -> Response:
        told = await asyncio.to_thread(self._listed, request, self._shell.language(request))
        told["trouble"] = trouble
        return self._shell.page(request, "follow_ups", told, status=422 if trouble else 200)

    def _listed(self, request: Request, language: Lang) -> dict[str, Any]:
        desk, say, asked = self._workspace.follow_ups, words_of(language), request.query_params
        choice = next((one for one in _CHOICES if one == asked.get("status")), _CHOICES[0])
        owner, user = asked.get("owner", ""), visitor_of(request).user
        found = desk.all(FollowUpFilter(
            statuses=OPEN if choice in ("open_ones", "overdue") else
            (status_of(choice),) if choice in STATUSES else (),
            owner=owner or None, overdue=choice == "overdue",
            touchpoint=asked.get("touchpoint") or None,
        ))  # fmt: skip
        telling = self._telling(language)
        rows = [telling.row(one) for one in found[:_MOST_SHOWN]]
        return {
            "rows": rows, "choice": choice,
            "choices": [(one, say[f"status_{one}"]) for one in _CHOICES],
            "owner": owner, "owners": desk.owners(), "me": user.email if user else "",
            "note": say["follow_ups_count"].format(
                count=telling.number(len(found)),
                overdue=telling.number(
                    sum(one.follow_up.handling.is_overdue(telling.today) for one in found)
                ),
            ),
            "recovery": telling.recovery(desk.recovery()), "opening": desk.opening(),
        }  # fmt: skip

    async def _shown(self, request: Request, said: dict[str, str], trouble: str) -> Response:
        language = self._shell.language(request)
        try:
            told = await asyncio.to_thread(self._told, request.path_params["no"], language)
        except PercorsoError as failure:
            return self._refused(request, failure)
        told["said"] |= said
        told |= {"trouble": trouble, "saved": "saved" in request.query_params}
        return self._shell.page(request, "follow_up", told, status=422 if trouble else 200)

    def _told(self, no: int, language: Lang) -> dict[str, Any]:
        desk, say = self._workspace.follow_ups, words_of(language)
        found = desk.of(no)
        one, telling = found.follow_up, self._telling(language)
        return {
            "one": telling.row(found), "read_at": len(one.history),
            "title": say["follow_up_title"].format(no=no),
            "said": {name: str(getattr(one.handling, name) or "") for name in _FIELDS},
            "statuses": [(key, say[f"status_{key}"]) for key in STATUSES],
            "outcomes": [(key, say[f"outcome_{key}"]) for key in OUTCOMES],
            "owners": self._workspace.actions.people(),
            "told": say[f"follow_up_told_{one.told}"] if one.owner_email else "",
            "history": [telling.change(change, say) for change in reversed(one.history)],
        }  # fmt: skip

    def _telling(self, language: Lang) -> "_Telling":
        names = {one.key: getattr(one, f"name_{language}")
                 for one in self._workspace.catalogue.places()}  # fmt: skip
        today = self._workspace.follow_ups.today()
        return _Telling(language, ZoneInfo(self._workspace.time_zone), names, today)

    def _refused(self, request: Request, failure: PercorsoError) -> Response:
        say = words_of(self._shell.language(request))
        status = next((code for kind, code in _STATUS if isinstance(failure, kind)), 503)
        told = {"heading": say["refused"], "text": str(failure), "leads_back": True}
        return self._shell.page(request, "notice", told, status=status)


@dataclass(frozen=True, slots=True)
class _Telling:
    """Puts follow-ups into words.

    Attributes:
        language: Of the words.
        zone: Of the times.
        places: Key of a touchpoint -> its name.
        today: The day, for what is overdue.
    """

    language: Lang
    zone: ZoneInfo
    places: dict[str, str]
    today: date

    def number(self, value: float, decimals: int = 0) -> str:
        """A number as the language writes it."""
        return Language(self.language).number(value, decimals)

    def row(self, found: Followed) -> dict[str, Any]:
        """A follow-up for the list, and for the head of its page."""
        say, one, handling = words_of(self.language), found.follow_up, found.follow_up.handling
        rated = say["follow_up_no"]
        if one.rating is not None:
            most = "–" if one.most is None else self.number(one.most)
            rated = say["follow_up_of"].format(rating=f"{one.rating:g}", most=most)
        return {
            "no": one.no, "customer": found.customer, "touchpoint": one.touchpoint,
            "place": self.places.get(one.touchpoint, one.touchpoint),
            "rated": f"{rated} ({say[f'follow_up_cause_{one.cause}']})",
            "when": self.when(one.happened_at), "status": handling.status,
            "status_said": say[f"status_{handling.status}"],
            "sign": status_sign(handling.status).svg(), "owner": handling.owner,
            "due": self._day(handling.due_on) if handling.due_on else "",
            "is_overdue": handling.is_overdue(self.today),
            "outcome": say[f"outcome_{handling.outcome}"] if handling.outcome else "",
        }  # fmt: skip

    def recovery(self, found: Recovery) -> list[str]:
        """What came after, in sentences; nothing where nobody was followed."""
        if not found.followed:
            return []
        say, share = words_of(self.language), Language(self.language).share
        lines = [say["recovery_no_rate"]]
        if (rate := found.rate)["n"]:
            lines = [say["recovery_rate"].format(
                share=share(rate["value"]), low=share(rate["low"]), high=share(rate["high"]),
                n=self.number(rate["n"]),
            )]  # fmt: skip
        lines.append(say["recovery_waiting"].format(
            count=self.number(found.waiting), all=self.number(found.followed)
        ))  # fmt: skip
        days = found.median_days
        lines.append(
            say["recovery_no_median"] if days is None
            else say["recovery_median"].format(days=self.number(days, 1))
        )  # fmt: skip
        if (bought := found.bought)["n"]:
            lines.append(say["recovery_bought"].format(
                within=REPURCHASE_DAYS, share=share(bought["value"]), low=share(bought["low"]),
                high=share(bought["high"]), n=self.number(bought["n"]),
            ))  # fmt: skip
        if found.too_young:
            young = say["recovery_young"].format(count=self.number(found.too_young))
            lines.append(f"{say['recovery_bought_short'].format(within=REPURCHASE_DAYS)} {young}")
        return [*lines, say["recovery_note"]]

    def change(self, change: Any, say: dict[str, str]) -> dict[str, Any]:
        """One change of a follow-up."""
        return {
            "when": self.when(change.made_at), "who": change.made_by or "–",
            "lines": [
                f"{say[_NAMES[field.field]]}: {self._value(field.field, field.before, say)} → "
                f"{self._value(field.field, field.after, say)}"
                for field in change.fields
            ],
        }  # fmt: skip

    def when(self, at: datetime) -> str:
        """An instant as people read it."""
        local = at.replace(tzinfo=UTC).astimezone(self.zone)
        return format_datetime(local, "d MMM y, HH:mm", locale=self.language)

    def _day(self, day: date) -> str:
        return format_date(day, "d MMM y", locale=self.language)

    def _value(self, field: str, value: str | None, say: dict[str, str]) -> str:
        if not value:
            return "–"
        if field in ("status", "outcome"):
            return say[f"{field}_{value}"]
        return self._day(date.fromisoformat(value)) if field == "due_on" else value


_NAMES = {
    "owner": "action_owner", "due_on": "action_due_on", "status": "action_status",
    "outcome": "follow_up_outcome", "note": "action_note",
}  # fmt: skip


def _handling(form: FormData) -> Handling:
    said = {name: str(form.get(name) or "").replace("\r\n", "\n") for name in _FIELDS}
    return Handling(
        owner=said["owner"], due_on=day_of(said["due_on"]),
        status=status_of(said["status"] or "to_do"), outcome=outcome_of(said["outcome"]),
        note=said["note"],
    )  # fmt: skip


def _days(form: FormData, name: str) -> int:
    """A number of days of the form.

    Raises:
        FollowUpRefused: it is none.
    """
    told = str(form.get(name) or "").strip()
    if not (told.isascii() and told.isdigit() and len(told) < 6):
        raise FollowUpRefused(name, "a number of days", repr(told[:20]))
    return int(told)
