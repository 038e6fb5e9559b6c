"""The surveys: what they ask, what the answers come to, links of customers' own."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request

from percorso.domain.access import Permission
from percorso.domain.survey.questions import survey_of
from percorso.domain.survey.sending import Sending
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
class OpenWanted:
    """Whether a survey is to take answers."""

    open: bool


@dataclass(frozen=True, slots=True)
class MailWanted:
    """When a survey is to leave by mail.

    Attributes:
        after: Key of the touchpoint it follows; null is never.
        delay_hours: How long after.
        share: Of the customers who are asked, 0..1.
        quiet_days: Nobody gets another survey within so many days.
    """

    after: str | None
    delay_hours: float = 24.0
    share: float = 1.0
    quiet_days: int = 30


@dataclass(frozen=True, slots=True)
class MailNow:
    """When it leaves, whether a mail server is set, and the invitations by state and reason."""

    rule: dict[str, Any] | None
    can_send: bool
    outbox: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class SitesWanted:
    """Sites that may show it, as `https://shop.example`."""

    origins: list[str]


@dataclass(frozen=True, slots=True)
class Tag:
    """What stands in the HTML of their pages."""

    tag: str


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
    _add_asking(router, workspace)
    _add_answers(router, workspace)
    _add_reaching(router, workspace)
    return router


def _add_asking(router: APIRouter, workspace: Workspace) -> None:
    """What surveys ask: looked at, made, changed, closed."""
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

    @router.put("/surveys/{key}/open", operation_id="switch_survey", dependencies=[edit])
    def switch(request: Request, key: str, wanted: OpenWanted) -> dict[str, Any]:
        """Take answers, or no more."""
        on(request, key, on="yes" if wanted.open else "no")
        (workspace.surveys.open if wanted.open else workspace.surveys.close)(key)
        return _told(workspace.surveys.of(key))


def _add_answers(router: APIRouter, workspace: Workspace) -> None:
    """What the answers come to."""
    look = needs(Permission.LOOK)

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


def _add_reaching(router: APIRouter, workspace: Workspace) -> None:
    """How surveys reach people: own links, mail, pages of the shop."""
    look, edit = needs(Permission.LOOK), needs(Permission.EDIT_MAP)

    @router.post("/surveys/{key}/links", operation_id="survey_link", dependencies=[edit])
    def link(request: Request, key: str, wanted: LinkWanted) -> OwnLink:
        """A link of a customer's own: what is answered there is known to be theirs."""
        on(request, key)
        return OwnLink(workspace.surveys.link_for(key, wanted.customer, order=wanted.order))

    @router.get("/surveys/{key}/mail", operation_id="survey_mail", dependencies=[look])
    def mail(key: str) -> MailNow:
        """When it leaves by mail, and how many invitations are in which state."""
        return _mail(workspace, key)

    @router.put("/surveys/{key}/mail", operation_id="send_survey", dependencies=[edit])
    def send(request: Request, key: str, wanted: MailWanted) -> MailNow:
        """Let it leave a set time after a touchpoint, or by itself no more."""
        on(request, key, after=wanted.after or "")
        if wanted.after is None:
            workspace.surveys.send_never(key)
        else:
            rule = Sending(wanted.after, wanted.delay_hours, wanted.share, wanted.quiet_days)
            workspace.surveys.send_after(key, rule)
        return _mail(workspace, key)

    @router.put("/surveys/{key}/sites", operation_id="embed_survey", dependencies=[edit])
    def embed(request: Request, key: str, wanted: SitesWanted) -> Tag:
        """Let pages of these sites show it, and no others; the tag for their HTML."""
        on(request, key, sites=" ".join(wanted.origins)[:300])
        return Tag(workspace.surveys.embed(key, *wanted.origins))


def _mail(workspace: Workspace, key: str) -> MailNow:
    desk = workspace.surveys
    rule = desk.sending(key)
    outbox = [
        {"state": state, "reason": reason, "count": count}
        for state, reason, count in desk.outbox(key)
    ]
    return MailNow(None if rule is None else rule.as_json(), desk.can_send, outbox)


def _told(now: SurveyNow) -> dict[str, Any]:
    return {
        "key": now.asked.key, "version": now.kept.version, "is_open": now.is_open,
        "address": now.address, "asks": now.asked.as_json(),
    }  # fmt: skip
