"""Lets persons come in again who were erased and came back."""

from percorso.domain.access import Actor
from percorso.domain.errors import NotFoundError
from percorso.store.records import erasures
from percorso.store.records import sources as source_records
from percorso.workspace.account import account
from percorso.workspace.noting import note
from percorso.workspace.people.finding import in_memory, written_keys
from percorso.workspace.rights.erasing import Wish
from percorso.workspace.stores import Stores, now_utc


class NotErased(NotFoundError):
    """Nobody was erased who was known so."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(
            f"Nobody was erased who was known by {name!r}: what comes under it is not dropped."
        )


def let_in_again(stores: Stores, wish: Wish) -> int:
    """Let what persons do from now on come in; returns how many identifiers count again.

    Raises:
        NotErased: nobody was erased who was known by one of them.
    """
    with stores.records.read() as connection:
        sources = source_records.sources(connection)
    keys: set[str] = set()
    with in_memory(stores) as engine, stores.records.read() as connection:
        for name in wish.names:
            written = [one.key for one in written_keys(stores, name, sources, engine)]
            held = erasures.tombstones_of(connection, written)
            if not held:
                raise NotErased(name)
            keys |= {one.key for one in held}
    now = now_utc()
    with stores.records.write() as connection:
        erasures.lift_tombstones(connection, keys, now)
        erasures.begin_erasure(
            connection, "lift", actor=wish.actor, reason=wish.reason,
            told={"identifiers": len(keys)}, at=now, done_at=now,
        )  # fmt: skip
        by = Actor(wish.actor or account())
        note(stores, connection, by, "erasure_lifted", told={"identifiers": str(len(keys))}, at=now)
    return len(keys)
