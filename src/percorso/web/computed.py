"""Computes beside the answering of requests, and keeps each result for a while."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from percorso.domain.errors import PercorsoError

# What was computed is asked for anew after so long: pages are live, and loaded again quickly.
_FRESH_SECONDS = 30.0
_MOST_KEPT = 16
# A page that is ready so soon comes at once; else it says that it is being computed.
_PATIENCE_SECONDS = 1.0

Result = TypeVar("Result")
OnProgress = Callable[[str, float], None]


@dataclass(frozen=True, slots=True)
class Outcome(Generic[Result]):
    """What became of something a page waited for a little: found, failed, or computed still."""

    found: Result | None = None
    failure: PercorsoError | None = None

    @property
    def is_computing(self) -> bool:
        """Whether it is neither found nor failed yet."""
        return self.found is None and self.failure is None


@dataclass(slots=True)
class Asked(Generic[Result]):
    """Something somebody has asked for: computed, or how far it is.

    Attributes:
        share: How much of the work is done, 0..1.
    """

    asked_at: float
    share: float = 0.0
    result: "Future[Result]" = field(default_factory=Future)

    @property
    def is_fresh(self) -> bool:
        """Whether it may be shown still."""
        if not self.result.done():
            return True
        return not self.result.exception() and time.monotonic() - self.asked_at < _FRESH_SECONDS

    async def outcome(self) -> Outcome[Result]:
        """What became of it, waited for as long as a page may; the work goes on either way.

        Raises:
            BaseException: what failed is a fault of ours.
        """
        if not await self._is_done_soon():
            return Outcome()
        failure = self.result.exception()
        if failure is None:
            return Outcome(self.result.result())
        if not isinstance(failure, PercorsoError):
            raise failure
        return Outcome(failure=failure)

    async def progress(self) -> dict[str, float | bool]:
        """How far it is, for the page that asks again and again."""
        return {"done": await self._is_done_soon(), "share": self.share}

    async def whole(self) -> Result:
        """The result, however long it takes."""
        return await asyncio.wrap_future(self.result)

    async def _is_done_soon(self) -> bool:
        waited_for = asyncio.ensure_future(asyncio.wrap_future(self.result))
        await asyncio.wait({waited_for}, timeout=_PATIENCE_SECONDS)
        return self.result.done()


class Computed(Generic[Result]):
    """Results by what was asked.

    One is computed at a time on a worker, each on all cores; other pages wait for none of them.

    Args:
        worker: Where.
    """

    def __init__(self, worker: ThreadPoolExecutor) -> None:
        self._worker = worker
        self._asked: OrderedDict[Hashable, Asked[Result]] = OrderedDict()

    def of(self, key: Hashable, compute: Callable[[OnProgress], Result]) -> Asked[Result]:
        """The result of a question; it begins to be computed where it is not fresh.

        Args:
            key: What is asked.
            compute: Answers it, and tells how far it is.
        """
        known = self._asked.get(key)
        if known is None or not known.is_fresh:
            known = Asked(time.monotonic())
            known.result = self._worker.submit(_computed, compute, known)
            self._asked[key] = known
        self._asked.move_to_end(key)
        while len(self._asked) > _MOST_KEPT:
            self._asked.popitem(last=False)
        return known

    def renew(self) -> None:
        """Show none of those that were computed: the data are other ones."""
        self._asked.clear()


def _computed(compute: Callable[[OnProgress], Result], asked: Asked[Result]) -> Result:
    def tell(_: str, share: float) -> None:
        asked.share = share

    found = compute(tell)
    asked.asked_at = time.monotonic()
    return found
