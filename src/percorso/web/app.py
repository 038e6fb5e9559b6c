"""The routes of the pages: which address shows what, to whom."""

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from percorso.web import assets
from percorso.web.customer_pages import CustomerPages
from percorso.web.guard import Guarded
from percorso.web.load_pages import LoadPages
from percorso.web.loads import Loads
from percorso.web.map_pages import MapPages
from percorso.web.maps import Maps
from percorso.web.mending import MendingPages
from percorso.web.segment_pages import SegmentPages
from percorso.web.shell import Shell
from percorso.web.source_pages import SourcePages
from percorso.web.touchpoint_pages import TouchpointPages
from percorso.web.words import Lang, words_of
from percorso.workspace import Workspace

_NOWHERE = {"error": {"code": "not_found", "message": "There is nothing at this path."}}


def web_app(workspace: Workspace, usual_language: Lang = "it") -> ASGIApp:
    """The application that shows a workspace in a browser.

    Args:
        workspace: What it shows.
        usual_language: Where nobody has chosen one.
    """
    shell = Shell(workspace.name, usual_language)
    kept = Maps(workspace)
    touchpoints = TouchpointPages(workspace, shell, kept.renew)
    maps = MapPages(workspace, shell, kept, touchpoints.done)
    customers = CustomerPages(workspace, shell, workspace.time_zone)
    segments = SegmentPages(workspace, shell, kept.renew)
    sources = SourcePages(workspace, shell, kept.renew)
    mending = MendingPages(workspace, shell, kept.renew)
    loads = LoadPages(workspace, shell, Loads(workspace, kept.renew))

    async def nothing(request: Request, _: Exception) -> Response:
        if "text/html" not in request.headers.get("accept", ""):
            return JSONResponse(_NOWHERE, status_code=404)
        return _notice(shell, request, "not_found", 404)

    pages = Starlette(
        routes=[
            Route("/", maps.begin),
            Route("/map", maps.show),
            Route("/map/progress", maps.progress),
            Route("/map.{form}", maps.take_away),
            Route("/customers", customers.show_all),
            Route("/customers/{id}", customers.show),
            Route("/sources", sources.show),
            Route("/sources/place", sources.place, methods=["POST"]),
            Route("/touchpoints/{key}", touchpoints.show),
            Route("/touchpoints/{key}", touchpoints.save, methods=["POST"]),
            Route("/touchpoints/{key}/merge", touchpoints.merge, methods=["POST"]),
            Route("/segments", segments.show_all),
            Route("/segments", segments.save, methods=["POST"]),
            Route("/segments/remove", segments.remove, methods=["POST"]),
            Route("/segment", segments.build),
            Route("/changes", touchpoints.changes),
            Route("/changes/undo", touchpoints.undo, methods=["POST"]),
            Route("/sources/rejected", mending.show),
            Route("/sources/rejected", mending.start, methods=["POST"]),
            Route("/sources/rejected/progress", mending.progress),
            Route("/load", loads.begin),
            Route("/load", loads.take, methods=["POST"]),
            Route("/load/{token}", loads.show),
            Route("/load/{token}", loads.start, methods=["POST"]),
            Route("/load/{token}/progress", loads.progress),
            Route("/assets/{name}", assets.give),
        ],
        exception_handlers={404: nothing, 405: nothing},
        middleware=[Middleware(GZipMiddleware, minimum_size=1_000)],
    )

    async def refuse(scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        if scope["path"].startswith("/assets/"):
            await pages(scope, receive, send)
        elif "text/html" not in request.headers.get("accept", ""):
            await JSONResponse(_NOWHERE, status_code=404)(scope, receive, send)
        else:
            await _notice(shell, request, "not_here", 403)(scope, receive, send)

    return Guarded(pages, refuse)


def _notice(shell: Shell, request: Request, what: str, status: int) -> Response:
    say = words_of(shell.language(request))
    told = {"heading": say[what], "text": say[f"{what}_text"], "leads_back": what == "not_found"}
    return shell.page(request, "notice", told, status=status)
