"""What becomes of a request: who sends, what of it is taken, and when it is on disk."""

import asyncio
import functools
import time
from collections import Counter, deque
from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import msgspec
from crawleruseragents import is_crawler
from starlette.requests import Request

from percorso.collect.http import answers
from percorso.collect.http.answers import TurnedAway
from percorso.collect.http.deliveries import delivery_of, fine_delivery, id_told, unusable_delivery
from percorso.collect.http.key_book import Holder, KeyBook
from percorso.collect.http.limits import Limits, Rate, Room, UnderWay
from percorso.collect.http.reading_requests import GivenKey, body_of, check_head, key_in_head
from percorso.collect.wire.body import Parts, judged, parts_of, single_unusable
from percorso.collect.wire.first_look import fine_events
from percorso.collect.wire.reading import ROBOT
from percorso.collect.wire.refusals import BodyUnusable, Refusal
from percorso.store.inbox_writer import Delivery, InboxWriter
from percorso.store.records.database import Records, RecordsFailed

_LONGEST_AGENT = 300
# A look at so many bytes takes about a millisecond.
_LARGE_BODY = 256 * 1024
Verdicts = dict[str, object]
Refused = Exception | None
_Stored = asyncio.Future[Refused]
Found = TypeVar("Found")


@dataclass(slots=True)
class Collector:
    """The doors of a running server.

    Attributes:
        records: Where who was asked what is looked up.
        writer: Stores what is taken.
        book: Whose each key is.
        limits: How much is taken.
        room: Whether the disk has room.
        refused: How many requests were turned away, by their code.
        bell: Tells requests that they are settled; of the loop that served the last one.
        reader: Looks at large bodies, one after another: several would leave the loop no turn.
    """

    records: Records
    writer: InboxWriter
    book: KeyBook
    limits: Limits
    room: Room
    under_way: UnderWay
    by_key: Rate
    by_address: Rate
    refused: Counter[str] = field(default_factory=Counter)
    bell: "_Bell | None" = None
    reader: Executor = field(default_factory=lambda: ThreadPoolExecutor(1, "large-bodies"))

    @classmethod
    def over(cls, records: Records, folder: Path, limits: Limits) -> "Collector":
        """The doors over the records of a workspace folder."""
        book = KeyBook(records)
        return cls(
            records, InboxWriter(records, book.admit), book, limits, Room(folder, limits),
            UnderWay(limits.under_way), Rate(limits.key_per_second),
            Rate(limits.address_per_second),
        )  # fmt: skip

    async def take(self, request: Request, call: str, form: str = "") -> Verdicts:
        """Take the events of a request in; returns when they are on disk.

        Args:
            request: The request.
            call: The type its path tells; empty of a batch.
            form: How its events are written; empty where its source says so.

        Raises:
            TurnedAway: nothing of it was taken, or it is kept as one rejected message.
            BodyTooLarge: its key, which stands in the body, may not send so much.
        """
        check_head(request, self.limits)
        self.check_load(request)
        given = key_in_head(request)
        holder = await self._holder(given) if given is not None else None
        if holder is not None:
            self._check_holder(request, holder)
        most = self._most(holder)
        is_known = holder is not None
        async with body_of(request, most, self.limits, self.under_way, is_known=is_known) as body:
            received_at = now_naive()
            if holder is not None and not (call or form):
                look = functools.partial(fine_events, body, self._most_of_event(holder))
                count = await self._looked_at(body, look)
                if count:
                    await self.store(
                        fine_delivery(
                            holder.door.source_no, holder.key.sha256, body, count, received_at,
                            _told(request, holder, form),
                        )
                    )  # fmt: skip
                    return answers.success(count, [])
            return await self._take_apart(request, holder, body, received_at, call, form)

    async def _take_apart(
        self, request: Request, holder: Holder | None, body: bytes, received_at: datetime,
        call: str, form: str,
    ) -> Verdicts:  # fmt: skip
        """Judge a body event by event, and take of it what can be taken.

        Raises:
            TurnedAway: nothing of it was taken, or it is kept as one rejected message.
            BodyTooLarge: its key, which stands in the body, may not send so much.
        """
        try:
            parts = await self._looked_at(body, functools.partial(parts_of, body, call))
            if holder is None:
                holder = await self._holder(_key_in_body(parts, call))
                self._check_holder(request, holder)
                if len(body) > self._most(holder):
                    raise answers.BodyTooLarge(self._most(holder))
            judge = functools.partial(judged, parts, call, self._most_of_event(holder), form=form)
            refused = await self._looked_at(body, judge)
            unusable = single_unusable(refused[0]) if call and 0 in refused else None
            if unusable is not None:
                raise unusable
        except BodyUnusable as unusable:
            if holder is not None and body:
                await self.store(
                    unusable_delivery(
                        holder.door.source_no, holder.key.sha256, body, call, unusable,
                        received_at, _told(request, holder, form),
                    )
                )  # fmt: skip
            raise TurnedAway(400, unusable.code, str(unusable)) from None
        if not parts.events:
            return answers.success(0, [])
        await self.store(
            delivery_of(
                holder.door.source_no, holder.key.sha256, body, call, parts, refused,
                received_at, _told(request, holder, form),
            )
        )  # fmt: skip
        return answers.success(
            len(parts.events) - len(refused),
            [_verdict(place, parts, one, form) for place, one in refused.items()],
        )

    async def _looked_at(self, body: bytes, look: Callable[[], Found]) -> Found:
        """What a look at a body finds; at a large one elsewhere, so that others are answered."""
        if len(body) <= _LARGE_BODY:
            return look()
        return await asyncio.get_running_loop().run_in_executor(self.reader, look)

    async def drop(self, request: Request) -> Verdicts:
        """Count a message that a rule leaves out; its body is not read.

        Raises:
            TurnedAway: it has no key that holds.
        """
        check_head(request, self.limits)
        self.check_load(request)
        given = key_in_head(request)
        if given is None:
            return answers.success(0, [])
        holder = await self._holder(given)
        self._check_holder(request, holder)
        await self.store(
            Delivery(holder.door.source_no, holder.key.sha256, now_naive(), 1, None, dropped=1)
        )
        return answers.success(0, [])

    async def holder_of_key(self, key: str) -> Holder:
        """Whose a key is.

        Raises:
            TurnedAway: nobody has it.
        """
        return await self._holder(GivenKey(key))

    def check_load(self, request: Request) -> None:
        """Refuse a request where the disk is short, or its address sends too much.

        Raises:
            StorageFull: the disk is short.
            RateLimited: its address sends too much.
        """
        if self.room.is_short():
            raise answers.StorageFull()
        if request.client is not None:
            wait = self.by_address.wait_seconds(_network(request.client.host), time.monotonic())
            if wait:
                raise answers.RateLimited(wait)

    async def _holder(self, given: GivenKey | None) -> Holder:
        if given is None:
            raise answers.MissingKey()
        holder = self._found(given)
        if holder is None or holder.door.disabled_at is not None:
            # It may be a key, or switched on, since the book was read.
            await self.book.renew()
            holder = self._found(given)
        if holder is None:
            raise answers.UnknownKey()
        return holder

    def _found(self, given: GivenKey) -> Holder | None:
        found = self.book.find(given.secret, now_naive())
        if found is None or found.door.kind not in ("server", "browser"):
            return None
        return found if given.public_id in (None, found.door.public_id) else None

    def _check_holder(self, request: Request, holder: Holder) -> None:
        if holder.door.disabled_at is not None:
            raise answers.SourceDisabled()
        origin = request.headers.get("origin")
        if holder.door.kind == "browser" and origin and origin not in holder.door.origins:
            raise answers.OriginNotAllowed()
        wait = self.by_key.wait_seconds(holder.key.sha256, time.monotonic())
        if wait:
            self.writer.turn_away(holder.door.source_no, now_naive())
            raise answers.RateLimited(wait)

    def _most(self, holder: Holder | None) -> int:
        is_browser = holder is not None and holder.door.kind == "browser"
        return self.limits.body if is_browser else self.limits.body_of_server

    def _most_of_event(self, holder: Holder) -> int:
        is_browser = holder.door.kind == "browser"
        return self.limits.event if is_browser else self.limits.event_of_server

    async def store(self, delivery: Delivery) -> None:
        """Wait until a delivery is on disk.

        Raises:
            TurnedAway: its key was taken away meanwhile.
            StorageFull: the disk has no room.
            Unavailable: the records cannot be reached, or refuse.
        """
        loop = asyncio.get_running_loop()
        if self.bell is None or self.bell.loop is not loop:
            self.bell = _Bell(loop)
        stored: _Stored = loop.create_future()
        self.writer.put(delivery, functools.partial(self.bell.ring, stored))
        refusal = await stored
        if isinstance(refusal, TurnedAway):
            raise refusal
        if refusal is not None:
            is_full = isinstance(refusal, RecordsFailed) and refusal.lacks_room
            raise (answers.StorageFull() if is_full else answers.Unavailable()) from refusal


