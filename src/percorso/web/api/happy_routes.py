"""The Happy Index of many: a group's figures, who fell, and how well the index foresees."""

from dataclasses import dataclass

from fastapi import APIRouter

from percorso.customers.groups import GroupIndex
from percorso.customers.validation import Validation
from percorso.domain.access import Permission
from percorso.web.api.access import needs
from percorso.web.api.map_routes import SegmentQuery
from percorso.workspace import Workspace
from percorso.workspace.happy_desk import Fall, NightOf
from percorso.workspace.people.happy_told import Alert
from percorso.workspace.people.timeline import text_of


@dataclass(frozen=True, slots=True)
class HappyIndexOf:
    """How the company or a segment stands; customers without a number are not averaged in.

    `falls` are customers with solid coverage who fell by 15 points or more in 14 days; `alerts` the
    falls a night told of within 30 days; `history` the index of each night; `signals` counts the
    evidence by kind, `without_data` names the kinds nothing was found of; `weights` are the share
    of each dimension, `is_learned` whether they come from what customers went on to rate.
    """

    group: GroupIndex
    falls: list[Fall]
    alerts: list[Alert]
    history: list[NightOf]
    signals: dict[str, int]
    without_data: list[str]
    at: str
    assumed_on: str
    is_estimated: bool
    weights: dict[str, float]
    is_learned: bool


@dataclass(frozen=True, slots=True)
class HappyValidation:
    """How well the index foresees the first rating of the 60 days after the cut."""

    cut_at: str
    validation: Validation


def happy_routes(workspace: Workspace) -> APIRouter:
    """The addresses of the index.

    Args:
        workspace: Whose.
    """
    router = APIRouter(tags=["customers"])

    @router.get("/happy-index", operation_id="happy_index", dependencies=[needs(Permission.LOOK)])
    def index(segment: SegmentQuery = "") -> HappyIndexOf:
        """The Happy Index of the company, or of a segment."""
        told = workspace.happy.of(segment or None)
        return HappyIndexOf(
            told.group, list(told.falls), list(told.alerts), list(told.history), told.signals,
            list(told.without_data), told.at, told.assumed_on, told.is_estimated,
            told.weights, told.is_learned,
        )  # fmt: skip

    @router.get("/happy-index/validation", operation_id="happy_validation",
                dependencies=[needs(Permission.LOOK)])  # fmt: skip
    def validation() -> HappyValidation:
        """The validation card: AUC and lift beside simpler figures, with 95 % intervals."""
        judged = workspace.happy.validation()
        return HappyValidation(text_of(judged.cut_us), judged.validation)

    return router
