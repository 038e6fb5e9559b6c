"""The inbox: raw batches as they came, until they lie in a sealed segment of the archive."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import msgspec
from sqlalchemy import Connection, Row, delete, func, insert, select, update

from percorso.store.records.tables import inbox, inbox_place

# Run in every transaction of the doors: built once, since that takes longer than running it.
_ADD = insert(inbox)


@dataclass(frozen=True, slots=True)
class Batch:
    """What one request brought.

    Attributes:
        source_no: Its source.
        received_at: When its last byte was there, UTC.
        door: `http` or `hook`.
        call: What the path says of it: the type of a single event; empty of a batch.
        messages: How many the body holds, refused ones counted.
        refused: Places of those the door has refused, or the loader has left out, from 0.
        envelope: What stood beside the body and its reader needs.
        body: The raw bytes, inflated.
        no: Its number in the inbox; 0 before it is in.
    """

    source_no: int
    received_at: datetime
    door: str
    call: str
    messages: int
    refused: tuple[int, ...]
    envelope: dict[str, str]
    body: bytes
    no: int = 0


@dataclass(frozen=True, slots=True)
class Place:
    """How far a source's inbox is loaded, and the segment that will hold its messages.

    Attributes:
        loaded_no: The last batch that is judged and counted.
        segment, mapping_version: The segment, and what reads it.
        rows: Messages it will hold.
        since_at: When its first message was received, UTC.
    """

    source_no: int
    loaded_no: int
    segment: str
    mapping_version: int
    rows: int
    since_at: datetime


def add_batches(connection: Connection, batches: Iterable[Batch]) -> None:
    """Put batches into the inbox, in their order."""
    rows = [
        {
            "source_no": one.source_no,
            "received_at": one.received_at,
            "door": one.door,
            "call": one.call,
            "messages": one.messages,
            "refused": msgspec.json.encode(one.refused).decode(),
            "envelope": msgspec.json.encode(one.envelope).decode(),
            "body": one.body,
            "to_load": one.messages - len(one.refused),
        }
        for one in batches
    ]
    if rows:
        connection.execute(_ADD, rows)


def batches_between(
    connection: Connection, source_no: int, after_no: int, until_no: int | None, *,
    most_messages: int, most_bytes: int,
) -> list[Batch]:  # fmt: skip
    """The next batches of a source, as many as fit into the two measures, and one at least."""
    sizes = select(inbox.c.no, inbox.c.messages, func.length(inbox.c.body)).where(
        inbox.c.source_no == source_no, inbox.c.no > after_no
    )
    if until_no is not None:
        sizes = sizes.where(inbox.c.no <= until_no)
    last, messages, size = 0, 0, 0
    for no, count, length in connection.execute(sizes.order_by(inbox.c.no).limit(most_messages)):
        messages, size = messages + count, size + length
        if last and (messages > most_messages or size > most_bytes):
            break
        last = no
    found = connection.execute(
        select(inbox)
        .where(inbox.c.source_no == source_no, inbox.c.no > after_no, inbox.c.no <= last)
        .order_by(inbox.c.no)
    )
    return [_batch(row) for row in found]


def _batch(row: Row[tuple[object, ...]]) -> Batch:
    return Batch(
        row.source_no,
        row.received_at,
        row.door,
        row.call,
        row.messages,
        tuple(msgspec.json.decode(row.refused, type=list[int])),
        msgspec.json.decode(row.envelope, type=dict[str, str]),
        row.body,
        row.no,
    )


def leave_out(connection: Connection, no: int, place: int) -> None:
    """Let nobody read the message at a place of a batch again."""
    told = connection.execute(select(inbox.c.refused).where(inbox.c.no == no)).scalar_one()
    refused = sorted({*msgspec.json.decode(told, type=list[int]), place})
    kept = {
        "refused": msgspec.json.encode(refused).decode(),
        "to_load": inbox.c.messages - len(refused),
    }
    connection.execute(update(inbox).where(inbox.c.no == no).values(kept))


def release_batches(connection: Connection, source_no: int, until_no: int) -> None:
    """Let batches go whose messages are sealed."""
    connection.execute(delete(inbox).where(inbox.c.source_no == source_no, inbox.c.no <= until_no))


def sources_that_sent(connection: Connection) -> list[int]:
    """The numbers of the sources whose inbox is not empty."""
    found = connection.execute(select(inbox.c.source_no).distinct().order_by(inbox.c.source_no))
    return [int(no) for no in found.scalars()]


def places(connection: Connection) -> dict[int, Place]:
    """How far each source's inbox is loaded."""
    return {row.source_no: Place(*row) for row in connection.execute(select(inbox_place))}


def keep_place(connection: Connection, place: Place) -> None:
    """Note how far the inbox of a source is loaded."""
    values = {name: getattr(place, name) for name in Place.__match_args__}
    changed = connection.execute(
        update(inbox_place).where(inbox_place.c.source_no == place.source_no).values(values)
    )
    if not changed.rowcount:
        connection.execute(insert(inbox_place).values(values))


@dataclass(frozen=True, slots=True)
class Pending:
    """What of the inbox is not loaded yet.

    Attributes:
        messages: How many messages, those the door refused left out.
        oldest_at: When the oldest was received, UTC.
    """

    messages: int
    oldest_at: datetime


def pending(connection: Connection) -> dict[int, Pending]:
    """What waits in the inbox, by source: counted in an index, however much it is."""
    loaded = func.coalesce(inbox_place.c.loaded_no, 0)
    counted = (
        select(
            inbox.c.source_no, func.sum(inbox.c.to_load).label("messages"),
            func.min(inbox.c.no).label("first_no"),
        )
        .join(inbox_place, inbox_place.c.source_no == inbox.c.source_no, isouter=True)
        .where(inbox.c.no > loaded)
        .group_by(inbox.c.source_no)
        .subquery()
    )  # fmt: skip
    question = select(counted.c.source_no, counted.c.messages, inbox.c.received_at).join(
        inbox, inbox.c.no == counted.c.first_no
    )
    return {
        int(source_no): Pending(int(messages), oldest_at)
        for source_no, messages, oldest_at in connection.execute(question.order_by(inbox.c.no))
    }
