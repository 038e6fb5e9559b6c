"""What a person rules about who is who, and which customers come of it."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import product
from typing import Any

from percorso.domain.errors import InputError, NotFoundError
from percorso.domain.identifiers import masked
from percorso.identity.clusters import DEVICE
from percorso.store.query import Query
from percorso.store.records import customers as customer_records
from percorso.store.records import sources as source_records
from percorso.store.records.customers import KnownIdentifier
from percorso.store.records.rulings import APART, SAME, WITHDRAWN, Ruling, rulings
from percorso.store.warehouse import Warehouse
from percorso.workspace.arrivals.who_is_who import link_and_resolve
from percorso.workspace.people.finding import customer_no_of, written_keys
from percorso.workspace.restoring import bring_up
from percorso.workspace.stores import Stores


class IdentifierUnknown(NotFoundError):
    """No identifier is written so."""

    def __init__(self, text: str) -> None:
        self.text = text
        super().__init__(
            f"No customer number, e-mail, phone, loyalty card, case or browser known here is "
            f"written {text!r}. See what a customer has: percorso customer WHO --clear"
        )


class SameIdentifier(InputError):
    """A word on an identifier and itself."""

    def __init__(self, text: str) -> None:
        self.text = text
        super().__init__(f"Two identifiers are wanted, and {text!r} is one. Name another.")


class BrowserIsNoPerson(InputError):
    """Somebody wants a browser to be a person for good."""

    def __init__(self, text: str) -> None:
        self.text = text
        super().__init__(
            f"{text!r} is a browser, and whoever sits before it is somebody else tomorrow: it is "
            "given to who logs in. Name two of customer number, e-mail, phone and loyalty card."
        )


class NothingRuled(NotFoundError):
    """Nobody has said anything about two identifiers."""

    def __init__(self, one: str, other: str) -> None:
        self.pair = one, other
        super().__init__(
            f"Nobody has said that {one!r} and {other!r} are one person or two. "
            "See what was said: percorso identity rulings"
        )


class SplitNamesNobody(InputError):
    """A split that names no part of a customer, or all of it."""

    def __init__(self, customer: str, named: Sequence[str]) -> None:
        self.customer = customer
        self.named = tuple(named)
        super().__init__(
            f"A split names some of a customer's identifiers, not all; got {', '.join(named)}. "
            f"See them: percorso customer {customer} --clear"
        )


class NotOfThisCustomer(InputError):
    """An identifier that is another customer's."""

    def __init__(self, customer: str, text: str) -> None:
        self.customer = customer
        self.text = text
        super().__init__(
            f"{text!r} is not an identifier of {customer}. "
            f"See those that are: percorso customer {customer} --clear"
        )


@dataclass(frozen=True, slots=True)
class CustomerNow:
    """A customer after a ruling: its id, its identifiers (masked), how many contacts it has."""

    id: str
    identifiers: tuple[str, ...]
    contacts: int


@dataclass(frozen=True, slots=True)
class Ruled:
    """What came of a ruling.

    Attributes:
        customers: Whom the named identifiers are now, the oldest first.
        is_followed: Whether those ruled to be one are: a rail may hold them apart.
    """

    customers: tuple[CustomerNow, ...]
    is_followed: bool

    def as_json(self) -> dict[str, Any]:
        """The same as `--json` prints it."""
        customers = [
            {"id": one.id, "identifiers": list(one.identifiers), "contacts": one.contacts}
            for one in self.customers
        ]
        return {"customers": customers, "followed": self.is_followed}


def rule_pair(stores: Stores, one: str, other: str, verdict: str, actor: str, reason: str) -> Ruled:
    """Rule that two identifiers are one person, or two, or take such a word back.

    Raises:
        IdentifierUnknown: one of them is nowhere.
        SameIdentifier: both are one.
        BrowserIsNoPerson: one is a browser and is to be the same.
        NothingRuled: there is no word to take back.
    """
    with stores.hold(to_write=True) as warehouse:
        bring_up(stores, warehouse)
        pair = [known_identifier(stores, text, warehouse) for text in (one, other)]
        if pair[0].key == pair[1].key:
            raise SameIdentifier(other)
        for found, text in zip(pair, (one, other), strict=True):
            if verdict == SAME and found.type == DEVICE:
                raise BrowserIsNoPerson(text)
        keys = _in_order(pair[0].key, pair[1].key)
        if verdict == WITHDRAWN and keys not in _ruled_pairs(stores):
            raise NothingRuled(one, other)
        return rule_pairs(stores, warehouse, [keys], verdict, actor, reason)


