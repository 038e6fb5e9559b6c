"""The pages of the journey definitions: listed, changed, and new ones made of known ones."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from percorso.domain.access import Permission
from percorso.domain.catalogue import UNPLACED, Touchpoint
from percorso.domain.errors import InputError, NotFoundError, PercorsoError
from percorso.domain.journey import BUILT_IN
from percorso.drawing.language import Language
from percorso.journeys.definition_file import KEYS, LARGEST_BYTES, JourneyFileRefused
from percorso.web.page import Page, on
from percorso.web.settings.journey_form import Choices, JourneyUnfit, said_form, told_form
from percorso.web.shell import Shell
from percorso.web.words import Lang, words_of
from percorso.workspace import Workspace
from percorso.workspace.maps.journeys_desk import ListedJourney, ShownJourney

_ADDRESS = "/settings/journeys"
_MOST_FIELDS = 3_000


class JourneyPages:
    """The pages of the definitions.

    Args:
        workspace: Whose.
        shell: What stands around.
        on_changed: Called after there is another one.
    """

    def __init__(self, workspace: Workspace, shell: Shell, on_changed: Callable[[], None]) -> None:
        self._workspace = workspace
        self._shell = shell
        self._on_changed = on_changed

    def routes(self) -> list[Page]:
        """Which address shows what."""
        edit = Permission.EDIT_MAP
        return [
            Page(_ADDRESS, self.show_all, edit),
            Page(_ADDRESS, self.keep, edit, methods=["POST"], act="journey_kept",
                 most_bytes=4 * LARGEST_BYTES),
            Page(f"{_ADDRESS}/edit", self.show, edit),
            Page(f"{_ADDRESS}/form", self.keep_form, edit, methods=["POST"], act="journey_kept",
                 most_bytes=4 * LARGEST_BYTES),
        ]  # fmt: skip

    async def show_all(self, request: Request) -> Response:
        """Every definition with its version and gap."""
        told = await asyncio.to_thread(self._listed, self._shell.language(request))
        told["kept"] = request.query_params.get("kept", "")
        return self._shell.page(request, "journeys", told)

    async def show(self, request: Request) -> Response:
        """A definition to change, or to make a new one of: as a form, or as its text."""
        if "yaml" not in request.query_params:
            return await self._form(request, request.query_params.get("key", ""), None, "")
        key, is_new = request.query_params.get("key", ""), "new" in request.query_params
        try:
            text = await asyncio.to_thread(self._workspace.journeys.text, key)
        except (NotFoundError, InputError):
            return RedirectResponse(_ADDRESS, status_code=303)
        if is_new or key in BUILT_IN:
            text = f"journey: own-{key}\n{text.partition(chr(10))[2]}"
        return self._asked(request, text, "")

    async def keep_form(self, request: Request) -> Response:
        """Keep what the form says; a changed one is a new version, an equal one is none."""
        form = await request.form(max_files=0, max_fields=_MOST_FIELDS)
        said = {name: str(value) for name, value in form.items()}
        of, desk = said.get("of", ""), self._workspace.journeys

        def keep() -> ShownJourney:
            before = desk.to_change(of)
            return desk.keep(said_form(said, before.written, self._choices(before.places)))

        try:
            shown = await asyncio.to_thread(keep)
        except (InputError, NotFoundError) as failure:
            return await self._form(request, of, said, self._trouble(request, failure))
        key = shown.listed.definition.key
        on(request, key, version=str(shown.listed.version))
        self._on_changed()
        return RedirectResponse(f"{_ADDRESS}?kept={key}", status_code=303)

    async def _form(
        self, request: Request, key: str, said: dict[str, str] | None, trouble: str
    ) -> Response:
        is_new = key in BUILT_IN or "new" in request.query_params
        try:
            found = await asyncio.to_thread(self._workspace.journeys.to_change, key)
        except (NotFoundError, InputError):
            return RedirectResponse(_ADDRESS, status_code=303)
        written = found.written
        if is_new:
            written = replace(written, key=f"own-{key}"[:60])
        told = told_form(
            written, found.meant, await asyncio.to_thread(self._choices, found.places),
            self._shell.language(request),
        )  # fmt: skip
        told |= {"of": key, "is_new": is_new, "trouble": trouble, "said": said or {}}
        return self._shell.page(request, "journey_form", told, status=422 if trouble else 200)

    def _choices(self, places: Sequence[Touchpoint]) -> Choices:
        stages = self._workspace.catalogue.stages()
        rank = {one.key: one.position for one in stages}
        ordered = sorted(places, key=lambda one: (rank.get(one.stage, len(rank)), one.name_it))
        return Choices(ordered, [one for one in stages if one.key != UNPLACED])

    def _trouble(self, request: Request, failure: PercorsoError) -> str:
        say = words_of(self._shell.language(request))
        if isinstance(failure, JourneyUnfit):
            return say[f"journey_unfit_{failure.field}"]
        problems = "\n".join(what for _, what in getattr(failure, "problems", ()))
        return "\n".join(filter(None, (self._shell.why(request, failure), problems)))

    async def keep(self, request: Request) -> Response:
        """Keep a definition; a changed one is a new version, an equal one is none."""
        form = await request.form(max_files=0, max_fields=2, max_part_size=LARGEST_BYTES)
        text = str(form.get("yaml") or "").replace("\r\n", "\n")
        try:
            shown = await asyncio.to_thread(self._workspace.journeys.add_text, text)
        except (InputError, NotFoundError) as failure:
            said = str(failure) if isinstance(failure, JourneyFileRefused) else None
            return self._asked(request, text, said or self._shell.why(request, failure))
        key = shown.listed.definition.key
        on(request, key, version=str(shown.listed.version))
        self._on_changed()
        if shown.unmet:
            return self._asked(request, text, "", shown)
        return RedirectResponse(f"{_ADDRESS}?kept={key}", status_code=303)

    def _asked(
        self, request: Request, text: str, trouble: str, kept: ShownJourney | None = None
    ) -> Response:
        told = {
            "yaml": text, "trouble": trouble, "parts": KEYS,
            "unmet": [
                f"{name} ({same})" if same else name for name, same in (kept.unmet if kept else ())
            ],
        }  # fmt: skip
        return self._shell.page(request, "journey", told, status=422 if trouble else 200)

    def _listed(self, language: Lang) -> dict[str, Any]:
        return {"journeys": [_row(one, language) for one in self._workspace.journeys.list()]}


def _row(one: ListedJourney, language: Lang) -> dict[str, Any]:
    say = words_of(language)
    gap = one.gap_seconds
    return {
        "key": one.definition.key, "name": getattr(one.definition, f"name_{language}"),
        "is_own": one.is_own, "version": one.version or "–",
        "gap": "–" if gap is None else
        f"{Language(language).duration(gap)} ({say[f'gap_{one.gap_origin}']})",
    }  # fmt: skip
