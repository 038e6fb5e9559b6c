"""The map and the journey definitions, as the map's page shows them."""

import asyncio
import json
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from percorso.domain.access import Permission
from percorso.domain.errors import InputError
from percorso.domain.journey_map import JourneyMap
from percorso.web.api.access import needs
from percorso.web.api.contracts import answers_with
from percorso.web.filters import Filters
from percorso.web.maps import Maps
from percorso.web.masking import map_for
from percorso.web.page import visitor_of
from percorso.web.words import Lang
from percorso.workspace import Workspace

Period = Literal["all", "7", "30", "90", "365", "own"]
JourneyQuery = Annotated[str, Query(description="Key of a journey definition.")]
PeriodQuery = Annotated[
    Period, Query(description="Days back from the last day of the data, or `own` dates.")
]
SinceQuery = Annotated[date | None, Query(description="Of own dates: the first day.")]
LastQuery = Annotated[date | None, Query(description="Of own dates: the last day.")]
ChannelQuery = Annotated[str, Query(description="Customers who used this channel.")]
SegmentQuery = Annotated[str, Query(description="Key of a kept segment customers are in.")]
CompareQuery = Annotated[
    str, Query(description="`before`, `year`, `everybody` or `in:SEGMENT`; empty is nothing.")
]
LangQuery = Annotated[Lang | None, Query(description="Of names and sentences.")]


class FilterUnusable(InputError):
    """A filter of a map that would choose nothing, or everything."""

    def __init__(self, name: str, value: str) -> None:
        self.name = name
        self.value = value
        super().__init__(
            f"The filter {name} cannot be {value!r} here. docs/look-up/api.md lists what each may "
            "say; a comparison of days, and own dates, need their days."
        )


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a map is: `share` of the work is done, 0..1."""

    done: bool
    share: float


@dataclass(frozen=True, slots=True)
class Journey:
    """A journey definition; its gap is null where it was never computed."""

    key: str
    name_it: str
    name_en: str
    is_own: bool
    version: int
    gap_seconds: float | None
    gap_origin: str | None


@dataclass(frozen=True, slots=True)
class Journeys:
    """Every journey definition."""

    items: list[Journey]


def filters_of(
    journey: str, period: str, since: date | None, last: date | None, channel: str, segment: str,
    compare: str,
) -> Filters:  # fmt: skip
    """The filters of a request, read as those of the page's address are.

    Raises:
        FilterUnusable: one says what a page would leave out.
    """
    told = {
        "journey": journey, "period": period, "channel": channel, "segment": segment,
        "since": since.isoformat() if since else "", "last": last.isoformat() if last else "",
        "compare": compare,
    }  # fmt: skip
    filters = Filters.read(told)
    for name in ("journey", "period", "channel", "segment", "compare"):
        if getattr(filters, name) != told[name]:
            raise FilterUnusable(name, told[name])
    return filters


def map_routes(workspace: Workspace, maps: Maps, usual_language: Lang) -> APIRouter:
    """The addresses of the map.

    Args:
        workspace: Whose.
        maps: Computes them.
        usual_language: Where nobody asks for one.
    """
    router = APIRouter(tags=["map"], dependencies=[needs(Permission.LOOK)])

    @router.get(
        "/map", response_class=Response, responses=answers_with("JourneyMap", "The map."),
        operation_id="map",
    )  # fmt: skip
    async def the_map(
        request: Request,
        journey: JourneyQuery = "lifecycle", period: PeriodQuery = "all", since: SinceQuery = None,
        last: LastQuery = None, channel: ChannelQuery = "", segment: SegmentQuery = "",
        compare: CompareQuery = "", lang: LangQuery = None,
    ) -> Response:  # fmt: skip
        """The map, with the actions there are now; one that takes long is waited for."""
        filters = filters_of(journey, period, since, last, channel, segment, compare)
        found = await map_of(workspace, maps, filters, lang or usual_language)
        found = map_for(visitor_of(request), found)
        return Response(
            json.dumps(found, ensure_ascii=False, allow_nan=False), media_type="application/json"
        )

    @router.get("/map/progress", operation_id="map_progress")
    async def progress(
        journey: JourneyQuery = "lifecycle", period: PeriodQuery = "all", since: SinceQuery = None,
        last: LastQuery = None, channel: ChannelQuery = "", segment: SegmentQuery = "",
        compare: CompareQuery = "", lang: LangQuery = None,
    ) -> Progress:  # fmt: skip
        """How far the map is; asking begins to compute it."""
        filters = filters_of(journey, period, since, last, channel, segment, compare)
        asked = maps.of(filters, lang or usual_language)
        return Progress(asked.result.done(), 1.0 if asked.result.done() else asked.share)

    @router.get("/journeys", operation_id="journeys")
    def journeys() -> Journeys:
        """Every journey definition with the gap it is frozen with."""
        return Journeys(
            [
                Journey(
                    one.definition.key, one.definition.name_it, one.definition.name_en,
                    one.is_own, one.version, one.gap_seconds, one.gap_origin,
                )
                for one in workspace.journeys.list()
            ]
        )  # fmt: skip

    return router


async def map_of(workspace: Workspace, maps: Maps, filters: Filters, language: Lang) -> JourneyMap:
    """The map the page shows, with the actions there are now."""
    found = (await maps.of(filters, language).whole()).data
    return await asyncio.to_thread(workspace.actions.on, found)
