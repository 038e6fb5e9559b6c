"""Brings the log of links up to what the interactions say, minting customers where needed."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice, repeat

import numpy as np
import numpy.typing as npt

from percorso.identity.clusters import RULED_APART
from percorso.identity.constraints import NO_CONSTRAINTS, Constraints
from percorso.identity.customer_numbers import NOBODY, Claims, known_customers
from percorso.identity.devices import device_windows
from percorso.identity.evidence import Evidence, Integers, read_evidence
from percorso.identity.evidence_sql import device_history
from percorso.identity.newcomers_sql import CONTACTS_WITH_CHANGED
from percorso.identity.persons import DEVICE_TYPE, Persons, persons
from percorso.store.records.customers import (
    OF_WHAT_WAS_SEEN,
    Because,
    Link,
    add_links,
    current_links,
    last_customer_no,
    mint_customers,
    note_possible_same_person,
)
from percorso.store.records.database import RecordsConnection
from percorso.store.records.remembered import NOTHING_REMEMBERED, Remembered
from percorso.store.warehouse import Warehouse

_EPOCH = datetime(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Clock:
    """The effects linking needs: the time, and fresh customer ids."""

    now: datetime
    new_customer_id: Callable[[], str]


@dataclass(frozen=True, slots=True, eq=False)
class Links:
    """The links that hold: each identifier's customer, and windows of shared devices.

    Attributes:
        evidence: The identifiers.
        customer_of: Their customer numbers, shape (identifiers,).
        windows: In whose hands a shared device was, and when.
        shut_out: Places of identifiers that stand for nobody.
    """

    evidence: Evidence
    customer_of: Integers
    windows: list[Link]
    shut_out: Integers


@dataclass(frozen=True, slots=True, eq=False)
class Held:
    """What held before: the customer of each identifier, 0 for none, and windows of devices."""

    customer_of: Integers
    windows: list[Link]


@dataclass(frozen=True, slots=True, eq=False)
class People:
    """Who the interactions say is one person; found without a hold on the records.

    Attributes:
        evidence: The identifiers.
        persons: Their partition.
        held: What held before; None where only the records know.
    """

    evidence: Evidence
    persons: Persons
    held: Held | None = None


def people_of(
    warehouse: Warehouse, constraints: Constraints = NO_CONSTRAINTS,
    remembered: Remembered = NOTHING_REMEMBERED,
) -> People:  # fmt: skip
    """Which identifiers are one person: the long part of linking, which writes nothing.

    Args:
        warehouse: Holds the interactions.
        constraints: What binds beside what was seen.
        remembered: What counts as seen beside these.
    """
    evidence = read_evidence(warehouse, remembered)
    return People(evidence, persons(evidence, constraints))


def link_identifiers(
    people: People, warehouse: Warehouse, connection: RecordsConnection, clock: Clock,
    because: Because = OF_WHAT_WAS_SEEN,
) -> Links:  # fmt: skip
    """Append the links that are new or changed; returns all links that hold now.

    What already holds is never rewritten: an identifier whose customer stays the same gets no
    new row. Of several known customers in one person the oldest number survives; where a person
    parts again, each takes back the number it had.
    """
    evidence, found = people.evidence, people.persons
    held = people.held or _held(evidence, current_links(connection))
    customer_of = _customers(evidence, found, held.customer_of, connection, clock)
    windows = _windows(warehouse, evidence, found, customer_of)
    changed = _changed(evidence, held, customer_of, windows, because, warehouse)
    add_links(connection, changed, because, at=clock.now)
    keys = evidence.keys
    refused = (
        (keys[a], keys[b], why) for a, b, why in found.kept_apart if why != RULED_APART
    )  # fmt: skip
    note_possible_same_person(connection, refused, clock.now)
    return Links(evidence, customer_of, windows, found.shut_out)


def _held(evidence: Evidence, links: Sequence[Link]) -> Held:
    """What the records say holds so far."""
    base = {link.identifier_key: link.customer_no for link in links if link.since_at is None}
    found = (base.get(key, NOBODY) for key in evidence.keys.tolist())
    customer_of = np.fromiter(found, dtype=np.int64, count=evidence.keys.size)
    return Held(customer_of, [link for link in links if link.since_at is not None])


def _customers(
    evidence: Evidence, found: Persons, held_of: Integers, connection: RecordsConnection,
    clock: Clock,
) -> Integers:  # fmt: skip
    """Each identifier's customer; known numbers go to the person of the oldest identifier first.

    A device that turns out to be shared leaves the number to the person it was taken for, and
    so does what stands for nobody.
    """
    yields = evidence.types == DEVICE_TYPE
    yields[found.shut_out] = True
    by_claim = np.lexsort((np.arange(held_of.size), evidence.first_us, yields))
    _, first_claim, person_of = np.unique(
        found.person_of[by_claim], return_index=True, return_inverse=True
    )
    # Persons numbered in the order of their oldest claim.
    rank = np.empty(first_claim.size, dtype=np.int64)
    rank[np.argsort(first_claim, kind="stable")] = np.arange(first_claim.size)
    person = rank[person_of]
    claims = Claims(person, held_of[by_claim], evidence.keys[by_claim], yields[by_claim])
    customer = known_customers(claims, first_claim.size, connection)
    fresh = np.flatnonzero(customer == NOBODY)
    customer[fresh] = last_customer_no(connection) + 1 + np.arange(fresh.size)
    mint_customers(
        connection,
        ((number, clock.new_customer_id()) for number in customer[fresh].tolist()),
        clock.now,
    )
    customer_of = np.empty(held_of.size, dtype=np.int64)
    customer_of[by_claim] = customer[person]
    return customer_of


def _windows(
    warehouse: Warehouse, evidence: Evidence, found: Persons, customer_of: Integers
) -> list[Link]:
    """Windows in which a shared device was in one person's hands."""
    if not found.shared_devices.size:
        return []
    warehouse.fill("shared_device", {"key": evidence.keys[found.shared_devices]})
    nobody = set(evidence.keys[found.shut_out].tolist())
    history = warehouse.rows(device_history("shared_device"))
    windows = device_windows(
        (device, us, None if strong in nobody else strong) for device, us, strong in history
    )
    place = {key: at for at, key in enumerate(evidence.keys.tolist())}
    return [
        window_link(
            window.device_key,
            int(customer_of[place[window.strong_key]]),
            window.since_us,
            window.until_us,
        )
        for window in windows
    ]


