"""The customers: found by any identifier, listed, and each with a page of its own."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, get_args
from urllib.parse import urlencode

from babel.dates import format_date
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from percorso.domain.access import Permission
from percorso.domain.errors import InputError, NotFoundError, PercorsoError
from percorso.drawing.happy_words import HAPPY_WORDS
from percorso.drawing.language import Language
from percorso.drawing.why_text import WhyInWords
from percorso.web.customer_card import CardOnPage
from percorso.web.filters import ALL, OWN, Filters
from percorso.web.masking import may_use
from percorso.web.page import Page, note, visitor_of
from percorso.web.searches import SEARCHED, found_id, size_of
from percorso.web.shell import Shell
from percorso.web.words import Lang, words_of
from percorso.workspace import ListRequest, Workspace
from percorso.workspace.people.customer_list import Order
from percorso.workspace.people.finding import SeveralCustomers

_A_PAGE = 50
_ORDERS: tuple[Order, ...] = get_args(Order)


class CustomerPages:
    """The pages of the customers.

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
            Page("/customers", self.show_all, Permission.LOOK),
            Page("/customers/{id}", self.show, Permission.LOOK),
            Page("/customers/{id}/why", self.show_why, Permission.LOOK),
        ]

    async def show_all(self, request: Request) -> Response:
        """The list; or the customer somebody searches for."""
        name = request.query_params.get("q", "").strip()
        several = await self._found(request, name) if name else ()
        if len(several) == 1:
            return RedirectResponse(f"/customers/{several[0]}", status_code=303)
        language = self._shell.language(request)
        if not await self._may_list(request):
            return self._closed(request)
        try:
            told = await asyncio.to_thread(self._listed, request, language)
        except NotFoundError as failure:
            return self._not_found(request, failure)
        if visitor_of(request).sees_identifiers:
            # Never what was searched for: the log outlives the person.
            await note(request, "customers_seen", told["behind"])
        return self._shell.page(
            request, "customers", told | {"name": name, "several": several},
            status=404 if name and not several else 200,
        )  # fmt: skip

    async def _found(self, request: Request, name: str) -> Sequence[str]:
        """The ids of whom a name stands for; that somebody searched is noted, never for what."""
        found: Sequence[str] = ()
        try:
            found = ((await asyncio.to_thread(self._workspace.customer, name)).id,)
        except SeveralCustomers as many:
            found = many.ids
        except (NotFoundError, InputError):
            pass
        await note(request, SEARCHED, found_id(found), **size_of(name, found))
        return found

    async def _may_list(self, request: Request) -> bool:
        """Whether who is in the segment asked for may be shown."""
        key = Filters.read(request.query_params).segment
        if not key:
            return True
        try:
            segment = await asyncio.to_thread(self._workspace.segments.of, key)
        except NotFoundError:
            return True  # Said where it is listed.
        return may_use(visitor_of(request), segment)

    def _listed(self, request: Request, language: Lang) -> dict[str, Any]:
        asked, behind = self._asked(request)
        found = self._workspace.customers(asked)
        speech = Language(language)
        stages = self._stage_names(language)
        rows = [
            {
                "id": one.id, "identifier": one.identifier,
                "interactions": speech.number(one.interactions),
                "first": self._day(one.first_at, language),
                "last": self._day(one.last_at, language),
                "stage": stages.get(one.stage, one.stage),
                "happy": None if one.happy is None else speech.number(one.happy),
                "drop": None if one.drop is None else speech.signed(one.drop, 1),
            }
            for one in found.rows
        ]  # fmt: skip
        number = asked.skipped // _A_PAGE + 1
        return {
            "by_index": asked.order in ("happy", "drop"), "index": HAPPY_WORDS[language],
            "rows": rows, "order": asked.order, "rising": asked.rising, "number": number,
            "note": words_of(language)["list_note"].format(
                count=speech.number(found.total), shown=len(rows)
            ),
            "has_more": asked.skipped + _A_PAGE < found.total,
            "behind": urlencode(behind), "segment": self._segment(asked.segment),
            "place": self._place(asked.touchpoint, language),
        }  # fmt: skip

    def _asked(self, request: Request) -> tuple[ListRequest, dict[str, str]]:
        """What the list is asked for, and the part of the address that says whom it is about."""
        told = request.query_params
        at = told.get("page", "")
        page = max(1, int(at)) if at.isdigit() and len(at) < 8 else 1
        asked = ListRequest(
            order=next((one for one in _ORDERS if one == told.get("order")), "last"),
            rising=told.get("way") == "up",
            skipped=(page - 1) * _A_PAGE,
            most=_A_PAGE,
            clear=visitor_of(request).sees_identifiers,
        )
        filters = Filters.read(told)
        touchpoint = told.get("touchpoint", "")
        asked = replace(asked, segment=filters.segment or None)
        if not touchpoint:
            return asked, {"segment": filters.segment} if filters.segment else {}
        last_day = None if filters.period in (ALL, OWN) else self._workspace.last_day()
        days = filters.asked(last_day)
        behind = {
            name: told[name]
            for name in ("touchpoint", "segment", "period", "since", "last")
            if name in told
        }
        return replace(
            asked, touchpoint=touchpoint, since=days["since"], until=days["until"]
        ), behind  # fmt: skip

    def _segment(self, key: str | None) -> str:
        """The name of a segment; empty where the list is of none."""
        return "" if key is None else self._workspace.segments.of(key).name

    def _place(self, key: str | None, language: Lang) -> str:
        """The name of a touchpoint; empty where the list is of everybody."""
        if key is None:
            return ""
        known = {one.touchpoint.key: one.touchpoint for one in
                 self._workspace.catalogue.touchpoints()}  # fmt: skip
        return getattr(known[key], f"name_{language}") if key in known else key

    async def show(self, request: Request) -> Response:
        """One customer: who it is, and all contacts, the newest first."""
        language = self._shell.language(request)
        stage, before = (request.query_params.get(name, "") for name in ("stage", "before"))
        known, visitor = self._workspace.journeys.names, visitor_of(request)
        try:
            names = await asyncio.to_thread(known)
            stages = await asyncio.to_thread(self._stage_names, language)
            card = await asyncio.to_thread(
                self._workspace.cards.of, request.path_params["id"],
                stage=stage, before=before, language=language, clear=visitor.sees_identifiers,
            )  # fmt: skip
        except PercorsoError as failure:
            return self._not_found(request, failure)
        if card["id"] != request.path_params["id"]:
            return RedirectResponse(f"/customers/{card['id']}", status_code=303)
        if visitor.sees_identifiers:
            await note(request, "customer_seen", card["id"])
        shown = CardOnPage(card, language, names, stages, visitor)
        return self._shell.page(request, "customer", shown.told(stage, before))

    async def show_why(self, request: Request) -> Response:
        """Why all that points to a customer does, and what was kept apart."""
        language, visitor = self._shell.language(request), visitor_of(request)
        try:
            why = await asyncio.to_thread(
                self._workspace.identity.why, request.path_params["id"],
                clear=visitor.sees_identifiers, language=language,
            )  # fmt: skip
        except PercorsoError as failure:
            return self._not_found(request, failure)
        if why["customers"] != [request.path_params["id"]]:
            return RedirectResponse(f"/customers/{why['customers'][0]}/why", status_code=303)
        if visitor.sees_identifiers:
            await note(request, "customer_seen", why["customers"][0])
        told = WhyInWords(why)
        return self._shell.page(request, "why", {
            "id": why["customers"][0], "words": told.words, "identifiers": told.identifiers(),
            "joined": told.links(), "apart": told.kept_apart(), "more": told.more(),
            "devices": told.devices(),
        })  # fmt: skip

    def _closed(self, request: Request) -> Response:
        """Why who is in a segment is not shown."""
        say = words_of(self._shell.language(request))
        told = {"heading": say["refused"], "text": say["segment_personal"], "leads_back": True}
        return self._shell.page(request, "notice", told, status=403)

    def _not_found(self, request: Request, failure: PercorsoError) -> Response:
        told = {"heading": words_of(self._shell.language(request))["not_found"],
                "text": self._shell.why(request, failure), "leads_back": True}  # fmt: skip
        return self._shell.page(request, "notice", told, status=404)

    def _stage_names(self, language: Lang) -> dict[str, str]:
        stages = self._workspace.catalogue.stages()
        return {one.key: getattr(one, f"name_{language}") for one in stages}

    def _day(self, instant: datetime, language: Lang) -> str:
        day = instant.astimezone(self._shell.company.zone).date()
        text: str = format_date(day, "d MMM y", locale=language)
        return text
