"""Counts tries to log in, so that nobody guesses for long."""

import time
from collections import OrderedDict, deque
from collections.abc import Callable

_WINDOW_SECONDS = 15 * 60.0
_MOST_NAMES = 20_000


class Tries:
    """The tries of the last quarter of an hour by name.

    Args:
        most: How many of one name are let through.
        clock: One that never goes back, in seconds.
    """

    def __init__(self, most: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._most = most
        self._clock = clock
        self._of: OrderedDict[str, deque[float]] = OrderedDict()

    def wait_seconds(self, name: str) -> float:
        """How long a name must wait before its next try; 0 where it need not."""
        tries = self._recent(name)
        if len(tries) < self._most:
            return 0.0
        return tries[-self._most] + _WINDOW_SECONDS - self._clock()

    def add(self, name: str) -> None:
        """Count a try, before it is known how it ends: many at once are many."""
        tries = self._recent(name)
        tries.append(self._clock())
        self._of[name] = tries
        self._of.move_to_end(name)
        if len(self._of) > _MOST_NAMES:
            self._of.popitem(last=False)

    def succeeded(self, name: str) -> None:
        """Take the last try back: it was no guess."""
        tries = self._recent(name)
        if tries:
            tries.pop()

    def forget(self, name: str) -> None:
        """Let a name begin anew."""
        self._of.pop(name, None)

    def _recent(self, name: str) -> deque[float]:
        tries = self._of.get(name, deque())
        while tries and self._clock() - tries[0] >= _WINDOW_SECONDS:
            tries.popleft()
        return tries
