"""Counts a map over a lake, here or on Spark, if the lake holds what the workspace holds."""

import contextlib
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from percorso.domain.errors import ConflictError
from percorso.domain.lake import LakeManifest
from percorso.journeys.counting import Count, count_scope
from percorso.journeys.counting_buckets import BucketsCounter
from percorso.settings import Settings
from percorso.store.engines.files import FileEngine
from percorso.store.engines.here import Here
from percorso.store.engines.spark import open_spark
from percorso.store.lake_folder import LakeFolder
from percorso.store.records import customers as customer_records
from percorso.store.warehouse import Warehouse
from percorso.workspace.lake import lake_of_workspace
from percorso.workspace.lake.lake_sql import LOADED
from percorso.workspace.left_out import tell_restricted
from percorso.workspace.progress import OnProgress
from percorso.workspace.stores import Stores

_USUAL_MASTER = "local[*]"
# Reading a bucket here gets no less than this of the memory there is; rather fewer at a time.
_LEAST_MB_A_BUCKET = 128


@dataclass(frozen=True, slots=True)
class Place:
    """Where buckets are counted.

    Attributes:
        opened: Opens the engine, when there is something to count.
        memory_limit_mb: Memory that reading a bucket may use there.
        name: What is said while it counts.
    """

    opened: Callable[[], AbstractContextManager[FileEngine]]
    memory_limit_mb: int
    name: str


def on_spark(settings: Settings, master: str | None) -> Place:
    """Spark at a URL; None is all cores of this machine."""
    return Place(
        lambda: open_spark(master or _USUAL_MASTER), settings.memory_limit_mb, "counting on Spark"
    )


def here(settings: Settings, cores: int | None = None) -> Place:
    """The cores of this machine, as many as the memory allows."""
    limit = settings.memory_limit_mb
    at_once = max(1, min(cores or os.cpu_count() or 1, limit // _LEAST_MB_A_BUCKET))
    return Place(lambda: nullcontext(Here(at_once)), limit // at_once, "counting the lake")


class LakeBehind(ConflictError):
    """The lake does not hold what the workspace holds."""

    def __init__(self, folder: Path, why: str) -> None:
        self.folder = folder
        self.why = why
        super().__init__(
            f"The lake {folder} cannot stand for the workspace: {why}. Bring it up to the "
            f"workspace, then ask again: percorso lake export --out {folder}"
        )


@contextlib.contextmanager
def counting_buckets(
    stores: Stores, place: Place, folder: Path | None, on_progress: OnProgress
) -> Iterator[Callable[[Warehouse], Count]]:
    """What counts over a lake, as long as the block; asked of a warehouse that is up to date.

    Args:
        stores: The workspace.
        place: Where the buckets are counted.
        folder: Where the lake lies; None is inside the workspace.
        on_progress: Called with what is being done and the share done.

    Raises:
        LakeMissing: there is no lake to count on.
    """
    lake = LakeFolder((folder or lake_of_workspace(stores.folder)).resolve())
    manifest = lake.manifest()
    with contextlib.ExitStack() as opened:

        def counter(warehouse: Warehouse) -> Count:
            _require_current(stores, warehouse, lake, manifest)
            files = [lake.folder / one.path for one in manifest.files if one.bucket is not None]
            if not files:
                return count_scope
            return BucketsCounter(
                engine=opened.enter_context(place.opened()),
                files=files,
                memory_limit_mb=place.memory_limit_mb,
                on_share=partial(on_progress, place.name),
            )

        yield counter


def _require_current(
    stores: Stores, warehouse: Warehouse, lake: LakeFolder, manifest: LakeManifest
) -> None:
    """The lake holds what the warehouse holds.

    Raises:
        LakeBehind: it does not.
    """
    with stores.records.read() as connection:
        identity_version = customer_records.last_batch(connection)
    tell_restricted(stores, warehouse)
    why = None
    if manifest.workspace != stores.company().id:
        why = "it is the lake of another workspace"
    elif manifest.loaded != warehouse.value(LOADED):
        why = "rows came in, are read otherwise, or restricted, since it was written"
    elif manifest.identity_version != identity_version:
        why = "customers were linked otherwise since it was written"
    for one in manifest.files:
        if why is None and (fault := lake.fault_of(one, by_content=False)):
            why = f"of its file {one.path}: {fault}"
    if why is not None:
        raise LakeBehind(lake.folder, why)
