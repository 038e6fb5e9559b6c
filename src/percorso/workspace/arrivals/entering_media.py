"""Enters rows of media, once each; those refused are kept, and tried again when asked."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from percorso.collect.media_file import (
    MediaCells,
    MediaDaysAmbiguous,
    MediaFile,
    RefusedRow,
    columns_of_row,
    media_rows,
)
from percorso.collect.reading_anew import Fixes
from percorso.domain.media import MediaRow
from percorso.domain.replay_report import ReplayReport
from percorso.store.records import media as media_records
from percorso.store.records import rejections
from percorso.store.records import sources as source_records
from percorso.store.records.database import RecordsConnection
from percorso.store.records.rejections import MEDIA_STAGE, UNREADABLE_STAGE, KeptRow, Rejection
from percorso.workspace.stores import Stores, now_utc

# Refused rows of media are listed under this source; it holds no interactions.
MEDIA_SOURCE = "media"
_RANK = 80
_NO_FILE = Path("rejected rows")


@dataclass(frozen=True, slots=True)
class EnteredMedia:
    """The rows of a file that are new, and how many were known before."""

    new: tuple[MediaRow, ...]
    known: int


def enter_media(
    connection: RecordsConnection, path: Path, found: MediaFile, at: datetime
) -> EnteredMedia:
    """Add the rows that are new, keep the refused ones; all in the caller's transaction."""
    fingerprints = media_records.media_fingerprints(connection)
    new: list[tuple[str, str, int, MediaRow]] = []
    # Two equal rows of one file were bought twice; the same file again was not.
    times: Counter[str] = Counter()
    for cells, row in found.rows:
        times[row.fingerprint] += 1
        mark = f"{row.fingerprint}-{times[row.fingerprint]}"
        if mark not in fingerprints:
            fingerprints.add(mark)
            new.append((mark, path.name, cells.line, row))
    media_records.add_media_rows(connection, new, at)
    _keep_refused(connection, path, found.refused, at)
    _settle(connection, [cells for cells, _ in found.rows], at)
    return EnteredMedia(tuple(row for *_, row in new), len(found.rows) - len(new))


def _keep_refused(
    connection: RecordsConnection, path: Path, refused: Sequence[RefusedRow], at: datetime
) -> None:
    if not refused:
        return
    source = source_records.source_by_key(connection, MEDIA_SOURCE)
    source = source or source_records.add_source(connection, key=MEDIA_SOURCE, rank=_RANK, at=at)
    kept = [
        Rejection(
            row.cells.message_id, MEDIA_STAGE if row.is_readable else UNREADABLE_STAGE, row.code,
            row.reason, row.cells.raw, str(path), row.line,
        )
        for row in refused
    ]  # fmt: skip
    rejections.keep_rejected(connection, source.no, kept, at)


def _settle(connection: RecordsConnection, cells: Sequence[MediaCells], at: datetime) -> None:
    """Rows that waited and can be read now wait no longer."""
    source = source_records.source_by_key(connection, MEDIA_SOURCE)
    waiting = rejections.open_rejected(connection, source.no) if source else {}
    came = {one.message_id for one in cells} if waiting else set()
    numbers = [no for (message_id, _), no in waiting.items() if message_id in came]
    rejections.settle_rejected(connection, numbers, "replayed", at)


def replay_media(
    stores: Stores, rows: Sequence[KeptRow], fixes: Fixes, report: ReplayReport
) -> None:
    """Try refused rows of media again, file by file, adding to the report."""
    currency = stores.company().currency
    for path in dict.fromkeys(row.rejection.file for row in rows):
        kept = [row.rejection for row in rows if row.rejection.file == path]
        cells = [
            (
                MediaCells(one.line or 0, one.message_id, one.raw),
                columns_of_row(one.raw, fixes.columns),
            )
            for one in kept
        ]
        file = Path(path) if path else _NO_FILE
        try:
            found = media_rows(file, cells, currency, fixes.date_order)
        except MediaDaysAmbiguous as error:
            report.said.append(f"{len(kept):,} rejected rows of media not tried: {error}")
            continue
        with stores.records.write() as connection:
            entered = enter_media(connection, file, found, now_utc())
        report.tried += len(kept)
        report.replayed += len(entered.new)
        report.duplicate += entered.known
        report.rejected += len(found.refused)
