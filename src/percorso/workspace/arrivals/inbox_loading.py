"""Moves what the doors took in from the inbox to the warehouse: each message once, in order."""

import logging
import secrets
import traceback
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

from percorso.collect import contact_rows_sql as ask
from percorso.collect.contact_rows import CONTACT_MAPPING, content_of, keep_staged, stage_contacts
from percorso.collect.messages import RawMessage, ReadMessage, messages_of, read_message
from percorso.store.records import inbox as inbox_records
from percorso.store.records import rejections
from percorso.store.records import sources as source_records
from percorso.store.records.inbox import Batch, Place
from percorso.store.records.rejections import Rejection
from percorso.store.records.sources import LedgerCount, Segment
from percorso.store.warehouse import Warehouse
from percorso.store.warehouse_tables_sql import LOADED_INBOX
from percorso.workspace.arrivals.late import drop_late_messages
from percorso.workspace.arrivals.poison import KILLS, Killer, noted, tried
from percorso.workspace.arrivals.storing import store_inbox
from percorso.workspace.stores import Stores
from percorso.workspace.unsealed import Sealable

_EPOCH = datetime(1970, 1, 1)
_LOG = logging.getLogger("percorso")
MOST_MESSAGES = 20_000
MOST_BYTES = 32 * 1024 * 1024
_CRASHED = "crashed_worker"
_CONFLICT = "message_id_conflict"
_LONGEST_TRACE = 4_000


@dataclass(slots=True)
class _Page:
    """Messages of one source, and what becomes of each.

    Attributes:
        new: Those to be stored, in their order.
        rejections: Those set aside, each with the instant it was received.
        counts: What became of how many, by the minute they were received in.
    """

    source_no: int
    through_no: int
    new: list[ReadMessage] = field(default_factory=list)
    rejections: list[Rejection] = field(default_factory=list)
    counts: defaultdict[datetime, Counter[str]] = field(
        default_factory=lambda: defaultdict(Counter)
    )

    def count(self, message: RawMessage, outcome: str) -> None:
        """Count what became of a message."""
        self.counts[message.received_at.replace(second=0, microsecond=0)][outcome] += 1

    def store(self, messages: Sequence[ReadMessage]) -> None:
        """Count messages that are to be stored."""
        self.new += messages
        for received_at, count in Counter(one.message.received_at for one in messages).items():
            self.counts[received_at.replace(second=0, microsecond=0)]["stored"] += count

    def drop(self, ids: Collection[str]) -> None:
        """Count messages of these ids as left out by a rule, and store them not."""
        for one in self.new if ids else ():
            if one.message_id in ids:
                counts = self.counts[one.message.received_at.replace(second=0, microsecond=0)]
                counts["stored"] -= 1
                counts["dropped"] += 1
        self.new = [one for one in self.new if one.message_id not in ids]

    def reject(self, message: ReadMessage, stage: str, code: str, reason: str) -> None:
        """Set a message aside, with all it takes to try it again."""
        self.rejections.append(rejection_of(message, stage, code, reason))
        self.count(message.message, "rejected")

    def count_again(self, is_new: Sequence[bool]) -> None:
        """Count as duplicates what was rejected before and came again."""
        for rejection, new in zip(self.rejections, is_new, strict=True):
            if not new and rejection.seen_at is not None:
                counts = self.counts[rejection.seen_at.replace(second=0, microsecond=0)]
                counts["rejected"] -= 1
                counts["duplicate"] += 1


def rejection_of(message: ReadMessage, stage: str, code: str, reason: str) -> Rejection:
    """The entry of a message in the list of rejected ones."""
    return Rejection(
        message.message_id, stage, code, reason, message.message.raw, None, None,
        seen_at=message.message.received_at, envelope=message.message.envelope,
    )  # fmt: skip


def load_inbox(stores: Stores, warehouse: Warehouse) -> int:
    """Move one page of each source's inbox on; nothing is linked yet.

    Returns:
        How many batches were moved; 0 where the inbox is empty.
    """
    moved = 0
    with stores.records.read() as connection:
        waiting = inbox_records.pending(connection)
        known = inbox_records.places(connection)
    for source_no in waiting:
        place = known.get(source_no) or _first_place(stores, source_no)
        batches = _next_batches(stores, place)
        if batches:
            _move(stores, warehouse, place, batches)
            moved += len(batches)
    return moved


