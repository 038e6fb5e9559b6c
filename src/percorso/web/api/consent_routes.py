"""What customers allow: asked before anything is sent, with every word behind it, and recorded."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, ClassVar, Literal

from fastapi import APIRouter, Query, Request

from percorso.domain.access import Permission
from percorso.domain.consent import permission as granted
from percorso.domain.consent.choices import Choice
from percorso.web.api.access import needs
from percorso.web.page import on, visitor_of
from percorso.workspace import Workspace
from percorso.workspace.people.consent_desk import Paper

ChannelQuery = Annotated[str, Query(description="email, sms, phone, chat, post.")]


@dataclass(frozen=True, slots=True)
class ChoiceRow:
    """One word of a customer, and what proves it; what is empty was not told."""

    purpose: str
    channel: str
    state: str
    at: datetime
    basis: str
    expires_at: datetime | None
    confirmed_at: datetime | None
    form: str
    source: str
    message_id: str
    text_version: str
    text_sha256: str
    language: str
    document: str
    actor: str


@dataclass(frozen=True, slots=True)
class PermissionRow:
    """Whether a customer may be contacted for a purpose over a channel, and why."""

    purpose: str
    channel: str
    allowed: bool
    reason: str
    basis: str | None
    choice: ChoiceRow | None


@dataclass(frozen=True, slots=True)
class Consents:
    """What holds now, and every word there was, the oldest first."""

    now: list[PermissionRow]
    history: list[ChoiceRow]


@dataclass(frozen=True, slots=True)
class ChoiceBody:
    """What a customer said, and what proves it."""

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    purpose: str
    state: Literal["given", "withdrawn", "objected"]
    channel: str = ""
    basis: str | None = None
    at: datetime | None = None
    expires_at: datetime | None = None
    text: str = ""
    text_version: str = ""
    language: str = ""
    document: str = ""


@dataclass(frozen=True, slots=True)
class RestrictionBody:
    """Whether a customer's data are kept and used for nothing (GDPR 18), by which paper."""

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    restricted: bool
    document: str = ""


@dataclass(frozen=True, slots=True)
class Restriction:
    """Since when a customer is restricted, or no more."""

    restricted: bool
    at: datetime


def consent_routes(workspace: Workspace) -> APIRouter:
    """The addresses of what customers allow.

    Args:
        workspace: Whose.
    """
    router = APIRouter(tags=["consent"])
    desk = workspace.consent
    look = needs(Permission.LOOK, "customer_seen")

    @router.get("/customers/{id}/consents", operation_id="consents", dependencies=[look])
    def consents(id: str, request: Request) -> Consents:
        """What a customer allows now by purpose and channel, and every word behind it."""
        _about(request, id)
        return Consents(
            [_permission(one) for one in desk.state(id)], [_choice(one) for one in desk.history(id)]
        )

    @router.get("/customers/{id}/consents/may", operation_id="may_contact", dependencies=[look])
    def may(
        id: str, request: Request, purpose: Annotated[str, Query(description="For what.")],
        channel: ChannelQuery = "",
    ) -> PermissionRow:  # fmt: skip
        """Whether a customer may be contacted: what every sender asks, each time it sends."""
        _about(request, id)
        return _permission(desk.may_contact(id, purpose, channel))

    _add_recording_routes(router, workspace)
    return router


def _add_recording_routes(router: APIRouter, workspace: Workspace) -> None:
    desk = workspace.consent

    @router.post("/customers/{id}/consents", operation_id="record_consent", status_code=201,
                 dependencies=[needs(Permission.KEEP_CUSTOMERS, "consent_recorded")])  # fmt: skip
    def record(id: str, body: ChoiceBody, request: Request) -> ChoiceRow:
        """Record what a customer said; nothing is overwritten, the newest word holds."""
        _about(request, id)
        paper = Paper(body.text, body.text_version, body.language, body.document,
                      visitor_of(request).name or "", "api")  # fmt: skip
        choice = desk.record(
            id, body.purpose, body.state, body.channel, basis=body.basis, at=_aware(body.at),
            expires_at=_aware(body.expires_at), paper=paper,
        )  # fmt: skip
        return _choice(choice)

    @router.put("/customers/{id}/restriction", operation_id="restrict_customer",
                dependencies=[needs(Permission.KEEP_CUSTOMERS, "customer_restricted")])  # fmt: skip
    def restrict(id: str, body: RestrictionBody, request: Request) -> Restriction:
        """Keep a customer's data and use them for nothing, or use them again."""
        _about(request, id)
        paper = Paper(document=body.document, actor=visitor_of(request).name or "", form="api")
        choice = desk.restrict(id, paper=paper, lift=not body.restricted)
        return Restriction(body.restricted, choice.at)


def _about(request: Request, id: str) -> None:
    """Name the customer for the log of acts, where what was asked is no identifier."""
    on(request, id if id.startswith("c_") else "")


def _aware(instant: datetime | None) -> datetime | None:
    """An instant a program sent; one without a zone is UTC, as all the API tells."""
    if instant is None or instant.tzinfo is not None:
        return instant
    return instant.replace(tzinfo=UTC)


def _permission(one: granted.Permission) -> PermissionRow:
    return PermissionRow(
        one.scope.purpose, one.scope.channel, one.is_allowed, one.reason, one.basis,
        None if one.choice is None else _choice(one.choice),
    )  # fmt: skip


def _choice(one: Choice) -> ChoiceRow:
    proof = one.proof
    return ChoiceRow(
        one.scope.purpose, one.scope.channel, one.state, one.at, one.basis, one.expires_at,
        one.confirmed_at, proof.form, proof.source, proof.message_id, proof.text_version,
        proof.text_sha256, proof.language, proof.document, proof.actor,
    )  # fmt: skip
