"""Which key is whose, in memory; what changes in the records holds from the next commit on."""

import asyncio
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime

from percorso.collect.http import answers
from percorso.store.inbox_writer import Delivery
from percorso.store.records.database import Records, RecordsConnection, RecordsFailed
from percorso.store.records.doors import (
    Door,
    DoorKey,
    changes_of_doors,
    doors,
    hash_of_key,
    keys_of_doors,
)


@dataclass(frozen=True, slots=True)
class Holder:
    """Who a key belongs to.

    Attributes:
        door: The source.
        key: The key as it is kept.
    """

    door: Door
    key: DoorKey


@dataclass(frozen=True, slots=True)
class _Pages:
    """What the book says at one state of the records."""

    changes: int
    by_hash: dict[str, Holder]
    by_public_id: dict[str, Door]


class KeyBook:
    """Finds the source a key belongs to."""

    def __init__(self, records: Records) -> None:
        self._records = records
        # One at a time, and never on the loop: a database that is away answers nobody for seconds.
        self._reader = ThreadPoolExecutor(1, "key-book")
        self._looked_at = float("-inf")
        with records.read() as connection:
            self._pages = _read(connection)

    def find(self, clear: str, at: datetime) -> Holder | None:
        """Whose a key is; None where nobody has it, or no longer."""
        return self._live(hash_of_key(clear), at)

    def _live(self, sha256: str, at: datetime) -> Holder | None:
        found = self._pages.by_hash.get(sha256)
        return found if found is not None and found.key.is_live(at) else None

    async def renew(self) -> None:
        """Look the sources up again: a key nobody has may be a new one.

        Many who ask together are answered by one look that began after they asked.

        Raises:
            Unavailable: the records cannot be reached.
        """
        asked_at = time.monotonic()
        loop = asyncio.get_running_loop()
        try:
            await loop.run_in_executor(self._reader, self._look, asked_at)
        except RecordsFailed as failure:
            raise answers.Unavailable() from failure

    def _look(self, asked_at: float) -> None:
        if self._looked_at > asked_at:
            return
        looked_at = time.monotonic()
        with self._records.read() as connection:
            if changes_of_doors(connection) != self._pages.changes:
                self._pages = _read(connection)
        self._looked_at = looked_at

    def door(self, public_id: str) -> Door | None:
        """The source of a public id."""
        return self._pages.by_public_id.get(public_id)

    def holder_of(self, source_no: int, at: datetime) -> Holder | None:
        """A source that sends, with a key of it that is live; None where there is none."""
        return next(
            (
                holder for holder in self._pages.by_hash.values()
                if holder.door.source_no == source_no and holder.key.is_live(at)
            ),
            None,
        )  # fmt: skip

    def secrets(self, door: Door, at: datetime) -> dict[str, str]:
        """The live secrets of a webhook's source, by their hash, the newest first."""
        found = [
            holder.key for holder in self._pages.by_hash.values()
            if holder.door.source_no == door.source_no and holder.key.is_live(at)
        ]  # fmt: skip
        return {key.sha256: key.clear_value for key in reversed(found) if key.clear_value}

    def origins(self) -> frozenset[str]:
        """Every site some browser's key is bound to."""
        return frozenset(
            origin for door in self._pages.by_public_id.values() for origin in door.origins
        )

    def admit(
        self, connection: RecordsConnection, deliveries: Sequence[Delivery]
    ) -> dict[int, Exception]:
        """Those whose key was taken away, or whose source was switched off, meanwhile.

        Asked inside the transaction that stores them: a key that was taken away stores nothing
        from then on.
        """
        if changes_of_doors(connection) == self._pages.changes:
            return {}
        self._pages = _read(connection)
        now = datetime.now(UTC).replace(tzinfo=None)
        refused: dict[int, Exception] = {}
        for place, delivery in enumerate(deliveries):
            holder = self._live(delivery.key_sha256, now)
            if holder is None:
                refused[place] = answers.UnknownKey()
            elif holder.door.disabled_at is not None:
                refused[place] = answers.SourceDisabled()
        return refused


def _read(connection: RecordsConnection) -> _Pages:
    found = doors(connection)
    keys = keys_of_doors(connection)
    return _Pages(
        changes_of_doors(connection),
        {key.sha256: Holder(door, key) for door in found for key in keys.get(door.source_no, [])},
        {door.public_id: door for door in found},
    )
