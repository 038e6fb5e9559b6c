"""How a new workspace is begun: the steps, which of them are behind one, and where that leads."""

from typing import Literal, get_args

from percorso.domain.access import Permission
from percorso.web.page import Visitor
from percorso.workspace import Workspace

Step = Literal["company", "owner", "bases", "data"]
STEPS: tuple[Step, ...] = get_args(Step)
ADDRESS = "/begin"


def steps_behind(workspace: Workspace) -> frozenset[Step]:
    """The steps that were taken or left out; a user or data that are there need none."""
    kept = set(workspace.preferences.steps_behind())
    if workspace.users.there_are():
        kept.add("owner")
    if not workspace.is_empty:
        kept.add("data")
    return frozenset(step for step in STEPS if step in kept)


def next_step(behind: frozenset[Step]) -> Step | None:
    """The first step that is not behind one; None where all are.

    >>> next_step(frozenset({"company"}))
    'owner'
    """
    return next((step for step in STEPS if step not in behind), None)


def first_address(workspace: Workspace, visitor: Visitor) -> str:
    """Where the pages begin for somebody: the map, or the steps of a workspace without data."""
    if not visitor.may(Permission.MANAGE) or not workspace.is_empty:
        return "/map"
    return "/map" if next_step(steps_behind(workspace)) is None else ADDRESS
