"""Who is who, as people rule it: join, part, split, take back, and what stands for nobody."""

from dataclasses import dataclass
from datetime import UTC, datetime

from percorso.domain.errors import NotFoundError
from percorso.domain.identifiers import masked
from percorso.store.records import customers as customer_records
from percorso.store.records import rulings as ruling_records
from percorso.store.records import sources as source_records
from percorso.store.records.blocks import Block, add_block, blocks, remove_block
from percorso.store.records.database import RecordsConnection
from percorso.store.records.rulings import APART, SAME, WITHDRAWN
from percorso.store.warehouse import Warehouse
from percorso.workspace.catching_up import catch_up
from percorso.workspace.finding import written_keys
from percorso.workspace.ruling import Ruled, rule_pair, split
from percorso.workspace.stores import Stores
from percorso.workspace.who_is_who import link_and_resolve


class NotBlocked(NotFoundError):
    """A value that is to link again, and does."""

    def __init__(self, value: str) -> None:
        self.value = value
        super().__init__(
            f"{value!r} is not on the list of values that link nobody. "
            "See the list: percorso identity blocked"
        )


@dataclass(frozen=True, slots=True)
class RulingTold:
    """A word on two identifiers that holds now; they are masked unless asked for in clear."""

    one: str
    other: str
    verdict: str
    actor: str
    reason: str
    ruled_at: datetime


class IdentityDesk:
    """Who is who in one workspace."""

    def __init__(self, stores: Stores) -> None:
        self._stores = stores

    def join(self, one: str, other: str, *, actor: str = "", reason: str = "") -> Ruled:
        """Rule that two identifiers are one person; the rails hold all the same.

        Args:
            one: Any identifier, as a file may write it.
            other: Another.
            actor: Who says so.
            reason: Why.

        Raises:
            IdentifierUnknown: one of them is nowhere.
            SameIdentifier: both are one.
            BrowserIsNoPerson: one is a browser.
        """
        return rule_pair(self._stores, one, other, SAME, actor, reason)

    def part(self, one: str, other: str, *, actor: str = "", reason: str = "") -> Ruled:
        """Rule that two identifiers are two persons, whatever connects them.

        The customer parts at the weakest link between the two, and each side takes back the id
        and the history it had.

        Args:
            one: Any identifier, as a file may write it.
            other: Another.
            actor: Who says so.
            reason: Why.

        Raises:
            IdentifierUnknown: one of them is nowhere.
            SameIdentifier: both are one.
        """
        return rule_pair(self._stores, one, other, APART, actor, reason)

    def withdraw(self, one: str, other: str, *, actor: str = "", reason: str = "") -> Ruled:
        """Take a word on two identifiers back: what was seen of them counts again, alone.

        Args:
            one: Any identifier, as a file may write it.
            other: Another.
            actor: Who says so.
            reason: Why.

        Raises:
            IdentifierUnknown: one of them is nowhere.
            NothingRuled: there is no word to take back.
        """
        return rule_pair(self._stores, one, other, WITHDRAWN, actor, reason)

    def split(self, customer: str, *named: str, actor: str = "", reason: str = "") -> Ruled:
        """Take some identifiers out of a customer, never to be one with the others again.

        Args:
            customer: Its id, or any identifier.
            named: The identifiers to take out.
            actor: Who says so.
            reason: Why.

        Raises:
            CustomerUnknown: nobody has this id or identifier.
            IdentifierUnknown: an identifier is nowhere.
            NotOfThisCustomer: an identifier is another customer's.
            SplitNamesNobody: none is named, or all are.
        """
        return split(self._stores, customer, named, actor, reason)

    def rulings(self, *, clear: bool = False) -> list[RulingTold]:
        """The words on who is who that hold now, the newest first."""
        with self._stores.records.read() as connection:
            found = sorted(
                ruling_records.rulings(connection), key=lambda one: one.ruled_at, reverse=True
            )
            return [
                RulingTold(
                    _told(connection, one.pair[0], clear=clear),
                    _told(connection, one.pair[1], clear=clear),
                    one.verdict,
                    one.actor,
                    one.reason,
                    one.ruled_at,
                )
                for one in found
            ]

    def block(self, value: str, *, actor: str = "") -> list[str]:
        """Let a value link nobody: an address of the shop's own, `@shop.example` for all of them.

        Args:
            value: An identifier as a file may write it, or a domain after its @.
            actor: Who says so.

        Returns:
            What stands on the list for it.
        """
        with self._stores.hold(to_write=True) as warehouse:
            catch_up(self._stores, warehouse)
            values = self._values(value, warehouse)
            with self._stores.records.write() as connection:
                for one in values:
                    add_block(connection, Block(one, actor, datetime.now(UTC)))
            link_and_resolve(self._stores, warehouse)
        return values

    def unblock(self, value: str) -> None:
        """Let a value link again.

        Args:
            value: As it stands on the list, or as it was blocked.

        Raises:
            NotBlocked: it is not on the list.
        """
        with self._stores.hold(to_write=True) as warehouse:
            catch_up(self._stores, warehouse)
            values = {value.strip().lower(), *self._values(value, warehouse)}
            with self._stores.records.write() as connection:
                gone = [remove_block(connection, one) for one in sorted(values)]
            if not any(gone):
                raise NotBlocked(value)
            link_and_resolve(self._stores, warehouse)

    def blocked(self) -> list[Block]:
        """The values that link nobody by the company's own word."""
        with self._stores.records.read() as connection:
            return blocks(connection)

    def _values(self, value: str, warehouse: Warehouse) -> list[str]:
        """A value as identifiers of each kind are kept."""
        if value.strip().startswith("@"):
            return [value.strip().lower()]
        with self._stores.records.read() as connection:
            sources = source_records.sources(connection)
        written = written_keys(self._stores, value, sources, warehouse)
        found = {one.clear.lower() for one in written if one.type not in _OF_A_SOURCE}
        return sorted(found) or [value.strip().lower()]


# Cases belong to a source each: none is the shop's own.
_OF_A_SOURCE = frozenset({"case_id"})


def _told(connection: RecordsConnection, key: str, *, clear: bool) -> str:
    found = customer_records.known_identifier(connection, key)
    if found is None or found.clear_value is None:
        return "?"
    return f"{found.type} {found.clear_value if clear else masked(found.clear_value)}"
