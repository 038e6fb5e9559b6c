"""Percorso: one living customer-journey map, drawn from the data of every contact.

The smallest useful program:

    import percorso

    workspace = percorso.open("casa-lume")
    workspace.load("orders.csv", source="shop")
    workspace.map().show()

And without a workspace, for a table of three columns:

    percorso.map_of(frame, customer="who", at="when", touchpoint="what").show()
"""

import importlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from percorso.domain.errors import (
    ConflictError,
    EngineError,
    InputError,
    NotFoundError,
    PercorsoError,
)
from percorso.settings import Settings

if TYPE_CHECKING:
    from percorso.workspace import CustomerResult, MapResult, Workspace
    from percorso.workspace.maps.map_of import map_of

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

# The engines behind these take a second to import: who asks for the version or for help does not
# wait for them.
_AT_FIRST_USE = {
    "CustomerResult": "percorso.workspace",
    "MapResult": "percorso.workspace",
    "Workspace": "percorso.workspace",
    "map_of": "percorso.workspace.maps.map_of",
}


def __getattr__(name: str) -> Any:
    """What is imported when it is asked for first.

    Raises:
        AttributeError: there is no such name.
    """
    if name not in _AT_FIRST_USE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = globals()[name] = getattr(importlib.import_module(_AT_FIRST_USE[name]), name)
    return found


def open(folder: str | Path, *, create: bool = True) -> "Workspace":
    """Open a workspace folder; one is founded where there is none.

    Args:
        folder: Where the workspace lies.
        create: Whether to found one; false raises where there is none.

    Raises:
        WorkspaceMissing: there is no workspace and `create` is false.
    """
    from percorso.workspace import Workspace

    return Workspace(Path(folder), create=create)
