"""Which customer's number a person has: the oldest it holds, or the one it had before a merge."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from percorso.store.records.database import RecordsConnection
from percorso.store.records.memberships import first_batches, numbers_in_use

Integers = npt.NDArray[np.int64]
NOBODY = 0
_UNCONTESTED = (False, 0)


@dataclass(frozen=True, slots=True, eq=False)
class Claims:
    """What persons claim their numbers by; one row an identifier.

    Attributes:
        person: Whose it is; persons are numbered by their oldest identifier.
        held: The customer it stood for; `NOBODY` where it is new.
        keys: The identifiers.
        yields: Whether it leaves a number to others: a device, and what stands for nobody.
    """

    person: Integers
    held: Integers
    keys: npt.NDArray[np.object_]
    yields: npt.NDArray[np.bool_]


def known_customers(claims: Claims, size: int, connection: RecordsConnection) -> Integers:
    """The number of each person, shape (size,); `NOBODY` for who has none yet.

    Each number goes, from the oldest on, to a person that holds it and has none yet. Where
    several hold it, because one parts, the one keeps it who had it first. Who goes without one
    takes back one it had before, if nobody has it now.
    """
    customer = np.full(size, NOBODY, dtype=np.int64)
    known = claims.held != NOBODY
    pairs = np.unique(np.stack([claims.held[known], claims.person[known]]), axis=1)
    numbers, holders = np.unique(pairs[0], return_counts=True)
    contested = numbers[holders > 1]
    since = _since(claims, contested, connection)
    order: list[tuple[int, int]] = [(number, who) for number, who in pairs.T.tolist()]
    if since:
        order.sort(key=lambda pair: (pair[0], since.get(pair, _UNCONTESTED), pair[1]))
    taken: set[int] = set()
    for number, who in order:
        if customer[who] == NOBODY and number not in taken:
            customer[who] = number
            taken.add(number)
    for who, number in _former(claims, np.flatnonzero(customer == NOBODY), taken, connection):
        customer[who] = number
    return customer


def _since(
    claims: Claims, contested: Integers, connection: RecordsConnection
) -> dict[tuple[int, int], tuple[bool, int]]:
    """Of numbers that several hold, for (number, person): whether it yields, and since when.

    When is told by the batch of links. A person yields whose identifiers all do.
    """
    if not contested.size:
        return {}
    rows = np.flatnonzero(np.isin(claims.held, contested))
    batches = first_batches(connection, claims.keys[rows].tolist())
    since: dict[tuple[int, int], tuple[bool, int]] = {}
    for row in rows.tolist():
        pair = int(claims.held[row]), int(claims.person[row])
        claim = bool(claims.yields[row]), batches[claims.keys[row], pair[0]]
        since[pair] = min(claim, since.get(pair, claim))
    return since


def _former(
    claims: Claims, without: Integers, taken: set[int], connection: RecordsConnection
) -> Iterator[tuple[int, int]]:
    """For persons that have lost their number to another: (person, a number they had before)."""
    lost = np.isin(claims.person, without) & (claims.held != NOBODY)
    rows = np.flatnonzero(lost)
    if not rows.size:
        return
    person_of = dict(zip(claims.keys[rows].tolist(), claims.person[rows].tolist(), strict=True))
    had = sorted({(person_of[key], number) for key, number in first_batches(connection, person_of)})
    here = set(claims.keys.tolist())
    used = taken | numbers_in_use(connection, {number for _, number in had} - taken, but=here)
    found: set[int] = set()
    for who, number in had:
        if who not in found and number not in used:
            found.add(who)
            used.add(number)
            yield who, number
