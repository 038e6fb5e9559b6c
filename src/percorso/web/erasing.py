"""Persons who are being forgotten, one after the other, while the pages go on answering."""

import secrets
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field

from percorso.domain.erasure import ErasureReport
from percorso.workspace import Workspace
from percorso.workspace.rights.erasing import STEPS

_MOST_KEPT = 100


@dataclass(slots=True)
class Erasing:
    """One person who is being forgotten.

    Attributes:
        step: Which of the steps is done at the moment, from 0; None before the first.
        share: How much of the whole is done, 0..1.
        result: What became of it.
    """

    step: int | None = None
    share: float = 0.0
    result: "Future[ErasureReport]" = field(default_factory=Future)

    def tell(self, what: str, share: float) -> None:
        """Note how far it is; what comes before the steps is none of them."""
        if what in STEPS:
            self.step = STEPS.index(what)
            self.share = (self.step + share) / len(STEPS)


class Erasings:
    """Who is being forgotten, and what became of those before.

    Args:
        workspace: Whose.
        on_erased: Called after each, on its thread: no map that was computed holds any more.
    """

    def __init__(self, workspace: Workspace, on_erased: Callable[[], None]) -> None:
        self._workspace = workspace
        self._on_erased = on_erased
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="erasure")
        self._kept: OrderedDict[str, Erasing] = OrderedDict()

    def start(self, id_: str, *, actor: str, reason: str) -> str:
        """Begin to forget somebody; the token it is known by, which names nobody."""
        token, one = secrets.token_urlsafe(12), Erasing()
        self._kept[token] = one
        one.result = self._worker.submit(self._erase, one, id_, actor, reason)
        while len(self._kept) > _MOST_KEPT:
            self._kept.popitem(last=False)
        return token

    def find(self, token: str) -> Erasing | None:
        """The one of a token."""
        return self._kept.get(token)

    def _erase(self, one: Erasing, id_: str, actor: str, reason: str) -> ErasureReport:
        erasure = self._workspace.erasure
        report = erasure.erase(id_, actor=actor, reason=reason, on_progress=one.tell)
        self._on_erased()
        return report
