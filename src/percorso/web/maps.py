"""Computes maps beside the answering of requests, and keeps each for a while."""

import time
from collections import OrderedDict
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field

from percorso.domain.errors import NotFoundError
from percorso.web.filters import ALL, OWN, Filters
from percorso.web.words import Lang
from percorso.workspace import MapResult, Workspace

# A map is asked for anew after so long: it is to be live, and a page is loaded again quickly.
_FRESH_SECONDS = 30.0
_MOST_KEPT = 16


class JourneyNotKept(NotFoundError):
    """An address names a definition of journeys that the workspace does not have."""

    def __init__(self, key: str) -> None:
        self.key = key
        super().__init__(
            f"The workspace has no journey {key!r}. Choose one of the list above the map."
        )


@dataclass(slots=True)
class AskedMap:
    """A map somebody has asked for: computed, or how far it is.

    Attributes:
        share: How much of the work is done, 0..1.
    """

    asked_at: float
    share: float = 0.0
    result: "Future[MapResult]" = field(default_factory=Future)

    @property
    def is_fresh(self) -> bool:
        """Whether it may be shown still."""
        if not self.result.done():
            return True
        return not self.result.exception() and time.monotonic() - self.asked_at < _FRESH_SECONDS


class Maps:
    """The maps of a workspace by what they are filtered by.

    One is computed at a time, each on all cores; other pages wait for none of them.

    Args:
        workspace: Whose.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="map")
        self._asked: OrderedDict[tuple[Filters, Lang], AskedMap] = OrderedDict()

    def of(self, filters: Filters, language: Lang) -> AskedMap:
        """The map of some filters; it begins to be computed where it is not fresh."""
        key = (filters, language)
        known = self._asked.get(key)
        if known is None or not known.is_fresh:
            known = AskedMap(time.monotonic())
            known.result = self._worker.submit(self._compute, filters, language, known)
            self._asked[key] = known
        self._asked.move_to_end(key)
        while len(self._asked) > _MOST_KEPT:
            self._asked.popitem(last=False)
        return known

    def _compute(self, filters: Filters, language: Lang, asked: AskedMap) -> MapResult:
        def tell(_: str, share: float) -> None:
            asked.share = share

        if filters.journey not in self._workspace.journeys.names():
            # A path would be read as a file that holds one: no address may name files.
            raise JourneyNotKept(filters.journey)
        last_day = None if filters.period in (ALL, OWN) else self._workspace.last_day()
        found = self._workspace.map(**filters.asked(last_day), language=language, on_progress=tell)
        asked.asked_at = time.monotonic()
        return found

    def renew(self) -> None:
        """Show none of those that were computed: the data are other ones."""
        self._asked.clear()