def split(stores: Stores, customer: str, named: Sequence[str], actor: str, reason: str) -> Ruled:
    """Take some identifiers out of a customer: they are never one with the others again.

    Raises:
        IdentifierUnknown: one is nowhere.
        NotOfThisCustomer: one is another customer's.
        SplitNamesNobody: none of them is named, or all are.
    """
    with stores.hold(to_write=True) as warehouse:
        bring_up(stores, warehouse)
        no = customer_no_of(stores, customer, warehouse)
        with stores.records.read() as connection:
            held = customer_records.identifiers_of(connection, no)
        theirs = {one.key for one in held}
        out = []
        for text in named:
            found = known_identifier(stores, text, warehouse)
            if found.key not in theirs:
                raise NotOfThisCustomer(customer, text)
            out.append(found)
        pairs = _across(out, [one for one in held if one not in out])
        if not pairs:
            raise SplitNamesNobody(customer, named)
        return rule_pairs(stores, warehouse, pairs, APART, actor, reason)


def known_identifier(stores: Stores, text: str, warehouse: Warehouse) -> KnownIdentifier:
    """The identifier that is written so, of the strongest kind it is known as.

    Raises:
        IdentifierUnknown: there is none.
    """
    with stores.records.read() as connection:
        sources = source_records.sources(connection)
    for written in written_keys(stores, text, sources, warehouse):
        with stores.records.read() as connection:
            found = customer_records.known_identifier(connection, written.key)
        if found is not None:
            return found
    raise IdentifierUnknown(text)


def _in_order(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one < other else (other, one)


def _across(
    out: Collection[KnownIdentifier], rest: Collection[KnownIdentifier]
) -> list[tuple[str, str]]:
    """Pairs of what is taken out and what stays; a browser goes with who logs in on it.

    Only a browser that is itself named is parted from the others.
    """
    if all(one.type == DEVICE for one in rest):
        return []
    stays = [one.key for one in rest if one.type != DEVICE]
    return sorted({_in_order(one.key, other) for one, other in product(out, stays)})


def _ruled_pairs(stores: Stores) -> set[tuple[str, str]]:
    with stores.records.read() as connection:
        return {one.pair for one in rulings(connection)}


def rule_pairs(
    stores: Stores, warehouse: Warehouse, pairs: Sequence[tuple[str, str]], verdict: str,
    actor: str, reason: str,
) -> Ruled:  # fmt: skip
    """Write one verdict on pairs of keys, and let the customers follow.

    Args:
        stores: The workspace.
        warehouse: Held to write, and caught up.
        pairs: Keys of identifiers, each pair in their order.
        verdict: `same`, `apart` or `withdrawn`.
        actor: Who says so.
        reason: Why.
    """
    now = datetime.now(UTC)
    new = [Ruling(pair, verdict, actor, reason, now) for pair in pairs]
    link_and_resolve(stores, warehouse, new)
    customers = _customers_of(stores, warehouse, {key for pair in pairs for key in pair})
    return Ruled(customers, verdict != SAME or len(customers) == 1)


def _customers_of(
    stores: Stores, warehouse: Warehouse, keys: Iterable[str]
) -> tuple[CustomerNow, ...]:
    found = []
    with stores.records.read() as connection:
        links = customer_records.links_of_keys(connection, sorted(keys))
        for no in sorted({one.customer_no for one in links if one.since_at is None}):
            identifiers = customer_records.identifiers_of(connection, no)
            found.append(
                CustomerNow(
                    customer_records.customer_id_of(connection, no),
                    tuple(f"{one.type} {masked(one.clear_value or '')}" for one in identifiers),
                    int(warehouse.value(_contacts_of(no))),
                )
            )
    return tuple(found)


def _contacts_of(customer_no: int) -> Query:
    return Query("select count(*) from resolved where customer_no = $no", {"no": customer_no})
