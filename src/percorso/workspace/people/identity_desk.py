"""Who is who, as people rule it: join, part, split, take back, and what stands for nobody."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal

from percorso.domain.errors import NotFoundError
from percorso.domain.identifiers import masked
from percorso.domain.why import Why
from percorso.store.records import customers as customer_records
from percorso.store.records import rulings as ruling_records
from percorso.store.records.blocks import Block, add_block, blocks, remove_block
from percorso.store.records.database import RecordsConnection
from percorso.store.records.rulings import APART, SAME, WITHDRAWN
from percorso.workspace.arrivals.who_is_who import link_and_resolve
from percorso.workspace.people.blocking import values_of
from percorso.workspace.people.machines import (
    MachineTold,
    machines_found,
    say_person,
    withdraw_person,
)
from percorso.workspace.people.ruling import Ruled, rule_pair, split
from percorso.workspace.people.trying import RuleChange, Tried, try_change
from percorso.workspace.people.why import why_customer, why_two
from percorso.workspace.restoring import bring_up
from percorso.workspace.stores import Stores

if TYPE_CHECKING:
    from percorso.workspace.people.candidates import Judged, Queue


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

    def why(
        self, one: str, other: str | None = None, *, clear: bool = False,
        language: Literal["it", "en"] | None = None,
    ) -> Why:  # fmt: skip
        """Why all that points to a customer does; or how two identifiers hang together.

        Args:
            one: A customer's id, or any identifier as a file may write it.
            other: Another identifier: the way from the first to it is told.
            clear: Whether identifiers are told in clear and not masked.
            language: Of the sentences made of it; None is the setting's.

        Returns:
            The contract `percorso.why/1`.

        Raises:
            CustomerUnknown: nobody has this id or identifier.
            SeveralCustomers: the identifier stands for several customers.
            IdentifierUnknown: one of the two is nowhere.
            SameIdentifier: both are one.
        """
        spoken = "en" if (language or self._stores.settings.language) == "en" else "it"
        if other is None:
            return why_customer(self._stores, one, spoken, clear=clear)
        return why_two(self._stores, one, other, spoken, clear=clear)

    def try_change(self, change: RuleChange) -> Tried:
        """What other rules of who is who would do to the customers; changes nothing.

        Args:
            change: What is to be different.

        Raises:
            NothingTried: it changes nothing.
            KindUnknown: there is no such kind of identifier.
            LimitUnreadable: a limit is not written as one.
        """
        return try_change(self._stores, change)

    def find_candidates(self, *, least: float = 0.5) -> None:
        """Look for customers who may be one person, and put them in the queue.

        Args:
            least: Pairs less likely than this are left out, 0..1.

        Raises:
            IdentityExtraMissing: Splink is not installed.
        """
        from percorso.workspace.people.candidates import find_candidates

        find_candidates(self._stores, least)

    def candidates(self, *, clear: bool = False) -> "Queue":
        """The pairs that wait for a word, the likeliest first, and how the model has done.

        Args:
            clear: Whether names and identifiers are told in clear and not masked.
        """
        from percorso.workspace.people.candidates import queue

        return queue(self._stores, clear=clear)

    def accept(self, *numbers: int, actor: str = "", reason: str = "") -> "list[Judged]":
        """Rule that pairs of the queue are one person each; the rails hold all the same.

        Args:
            numbers: Of the pairs.
            actor: Who says so.
            reason: Why.

        Raises:
            CandidateUnknown: no such pair waits.
        """
        from percorso.workspace.people.candidates import judge_candidates

        return judge_candidates(self._stores, numbers, SAME, actor, reason)

    def reject(self, *numbers: int, actor: str = "", reason: str = "") -> "list[Judged]":
        """Rule that pairs of the queue are two persons each; they are never proposed again.

        Args:
            numbers: Of the pairs.
            actor: Who says so.
            reason: Why.

        Raises:
            CandidateUnknown: no such pair waits.
        """
        from percorso.workspace.people.candidates import judge_candidates

        return judge_candidates(self._stores, numbers, APART, actor, reason)

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
            bring_up(self._stores, warehouse)
            values = values_of(self._stores, value, warehouse)
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
            bring_up(self._stores, warehouse)
            values = {value.strip().lower(), *values_of(self._stores, value, warehouse)}
            with self._stores.records.write() as connection:
                gone = [remove_block(connection, one) for one in sorted(values)]
            if not any(gone):
                raise NotBlocked(value)
            link_and_resolve(self._stores, warehouse)

    def blocked(self) -> list[Block]:
        """The values that link nobody by the company's own word."""
        with self._stores.records.read() as connection:
            return blocks(connection)

    def machines(self, *, clear: bool = False) -> list[MachineTold]:
        """The identifiers that behave like machines, and why; the newest first."""
        return machines_found(self._stores, clear=clear)

    def say_person(self, identifier: str, *, actor: str = "", reason: str = "") -> None:
        """Count what an identifier sends as a person's, whatever it behaves like.

        Args:
            identifier: As a message may write it.
            actor: Who says so.
            reason: Why.

        Raises:
            IdentifierUnknown: it is nowhere.
        """
        say_person(self._stores, identifier, actor=actor, reason=reason)

    def withdraw_person(self, identifier: str, *, actor: str = "", reason: str = "") -> None:
        """Judge an identifier again by what it behaves like.

        Args:
            identifier: As a message may write it.
            actor: Who says so.
            reason: Why.

        Raises:
            NotSaidToBeAPerson: nobody said otherwise.
        """
        withdraw_person(self._stores, identifier, actor=actor, reason=reason)


def _told(connection: RecordsConnection, key: str, *, clear: bool) -> str:
    found = customer_records.known_identifier(connection, key)
    if found is None or found.clear_value is None:
        return "?"
    return f"{found.type} {found.clear_value if clear else masked(found.clear_value)}"
