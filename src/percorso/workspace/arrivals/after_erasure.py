"""Leaves nothing behind: the files that may still hold somebody after an erasure."""

import logging
import shutil

from percorso.store.copies import remove_exports
from percorso.store.lake_folder import LakeFolder, lake_of_workspace
from percorso.store.records import erasures
from percorso.store.records import sources as source_records
from percorso.store.records.opening import remove_put_away
from percorso.store.warehouse import Warehouse
from percorso.store.warehouse_file import remove_set_aside
from percorso.workspace.stores import Stores, now_utc

_LOG = logging.getLogger("percorso")
_NOT_EMPTIED = (
    "Somebody reads the records: what was erased stands in their log (-wal) until the next "
    "command that writes. Run any load to finish."
)
_LAKE_WITHDRAWN = (
    "An erasure was cut short. It is finished now, and the lake %s, which may still have held "
    "somebody, is taken away: write it anew with percorso lake export."
)


def remove_derived(stores: Stores) -> None:
    """Take away the files that were made of what was erased, and copies nobody needs.

    Args:
        stores: The workspace, held alone.
    """
    with stores.records.read() as connection:
        registered = [one.name for one in source_records.segments(connection)]
    stores.archive.remove_unregistered(registered)
    shutil.rmtree(stores.counts, ignore_errors=True)
    remove_set_aside(stores.folder)
    remove_put_away(stores.folder)
    for left in stores.scratch.glob("*"):
        if left.is_dir():
            shutil.rmtree(left, ignore_errors=True)


def finish(stores: Stores) -> None:
    """Empty the records' files of what was deleted, and note the end; a reader may put it off."""
    if not stores.records.forget_deleted():
        _LOG.warning(_NOT_EMPTIED)
        return
    with stores.records.write() as connection:
        erasures.finish_erasures(connection, now_utc())


def take_up(stores: Stores, warehouse: Warehouse) -> None:
    """Finish an erasure that was cut short; a warehouse that held the persons is gone already.

    Args:
        stores: The workspace, held alone.
        warehouse: Up to date.
    """
    if warehouse.path != stores.warehouse_path:
        return
    remove_derived(stores)
    remove_exports(stores.folder)
    folder = lake_of_workspace(stores.folder)
    if folder.exists():
        with LakeFolder(folder).hold(stores.settings.lock_wait_seconds):
            LakeFolder(folder).withdraw()
        _LOG.warning(_LAKE_WITHDRAWN, folder)
    finish(stores)
