"""The customers: listed, searched, and each with card and timeline, as their pages show them."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from percorso.domain.access import Permission
from percorso.domain.errors import NotFoundError
from percorso.web.api.access import needs
from percorso.web.api.answers import PageNumber, PerPage
from percorso.web.api.contracts import answers_with
from percorso.web.api.map_routes import (
    LangQuery,
    LastQuery,
    Period,
    PeriodQuery,
    SegmentQuery,
    SinceQuery,
)
from percorso.web.api.segment_routes import require_open
from percorso.web.filters import ALL, OWN, Filters
from percorso.web.masking import timeline_for
from percorso.web.page import on, visitor_of
from percorso.web.searches import SEARCHED, found_id, size_of
from percorso.web.words import Lang
from percorso.workspace import ListRequest, Workspace
from percorso.workspace.people.customer_list import Order
from percorso.workspace.people.finding import SeveralCustomers

StageQuery = Annotated[str, Query(description="Key of a stage: its contacts alone.")]
BeforeQuery = Annotated[str, Query(description="`next` of the page of the timeline before.")]
EntriesQuery = Annotated[int, Query(ge=1, le=1_000, description="How many contacts.")]


@dataclass(frozen=True, slots=True)
class CustomerRow:
    """One customer of the list; the identifier is masked, and empty where none is known.

    The Happy Index (0..100) and the points it moved in 14 days are told where the list is sorted
    by one of them: it holds those with a solid index alone then.
    """

    id: str
    identifier: str
    interactions: int
    first_at: datetime
    last_at: datetime
    stage: str
    happy: float | None
    drop: float | None


@dataclass(frozen=True, slots=True)
class Customers:
    """A page of the list; `total` customers are on all pages."""

    items: list[CustomerRow]
    total: int
    page: int
    per_page: int


@dataclass(frozen=True, slots=True)
class Found:
    """The ids of the customers a name stands for: none, one, or several."""

    items: list[str]


def customer_routes(workspace: Workspace, usual_language: Lang) -> APIRouter:
    """The addresses of the customers.

    Args:
        workspace: Whose.
        usual_language: Where nobody asks for one.
    """
    router = APIRouter(tags=["customers"])

    @router.get("/customers", operation_id="customers",
                dependencies=[needs(Permission.LOOK, "customers_seen")])  # fmt: skip
    def customers(
        request: Request,
        order: Annotated[Order, Query(description="What they are sorted by.")] = "last",
        way: Annotated[Literal["up", "down"], Query(description="`up`: least first.")] = "down",
        segment: SegmentQuery = "",
        touchpoint: Annotated[
            str, Query(description="Key of a touchpoint they had a contact at.")
        ] = "",
        period: PeriodQuery = "all", since: SinceQuery = None, last: LastQuery = None,
        page: PageNumber = 1, per_page: PerPage = 50,
    ) -> Customers:  # fmt: skip
        """The customers one below the other; a period is that of the contact at a touchpoint."""
        if segment:
            require_open(visitor_of(request), workspace.segments.of(segment))
        days = _days(workspace, period, since, last) if touchpoint else {}
        found = workspace.customers(
            ListRequest(
                order=order, rising=way == "up", skipped=(page - 1) * per_page, most=per_page,
                segment=segment or None, touchpoint=touchpoint or None,
                since=days.get("since"), until=days.get("until"),
                clear=visitor_of(request).sees_identifiers,
            )
        )  # fmt: skip
        rows = [
            CustomerRow(one.id, one.identifier, one.interactions, one.first_at, one.last_at,
                        one.stage, one.happy, one.drop)
            for one in found.rows
        ]  # fmt: skip
        return Customers(rows, found.total, page, per_page)

    @router.get(
        "/customers/found",
        operation_id="find_customers",
        dependencies=[needs(Permission.LOOK, SEARCHED, always=True)],
    )
    def find(
        request: Request,
        q: Annotated[str, Query(min_length=1, description="An id, e-mail, phone or card.")],
    ) -> Found:
        """Whom a name stands for."""
        ids: list[str] = []
        try:
            ids = [workspace.customer(q).id]
        except SeveralCustomers as several:
            ids = list(several.ids)
        except NotFoundError:
            pass
        on(request, found_id(ids), **size_of(q, ids))
        return Found(ids)

    _add_card_routes(router, workspace, usual_language)
    return router


def _add_card_routes(router: APIRouter, workspace: Workspace, usual_language: Lang) -> None:
    look = needs(Permission.LOOK, "customer_seen")

    @router.get(
        "/customers/{id}", response_class=Response, operation_id="customer",
        responses=answers_with("CustomerCard", "The card."), dependencies=[look],
    )  # fmt: skip
    def card(
        id: str, request: Request, stage: StageQuery = "", before: BeforeQuery = "",
        entries: EntriesQuery = 50, lang: LangQuery = None,
    ) -> Response:  # fmt: skip
        """The card of a customer, masked as on its page, with a page of the timeline."""
        visitor = visitor_of(request)
        found = workspace.cards.of(
            id, stage=stage, before=before, entries=entries, language=lang or usual_language,
            clear=visitor.sees_identifiers,
        )  # fmt: skip
        # Never what was asked for: the log outlives the person.
        on(request, found["id"])
        return _json({**found, "timeline": timeline_for(visitor, found["timeline"])})

    @router.get(
        "/customers/{id}/timeline", response_class=Response, operation_id="timeline",
        responses=answers_with("CustomerCard.Timeline", "A page of the timeline."),
        dependencies=[look],
    )  # fmt: skip
    def timeline(
        id: str, request: Request, stage: StageQuery = "", before: BeforeQuery = "",
        entries: EntriesQuery = 50, lang: LangQuery = None,
    ) -> Response:  # fmt: skip
        """The contacts of a customer over all channels, the newest first, page by page."""
        found = workspace.cards.timeline(
            id, stage=stage, before=before, entries=entries, language=lang or usual_language
        )
        on(request, id if id.startswith("c_") else "")
        return _json(timeline_for(visitor_of(request), found))


def _days(
    workspace: Workspace, period: Period, since: date | None, last: date | None
) -> dict[str, date | None]:
    """The days of a period, counted as the pages count them."""
    told = {"period": period, "since": str(since or ""), "last": str(last or "")}
    filters = Filters.read(told)
    last_day = None if filters.period in (ALL, OWN) else workspace.last_day()
    asked = filters.asked(last_day)
    return {"since": asked["since"], "until": asked["until"]}


def _json(value: object) -> Response:
    text = json.dumps(value, ensure_ascii=False, allow_nan=False)
    return Response(text, media_type="application/json")
