"""Moves the inbox on, round after round, as long as a server runs."""

import logging
import threading
import time
from collections.abc import Callable

from percorso.domain.errors import PercorsoError
from percorso.store.lock import WorkspaceHeld
from percorso.store.records import inbox as inbox_records
from percorso.workspace.arrivals.catching_up import catch_up
from percorso.workspace.arrivals.inbox_loading import MOST_MESSAGES, load_inbox
from percorso.workspace.arrivals.sealing import is_seal_due, seal_inbox
from percorso.workspace.arrivals.who_is_who import link_and_resolve
from percorso.workspace.follow_ups.telling import tell_owners
from percorso.workspace.progress import OnProgress, silent
from percorso.workspace.rights.daily import follow_rules_daily
from percorso.workspace.stores import Stores, now_utc
from percorso.workspace.surveys.posting import SurveyPost

_LOG = logging.getLogger("percorso")
# A round gathers for a while, or until somebody waits, links once, and leaves the warehouse to
# others. Where linking takes long, the pause is as long as what is beyond a short round.
# Where more than a page waits it gathers longer: linking once costs less than linking each page.
_ROUND_SECONDS = 1.5
_ROUND_BEHIND_SECONDS = 4.0
_SHORT_ROUND_SECONDS = 3.0
_SHORTEST_PAUSE_SECONDS = 0.3
_LONGEST_PAUSE_SECONDS = 30.0
_PAUSE_AFTER_FAILURE_SECONDS = 5.0
# Owners are told of follow-ups so often: well within five minutes of a bad answer.
_TELL_SECONDS = 60.0
# Whether what is done once a day is due is looked at so often.
_LOOK_SECONDS = 600.0
# The index of a day is told once a server has run so long.
_SETTLED_SECONDS = 60.0
_BEGINS = "it begins"


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
    """Load what waits for a while, or until a command waits; link once, and seal what is due.

    Args:
        stores: The workspace.
        on_progress: Called with what is being done and the share done.
        stop: Set when the round is to end after the page at hand.
        is_first: Whether a round before may have left something undone.

    Returns:
        How many batches were moved; 0 where nothing waited.
    """
    if not is_first and not _has_work(stores):
        return 0
    begun = time.monotonic()
    moved = 0
    with stores.hold(to_write=True, lets_go=True) as warehouse:
        catch_up(stores, warehouse, on_progress)
        while count := load_inbox(stores, warehouse):
            moved += count
            is_told = stop is not None and stop.is_set()
            if is_told or _is_over(stores, time.monotonic() - begun) or stores.is_awaited():
                break
        if moved:
            link_and_resolve(stores, warehouse)
        seal_inbox(stores, warehouse, now_utc())
    return moved


def _is_over(stores: Stores, seconds: float) -> bool:
    """Whether a round has gathered for long enough."""
    if seconds < _ROUND_SECONDS or seconds >= _ROUND_BEHIND_SECONDS:
        return seconds >= _ROUND_SECONDS
    with stores.records.read() as connection:
        waiting = inbox_records.pending(connection).values()
    return all(one.messages <= MOST_MESSAGES for one in waiting)


def _has_work(stores: Stores) -> bool:
    with stores.records.read() as connection:
        return bool(inbox_records.pending(connection)) or is_seal_due(connection, now_utc())


class Loader:
    """Runs rounds until it is told to end.

    Args:
        stores: The workspace.
    """

    def __init__(self, stores: Stores) -> None:
        self._stores = stores
        self._stop = threading.Event()
        self._trouble: str | None = _BEGINS
        self._next_look = 0.0
        self._post = SurveyPost(stores)
        self._next_night = time.monotonic() + _SETTLED_SECONDS
        self._next_letters = 0.0

    def end(self) -> None:
        """Let it finish the page at hand and end."""
        self._stop.set()

    def _keep_rules(self) -> None:
        """Look now and then whether today's look at what is too old is due."""
        if time.monotonic() >= self._next_look:
            follow_rules_daily(self._stores, now_utc())
            self._next_look = time.monotonic() + _LOOK_SECONDS

    def _tell_index(self) -> None:
        """Look now and then whether the Happy Index of today was told."""
        if time.monotonic() >= self._next_night:
            # What counts takes long to import, and a server that begins has others to answer.
            from percorso.workspace.people.happy_night import tell_nightly

            tell_nightly(self._stores, now_utc())
            self._next_night = time.monotonic() + _LOOK_SECONDS

    def _tell_owners(self) -> None:
        """Send owners, now and then, what was opened for them."""
        if time.monotonic() >= self._next_letters:
            tell_owners(self._stores)
            self._next_letters = time.monotonic() + _TELL_SECONDS

    def run(self, say: Callable[[str | None], None]) -> None:
        """Load what comes.

        Args:
            say: Called with what hinders it after the first round, and where that has changed; None
                is nothing.
        """
        # What a round has counted and could not store is no work that is seen to wait.
        is_first = True
        while not self._stop.is_set():
            begun = time.monotonic()
            trouble = None
            try:
                load_round(self._stores, stop=self._stop, is_first=is_first)
                is_first = False
                self._keep_rules()
                self._post.plan()
                self._tell_index()
                self._tell_owners()
                beyond = time.monotonic() - begun - _SHORT_ROUND_SECONDS
                pause = min(max(_SHORTEST_PAUSE_SECONDS, beyond), _LONGEST_PAUSE_SECONDS)
            except WorkspaceHeld:
                trouble, pause = self._trouble, _SHORTEST_PAUSE_SECONDS
            except PercorsoError as failure:
                trouble, pause, is_first = str(failure), _PAUSE_AFTER_FAILURE_SECONDS, True
            except Exception as failure:  # noqa: BLE001 - a loader that died would load no more
                _LOG.exception("The loader met a fault of ours, and tries again.")
                trouble, pause, is_first = repr(failure), _PAUSE_AFTER_FAILURE_SECONDS, True
            if trouble != self._trouble:
                self._trouble = trouble
                say(trouble)
            self._stop.wait(pause)
        self._post.end()