def window_link(device_key: str, customer_no: int, since_us: int, until_us: int) -> Link:
    """The link of a device that was in one customer's hands for a while."""
    return Link(
        device_key, customer_no, "first_login_of_visit", _instant(since_us), _instant(until_us)
    )


def _changed(
    evidence: Evidence, held: Held, customer_of: Integers, windows: list[Link], because: Because,
    warehouse: Warehouse,
) -> Iterator[Link]:  # fmt: skip
    """All links of the identifiers of which one link is new: they form its newest batch."""
    before = _windows_by_device(held.windows)
    after = _windows_by_device(windows)
    moved = {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
    differs = held.customer_of != customer_of
    if moved:
        differs |= np.isin(evidence.keys, np.array(list(moved), dtype=object))
    places = np.flatnonzero(differs)
    keys: npt.NDArray[np.object_] = evidence.keys[places]
    contacts: Iterable[str | None]
    contacts = _contacts_with(warehouse, keys) if because.evidence is None else repeat(None)
    for key, customer, contact in zip(
        keys.tolist(), customer_of[places].tolist(), islice(contacts, keys.size), strict=True
    ):
        yield Link(key, customer, because.rule, evidence=contact)
        yield from after.get(key, ())


def _contacts_with(warehouse: Warehouse, keys: npt.NDArray[np.object_]) -> Iterator[str | None]:
    """Of each identifier the first new contact that carries it, with another one if any does.

    None of what became another's because others were joined.
    """
    if not keys.size:
        return
    warehouse.fill("changed_key", {"place": np.arange(keys.size), "key": keys})
    yield from (contact for (contact,) in warehouse.stream(CONTACTS_WITH_CHANGED))


def _windows_by_device(links: Iterable[Link]) -> dict[str, list[Link]]:
    grouped: dict[str, list[Link]] = {}
    for link in links:
        grouped.setdefault(link.identifier_key, []).append(link)
    return grouped


def _instant(us: int) -> datetime:
    return _EPOCH + timedelta(microseconds=us)
