"""The door to forgetting: what would go, erasing, letting come in again, and the log."""

from collections.abc import Sequence

from percorso.domain.erasure import ErasureReport
from percorso.store.records import erasures
from percorso.store.records.erasures import Erasure
from percorso.store.records.retention import RUN
from percorso.workspace.progress import OnProgress, silent
from percorso.workspace.rights.erasing import Wish, erase_persons
from percorso.workspace.rights.lifting import let_in_again
from percorso.workspace.stores import Stores


class ErasureDesk:
    """Forgets persons of one workspace."""

    def __init__(self, stores: Stores) -> None:
        self._stores = stores

    def plan(self, *names: str, on_progress: OnProgress = silent) -> ErasureReport:
        """What would go with some persons; nothing of them is touched.

        Args:
            names: Ids, or any identifiers as a file may write them.
            on_progress: Called with what is being done and the share done.

        Raises:
            CustomerUnknown: none of them is anybody's.
            SeveralCustomers: a name stands for several customers.
        """
        return erase_persons(self._stores, Wish(names, is_dry=True), on_progress)

    def erase(
        self, *names: str, actor: str = "", reason: str = "", on_progress: OnProgress = silent
    ) -> ErasureReport:
        """Forget persons, all in one go, wherever the workspace holds them.

        Args:
            names: Ids, or any identifiers as a file may write them.
            actor: Who does it; kept in the log.
            reason: What it rests on, such as a letter; kept in the log: name nobody in it.
            on_progress: Called with what is being done and the share done.

        Raises:
            CustomerUnknown: none of them is anybody's.
            SeveralCustomers: a name stands for several customers.
        """
        return erase_persons(self._stores, Wish(names, actor, reason), on_progress)

    def lift(self, *names: str, actor: str = "", reason: str = "") -> int:
        """Let what persons do from now on come in again: they came back, and want to be known.

        What happened before stays dropped, whenever it comes.

        Args:
            names: Identifiers as a file may write them.
            actor: Who does it; kept in the log.
            reason: What it rests on; kept in the log.

        Returns:
            How many identifiers count again.

        Raises:
            NotErased: nobody was erased who was known by one of them.
        """
        return let_in_again(self._stores, Wish(names, actor, reason))

    def log(self) -> Sequence[Erasure]:
        """Every erasure, oldest first: when, by whom, why, and how much; nobody is named."""
        with self._stores.records.read() as connection:
            found = erasures.erasures(connection)
        return [one for one in found if one.kind != RUN]
