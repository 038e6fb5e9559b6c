"""The surveys: what they ask, what the answers come to, links of customers' own."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request

from percorso.domain.access import Permission
from percorso.domain.survey.questions import survey_of
from percorso.web.api.access import needs
from percorso.web.masking import text_for
from percorso.web.page import on, visitor_of
from percorso.workspace import Workspace
from percorso.workspace.surveys.desk import SurveyNow


@dataclass(frozen=True, slots=True)
class Surveys:
    """Every survey with its link."""

    items: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class SurveyText:
    """What a survey is to ask, as `docs/do/ask-customers.md` says.

    Attributes:
        asks: Its key, titles and questions.
        privacy_url: Where the whole notice is; left out it stays.
    """

    asks: dict[str, Any]
    privacy_url: str | None = None


@dataclass(frozen=True, slots=True)
class LinkWanted:
    """Whose link is wanted.

    Attributes:
        customer: An id, or any identifier of theirs.
        order: The order it is about.
    """

    customer: str
    order: str | None = None


@dataclass(frozen=True, slots=True)
class OwnLink:
    """A link of a customer's own, good for 60 days."""

    address: str


@dataclass(frozen=True, slots=True)
class WrittenRows:
    """What was written, the newest first."""

    items: list[dict[str, Any]]


def survey_routes(workspace: Workspace) -> APIRouter:
    """The addresses of the surveys.

    Args:
        workspace: Whose.
    """
    router = APIRouter(tags=["surveys"])
    look, edit = needs(Permission.LOOK), needs(Permission.EDIT_MAP)

    @router.get("/surveys", operation_id="surveys", dependencies=[look])
    def surveys() -> Surveys:
        """Every survey: what it asks, its link, whether it takes answers."""
        return Surveys([_told(one) for one in workspace.surveys.all()])

    @router.post("/surveys", operation_id="make_survey", dependencies=[edit])
    def make(request: Request, wanted: SurveyText) -> dict[str, Any]:
        """Make a survey; it takes answers at once."""
        survey, by = survey_of(wanted.asks), visitor_of(request).name or ""
        on(request, survey.key)
        url = wanted.privacy_url or ""
        return _told(workspace.surveys.make(survey, privacy_url=url, by=by))

    @router.put("/surveys/{key}", operation_id="change_survey", dependencies=[edit])
    def change(request: Request, key: str, wanted: SurveyText) -> dict[str, Any]:
        """Ask something else from now on, as a new version."""
        survey, by = survey_of({**wanted.asks, "key": key}), visitor_of(request).name or ""
        on(request, key)
        return _told(workspace.surveys.change(survey, privacy_url=wanted.privacy_url, by=by))

    @router.get("/surveys/{key}/results", operation_id="survey_results", dependencies=[look])
    def results(
        key: str, segment: Annotated[str | None, Query(description="Key of a segment.")] = None
    ) -> dict[str, Any]:
        """What the answers come to, as `percorso survey results --json` prints it."""
        return workspace.surveys.results(key, segment).as_json()

    @router.get("/surveys/{key}/written", operation_id="survey_written", dependencies=[look])
    def written(
        request: Request, key: str,
        most: Annotated[int, Query(ge=1, le=1_000, description="How many at most.")] = 100,
    ) -> WrittenRows:  # fmt: skip
        """What was written; the words are for who may read them."""
        visitor = visitor_of(request)
        return WrittenRows([
            {"at": one.at.isoformat(), "text": text_for(visitor, one.text), "rating": one.rating,
             "customer": one.customer}
            for one in workspace.surveys.written(key, most)
        ])  # fmt: skip

    @router.post("/surveys/{key}/links", operation_id="survey_link", dependencies=[edit])
    def link(request: Request, key: str, wanted: LinkWanted) -> OwnLink:
        """A link of a customer's own: what is answered there is known to be theirs."""
        on(request, key)
        return OwnLink(workspace.surveys.link_for(key, wanted.customer, order=wanted.order))

    return router


def _told(now: SurveyNow) -> dict[str, Any]:
    return {
        "key": now.asked.key, "version": now.kept.version, "is_open": now.is_open,
        "address": now.address, "asks": now.asked.as_json(),
    }  # fmt: skip
