"""What holds for everybody: journey definitions as they are written, and legal bases."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from fastapi import APIRouter, Request

from percorso.domain.access import Permission
from percorso.domain.consent.purposes import PURPOSES, purpose_of
from percorso.web.api.access import needs
from percorso.web.maps import Maps
from percorso.web.page import on, visitor_of
from percorso.workspace import Workspace
from percorso.workspace.account import account


@dataclass(frozen=True, slots=True)
class JourneyText:
    """A journey definition as it is written: YAML, as `percorso journeys show` prints it."""

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    yaml: str


@dataclass(frozen=True, slots=True)
class KeptJourney:
    """A definition as it is kept; `unmet` are touchpoints it names that nobody was at."""

    key: str
    version: int
    is_new: bool
    unmet: list[str]


@dataclass(frozen=True, slots=True)
class PurposeBasis:
    """A purpose with what it rests on; null is off, or asked of each customer."""

    purpose: str
    bases: Sequence[str]
    basis: str | None
    may_be_chosen: bool


@dataclass(frozen=True, slots=True)
class PurposeBases:
    """Every purpose."""

    items: list[PurposeBasis]


@dataclass(frozen=True, slots=True)
class BasisChoice:
    """What a purpose is to rest on, and why."""

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    basis: str
    reason: str


def settings_routes(workspace: Workspace, maps: Maps) -> APIRouter:
    """The addresses of the settings.

    Args:
        workspace: Whose.
        maps: Which another definition makes other ones.
    """
    router = APIRouter(tags=["settings"])

    @router.get("/journeys/{key}", operation_id="journey_text",
                dependencies=[needs(Permission.LOOK)])  # fmt: skip
    def journey(key: str) -> JourneyText:
        """A definition as it is written, to be changed or to make another one of."""
        return JourneyText(workspace.journeys.text(key))

    @router.post("/journeys", operation_id="keep_journey",
                 dependencies=[needs(Permission.EDIT_MAP, "journey_kept")])  # fmt: skip
    def keep(written: JourneyText, request: Request) -> KeptJourney:
        """Keep a definition; a changed one is a new version, an equal one is none."""
        shown = workspace.journeys.add_text(written.yaml)
        key, version = shown.listed.definition.key, shown.listed.version
        on(request, key, version=str(version))
        maps.renew()
        return KeptJourney(key, version, shown.is_new, [name for name, _ in shown.unmet])

    _add_basis_routes(router, workspace)
    return router


def _add_basis_routes(router: APIRouter, workspace: Workspace) -> None:
    manage = Permission.MANAGE

    def told() -> PurposeBases:
        chosen = workspace.consent.bases()
        return PurposeBases(
            [
                PurposeBasis(one.key, one.bases, chosen.get(one.key, one.usual), one.may_be_chosen)
                for one in PURPOSES.values()
            ]
        )

    @router.get("/settings/bases", operation_id="bases", dependencies=[needs(manage)])
    def bases() -> PurposeBases:
        """Every purpose with what it rests on."""
        return told()

    @router.put("/settings/bases/{purpose}", operation_id="choose_basis",
                dependencies=[needs(manage, "basis_chosen")])  # fmt: skip
    def choose(purpose: str, choice: BasisChoice, request: Request) -> PurposeBases:
        """Rest a purpose on a basis from now on; the choice and its reason are kept."""
        by = visitor_of(request).name or account()
        workspace.consent.choose_own_basis(
            purpose_of(purpose), choice.basis, reason=choice.reason, actor=by
        )
        on(request, purpose, basis=choice.basis)
        return told()
