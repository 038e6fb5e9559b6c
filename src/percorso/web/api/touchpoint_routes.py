"""The touchpoints of the catalogue: listed, edited, made one, and edits taken back."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, ClassVar

from fastapi import APIRouter, Request

from percorso.domain.access import Permission
from percorso.domain.catalogue import Stage, Touchpoint
from percorso.domain.catalogue.edits import CatalogueEdit, field_changes
from percorso.web.api.access import needs
from percorso.web.maps import Maps
from percorso.web.page import on, visitor_of
from percorso.workspace import Workspace
from percorso.workspace.maps.placing import Placing


@dataclass(frozen=True, slots=True)
class Place:
    """A touchpoint with the interactions and names that lead to it."""

    key: str
    name_it: str
    name_en: str
    stage: str
    channel: str
    initiator: str
    owner: str | None
    is_goal: bool
    is_broadcast: bool
    promise_seconds: float | None
    interactions: int | None
    observed_names: list[str]


@dataclass(frozen=True, slots=True)
class Places:
    """The touchpoints something leads to: by stage, the busiest first."""

    items: list[Place]


@dataclass(frozen=True, slots=True)
class StageRow:
    """A stage, in the order of the map."""

    key: str
    name_it: str
    name_en: str
    position: int
    owner: str | None


@dataclass(frozen=True, slots=True)
class Stages:
    """Every stage."""

    items: list[StageRow]


@dataclass(frozen=True, slots=True)
class StageWanted:
    """A stage as it is to be; an empty owner is none."""

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    key: str
    name_it: str
    name_en: str
    owner: str | None = None


@dataclass(frozen=True, slots=True)
class StagesWanted:
    """Every stage once, from left to right; what is placed nowhere stays the last."""

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    items: list[StageWanted]


@dataclass(frozen=True, slots=True)
class PlaceChange:
    """What is to be another one; what is left out stays. An empty owner, and 0 s, is none."""

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    name_it: str | None = None
    name_en: str | None = None
    stage: str | None = None
    channel: str | None = None
    owner: str | None = None
    is_goal: bool | None = None
    is_broadcast: bool | None = None
    promise_seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Into:
    """The touchpoint all names are to lead to."""

    into: str


@dataclass(frozen=True, slots=True)
class Edit:
    """An edit of the catalogue; `undone_at` says that it holds no more."""

    no: int
    made_at: datetime
    made_by: str
    undone_at: datetime | None
    undone_by: str | None
    touchpoints: list[dict[str, Any]]
    names: list[dict[str, str]]


@dataclass(frozen=True, slots=True)
class Edits:
    """The last edits, the newest first; `standing` is the one that can be taken back."""

    items: list[Edit]
    standing: int | None


def touchpoint_routes(workspace: Workspace, maps: Maps) -> APIRouter:
    """The addresses of the catalogue.

    Args:
        workspace: Whose.
        maps: Which an edit makes other ones.
    """
    router = APIRouter(tags=["catalogue"])
    desk = workspace.catalogue

    @router.get("/touchpoints", operation_id="touchpoints", dependencies=[needs(Permission.LOOK)])
    def touchpoints() -> Places:
        """The touchpoints something leads to; those of stage `unplaced` wait for a place."""
        return Places(
            [
                _place(one.touchpoint, list(one.observed_names), one.interactions)
                for one in desk.touchpoints()
            ]
        )

    @router.get(
        "/touchpoints/{key}", operation_id="touchpoint", dependencies=[needs(Permission.LOOK)]
    )
    def touchpoint(key: str) -> Place:
        """One touchpoint."""
        found = desk.edited(key)
        return _place(found.touchpoint, list(found.observed_names), None)

    @router.patch(
        "/touchpoints/{key}",
        operation_id="edit_touchpoint",
        dependencies=[needs(Permission.EDIT_MAP, "touchpoint_edited")],
    )
    def edit(key: str, change: PlaceChange, request: Request) -> Place:
        """Name, place, owner or promise of a touchpoint; the history follows at once."""
        desk.edited(key)
        desk.place(key, Placing(**asdict(change)), by=visitor_of(request).name)
        maps.renew()
        return touchpoint(key)

    @router.post(
        "/touchpoints/{key}/merge", operation_id="merge_touchpoint",
        dependencies=[needs(Permission.EDIT_MAP, "touchpoint_merged")],
    )  # fmt: skip
    def merge(key: str, into: Into, request: Request) -> Place:
        """Let all names of a touchpoint lead to another one, in the past, too."""
        for one in (key, into.into):
            desk.edited(one)
        desk.place(key, Placing(into=into.into), by=visitor_of(request).name)
        maps.renew()
        return touchpoint(into.into)

    _add_stage_routes(router, workspace, maps)
    _add_change_routes(router, workspace, maps)
    return router


def _add_stage_routes(router: APIRouter, workspace: Workspace, maps: Maps) -> None:
    desk = workspace.catalogue

    @router.get("/stages", operation_id="stages", dependencies=[needs(Permission.LOOK)])
    def stages() -> Stages:
        """The stages from left to right."""
        return Stages([StageRow(**asdict(one)) for one in desk.stages()])

    @router.put(
        "/stages",
        operation_id="keep_stages",
        dependencies=[needs(Permission.EDIT_MAP, "stages_changed")],
    )
    def keep_stages(wanted: StagesWanted, request: Request) -> Stages:
        """Name the stages, put them in order, and say who answers for each; all of them at once."""
        kept = desk.keep_stages(
            [Stage(one.key, one.name_it, one.name_en, 0, one.owner) for one in wanted.items]
        )
        on(request, ", ".join(one.key for one in kept))
        maps.renew()
        return Stages([StageRow(**asdict(one)) for one in kept])


def _add_change_routes(router: APIRouter, workspace: Workspace, maps: Maps) -> None:
    desk = workspace.catalogue

    @router.get("/changes", operation_id="changes", dependencies=[needs(Permission.LOOK)])
    def changes() -> Edits:
        """What was edited, the newest first; those taken back are among them."""
        standing = desk.standing_edit()
        return Edits([_edit(one) for one in desk.edits()], standing.no if standing else None)

    @router.post("/changes/{no}/undo", operation_id="undo",
                 dependencies=[needs(Permission.EDIT_MAP, "edit_undone")])  # fmt: skip
    def undo(no: int, request: Request) -> Edit:
        """Take the last edit back that holds."""
        desk.undo(no, by=visitor_of(request).name)
        maps.renew()
        return next(_edit(one) for one in desk.edits() if one.no == no)


def _place(place: Touchpoint, names: list[str], interactions: int | None) -> Place:
    return Place(**asdict(place), interactions=interactions, observed_names=names)


def _edit(edit: CatalogueEdit) -> Edit:
    return Edit(
        no=edit.no,
        made_at=edit.made_at,
        made_by=edit.made_by,
        undone_at=edit.undone_at,
        undone_by=edit.undone_by,
        touchpoints=[
            {
                "key": change.after.key,
                "is_new": change.before is None,
                "fields": [asdict(one) for one in field_changes(change)],
            }
            for change in edit.changes
        ],
        names=[
            {"name": move.name, "before": move.before, "after": move.after} for move in edit.moves
        ],
    )
