"""Cuts customers' interactions into journeys: which interaction stands in which.

Works on arrays of whole customers, ordered by customer and total order (a case's interactions
together where a case is a journey), so that what came before is the neighbour on the left.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from percorso.journeys.path.rows import Array, Rows
from percorso.journeys.path.rules import Flags, Integers, Rules

Places = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Steps:
    """The interactions that stand in journeys, in order.

    Attributes:
        row: Place of the interaction among the rows, shape (steps,), rising.
        journey: Number of its journey, shape (steps,), never falling.
    """

    row: Places
    journey: Integers


@dataclass(frozen=True, slots=True, eq=False)
class _Contacts:
    """What opens and prolongs journeys: everything but broadcasts."""

    customer_no: Array
    case: Array
    code: Array
    occurred_us: Array


def steps_of(rows: Rows, rules: Rules) -> Steps:
    """Cut the rows of whole customers.

    A goal or a failure ends a journey, and so does a silence longer than the gap; the tail of a
    goal belongs to it. Another customer, or another case, is another journey. Broadcasts neither
    open nor prolong: they are attached to the journey they fall into.
    """
    is_broadcast = rules.is_broadcast[rows.code]
    row = np.flatnonzero(~is_broadcast)
    contacts = _contacts(rows, row)
    opens = _opens(contacts, rules)
    journey: Integers = np.cumsum(opens)
    kept = _after_a_start(contacts, opens, rules)
    broadcasts = np.flatnonzero(is_broadcast)
    inside = np.flatnonzero(kept)
    if not broadcasts.size:
        return Steps(row[inside], journey[inside])
    attached, of_journey = _attached(rows, broadcasts, contacts, row, journey, kept, rules)
    numbers = np.zeros(rows.code.size, dtype=np.int64)
    numbers[row[inside]] = journey[inside]
    numbers[attached] = of_journey
    found = np.flatnonzero(numbers)
    return Steps(found, numbers[found])


def _contacts(rows: Rows, row: Places) -> _Contacts:
    columns = (rows.customer_no, rows.case, rows.code, rows.occurred_us)
    if row.size == rows.code.size:
        return _Contacts(*columns)
    return _Contacts(*(column[row] for column in columns))


def _opens(contacts: _Contacts, rules: Rules) -> Flags:
    """Where a journey begins: a cut ends one, whatever follows begins the next."""
    opens = _differs(contacts.customer_no)
    if rules.by_case:
        opens |= _differs(contacts.case)
    if not rules.is_cut:
        return opens
    is_goal = rules.is_success[contacts.code]
    ends = is_goal | rules.is_failure[contacts.code]
    is_tail = _is_tail(contacts, is_goal, rules)
    cut = _before(ends | is_tail)
    cut[1:] |= np.diff(contacts.occurred_us) > rules.gap_us
    cut &= ~is_tail
    if rules.by_case:
        cut &= contacts.case == 0
    return opens | cut


def _is_tail(contacts: _Contacts, is_goal: Flags, rules: Rules) -> Flags:
    """What follows a goal within the tail, nothing between them that cannot be tail."""
    may_be_tail = rules.may_be_tail[contacts.code]
    if not may_be_tail.any():
        return may_be_tail
    leads = np.where(is_goal | ~may_be_tail, np.arange(is_goal.size), -1)
    leader = np.empty_like(leads)
    leader[0] = -1
    np.maximum.accumulate(leads[:-1], out=leader[1:])
    found = may_be_tail & (leader >= 0)
    found &= is_goal[leader] & (contacts.customer_no[leader] == contacts.customer_no)
    found &= contacts.occurred_us - contacts.occurred_us[leader] <= rules.tail_us
    return found


def _after_a_start(contacts: _Contacts, opens: Flags, rules: Rules) -> Flags:
    """What stands in a journey: all, or from the first place of a start since the cut.

    A case needs no such place: its first interaction opens it.
    """
    if not rules.waits_for_start:
        return np.ones(opens.size, dtype=np.bool_)
    place = np.arange(opens.size)
    opened = np.maximum.accumulate(np.where(opens, place, -1))
    started = np.maximum.accumulate(np.where(rules.is_start[contacts.code], place, -1))
    kept: Flags = started >= opened
    return kept | (contacts.case != 0) if rules.by_case else kept


def _attached(
    rows: Rows, broadcasts: Places, contacts: _Contacts, row: Places, journey: Integers,
    kept: Flags, rules: Rules,
) -> tuple[Places, Integers]:  # fmt: skip
    """Broadcasts inside a journey, or within the gap before one begins, and which that is."""
    following = np.searchsorted(row, broadcasts)
    inside = following < row.size
    broadcasts, following = broadcasts[inside], following[inside]
    before = np.maximum(following - 1, 0)
    customer = rows.customer_no[broadcasts]
    found = kept[following] & (contacts.customer_no[following] == customer)
    if rules.by_case:
        found &= contacts.case[following] == rows.case[broadcasts]
    is_inside = (following > 0) & kept[before] & (contacts.customer_no[before] == customer)
    is_inside &= journey[before] == journey[following]
    is_near = contacts.occurred_us[following] - rows.occurred_us[broadcasts] <= rules.gap_us
    found &= is_inside | is_near
    return broadcasts[found], journey[following[found]]


def _differs(values: npt.NDArray[np.generic]) -> Flags:
    """Whether each value is another than the one before it; the first one is."""
    differs = np.ones(values.size, dtype=np.bool_)
    np.not_equal(values[1:], values[:-1], out=differs[1:])
    return differs


def _before(flags: Flags) -> Flags:
    """The flag of the place before; the first place has none."""
    shifted = np.zeros_like(flags)
    shifted[1:] = flags[:-1]
    return shifted