def _next_batches(stores: Stores, place: Place) -> list[Batch]:
    """The next batches of a source that are not judged."""
    with stores.records.read() as connection:
        return inbox_records.batches_between(
            connection, place.source_no, place.loaded_no, None,
            most_messages=MOST_MESSAGES, most_bytes=MOST_BYTES,
        )  # fmt: skip


def _first_place(stores: Stores, source_no: int) -> Place:
    """Where the inbox of a source begins: all of it is to be loaded."""
    with stores.records.write() as connection:
        waiting = inbox_records.pending(connection)[source_no]
        since_at = waiting.oldest_at
        version = source_records.mapping_version(
            connection, source_no, CONTACT_MAPPING.as_json(), since_at
        )
        place = Place(source_no, 0, segment_name(source_no, since_at), version, 0, since_at)
        inbox_records.keep_place(connection, place)
    return place


def segment_name(source_no: int, since_at: datetime) -> str:
    """A name no segment has yet."""
    return f"{since_at:%Y%m%dT%H%M%S}-{source_no:04d}-{secrets.token_hex(4)}"


def _move(stores: Stores, warehouse: Warehouse, place: Place, batches: Sequence[Batch]) -> None:
    """Judge and count batches in one transaction of the records, then store what is new.

    Killed between the two, the next start stores it: which messages are new is the same then.
    """
    killers: Sequence[Killer] = ()
    with noted(stores, place) as is_suspect:
        if is_suspect:
            batches, killers = tried(stores, batches)
        page = _judge(stores, warehouse, place, _without(batches, killers) if killers else batches)
    for killer in killers:
        page.reject(_unread(killer.message), "load", _CRASHED, KILLS)
    since_at = place.since_at if place.rows else batches[0].received_at
    next_place = replace(
        place, loaded_no=page.through_no, rows=place.rows + len(page.new), since_at=since_at
    )  # fmt: skip
    with stores.records.write() as connection:
        is_new = rejections.keep_rejected(
            connection, place.source_no, page.rejections, batches[-1].received_at
        )
        page.count_again(is_new)
        for killer in killers:
            inbox_records.leave_out(connection, killer.batch_no, killer.place)
        for minute_at, count in page.counts.items():
            source_records.count_in_ledger(
                connection, place.source_no, minute_at,
                LedgerCount(count["stored"], count["duplicate"], count["rejected"],
                            count["dropped"]),
                received=0,
            )  # fmt: skip
        inbox_records.keep_place(connection, next_place)
        if not next_place.rows:
            # Nothing of them will be sealed, so nothing waits for that.
            inbox_records.release_batches(connection, place.source_no, page.through_no)
    store_inbox(stores, warehouse, segment_of(next_place), page.through_no)
    stores.unsealed.add(place.segment, [sealable(one) for one in page.new])


def sealable(message: ReadMessage) -> Sealable:
    """A message as its segment will hold it."""
    raw = message.message
    return Sealable(
        message.message_id, message.fingerprint, raw.received_at, raw.raw, raw.envelope
    )  # fmt: skip


def segment_of(place: Place) -> Segment:
    """The segment a source's messages will be sealed in, as it stands now."""
    return Segment(
        place.segment, place.source_no, place.mapping_version, place.rows, place.since_at, "",
        door="http",
    )  # fmt: skip


def _without(batches: Sequence[Batch], killers: Sequence[Killer]) -> list[Batch]:
    """Batches as they are when messages are left out."""
    places = {
        batch.no: [one.place for one in killers if one.batch_no == batch.no] for batch in batches
    }
    return [replace(batch, refused=(*batch.refused, *places[batch.no])) for batch in batches]


def _judge(stores: Stores, warehouse: Warehouse, place: Place, batches: Sequence[Batch]) -> _Page:
    """What becomes of each message; what is new stands in the temporary table `parsed`."""
    page = _Page(place.source_no, batches[-1].no)
    _stage(warehouse, page, _read_all(page, batches))
    with stores.records.read() as connection:
        source = source_records.source_of(connection, place.source_no)
    page.drop(drop_late_messages(stores, warehouse, source, CONTACT_MAPPING))
    return page


