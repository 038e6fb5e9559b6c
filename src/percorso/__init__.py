"""Percorso: one living customer-journey map, drawn from the data of every contact.

The smallest useful program:

    import percorso

    workspace = percorso.open("casa-lume")
    workspace.load("orders.csv", source="shop")
    workspace.map().show()

And without a workspace, for a table of three columns:

    percorso.map_of(frame, customer="who", at="when", touchpoint="what").show()
"""

from pathlib import Path

from percorso.domain.errors import (
    ConflictError,
    EngineError,
    InputError,
    NotFoundError,
    PercorsoError,
)
from percorso.settings import Settings
from percorso.workspace import CustomerResult, MapResult, Workspace
from percorso.workspace.map_of import map_of

__all__ = [
    "ConflictError",
    "CustomerResult",
    "EngineError",
    "InputError",
    "MapResult",
    "NotFoundError",
    "PercorsoError",
    "Settings",
    "Workspace",
    "map_of",
    "open",
]

__version__ = "0.1.0"


def open(folder: str | Path, *, create: bool = True) -> Workspace:
    """Open a workspace folder; one is founded where there is none.

    Args:
        folder: Where the workspace lies.
        create: Whether to found one; false raises where there is none.

    Raises:
        WorkspaceMissing: there is no workspace and `create` is false.
    """
    return Workspace(Path(folder), create=create)
