"""What another rule would make of the customers there are: who would join, part and go."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from percorso.identity import trying_sql as ask
from percorso.identity.constraints import Constraints
from percorso.identity.evidence import Integers, evidence_of
from percorso.identity.persons import persons, shut_out_by
from percorso.identity.rails import RAILS, Rails
from percorso.store.warehouse import Warehouse


@dataclass(frozen=True, slots=True)
class Rules:
    """By what persons are found."""

    constraints: Constraints
    rails: Rails = RAILS


@dataclass(frozen=True, slots=True)
class Parting:
    """A customer that would part, with the identifiers of each side."""

    customer_no: int
    sides: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Trial:
    """What other rules would do; customers by number, those with most contacts first.

    Attributes:
        before, after: How many customers there are, and would be.
        joins: Customers that would be one.
        parts: Customers that would be several.
        gone: Customers of whom no identifier would link: their contacts would be nobody's.
        contacts_of: How many contacts each customer has.
    """

    before: int
    after: int
    joins: list[tuple[int, ...]]
    parts: list[Parting]
    gone: list[int]
    contacts_of: dict[int, int]


def try_rules(warehouse: Warehouse, now: Rules, then: Rules) -> Trial:
    """Find the persons by other rules, and set them beside the customers there are.

    Args:
        warehouse: Resolved by the rules of now.
        now: The rules that hold.
        then: Those that are tried.
    """
    warehouse.do(ask.TRIED)
    seen = warehouse.columns(ask.IDENTIFIERS)
    evidence = evidence_of(seen, warehouse.columns(ask.TOGETHER))
    customer: Integers = seen["customer_no"].astype(np.int64)
    linked = ~shut_out_by(evidence, now.constraints, now.rails)
    found = persons(evidence, then.constraints, then.rails)
    links = np.ones(customer.size, dtype=bool)
    links[found.shut_out] = False
    both = linked & links
    contacts_of = {int(no): int(count) for no, count in warehouse.rows(ask.CONTACTS)}

    def contacts(*customers: int) -> int:
        return -sum(contacts_of.get(no, 0) for no in customers)

    joins = [
        tuple(sorted(set(customer[places].tolist())))
        for places in _of_several(found.person_of, customer, both)
    ]
    parts = [
        _parting(evidence.keys, customer, found.person_of, places)
        for places in _of_several(customer, found.person_of, both)
    ]
    gone = np.setdiff1d(customer[linked], customer[both]).tolist()
    return Trial(
        before=np.unique(customer[linked]).size,
        after=np.unique(found.person_of[links]).size,
        joins=sorted(joins, key=lambda one: (contacts(*one), one)),
        parts=sorted(parts, key=lambda one: (contacts(one.customer_no), one.customer_no)),
        gone=sorted(gone, key=lambda no: (contacts(no), no)),
        contacts_of=contacts_of,
    )


def _of_several(
    group: Integers, other: Integers, among: npt.NDArray[np.bool_]
) -> Iterator[Integers]:
    """Of each group that holds several others the places of its identifiers."""
    pairs = np.unique(np.stack([group[among], other[among]]), axis=1)
    groups, counts = np.unique(pairs[0], return_counts=True)
    places = np.flatnonzero(among & np.isin(group, groups[counts > 1]))
    if not places.size:
        return
    ordered = places[np.argsort(group[places], kind="stable")]
    yield from np.split(ordered, np.flatnonzero(np.diff(group[ordered])) + 1)


def _parting(
    keys: npt.NDArray[np.object_], customer: Integers, person: Integers, places: Integers
) -> Parting:
    sides: dict[int, list[str]] = {}
    for place in places.tolist():
        sides.setdefault(int(person[place]), []).append(str(keys[place]))
    return Parting(int(customer[places[0]]), tuple(sorted(map(tuple, sides.values()))))
