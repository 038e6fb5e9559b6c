"""Takes one file in: from its rows to a sealed segment, saying what became of each."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np

from percorso.collect import intake_sql as ask
from percorso.collect.date_order_sql import date_order_evidence, settle_date_order
from percorso.collect.groups_sql import messages_of_states, pardon_incomplete
from percorso.collect.look import Wanted, look_at
from percorso.collect.mapping_sql import SKIPPED, interactions_from_rows
from percorso.collect.readers.row import Notice, RejectedRow
from percorso.collect.spool import spool_rows
from percorso.collect.time_shape import needs_date_order
from percorso.collect.times_said import times_said
from percorso.domain.mapping import Mapping
from percorso.store.query import Query
from percorso.store.records.rejections import Rejection
from percorso.store.records.sources import Segment
from percorso.store.warehouse import Warehouse

# A file may be written by a clock that runs a little ahead of ours.
_CLOCK_TOLERANCE = timedelta(minutes=5)
_MOST_LINES_AT_ONCE = 50_000

OnProgress = Callable[[float], None]
# Takes rows nobody may keep out of `parsed` and `message`; how many they were.
LeaveOut = Callable[[Warehouse, Mapping], int]
_LEFT_OUT = "rows of persons who were erased: {count:,}, left out"


def _nobody(_warehouse: Warehouse, _mapping: Mapping) -> int:
    return 0


@dataclass(slots=True)
class TakenIn:
    """One file's rows, staged: what is new stands in the tables `message` and `parsed`."""

    path: Path
    mapping: Mapping
    said: list[str]
    read: int = 0
    duplicate: int = 0
    skipped: int = 0
    rejections: list[Rejection] = field(default_factory=list)

    @property
    def rejected(self) -> int:
        """Rows kept aside."""
        return len(self.rejections)

    @property
    def new(self) -> int:
        """Rows that will be stored."""
        return self.read - self.duplicate - self.rejected - self.skipped


def stage_file(
    warehouse: Warehouse,
    path: Path,
    wanted: Wanted,
    *,
    source_no: int,
    earlier: Sequence[Mapping],
    kept_segments: list[Path],
    scratch: Path,
    now: datetime,
    on_progress: OnProgress,
    leave_out: LeaveOut = _nobody,
) -> TakenIn:
    """Read a file into the tables `message` and `parsed`, leaving out what cannot be new.

    Args:
        warehouse: Open for writing.
        path: The file.
        wanted: What the caller says about it.
        source_no: The source it belongs to; 0 for one that is new.
        earlier: The mappings of its source, the last first.
        kept_segments: Paths of the source's segments, to compare contents by.
        scratch: An empty folder for passing files.
        now: The instant of the load, UTC.
        on_progress: Called with the share of the file read, 0..1.
        leave_out: Called when the rows are parsed, before any is kept.
    """
    look = look_at(path, wanted, earlier)
    mapping = look.mapping
    taken = TakenIn(path, mapping, look.said)
    spool = scratch / "spool"

    def reject(row: RejectedRow) -> None:
        taken.rejections.append(_unreadable(row, path))

    def notice(found: Notice) -> None:
        taken.said.append(found.text)

    def progress(done: int, total: int) -> None:
        on_progress(done / total if total else 1.0)

    taken.read = spool_rows(
        look.file, spool, reject, progress, notice, needed=mapping.columns_read()
    )
    warehouse.do(ask.spooled_rows(spool))
    spool.unlink()
    if mapping.time_columns():
        counts = warehouse.rows(date_order_evidence(mapping, "spooled"))[0]
        taken.mapping = settle_date_order(mapping, *counts, usual=look.usual_order)
        if needs_date_order(mapping):
            taken.said += times_said(taken.mapping)
    for statement in message_statements(taken.mapping):
        warehouse.do(statement)
    is_grouped = any(one.one_per for one in (taken.mapping, *earlier))
    _leave_out_known(warehouse, taken, source_no, kept_segments, is_grouped=is_grouped)
    _parse(warehouse, taken, source_no, now, leave_out)
    return taken


def message_statements(mapping: Mapping) -> list[Query]:
    """Statements that give every row its message id."""
    if mapping.one_per and mapping.events:
        return [messages_of_states(mapping), Query("drop table spooled")]
    return ask.messages(mapping.columns.get("id"))


def stage_kept(
    warehouse: Warehouse,
    rows: Sequence[Rejection],
    mapping: Mapping,
    *,
    path: Path,
    source_no: int,
    earlier: Sequence[Mapping],
    kept_segments: list[Path],
    now: datetime,
    leave_out: LeaveOut = _nobody,
) -> TakenIn:
    """Try rejected rows again, as if they came with their file: the same door, the same ids.

    Args:
        warehouse: Open for writing.
        rows: Rejected rows of one file, no two of one line.
        mapping: What to read them with.
        path: The file they came in.
        source_no: Their source.
        earlier: The mappings of their source.
        kept_segments: Paths of the source's segments, to compare contents by.
        now: The instant of the try, UTC.
        leave_out: Called when the rows are parsed, before any is kept.
    """
    taken = TakenIn(path, mapping, [], read=len(rows))
    lay_out(warehouse, rows)
    is_grouped = any(one.one_per for one in (mapping, *earlier))
    _leave_out_known(warehouse, taken, source_no, kept_segments, is_grouped=is_grouped)
    _parse(warehouse, taken, source_no, now, leave_out)
    return taken


