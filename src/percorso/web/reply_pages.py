"""The page of one review: what is known of it, and the reply drafted, approved and sent."""

import asyncio
from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_datetime
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from percorso.domain.access import Permission
from percorso.domain.errors import ConflictError, InputError, NotFoundError, PercorsoError
from percorso.domain.replies import BANDS, LONGEST_REPLY, Reply, ReplyStep
from percorso.domain.reviews import Review, ReviewWhole
from percorso.drawing.language import Language
from percorso.web.masking import text_for
from percorso.web.page import Page, Visitor, visitor_of
from percorso.web.shell import Shell
from percorso.web.words import LANGUAGES, Lang, words_of
from percorso.workspace import Workspace

_STATUS = ((NotFoundError, 404), (InputError, 422), (ConflictError, 409))
# Of a reply's state, the pill of the plan that looks the same.
_PILLS = {"drafted": "to_do", "approved": "in_progress", "sent": "done"}


class ReplyPages:
    """The pages of single reviews and of the templates of replies.

    Args:
        workspace: Whose.
        shell: What stands around.
    """

    def __init__(self, workspace: Workspace, shell: Shell) -> None:
        self._workspace = workspace
        self._shell = shell

    def routes(self) -> list[Page]:
        """Which address shows what."""
        reply, approve = Permission.REPLY, Permission.APPROVE_REPLIES
        return [
            Page("/reviews/templates", self.show_templates, approve),
            Page("/reviews/templates", self.keep_templates, approve, methods=["POST"],
                 act="reply_templates"),
            Page("/reviews/{id}", self.show, Permission.LOOK),
            Page("/reviews/{id}/reply", self.draft, reply, methods=["POST"], act="reply_drafted"),
            Page("/reviews/{id}/approve", self.approve, approve, methods=["POST"],
                 act="reply_approved"),
            Page("/reviews/{id}/sent", self.mark_sent, reply, methods=["POST"], act="reply_sent"),
            Page("/reviews/{id}/withdraw", self.withdraw, reply, methods=["POST"],
                 act="reply_withdrawn"),
        ]  # fmt: skip

    async def show(self, request: Request) -> Response:
        """One review and the reply to it."""
        return await self._shown(request, None, "")

    async def draft(self, request: Request) -> Response:
        """Keep a draft."""
        form = await request.form(max_files=0, max_fields=3)
        text = str(form.get("text") or "")
        return await self._done(request, form.get("read"), text, self._workspace.replies.draft)

    async def approve(self, request: Request) -> Response:
        """Let the draft out."""
        return await self._plainly_done(request, self._workspace.replies.approve)

    async def mark_sent(self, request: Request) -> Response:
        """Say that it stands on its platform."""
        return await self._plainly_done(request, self._workspace.replies.mark_sent)

    async def withdraw(self, request: Request) -> Response:
        """Take back what was done last."""
        return await self._plainly_done(request, self._workspace.replies.withdraw)

    async def show_templates(self, request: Request) -> Response:
        """The templates of each language."""
        return await self._templates(request, "")

    async def keep_templates(self, request: Request) -> Response:
        """Keep what the form says."""
        form = await request.form(max_files=0, max_fields=2 + len(LANGUAGES) * len(BANDS))
        told: dict[str, dict[str, str]] = {
            language: {
                band: str(form.get(f"{language}.{band}") or "") for band in BANDS
                if f"{language}.{band}" in form
            }
            for language in LANGUAGES
        }  # fmt: skip
        try:
            await asyncio.to_thread(
                self._workspace.replies.write_templates, told, by=visitor_of(request).name
            )
        except InputError as failure:
            return await self._templates(request, str(failure))
        return RedirectResponse("/reviews/templates?saved=1", status_code=303)

    async def _templates(self, request: Request, trouble: str) -> Response:
        say = words_of(self._shell.language(request))
        found = await asyncio.to_thread(self._workspace.replies.templates)
        told = {
            "languages": [
                (code, say[f"language_{code}"],
                 [(band, say[f"band_{band}"], found[code][band]) for band in BANDS])
                for code in LANGUAGES
            ],
            "note": say["templates_note"], "longest": LONGEST_REPLY,
            "trouble": trouble, "saved": "saved" in request.query_params,
        }  # fmt: skip
        status = 422 if trouble else 200
        return self._shell.page(request, "reply_templates", told, status=status)

    async def _plainly_done(self, request: Request, act: Callable[..., Reply]) -> Response:
        form = await request.form(max_files=0, max_fields=2)
        return await self._done(request, form.get("read"), None, act)

    async def _done(
        self, request: Request, read: object, text: str | None, act: Callable[..., Reply]
    ) -> Response:
        """Do a step, or show why it cannot be done with what was typed.

        Raises:
            HTTPException: who cannot read a review neither answers it nor lets an answer out.
        """
        visitor, id_ = visitor_of(request), request.path_params["id"]
        if not visitor.reads_texts:
            raise HTTPException(403)
        told = str(read or "")
        seen = int(told) if told.isascii() and told.isdigit() and len(told) < 8 else None
        said = (id_,) if text is None else (id_, text)
        try:
            await asyncio.to_thread(act, *said, read=seen, by=visitor.name)
        except (InputError, ConflictError) as failure:
            return await self._shown(request, text, str(failure))
        except PercorsoError as failure:
            return self._refused(request, failure)
        return RedirectResponse(f"/reviews/{id_}?saved=1", status_code=303)

    async def _shown(self, request: Request, typed: str | None, trouble: str) -> Response:
        visitor = visitor_of(request)
        try:
            told = await asyncio.to_thread(
                self._told, request.path_params["id"], self._shell.language(request), visitor
            )
        except PercorsoError as failure:
            return self._refused(request, failure)
        if typed is not None:
            told["text"] = typed
        told |= {"trouble": trouble, "saved": "saved" in request.query_params}
        return self._shell.page(request, "review", told, status=409 if trouble else 200)

    def _told(self, id_: str, language: Lang, visitor: Visitor) -> dict[str, Any]:
        whole, customer_no = self._workspace.reviews.with_customer(id_)
        reply = self._workspace.replies.of(id_)
        telling = _Telling(language, ZoneInfo(self._workspace.time_zone), visitor)
        text = reply.text if reply.state else ""
        is_start = not text and visitor.reads_texts and whole.review.replied_at is None
        if is_start:
            text = self._workspace.replies.suggested(
                whole, customer_no, clear=visitor.sees_identifiers or visitor.sits_here
            )
        places = self._workspace.catalogue.places()
        site = next(one for one in places if one.key == whole.review.platform)
        return telling.whole(whole) | {
            "site": getattr(site, f"name_{language}"),
            "state": telling.state(whole.review, reply), "step": reply.state,
            "pill": _PILLS.get(reply.state or "", "done" if whole.review.replied_at else "to_do"),
            "text": text_for(visitor, text), "is_start": is_start, "longest": LONGEST_REPLY,
            "read": len(reply.steps), "is_readable": visitor.reads_texts,
            "steps": [telling.step(one) for one in reversed(reply.steps)],
        }  # fmt: skip

    def _refused(self, request: Request, failure: PercorsoError) -> Response:
        say = words_of(self._shell.language(request))
        status = next((code for kind, code in _STATUS if isinstance(failure, kind)), 503)
        told = {"heading": say["refused"], "text": str(failure), "leads_back": True}
        return self._shell.page(request, "notice", told, status=status)


