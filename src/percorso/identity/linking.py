"""Brings the log of links up to what the interactions say, minting customers where needed."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from percorso.identity.clusters import (
    Clusters,
    SeenIdentifier,
    SeenTogether,
    cluster_identifiers,
)
from percorso.identity.devices import device_windows
from percorso.identity.evidence_sql import IDENTIFIERS, TOGETHER, device_history
from percorso.store.records.customers import (
    Link,
    add_links,
    current_links,
    last_customer_no,
    mint_customers,
    note_possible_same_person,
)
from percorso.store.records.database import RecordsConnection
from percorso.store.warehouse import Warehouse

_ACTOR = "percorso"
_EPOCH = datetime(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Clock:
    """The effects linking needs: the time, and fresh customer ids."""

    now: datetime
    new_customer_id: Callable[[], str]


def link_identifiers(
    warehouse: Warehouse, connection: RecordsConnection, clock: Clock
) -> list[Link]:
    """Append the links that are new or changed; returns all links that hold now.

    What already holds is never rewritten: an identifier whose customer stays the same gets no
    new row, and of several known customers in one person the oldest number survives.
    """
    identifiers = [SeenIdentifier(*row) for row in warehouse.rows(IDENTIFIERS)]
    place = {one.key: at for at, one in enumerate(identifiers)}
    together = [
        SeenTogether(place[strong], place[other], first_us)
        for strong, other, first_us in warehouse.rows(TOGETHER)
    ]
    clusters = cluster_identifiers(identifiers, together)
    held = current_links(connection)
    base = {link.identifier_key: link.customer_no for link in held if link.since_at is None}
    customer_of = _customers(identifiers, clusters, base, connection, clock)
    wanted = [
        Link(one.key, customer_of[clusters.person_of[at]], "same_person")
        for at, one in enumerate(identifiers)
    ]
    wanted += _device_links(warehouse, identifiers, clusters, wanted)
    _append_changes(connection, held, wanted, clock)
    note_possible_same_person(
        connection,
        ((identifiers[a].key, identifiers[b].key, why) for a, b, why in clusters.kept_apart),
        clock.now,
    )
    return wanted


def _customers(
    identifiers: list[SeenIdentifier],
    clusters: Clusters,
    held: dict[str, int],
    connection: RecordsConnection,
    clock: Clock,
) -> dict[int, int]:
    """Root of each person -> customer number; known numbers go to the oldest identifier first."""
    members: dict[int, list[int]] = {}
    for at in sorted(range(len(identifiers)), key=lambda at: _age(identifiers[at])):
        members.setdefault(clusters.person_of[at], []).append(at)
    customer_of: dict[int, int] = {}
    taken: set[int] = set()
    for root, places in members.items():
        known = {held[identifiers[at].key] for at in places if identifiers[at].key in held}
        if free := known - taken:
            customer_of[root] = min(free)
            taken.add(customer_of[root])
    fresh = [root for root in members if root not in customer_of]
    first = last_customer_no(connection) + 1
    customer_of |= {root: first + offset for offset, root in enumerate(fresh)}
    mint_customers(
        connection, ((customer_of[root], clock.new_customer_id()) for root in fresh), clock.now
    )
    return customer_of


def _age(one: SeenIdentifier) -> tuple[int, str]:
    return one.first_us, one.key


def _device_links(
    warehouse: Warehouse,
    identifiers: list[SeenIdentifier],
    clusters: Clusters,
    base: list[Link],
) -> list[Link]:
    """Windows in which a shared device was in one person's hands."""
    if not clusters.shared_devices:
        return []
    keys = [identifiers[at].key for at in clusters.shared_devices]
    warehouse.fill("shared_device", {"key": np.array(keys, dtype=object)})
    customer_of = {link.identifier_key: link.customer_no for link in base}
    windows = device_windows(warehouse.rows(device_history("shared_device")))
    return [
        Link(
            window.device_key,
            customer_of[window.strong_key],
            "first_login_of_visit",
            _instant(window.since_us),
            _instant(window.until_us),
        )
        for window in windows
    ]


def _append_changes(
    connection: RecordsConnection, held: list[Link], wanted: list[Link], clock: Clock
) -> None:
    before, after = _by_identifier(held), _by_identifier(wanted)
    changed = [link for key, links in after.items() if before.get(key) != links for link in links]
    add_links(connection, changed, actor=_ACTOR, at=clock.now)


def _by_identifier(links: Iterable[Link]) -> dict[str, list[Link]]:
    grouped: dict[str, list[Link]] = {}
    for link in links:
        grouped.setdefault(link.identifier_key, []).append(link)
    for several in grouped.values():
        if len(several) > 1:
            several.sort(key=lambda link: (link.since_at is not None, link.since_at))
    return grouped


def _instant(us: int) -> datetime:
    return _EPOCH + timedelta(microseconds=us)
