"""The application of the pages: every room with its addresses, and who may look."""

from typing import Protocol
from zoneinfo import ZoneInfo

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from percorso.domain.access import Permission
from percorso.domain.errors import EngineError
from percorso.web import assets
from percorso.web.action_pages import ActionPages
from percorso.web.api.access import Callers
from percorso.web.api.answers import refused
from percorso.web.api.app import api_app
from percorso.web.begin_pages import BeginPages
from percorso.web.care_pages import CarePages
from percorso.web.changed_pages import ChangedPages
from percorso.web.customer_pages import CustomerPages
from percorso.web.follow_up_pages import FollowUpPages
from percorso.web.guard import Guarded, Refusal, is_for_programs
from percorso.web.happy_pages import HappyPages
from percorso.web.load_pages import LoadPages
from percorso.web.loads import Loads
from percorso.web.loads_pages import LoadsPages
from percorso.web.map_pages import MapPages
from percorso.web.maps import Maps
from percorso.web.mending import MendingPages
from percorso.web.page import Page, visitor_of
from percorso.web.reconciliation_pages import ReconciliationPages
from percorso.web.reply_pages import ReplyPages
from percorso.web.review_pages import ReviewPages
from percorso.web.segment_pages import SegmentPages
from percorso.web.settings.basis_pages import BasisPages
from percorso.web.settings.journey_pages import JourneyPages
from percorso.web.settings.key_pages import KeyPages
from percorso.web.settings.retention_pages import RetentionPages
from percorso.web.settings.stage_pages import StagePages
from percorso.web.shell import Company, Shell, language_of
from percorso.web.source_pages import SourcePages
from percorso.web.survey_pages import SurveyPages
from percorso.web.touchpoint_pages import TouchpointPages
from percorso.web.typed_pages import TypedPages
from percorso.web.users.audit_pages import AuditPages
from percorso.web.users.factor_pages import FACTOR_ADDRESS, FactorPages
from percorso.web.users.fresh import Fresh
from percorso.web.users.log_in_pages import LogInPages, log_in_address
from percorso.web.users.provider_pages import ProviderPages
from percorso.web.users.proving import Proving
from percorso.web.users.settings_pages import SettingsPages
from percorso.web.users.user_pages import UserPages
from percorso.web.users.visits import Visits
from percorso.web.users.welcome_pages import WelcomePages
from percorso.web.voice_list_pages import VoiceListPages
from percorso.web.voice_pages import VoicePages
from percorso.web.words import Lang, words_of
from percorso.workspace import Workspace


class _Room(Protocol):
    def routes(self) -> list[Page]: ...


# Status of an answer -> what a program is told, and the words a page says it with.
_SAID = {
    401: ("not_logged_in", "Log in first."),
    403: ("not_allowed", "Your role does not open this."),
    404: ("not_found", "There is nothing at this path."),
    405: ("not_found", "There is nothing at this path."),
    503: ("unavailable", "The records do not answer. Nothing is lost: try again in a moment."),
}
_FACTOR_WANTED = f"Set a second factor up first: {FACTOR_ADDRESS}"
# What of all pages a browser is told where it may see none: as little as there is to say.
_REFUSED: dict[Refusal, int] = {"not_here": 403, "not_ours": 403, "unavailable": 503}


def web_app(workspace: Workspace, usual_language: Lang = "it") -> ASGIApp:
    """The application that shows a workspace in a browser.

    Args:
        workspace: What it shows.
        usual_language: Where nobody has chosen one.
    """
    shell = Shell(
        Company(
            workspace.name, language_of(workspace.preferences.language),
            ZoneInfo(workspace.time_zone),
        ),
        usual_language,
    )  # fmt: skip
    visits = Visits(workspace)
    kept = Maps(workspace)
    loads = Loads(workspace, kept.renew)
    found = all_pages(workspace, shell, visits, kept, loads)
    shell.needs.update({page.path: page.needs for page in found if "GET" in (page.methods or ())})

    async def otherwise(request: Request, failure: Exception) -> Response:
        status = getattr(failure, "status_code", 404)
        if status == 403 and visitor_of(request).owes_factor:
            if _is_for_people(request):
                return RedirectResponse(FACTOR_ADDRESS, status_code=303)
            return _told("second_factor_wanted", _FACTOR_WANTED, 403)
        if not _is_for_people(request):
            return _told(*_SAID[status], status if status != 405 else 404)
        if status == 401:
            if await visits.are_for_users():
                return RedirectResponse(log_in_address(request), status_code=303)
            return _notice(shell, request, "not_here", 403)
        return _notice(shell, request, _SAID[status][0], 403 if status == 403 else 404)

    async def refuse(scope: Scope, receive: Receive, send: Send, why: Refusal) -> None:
        if is_for_programs(scope):
            await refused(why)(scope, receive, send)
            return
        answer = _refusal(shell, Request(scope, receive), why)
        await answer(scope, receive, send)

    async def out_of_order(request: Request, _: Exception) -> Response:
        return _refusal(shell, request, "unavailable")

    pages = Starlette(
        routes=found,
        exception_handlers={**dict.fromkeys(_SAID, otherwise), EngineError: out_of_order},
        middleware=[Middleware(GZipMiddleware, minimum_size=1_000)],
    )
    api = api_app(workspace, kept, loads, usual_language)

    async def both(scope: Scope, receive: Receive, send: Send) -> None:
        await (api if is_for_programs(scope) else pages)(scope, receive, send)

    return Guarded(both, Callers(workspace, visits.who).who, workspace.audit.note, refuse)