def _stage(warehouse: Warehouse, page: _Page, read: Sequence[ReadMessage]) -> None:
    """Make `parsed` of the messages that can be stored and came never before."""
    staged = stage_contacts(warehouse, read, page.source_no)
    for number, (code, reason) in staged.refused.items():
        page.reject(read[number], "resolve", code, reason)
    whole = {number: one for number, one in enumerate(read) if number not in staged.refused}
    keep_staged(warehouse, staged, _places_of_new(warehouse, page, whole))


def _read_all(page: _Page, batches: Iterable[Batch]) -> list[ReadMessage]:
    """The messages that tell of interactions; the others are counted, and set aside or left out."""
    found = []
    for batch in batches:
        for raw in messages_of(batch):
            message = _read(page, raw)
            if message is not None:
                found.append(message)
    return found


def _read(page: _Page, raw: RawMessage) -> ReadMessage | None:
    try:
        message = read_message(raw)
    except Exception:  # noqa: BLE001 - one poisoned message never stops the others
        trace = traceback.format_exc()[-_LONGEST_TRACE:]
        _LOG.warning("A message could not be read, and is set aside: %s", trace.splitlines()[-1])
        page.reject(_unread(raw), "load", _CRASHED, trace)
        return None
    if message.code:
        page.reject(message, "resolve", message.code, message.reason)
        return None
    if not message.contacts:
        page.count(raw, "dropped")
        return None
    return message


def _unread(raw: RawMessage) -> ReadMessage:
    """A message of which nothing is known but its bytes."""
    bare = Rejection("", "load", _CRASHED, "", raw.raw, None, None)
    return ReadMessage(raw, bare.fingerprint, bare.fingerprint)


def _places_of_new(warehouse: Warehouse, page: _Page, read: Mapping[int, ReadMessage]) -> list[int]:
    """Those that came never before; the first of an id stays, whatever comes under it later."""
    known: dict[str, int | None] = dict(warehouse.rows(ask.known_messages(page.source_no)))
    # Nearly all ids come once: only the others are looked at one by one.
    several = {one for (one,) in warehouse.rows(ask.REPEATED_IDS)} | known.keys()
    places = []
    for number, message in read.items():
        if message.message_id not in several or _is_new(page, message, known):
            places.append(number)
    page.store([read[number] for number in places])
    return places


def _is_new(page: _Page, message: ReadMessage, known: dict[str, int | None]) -> bool:
    """Whether no message came under an id; the next one that does finds this one there."""
    content = content_of(message)
    if message.message_id not in known:
        known[message.message_id] = content
        return True
    if known[message.message_id] in (None, content):
        page.count(message.message, "duplicate")
    else:
        page.reject(
            message, rejections.CONFLICT_STAGE, _CONFLICT,
            f"Another message with the id {message.message_id!r} but other content came first.",
        )  # fmt: skip
    return False


def store_inbox_again(stores: Stores, warehouse: Warehouse) -> None:
    """Store what is judged and counted and not in the warehouse: after a kill, or a loss of it."""
    with stores.records.read() as connection:
        known = inbox_records.places(connection)
    through = dict(warehouse.rows(LOADED_INBOX))
    for place in known.values():
        after_no = through.get(place.source_no, 0)
        while after_no < place.loaded_no:
            with stores.records.read() as connection:
                batches = inbox_records.batches_between(
                    connection, place.source_no, after_no, place.loaded_no,
                    most_messages=MOST_MESSAGES, most_bytes=MOST_BYTES,
                )  # fmt: skip
            # Where all is sealed already, there is nothing left to store: only to note.
            after_no = batches[-1].no if batches else place.loaded_no
            page = _Page(place.source_no, after_no)
            _stage(warehouse, page, _read_all(page, batches))
            store_inbox(stores, warehouse, segment_of(place), after_no)


def sealed_messages(warehouse: Warehouse, path: Path) -> list[ReadMessage]:
    """The messages of a door's segment, read anew; those no reader of today reads left out."""
    found = []
    for body, envelope, received_us in warehouse.rows(ask.sealed_messages(path)):
        page = _Page(0, 0)
        received_at = _EPOCH + timedelta(microseconds=received_us)
        message = _read(page, RawMessage(body, envelope, received_at))
        if message is not None:
            found.append(message)
    return found


def read_silently(batches: Iterable[Batch]) -> list[ReadMessage]:
    """The messages of batches that tell of interactions; the others have been counted before."""
    return _read_all(_Page(0, 0), batches)
