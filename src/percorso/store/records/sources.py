"""Sources, their mapping versions, the chain of segments and the ledger."""

import functools
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Insert, func, insert, select, update

from percorso.store.records.bulk import insert_or
from percorso.store.records.chain import link_of
from percorso.store.records.tables import ledger, mapping, segment, source

# Doors of the server: their segments hold messages as they came, and no rows of a file.
MESSAGE_DOORS = frozenset({"http", "hook"})
_COUNTS = ("received", "stored", "duplicate", "rejected", "dropped")


@dataclass(frozen=True, slots=True)
class Source:
    """Where interactions come from."""

    no: int
    key: str
    name: str
    family: str
    rank: int


@dataclass(frozen=True, slots=True)
class Segment:
    """A registered segment of the archive."""

    name: str
    source_no: int
    mapping_version: int
    rows: int
    received_at: datetime
    sha256: str
    file: str | None = None
    door: str = "file"


@dataclass(frozen=True, slots=True)
class LedgerCount:
    """What became of the messages of one load; received is the sum of the others."""

    stored: int
    duplicate: int
    rejected: int
    dropped: int = 0


def sources(connection: Connection) -> list[Source]:
    """All sources, in the order they were made."""
    rows = connection.execute(select(source).order_by(source.c.no))
    return [Source(row.no, row.key, row.name, row.family, row.rank) for row in rows]


def source_by_key(connection: Connection, key: str) -> Source | None:
    """The source of that key, or None."""
    return next((known for known in sources(connection) if known.key == key), None)


def source_of(connection: Connection, no: int) -> Source:
    """The source of that number."""
    return next(known for known in sources(connection) if known.no == no)


def add_source(connection: Connection, *, key: str, rank: int, at: datetime) -> Source:
    """Make a source; all sources of a workspace share their reference numbers at first."""
    result = connection.execute(
        insert(source).values(key=key, name=key, family="default", rank=rank, created_at=at)
    )
    return Source(int(result.inserted_primary_key[0]), key, key, "default", rank)  # type: ignore[index]


def mapping_version(
    connection: Connection, source_no: int, body: dict[str, Any], at: datetime
) -> int:
    """The version under which this mapping of the source is kept; a new one when it is new.

    The header it was made for does not make it another: files of several widths may share it.
    """
    bodies = mapping_bodies(connection, source_no)
    for version, known in enumerate(bodies, start=1):
        if _without_header(known) == _without_header(json.loads(json.dumps(body))):
            return version
    version = 1 + len(bodies)
    text = json.dumps(body, sort_keys=True, ensure_ascii=False)
    connection.execute(
        insert(mapping).values(source_no=source_no, version=version, body=text, created_at=at)
    )
    return version


def _without_header(body: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in body.items() if key != "header"}


def mapping_bodies(connection: Connection, source_no: int) -> list[dict[str, Any]]:
    """The mappings of a source, version 1 first."""
    rows = connection.execute(
        select(mapping.c.body).where(mapping.c.source_no == source_no).order_by(mapping.c.version)
    )
    return [json.loads(text) for text in rows.scalars()]


def versions_by_use(connection: Connection, source_no: int) -> list[int]:
    """The versions of a source's mappings, the one its last rows were read with first.

    A version whose rows were all rejected has read none: it stands behind the others.
    """
    last_used = (
        select(segment.c.mapping_version, func.max(segment.c.position).label("position"))
        .where(segment.c.source_no == source_no)
        .group_by(segment.c.mapping_version)
        .subquery()
    )
    found = connection.execute(
        select(mapping.c.version)
        .join(last_used, last_used.c.mapping_version == mapping.c.version, isouter=True)
        .where(mapping.c.source_no == source_no)
        .order_by(func.coalesce(last_used.c.position, 0).desc(), mapping.c.version.desc())
    )
    return [int(version) for version in found.scalars()]


def mapping_body(connection: Connection, source_no: int, version: int) -> dict[str, Any]:
    """The mapping kept under a version."""
    text = connection.execute(
        select(mapping.c.body).where(mapping.c.source_no == source_no, mapping.c.version == version)
    ).scalar_one()
    body: dict[str, Any] = json.loads(text)
    return body


def register_segment(
    connection: Connection, entry: Segment, *, door: str, file: str | None
) -> None:
    """Enter a sealed segment in the hash chain; from here on its messages are kept."""
    last = connection.execute(
        select(segment.c.chain_sha256).order_by(segment.c.position.desc()).limit(1)
    ).scalar()
    link = link_of(last, entry.name, entry.sha256)
    connection.execute(
        insert(segment).values(
            name=entry.name,
            source_no=entry.source_no,
            mapping_version=entry.mapping_version,
            door=door,
            file=file,
            rows=entry.rows,
            received_at=entry.received_at,
            sha256=entry.sha256,
            chain_sha256=link,
        )
    )