def all_pages(
    workspace: Workspace, shell: Shell, visits: Visits, maps: Maps, loads: Loads
) -> list[Page]:
    """Every address there is; none is outside of this list.

    Args:
        workspace: What they show.
        shell: What stands around them.
        visits: Says who visits.
        maps: Computes the maps they show.
        loads: Keeps and loads the files that come in.
    """
    rooms = (*_rooms(workspace, shell, maps, loads), *_rooms_of_users(workspace, shell, visits))
    found = [page for room in rooms for page in room.routes()]
    return [*found, Page("/assets/{name}", assets.give, Permission.ANYBODY)]


def _rooms(workspace: Workspace, shell: Shell, kept: Maps, loads: Loads) -> "tuple[_Room, ...]":
    touchpoints = TouchpointPages(workspace, shell, kept.renew)
    typed = TypedPages(workspace, shell, kept.renew)
    return (
        MapPages(workspace, shell, kept, (touchpoints.done, typed.done)),
        ChangedPages(workspace, shell, kept),
        touchpoints,
        typed,
        CustomerPages(workspace, shell),
        ReplyPages(workspace, shell),
        CarePages(workspace, shell, kept.renew),
        FollowUpPages(workspace, shell),
        HappyPages(workspace, shell),
        SegmentPages(workspace, shell, kept.renew),
        ReviewPages(workspace, shell),
        VoicePages(workspace, shell),
        VoiceListPages(workspace, shell),
        SurveyPages(workspace, shell, kept.renew),
        ActionPages(workspace, shell, kept),
        SourcePages(workspace, shell, kept.renew),
        ReconciliationPages(workspace, shell),
        MendingPages(workspace, shell, kept.renew),
        LoadPages(workspace, shell, loads),
        LoadsPages(workspace, shell, loads),
        BeginPages(workspace, shell, kept.renew),
        StagePages(workspace, shell, kept.renew),
        JourneyPages(workspace, shell, kept.renew),
        BasisPages(workspace, shell),
        RetentionPages(workspace, shell),
    )


def _rooms_of_users(workspace: Workspace, shell: Shell, visits: Visits) -> "tuple[_Room, ...]":
    proving = Proving(workspace)
    fresh = Fresh(workspace, shell, proving)
    log_in = LogInPages(workspace, shell, visits, proving)
    return (
        log_in,
        ProviderPages(workspace, shell, log_in),
        WelcomePages(workspace, shell, log_in, proving),
        SettingsPages(workspace, shell, proving),
        FactorPages(workspace, shell, proving),
        UserPages(workspace, shell, fresh),
        KeyPages(workspace, shell, fresh),
        AuditPages(workspace, shell),
    )


def _is_for_people(request: Request) -> bool:
    return "text/html" in request.headers.get("accept", "")


def _told(code: str, message: str, status: int) -> Response:
    return JSONResponse({"error": {"code": code, "message": message}}, status_code=status)


def _refusal(shell: Shell, request: Request, why: Refusal) -> Response:
    if _is_for_people(request):
        return _notice(shell, request, why, _REFUSED[why])
    said, status = (_SAID[503], 503) if why == "unavailable" else (_SAID[404], 404)
    return _told(*said, status)


def _notice(shell: Shell, request: Request, what: str, status: int) -> Response:
    say = words_of(shell.language(request))
    leads_back = what in ("not_found", "not_allowed")
    told = {"heading": say[what], "text": say[f"{what}_text"], "leads_back": leads_back}
    return shell.page(request, "notice", told, status=status)
