"""The routes of the public pages of surveys."""

import logging
from collections.abc import Awaitable, Callable

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from percorso.collect.entry.words import language_of
from percorso.collect.http import answers
from percorso.collect.http.answers import TurnedAway
from percorso.collect.http.collector import Collector
from percorso.collect.http.reading_requests import check_head
from percorso.collect.http.survey_door import SurveyDoor, turned_page
from percorso.collect.survey.pages import STYLES_PATH, WIDGET_PATH, styles, widget

_LOG = logging.getLogger("percorso")
Work = Callable[[Request], Awaitable[Response]]


def add_survey_routes(app: Starlette, collector: Collector, public_url: str) -> None:
    """Let people answer surveys.

    Args:
        app: Gets the routes.
        collector: The doors.
        public_url: Where browsers reach the server; empty is where a request came to.
    """
    door = SurveyDoor(collector, public_url)
    app.add_route("/s/{token}", _answering(collector, door.ask), methods=["GET", "POST"])
    app.add_route("/s/{token}/poster", _answering(collector, door.poster), methods=["GET"])
    app.add_route("/s/{token}/stop", _answering(collector, door.stop), methods=["GET", "POST"])
    app.add_route(STYLES_PATH, _give_styles, methods=["GET"])
    app.add_route(WIDGET_PATH, _give_widget, methods=["GET"])


def _answering(collector: Collector, work: Work) -> Work:
    """A route that answers with pages, whatever happens."""

    async def answer(request: Request) -> Response:
        language = language_of(
            request.query_params.get("lang"), request.headers.get("accept-language", "")
        )
        try:
            check_head(request, collector.limits)
            collector.check_load(request)
            return await work(request)
        except TurnedAway as turned:
            collector.refused[turned.code] += 1
            return turned_page(turned, language)
        except ClientDisconnect:
            collector.refused["client_gone"] += 1
            return Response(status_code=400)
        except Exception:  # noqa: BLE001 - who answered something is told that it is not kept
            _LOG.exception("A response failed; who sent it was told to come again.")
            return turned_page(answers.Overloaded(), language)

    return answer


async def _give_styles(_: Request) -> Response:
    # Its address changes with its content.
    headers = {"Cache-Control": "public, max-age=31536000, immutable"}
    return Response(styles(), headers=headers, media_type="text/css; charset=utf-8")


async def _give_widget(_: Request) -> Response:
    # Its address stands in pages of the shop, and stays: a new one is there within the hour.
    headers = {"Cache-Control": "public, max-age=3600", "X-Content-Type-Options": "nosniff",
               "Cross-Origin-Resource-Policy": "cross-origin"}  # fmt: skip
    return Response(widget(), headers=headers, media_type="text/javascript; charset=utf-8")
