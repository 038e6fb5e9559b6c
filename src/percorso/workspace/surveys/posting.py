"""Asks customers by mail as long as a server runs, beside its loader."""

import logging
import threading
import time

from percorso.domain.errors import PercorsoError
from percorso.workspace.stores import Stores, now_utc
from percorso.workspace.surveys.outbox import Outbox
from percorso.workspace.surveys.planning import plan_invitations

_LOG = logging.getLogger("percorso")
_PLAN_SECONDS = 60.0
_SEND_SECONDS = 15.0
_LET_GO_SECONDS = 2.0


class SurveyPost:
    """Plans between the rounds of a loader, and sends beside them.

    So a slow mail server holds no message up.

    Args:
        stores: The workspace. Where no mail server or no public address is set, nothing is done.
    """

    def __init__(self, stores: Stores) -> None:
        settings = stores.settings
        self._stores = stores
        self._is_on = bool(settings.smtp_host and settings.public_url)
        self._stop = threading.Event()
        self._next_plan = 0.0
        self._thread: threading.Thread | None = None

    def plan(self) -> None:
        """Plan now and then who is asked; the first time, begin to send."""
        if not self._is_on or time.monotonic() < self._next_plan:
            return
        self._next_plan = time.monotonic() + _PLAN_SECONDS
        plan_invitations(self._stores, now_utc())
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="outbox", daemon=True)
            self._thread.start()

    def end(self) -> None:
        """Let the letter at hand leave; what is cut short is parked at the next start."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join(_LET_GO_SECONDS)

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                Outbox(self._stores).send_due(stop=self._stop)
            except PercorsoError as failure:
                _LOG.warning("Surveys wait to be sent: %s", failure)
            except Exception:  # noqa: BLE001 - an outbox that died would send no more
                _LOG.exception("The outbox met a fault of ours, and tries again.")
            self._stop.wait(_SEND_SECONDS)
