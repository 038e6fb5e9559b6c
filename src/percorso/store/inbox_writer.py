"""One thread that commits what many requests bring: all that wait together, in one transaction."""

import contextlib
import queue
import threading
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from percorso.domain.errors import PercorsoError
from percorso.store.records import sources as source_records
from percorso.store.records.beyond_limit import count_beyond_limit
from percorso.store.records.database import KeptWriter, Records, RecordsConnection
from percorso.store.records.inbox import Batch, add_batches
from percorso.store.records.rejections import Rejection, keep_rejected
from percorso.store.records.sources import LedgerCount

_MOST_TOGETHER = 256
_MOST_BYTES_TOGETHER = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Delivery:
    """What one request brings, judged by its door and not yet stored.

    Attributes:
        source_no: Its source.
        key_sha256: The key it came with.
        received_at: When its last byte was there, UTC.
        received: How many messages it holds.
        batch: What is to be loaded; None where nothing is.
        rejections: What the door has refused of it.
        dropped: Messages a rule leaves out.
    """

    source_no: int
    key_sha256: str
    received_at: datetime
    received: int
    batch: Batch | None
    rejections: tuple[Rejection, ...] = ()
    dropped: int = 0


# Why a delivery is not stored; None where it is, on disk.
Refusal = Exception | None
Done = Callable[[Refusal], None]
# Looks at deliveries inside the transaction that would store them: those it refuses, by place.
Admit = Callable[[RecordsConnection, Sequence[Delivery]], dict[int, Exception]]


class InboxWriter:
    """Stores deliveries, and answers each only when it is on disk.

    Nobody waits for company: while one transaction is written to disk, what arrives gathers for
    the next.

    Args:
        records: Where the inbox is.
        admit: Who says whether a delivery may come in still.
    """

    def __init__(self, records: Records, admit: Admit) -> None:
        self._records = records
        self._admit = admit
        self._queue: queue.SimpleQueue[tuple[Delivery, Done] | None] = queue.SimpleQueue()
        self._beyond: Counter[tuple[int, datetime]] = Counter()
        self._counting = threading.Lock()
        self._thread = threading.Thread(target=self._run, name="inbox-writer", daemon=True)
        self._thread.start()

    def put(self, delivery: Delivery, done: Done) -> None:
        """Hand a delivery over; `done` is called from the writer's thread, once."""
        self._queue.put((delivery, done))

    def turn_away(self, source_no: int, at: datetime) -> None:
        """Count a request that came beyond the limit of its key; told with the next delivery.

        A key that is used too fast is used: what it may bring still comes.
        """
        hour_at = at.replace(minute=0, second=0, microsecond=0)
        with self._counting:
            self._beyond[source_no, hour_at] += 1

    def close(self) -> None:
        """Store what was handed over, then end."""
        self._queue.put(None)
        self._thread.join()

    def _run(self) -> None:
        is_open = True
        while is_open:
            # Opened when somebody waits: what was out of reach before may be back by now.
            group, is_open = self._next_group()
            if group:
                is_open = self._write_from(group, is_open=is_open)

    def _write_from(self, group: list[tuple[Delivery, Done]], *, is_open: bool) -> bool:
        """Store this group and those after it, until one fails; whether more may come."""
        with contextlib.ExitStack() as opened:
            try:
                writer = opened.enter_context(self._records.kept_writer())
            except PercorsoError as failure:
                for _, done in group:
                    done(failure)
                return is_open
            while group and self._store(writer, group) and is_open:
                group, is_open = self._next_group()
        return is_open

    def _next_group(self) -> tuple[list[tuple[Delivery, Done]], bool]:
        """What has gathered, at least one delivery; and whether more may come."""
        group: list[tuple[Delivery, Done]] = []
        size = 0
        while len(group) < _MOST_TOGETHER and size < _MOST_BYTES_TOGETHER:
            try:
                waiting = self._queue.get(block=not group)
            except queue.Empty:
                break
            if waiting is None:
                return group, False
            group.append(waiting)
            size += len(waiting[0].batch.body) if waiting[0].batch else 0
        return group, True

    def _store(self, writer: KeptWriter, group: list[tuple[Delivery, Done]]) -> bool:
        """Store a group and answer it; whether the transaction went through."""
        deliveries = [delivery for delivery, _ in group]
        refused: dict[int, Exception] = {}
        failure: Exception | None = None
        with self._counting:
            beyond, self._beyond = self._beyond, Counter()
        try:
            with writer.write() as connection:
                refused = self._admit(connection, deliveries)
                admitted = [one for no, one in enumerate(deliveries) if no not in refused]
                store_deliveries(connection, admitted)
                count_beyond_limit(connection, beyond)
        except Exception as cause:  # noqa: BLE001 - whatever it is, who waits must be answered
            # Nothing of the group is stored: each of them is told so, and may come again.
            failure = cause
            refused = dict.fromkeys(range(len(group)), failure)
            with self._counting:
                self._beyond += beyond
        for no, (_, done) in enumerate(group):
            done(refused.get(no))
        return failure is None


def store_deliveries(connection: RecordsConnection, deliveries: Sequence[Delivery]) -> None:
    """Put deliveries into the inbox, the list of rejected messages and the ledger."""
    add_batches(connection, [one.batch for one in deliveries if one.batch is not None])
    counts: defaultdict[tuple[int, datetime], list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for one in deliveries:
        # What was refused before and comes again is a duplicate, as what was stored before.
        is_new = keep_rejected(connection, one.source_no, one.rejections, one.received_at)
        minute_at = one.received_at.replace(second=0, microsecond=0)
        count = counts[one.source_no, minute_at]
        count[0] += one.received
        count[1] += sum(is_new)
        count[2] += one.dropped
        count[3] += len(is_new) - sum(is_new)
    for (source_no, minute_at), (received, rejected, dropped, duplicate) in counts.items():
        source_records.count_in_ledger(
            connection, source_no, minute_at, LedgerCount(0, duplicate, rejected, dropped),
            received=received,
        )  # fmt: skip
