"""The loader of a running server: a thread that moves the inbox on, round after round."""

import logging
import threading
import time

from percorso.domain.errors import PercorsoError
from percorso.store.lock import WorkspaceHeld
from percorso.store.records import inbox as inbox_records
from percorso.workspace.catching_up import catch_up
from percorso.workspace.inbox_loading import load_inbox
from percorso.workspace.progress import OnProgress, silent
from percorso.workspace.sealing import is_seal_due, seal_inbox
from percorso.workspace.stores import Stores, now_utc
from percorso.workspace.storing import link_and_resolve

_LOG = logging.getLogger("percorso")
# A round gathers for a while, links once, and leaves the warehouse to others: who waits looks ten
# times a second. Where linking takes long, the pause is as long as what is beyond a short round.
_ROUND_SECONDS = 1.5
_SHORT_ROUND_SECONDS = 3.0
_SHORTEST_PAUSE_SECONDS = 0.3
_LONGEST_PAUSE_SECONDS = 30.0
_PAUSE_AFTER_FAILURE_SECONDS = 5.0


def move_inbox(stores: Stores, on_progress: OnProgress = silent, *, seal: bool = False) -> int:
    """Load all that waits in the inbox.

    Args:
        stores: The workspace.
        on_progress: Called with what is being done and the share done.
        seal: Whether to seal in the archive what is not due, too.

    Returns:
        How many batches were moved.
    """
    moved = load_round(stores, on_progress, is_first=True)
    while _has_work(stores):
        moved += load_round(stores, on_progress)
    if seal:
        with stores.hold(to_write=True) as warehouse:
            catch_up(stores, warehouse, on_progress)
            seal_inbox(stores, warehouse, now_utc(), all_=True)
    return moved


def load_round(
    stores: Stores, on_progress: OnProgress = silent, stop: threading.Event | None = None, *,
    is_first: bool = False,
) -> int:  # fmt: skip
    """Load what waits for a while, link once, and seal what is due.

    Args:
        stores: The workspace.
        on_progress: Called with what is being done and the share done.
        stop: Set when the round is to end after the page at hand.
        is_first: Whether another loader may have left something undone.

    Returns:
        How many batches were moved; 0 where nothing waited.
    """
    if not is_first and not _has_work(stores):
        return 0
    until = time.monotonic() + _ROUND_SECONDS
    moved = 0
    with stores.hold(to_write=True) as warehouse:
        catch_up(stores, warehouse, on_progress)
        while count := load_inbox(stores, warehouse):
            moved += count
            if time.monotonic() >= until or (stop is not None and stop.is_set()):
                break
        if moved:
            link_and_resolve(stores, warehouse)
        seal_inbox(stores, warehouse, now_utc())
    return moved


def _has_work(stores: Stores) -> bool:
    with stores.records.read() as connection:
        return bool(inbox_records.pending(connection)) or is_seal_due(connection, now_utc())


class Loader:
    """Runs rounds in a thread of its own until it is stopped.

    Args:
        stores: The workspace.
    """

    def __init__(self, stores: Stores) -> None:
        self._stores = stores
        self._stop = threading.Event()
        self.trouble: str | None = None
        self._thread = threading.Thread(target=self._run, name="loader", daemon=True)
        self._thread.start()

    def stop(self, wait_seconds: float) -> bool:
        """Finish the page at hand and end; whether it did in time.

        What it leaves undone, the next start does: it is killed as safely as it is stopped.
        """
        self._stop.set()
        self._thread.join(wait_seconds)
        return not self._thread.is_alive()

    def _run(self) -> None:
        is_first = True
        while not self._stop.is_set():
            begun = time.monotonic()
            try:
                load_round(self._stores, stop=self._stop, is_first=is_first)
                self.trouble, is_first = None, False
                took = time.monotonic() - begun
                beyond = took - _SHORT_ROUND_SECONDS
                pause = min(max(_SHORTEST_PAUSE_SECONDS, beyond), _LONGEST_PAUSE_SECONDS)
            except WorkspaceHeld:
                pause = _SHORTEST_PAUSE_SECONDS
            except PercorsoError as failure:
                pause = self._fails(str(failure))
            except Exception as failure:  # noqa: BLE001 - a loader that died would load no more
                _LOG.exception("The loader met a fault of ours, and tries again.")
                pause = self._fails(repr(failure))
            self._stop.wait(pause)

    def _fails(self, trouble: str) -> float:
        if trouble != self.trouble:
            _LOG.warning("Loading waits: %s", trouble)
        self.trouble = trouble
        return _PAUSE_AFTER_FAILURE_SECONDS
