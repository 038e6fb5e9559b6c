"""A new workspace is begun in the browser: name, first user, legal bases, data; then the map."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from percorso.domain.access import Permission
from percorso.domain.consent.purposes import PURPOSES
from percorso.domain.errors import InputError, PercorsoError
from percorso.domain.load_report import LoadReport
from percorso.web.beginning import ADDRESS, STEPS, Step, next_step, steps_behind
from percorso.web.company_form import keep_company, told_company
from percorso.web.page import Page, on, visitor_of
from percorso.web.shell import Shell
from percorso.web.words import words_of
from percorso.workspace import Workspace

# What may rest on a choice of the workspace: nothing is done for it before there is one.
CHOSEN_PURPOSES = tuple(key for key, one in PURPOSES.items() if one.may_be_chosen)


@dataclass(slots=True)
class _Sample:
    """The sample shop while it is being loaded.

    Attributes:
        share: How much is done, 0..1.
    """

    result: "Future[LoadReport] | None" = None
    share: float = 0.0


class BeginPages:
    """The pages of a workspace that is new; each step can be left out, and come back to.

    Args:
        workspace: Which.
        shell: What stands around.
        on_loaded: Called after the sample shop is loaded, on its thread.
    """

    def __init__(self, workspace: Workspace, shell: Shell, on_loaded: Callable[[], None]) -> None:
        self._workspace = workspace
        self._shell = shell
        self._on_loaded = on_loaded
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="sample")
        self._sample = _Sample()

    def routes(self) -> list[Page]:
        """Which address shows what."""
        manage, post = Permission.MANAGE, ["POST"]
        return [
            Page(ADDRESS, self.show, manage),
            Page(f"{ADDRESS}/company", self.take_company, manage, methods=post,
                 act="company_renamed"),
            Page(f"{ADDRESS}/bases", self.take_bases, manage, methods=post, act="basis_chosen"),
            Page(f"{ADDRESS}/skip", self.skip, manage, methods=post, act=""),
            Page(f"{ADDRESS}/sample", self.follow, manage),
            Page(f"{ADDRESS}/sample", self.load_sample, manage, methods=post, act="sample_loaded"),
            Page(f"{ADDRESS}/sample/progress", self.progress, manage),
        ]  # fmt: skip

    async def show(self, request: Request) -> Response:
        """The step somebody is at, or asks for."""
        asked = request.query_params.get("step")
        return await self._shown(request, next((one for one in STEPS if one == asked), None), "")

    async def take_company(self, request: Request) -> Response:
        """Keep the name of the company and the language of the pages."""
        form = await request.form(max_files=0, max_fields=5)
        try:
            await keep_company(request, self._workspace, self._shell, form)
        except PercorsoError as failure:
            return await self._shown(request, "company", self._shell.why(request, failure))
        on(request, self._shell.company.name)
        answer = await self._on(request, "company")
        self._shell.forget_language(answer)
        return answer

    async def take_bases(self, request: Request) -> Response:
        """Rest profiling, surveys and invitations on what was chosen; the rest stays off."""
        form = await request.form(max_files=0, max_fields=2 * len(CHOSEN_PURPOSES) + 2)
        say = words_of(self._shell.language(request))
        reason = " ".join(str(form.get("reason") or "").split())
        chosen = {key: str(form.get(key) or "") for key in CHOSEN_PURPOSES}
        chosen = {key: basis for key, basis in chosen.items() if basis}
        if chosen and not reason:
            return await self._shown(request, "bases", say["basis_reason_wanted"], form)
        desk, by = self._workspace.consent, visitor_of(request).name or ""

        def choose() -> None:
            for key, basis in chosen.items():
                desk.choose_basis(key, basis, reason=reason, actor=by)

        try:
            await asyncio.to_thread(choose)
        except InputError as failure:
            return await self._shown(request, "bases", self._shell.why(request, failure), form)
        on(request, ", ".join(chosen), **chosen)
        return await self._on(request, "bases")

    async def skip(self, request: Request) -> Response:
        """Leave a step out, for now.

        Raises:
            HTTPException: there is no such step.
        """
        form = await request.form(max_files=0, max_fields=2)
        step = next((one for one in STEPS if one == form.get("step")), None)
        if step is None:
            raise HTTPException(404)
        return await self._on(request, step)

    async def load_sample(self, request: Request) -> Response:
        """Load the sample shop, once; one that failed may begin again."""
        sample = self._sample
        if sample.result is None or (sample.result.done() and sample.result.exception()):
            sample.share = 0.0
            sample.result = self._worker.submit(self._load, sample)
        return RedirectResponse(f"{ADDRESS}/sample", status_code=303)

    async def follow(self, request: Request) -> Response:
        """How far the sample shop is; or the map, or why there is none."""
        result = self._sample.result
        say = words_of(self._shell.language(request))
        if result is None:
            return RedirectResponse(f"{ADDRESS}?step=data", status_code=303)
        if not result.done():
            told = {"file": say["begin_sample"], "source": self._shell.company.name}
            return self._shell.page(request, "loading", told)
        failure = result.exception()
        if failure is None:
            return RedirectResponse("/map", status_code=303)
        if not isinstance(failure, PercorsoError):
            raise failure
        return await self._shown(request, "data", self._shell.why(request, failure))

    async def progress(self, _: Request) -> Response:
        """How far it is, for the page that follows it."""
        sample = self._sample
        is_done = sample.result is None or sample.result.done()
        return JSONResponse({"done": is_done, "share": sample.share})

    def _load(self, sample: _Sample) -> LoadReport:
        def tell(_: str, share: float) -> None:
            sample.share = share

        report = self._workspace.load_sample(on_progress=tell)
        self._on_loaded()
        return report

    async def _on(self, request: Request, step: Step) -> Response:
        """Have a step behind one, and go on to the next."""
        by = visitor_of(request).name

        def leave() -> bool:
            self._workspace.preferences.leave_behind(step, by)
            return next_step(steps_behind(self._workspace)) is None

        is_over = await asyncio.to_thread(leave)
        return RedirectResponse("/map" if is_over else ADDRESS, status_code=303)

    async def _shown(
        self, request: Request, step: Step | None, trouble: str, said: FormData | None = None
    ) -> Response:
        told = await asyncio.to_thread(self._told, step)
        told |= await asyncio.to_thread(told_company, self._workspace, self._shell, request)
        told |= {"trouble": trouble, "said": dict(said or {})}
        return self._shell.page(request, "begin", told, status=422 if trouble else 200)

    def _told(self, asked: Step | None) -> dict[str, Any]:
        workspace = self._workspace
        behind = steps_behind(workspace)
        step = asked or next_step(behind) or STEPS[-1]
        chosen = workspace.consent.bases() if step == "bases" else {}
        return {
            "step": step, "steps": STEPS, "behind": behind,
            "has_users": workspace.users.there_are(), "is_empty": workspace.is_empty,
            "purposes": [(key, chosen.get(key, "")) for key in CHOSEN_PURPOSES],
            "bases": PURPOSES[CHOSEN_PURPOSES[0]].bases,
        }  # fmt: skip
