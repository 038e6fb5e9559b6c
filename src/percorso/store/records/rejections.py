"""Rejected rows: kept with their reason, one entry a row, until they come in or are given up."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, Row, bindparam, case, delete, func, select, update

from percorso.domain.retention import CLASSES, Period, read_period
from percorso.domain.row_place import row_place
from percorso.store.records.bulk import insert_or
from percorso.store.records.rights_tables import retention_rule
from percorso.store.records.tables import rejected

State = Literal["open", "replayed", "superseded", "given_up"]
STATES: tuple[State, ...] = ("open", "replayed", "superseded", "given_up")

# Rows of this stage were read, and have a body that a mapping can be tried on.
READ_STAGE = "file"
CONFLICT_STAGE = "resolve"
# Rows that were refused before a mapping was tried on them.
UNREADABLE_STAGE = "parse"
# Rows of media: what they say is told by media's own columns, not by a mapping.
MEDIA_STAGE = "media"

_AT_ONCE = 10_000


@dataclass(frozen=True, slots=True)
class Rejection:
    """A message that could not be used, kept with the reason.

    Attributes:
        message_id: Its id, as a stored message would have it.
        stage: Where it failed: parse, file, resolve or media.
        code: Of WIRE-FORMATS 13.
        reason: The same in words.
        raw: The row: its canonical JSON body, or the text as it came where it has none.
        file, line: Where it stands; of an event log, its number among the events.
        segment: The segment of the archive that holds it, where it was stored before.
        seen_at: When a file was last seen to hold it, UTC; None is now.
        envelope: Of a message a door of the server has refused: what stood beside it.
    """

    message_id: str
    stage: str
    code: str
    reason: str
    raw: str
    file: str | None
    line: int | None
    segment: str | None = None
    seen_at: datetime | None = None
    envelope: str | None = None

    @property
    def fingerprint(self) -> str:
        """The hash of the row's content: of a message's body, the message's own."""
        return hashlib.sha256(self.raw.encode("utf-8", "surrogatepass")).hexdigest()

    @property
    def place(self) -> str:
        """Where it stands, in words."""
        if self.file is None and self.line is None:
            return f"message {self.message_id}"
        return row_place(self.line, self.raw)


@dataclass(frozen=True, slots=True)
class KeptRow:
    """An entry of the list of rejected rows.

    Attributes:
        no, source_no: Its number, and its source's.
        rejection: The row.
        mapping_version: The mapping it was tried with last.
        first_seen_at, last_seen_at: When a file was seen to hold it, UTC.
        tries: How often it was tried.
        state: Whether it waits, came in, was mended in its file, or was given up.
        refused_as: The code it is kept under, where it was made a row to be tried.
    """

    no: int
    source_no: int
    rejection: Rejection
    mapping_version: int | None
    first_seen_at: datetime
    last_seen_at: datetime
    tries: int
    state: State
    refused_as: str | None = None


@dataclass(frozen=True, slots=True)
class OpenGroup:
    """How many rows wait under a code, and when the oldest of them was last seen, UTC."""

    code: str
    rows: int
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class Waiting:
    """A rejected row that waits, without the row itself."""

    no: int
    message_id: str
    fingerprint: str
    stage: str
    code: str
    file: str | None
    last_seen_at: datetime


@dataclass(frozen=True, slots=True)
class Which:
    """Which rejected rows are meant; None is every one."""

    source_no: int | None = None
    code: str | None = None
    state: State | None = "open"

    def conditions(self) -> list[ColumnElement[bool]]:
        """The same as SQL."""
        given = {"source_no": self.source_no, "code": self.code, "state": self.state}
        return [rejected.c[name] == value for name, value in given.items() if value is not None]


