"""Seals what is new and enters it in the records: from here on a row is kept."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from percorso.collect import intake_sql
from percorso.collect.intake import TakenIn, segment_draft
from percorso.domain.mapping import Mapping
from percorso.store.records import rejections
from percorso.store.records import sources as source_records
from percorso.store.records.database import RecordsConnection
from percorso.store.records.sources import LedgerCount, Segment, Source
from percorso.store.warehouse import Warehouse
from percorso.workspace.arrivals.gone_rows import FILE_DOOR, REPLAY_DOOR, gone_rows_said
from percorso.workspace.stores import Stores

_RANK_OF_ROLE = (("tracking_number", 50), ("case_id", 60), ("rating", 80), ("order_id", 30))
_USUAL_RANK = 10
_READ_OTHERWISE = (
    "All these rows are here already, read with other columns or times; they stay as they were. "
    "To read them otherwise: percorso reread --source NAME, with the same options."
)


def register_messages(
    stores: Stores, warehouse: Warehouse, source_key: str, taken: TakenIn, scratch: Path,
    now: datetime, *, settled: Sequence[int] | None = None,
) -> Segment | None:  # fmt: skip
    """Seal the new messages and enter them, their ledger and the rejected rows at once.

    Args:
        stores: The workspace.
        warehouse: Holds the new messages in its temporary table `message`.
        source_key: Their source; made when it is new.
        taken: What became of the rows.
        scratch: A folder for the draft of the segment.
        now: The instant of the load, UTC.
        settled: Entries of rejected rows that have come in with this; None where a file is
            loaded, and not rejected rows of it replayed.
    """
    is_replay = settled is not None
    with stores.records.write() as connection:
        source = source_records.source_by_key(connection, source_key)
        source = source or source_records.add_source(
            connection, key=source_key, rank=_rank(taken.mapping), at=now
        )
        version = source_records.mapping_version(
            connection, source.no, taken.mapping.as_json(), now
        )
        segment = None
        if taken.duplicate and not taken.new and not _is_in_use(connection, source.no, version):
            taken.said.append(_READ_OTHERWISE)
        if taken.new:
            _note_replayed(connection, warehouse, source.no, taken, now)
            segment = _seal(stores, warehouse, source, version, taken, scratch, now)
            door = REPLAY_DOOR if is_replay else FILE_DOOR
            source_records.register_segment(connection, segment, door=door, file=str(taken.path))
        rejections.settle_rejected(connection, settled or (), "replayed", now)
        is_new = rejections.keep_rejected(
            connection, source.no, taken.rejections, now, mapping_version=version,
            is_replay=is_replay,
        )  # fmt: skip
        known = len(is_new) - sum(is_new)
        if taken.new and not is_replay:
            taken.said += gone_rows_said(connection, source, taken.path.name)
        source_records.count_in_ledger(
            connection,
            source.no,
            now,
            # What was rejected before and stands in a file again is a duplicate.
            LedgerCount(taken.new, taken.duplicate + known, taken.rejected - known, taken.skipped),
        )
    return segment


def segment_paths(stores: Stores, source_no: int) -> list[Path]:
    """Where the segments of a source lie, those left out that are not there."""
    with stores.records.read() as connection:
        found = [
            stores.archive.path(segment.name)
            for segment in source_records.segments(connection)
            if segment.source_no == source_no
        ]
    return [path for path in found if path.exists()]


def _is_in_use(connection: RecordsConnection, source_no: int, version: int) -> bool:
    """Whether rows of the source are kept under this version of its mapping."""
    return any(
        segment.source_no == source_no and segment.mapping_version == version
        for segment in source_records.segments(connection)
    )


def _note_replayed(
    connection: RecordsConnection, warehouse: Warehouse, source_no: int, taken: TakenIn,
    at: datetime,
) -> None:  # fmt: skip
    """Messages rejected before that are stored now, as they were or mended, wait no longer."""
    waiting = rejections.waiting_rows(connection, source_no)
    if not waiting:
        return
    came = dict(
        warehouse.rows(intake_sql.messages_among(sorted({one.message_id for one in waiting})))
    )
    replayed = [one.no for one in waiting if came.get(one.message_id) == one.fingerprint]
    # An id of the sender's own names the same row, whatever else was mended in it.
    mended = [
        one.no
        for one in waiting
        if one.message_id in came
        and came[one.message_id] != one.fingerprint
        and one.stage != rejections.CONFLICT_STAGE
    ]
    rejections.settle_rejected(connection, replayed, "replayed", at)
    rejections.settle_rejected(connection, mended, "superseded", at)
    if mended:
        taken.said.append(
            f"{len(mended):,} rejected rows of earlier loads are here mended, under the same ids: "
            "they wait no longer."
        )


def _seal(
    stores: Stores, warehouse: Warehouse, source: Source, version: int, taken: TakenIn,
    scratch: Path, now: datetime,
) -> Segment:  # fmt: skip
    name = f"{now:%Y%m%dT%H%M%S}-{source.no:04d}-{secrets.token_hex(4)}"
    draft = scratch / "segment"
    segment_draft(
        warehouse, draft, source_key=source.key, mapping_version=version, file=taken.path.name,
        now=now,
    )  # fmt: skip
    sealed = stores.archive.seal(draft, name)
    warehouse.do("drop table message")
    return Segment(name, source.no, version, taken.new, now, sealed.sha256, file=str(taken.path))


def _rank(mapping: Mapping) -> int:
    """What breaks ties between systems (WIRE-FORMATS 12), as far as the columns tell."""
    if mapping.rank is not None:
        return mapping.rank
    roles = mapping.roles()
    return next((rank for role, rank in _RANK_OF_ROLE if role in roles), _USUAL_RANK)
