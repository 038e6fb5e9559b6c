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

_NONE = np.zeros(0, dtype=np.bool_)


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
    broadcasts = _broadcasts(rows, rules)
    row = np.arange(rows.code.size)
    if broadcasts.size:
        row = np.delete(row, broadcasts)
    contacts = _contacts(rows, row)
    opens = _opens(contacts, rules)
    journey: Integers = np.cumsum(opens)
    kept = _after_a_start(contacts, opens, rules)
    if not broadcasts.size:
        return Steps(row, journey) if kept is None else Steps(row[kept], journey[kept])
    if kept is None:
        kept = np.ones(row.size, dtype=np.bool_)
    attached, of_journey = _attached(rows, broadcasts, contacts, row, journey, kept, rules)
    numbers = np.zeros(rows.code.size, dtype=np.int64)
    numbers[row[kept]] = journey[kept]
    numbers[attached] = of_journey
    found = np.flatnonzero(numbers)
    return Steps(found, numbers[found])


def _broadcasts(rows: Rows, rules: Rules) -> Places:
    if not rules.is_broadcast.any():
        return np.zeros(0, dtype=np.intp)
    return np.flatnonzero(rules.is_broadcast[rows.code])


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
    cut = np.zeros_like(opens)
    np.greater(np.diff(contacts.occurred_us), rules.gap_us, out=cut[1:])
    ends = rules.is_success | rules.is_failure
    if ends.any():
        ended = ends[contacts.code]
        is_tail = _is_tail(contacts, rules)
        if is_tail is not None:
            ended |= is_tail
        cut[1:] |= ended[:-1]
        if is_tail is not None:
            cut &= ~is_tail
    if rules.by_case:
        cut &= contacts.case == 0
    return opens | cut


def _is_tail(contacts: _Contacts, rules: Rules) -> Flags | None:
    """What follows a goal within the tail, nothing between them that cannot be tail."""
    may_be_tail = rules.may_be_tail[contacts.code] if rules.may_be_tail.any() else _NONE
    if not may_be_tail.any():
        return None
    is_goal = rules.is_success[contacts.code]
    leads = np.where(is_goal | ~may_be_tail, np.arange(is_goal.size), -1)
    leader = np.empty_like(leads)
    leader[0] = -1
    np.maximum.accumulate(leads[:-1], out=leader[1:])
    found = may_be_tail & (leader >= 0)
    found &= is_goal[leader] & (contacts.customer_no[leader] == contacts.customer_no)
    found &= contacts.occurred_us - contacts.occurred_us[leader] <= rules.tail_us
    return found


def _after_a_start(contacts: _Contacts, opens: Flags, rules: Rules) -> Flags | None:
    """What stands in a journey: from the first place of a start since the cut; None is all.

    A case needs no such place: its first interaction opens it.
    """
    if not rules.waits_for_start:
        return None
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