def keep_rejected(
    connection: Connection,
    source_no: int,
    rejections: Sequence[Rejection],
    at: datetime,
    *,
    mapping_version: int | None = None,
    is_replay: bool = False,
) -> list[bool]:
    """Keep rejected messages; one seen before counts a further try and takes the new reason.

    A replay is no sight of the row: it does not prolong the time for which it is kept.

    Returns:
        Of each whether it is new to the list: one that is not has come before.
    """
    if not rejections:
        return []
    known = _known(connection, source_no, rejections)
    statement = insert_or(connection.dialect.name, rejected)
    renewed = ["stage", "code", "reason", "file", "line", "mapping_version"]
    if not is_replay:
        renewed.append("last_seen_at")
    # What was given up stays so, as does what came in although its reader refuses it; all else
    # that had come in and is refused anew waits again.
    is_settled = (rejected.c.state == "given_up") | (
        (statement.excluded.stage == UNREADABLE_STAGE) & (rejected.c.state != "open")
    )
    statement = statement.on_conflict_do_update(
        index_elements=["source_no", "message_id", "fingerprint"],
        set_={name: statement.excluded[name] for name in renewed}
        | {
            "tries": rejected.c.tries + 1,
            "state": case((is_settled, rejected.c.state), else_="open"),
            "settled_at": case((is_settled, rejected.c.settled_at)),
            "segment": func.coalesce(statement.excluded.segment, rejected.c.segment),
        },
    )
    connection.execute(
        statement,
        [
            {
                "source_no": source_no,
                "message_id": item.message_id,
                "fingerprint": item.fingerprint,
                "stage": item.stage,
                "code": item.code,
                "reason": item.reason,
                "raw": item.raw,
                "file": item.file,
                "line": item.line,
                "mapping_version": mapping_version,
                "segment": item.segment,
                "envelope": item.envelope,
                "first_seen_at": item.seen_at or at,
                "last_seen_at": item.seen_at or at,
                "tries": 1,
                "state": "open",
            }
            for item in rejections
        ],
    )
    is_new = []
    for item in rejections:
        is_new.append((item.message_id, item.fingerprint) not in known)
        known.add((item.message_id, item.fingerprint))
    return is_new


def _known(
    connection: Connection, source_no: int, rejections: Sequence[Rejection]
) -> set[tuple[str, str]]:
    """(message id, fingerprint) of those that are in the list already."""
    found: set[tuple[str, str]] = set()
    ids = sorted({item.message_id for item in rejections})
    for first in range(0, len(ids), _AT_ONCE):
        rows = connection.execute(
            select(rejected.c.message_id, rejected.c.fingerprint).where(
                rejected.c.source_no == source_no,
                rejected.c.message_id.in_(ids[first : first + _AT_ONCE]),
            )
        )
        found |= {(row.message_id, row.fingerprint) for row in rows}
    return found


def kept_rows(
    connection: Connection, which: Which, *, after_no: int = 0, limit: int = _AT_ONCE, skip: int = 0
) -> list[KeptRow]:
    """Rejected rows in the order they were first seen, at most `limit` beyond a number."""
    found = connection.execute(
        select(rejected)
        .where(rejected.c.no > after_no, *which.conditions())
        .order_by(rejected.c.no)
        .limit(limit)
        .offset(skip)
    )
    return [_kept(row) for row in found]


def open_raws(connection: Connection, source_no: int, most: int) -> list[str]:
    """The rows of a source that wait, as they came; at most so many, the latest."""
    found = connection.execute(
        select(rejected.c.raw)
        .where(*Which(source_no).conditions())
        .order_by(rejected.c.no.desc())
        .limit(most)
    )
    return [str(raw) for raw in found.scalars()]


def count_open(connection: Connection, source_no: int) -> int:
    """How many rows of a source wait."""
    question = select(func.count()).select_from(rejected).where(*Which(source_no).conditions())
    return int(connection.execute(question).scalar_one())


def texts_kept(connection: Connection) -> Iterator[list[tuple[int, int, str, str]]]:
    """(no, source, message id, all that is kept of the row in words), some thousands at a time."""
    columns = ("no", "source_no", "message_id", "raw", "envelope", "reason")
    rows = connection.execute(
        select(*(rejected.c[name] for name in columns)).order_by(rejected.c.no),
        execution_options={"yield_per": _AT_ONCE},
    )
    for part in rows.partitions():
        yield [
            (no, source_no, message_id, "\x1f".join((raw, envelope or "", reason)))
            for no, source_no, message_id, raw, envelope, reason in part
        ]


def ids_kept(connection: Connection) -> Iterator[tuple[int, int, str]]:
    """(no, source, message id) of every rejected row."""
    columns = (rejected.c[name] for name in ("no", "source_no", "message_id"))
    for row in connection.execute(select(*columns)):
        yield row.no, row.source_no, row.message_id


def last_no(connection: Connection) -> int:
    """The number of the newest entry; 0 where there is none."""
    return int(connection.execute(select(func.coalesce(func.max(rejected.c.no), 0))).scalar_one())


def rows_numbered(connection: Connection, numbers: Sequence[int]) -> dict[int, KeptRow]:
    """Rejected rows by their numbers."""
    found = connection.execute(select(rejected).where(rejected.c.no.in_(numbers)))
    return {row.no: _kept(row) for row in found}


