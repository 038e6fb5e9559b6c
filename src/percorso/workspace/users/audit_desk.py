"""The log of what people did: read, and held against tampering."""

from collections.abc import Mapping

from percorso.domain.access import Actor
from percorso.store.records import audit
from percorso.store.records.audit import Chain, Entry
from percorso.workspace.noting import note
from percorso.workspace.stores import Stores, now_utc

__all__ = ["AuditDesk", "Chain", "Entry"]


class AuditDesk:
    """The log of one workspace."""

    def __init__(self, stores: Stores) -> None:
        self._stores = stores

    def note(
        self, by: Actor, act: str, subject: str = "", told: Mapping[str, str] | None = None
    ) -> None:  # fmt: skip
        """Note an act that was done.

        Args:
            by: Who did it.
            act: Key of what was done.
            subject: To whom or what.
            told: More of it, never a secret.
        """
        with self._stores.records.write() as connection:
            note(self._stores, connection, by, act, subject, told, at=now_utc())

    def entries(self, most: int = 100, before: int | None = None) -> list[Entry]:
        """The last entries, the newest first; those before a number, where one is given."""
        with self._stores.records.read() as connection:
            return audit.entries(connection, most, before)

    def chain(self) -> Chain:
        """Whether an entry was changed, or one is missing before another."""
        with self._stores.records.read() as connection:
            return audit.chain(connection, self._stores.secret)
