"""The routes of the collector: which path is for what, and what each answer carries."""

import contextlib
import logging
from collections.abc import Awaitable, Callable

from fastapi import FastAPI
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from percorso.collect.http import answers
from percorso.collect.http.answers import TurnedAway
from percorso.collect.http.collector import Collector
from percorso.collect.http.entry_routes import add_entry_routes
from percorso.collect.http.hook_door import HookDoor
from percorso.collect.http.snippet_route import give_snippet
from percorso.collect.http.survey_routes import add_survey_routes
from percorso.collect.page_snippet import PATH as SNIPPET_PATH
from percorso.collect.wire import posthog
from percorso.collect.wire.judging import TYPES

_LOG = logging.getLogger("percorso")
_BATCHES = ("batch", "b", "import")
_ALLOWED_HEADERS = (
    "Authorization, Content-Type, X-Retry-Count, X-Write-Key, AnonymousId, X-Enable-Debug, "
    "X-IP-Policy"
)
_PREFLIGHT_SECONDS = "600"
_HEALTH_AGAIN_SECONDS = "5"

# Said by a callable that works on both stores; it may take its time, and is not awaited here.
Health = Callable[[], Awaitable[tuple[int, dict[str, object]]]]
Take = Callable[[Request], Awaitable[Response]]


def collector_app(
    collector: Collector, health: Health, public_url: str = "", zone: str = "Europe/Rome",
    pages: ASGIApp | None = None,
) -> ASGIApp:  # fmt: skip
    """The application that answers senders.

    Args:
        collector: The doors.
        health: Whether all is well: a status and what there is to say.
        public_url: Under which address senders reach the server; empty is that of the request.
        zone: Of the times people tell.
        pages: Answers who asks for anything but the doors; None is that there is nothing.
    """
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None, redirect_slashes=False)
    doors = _Doors(collector)
    add_entry_routes(app, collector, zone, public_url)
    add_survey_routes(app, collector, public_url)
    app.add_route(SNIPPET_PATH, give_snippet, methods=["GET"])
    hooks = _hooks(HookDoor(collector, public_url), collector)
    app.add_route("/hooks/{source}", hooks, methods=["GET", "POST"])
    app.add_route("/v1/m", doors.drop, methods=["POST"])
    app.add_route("/v1/projects/{key}/settings", doors.settings, methods=["GET"])
    app.add_route("/batch/", doors.preflight, methods=["OPTIONS"])
    app.add_route("/v1/{rest:path}", doors.preflight, methods=["OPTIONS"])
    app.add_route("/api/s/{rest:path}", doors.preflight, methods=["OPTIONS"])

    async def say_health(_: Request) -> Response:
        status, said = await health()
        headers = {"Cache-Control": "no-store"}
        if status == 503:
            headers["Retry-After"] = _HEALTH_AGAIN_SECONDS
        return answers.json_answer(said, headers, status=status)

    app.add_route("/health", say_health, methods=["GET"])
    if pages is not None:
        app.mount("/", pages)
    app.add_exception_handler(404, _nothing_there)
    app.add_exception_handler(405, _nothing_there)
    return _Busy(doors.of_events(), app)


