"""The routes of the pages people enter contacts on."""

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response

from percorso.collect.entry.pages import STYLES_PATH, styles
from percorso.collect.http.collector import Collector
from percorso.collect.http.counter_door import CounterDoor
from percorso.collect.http.entrance import Entrance
from percorso.collect.http.stand_door import StandDoor

_BOTH = ["GET", "POST"]


def add_entry_routes(app: Starlette, collector: Collector, zone: str, public_url: str) -> None:
    """Let people in at counters and stands.

    Args:
        app: Gets the routes.
        collector: The doors.
        zone: Of the times people tell.
        public_url: Where browsers reach the server; empty is where a request came to.
    """
    entrance = Entrance(collector, zone, public_url)
    counter, stand = CounterDoor(entrance), StandDoor(entrance)
    at_counter = [("", counter.form, _BOTH), ("/template.csv", counter.template, ["GET"]),
               ("/list", counter.list_, ["POST"])]  # fmt: skip
    for path, work, methods in at_counter:
        app.add_route(
            f"/counter/{{key}}{path}", entrance.answering("counter", work), methods=methods
        )
    for path, work, methods in (("", stand.form, _BOTH), ("/poster", stand.poster, ["GET"])):
        app.add_route(f"/stand/{{key}}{path}", entrance.answering("stand", work), methods=methods)
    app.add_route(STYLES_PATH, _give_styles, methods=["GET"])


async def _give_styles(_: Request) -> Response:
    # Its address changes with its content.
    headers = {"Cache-Control": "public, max-age=31536000, immutable"}
    return Response(styles(), headers=headers, media_type="text/css; charset=utf-8")
