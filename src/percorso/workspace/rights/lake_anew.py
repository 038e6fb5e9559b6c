"""The lake of the workspace, written anew where somebody was erased."""

import logging
from datetime import timedelta

from percorso.store.lake_folder import (
    LakeFolder,
    LakeFormatUnknown,
    LakeMissing,
    LakeUnreadable,
    lake_of_workspace,
)
from percorso.store.warehouse import Warehouse
from percorso.workspace.lake.writing import LakeOfAnotherWorkspace, LakeRequest, export_open
from percorso.workspace.progress import silent
from percorso.workspace.stores import Stores

_LOG = logging.getLogger("percorso")
_LEFT = "The lake %s may still hold persons who were erased, and has to be deleted: %s"


def renew_lake(stores: Stores, warehouse: Warehouse) -> None:
    """Write the buckets anew that held somebody who is gone, and keep no file that was replaced.

    Args:
        stores: The workspace, held alone.
        warehouse: One that holds them no more, linked and resolved.
    """
    folder = lake_of_workspace(stores.folder)
    try:
        text = LakeFolder(folder).manifest().text
        export_open(stores, warehouse, LakeRequest(folder, text=text, keep=timedelta()), silent)
    except LakeMissing:
        return
    except (LakeFormatUnknown, LakeUnreadable, LakeOfAnotherWorkspace) as fault:
        _LOG.warning(_LEFT, folder, fault)