class _Busy:
    """An application whose busiest doors are reached by a look at the path alone.

    Args:
        doors: What takes the POST requests of a path.
        others: What answers everything else.
    """

    def __init__(self, doors: dict[str, Take], others: ASGIApp) -> None:
        self._doors = doors
        self._others = others

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, as ASGI has it."""
        is_post = scope["type"] == "http" and scope["method"] == "POST"
        take = self._doors.get(scope["path"]) if is_post else None
        if take is None:
            await self._others(scope, receive, send)
            return
        answer = await take(Request(scope, receive))
        await answer(scope, receive, send)


class _Doors:
    """The routes as functions of a request."""

    def __init__(self, collector: Collector) -> None:
        self._collector = collector

    def of_events(self) -> dict[str, Take]:
        """The doors that take events, by their path."""
        found = {f"/v1/{name}": self._taking("") for name in _BATCHES}
        found["/batch/"] = self._taking("", posthog.FORMAT)
        for kind in sorted(TYPES):
            take = self._taking(kind)
            paths = (f"/v1/{kind}", f"/v1/{kind[0]}", f"/api/s/{kind}", f"/api/s/s2s/{kind}")
            found |= dict.fromkeys(paths, take)
        return found

    def _taking(self, call: str, form: str = "") -> Take:
        """The door that takes events of a call, or of a batch."""

        async def take(request: Request) -> Response:
            return await self._answered(request, lambda: self._collector.take(request, call, form))

        return take

    async def drop(self, request: Request) -> Response:
        """What a browser's client tells about itself is counted and not kept."""
        return await self._answered(request, lambda: self._collector.drop(request))

    async def settings(self, request: Request) -> Response:
        """What a browser's client asks before its first event; without it, it sends none."""
        try:
            key = request.path_params["key"]
            await self._collector.holder_of_key(key)
        except answers.Unavailable as turned:
            return answers.refusal(turned, await self._cross_origin(request))
        except TurnedAway:
            nobody = TurnedAway(404, "not_found", "No source has this write key.")
            return answers.refusal(nobody, await self._cross_origin(request))
        segment = {
            "apiKey": key,
            "apiHost": f"{request.url.netloc}/v1",
            "protocol": request.url.scheme,
        }
        said = {"integrations": {"Segment.io": segment}}
        return answers.json_answer(said, await self._cross_origin(request))

    async def preflight(self, request: Request) -> Response:
        """Whether a page may send at all; which key it has is not known yet."""
        headers = await self._cross_origin(request)
        if "Access-Control-Allow-Origin" in headers:
            headers |= {
                "Access-Control-Allow-Methods": "GET, POST, OPTIONS",
                "Access-Control-Allow-Headers": _ALLOWED_HEADERS,
                "Access-Control-Max-Age": _PREFLIGHT_SECONDS,
            }
        return Response(status_code=204, headers=headers)

    async def _answered(
        self, request: Request, work: Callable[[], Awaitable[dict[str, object]]]
    ) -> Response:
        headers = await self._cross_origin(request)
        try:
            return answers.json_answer(await work(), headers)
        except TurnedAway as turned:
            self._collector.refused[turned.code] += 1
            return answers.refusal(turned, headers)
        except ClientDisconnect:
            # Nobody is there to read an answer; nothing of it was kept.
            self._collector.refused["client_gone"] += 1
            return Response(status_code=400)
        except Exception:  # noqa: BLE001 - a fault of ours is no reason to lose what was sent
            _LOG.exception("A request failed; its sender was told to come again.")
            return answers.refusal(answers.Overloaded(), headers)

    async def _cross_origin(self, request: Request) -> dict[str, str]:
        """The headers that let a page of a listed site read the answer."""
        origin = request.headers.get("origin")
        if origin is None:
            return {}
        book = self._collector.book
        if origin not in book.origins():
            # It may be of a source that is new. Where nobody can say, the page is not told.
            with contextlib.suppress(answers.Unavailable):
                await book.renew()
        listed = origin in book.origins()
        allowed = {
            "Access-Control-Allow-Origin": origin,
            # Without this a page's client cannot see for how long it is to wait.
            "Access-Control-Expose-Headers": "Retry-After, X-RateLimit-Reset",
        }
        return {"Vary": "Origin"} | (allowed if listed else {})


def _hooks(door: HookDoor, collector: Collector) -> Callable[[Request], Awaitable[Response]]:
    """The route of webhooks: JSON for what is kept, plain text for who tries the address."""

    async def take(request: Request) -> Response:
        try:
            said = await door.take(request, request.path_params["source"])
        except TurnedAway as turned:
            collector.refused[turned.code] += 1
            return answers.refusal(turned, {})
        except ClientDisconnect:
            collector.refused["client_gone"] += 1
            return Response(status_code=400)
        except Exception:  # noqa: BLE001 - a fault of ours is no reason to lose what was sent
            _LOG.exception("A delivery failed; its sender was told to come again.")
            return answers.refusal(answers.Overloaded(), {})
        if isinstance(said, str):
            return Response(said, media_type="text/plain")
        return answers.json_answer(said, {})

    return take


async def _nothing_there(_: Request, __: Exception) -> Response:
    return answers.refusal(TurnedAway(404, "not_found", "There is nothing at this path."), {})
