"""The action plan in the browser: made on the map, listed, changed, closed and removed."""

import asyncio
from collections.abc import Mapping
from typing import Any, get_args
from urllib.parse import parse_qsl, urlencode

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from percorso.domain.access import Permission
from percorso.domain.action import OPEN, STATUSES, Action, Plan, day_of, status_of
from percorso.domain.action_state import effect_of, finding_on
from percorso.domain.errors import ConflictError, InputError, NotFoundError, PercorsoError
from percorso.domain.journey_map import JourneyMap
from percorso.web.filters import Filters
from percorso.web.maps import Maps
from percorso.web.page import Page, on, visitor_of
from percorso.web.shell import Shell
from percorso.web.told_actions import ActionWords
from percorso.web.words import Lang, words_of
from percorso.workspace import Workspace
from percorso.workspace.plan.actions_desk import ActionFilter, ActionOrder

_STATUS = ((NotFoundError, 404), (InputError, 422), (ConflictError, 409))
_ORDERS: tuple[ActionOrder, ...] = get_args(ActionOrder)
# What the list can be narrowed to: what is to be finished, what is late, all, or one status.
_CHOICES = ("open_ones", "overdue", "all", *STATUSES)
_FIELDS = ("title", "owner", "due_on", "status", "expected", "note")


