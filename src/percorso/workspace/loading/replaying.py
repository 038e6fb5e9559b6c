"""Rejected rows tried again: the same door, the same ids, each in exactly once."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import msgspec

from percorso.collect.intake import TakenIn, lay_out, settled_dates, stage_kept
from percorso.collect.reading_anew import Fixes, mapping_anew
from percorso.collect.row_anew import RowsAnew
from percorso.domain.errors import InputError
from percorso.domain.mapping import Mapping
from percorso.domain.replay_report import ReplayReport
from percorso.store.records import rejections
from percorso.store.records import sources as source_records
from percorso.store.records.rejections import (
    CONFLICT_STAGE,
    MEDIA_STAGE,
    READ_STAGE,
    KeptRow,
    Rejection,
    Which,
)
from percorso.store.records.sources import Source
from percorso.store.warehouse import Warehouse
from percorso.workspace.arrivals.catching_up import catch_up
from percorso.workspace.arrivals.entering_media import replay_media
from percorso.workspace.arrivals.late import drop_late_rows
from percorso.workspace.arrivals.registering import register_messages, segment_paths
from percorso.workspace.arrivals.storing import store_segment
from percorso.workspace.arrivals.who_is_who import link_and_resolve
from percorso.workspace.loading.previewing import SourceUnknown
from percorso.workspace.loading.replaying_messages import Mending, replay_messages
from percorso.workspace.progress import OnProgress
from percorso.workspace.stores import Stores, now_utc

_SAMPLE_ROWS = 1_000
_NO_FILE = "rejected rows"


@dataclass(frozen=True, slots=True)
class Again:
    """Which rejected rows are tried, and how.

    Attributes:
        fixes: What is to be read otherwise.
        code: Only rows rejected for this reason; None is every one.
        new_ids: Rows whose id another row has come in under a new one, made of their content.
        encoding: In which undecodable bytes of rows are; None leaves those rows.
        insists: Whether totals, rows without the value of a formula and rows of another table
            are taken as they are, and messages read leniently.
    """

    fixes: Fixes = field(default_factory=Fixes)
    code: str | None = None
    new_ids: bool = False
    encoding: str | None = None
    insists: bool = False


def source_named(stores: Stores, key: str) -> Source:
    """The source of that key.

    Raises:
        SourceUnknown: there is none.
    """
    with stores.records.read() as connection:
        found = source_records.source_by_key(connection, key)
        if found is None:
            raise SourceUnknown(key, [one.key for one in source_records.sources(connection)])
    return found


def replay(
    stores: Stores, source_key: str | None, again: Again, on_progress: OnProgress
) -> ReplayReport:
    """Try the rejected rows of one source, or of all, again.

    Raises:
        SourceUnknown: there is no such source.
    """
    report = ReplayReport()
    with stores.hold(to_write=True) as warehouse, stores.scratch_folder() as scratch:
        catch_up(stores, warehouse, on_progress)
        with stores.records.read() as connection:
            sources = source_records.sources(connection)
        if source_key is not None:
            sources = [source_named(stores, source_key)]
        for place, source in enumerate(sources):
            on_progress("replaying", place / len(sources))
            replay_source(stores, warehouse, source, again, scratch, report)
        on_progress("replaying", 1.0)
        if report.replayed:
            link_and_resolve(stores, warehouse)
    return report


def replay_source(
    stores: Stores, warehouse: Warehouse, source: Source, again: Again, scratch: Path,
    report: ReplayReport,
) -> None:  # fmt: skip
    """Try the rejected rows of a source again, adding to the report; nothing is linked yet.

    Raises:
        InputError: a fix fits none of the rows.
    """
    mappings: dict[int | None, Mapping | InputError] = {}
    anew = RowsAnew(again.encoding, insists=again.insists)
    # Rows that are made, and refused again, are entered anew: they have had their try.
    with stores.records.read() as connection:
        last_no = rejections.last_no(connection)
    after_no = 0
    while page := _page(stores, source, again.code, after_no, last_no):
        after_no = page[-1].no
        messages = [row for row in page if row.rejection.envelope is not None]
        if messages:
            mending = Mending(again.encoding, again.insists, again.new_ids)
            replay_messages(stores, warehouse, messages, report, mending)
        page = [row for row in page if row.rejection.envelope is None]
        ready = [row for row in page if _can_be_tried(row)]
        ready += _made_rows(stores, source, page, anew, report)
        media = [row for row in page if row.rejection.stage == MEDIA_STAGE]
        if media:
            replay_media(stores, media, again.fixes, report)
        for version in dict.fromkeys(row.mapping_version for row in ready):
            rows = [row for row in ready if row.mapping_version == version]
            if version not in mappings:
                mappings[version] = _mapping_for(stores, warehouse, source, rows, again.fixes)
            mapping = mappings[version]
            if isinstance(mapping, InputError):
                report.said.append(f"{len(rows):,} rejected rows not tried: {mapping}")
                continue
            for batch in _batches(rows):
                _try(stores, warehouse, source, mapping, batch, again, scratch, report)
    failed = [found for found in mappings.values() if isinstance(found, InputError)]
    if failed and len(failed) == len(mappings) and not report.reread:
        raise failed[0]


def _page(
    stores: Stores, source: Source, code: str | None, after_no: int, last_no: int
) -> list[KeptRow]:
    with stores.records.read() as connection:
        found = rejections.kept_rows(connection, Which(source.no, code), after_no=after_no)
    return [row for row in found if row.no <= last_no]


def _made_rows(
    stores: Stores, source: Source, page: list[KeptRow], anew: RowsAnew, report: ReplayReport
) -> list[KeptRow]:
    """What was refused by the reader, as rows where they can be; the others are counted."""
    known = _mappings(stores, source)
    made: list[KeptRow] = []
    for kept in page:
        if kept.rejection.stage in (READ_STAGE, CONFLICT_STAGE, MEDIA_STAGE):
            continue
        version = kept.mapping_version
        row = None if version is None else anew.row(kept.rejection, known[version - 1])
        if row is None:
            report.unreadable[kept.rejection.code] += 1
        else:
            made.append(replace(kept, rejection=row, refused_as=kept.rejection.code))
    return made


def _can_be_tried(row: KeptRow) -> bool:
    """Whether a mapping can be tried: the row has a body, and does not lie in the archive."""
    return row.rejection.stage in (READ_STAGE, CONFLICT_STAGE) and row.rejection.segment is None


def _mapping_for(
    stores: Stores, warehouse: Warehouse, source: Source, rows: Sequence[KeptRow], fixes: Fixes
) -> Mapping | InputError:
    """What rows rejected under one mapping are read with now; the error where a fix fits none."""
    decode = msgspec.json.Decoder(dict[str, str]).decode
    bodies = [decode(row.rejection.raw) for row in rows]
    header = sorted({name for body in bodies for name in body})
    base = _base(stores, source, header, rows[0].mapping_version)
    lay_out(warehouse, [row.rejection for row in rows])
    try:
        return settled_dates(warehouse, mapping_anew(base, header, bodies[:_SAMPLE_ROWS], fixes))
    except InputError as unfit:
        return unfit


def _base(stores: Stores, source: Source, header: Sequence[str], version: int | None) -> Mapping:
    """The newest mapping of the source that these rows can have; else the one they failed with."""
    known = _mappings(stores, source)
    for mapping in reversed(known):
        needed = {
            reading.columns[role]
            for _, reading in mapping.readings()
            for role in ("at", "touchpoint")
            if role in reading.columns
        }
        if needed <= set(header):
            return mapping
    return known[(version or 0) - 1]


def _mappings(stores: Stores, source: Source) -> list[Mapping]:
    """The mappings of a source, version 1 first."""
    with stores.records.read() as connection:
        bodies = source_records.mapping_bodies(connection, source.no)
    return [Mapping.from_json(body) for body in bodies]


def _batches(rows: Iterable[KeptRow]) -> list[list[KeptRow]]:
    """The rows by file, no two of one line together: a line says where in its file a row stands."""
    seen: Counter[tuple[str | None, int | None]] = Counter()
    batches: dict[tuple[str | None, int], list[KeptRow]] = {}
    for row in rows:
        place = (row.rejection.file, row.rejection.line)
        batches.setdefault((row.rejection.file, seen[place]), []).append(row)
        seen[place] += 1
    return list(batches.values())


def _try(
    stores: Stores, warehouse: Warehouse, source: Source, mapping: Mapping,
    batch: list[KeptRow], again: Again, scratch: Path, report: ReplayReport,
) -> None:  # fmt: skip
    now = now_utc()
    taken = stage_kept(
        warehouse,
        [_under_new_id(row.rejection) if again.new_ids else row.rejection for row in batch],
        mapping,
        path=Path(batch[0].rejection.file or _NO_FILE),
        source_no=source.no,
        earlier=_mappings(stores, source),
        kept_segments=segment_paths(stores, source.no),
        now=now,
        leave_out=lambda warehouse, mapping: drop_late_rows(stores, warehouse, source, mapping),
    )
    came_in = _settled(batch, taken)
    segment = register_messages(stores, warehouse, source.key, taken, scratch, now, settled=came_in)
    if segment is not None:
        store_segment(stores, warehouse, segment, mapping)
    report.tried += taken.read
    report.replayed += taken.new
    report.duplicate += taken.duplicate
    report.rejected += taken.rejected
    report.skipped += taken.skipped


def _settled(batch: list[KeptRow], taken: TakenIn) -> list[int]:
    """The entries that wait no longer; those refused again get back the id they are kept under.

    A row made of what the reader refused waits on as itself, and no more as what it was.
    """
    kept = {row.rejection.line: row for row in batch}
    taken.rejections = [
        replace(
            one,
            message_id=kept[one.line].rejection.message_id,
            seen_at=kept[one.line].last_seen_at,
        )
        for one in taken.rejections
    ]
    refused = {one.line for one in taken.rejections}
    return [row.no for line, row in kept.items() if line not in refused or row.refused_as]


def _under_new_id(rejection: Rejection) -> Rejection:
    """The row under an id made of its content, where its own belongs to another row."""
    if rejection.stage != CONFLICT_STAGE:
        return rejection
    return replace(rejection, message_id=f"{rejection.fingerprint}:1")
