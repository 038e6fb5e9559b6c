"""Which rejected rows wait although the newest load of their file no longer held them?"""

from collections.abc import Iterator
from pathlib import Path

from percorso.store.records import rejections
from percorso.store.records import sources as source_records
from percorso.store.records.database import RecordsConnection
from percorso.store.records.rejections import Waiting
from percorso.store.records.sources import Source

# How rows came into a segment: with their file, or as rejected rows tried again.
FILE_DOOR = "file"
REPLAY_DOOR = "replay"


def gone_rows(connection: RecordsConnection, source: Source) -> list[Waiting]:
    """Rows that wait, seen last before a file of the same name brought rows again."""
    newest = source_records.newest_loads(connection, source.no, FILE_DOOR)
    if not newest:
        return []
    return [
        row
        for row in rejections.waiting_rows(connection, source.no, before=max(newest.values()))
        if row.file is not None
        and Path(row.file).name in newest
        and row.last_seen_at < newest[Path(row.file).name]
    ]


def gone_rows_said(connection: RecordsConnection, source: Source, name: str) -> Iterator[str]:
    """What there is to say of such rows when a file of that name was loaded."""
    mine = [row for row in gone_rows(connection, source) if Path(row.file or "").name == name]
    if mine:
        rows = "1 rejected row" if len(mine) == 1 else f"{len(mine):,} rejected rows"
        yield (
            f"{rows} of an earlier {name} are not in this one. If it brings them mended, let the "
            f"old ones go: percorso rejected drop --source {source.key} --gone"
        )