class ActionPages:
    """The pages of the actions.

    Args:
        workspace: Whose.
        shell: What stands around.
        maps: Which an action is decided on.
    """

    def __init__(self, workspace: Workspace, shell: Shell, maps: Maps) -> None:
        self._workspace = workspace
        self._shell = shell
        self._maps = maps

    def routes(self) -> list[Page]:
        """Which address shows what."""
        plan = Permission.PLAN_ACTIONS
        return [
            Page("/actions", self.show_all, Permission.LOOK),
            Page("/actions", self.make, plan, methods=["POST"], act="action_made"),
            Page("/actions/new", self.begin, plan),
            Page("/actions/{no:int}", self.show, Permission.LOOK),
            Page("/actions/{no:int}", self.change, plan, methods=["POST"], act="action_changed"),
            Page("/actions/{no:int}/status", self.set_status, plan, methods=["POST"],
                 act="action_changed"),
            Page("/actions/{no:int}/remove", self.remove, plan, methods=["POST"],
                 act="action_removed"),
        ]  # fmt: skip

    async def show_all(self, request: Request) -> Response:
        """The actions asked for, in the order asked for."""
        told = await asyncio.to_thread(self._listed, request, self._shell.language(request))
        return self._shell.page(request, "actions", told)

    async def begin(self, request: Request) -> Response:
        """The form of a new action: a page, or the part the map's panel shows."""
        asked = request.query_params
        said = {"at": asked.get("at", ""), "finding": asked.get("finding", ""),
                "query": request.url.query, "status": "to_do"}  # fmt: skip
        return await self._new(request, said, "")

    async def make(self, request: Request) -> Response:
        """Keep a new action, with what the map says of its place."""
        form = await request.form(max_files=0, max_fields=12)
        said = _said(form)
        try:
            plan = _plan(form)
            seen = await self._seen(request, said["query"])
            made = await asyncio.to_thread(
                self._workspace.actions.add, plan, said["at"], seen=seen,
                finding=said["finding"] or None, by=visitor_of(request).name,
            )  # fmt: skip
        except InputError as failure:
            return await self._new(request, said, self._shell.why(request, failure))
        except PercorsoError as failure:
            return self._refused(request, failure)
        on(request, str(made.no))
        # An address without a fragment keeps the form's own, with all that is open on the map.
        query = _query(said["query"])
        on_map = f"/map?{query}" if query else "/map"
        address = on_map if said["to"] == "map" else f"/actions/{made.no}"
        return RedirectResponse(address, status_code=303)

    async def show(self, request: Request) -> Response:
        """One action: its form, what was measured when it was made, and what was changed."""
        return await self._shown(request, {}, "")

    async def change(self, request: Request) -> Response:
        """Keep what the form says."""
        form = await request.form(max_files=0, max_fields=12)
        no, read_at = request.path_params["no"], str(form.get("read_at") or "")
        try:
            await asyncio.to_thread(
                self._workspace.actions.change, no, _plan(form),
                read_at=int(read_at) if read_at.isascii() and read_at.isdigit() else None,
                by=visitor_of(request).name,
            )  # fmt: skip
        except (InputError, ConflictError) as failure:
            return await self._shown(request, _said(form), self._shell.why(request, failure))
        except PercorsoError as failure:
            return self._refused(request, failure)
        return RedirectResponse(f"/actions/{no}?saved=1", status_code=303)

    async def set_status(self, request: Request) -> Response:
        """Close an action, or open it again."""
        form = await request.form(max_files=0, max_fields=2)
        no = request.path_params["no"]
        try:
            status = status_of(str(form.get("status") or ""))
            await asyncio.to_thread(
                self._workspace.actions.set_status, no, status, by=visitor_of(request).name
            )
        except PercorsoError as failure:
            return self._refused(request, failure)
        return RedirectResponse(f"/actions/{no}?saved=1", status_code=303)

    async def remove(self, request: Request) -> Response:
        """Forget an action."""
        try:
            await asyncio.to_thread(self._workspace.actions.remove, request.path_params["no"])
        except PercorsoError as failure:
            return self._refused(request, failure)
        return RedirectResponse("/actions", status_code=303)

    async def _seen(self, request: Request, query: str) -> JourneyMap:
        """The map somebody looked at when they decided."""
        filters = Filters.read(dict(parse_qsl(query)))
        asked = self._maps.of(filters, self._shell.language(request))
        return (await asked.whole()).data

    async def _new(self, request: Request, said: Mapping[str, str], trouble: str) -> Response:
        try:
            told = await self._told_new(request, said)
        except PercorsoError as failure:
            return self._refused(request, failure)
        part = "action_form" if request.headers.get("x-part") else "action_new"
        told |= {"trouble": trouble, "is_part": part == "action_form"}
        return self._shell.page(request, part, told, status=422 if trouble else 200)

    async def _told_new(self, request: Request, said: Mapping[str, str]) -> dict[str, Any]:
        language = self._shell.language(request)
        words = await asyncio.to_thread(self._words, language)
        finding = None
        if said["finding"]:
            finding = finding_on(await self._seen(request, said["query"]), said["finding"])
        return {
            "said": {**dict.fromkeys(_FIELDS, ""), **said, "query": _query(said["query"])},
            "place": words.places.get(said["at"], said["at"]),
            "all_places": [] if said["at"] else await asyncio.to_thread(self._choices, language),
            "finding_said": finding["title"] if finding else "",
            "effect": words.effect(effect_of(finding)) if finding else "",
            "statuses": _statuses(language),
            "owners": await asyncio.to_thread(self._workspace.actions.people),
        }

    async def _shown(self, request: Request, said: Mapping[str, str], trouble: str) -> Response:
        language = self._shell.language(request)
        try:
            told = await asyncio.to_thread(self._told, request.path_params["no"], language)
        except NotFoundError as failure:
            return self._refused(request, failure)
        told["said"] |= {name: value for name, value in said.items() if name in _FIELDS}
        told |= {"trouble": trouble, "saved": "saved" in request.query_params}
        return self._shell.page(request, "action", told, status=422 if trouble else 200)

    def _told(self, no: int, language: Lang) -> dict[str, Any]:
        desk = self._workspace.actions
        action, words = desk.of(no), self._words(language)
        return words.whole(action, desk.history(no)) | {
            "action": words.told(action), "read_at": action.changes, "said": _fields(action),
            "statuses": _statuses(language), "owners": desk.people(),
        }  # fmt: skip

    def _listed(self, request: Request, language: Lang) -> dict[str, Any]:
        desk, words = self._workspace.actions, self._words(language)
        say, asked = words_of(language), request.query_params
        choice = next((one for one in _CHOICES if one == asked.get("status")), _CHOICES[0])
        order = next((one for one in _ORDERS if one == asked.get("order")), _ORDERS[0])
        owner, user = asked.get("owner", ""), visitor_of(request).user
        wanted = ActionFilter(
            statuses=OPEN if choice == "open_ones" else
            (status_of(choice),) if choice in STATUSES else (),
            owner=owner or None, overdue=choice == "overdue", order=order,
            falling=asked.get("way") == "down",
        )  # fmt: skip
        rows = [words.told(one) for one in desk.all(wanted)]
        behind = {"status": choice if choice != _CHOICES[0] else "", "owner": owner}
        return {
            "rows": rows, "order": order, "falling": wanted.falling, "choice": choice,
            "choices": [(one, say[f"status_{one}"]) for one in _CHOICES],
            "owner": owner, "owners": desk.owners(), "me": user.email if user else "",
            "behind": urlencode({name: value for name, value in behind.items() if value}),
            "note": say["actions_count"].format(
                count=len(rows), overdue=sum(row["is_overdue"] for row in rows)
            ),
        }  # fmt: skip

    def _words(self, language: Lang) -> ActionWords:
        catalogue, name = self._workspace.catalogue, f"name_{language}"
        places = {one.key: getattr(one, name) for one in catalogue.stages()}
        places |= {one.key: getattr(one, name) for one in catalogue.places()}
        return ActionWords(
            language, self._shell.company.zone, places, self._workspace.actions.today()
        )

    def _choices(self, language: Lang) -> list[tuple[str, str]]:
        """The stages, and the touchpoints that customers met."""
        catalogue, name = self._workspace.catalogue, f"name_{language}"
        met = [(one.key, getattr(one, name)) for one in catalogue.met()]
        stages = [(one.key, getattr(one, name)) for one in catalogue.stages()]
        return stages + sorted(met, key=lambda one: one[1].casefold())

    def _refused(self, request: Request, failure: PercorsoError) -> Response:
        say = words_of(self._shell.language(request))
        status = next((code for kind, code in _STATUS if isinstance(failure, kind)), 503)
        told = {
            "heading": say["refused"],
            "text": self._shell.why(request, failure),
            "leads_back": True,
        }
        return self._shell.page(request, "notice", told, status=status)


def _plan(form: FormData) -> Plan:
    """The plan a form says; a browser ends the lines of a note by two characters."""
    said = {name: str(form.get(name) or "").replace("\r\n", "\n") for name in _FIELDS}
    return Plan(
        title=said["title"], owner=said["owner"], due_on=day_of(said["due_on"]),
        status=status_of(said["status"] or "to_do"), expected=said["expected"], note=said["note"],
    )  # fmt: skip


def _said(form: FormData) -> dict[str, str]:
    return {name: str(form.get(name) or "") for name in (*_FIELDS, "at", "finding", "query", "to")}


def _fields(action: Action) -> dict[str, str]:
    return {name: str(getattr(action.plan, name) or "") for name in _FIELDS}


def _statuses(language: Lang) -> list[tuple[str, str]]:
    return [(one, words_of(language)[f"status_{one}"]) for one in STATUSES]


def _query(text: str) -> str:
    """The filters of an address, and nothing else of it."""
    return Filters.read(dict(parse_qsl(text))).query()
