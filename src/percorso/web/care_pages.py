"""The page on which a customer's data are looked after: joined, split, handed out, forgotten."""

import asyncio
import io
import zipfile
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from percorso.domain.access import Permission
from percorso.domain.customer_card import CustomerCard
from percorso.domain.errors import PercorsoError
from percorso.drawing.language import Language
from percorso.web.erasing import Erasings
from percorso.web.page import Page, on, visitor_of
from percorso.web.shell import Shell
from percorso.web.words import words_of
from percorso.workspace import Workspace
from percorso.workspace.people.consent_desk import Paper

_LONGEST_FIELD = 200
_MOST_FIELDS = 200
_AT = "/customers/{id}/care"


class CarePages:
    """The page of what is done with a customer's data.

    Args:
        workspace: Whose.
        shell: What stands around.
        renew: Called when who is who is another: no map that was computed holds any more.
    """

    def __init__(self, workspace: Workspace, shell: Shell, renew: Callable[[], None]) -> None:
        self._workspace = workspace
        self._shell = shell
        self._renew = renew
        self._erasings = Erasings(workspace, renew)

    def routes(self) -> list[Page]:
        """Which address does what."""
        keep, post = Permission.KEEP_CUSTOMERS, ["POST"]
        return [
            Page(_AT, self.show, keep),
            Page(f"{_AT}/join", self.join, keep, methods=post, act="identity_ruled"),
            Page(f"{_AT}/split", self.split, keep, methods=post, act="customer_split"),
            Page(f"{_AT}/restrict", self.restrict, keep, methods=post, act="customer_restricted"),
            Page(f"{_AT}/export.zip", self.export, Permission.TAKE_AWAY, act="customer_exported"),
            Page(f"{_AT}/erase", self.erase, Permission.MANAGE, methods=post,
                 act=""),
            Page("/erasures/{token}", self.erasure, Permission.MANAGE),
            Page("/erasures/{token}/progress", self.erasure_progress, Permission.MANAGE),
        ]  # fmt: skip

    async def show(self, request: Request) -> Response:
        """What can be done with the data of one customer."""
        return await self._shown(request)

    async def join(self, request: Request) -> Response:
        """Rule that two customers are one person."""

        def do(said: Mapping[str, str], actor: str) -> bool:
            one, other = (self._named(name) for name in (said["id"], said["other"]))
            desk = self._workspace.identity
            return desk.join(one, other, actor=actor, reason=said["reason"]).is_followed

        return await self._done(request, do)

    async def split(self, request: Request) -> Response:
        """Take what is somebody else's out of a customer."""
        named = [str(one) for one in (await _form(request)).getlist("identifier")]

        def do(said: Mapping[str, str], actor: str) -> bool:
            desk = self._workspace.identity
            return desk.split(said["id"], *named, actor=actor, reason=said["reason"]).is_followed

        return await self._done(request, do)

    async def restrict(self, request: Request) -> Response:
        """Keep the data and use them for nothing, or use them again."""

        def do(said: Mapping[str, str], actor: str) -> bool:
            paper = Paper(document=said["reason"], actor=actor, form="page")
            self._workspace.consent.restrict(said["id"], paper=paper, lift=said["lift"] == "yes")
            return True

        return await self._done(request, do)

    async def export(self, request: Request) -> Response:
        """Everything that is held of a person, as an archive of files."""
        if not visitor_of(request).reads_texts:
            return self._closed(request)
        id_ = request.path_params["id"]
        language = self._shell.language(request)
        try:
            files = await asyncio.to_thread(self._workspace.cards.export, id_, language=language)
        except PercorsoError as failure:
            return await self._shown(request, self._shell.why(request, failure), 404)
        on(request, id_)
        headers = {"Content-Disposition": f'attachment; filename="{id_}.zip"'}
        content = await asyncio.to_thread(_zipped, files)
        return Response(content, headers=headers, media_type="application/zip")

    async def erase(self, request: Request) -> Response:
        """Forget a person, when their id was written once more."""
        say, id_ = words_of(self._shell.language(request)), request.path_params["id"]
        if not visitor_of(request).reads_texts:
            return self._closed(request)
        said = _said(await _form(request), id_)
        if said["confirm"] != id_:
            return await self._shown(request, say["care_erase_differs"], 400)
        try:
            await asyncio.to_thread(self._workspace.cards.of, id_)
        except PercorsoError as failure:
            return await self._shown(request, self._shell.why(request, failure), 404)
        actor = visitor_of(request).name or ""
        token = self._erasings.start(id_, actor=actor, reason=said["reason"])
        return RedirectResponse(f"/erasures/{token}", status_code=303)

    async def erasure(self, request: Request) -> Response:
        """How far somebody is forgotten, or what became of it."""
        one = self._erasings.find(request.path_params["token"])
        if one is None:
            return RedirectResponse("/customers", status_code=303)
        if not one.result.done():
            return self._shell.page(request, "erasing", {})
        say, failure = words_of(self._shell.language(request)), one.result.exception()
        if failure is not None and not isinstance(failure, PercorsoError):
            raise failure
        if failure is not None:
            told = {
                "heading": say["care_erase_failed"],
                "text": self._shell.why(request, failure),
                "leads_back": True,
            }
            return self._shell.page(request, "notice", told, status=409)
        count = Language(self._shell.language(request)).number(one.result.result().interactions)
        text = say["care_erased_text"].format(interactions=count)
        told = {"heading": say["care_erased"], "text": text, "leads_back": True}
        return self._shell.page(request, "notice", told)

    async def erasure_progress(self, request: Request) -> Response:
        """How far it is, and what is being done."""
        say = words_of(self._shell.language(request))
        one = self._erasings.find(request.path_params["token"])
        step = 0 if one is None or one.step is None else one.step
        return JSONResponse({
            "done": one is None or one.result.done(), "share": one.share if one else 1.0,
            "said": say[f"care_erasing_{step}"],
        })  # fmt: skip

    async def _done(
        self, request: Request, do: Callable[[Mapping[str, str], str], bool]
    ) -> Response:
        """What was asked is done, and the card stands there as it is now."""
        if not visitor_of(request).reads_texts:
            return self._closed(request)
        said = _said(await _form(request), request.path_params["id"])
        on(request, said["id"])
        try:
            is_followed = await asyncio.to_thread(do, said, visitor_of(request).name or "")
        except PercorsoError as failure:
            return await self._shown(request, self._shell.why(request, failure), 400)
        await asyncio.to_thread(self._renew)
        if not is_followed:
            say = words_of(self._shell.language(request))
            return await self._shown(request, say["care_kept_apart"])
        return RedirectResponse(f"/customers/{said['id']}", status_code=303)

    async def _shown(self, request: Request, trouble: str = "", status: int = 200) -> Response:
        if not visitor_of(request).reads_texts:
            return self._closed(request)
        say, id_ = words_of(self._shell.language(request)), request.path_params["id"]
        try:
            card = await asyncio.to_thread(self._workspace.cards.of, id_, clear=True)
        except PercorsoError as failure:
            told = {
                "heading": say["not_found"],
                "text": self._shell.why(request, failure),
                "leads_back": True,
            }
            return self._shell.page(request, "notice", told, status=404)
        on(request, card["id"])
        told = {
            "id": card["id"], "name": card["name"] or card["id"], "trouble": trouble,
            "identifiers": [(one["type"], one["value"]) for one in _nameable(card)],
            "is_restricted": card["restricted"],
        }  # fmt: skip
        return self._shell.page(request, "care", told, status=status)

    def _named(self, name: str) -> str:
        """An identifier of a customer who is named by id; what is none stands for itself."""
        if not name.startswith("c_"):
            return name
        found = _nameable(self._workspace.cards.of(name, clear=True))
        return found[0]["value"] if found else name

    def _closed(self, request: Request) -> Response:
        say = words_of(self._shell.language(request))
        told = {"heading": say["refused"], "text": say["care_closed"], "leads_back": True}
        return self._shell.page(request, "notice", told, status=403)


def _nameable(card: CustomerCard) -> list[Any]:
    """What points to a customer and can be written; a browser is no person's."""
    return [one for one in card["identifiers"] if one["value"] and one["type"] != "anonymous_id"]


async def _form(request: Request) -> Any:
    return await request.form(max_files=0, max_fields=_MOST_FIELDS)


def _said(form: Any, id_: str) -> dict[str, str]:
    names = ("other", "reason", "lift", "confirm")
    said = {name: str(form.get(name) or "").strip()[:_LONGEST_FIELD] for name in names}
    return said | {"id": id_}


def _zipped(files: Mapping[str, str]) -> bytes:
    """The files as an archive, all of one instant."""
    out = io.BytesIO()
    now = datetime.now(UTC).timetuple()[:6]
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(zipfile.ZipInfo(name, now), text, zipfile.ZIP_DEFLATED)
    return out.getvalue()