def newest_loads(connection: Connection, source_no: int, door: str) -> dict[str, datetime]:
    """When each file of a source, by its name without folder, last brought rows that were new."""
    found = connection.execute(
        select(segment.c.file, segment.c.received_at)
        .where(segment.c.source_no == source_no, segment.c.door == door)
        .order_by(segment.c.received_at)
    )
    return {Path(row.file).name: row.received_at for row in found if row.file is not None}


def segments(connection: Connection) -> list[Segment]:
    """All registered segments, oldest first."""
    return [
        Segment(
            row.name,
            row.source_no,
            row.mapping_version,
            row.rows,
            row.received_at,
            row.sha256,
            row.file,
            row.door,
        )
        for row in connection.execute(select(segment).order_by(segment.c.position))
    ]


def read_segments_as(connection: Connection, names: Sequence[str], mapping_version: int) -> None:
    """Let these segments be read by another version of their source's mapping from now on."""
    for name in names:
        connection.execute(
            update(segment).where(segment.c.name == name).values(mapping_version=mapping_version)
        )


def count_in_ledger(
    connection: Connection, source_no: int, minute_at: datetime, count: LedgerCount, *,
    received: int | None = None,
) -> None:  # fmt: skip
    """Add a load to the ledger: received = stored + duplicate + rejected + dropped.

    Args:
        connection: To the records, writing.
        source_no: The source.
        minute_at: An instant of the minute its messages were received in, UTC.
        count: What became of them.
        received: How many were received, where that is not the sum: what a door takes in waits
            to be loaded, and is counted as received once.
    """
    known = count.stored + count.duplicate + count.rejected + count.dropped
    values = {
        "received": known if received is None else received,
        "stored": count.stored,
        "duplicate": count.duplicate,
        "rejected": count.rejected,
        "dropped": count.dropped,
    }
    minute = minute_at.replace(second=0, microsecond=0)
    connection.execute(
        _add_to_ledger(connection.dialect.name),
        {"source_no": source_no, "minute_at": minute, **values},
    )


@functools.cache
def _add_to_ledger(dialect: str) -> Insert:
    """The statement, built once: that takes longer than running it, and doors wait for it."""
    statement = insert_or(dialect, ledger)
    added = {name: ledger.c[name] + statement.excluded[name] for name in _COUNTS}
    return statement.on_conflict_do_update(index_elements=["source_no", "minute_at"], set_=added)


def received_since(connection: Connection, since: datetime) -> tuple[int, int]:
    """How many messages all sources brought since an instant, and how many were rejected."""
    received, rejected = connection.execute(
        select(
            func.coalesce(func.sum(ledger.c.received), 0),
            func.coalesce(func.sum(ledger.c.rejected), 0),
        ).where(ledger.c.minute_at >= since)
    ).one()
    return int(received), int(rejected)


def received_between(
    connection: Connection, since: datetime, until: datetime
) -> dict[int, tuple[int, int]]:
    """Messages received, and of these rejected, in [since, until) UTC, by source."""
    found = connection.execute(
        select(ledger.c.source_no, func.sum(ledger.c.received), func.sum(ledger.c.rejected))
        .where(ledger.c.minute_at >= since, ledger.c.minute_at < until)
        .group_by(ledger.c.source_no)
    )
    return {int(no): (int(received), int(rejected)) for no, received, rejected in found}


def ledger_sums(connection: Connection, source_no: int) -> tuple[LedgerCount, int]:
    """The sums of a source's ledger, and how many rows it says were received."""
    received = connection.execute(
        select(func.coalesce(func.sum(ledger.c.received), 0)).where(ledger.c.source_no == source_no)
    ).scalar_one()
    return ledger_totals(connection, source_no), int(received)


def ledger_totals(connection: Connection, source_no: int) -> LedgerCount:
    """The sums of a source's ledger."""
    row = connection.execute(
        select(
            func.coalesce(func.sum(ledger.c.stored), 0),
            func.coalesce(func.sum(ledger.c.duplicate), 0),
            func.coalesce(func.sum(ledger.c.rejected), 0),
            func.coalesce(func.sum(ledger.c.dropped), 0),
        ).where(ledger.c.source_no == source_no)
    ).one()
    return LedgerCount(*(int(value) for value in row))
