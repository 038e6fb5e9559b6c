"""The maps of a workspace by what they are filtered by, and what changed since before each."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from functools import partial

from percorso.domain.errors import NotFoundError
from percorso.web.computed import Asked, Computed, OnProgress
from percorso.web.filters import ALL, OWN, Filters
from percorso.web.words import Lang
from percorso.workspace import MapResult, Workspace
from percorso.workspace.changed.result import ChangedResult

AskedMap = Asked[MapResult]


class JourneyNotKept(NotFoundError):
    """An address names a definition of journeys that the workspace does not have."""

    def __init__(self, key: str) -> None:
        self.key = key
        super().__init__(
            f"The workspace has no journey {key!r}. Choose one of the list above the map."
        )


class Maps:
    """The maps of a workspace, and what changed since the period before.

    Args:
        workspace: Whose.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._maps: Computed[MapResult] = Computed(ThreadPoolExecutor(1, thread_name_prefix="map"))
        # Beside the maps: nobody waits for the change under the numbers of the map before.
        worker = ThreadPoolExecutor(1, thread_name_prefix="changed")
        self._changes: Computed[ChangedResult] = Computed(worker)

    def of(self, filters: Filters, language: Lang) -> AskedMap:
        """The map of some filters; it begins to be computed where it is not fresh."""
        return self._maps.of((filters, language), partial(self._map, filters, language))

    def changes(self, filters: Filters, language: Lang) -> Asked[ChangedResult]:
        """What changed between the period of some filters and the one before."""
        return self._changes.of((filters, language), partial(self._changed, filters, language))

    def since(self, since: str, journey: str, language: Lang) -> Asked[ChangedResult]:
        """What changed since last week, month or quarter."""
        compute = partial(self._changed_since, since, journey, language)
        return self._changes.of((since, journey, language), compute)

    def renew(self) -> None:
        """Show none of those that were computed: the data are other ones."""
        self._maps.renew()
        self._changes.renew()

    def _map(self, filters: Filters, language: Lang, tell: OnProgress) -> MapResult:
        self._require(filters.journey)
        asked = filters.asked(self._last_day(filters))
        return self._workspace.map(**asked, language=language, on_progress=tell)

    def _changed(self, filters: Filters, language: Lang, tell: OnProgress) -> ChangedResult:
        self._require(filters.journey)
        asked = filters.asked(self._last_day(filters))
        return self._workspace.changed(
            None, asked["journey"], first=asked["since"], until=asked["until"],
            where=asked["where"], segment=asked["segment"], language=language, on_progress=tell,
        )  # fmt: skip

    def _changed_since(
        self, since: str, journey: str, language: Lang, tell: OnProgress
    ) -> ChangedResult:
        self._require(journey)
        return self._workspace.changed(since, journey, language=language, on_progress=tell)

    def _last_day(self, filters: Filters) -> date | None:
        return None if filters.period in (ALL, OWN) else self._workspace.last_day()

    def _require(self, journey: str) -> None:
        # A path would be read as a file that holds one: no address may name files.
        if journey not in self._workspace.journeys.names():
            raise JourneyNotKept(journey)
