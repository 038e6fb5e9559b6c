"""A source read anew in place: another mapping for the rows of the archive, the same ids."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import datetime

import msgspec

from percorso.collect import intake_sql
from percorso.collect.file_errors import ColumnMissing
from percorso.collect.intake import refused_among, settled_dates
from percorso.collect.reading_anew import Fixes, mapping_anew
from percorso.domain.mapping import Mapping
from percorso.domain.replay_report import ReplayReport
from percorso.store.records import rejections
from percorso.store.records import sources as source_records
from percorso.store.records.database import RecordsConnection
from percorso.store.records.rejections import Rejection
from percorso.store.records.sources import MESSAGE_DOORS, Segment, Source
from percorso.store.warehouse import Warehouse
from percorso.workspace.arrivals.catching_up import catch_up
from percorso.workspace.arrivals.who_is_who import link_and_resolve
from percorso.workspace.loading.replaying import Again, replay_source, source_named
from percorso.workspace.progress import OnProgress
from percorso.workspace.stores import Stores, now_utc

_SAMPLE_ROWS = 1_000


@dataclass(frozen=True, slots=True)
class _Change:
    """Segments that another mapping reads from now on, and the rows it cannot read."""

    segments: tuple[Segment, ...]
    before: Mapping
    mapping: Mapping
    refused: list[Rejection]


def reread(stores: Stores, source_key: str, fixes: Fixes, on_progress: OnProgress) -> ReplayReport:
    """Read all rows of a source with the fixes, those of the archive and the rejected ones.

    The archive stays as it is sealed: the records say which mapping reads a segment. That is
    changed at one point, with the rows the new mapping cannot read; what follows is caught up
    after a kill like any load.

    Raises:
        SourceUnknown: there is no such source.
        ColumnMissing: no row of the source has a column the fixes name.
    """
    report = ReplayReport()
    with stores.hold(to_write=True) as warehouse, stores.scratch_folder() as scratch:
        catch_up(stores, warehouse, on_progress)
        source = source_named(stores, source_key)
        changes = _changes(stores, warehouse, source, fixes, report)
        _enter(stores, source, changes, now_utc())
        catch_up(stores, warehouse, on_progress)
        replay_source(stores, warehouse, source, Again(fixes), scratch, report)
        if report.replayed:
            link_and_resolve(stores, warehouse)
    return report


def _changes(
    stores: Stores, warehouse: Warehouse, source: Source, fixes: Fixes, report: ReplayReport
) -> list[_Change]:
    """What becomes of the source's segments, mapping by mapping; nothing is changed yet.

    Raises:
        ColumnMissing: no row of the archive has a column the fixes name.
    """
    changes: list[_Change] = []
    missing: list[ColumnMissing] = []
    read = 0
    for version, segments in _by_mapping(stores, source):
        read += 1
        try:
            change = _change(stores, warehouse, source, version, segments, fixes)
        except ColumnMissing as error:
            missing.append(error)
            continue
        if change is not None:
            changes.append(change)
            report.reread += sum(segment.rows for segment in segments)
            report.refused += len(change.refused)
            report.said += [line for line in _said(change) if line not in report.said]
    if missing and len(missing) == read:
        raise missing[0]
    report.said += [f"Some rows stay as they were: {error}" for error in missing]
    return changes


def _by_mapping(stores: Stores, source: Source) -> Iterator[tuple[int, tuple[Segment, ...]]]:
    """The segments of a source that are as they were sealed, by the mapping that reads them."""
    with stores.records.read() as connection:
        mine = [
            segment
            for segment in source_records.segments(connection)
            if segment.source_no == source.no and segment.door not in MESSAGE_DOORS
        ]
    for version in dict.fromkeys(segment.mapping_version for segment in mine):
        whole = tuple(
            segment
            for segment in mine
            if segment.mapping_version == version
            and stores.archive.fault_of(segment.name, segment.sha256) is None
        )
        if whole:
            yield version, whole


def _change(
    stores: Stores, warehouse: Warehouse, source: Source, version: int,
    segments: tuple[Segment, ...], fixes: Fixes,
) -> _Change | None:  # fmt: skip
    paths = [stores.archive.path(segment.name) for segment in segments]
    warehouse.do(intake_sql.bodies_of_segments(paths))
    header = [name for (name,) in warehouse.rows(intake_sql.columns_at_hand())]
    decode = msgspec.json.Decoder(dict[str, str]).decode
    sample = [decode(body) for (body,) in warehouse.rows(intake_sql.bodies_at_hand(_SAMPLE_ROWS))]
    with stores.records.read() as connection:
        before = Mapping.from_json(source_records.mapping_body(connection, source.no, version))
    mapping = settled_dates(warehouse, mapping_anew(before, header, sample, fixes))
    if mapping == before:
        return None
    refused = [
        rejection
        for segment, path in zip(segments, paths, strict=True)
        for rejection in refused_among(warehouse, mapping, segment, path)
    ]
    return _Change(segments, before, mapping, refused)


def _enter(stores: Stores, source: Source, changes: Sequence[_Change], at: datetime) -> None:
    """From here on the segments are read by their new mapping, whatever comes after."""
    with stores.records.write() as connection:
        for change in changes:
            version = source_records.mapping_version(
                connection, source.no, change.mapping.as_json(), at
            )
            names = [segment.name for segment in change.segments]
            source_records.read_segments_as(connection, names, version)
            _settle_readable(connection, source, names, change.refused, at)
            rejections.keep_rejected(
                connection, source.no, change.refused, at, mapping_version=version
            )


def _settle_readable(
    connection: RecordsConnection, source: Source, names: list[str], refused: list[Rejection],
    at: datetime,
) -> None:  # fmt: skip
    """Rows of these segments that could not be read before, and can be now, wait no longer."""
    still = {(one.message_id, one.fingerprint) for one in refused}
    waiting = rejections.open_in_segments(connection, source.no, names)
    readable = [no for message, no in waiting.items() if message not in still]
    rejections.settle_rejected(connection, readable, "replayed", at)


def _said(change: _Change) -> list[str]:
    """What changed in a mapping, a line each."""
    lines = []
    for name in dict.fromkeys((*change.before.columns, *change.mapping.columns)):
        was, is_now = change.before.columns.get(name), change.mapping.columns.get(name)
        if was != is_now:
            lines.append(f"{name}: {_quoted(was)} → {_quoted(is_now)}")
    for one in fields(Mapping):
        was, is_now = getattr(change.before, one.name), getattr(change.mapping, one.name)
        if one.name != "columns" and was != is_now:
            lines.append(f"{one.name.replace('_', ' ')}: {_plain(was)} → {_plain(is_now)}")
    return lines


def _quoted(name: str | None) -> str:
    return "none" if name is None else f'"{name}"'


def _plain(value: object) -> str:
    if isinstance(value, tuple):
        return str(value[0]) if value else "none"
    if isinstance(value, dict):
        return ", ".join(f"{key}={text}" for key, text in value.items()) or "none"
    return "none" if value is None else str(value)
