"""How soon what was acknowledged is seen by who asks the warehouse."""

import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from harness.intake_events import BATCH_EVENTS
from percorso.domain.errors import PercorsoError
from percorso.settings import Settings
from percorso.workspace.stores import open_stores

_PAUSE_SECONDS = 0.25
_WAIT_SECONDS = 60.0


@dataclass(slots=True)
class Watch:
    """Asks a workspace again and again how many interactions it holds, as a command would.

    Attributes:
        seen: When a count was there to be seen, on the clock of `time.time`, and the count.
    """

    home: Path
    seen: list[tuple[float, int]] = field(default_factory=list)
    _is_over: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        """Ask until told to end."""
        settings = Settings(workspace=self.home, lock_wait_seconds=_WAIT_SECONDS)
        stores = open_stores(self.home, settings, create=False)
        while not self._is_over.wait(_PAUSE_SECONDS):
            if not stores.warehouse_path.exists():
                continue
            try:
                with stores.hold(to_write=False) as warehouse:
                    count = int(warehouse.value("select count(*) from resolved"))
            except PercorsoError:
                continue
            self.seen.append((time.time(), count))

    def end(self) -> None:
        """Ask no more."""
        self._is_over.set()


def seconds_until_seen(
    taken_at: list[float], seen: list[tuple[float, int]], before: int = 0
) -> list[float]:
    """How long each acknowledged batch was not to be seen, in the order they were taken.

    Args:
        taken_at: When each batch was acknowledged.
        seen: When a number of interactions was there to be seen.
        before: Interactions of earlier senders.
    """
    found: list[float] = []
    for seen_at, count in seen:
        whole = min((count - before) // BATCH_EVENTS, len(taken_at))
        found += [max(0.0, seen_at - at) for at in taken_at[len(found) : whole]]
    return found