class _Bell:
    """Tells requests from another thread that they are settled; many at once wake the loop once.

    Attributes:
        loop: Where the requests wait.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self._settled: deque[tuple[_Stored, Refused]] = deque()
        self._is_rung = False

    def ring(self, stored: _Stored, refusal: Refused) -> None:
        """Settle a request; called from the writer's thread."""
        self._settled.append((stored, refusal))
        if not self._is_rung:
            self._is_rung = True
            self.loop.call_soon_threadsafe(self._answer)

    def _answer(self) -> None:
        # What is settled from here on rings again.
        self._is_rung = False
        while self._settled:
            _settle(*self._settled.popleft())


def _settle(stored: _Stored, refusal: Refused) -> None:
    # A sender that went away waits no longer; what it brought is stored all the same.
    if not stored.done():
        stored.set_result(refusal)


def _key_in_body(parts: Parts, call: str) -> GivenKey | None:
    """The key an envelope brings, or a single event."""
    told: object = parts.envelope.get("writeKey") or parts.envelope.get("api_key")
    if call:
        try:
            event = msgspec.json.decode(parts.events[0])
        except (ValueError, RecursionError):
            return None
        told = event.get("writeKey") if isinstance(event, dict) else None
    return GivenKey(told) if isinstance(told, str) and told else None


def _verdict(place: int, parts: Parts, refusal: Refusal, form: str) -> dict[str, object]:
    return {
        "index": place,
        "messageId": id_told(parts.events[place], form),
        "code": refusal.code,
        "message": refusal.reason,
    }


def _told(request: Request, holder: Holder, form: str) -> dict[str, str]:
    """What is kept beside a body: how it is written, and of a browser whether it is a robot."""
    agent = request.headers.get("user-agent", "")[:_LONGEST_AGENT]
    is_robot = holder.door.kind == "browser" and _is_robot(agent)
    return {"format": form or holder.door.format, "agent": ROBOT if is_robot else ""}


@functools.lru_cache(maxsize=4096)
def _is_robot(agent: str) -> bool:
    return bool(is_crawler(agent))


def _network(address: str) -> str:
    """What is counted as one sender: an address, of IPv6 its network of 64 bits."""
    return ":".join(address.split(":")[:4]) if ":" in address else address


def now_naive() -> datetime:
    """The present instant, naive UTC, as the stores keep it."""
    return datetime.now(UTC).replace(tzinfo=None)
