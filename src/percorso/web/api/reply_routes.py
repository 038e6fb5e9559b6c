"""One review and the reply to it: drafted, approved, sent; and the templates of replies."""

from dataclasses import dataclass
from typing import Any, ClassVar

from fastapi import APIRouter, HTTPException, Request

from percorso.domain.access import Permission
from percorso.web.api.access import needs
from percorso.web.masking import text_for
from percorso.web.page import Visitor, visitor_of
from percorso.workspace import Workspace


@dataclass(frozen=True, slots=True)
class ReplyBody:
    """A step of a reply; `changes` is how many there were when it was read."""

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    changes: int | None = None


@dataclass(frozen=True, slots=True)
class DraftBody:
    """A draft; `changes` is how many steps there were when the reply was read."""

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    text: str
    changes: int | None = None


def reply_routes(workspace: Workspace) -> APIRouter:
    """The addresses of single reviews and of replies.

    Args:
        workspace: Whose.
    """
    router = APIRouter(tags=["reviews"])

    @router.get("/reviews/rows/{id_}", operation_id="review", dependencies=[needs(Permission.LOOK)])
    def review(id_: str, request: Request) -> dict[str, Any]:
        """A review with every writing, whose it is, and our reply with its steps."""
        told = workspace.reviews.of(id_).as_json()
        told["reply"] = workspace.replies.of(id_).as_json()
        return _for(visitor_of(request), told)

    @router.get(
        "/reviews/templates", operation_id="reply_templates",
        dependencies=[needs(Permission.LOOK)],
    )  # fmt: skip
    def templates() -> dict[str, Any]:
        """The template of a reply by language and band of stars."""
        return {language: dict(found) for language, found in workspace.replies.templates().items()}

    @router.patch(
        "/reviews/templates", operation_id="write_reply_templates",
        dependencies=[needs(Permission.APPROVE_REPLIES, "reply_templates")],
    )  # fmt: skip
    def write(body: dict[str, dict[str, str]], request: Request) -> dict[str, Any]:
        """Change templates: language -> band -> text; an empty text is the usual one again."""
        found = workspace.replies.write_templates(body, by=visitor_of(request).name)
        return {language: dict(bands) for language, bands in found.items()}

    _add_steps(router, workspace)
    return router


def _add_steps(router: APIRouter, workspace: Workspace) -> None:
    desk = workspace.replies

    @router.put(
        "/reviews/rows/{id_}/reply", operation_id="draft_reply",
        dependencies=[needs(Permission.REPLY, "reply_drafted")],
    )  # fmt: skip
    def draft(id_: str, body: DraftBody, request: Request) -> dict[str, Any]:
        """Write a reply down, or anew: then it has to be approved again."""
        by = _who_reads(request)
        return desk.draft(id_, body.text, read=body.changes, by=by).as_json()

    @router.post(
        "/reviews/rows/{id_}/reply/approve", operation_id="approve_reply",
        dependencies=[needs(Permission.APPROVE_REPLIES, "reply_approved")],
    )  # fmt: skip
    def approve(id_: str, body: ReplyBody, request: Request) -> dict[str, Any]:
        """Say that the reply may be sent as it stands."""
        return desk.approve(id_, read=body.changes, by=_who_reads(request)).as_json()

    @router.post(
        "/reviews/rows/{id_}/reply/sent", operation_id="mark_reply_sent",
        dependencies=[needs(Permission.REPLY, "reply_sent")],
    )  # fmt: skip
    def sent(id_: str, body: ReplyBody, request: Request) -> dict[str, Any]:
        """Say that the reply stands on its platform since now."""
        return desk.mark_sent(id_, read=body.changes, by=_who_reads(request)).as_json()

    @router.post(
        "/reviews/rows/{id_}/reply/withdraw", operation_id="withdraw_reply",
        dependencies=[needs(Permission.REPLY, "reply_withdrawn")],
    )  # fmt: skip
    def withdraw(id_: str, body: ReplyBody, request: Request) -> dict[str, Any]:
        """Let the draft go, or take back that it was approved or sent."""
        return desk.withdraw(id_, read=body.changes, by=_who_reads(request)).as_json()


def _who_reads(request: Request) -> str | None:
    """Who answers.

    Raises:
        HTTPException: they cannot read what is written in reviews.
    """
    visitor = visitor_of(request)
    if not visitor.reads_texts:
        raise HTTPException(403)
    return visitor.name


def _for(visitor: Visitor, told: dict[str, Any]) -> dict[str, Any]:
    """A review without what was written, where a visitor may not read it."""
    if visitor.reads_texts:
        return told
    plain = ("text", "reply", "order", "title")

    def hidden(value: Any, key: str = "") -> Any:
        if isinstance(value, dict):
            return {name: hidden(one, name) for name, one in value.items()}
        if isinstance(value, list):
            return [hidden(one) for one in value]
        return text_for(visitor, value) if key in plain and isinstance(value, str) else value

    found: dict[str, Any] = hidden(told)
    return found
