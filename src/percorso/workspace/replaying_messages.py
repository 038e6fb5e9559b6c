"""Rejected messages tried again: through their door once more, under the same ids."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import msgspec

from percorso.collect.entry.entry import ENTRY_DOOR
from percorso.collect.hook_messages import HOOK_DOOR, WHOLE
from percorso.collect.messages import Envelope
from percorso.collect.wire.judging import refusal_of
from percorso.domain.replay_report import ReplayReport
from percorso.store.records import doors as door_records
from percorso.store.records import rejections
from percorso.store.records import sources as source_records
from percorso.store.records.inbox import Batch, add_batches
from percorso.store.records.rejections import KeptRow
from percorso.store.records.sources import LedgerCount
from percorso.store.warehouse import Warehouse
from percorso.workspace.inbox_loading import load_inbox
from percorso.workspace.stores import Stores, now_utc

_KB = 1024


def replay_messages(
    stores: Stores, warehouse: Warehouse, rows: Sequence[KeptRow], report: ReplayReport, *,
    new_ids: bool,
) -> None:  # fmt: skip
    """Put rejected messages of one source into the inbox again, and load it.

    Args:
        stores: The workspace.
        warehouse: Up to date, open for writing.
        rows: The messages.
        report: What became of them is added to it.
        new_ids: Whether those whose id another one has in get a new one.
    """
    most_bytes = stores.settings.server_event_kb * _KB
    now = now_utc()
    mapping = _mapping_of(stores, rows[0].source_no)
    refused, batches, settled = [], [], []
    for row in rows:
        envelope = msgspec.json.decode(row.rejection.envelope or "{}", type=Envelope)
        # A generic webhook's message is read as its source is today.
        envelope = msgspec.structs.replace(envelope, mapping=mapping)
        raw = row.rejection.raw.encode()
        is_whole = envelope.door in (HOOK_DOOR, ENTRY_DOOR)
        refusal = (
            None if is_whole
            else refusal_of(raw, envelope.call, most_bytes, form=envelope.format)
        )  # fmt: skip
        if refusal is not None:
            refused.append(
                replace(
                    row.rejection, stage=refusal.stage, code=refusal.code, reason=refusal.reason
                )
            )
            continue
        if new_ids and row.rejection.stage == rejections.CONFLICT_STAGE:
            envelope = msgspec.structs.replace(envelope, id=f"{row.rejection.fingerprint}:1")
        make = _whole_batch if is_whole else _batch
        batches.append(make(row.source_no, raw, envelope, row.first_seen_at))
        settled.append(row.no)
    source_no = rows[0].source_no
    with stores.records.write() as connection:
        rejections.keep_rejected(connection, source_no, refused, now, is_replay=True)
        rejections.settle_rejected(connection, settled, "replayed", now)
        add_batches(connection, batches)
        source_records.count_in_ledger(
            connection, source_no, now, LedgerCount(0, 0, len(refused)), received=len(refused)
        )
        for batch in batches:
            # It is counted where it waits: in the minute it was received in.
            source_records.count_in_ledger(
                connection, source_no, batch.received_at, LedgerCount(0, 0, 0), received=1
            )
    while load_inbox(stores, warehouse):
        pass
    with stores.records.read() as connection:
        again = rejections.rows_numbered(connection, settled)
    back = sum(1 for row in again.values() if row.state == "open")
    report.tried += len(rows)
    report.replayed += len(settled) - back
    report.rejected += len(refused) + back


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
