"""Writes archive and warehouse anew without what goes (`gone_row`, `gone_message`)."""

import secrets
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from percorso.store.records import sources as source_records
from percorso.store.records.chain import Replacement
from percorso.store.records.database import RecordsConnection
from percorso.store.records.sources import LedgerCount
from percorso.store.warehouse import Warehouse
from percorso.workspace.arrivals.after_erasure import remove_derived
from percorso.workspace.arrivals.catching_up import catch_up
from percorso.workspace.arrivals.inbox_loading import load_inbox
from percorso.workspace.arrivals.sealing import seal_inbox
from percorso.workspace.arrivals.who_is_who import link_and_resolve
from percorso.workspace.progress import OnProgress
from percorso.workspace.rights import erasing_sql as ask
from percorso.workspace.rights.lake_anew import renew_lake
from percorso.workspace.rights.traces import Touched
from percorso.workspace.stores import Stores, now_utc

WRITING, LINKING = "writing anew", "linking"


def bring_up(stores: Stores, warehouse: Warehouse, on_progress: OnProgress) -> None:
    """All that came lies in the archive, so that one place holds every message."""
    catch_up(stores, warehouse, on_progress)
    moved = 0
    while count := load_inbox(stores, warehouse):
        moved += count
    if moved:
        link_and_resolve(stores, warehouse)
    seal_inbox(stores, warehouse, now_utc(), all_=True)


def write_anew(
    stores: Stores, warehouse: Warehouse, touched: Sequence[Touched], pattern: str, draft: Path,
    on_progress: OnProgress,
) -> list[Replacement]:  # fmt: skip
    """Write the segments that are touched and the warehouse anew; nothing holds yet.

    Args:
        stores: The workspace, held alone.
        warehouse: The one that is to be replaced.
        touched: The segments.
        pattern: What is blotted out in rows that are masked.
        draft: Where the new warehouse is written.
        on_progress: Called with what is being done and the share done.

    Returns:
        Which segments take the place of which.
    """
    made = []
    with stores.scratch_folder() as scratch:
        for place, one in enumerate(touched):
            on_progress(WRITING, place / (len(touched) + 1))
            made.append(_segment_anew(stores, warehouse, one, pattern, scratch / f"one-{place}"))
        _write_warehouse(warehouse, touched, made, draft)
    on_progress(WRITING, 1.0)
    return made


def _segment_anew(
    stores: Stores, warehouse: Warehouse, one: Touched, pattern: str, draft: Path
) -> Replacement:
    archive, old = stores.archive, one.segment.name
    warehouse.do(ask.write_without(archive.path(old), draft, old, pattern))
    sealed = archive.seal(draft, _name_after(old))
    return Replacement(old, sealed.name, sealed.sha256, one.segment.rows - one.gone)


def _write_warehouse(
    warehouse: Warehouse, touched: Sequence[Touched], made: Sequence[Replacement], draft: Path
) -> None:
    masked = {one.segment.name: one.masked > 0 for one in touched}
    warehouse.fill(
        "renamed",
        {
            "old_name": np.array([*(one.old_name for one in made), None], dtype=object),
            "new_name": np.array([*(one.new_name for one in made), None], dtype=object),
            "rows": np.array([*(one.rows for one in made), 0], dtype=np.int64),
            "is_masked": np.array([*(masked[one.old_name] for one in made), False], dtype=bool),
        },
    )
    warehouse.do("delete from renamed where old_name is null")
    for statement in ask.tables_without(warehouse.path.stem, draft):
        warehouse.do(statement)


def settle(stores: Stores, warehouse: Warehouse, on_progress: OnProgress) -> None:
    """Link and resolve what is left in a new warehouse, and clean what was derived of the rest."""
    on_progress(LINKING, 0.0)
    catch_up(stores, warehouse)
    remove_derived(stores)
    renew_lake(stores, warehouse)
    on_progress(LINKING, 1.0)


def take_from_ledger(connection: RecordsConnection, warehouse: Warehouse) -> None:
    """What was stored is dropped by a rule now: received stays the sum of the others."""
    for source_no, minute_at, rows in warehouse.rows(ask.GONE_BY_MINUTE):
        source_records.count_in_ledger(
            connection, source_no, minute_at, LedgerCount(-rows, 0, 0, rows), received=0
        )


def _name_after(old: str) -> str:
    """A name no segment has yet, that tells of the same time and source."""
    return f"{old.rpartition('-')[0]}-{secrets.token_hex(4)}"