def lay_out(warehouse: Warehouse, rows: Sequence[Rejection]) -> None:
    """Make the table `message` of rejected rows."""
    warehouse.fill(
        "message",
        {
            "line": np.array([row.line or 0 for row in rows], dtype=np.int64),
            "body": np.array([row.raw for row in rows], dtype=object),
            "fingerprint": np.array([row.fingerprint for row in rows], dtype=object),
            "message_id": np.array([row.message_id for row in rows], dtype=object),
        },
    )


def refused_among(
    warehouse: Warehouse, mapping: Mapping, segment: Segment, path: Path
) -> list[Rejection]:
    """The messages of a sealed segment that a mapping could not use."""
    warehouse.do(ask.messages_of_segment(path))
    parse_messages(warehouse, mapping, segment.received_at, segment.source_no)
    return [
        Rejection(message_id, "file", code, reason, body, segment.file, line, segment=segment.name)
        for line, message_id, body, code, reason in warehouse.rows(ask.rejected_messages())
        if code != SKIPPED
    ]


def settled_dates(warehouse: Warehouse, mapping: Mapping) -> Mapping:
    """The mapping with the order of its dates decided by the messages at hand.

    Raises:
        AmbiguousDates: nothing decides, or both readings are proven.
    """
    if not mapping.time_columns():
        return mapping
    return settle_date_order(mapping, *warehouse.rows(date_order_evidence(mapping, "message"))[0])


def _unreadable(row: RejectedRow, path: Path) -> Rejection:
    return Rejection(
        message_id=f"{hashlib.sha256(row.raw.encode()).hexdigest()}:{row.line}",
        stage="parse",
        code=row.code,
        reason=row.reason,
        raw=row.raw,
        file=str(path),
        line=row.line,
    )


def _leave_out_known(
    warehouse: Warehouse, taken: TakenIn, source_no: int, kept_segments: list[Path], *,
    is_grouped: bool,
) -> None:  # fmt: skip
    """Duplicates leave without a trace but their count; other content under a known id stays."""
    has_own_ids = "id" in taken.mapping.columns and not (
        taken.mapping.one_per and taken.mapping.events
    )
    if has_own_ids:
        repeats = warehouse.rows(ask.repeated_ids())
        taken.duplicate += sum(1 for row in repeats if row[3])
        _reject_conflicts(taken, [row[:3] for row in repeats if not row[3]])
        _drop(warehouse, [row[0] for row in repeats])
    if is_grouped and kept_segments:
        warehouse.do(ask.mark_kept(kept_segments))
    else:
        warehouse.do(ask.mark_known(source_no))
    known = int(warehouse.value("select count(*) from known"))
    if not known:
        return
    if has_own_ids and kept_segments:
        changed = warehouse.rows(ask.changed_since_kept(kept_segments))
        _reject_conflicts(taken, changed)
        known -= len(changed)
    taken.duplicate += known
    warehouse.do(ask.DROP_KNOWN)


def _reject_conflicts(taken: TakenIn, rows: list[tuple[int, str, str]]) -> None:
    for line, message_id, body in rows:
        taken.rejections.append(
            Rejection(
                message_id=message_id,
                stage="resolve",
                code="message_id_conflict",
                reason=f"Another row with the id {message_id!r} but other content came first.",
                raw=body,
                file=str(taken.path),
                line=line,
            )
        )


def _parse(
    warehouse: Warehouse, taken: TakenIn, source_no: int, now: datetime, leave_out: LeaveOut
) -> None:
    """Run the mapping; rows it cannot use are kept aside."""
    parse_messages(warehouse, taken.mapping, now, source_no)
    if left_out := leave_out(warehouse, taken.mapping):
        taken.skipped += left_out
        taken.said.append(_LEFT_OUT.format(count=left_out))
    refused = warehouse.rows(ask.rejected_messages())
    for line, message_id, body, code, reason in refused:
        if code == SKIPPED:
            taken.skipped += 1
            continue
        taken.rejections.append(
            Rejection(
                message_id=message_id,
                stage="file",
                code=code,
                reason=reason,
                raw=body,
                file=str(taken.path),
                line=line,
            )
        )
    _drop(warehouse, [row[0] for row in refused])
    if refused and taken.mapping.events:
        warehouse.do(ask.DROP_REST_OF_REJECTED)
    if refused:
        warehouse.do(ask.DROP_REFUSED)


def parse_messages(warehouse: Warehouse, mapping: Mapping, now: datetime, source_no: int) -> None:
    """Make the table `parsed` of the messages at hand, rows of the source of that number."""
    warehouse.do(ask.parsed_messages(interactions_from_rows(mapping, "message"), load_limit(now)))
    if mapping.one_per:
        warehouse.do(pardon_incomplete(source_no))


def load_limit(now: datetime) -> datetime:
    """The latest instant a row may have that is loaded now."""
    return now + _CLOCK_TOLERANCE


def _drop(warehouse: Warehouse, lines: list[int]) -> None:
    for first in range(0, len(lines), _MOST_LINES_AT_ONCE):
        warehouse.do(ask.drop_lines(lines[first : first + _MOST_LINES_AT_ONCE]))


def segment_draft(
    warehouse: Warehouse, draft: Path, *, source_key: str, mapping_version: int, file: str,
    now: datetime,
) -> None:  # fmt: skip
    """Write the messages at hand as a draft of a segment."""
    query: Query = ask.write_segment(
        draft,
        source_key=source_key,
        received_at=now,
        mapping_version=mapping_version,
        file=file,
    )
    warehouse.do(query)
