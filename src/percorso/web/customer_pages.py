"""The customers: found by any identifier, listed, and each with a page of its own."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from typing import Any, get_args
from zoneinfo import ZoneInfo

from babel.dates import format_date
from babel.numbers import format_currency
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from percorso.domain.catalogue import CHANNELS, STAGES
from percorso.domain.errors import InputError, NotFoundError, PercorsoError
from percorso.domain.money import decimals_of
from percorso.drawing.language import Language
from percorso.web.shell import Shell
from percorso.web.words import LANGUAGES, Lang, words_of
from percorso.workspace import CustomerResult, Workspace
from percorso.workspace.customer_list import Order, most_telling
from percorso.workspace.finding import SeveralCustomers

_A_PAGE = 50
_FIRST_SHOWN = 60
_ORDERS: tuple[Order, ...] = get_args(Order)


class CustomerPages:
    """The pages of the customers.

    Args:
        workspace: Whose.
        shell: What stands around.
        zone: Of days and times.
    """

    def __init__(self, workspace: Workspace, shell: Shell, zone: str) -> None:
        self._workspace = workspace
        self._shell = shell
        self._zone = ZoneInfo(zone)

    async def show_all(self, request: Request) -> Response:
        """The list; or the customer somebody searches for."""
        name = request.query_params.get("q", "").strip()
        several: Sequence[str] = ()
        if name:
            try:
                found = await asyncio.to_thread(self._workspace.customer, name)
                return RedirectResponse(f"/customers/{found.id}", status_code=303)
            except SeveralCustomers as many:
                several = many.ids
            except (NotFoundError, InputError):
                pass
        language = self._shell.language(request)
        told = await asyncio.to_thread(self._listed, request, language)
        return self._shell.page(
            request, "customers", told | {"name": name, "several": several},
            status=404 if name and not several else 200,
        )  # fmt: skip

    def _listed(self, request: Request, language: Lang) -> dict[str, Any]:
        asked = request.query_params
        order: Order = next((one for one in _ORDERS if one == asked.get("order")), "last")
        rising = asked.get("way") == "up"
        at = asked.get("page", "")
        page = max(1, int(at)) if at.isdigit() and len(at) < 8 else 1
        found = self._workspace.customers(
            order, rising=rising, skipped=(page - 1) * _A_PAGE, most=_A_PAGE
        )
        speech = Language(language)
        stages = _stage_names(language)
        rows = [
            {
                "id": one.id, "identifier": one.identifier,
                "interactions": speech.number(one.interactions),
                "first": self._day(one.first_at, language),
                "last": self._day(one.last_at, language),
                "stage": stages.get(one.stage, one.stage),
            }
            for one in found.rows
        ]  # fmt: skip
        return {
            "rows": rows, "order": order, "rising": rising, "orders": _ORDERS, "number": page,
            "note": words_of(language)["list_note"].format(
                count=speech.number(found.total), shown=len(rows)
            ),
            "has_more": page * _A_PAGE < found.total, "total": found.total,
        }  # fmt: skip

    async def show(self, request: Request) -> Response:
        """One customer: who it is, and all contacts, the newest first."""
        language = self._shell.language(request)
        try:
            found = await asyncio.to_thread(
                self._workspace.customer, request.path_params["id"], language=language
            )
        except PercorsoError as failure:
            told = {"heading": words_of(language)["not_found"], "text": str(failure),
                    "leads_back": True}  # fmt: skip
            return self._shell.page(request, "notice", told, status=404)
        if found.id != request.path_params["id"]:
            return RedirectResponse(f"/customers/{found.id}", status_code=303)
        stage = request.query_params.get("stage", "")
        shown = None if request.query_params.get("all") else _FIRST_SHOWN
        told = await asyncio.to_thread(self._card, found, language, stage, shown)
        return self._shell.page(request, "customer", told)

    def _card(
        self, found: CustomerResult, language: Lang, stage: str, shown: int | None
    ) -> dict[str, Any]:
        say, speech = words_of(language), Language(language)
        contacts = list(found.interactions)[::-1]
        stages = _stage_names(language)
        present = [key for key in stages if any(one["stage"] == key for one in contacts)]
        chosen = [one for one in contacts if not stage or one["stage"] == stage]
        days = [
            {"day": day, "contacts": [self._contact(one, language, stages) for one in group]}
            for day, group in groupby(
                chosen[:shown], key=lambda one: self._day(one["occurred_at"], language, long=True)
            )
        ]
        first = contacts[-1]["occurred_at"] if contacts else None
        return {
            "id": found.id,
            "best": most_telling((one.type, one.value) for one in found.identifiers),
            "since": say["since"].format(day=self._day(first, language)) if first else "",
            "note": say["timeline_note"].format(
                count=speech.number(len(contacts)),
                channels=len({one["channel"] for one in contacts}),
            ),
            "days": days, "stage": stage, "stages": [(key, stages[key]) for key in present],
            "left": len(chosen) - len(chosen[:shown]),
            "journeys": [
                {
                    "status": say[f"status_{one['status'] or 'none'}"],
                    "days": speech.period(
                        self._local(one["first_at"]).date(), self._local(one["last_at"]).date(),
                        this_year=datetime.now(self._zone).year,
                    ),
                    "visits": say["visits"].format(count=speech.number(one["visits"])),
                }
                for one in list(found.journeys)[::-1]
            ],
            "definition": self._definition(found.journey, language),
            "identifiers": [(one.type, one.value or "–") for one in found.identifiers],
        }  # fmt: skip

    def _definition(self, key: str, language: Lang) -> str:
        """What a definition of journeys is called."""
        names = self._workspace.journeys.names().get(key, (key, key))
        return names[LANGUAGES.index(language)] or key

    def _contact(
        self, one: dict[str, Any], language: Lang, stages: dict[str, str]
    ) -> dict[str, Any]:
        channel = CHANNELS.get(one["channel"])
        where = (channel.name_en if language == "en" else channel.name_it) if channel else ""
        facts = []
        if one["rating_value"] is not None:
            most = f"/{one['rating_max']:g}" if one["rating_max"] else ""
            facts.append(f"{one['rating_value']:g}{most}")
        if one["amount_minor"] is not None and one["currency"]:
            amount = one["amount_minor"] / 10 ** decimals_of(one["currency"])
            facts.append(format_currency(amount, one["currency"], locale=language))
        return {
            "time": f"{self._local(one['occurred_at']):%H:%M}",
            "name": one["name"], "facts": ", ".join(facts), "text": one["text"] or "",
            "where": " · ".join(part for part in (where, stages.get(one["stage"], "")) if part),
        }  # fmt: skip

    def _local(self, instant: datetime) -> datetime:
        return instant.astimezone(self._zone)

    def _day(self, instant: datetime, language: Lang, *, long: bool = False) -> str:
        form = "EEEE d MMMM y" if long else "d MMM y"
        text: str = format_date(self._local(instant).date(), form, locale=language)
        return text[:1].upper() + text[1:]


def _stage_names(language: Lang) -> dict[str, str]:
    return {one.key: one.name_en if language == "en" else one.name_it for one in STAGES}
