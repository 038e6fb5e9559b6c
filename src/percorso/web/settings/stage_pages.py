"""The page of the stages: their names, their order, and who answers for each."""

import asyncio
from collections.abc import Callable

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from percorso.domain.access import Permission
from percorso.domain.catalogue import UNPLACED, Stage
from percorso.domain.errors import InputError
from percorso.web.page import Page, on
from percorso.web.shell import Shell
from percorso.workspace import Workspace
from percorso.workspace.maps.stages import LONGEST_NAME, LONGEST_OWNER

_ADDRESS = "/settings/stages"
_MOST_FIELDS = 200


class StagePages:
    """The page of the stages.

    Args:
        workspace: Whose.
        shell: What stands around.
        on_changed: Called after they are other ones.
    """

    def __init__(self, workspace: Workspace, shell: Shell, on_changed: Callable[[], None]) -> None:
        self._workspace = workspace
        self._shell = shell
        self._on_changed = on_changed

    def routes(self) -> list[Page]:
        """Which address shows what."""
        edit = Permission.EDIT_MAP
        return [
            Page(_ADDRESS, self.show, edit),
            Page(_ADDRESS, self.keep, edit, methods=["POST"], act="stages_changed"),
        ]

    async def show(self, request: Request) -> Response:
        """The stages from left to right."""
        stages = await asyncio.to_thread(self._workspace.catalogue.stages)
        return self._shown(request, stages, "")

    async def keep(self, request: Request) -> Response:
        """Keep what the form says; the maps follow."""
        form = await request.form(max_files=0, max_fields=_MOST_FIELDS)
        known = await asyncio.to_thread(self._workspace.catalogue.stages)
        wanted = moved(_said(form, known), str(form.get("move") or ""))
        try:
            kept = await asyncio.to_thread(self._workspace.catalogue.keep_stages, wanted)
        except InputError as failure:
            return self._shown(request, wanted, self._shell.why(request, failure))
        on(request, ", ".join(one.key for one in kept))
        self._on_changed()
        return RedirectResponse(f"{_ADDRESS}?done=1", status_code=303)

    def _shown(self, request: Request, stages: list[Stage], trouble: str) -> Response:
        told = {
            "stages": [one for one in stages if one.key != UNPLACED],
            "last": next(one for one in stages if one.key == UNPLACED),
            "trouble": trouble, "done": "done" in request.query_params,
            "longest_name": LONGEST_NAME, "longest_owner": LONGEST_OWNER,
        }  # fmt: skip
        return self._shell.page(request, "stages", told, status=422 if trouble else 200)


def _said(form: FormData, known: list[Stage]) -> list[Stage]:
    """The stages as a form says them, in the order of their numbers; a tie keeps the old order."""

    def text(stage: Stage, name: str) -> str:
        return str(form.get(f"{stage.key}.{name}") or "")

    def place(stage: Stage) -> int:
        said = text(stage, "place")
        return int(said) if said.isascii() and said.isdigit() and len(said) < 4 else stage.position

    return [
        Stage(one.key, text(one, "name_it"), text(one, "name_en"), one.position, text(one, "owner"))
        for one in sorted(known, key=place)
    ]


def moved(stages: list[Stage], move: str) -> list[Stage]:
    """The stages with one of them a place up or down, as its button says.

    >>> one, two = (Stage(key, key, key, 0) for key in "ab")
    >>> [stage.key for stage in moved([one, two], "up b")]
    ['b', 'a']
    """
    way, _, key = move.partition(" ")
    place = next((no for no, one in enumerate(stages) if one.key == key), None)
    other = None if place is None else place + {"up": -1, "down": 1}.get(way, 0)
    if place is None or other is None or not 0 <= other < len(stages):
        return stages
    ordered = list(stages)
    ordered[place], ordered[other] = ordered[other], ordered[place]
    return ordered