class _Telling:
    """Puts one review into words."""

    def __init__(self, code: Lang, zone: ZoneInfo, visitor: Visitor) -> None:
        self._code = code
        self._language = Language(code)
        self._say = words_of(code)
        self._zone = zone
        self._visitor = visitor

    def whole(self, whole: ReviewWhole) -> dict[str, Any]:
        """The review, what is known of it, and how it was written before."""
        review = whole.review
        return {
            "id": review.id,
            "stars": self._stars(review.stars, review.recommends),
            "title": text_for(self._visitor, whole.title or ""),
            "review": text_for(self._visitor, review.text or ""),
            "told_reply": text_for(self._visitor, review.reply or ""),
            "customer": review.customer,
            "is_late": review.is_late,
            "is_confirmed": review.is_confirmed,
            "link": whole.link,
            "facts": self._facts(whole),
            "writings": self._say["review_writings"].format(count=len(whole.written)),
            "written": [
                (self._when(one.written_at), self._stars(one.stars, one.recommends),
                 text_for(self._visitor, one.text or ""))
                for one in whole.written
            ] if len(whole.written) > 1 else [],
        }  # fmt: skip

    def state(self, review: Review, reply: Reply) -> str:
        """How far the reply is."""
        if review.is_confirmed:
            return self._say["reply_told"]
        return self._say[f"reply_{reply.state or 'none'}"]

    def step(self, one: ReplyStep) -> tuple[str, str]:
        """When something was done, and what."""
        said = self._say[f"reply_step_{one.step}"].format(who=one.by or "–")
        return self._when(one.at.replace(tzinfo=ZoneInfo("UTC"))), said

    def _facts(self, whole: ReviewWhole) -> list[tuple[str, str]]:
        say, review = self._say, whole.review
        verified = {True: "yes", False: "no", None: "untold"}[whole.is_verified]
        how = f" ({whole.verified_how})" if whole.verified_how else ""
        found = [(say["review_written"], self._when(whole.written[0].written_at))]
        if whole.experienced_on:
            found.append((say["review_experienced"], whole.experienced_on[:10]))
        found.append((say["review_verified"], say[f"review_verified_{verified}"] + how))
        if review.order:
            order = text_for(self._visitor, review.order)
            found.append((say["review_order"], order))
        by = say["review_and"].join(say.get(f"review_by_{one}", one) for one in whole.match.by)
        sure = say[f"review_match_{whole.match.sureness}"]
        found.append((say["review_whose"], sure.format(by=by)))
        if review.replied_at:
            waited = (review.replied_at - whole.written[0].written_at).total_seconds()
            found.append((say["reply_after"], self._language.duration(waited)))
        return found

    def _stars(self, stars: float | None, recommends: bool | None) -> str:
        if stars is not None:
            return f"{self._language.number(stars)} ★"
        return "–" if recommends is None else "👍" if recommends else "👎"

    def _when(self, at: Any) -> str:
        return format_datetime(at.astimezone(self._zone), "d MMM y, HH:mm", locale=self._code)
