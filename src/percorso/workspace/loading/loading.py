"""The load job: files in, segments registered, names placed, persons linked, all resolved."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from percorso.collect.intake import TakenIn, stage_file
from percorso.collect.look import Wanted
from percorso.collect.source_file import require_file
from percorso.domain.errors import InputError, PercorsoError
from percorso.domain.load_report import LoadReport, ReferenceConflict, RejectedGroup
from percorso.domain.row_place import line_in_file
from percorso.store.records import catalogue as catalogue_records
from percorso.store.records import sources as source_records
from percorso.store.warehouse import Warehouse
from percorso.workspace.arrivals import report_sql
from percorso.workspace.arrivals.catching_up import catch_up
from percorso.workspace.arrivals.late import drop_late_rows, unregistered
from percorso.workspace.arrivals.registering import register_messages, segment_paths
from percorso.workspace.arrivals.storing import store_segment
from percorso.workspace.arrivals.who_is_who import link_and_resolve
from percorso.workspace.loading.previewing import mappings_of_source
from percorso.workspace.progress import OnProgress
from percorso.workspace.stores import Stores, now_utc

_LONGEST_SOURCE_NAME = 100


class SourceNameUnusable(InputError):
    """A source without a name, or with one too long to read."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(
            f"A source needs a name of 1 to {_LONGEST_SOURCE_NAME} characters, got {name[:30]!r}. "
            "Say where the files come from: --source shop"
        )


@dataclass(frozen=True, slots=True)
class Delivery:
    """A file, the source it comes from, and what is said about it."""

    path: Path
    source_key: str
    wanted: Wanted


@dataclass(slots=True)
class _Load:
    """What one load has done so far."""

    taken: list[TakenIn] = field(default_factory=list)
    segments: list[str] = field(default_factory=list)


def load_files(
    stores: Stores, deliveries: Sequence[Delivery], on_progress: OnProgress
) -> LoadReport:
    """Load files, then link and resolve once; what is registered is kept, whatever comes after.

    Raises:
        SourceNameUnusable: a source has no name, or too long a one.
        PercorsoError: a file cannot be used; a note says which ones before it are in.
    """
    for delivery in deliveries:
        require_file(delivery.path)
        if not 1 <= len(delivery.source_key.strip()) <= _LONGEST_SOURCE_NAME:
            raise SourceNameUnusable(delivery.source_key)
    load = _Load()
    with stores.hold(to_write=True) as warehouse, stores.scratch_folder() as scratch:
        catch_up(stores, warehouse, on_progress)
        for place, delivery in enumerate(deliveries):
            try:
                _load_file(stores, warehouse, delivery, scratch, load, on_progress)
            except PercorsoError as error:
                if place:
                    names = ", ".join(before.path.name for before in deliveries[:place])
                    error.add_note(f"Loaded before it, and kept: {names}.")
                raise
        on_progress("linking", 0.0)
        if load.segments:
            link_and_resolve(stores, warehouse)
        on_progress("linking", 1.0)
        return _report(stores, warehouse, load)


def _load_file(
    stores: Stores, warehouse: Warehouse, delivery: Delivery, scratch: Path, load: _Load,
    on_progress: OnProgress,
) -> None:  # fmt: skip
    path, source_key = delivery.path, delivery.source_key
    now = now_utc()
    with stores.records.read() as connection:
        source = source_records.source_by_key(connection, source_key)
    kept = segment_paths(stores, source.no) if source else []
    taken = stage_file(
        warehouse, path, delivery.wanted,
        source_no=source.no if source else 0, kept_segments=kept, scratch=scratch, now=now,
        earlier=mappings_of_source(stores, source_key),
        on_progress=lambda share: on_progress(path.name, share),
        leave_out=lambda warehouse, mapping: drop_late_rows(
            stores, warehouse, source or unregistered(source_key), mapping),
    )  # fmt: skip
    load.taken.append(taken)
    segment = register_messages(stores, warehouse, source_key, taken, scratch, now)
    if segment is not None:
        load.segments.append(segment.name)
        store_segment(stores, warehouse, segment, taken.mapping)


def _report(stores: Stores, warehouse: Warehouse, load: _Load) -> LoadReport:
    stored, anonymous, since, until = warehouse.rows(report_sql.stored(load.segments))[0]
    names = {row[0] for row in warehouse.rows(report_sql.names_of(load.segments))}
    currency = stores.company().currency
    with stores.records.read() as connection:
        stage_of = {place.key: place.stage for place in catalogue_records.touchpoints(connection)}
        unplaced = sorted({
            name.name for name in catalogue_records.observed_names(connection)
            if name.no in names and stage_of[name.touchpoint_key] == "unplaced"
        })  # fmt: skip
    # The resolving just done left them; where nothing is new, nothing was resolved.
    disputed = warehouse.rows(report_sql.conflicts_of(load.segments)) if load.segments else []
    return LoadReport(
        read=sum(taken.read for taken in load.taken),
        loaded=sum(taken.new for taken in load.taken),
        duplicate=sum(taken.duplicate for taken in load.taken),
        rejected=sum(taken.rejected for taken in load.taken),
        skipped=sum(taken.skipped for taken in load.taken),
        interactions=stored,
        anonymous=anonymous,
        unplaced=tuple(unplaced),
        other_currencies=dict(
            warehouse.rows(report_sql.other_currencies_of(load.segments, currency))
        ),
        since=since,
        until=until,
        said=tuple(line for taken in load.taken for line in taken.said),
        rejected_groups=rejected_groups(load.taken),
        conflicts=tuple(ReferenceConflict(*row) for row in disputed),
    )


def rejected_groups(loaded: Sequence[TakenIn]) -> tuple[RejectedGroup, ...]:
    """The rejected rows of several files by reason, most rows first."""
    found: dict[str, RejectedGroup] = {}
    for taken in loaded:
        for item in taken.rejections:
            known = found.get(item.code)
            found[item.code] = (
                replace(known, rows=known.rows + 1)
                if known
                else RejectedGroup(
                    item.code, 1, item.file, line_in_file(item.line, item.raw), item.reason,
                    item.place,
                )
            )  # fmt: skip
    return tuple(sorted(found.values(), key=lambda group: (-group.rows, group.code)))
