"""What changed since a while ago, and the reconciliation, as their pages show them."""

import json
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, ClassVar

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from percorso.domain.access import Permission
from percorso.domain.reconciliation import Measure, ReconciledDay
from percorso.web.api.access import needs
from percorso.web.api.answers import PageNumber, PerPage
from percorso.web.api.map_routes import JourneyQuery, LangQuery
from percorso.web.maps import Maps
from percorso.web.page import on
from percorso.web.words import Lang
from percorso.workspace import Workspace
from percorso.workspace.changed.since import Since

SinceWordQuery = Annotated[
    Since, Query(description="`week` (7 days), `month` (28) or `quarter` (91), up to the last day.")
]
SourceQuery = Annotated[str | None, Query(description="Key of a source; without it, all.")]
FirstQuery = Annotated[date | None, Query(description="First day; 31 before the last by itself.")]
LastDayQuery = Annotated[date | None, Query(description="Last day; that of the data by itself.")]


@dataclass(frozen=True, slots=True)
class ReconciledNumber:
    """One number of a source and day from both sides.

    `told` is null where the source said nothing; `difference` is `held` minus `told`. Revenue is
    in minor units. `causes` are why both may differ.
    """

    source: str
    day: date
    measure: Measure
    told: int | None
    held: int
    difference: int | None
    causes: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class ReconciliationPage:
    """A page of the reconciliation, source by source, the latest day first.

    `compared` and `equal` count the numbers of all pages that a source said something of.
    """

    items: list[ReconciledNumber]
    total: int
    page: int
    per_page: int
    first: date
    last: date
    time_zone: str
    currency: str
    compared: int
    equal: int


@dataclass(frozen=True, slots=True)
class SourceTotal:
    """What a source counted on a day; `value` as people write it, revenue in major units."""

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    source: str
    day: date
    measure: Measure
    value: str


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """How many numbers of a source were forgotten."""

    numbers: int


def changed_routes(workspace: Workspace, maps: Maps, usual_language: Lang) -> APIRouter:
    """The addresses of what changed, and of the reconciliation.

    Args:
        workspace: Whose.
        maps: Computes what changed, the same as the pages show.
        usual_language: Where nobody asks for one.
    """
    router = APIRouter(tags=["changed"])

    @router.get("/changed", response_class=Response, operation_id="changed",
                dependencies=[needs(Permission.LOOK)])  # fmt: skip
    async def changed(
        since: SinceWordQuery = "week", journey: JourneyQuery = "lifecycle", lang: LangQuery = None
    ) -> Response:
        """What changed, as `percorso changed --format json` prints it; it is waited for."""
        found = await maps.since(since, journey, lang or usual_language).whole()
        text = json.dumps(found.data.as_json(), ensure_ascii=False, allow_nan=False)
        return Response(text, media_type="application/json")

    _add_reconciliation(router, workspace)
    return router


def _add_reconciliation(router: APIRouter, workspace: Workspace) -> None:
    desk = workspace.reconciliation

    @router.get("/reconciliation", operation_id="reconciliation",
                dependencies=[needs(Permission.LOOK)])  # fmt: skip
    def reconciliation(
        source: SourceQuery = None, first: FirstQuery = None, last: LastDayQuery = None,
        page: PageNumber = 1, per_page: PerPage = 100,
    ) -> ReconciliationPage:  # fmt: skip
        """What is held by source and day beside what the source itself counts."""
        found = desk.report(source, first, last)
        rows = [day for one in found.sources for day in one.days]
        begin = (page - 1) * per_page
        return ReconciliationPage(
            [_number(one) for one in rows[begin : begin + per_page]], len(rows), page, per_page,
            found.first, found.last, found.time_zone, found.currency, len(found.compared),
            sum(one.is_equal for one in found.compared),
        )  # fmt: skip

    @router.post("/reconciliation", operation_id="tell_total", status_code=204,
                 dependencies=[needs(Permission.LOAD, "totals_told")])  # fmt: skip
    def tell(total: SourceTotal, request: Request) -> None:
        """Keep a total a source counts; one that was told before is what is told now."""
        on(request, total.source)
        desk.tell_one(
            {"source": total.source, "day": total.day.isoformat(), "measure": total.measure,
             "value": total.value}
        )  # fmt: skip

    @router.delete("/reconciliation", operation_id="withdraw_totals",
                   dependencies=[needs(Permission.LOAD, "totals_withdrawn")])  # fmt: skip
    def withdraw(
        request: Request,
        source: Annotated[str, Query(description="Key of the source.")],
        first: Annotated[date, Query(description="First day.")],
        last: Annotated[date, Query(description="Last day.")],
    ) -> Withdrawn:
        """Forget what a source said of some days."""
        on(request, source)
        return Withdrawn(desk.withdraw(source, first, last))


def _number(one: ReconciledDay) -> ReconciledNumber:
    causes = [
        {"key": cause.key, "amount": cause.amount, "explains": cause.explains,
         "day": cause.day and cause.day.isoformat()}
        for cause in one.causes
    ]  # fmt: skip
    return ReconciledNumber(
        one.source, one.day, one.measure, one.told, one.held, one.difference, causes
    )
