"""Rejected messages tried again: through their door once more, under the same ids."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import msgspec

from percorso.collect.entry.entry import ENTRY_DOOR
from percorso.collect.hook_messages import HOOK_DOOR, WHOLE
from percorso.collect.http.deliveries import delivery_of
from percorso.collect.messages import WHOLE_BODY, Envelope, bytes_of
from percorso.collect.survey.response import SURVEY_DOOR
from percorso.collect.wire.body import judged, parts_of, single_unusable
from percorso.collect.wire.judging import decoded, refusal_of
from percorso.collect.wire.mending import documents, in_utf8
from percorso.collect.wire.refusals import BodyUnusable, Refusal
from percorso.domain.replay_report import ReplayReport
from percorso.store.inbox_writer import Delivery, store_deliveries
from percorso.store.records import doors as door_records
from percorso.store.records import rejections
from percorso.store.records.inbox import Batch
from percorso.store.records.rejections import KeptRow, Rejection
from percorso.store.warehouse import Warehouse
from percorso.workspace.arrivals.inbox_loading import load_inbox
from percorso.workspace.stores import Stores, now_utc

_KB = 1024


@dataclass(frozen=True, slots=True)
class Mending:
    """How messages are read that could not be.

    Attributes:
        encoding: In which bytes are that are no UTF-8; None leaves them.
        insists: Whether commas too many are left out, numbers that cannot be kept are nothing,
            and several documents are several messages.
        new_ids: Whether those whose id another one has in get a new one.
    """

    encoding: str | None = None
    insists: bool = False
    new_ids: bool = False


@dataclass(slots=True)
class _Found:
    """What becomes of rejected messages.

    Attributes:
        deliveries: What comes in.
        settled: Entries that wait no longer.
        refused: Those that wait on, with the reason of today.
    """

    deliveries: list[Delivery] = field(default_factory=list)
    settled: list[int] = field(default_factory=list)
    refused: list[Rejection] = field(default_factory=list)


def replay_messages(
    stores: Stores, warehouse: Warehouse, rows: Sequence[KeptRow], report: ReplayReport,
    mending: Mending,
) -> None:  # fmt: skip
    """Put rejected messages of one source into the inbox again, and load it.

    Args:
        stores: The workspace.
        warehouse: Up to date, open for writing.
        rows: The messages.
        report: What became of them is added to it.
        mending: How they are read.
    """
    most_bytes = stores.settings.server_event_kb * _KB
    source_no = rows[0].source_no
    mapping = _mapping_of(stores, source_no)
    found = _Found()
    for row in rows:
        envelope = msgspec.json.decode(row.rejection.envelope or "{}", type=Envelope)
        # A generic webhook's message is read as its source is today.
        envelope = msgspec.structs.replace(envelope, mapping=mapping)
        if envelope.door == WHOLE_BODY:
            _try_body(found, row, envelope, mending, most_bytes)
        else:
            _try_message(found, row, envelope, mending, most_bytes)
    with stores.records.write() as connection:
        # One that is refused again has been counted when it came.
        rejections.keep_rejected(connection, source_no, found.refused, now_utc(), is_replay=True)
        rejections.settle_rejected(connection, found.settled, "replayed", now_utc())
        store_deliveries(connection, found.deliveries)
    while load_inbox(stores, warehouse):
        pass
    with stores.records.read() as connection:
        again = rejections.rows_numbered(connection, found.settled)
    back = sum(1 for row in again.values() if row.state == "open")
    report.tried += len(rows)
    report.replayed += len(found.settled) - back
    report.rejected += len(found.refused) + back


def _try_message(
    found: _Found, row: KeptRow, envelope: Envelope, mending: Mending, most_bytes: int
) -> None:
    raw = _mended(bytes_of(row.rejection.raw, envelope), envelope, mending)
    is_whole = envelope.door in (HOOK_DOOR, ENTRY_DOOR, SURVEY_DOOR)
    refusal = None
    if not is_whole:
        refusal = refusal_of(raw, envelope.call, most_bytes, form=envelope.format)
        if refusal is not None and mending.insists and len(values := documents(raw)) == 1:
            raw = values[0]
            refusal = refusal_of(raw, envelope.call, most_bytes, form=envelope.format)
    if refusal is not None:
        found.refused.append(
            replace(row.rejection, stage=refusal.stage, code=refusal.code, reason=refusal.reason)
        )
        return
    if mending.new_ids and row.rejection.stage == rejections.CONFLICT_STAGE:
        envelope = msgspec.structs.replace(envelope, id=f"{row.rejection.fingerprint}:1")
    make = _whole_batch if is_whole else _batch
    batch = make(row.source_no, raw, envelope, row.first_seen_at)
    # It is counted where it waits: in the minute it was received in.
    found.deliveries.append(Delivery(row.source_no, "", row.first_seen_at, 1, batch))
    found.settled.append(row.no)


def _try_body(
    found: _Found, row: KeptRow, envelope: Envelope, mending: Mending, most_bytes: int
) -> None:
    """A whole body comes in where all its documents can be used, each event judged by itself."""
    raw = _mended(bytes_of(row.rejection.raw, envelope), envelope, mending)
    told = {"format": envelope.format, "agent": envelope.agent}
    bodies = [raw]
    try:
        if mending.insists and isinstance(decoded(raw), Refusal):
            bodies = [_as_batch(one, envelope.call) for one in documents(raw)] or [raw]
        parts = [parts_of(body, envelope.call) for body in bodies]
        refused = [judged(one, envelope.call, most_bytes, form=envelope.format) for one in parts]
        if envelope.call and 0 in refused[0] and (why := single_unusable(refused[0][0])):
            raise why
    except BodyUnusable as why:
        found.refused.append(replace(row.rejection, code=why.code, reason=str(why)))
        return
    found.deliveries += [
        delivery_of(row.source_no, "", body, envelope.call, one, bad, row.first_seen_at, told)
        for body, one, bad in zip(bodies, parts, refused, strict=True)
        if one.events
    ]
    found.settled.append(row.no)


def _mended(raw: bytes, envelope: Envelope, mending: Mending) -> bytes:
    """Bytes that are no text as the text they are said to be."""
    if mending.encoding is None or not envelope.bytes:
        return raw
    found = in_utf8(raw, mending.encoding)
    return raw if found is None else found


def _as_batch(document: bytes, call: str) -> bytes:
    """A document that is an event of its own, as a batch of one."""
    is_batch = call or (b'"batch"' in document and isinstance(decoded(document).get("batch"), list))
    return document if is_batch else b'{"batch":[' + document + b"]}"


def _mapping_of(stores: Stores, source_no: int) -> dict[str, Any] | None:
    with stores.records.read() as connection:
        found = [one for one in door_records.doors(connection) if one.source_no == source_no]
    told = found[0].mapping if found else None
    return msgspec.json.decode(told, type=dict[str, Any]) if told else None


def _whole_batch(source_no: int, raw: bytes, envelope: Envelope, received_at: datetime) -> Batch:
    """A message of a webhook, or of a person, which is whole as it is kept."""
    told = {"format": envelope.format, "id": envelope.id}
    if envelope.mapping:
        told["mapping"] = msgspec.json.encode(envelope.mapping).decode()
    return Batch(source_no, received_at, envelope.door, WHOLE, 1, (), told, raw)


def _batch(source_no: int, raw: bytes, envelope: Envelope, received_at: datetime) -> Batch:
    """A message as its sender would send it alone."""
    shared = b"".join(
        b"," + msgspec.json.encode(name) + b":" + msgspec.json.encode(value)
        for name, value in envelope.shared.items()
    )
    body = raw if envelope.call else b'{"batch":[' + raw + b"]" + shared + b"}"
    told = {"format": envelope.format, "agent": envelope.agent, "id": envelope.id}
    return Batch(source_no, received_at, "http", envelope.call, 1, (), told, body)
