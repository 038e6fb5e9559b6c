"""How much a sender may bring, and how much may be under way at once."""

import shutil
import time
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path

_KB = 1024
_MB = 1024 * _KB
_MOST_BUCKETS = 100_000
_LOOK_AGAIN_SECONDS = 0.5
_SHARE_OF_LARGE = 0.75


@dataclass(frozen=True, slots=True)
class Limits:
    """What a door takes; sizes in bytes, measured after inflating.

    Attributes:
        event, event_of_server: One event, by who holds the key.
        body, body_of_server: A whole request.
        under_way: All bodies in memory together.
        head, headers: The head of a request: its size, and how many headers.
        body_seconds: How long a body may take to come.
        key_per_second, address_per_second: Requests of one key, of one address.
        least_free, least_free_share: Disk below which nothing is taken: bytes, and share 0..1.
    """

    event: int = 32 * _KB
    event_of_server: int = 32 * _KB
    body: int = 500 * _KB
    body_of_server: int = 8 * _MB
    under_way: int = 64 * _MB
    head: int = 16 * _KB
    headers: int = 100
    body_seconds: float = 30.0
    key_per_second: int = 1_000
    address_per_second: int = 1_000
    least_free: int = 500 * _MB
    least_free_share: float = 0.05


class Rate:
    """Lets so many through a second, of each name; a burst of one second at most."""

    def __init__(self, per_second: int) -> None:
        self._per_second = per_second
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def wait_seconds(self, name: str, now: float) -> float:
        """How long a name must wait before its next request; 0 where it need not.

        Args:
            name: Of a key or an address.
            now: Of a clock that never goes back, in seconds.
        """
        left, seen = self._left.pop(name, (float(self._per_second), now))
        left = min(float(self._per_second), left + (now - seen) * self._per_second)
        wait = 0.0 if left >= 1 else (1 - left) / self._per_second
        self._left[name] = (left if wait else left - 1, now)
        if len(self._left) > _MOST_BUCKETS:
            self._left.popitem(last=False)
        return wait


class Room:
    """Whether the disk has room for what comes; looked up twice a second at most."""

    def __init__(self, folder: Path, limits: Limits) -> None:
        self._folder = folder
        self._limits = limits
        self._looked_at = float("-inf")
        self._is_short = False

    def is_short(self) -> bool:
        """Whether nothing more may be taken before space is made."""
        now = time.monotonic()
        if now - self._looked_at >= _LOOK_AGAIN_SECONDS:
            self._looked_at = now
            disk = shutil.disk_usage(self._folder)
            least = max(self._limits.least_free, disk.total * self._limits.least_free_share)
            self._is_short = disk.free < least
        return self._is_short


class UnderWay:
    """The bytes of all bodies that are in memory."""

    def __init__(self, most: int) -> None:
        self._most = most
        self.bytes = 0

    def has_room_for_large(self, count: int) -> bool:
        """Whether there is room for a large body, and enough beside it for the small ones."""
        return self.bytes + count <= self._most * _SHARE_OF_LARGE

    def take(self, count: int) -> bool:
        """Count bytes that came; whether there was room for them."""
        if self.bytes + count > self._most:
            return False
        self.bytes += count
        return True

    def give_back(self, count: int) -> None:
        """Count bytes that are gone."""
        self.bytes -= count


class Share:
    """What one body takes of all that may be in memory.

    Room for a body whose size its head tells is taken before it comes: who finds none is told so
    at once. One that does not come soon holds no more than what has come.

    Args:
        under_way: The bytes of all.
    """

    def __init__(self, under_way: UnderWay) -> None:
        self._under_way = under_way
        self._taken = 0
        self._came = 0

    def expect(self, count: int) -> bool:
        """Take room for a large body that is to come; whether there is any."""
        return self._under_way.has_room_for_large(count) and self._take(count)

    def come(self, count: int) -> bool:
        """Count bytes that came; whether there was room for them."""
        self._came += count
        return self._came <= self._taken or self._take(self._came - self._taken)

    def dawdle(self) -> None:
        """Give back what was taken for bytes that have not come."""
        self._give_back(self._taken - self._came)

    def end(self) -> None:
        """Give back all of it."""
        self._give_back(self._taken)

    def _take(self, count: int) -> bool:
        if not self._under_way.take(count):
            return False
        self._taken += count
        return True

    def _give_back(self, count: int) -> None:
        self._taken -= count
        self._under_way.give_back(count)
