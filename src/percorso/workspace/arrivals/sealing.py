"""Seals loaded messages of the inbox in a segment of the archive, and lets their batches go."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np

from percorso.collect import contact_rows_sql as ask
from percorso.collect import intake_sql
from percorso.collect.contact_rows import content_of
from percorso.store.records import inbox as inbox_records
from percorso.store.records import sources as source_records
from percorso.store.records.database import RecordsConnection
from percorso.store.records.inbox import Place
from percorso.store.records.sources import Segment
from percorso.store.warehouse import Warehouse
from percorso.workspace.arrivals.inbox_loading import (
    MOST_BYTES,
    MOST_MESSAGES,
    read_silently,
    sealable,
    segment_name,
)
from percorso.workspace.stores import Stores
from percorso.workspace.unsealed import Sealable

# A segment is sealed when it has so many messages, or its first one has waited so long.
_ENOUGH_MESSAGES = 50_000
_LONG_ENOUGH = timedelta(hours=1)


def seal_inbox(stores: Stores, warehouse: Warehouse, now: datetime, *, all_: bool = False) -> int:
    """Seal what is due; returns how many segments that made.

    Args:
        stores: The workspace.
        warehouse: Up to date, open for writing.
        now: The present instant, naive UTC.
        all_: Whether to seal what is not due, too.
    """
    with stores.records.read() as connection:
        known = inbox_records.places(connection)
    due = [place for place in known.values() if place.rows and (all_ or _is_due(place, now))]
    for place in due:
        _seal(stores, warehouse, place, now)
    return len(due)


def is_seal_due(connection: RecordsConnection, now: datetime) -> bool:
    """Whether a segment has enough messages, or has waited long enough."""
    return any(_is_due(place, now) for place in inbox_records.places(connection).values())


def _is_due(place: Place, now: datetime) -> bool:
    is_old = place.rows > 0 and now - place.since_at >= _LONG_ENOUGH
    return is_old or place.rows >= _ENOUGH_MESSAGES


def _seal(stores: Stores, warehouse: Warehouse, place: Place, now: datetime) -> None:
    messages = stores.unsealed.take(place.segment, place.rows)
    if messages is None:
        messages = _messages_to_seal(stores, warehouse, place)
    with stores.scratch_folder() as scratch:
        draft = scratch / "segment"
        _write_draft(stores, warehouse, place, messages, draft)
        sealed = stores.archive.seal(draft, place.segment)
    segment = Segment(
        place.segment, place.source_no, place.mapping_version, len(messages), place.since_at,
        sealed.sha256, door="http",
    )  # fmt: skip
    with stores.records.write() as connection:
        source_records.register_segment(connection, segment, door="http", file=None)
        inbox_records.release_batches(connection, place.source_no, place.loaded_no)
        fresh = segment_name(place.source_no, now)
        inbox_records.keep_place(connection, replace(place, segment=fresh, rows=0, since_at=now))
    # What it holds is in the warehouse under its name already.
    warehouse.do(intake_sql.note_loaded(segment.name, segment.mapping_version, segment.rows))


def _messages_to_seal(stores: Stores, warehouse: Warehouse, place: Place) -> list[Sealable]:
    """The messages that are stored under the segment's name, once each, in their order."""
    wanted = dict(warehouse.rows(ask.messages_of_open_segment(place.source_no, place.segment)))
    found: list[Sealable] = []
    after_no = 0
    while after_no < place.loaded_no:
        with stores.records.read() as connection:
            batches = inbox_records.batches_between(
                connection, place.source_no, after_no, place.loaded_no,
                most_messages=MOST_MESSAGES, most_bytes=MOST_BYTES,
            )  # fmt: skip
        if not batches:
            break
        after_no = batches[-1].no
        for message in read_silently(batches):
            if wanted.get(message.message_id) == content_of(message):
                del wanted[message.message_id]
                found.append(sealable(message))
    return found


def _write_draft(
    stores: Stores, warehouse: Warehouse, place: Place, messages: list[Sealable], draft: Path
) -> None:
    with stores.records.read() as connection:
        source = source_records.source_of(connection, place.source_no)
    warehouse.fill(
        "sealing",
        {
            "line": np.arange(1, len(messages) + 1, dtype=np.int64),
            "message_id": np.array([one.message_id for one in messages], dtype=object),
            "fingerprint": np.array([one.fingerprint for one in messages], dtype=object),
            "received_at": np.array([one.received_at for one in messages], dtype="datetime64[us]"),
            "body": np.array([one.body for one in messages], dtype=object),
            "envelope": np.array([one.envelope for one in messages], dtype=object),
        },
    )
    warehouse.do(
        ask.write_door_segment(
            draft, source_key=source.key, door="http", mapping_version=place.mapping_version
        )
    )
    warehouse.do("drop table sealing")