def reasons_kept(connection: Connection, which: Which) -> Iterator[Row[Any]]:
    """(no, source_no, code, reason, file, first_seen_at, last_seen_at) of each row."""
    columns = ("no", "source_no", "code", "reason", "file", "first_seen_at", "last_seen_at")
    yield from connection.execute(
        select(*(rejected.c[name] for name in columns))
        .where(*which.conditions())
        .order_by(rejected.c.no),
        execution_options={"yield_per": _AT_ONCE},
    )


def open_by_code(connection: Connection, source_no: int) -> list[OpenGroup]:
    """A source's rows that wait, by their code; most rows first."""
    found = connection.execute(
        select(rejected.c.code, func.count(), func.min(rejected.c.last_seen_at))
        .where(rejected.c.source_no == source_no, rejected.c.state == "open")
        .group_by(rejected.c.code)
        .order_by(func.count().desc(), rejected.c.code)
    )
    return [OpenGroup(*row) for row in found]


def rows_by_state(connection: Connection) -> dict[str, int]:
    """How many rejected rows there are in each state."""
    found = connection.execute(select(rejected.c.state, func.count()).group_by(rejected.c.state))
    return {str(state): int(count) for state, count in found}


def open_rejected(connection: Connection, source_no: int) -> dict[tuple[str, str], int]:
    """A source's rejected messages that wait: (message id, fingerprint) -> number of the entry."""
    found = connection.execute(
        select(rejected.c.message_id, rejected.c.fingerprint, rejected.c.no).where(
            rejected.c.source_no == source_no, rejected.c.state == "open"
        )
    )
    return {(row.message_id, row.fingerprint): row.no for row in found}


def waiting_rows(
    connection: Connection, source_no: int, *, before: datetime | None = None
) -> list[Waiting]:
    """A source's rejected messages that wait, without the rows themselves.

    Args:
        connection: Of the records.
        source_no: The source.
        before: Only rows last seen before this instant.
    """
    question = select(*(rejected.c[name] for name in Waiting.__match_args__)).where(
        rejected.c.source_no == source_no, rejected.c.state == "open"
    )
    if before is not None:
        question = question.where(rejected.c.last_seen_at < before)
    found = connection.execute(question)
    return [Waiting(*row) for row in found]


def open_in_segments(
    connection: Connection, source_no: int, names: Iterable[str]
) -> dict[tuple[str, str], int]:
    """The same of messages that lie in these segments of the archive."""
    found = connection.execute(
        select(
            rejected.c.message_id, rejected.c.fingerprint, rejected.c.no, rejected.c.segment
        ).where(
            rejected.c.source_no == source_no,
            rejected.c.state == "open",
            rejected.c.segment.is_not(None),
        )
    )
    wanted = set(names)
    return {(row.message_id, row.fingerprint): row.no for row in found if row.segment in wanted}


def settle_rejected(
    connection: Connection, numbers: Iterable[int], state: State, at: datetime
) -> None:
    """Note that rejected messages have come in after all, or that nobody waits for them."""
    entries = [{"entry": no, "new_state": state, "settled": at} for no in numbers]
    if entries:
        connection.execute(
            update(rejected)
            .where(rejected.c.no == bindparam("entry"))
            .values(state=bindparam("new_state"), settled_at=bindparam("settled")),
            entries,
        )


def give_up_rejected(connection: Connection, which: Which, at: datetime) -> int:
    """Wait for these rows no longer; returns how many there were."""
    changed = connection.execute(
        update(rejected).where(*which.conditions()).values(state="given_up", settled_at=at)
    )
    return int(changed.rowcount)


def kept_for(connection: Connection) -> Period:
    """How long a rejected row is kept after a file was last seen to hold it (WIRE-FORMATS 13)."""
    newest = (
        select(retention_rule.c.keep)
        .where(retention_rule.c.data_class == "rejected")
        .order_by(retention_rule.c.no.desc())
        .limit(1)
    )
    written = connection.execute(newest).scalar()
    return CLASSES["rejected"].keep if written is None else read_period(written)


def forget_expired(connection: Connection, at: datetime, keep: Period) -> int:
    """Delete the rows no file was seen to hold for as long as they are kept; returns how many."""
    before = keep.instant_before(at)
    return int(
        connection.execute(delete(rejected).where(rejected.c.last_seen_at < before)).rowcount
    )


def _kept(row: Row[Any]) -> KeptRow:
    return KeptRow(
        row.no,
        row.source_no,
        Rejection(
            row.message_id,
            row.stage,
            row.code,
            row.reason,
            row.raw,
            row.file,
            row.line,
            row.segment,
            envelope=row.envelope,
        ),
        row.mapping_version,
        row.first_seen_at,
        row.last_seen_at,
        row.tries,
        row.state,
    )
