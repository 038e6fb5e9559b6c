"""Persona, typed rows and owners of stages, as people edit them on the map."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, ClassVar, Literal

from fastapi import APIRouter, Query, Request

from percorso.domain.access import Permission
from percorso.domain.hypotheses import ROW_LABELS, TypedCell
from percorso.journeys.hypotheses import evidence_of
from percorso.web.api.access import needs
from percorso.web.api.map_routes import LangQuery
from percorso.web.maps import Maps
from percorso.web.page import on, visitor_of
from percorso.web.words import Lang
from percorso.workspace import Workspace
from percorso.workspace.maps.typed_desk import TypedNow

VersionQuery = Annotated[int, Query(ge=0, description="`version` as you read it.")]


@dataclass(frozen=True, slots=True)
class PersonaNow:
    """Whose map it is, as a team imagines the person."""

    name: str
    text: str
    has_picture: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """What is typed into a stage: `evidence` follows from `n`, the answers it rests on."""

    stage: str
    text: str
    n: int
    source: str
    evidence: Literal["hypothesis", "weak", "solid"]


@dataclass(frozen=True, slots=True)
class RowNow:
    """A typed row."""

    key: str
    label: str
    cells: list[Cell]


@dataclass(frozen=True, slots=True)
class StageNow:
    """Who answers for a stage; `feeling` is what is thought of it, -1..1."""

    key: str
    owner: str | None
    feeling: float | None


@dataclass(frozen=True, slots=True)
class HypothesesNow:
    """What is typed; `version` goes back with each change, `standing` is the edit to take back."""

    version: int
    standing: int | None
    persona: PersonaNow | None
    rows: list[RowNow]
    stages: list[StageNow]


@dataclass(frozen=True, slots=True)
class CellSaid:
    """What is to stand in a stage."""

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    text: str
    n: int = 0
    source: str = ""


@dataclass(frozen=True, slots=True)
class RowSaid:
    """A row as it is to be; `cells` by key of the stage."""

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    version: int
    label: str
    cells: dict[str, CellSaid] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RowMove:
    """Which way a row goes, and the version it was read at."""

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    version: int
    up: bool


@dataclass(frozen=True, slots=True)
class PersonaSaid:
    """The persona as it is to be; without a name it is nobody."""

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    version: int
    name: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class StageSaid:
    """Who is to answer for a stage, and what is thought of it; empty is nobody, null nothing."""

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    version: int
    owner: str = ""
    feeling: float | None = None


@dataclass(frozen=True, slots=True)
class TypedVersion:
    """An edit or import of what is typed."""

    version: int
    made_at: datetime
    made_by: str
    is_undone: bool


@dataclass(frozen=True, slots=True)
class TypedVersions:
    """The last edits, the newest first."""

    items: list[TypedVersion]


def hypotheses_routes(workspace: Workspace, maps: Maps, usual_language: Lang) -> APIRouter:
    """The addresses of what is typed.

    Args:
        workspace: Whose.
        maps: Which an edit makes other ones.
        usual_language: Of labels where nobody asks for one.
    """
    router = APIRouter(tags=["hypotheses"])
    desk = workspace.typed

    def now(lang: Lang) -> HypothesesNow:
        return _now(desk.now(), desk.standing_edit(), lang)

    @router.get("/hypotheses", operation_id="hypotheses", dependencies=[needs(Permission.LOOK)])
    def hypotheses(lang: LangQuery = None) -> HypothesesNow:
        """What is typed at the moment."""
        return now(lang or usual_language)

    @router.get("/hypotheses/edits", operation_id="typed_edits",
                dependencies=[needs(Permission.LOOK)])  # fmt: skip
    def edits() -> TypedVersions:
        """What was edited or imported."""
        return TypedVersions(
            [TypedVersion(one.version, one.made_at, one.made_by, one.is_undone)
             for one in desk.edits()]
        )  # fmt: skip

    @router.post("/hypotheses/edits/{version}/undo", operation_id="undo_typed",
                 dependencies=[needs(Permission.EDIT_MAP, "typed_undone")])  # fmt: skip
    def undo(version: int, request: Request) -> HypothesesNow:
        """Take the last edit back that holds."""
        desk.undo(version, visitor_of(request).name)
        maps.renew()
        return now(usual_language)

    @router.put("/hypotheses/persona", operation_id="edit_persona",
                dependencies=[needs(Permission.EDIT_MAP, "persona_edited")])  # fmt: skip
    def persona(said: PersonaSaid, request: Request) -> HypothesesNow:
        """Whose map it is; the picture stays."""
        on(request, said.name)
        desk.save_persona(said.name, said.text, said.version, visitor_of(request).name)
        maps.renew()
        return now(usual_language)

    @router.put("/hypotheses/stages/{key}", operation_id="edit_stage",
                dependencies=[needs(Permission.EDIT_MAP, "stage_edited")])  # fmt: skip
    def stage(key: str, said: StageSaid, request: Request) -> HypothesesNow:
        """Who answers for a stage, and how people are thought to feel there."""
        by = visitor_of(request).name
        desk.save_stage(key, said.owner, said.feeling, said.version, by)
        maps.renew()
        return now(usual_language)

    _add_rows(router, workspace, maps, usual_language)
    return router


def _add_rows(router: APIRouter, workspace: Workspace, maps: Maps, usual_language: Lang) -> None:
    desk = workspace.typed

    def saved(key: str | None, said: RowSaid, request: Request) -> HypothesesNow:
        cells = {stage: TypedCell(one.text, one.n, one.source) for stage, one in said.cells.items()}
        on(request, said.label)
        desk.save_row(key, said.label, cells, said.version, visitor_of(request).name)
        maps.renew()
        return _now(desk.now(), desk.standing_edit(), usual_language)

    @router.post("/hypotheses/rows", operation_id="add_typed_row",
                 dependencies=[needs(Permission.EDIT_MAP, "typed_row_edited")])  # fmt: skip
    def add(said: RowSaid, request: Request) -> HypothesesNow:
        """A new row of the map."""
        return saved(None, said, request)

    @router.put("/hypotheses/rows/{key}", operation_id="edit_typed_row",
                dependencies=[needs(Permission.EDIT_MAP, "typed_row_edited")])  # fmt: skip
    def edit(key: str, said: RowSaid, request: Request) -> HypothesesNow:
        """A row as it is to be: a stage that is left out has no cell."""
        return saved(key, said, request)

    @router.delete("/hypotheses/rows/{key}", operation_id="remove_typed_row",
                   dependencies=[needs(Permission.EDIT_MAP, "typed_row_removed")])  # fmt: skip
    def remove(key: str, version: VersionQuery, request: Request) -> HypothesesNow:
        """Take a row off the map."""
        desk.remove_row(key, version, visitor_of(request).name)
        maps.renew()
        return _now(desk.now(), desk.standing_edit(), usual_language)

    @router.post("/hypotheses/rows/{key}/move", operation_id="move_typed_row",
                 dependencies=[needs(Permission.EDIT_MAP, "typed_rows_moved")])  # fmt: skip
    def move(key: str, said: RowMove, request: Request) -> HypothesesNow:
        """A row one place further up or down; at the edge it stays."""
        desk.move_row(key, said.version, visitor_of(request).name, up=said.up)
        maps.renew()
        return _now(desk.now(), desk.standing_edit(), usual_language)


def _now(found: TypedNow, standing: int | None, language: Lang) -> HypothesesNow:
    typed = found.hypotheses
    persona = typed.persona
    return HypothesesNow(
        found.version,
        standing,
        PersonaNow(persona.name, persona.text, bool(persona.picture)) if persona else None,
        [
            RowNow(
                row.key,
                row.label or ROW_LABELS[row.key][language],
                [Cell(stage, cell.text, cell.n, cell.source, evidence_of(cell))
                 for stage, cell in row.cells.items()],
            )
            for row in typed.rows
        ],
        [StageNow(one.key, one.owner, typed.emotions.get(one.key)) for one in found.stages],
    )  # fmt: skip
