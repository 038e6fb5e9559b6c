"""Reads what one customer lived, at a cost that does not grow with how many there are."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from percorso.customers.alone import Found, counted, found_in
from percorso.customers.contacts import Contact, contacts_in, purchases_in
from percorso.customers.evidence import Evidence, Integers
from percorso.customers.evidence_sql import DAY_US, NEVER_US, NOT_DUE_US
from percorso.customers.kinds import DIMENSIONS, HALF_LIVES, KIND_OF_NUMBER
from percorso.customers.one_sql import critical_among, rows_of
from percorso.customers.reading import Question
from percorso.customers.standing import State
from percorso.customers.telling import Lived
from percorso.stats.arrays import Floats
from percorso.store.warehouse import Warehouse

Said = Sequence[tuple[int, int]]
_SHAPE = len(DIMENSIONS)
_HALF_LIVES_US = (HALF_LIVES * DAY_US).tolist()


@dataclass(frozen=True, slots=True)
class One:
    """What is known of one customer.

    Attributes:
        customer_no: Whose.
        found: All evidence, what is pending too.
        until_us: The instant.
        bought_us: Instants of purchases, rising.
        critical: Since when a critical complaint is open, and its interaction; None is not.
    """

    customer_no: int
    found: tuple[Found, ...]
    until_us: int
    bought_us: tuple[int, ...]
    critical: tuple[int, int] | None


def one_in(warehouse: Warehouse, question: Question, customer_no: int, said: Said) -> One:
    """What is known of a customer.

    Args:
        warehouse: Open.
        question: What is asked; its choices are not looked at.
        customer_no: Whose.
        said: Kind and instant of what the customer allowed and took back.
    """
    rows = warehouse.rows(rows_of(customer_no))
    contacts = contacts_in(rows, question.roles, question.until_us)
    purchases = purchases_in(contacts)
    choices = (Found(kind, "", us, KIND_OF_NUMBER[kind].value or 0.0, 1.0, 0) for kind, us in said)
    return One(
        customer_no, (*found_in(contacts, purchases, question.settings), *choices),
        question.until_us, tuple(one.us for one in purchases), _critical(warehouse, contacts),
    )  # fmt: skip


def _critical(warehouse: Warehouse, contacts: Sequence[Contact]) -> tuple[int, int] | None:
    """The first open complaint that says it is critical."""
    complaints = [one for one in contacts if one.has("complaint")]
    if not complaints:
        return None
    said = {no for (no,) in warehouse.rows(critical_among([one.no for one in complaints]))}
    solved = [one for one in contacts if one.has("solved")]
    still_open = [
        (one.us, one.no)
        for one in complaints
        if one.no in said and not any(_solves(end, one) for end in solved)
    ]
    return min(still_open, default=None)


def _solves(end: Contact, complaint: Contact) -> bool:
    is_of_it = complaint.case_id is None or complaint.case_id == end.case_id
    return is_of_it and end.us >= complaint.us


def lived_of(one: One) -> Lived:
    """The same for a customer's index to be told line by line."""
    told = counted(one.found, one.until_us)
    columns = [np.array([row[at] for row in told]) for at in (0, 2, 3, 4, 5)]
    kind, at_us, value, trust, no = columns
    evidence = Evidence(
        kind.astype(np.int64), at_us.astype(np.int64), value.astype(float), trust.astype(float),
        no.astype(np.int64),
    )  # fmt: skip
    bought = np.array(one.bought_us, dtype=np.int64)
    return Lived(evidence, bought, *(one.critical or (None, 0)))


def state_of_one(one: One, then_us: int, ref_us: int) -> State | None:
    """The sums of a customer, as `reading.state_in` has them; None where nothing is held.

    Args:
        one: Of the customer.
        then_us: The earlier instant.
        ref_us: To which all masses are brought.
    """
    due_us = min((row.at_us for row in one.found if row.at_us > one.until_us), default=NOT_DUE_US)
    told = counted(one.found, one.until_us)
    if not (told or one.bought_us or due_us < NOT_DUE_US):
        return None
    bought = np.array(one.bought_us, dtype=np.int64)
    then = bought[bought <= then_us]
    gap_us = float(np.median(np.diff(bought))) if bought.size > 1 else 0.0
    mass, weighted, mass_then, weighted_then = _sums(told, then_us, ref_us)
    return State(
        ref_us, np.array([one.customer_no], dtype=np.int32),
        mass, weighted, mass_then, weighted_then,
        _only(int(bought[-1]) if bought.size else NEVER_US),
        _only(int(then[-1]) if then.size else NEVER_US),
        np.array([gap_us]), _only(bought.size), _only(due_us),
        _only(one.critical[0] if one.critical else NOT_DUE_US),
    )  # fmt: skip


def _only(value: int) -> Integers:
    return np.array([value], dtype=np.int64)


def _sums(told: Sequence[Found], then_us: int, ref_us: int) -> Floats:
    """Sums of m and m e by dimension, of all and of what was known then."""
    sums = np.zeros((4, 1, _SHAPE))
    for row in told:
        kind = KIND_OF_NUMBER[row.kind]
        age = (row.at_us - ref_us) / _HALF_LIVES_US[kind.dimension]
        mass = kind.weight * row.trust * 2.0**age
        for first in (0, 2) if row.at_us <= then_us else (0,):
            sums[first, 0, kind.dimension] += mass
            sums[first + 1, 0, kind.dimension] += mass * row.e
    return sums
