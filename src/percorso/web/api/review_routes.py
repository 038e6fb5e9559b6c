"""The reviews: what each platform counts, and the reviews themselves."""

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request

from percorso.domain.access import Permission
from percorso.web.api.access import needs
from percorso.web.masking import text_for
from percorso.web.page import visitor_of
from percorso.workspace import Workspace


@dataclass(frozen=True, slots=True)
class ReviewRows:
    """Reviews, the newest first, as `docs/do/read-your-reviews.md` says."""

    items: list[dict[str, Any]]


def review_routes(workspace: Workspace) -> APIRouter:
    """The addresses of the reviews.

    Args:
        workspace: Whose.
    """
    router = APIRouter(tags=["reviews"])

    @router.get("/reviews", operation_id="reviews", dependencies=[needs(Permission.LOOK)])
    def reviews() -> dict[str, Any]:
        """Every platform with its numbers, as `percorso reviews --json` prints them."""
        return workspace.reviews.report().as_json()

    @router.get("/reviews/rows", operation_id="review_rows", dependencies=[needs(Permission.LOOK)])
    def rows(
        request: Request,
        platform: Annotated[str | None, Query(description="Key of its touchpoint.")] = None,
        which: Annotated[
            Literal["all", "unanswered", "late", "low", "drafted", "approved"],
            Query(description="Which of them; the last two by how far our reply is."),
        ] = "all",
        skip: Annotated[int, Query(ge=0, description="How many are left out.")] = 0,
        most: Annotated[int, Query(ge=1, le=1_000, description="How many at most.")] = 100,
    ) -> ReviewRows:
        """The reviews; their words and orders are for who may read them."""
        visitor = visitor_of(request)
        found = [one.as_json() for one in workspace.reviews.page(platform, which, skip, most)]
        hidden = ("text", "reply", "order")
        return ReviewRows(
            [one | {key: text_for(visitor, one[key] or "") or None for key in hidden}
             for one in found]
        )  # fmt: skip

    return router
