"""Who is who: why a customer is one, what people ruled, and likely pairs for them to judge."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any, ClassVar, Literal

from fastapi import APIRouter, Query, Request

from percorso.domain.access import Permission
from percorso.web.api.access import needs
from percorso.web.api.answers import PageNumber, PerPage
from percorso.web.api.map_routes import LangQuery
from percorso.web.page import on, visitor_of
from percorso.web.words import Lang
from percorso.workspace import Workspace
from percorso.workspace.people.candidates import Candidate, Judged, Precision
from percorso.workspace.people.ruling import Ruled

RulingVerdict = Literal["same", "apart", "withdrawn"]
WithQuery = Annotated[
    str | None, Query(alias="with", description="Another identifier: the way to it is told.")
]


@dataclass(frozen=True, slots=True)
class RulingRow:
    """A person's word on two identifiers, that holds."""

    one: str
    other: str
    verdict: str
    actor: str
    reason: str
    ruled_at: datetime


@dataclass(frozen=True, slots=True)
class Rulings:
    """The words that hold, the newest first."""

    items: list[RulingRow]


@dataclass(frozen=True, slots=True)
class RulingBody:
    """A word on two identifiers, written as a file may write them."""

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    one: str
    other: str
    verdict: RulingVerdict
    reason: str = ""


@dataclass(frozen=True, slots=True)
class SplitBody:
    """The identifiers that are somebody else's."""

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    identifiers: list[str]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class CustomerAfter:
    """A customer as it stands after a ruling."""

    id: str
    identifiers: list[str]
    contacts: int


@dataclass(frozen=True, slots=True)
class RuledRow:
    """What came of a ruling; `followed` is false where a rail keeps two apart all the same."""

    customers: list[CustomerAfter]
    followed: bool


@dataclass(frozen=True, slots=True)
class SideRow:
    """One of two customers who may be one."""

    id: str
    name: str | None
    identifiers: list[str]


@dataclass(frozen=True, slots=True)
class CandidateRow:
    """Two customers who may be one; `agreement`: 0 is unlike, the more the more alike."""

    no: int
    probability: float
    sides: list[SideRow]
    agreement: dict[str, int]


@dataclass(frozen=True, slots=True)
class MeasuredPrecision:
    """Of the pairs so likely that a person judged, how many were one; null of fewer than 20."""

    threshold: float
    judged: int
    right: int
    share: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Candidates:
    """A page of the pairs that wait; `accepts_above` is null where none is accepted by itself."""

    items: list[CandidateRow]
    total: int
    page: int
    per_page: int
    accepts_above: float | None
    precision: MeasuredPrecision
    accepted: int
    rejected: int
    automatic: int


@dataclass(frozen=True, slots=True)
class JudgeBody:
    """Whether a pair is one person, or two."""

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    verdict: Literal["same", "apart"]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class JudgedRow:
    """A pair after its word; `followed` is false where a rail keeps the two apart."""

    no: int
    followed: bool


def identity_routes(workspace: Workspace, usual_language: Lang) -> APIRouter:
    """The addresses of who is who.

    Args:
        workspace: Whose.
        usual_language: Of sentences, where nobody asks for one.
    """
    router = APIRouter(tags=["identity"])
    desk = workspace.identity

    @router.get("/customers/{id}/why", operation_id="why",
                dependencies=[needs(Permission.LOOK, "customer_seen")])  # fmt: skip
    def why(
        id: str, request: Request, with_: WithQuery = None, lang: LangQuery = None
    ) -> dict[str, Any]:
        """Why all that points to a customer does: the contract `percorso.why/1`."""
        told = desk.why(
            id, with_, clear=visitor_of(request).sees_identifiers, language=lang or usual_language
        )
        on(request, " ".join(told["customers"]))
        return dict(told)

    @router.get("/identity/rulings", operation_id="rulings", dependencies=[needs(Permission.LOOK)])
    def rulings(request: Request) -> Rulings:
        """What people ruled about two identifiers, and holds."""
        found = desk.rulings(clear=visitor_of(request).sees_identifiers)
        return Rulings([
            RulingRow(one.one, one.other, one.verdict, one.actor, one.reason,
                      one.ruled_at.replace(tzinfo=UTC))
            for one in found
        ])  # fmt: skip

    _add_ruling_routes(router, workspace)
    _add_candidate_routes(router, workspace)
    return router


def _add_ruling_routes(router: APIRouter, workspace: Workspace) -> None:
    desk = workspace.identity

    @router.post("/identity/rulings", operation_id="rule",
                 dependencies=[needs(Permission.KEEP_CUSTOMERS, "identity_ruled")])  # fmt: skip
    def rule(body: RulingBody, request: Request) -> RuledRow:
        """Say that two identifiers are one person, or two, or take such a word back."""
        said = {"same": desk.join, "apart": desk.part, "withdrawn": desk.withdraw}[body.verdict]
        actor = visitor_of(request).name or ""
        return _ruled(request, said(body.one, body.other, actor=actor, reason=body.reason))

    @router.post("/customers/{id}/split", operation_id="split_customer",
                 dependencies=[needs(Permission.KEEP_CUSTOMERS, "customer_split")])  # fmt: skip
    def split(id: str, body: SplitBody, request: Request) -> RuledRow:
        """Take identifiers out of a customer, never to be one with the others again."""
        actor = visitor_of(request).name or ""
        return _ruled(
            request, desk.split(id, *body.identifiers, actor=actor, reason=body.reason)
        )  # fmt: skip


def _add_candidate_routes(router: APIRouter, workspace: Workspace) -> None:
    desk = workspace.identity

    @router.get("/identity/candidates", operation_id="candidates",
                dependencies=[needs(Permission.LOOK, "customers_seen")])  # fmt: skip
    def candidates(request: Request, page: PageNumber = 1, per_page: PerPage = 50) -> Candidates:
        """Customers who may be one person, the likeliest first, and how the model has done."""
        queue = desk.candidates(clear=visitor_of(request).sees_identifiers)
        first = (page - 1) * per_page
        rows = [_candidate(one) for one in queue.waiting[first : first + per_page]]
        return Candidates(
            rows, len(queue.waiting), page, per_page, queue.accepts_above,
            _precision(queue.precision), queue.accepted, queue.rejected, queue.automatic,
        )  # fmt: skip

    @router.post("/identity/candidates/{no}", operation_id="judge_candidate",
                 dependencies=[needs(Permission.KEEP_CUSTOMERS, "candidate_judged")])  # fmt: skip
    def judge(no: int, body: JudgeBody, request: Request) -> JudgedRow:
        """Say that a pair is one person, or two; it is never proposed again."""
        said = desk.accept if body.verdict == "same" else desk.reject
        (judged,) = said(no, actor=visitor_of(request).name or "", reason=body.reason)
        return _judged(judged)


def _ruled(request: Request, ruled: Ruled) -> RuledRow:
    # Ids, never what was written: the log of acts outlives the person.
    on(request, " ".join(one.id for one in ruled.customers))
    rows = [CustomerAfter(one.id, list(one.identifiers), one.contacts) for one in ruled.customers]
    return RuledRow(rows, ruled.is_followed)


def _candidate(one: Candidate) -> CandidateRow:
    sides = [SideRow(side.id, side.name, list(side.identifiers)) for side in one.sides]
    return CandidateRow(one.no, one.probability, sides, one.agreement)


def _precision(found: Precision) -> MeasuredPrecision:
    return MeasuredPrecision(
        found.threshold, found.judged, found.right, found.share, found.low, found.high
    )


def _judged(judged: Judged) -> JudgedRow:
    return JudgedRow(judged.no, judged.is_followed)
