"""Brings the warehouse up to what is registered, after a kill, a loss or another reading."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from percorso.collect import intake_sql
from percorso.collect.contact_rows import CONTACT_MAPPING, keep_staged, stage_contacts
from percorso.collect.intake import parse_messages
from percorso.domain.mapping import Mapping
from percorso.store.records import sources as source_records
from percorso.store.records.erasures import has_unfinished
from percorso.store.records.sources import MESSAGE_DOORS, Segment
from percorso.store.warehouse import Warehouse
from percorso.store.warehouse_tables_sql import (
    IS_RESOLVED,
    LEAVE_ALL_UNRESOLVED,
    LOADED_SEGMENTS,
)
from percorso.workspace.arrivals.after_erasure import take_up
from percorso.workspace.arrivals.inbox_loading import sealed_messages, store_inbox_again
from percorso.workspace.arrivals.storing import forget_segments, segments_before, store_segment
from percorso.workspace.arrivals.who_is_who import link_and_resolve
from percorso.workspace.progress import OnProgress, silent
from percorso.workspace.stores import Stores
from percorso.workspace.texts.unread import is_read_otherwise, read_with

_LOG = logging.getLogger("percorso")
_RESTORING = "reading the archive"


@dataclass(frozen=True, slots=True)
class LostSegment:
    """A segment of the archive that is not as it was sealed; its rows are on no map."""

    path: Path
    source_key: str
    file: str | None
    rows: int
    fault: str

    def __str__(self) -> str:
        """What is lost, and how it comes back."""
        return (
            f"The segment {self.path} of the archive cannot be used: {self.fault}. "
            f"{self.rows:,} rows of the source {self.source_key!r}, loaded from {self.file}, are "
            "on no map; everything else is. Put the segment back from a backup, or load that "
            "file again."
        )


def catch_up(
    stores: Stores, warehouse: Warehouse, on_progress: OnProgress = silent
) -> list[LostSegment]:
    """Bring the warehouse up to what is registered, and as it is registered to be read.

    It is behind after a load that was cut short, after its file was lost or damaged, and where
    a source is to be read anew. A segment that is not as it was sealed is said and left out;
    everything else is stored.

    Returns:
        The segments left out.
    """
    with stores.records.read() as connection:
        registered = source_records.segments(connection)
        is_erasing = has_unfinished(connection)
        wanted = read_with(connection)
    stores.archive.remove_unregistered(segment.name for segment in registered)
    missing, lost = _missing(stores, warehouse, registered)
    if missing:
        missing = _with_things_of_many_rows(stores, warehouse, registered, missing)
    loaded = dict(warehouse.rows(LOADED_SEGMENTS))
    rows, done = sum(segment.rows for segment in missing), 0
    for segment in missing:
        on_progress(_RESTORING, done / max(1, rows))
        _store_again(stores, warehouse, registered, segment, is_loaded=segment.name in loaded)
        done += segment.rows
        on_progress(_RESTORING, done / max(1, rows))
    store_inbox_again(stores, warehouse)
    if is_erasing or is_read_otherwise(warehouse, wanted):
        # What the last resolving went by may tell of who is gone, or texts another way.
        warehouse.do(LEAVE_ALL_UNRESOLVED)
    if not warehouse.value(IS_RESOLVED):
        link_and_resolve(stores, warehouse)
    if is_erasing:
        take_up(stores, warehouse)
    return lost


def _missing(
    stores: Stores, warehouse: Warehouse, registered: Sequence[Segment]
) -> tuple[list[Segment], list[LostSegment]]:
    """The segments to store, and those that should be stored and cannot."""
    loaded = dict(warehouse.rows(LOADED_SEGMENTS))
    missing, lost = [], []
    for segment in registered:
        if loaded.get(segment.name) == segment.mapping_version:
            continue
        if fault := stores.archive.fault_of(segment.name, segment.sha256):
            lost.append(_lost(stores, segment, fault))
        else:
            missing.append(segment)
    return missing, lost


def _with_things_of_many_rows(
    stores: Stores, warehouse: Warehouse, registered: Sequence[Segment], missing: list[Segment]
) -> list[Segment]:
    """The segments to store, where interactions are made of the rows of several segments too.

    Such a thing is made again when more of its rows arrive (decision 0011), in the order they
    came. Where a segment before others is to be stored, the whole source begins anew.
    """
    loaded = {name for name, _ in warehouse.rows(LOADED_SEGMENTS)}
    again: set[str] = set()
    for source_no in dict.fromkeys(segment.source_no for segment in missing):
        mine = [segment for segment in registered if segment.source_no == source_no]
        first = next(place for place, one in enumerate(mine) if one in missing)
        if _is_grouped(stores, source_no) and any(one.name in loaded for one in mine[first:]):
            again |= {
                one.name for one in mine if stores.archive.fault_of(one.name, one.sha256) is None
            }
    if again:
        with warehouse.transaction():
            forget_segments(warehouse, sorted(again))
    return [one for one in registered if one in missing or one.name in again]


def _is_grouped(stores: Stores, source_no: int) -> bool:
    with stores.records.read() as connection:
        bodies = source_records.mapping_bodies(connection, source_no)
    return any(Mapping.from_json(body).one_per for body in bodies)


def _store_again(
    stores: Stores, warehouse: Warehouse, registered: Sequence[Segment], segment: Segment, *,
    is_loaded: bool,
) -> None:  # fmt: skip
    """Store a segment from the archive, in place of what came of it before."""
    if segment.door in MESSAGE_DOORS:
        _store_messages_again(stores, warehouse, segment)
        return
    warehouse.do(intake_sql.messages_of_segment(stores.archive.path(segment.name)))
    if _is_grouped(stores, segment.source_no):
        before = [
            stores.archive.path(one.name)
            for one in segments_before(list(registered), segment)
            if stores.archive.fault_of(one.name, one.sha256) is None
        ]
        if before:
            warehouse.do(intake_sql.drop_kept(before))
    else:
        warehouse.do(intake_sql.drop_held_elsewhere(segment.source_no, segment.name))
    with stores.records.read() as connection:
        body = source_records.mapping_body(connection, segment.source_no, segment.mapping_version)
    mapping = Mapping.from_json(body)
    parse_messages(warehouse, mapping, segment.received_at, segment.source_no)
    if mapping.events:
        warehouse.do(intake_sql.DROP_REST_OF_REJECTED)
    store_segment(stores, warehouse, segment, mapping, is_loaded=is_loaded)


def _store_messages_again(stores: Stores, warehouse: Warehouse, segment: Segment) -> None:
    """Store a door's segment; what was in under its name before it was sealed is in it."""
    messages = sealed_messages(warehouse, stores.archive.path(segment.name))
    staged = stage_contacts(warehouse, messages, segment.source_no)
    places = [place for place in range(len(messages)) if place not in staged.refused]
    keep_staged(warehouse, staged, places)
    store_segment(stores, warehouse, segment, CONTACT_MAPPING, is_loaded=True)


def _lost(stores: Stores, segment: Segment, fault: str) -> LostSegment:
    with stores.records.read() as connection:
        source = source_records.source_of(connection, segment.source_no)
    lost = LostSegment(
        stores.archive.path(segment.name), source.key, segment.file, segment.rows, fault
    )
    _LOG.warning("%s", lost)
    return lost
