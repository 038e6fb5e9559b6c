"""Journeys and their visits, from the steps that stand in them."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from percorso.journeys.path.cutting import Places, Steps, steps_of
from percorso.journeys.path.rows import Array, Reading, Remarks, Rows, Texts, Topics
from percorso.journeys.path.rules import Flags, Integers, Rules

# A voice this low stands in the bottom two of five boxes (METHODS 6.2).
BAD_LEVEL = -0.5
# A text this low reads as bad; beside a voice it weighs half its reader's trust (METHODS 5, 6.2).
BAD_TEXT = -0.3
WEIGHT_OF_TEXT = 0.5

NO_ENDING, SUCCESS, FAILURE, OPEN = range(4)
STATUS = (None, "success", "failure", "open")


@dataclass(frozen=True, slots=True, eq=False)
class Visits:
    """One entry a visit of the period's journeys, in order; times in microseconds.

    Attributes:
        journey: Place of its journey among the journeys.
        first_step, last_step: Its steps, places among the steps.
        place: 1 for the first visit of its journey, and so on.
        code_before, code_after: The neighbour in the journey; 0 where there is none.
        us_before, us_after: The wait from and to it; meaningless where there is none.
        until_goal: Whether the first goal of the journey is not behind it.
        is_goal: Whether it is that goal.
    """

    journey: Places
    first_step: Places
    last_step: Places
    code: Array
    first_us: Integers
    last_us: Integers
    interactions: Integers
    place: Integers
    code_before: Array
    code_after: Array
    us_before: Integers
    us_after: Integers
    until_goal: Flags
    is_goal: Flags


@dataclass(frozen=True, slots=True, eq=False)
class Voices:
    """Visits in which somebody spoke, in order.

    Attributes:
        visit: Place among the visits.
        count, total, squares, bad: Sums over the voices; levels of -0.5 or less are bad.
    """

    visit: Places
    count: Array
    total: Array
    squares: Array
    bad: Array


@dataclass(frozen=True, slots=True, eq=False)
class Read:
    """Visits with texts that tell a feeling where no rating was given, in order.

    Attributes:
        visit: Place among the visits.
        count, weight, total, bad: Sums over the texts: their weights beside voices, their weighted
            levels, those of less than -0.3.
    """

    visit: Places
    count: Array
    weight: Array
    total: Array
    bad: Array


@dataclass(frozen=True, slots=True, eq=False)
class Money:
    """Visits with money, in order: the place among the visits, and minor units."""

    visit: Places
    amount_minor: Array


@dataclass(frozen=True, slots=True, eq=False)
class Journeys:
    """One entry a journey of the period, in order.

    Attributes:
        number: Its number among all the journeys that were cut.
        first_visit: Place of its first visit among the visits.
        length: Its visits.
        status: `SUCCESS`, `FAILURE`, `OPEN`, or `NO_ENDING` where a journey cannot end.
        is_left_truncated: Whether it begins within the gap of its source's first data.
    """

    number: Integers
    customer_no: Array
    group_no: Array
    first_us: Integers
    last_us: Integers
    first_visit: Places
    length: Integers
    goal_place: Integers
    status: npt.NDArray[np.int8]
    is_left_truncated: Flags


@dataclass(frozen=True, slots=True, eq=False)
class Remarked:
    """Visits with an asked score or a text to quote, one entry a remark; see `Remarks`."""

    visit: Places
    row: Places
    kind: Array
    value: Array
    most: Array
    is_quotable: Array


@dataclass(frozen=True, slots=True, eq=False)
class About:
    """What visits are about: one entry a visit and number it names."""

    visit: Places
    topic: Array


@dataclass(frozen=True, slots=True, eq=False)
class Path:
    """What the path builder makes of the rows of whole customers.

    Attributes:
        rows: The interactions.
        steps: Those that stand in a journey, of whatever period.
        in_period: Whether a step's journey is one of `journeys`, shape (steps,).
        visits, journeys, voices, money, remarks, topics, texts: Those of the period.
    """

    rows: Rows
    steps: Steps
    in_period: Flags
    visits: Visits
    journeys: Journeys
    voices: Voices
    money: Money
    remarks: Remarked
    topics: About
    texts: Read


@dataclass(frozen=True, slots=True, eq=False)
class _Stays:
    """Visits of all journeys, before the period is chosen."""

    first: Places
    last: Places
    journey: Integers
    code: Array
    first_us: Integers
    last_us: Integers


def path_of(reading: Reading, rules: Rules, source_start_us: Integers) -> Path:
    """The journeys of a scope's period, and their visits.

    Args:
        reading: Interactions of whole customers.
        rules: What the scope cuts by.
        source_start_us: First instant of each source, indexed by its number.
    """
    rows = reading.rows
    steps = steps_of(rows, rules)
    stays = _stays(rows, steps, rules)
    whole = _whole_journeys(rows, steps, stays, rules, source_start_us)
    chosen = _in_period(whole, rules)
    journeys = _chosen(whole, chosen)
    inside = np.repeat(chosen, whole.length)
    in_period = inside
    if not chosen.all():
        in_period = np.repeat(inside, stays.last - stays.first + 1)
        stays = _Stays(*(getattr(stays, name)[inside] for name in _Stays.__slots__))
    elif steps.row.size:
        in_period = np.ones(steps.row.size, dtype=np.bool_)
    return Path(
        rows,
        steps,
        in_period,
        _visits(stays, journeys),
        journeys,
        _voices(rows, steps, stays),
        _money(rows, steps, stays),
        _remarks(reading.remarks, steps, stays),
        _topics(reading.topics, steps, stays),
        _texts(reading.texts, steps, stays),
    )


def _stays(rows: Rows, steps: Steps, rules: Rules) -> _Stays:
    """Immediate repeats of a touchpoint inside its collapse window become one visit."""
    code, us = rows.code, rows.occurred_us
    if steps.row.size < code.size:
        code, us = code[steps.row], us[steps.row]
    repeats = _repeats(code, us, steps.journey, rules)
    if not repeats.size:
        place = np.arange(code.size)
        return _Stays(place, place, steps.journey, code, us, us)
    begins = np.ones(code.size, dtype=np.bool_)
    begins[repeats] = False
    first = np.flatnonzero(begins)
    last = np.append(first[1:], code.size) - 1
    return _Stays(first, last, steps.journey[first], code[first], us[first], us[last])


def _repeats(code: Array, us: Integers, journey: Integers, rules: Rules) -> Places:
    """Steps that are one visit with the step before them."""
    if not rules.collapse_us.any():
        return np.zeros(0, dtype=np.intp)
    alike = np.flatnonzero((code[1:] == code[:-1]) & (journey[1:] == journey[:-1])) + 1
    window = rules.collapse_us[code[alike]]
    return alike[(window > 0) & (us[alike] - us[alike - 1] <= window)]


def _whole_journeys(
    rows: Rows, steps: Steps, stays: _Stays, rules: Rules, source_start_us: Integers
) -> Journeys:
    """All journeys that were cut.

    A journey begins with its first contact: a broadcast attached before it opens nothing, so it
    moves the journey into no other period either.
    """
    first = _beginnings(stays.journey)
    length = np.diff(np.append(first, stays.journey.size))
    opening = _openings(stays, first, rules)
    goal = _first_goals(stays, first, length, rules)
    row = steps.row[stays.first[opening]]
    first_us = stays.first_us[opening]
    last_us = stays.last_us[first + length - 1]
    status = np.full(first.size, NO_ENDING, dtype=np.int8)
    if rules.has_ending and first.size:
        failed = rules.data_until_us - last_us > rules.gap_us
        if rules.is_failure.any():
            failed |= np.logical_or.reduceat(rules.is_failure[stays.code], first)
        status[:] = np.where(goal >= 0, SUCCESS, np.where(failed, FAILURE, OPEN))
    return Journeys(
        number=stays.journey[first],
        customer_no=rows.customer_no[row],
        group_no=rows.group_no[row],
        first_us=first_us,
        last_us=last_us,
        first_visit=first,
        length=length,
        goal_place=np.where(goal < 0, 0, goal - first + 1),
        status=status,
        is_left_truncated=first_us - source_start_us[rows.source_no[row]] < rules.gap_us,
    )


def _beginnings(journey: Integers) -> Places:
    """The first visit of each journey."""
    begins = np.ones(journey.size, dtype=np.bool_)
    np.not_equal(journey[1:], journey[:-1], out=begins[1:])
    return np.flatnonzero(begins)


def _openings(stays: _Stays, first: Places, rules: Rules) -> Places:
    """The first visit of each journey that is no broadcast; every journey has one."""
    if not first.size or not rules.is_broadcast[stays.code[first]].any():
        return first
    place = np.arange(stays.code.size)
    place[rules.is_broadcast[stays.code]] = stays.code.size
    opening: Places = np.minimum.reduceat(place, first)
    return opening


def _first_goals(stays: _Stays, first: Places, length: Integers, rules: Rules) -> Places:
    """The first goal among the visits of each journey, -1 where there is none."""
    goal = np.full(first.size, -1, dtype=np.intp)
    if rules.is_success.any():
        found = np.flatnonzero(rules.is_success[stays.code])[::-1]
        # The earliest is written last.
        goal[np.repeat(np.arange(first.size), length)[found]] = found
    return goal


def _in_period(journeys: Journeys, rules: Rules) -> Flags:
    chosen = np.ones(journeys.number.size, dtype=np.bool_)
    if rules.since_us is not None:
        chosen &= journeys.first_us >= rules.since_us
    if rules.until_us is not None:
        chosen &= journeys.first_us < rules.until_us
    return chosen


def _chosen(journeys: Journeys, chosen: Flags) -> Journeys:
    if chosen.all():
        return journeys
    columns = {name: getattr(journeys, name)[chosen] for name in Journeys.__slots__}
    columns["first_visit"] = np.cumsum(columns["length"]) - columns["length"]
    return Journeys(**columns)


def _visits(stays: _Stays, journeys: Journeys) -> Visits:
    """The visits of the chosen journeys, with what came before and after each."""
    size, first = stays.code.size, journeys.first_visit
    last = first + journeys.length - 1
    place = np.arange(1, size + 1) - np.repeat(first, journeys.length)
    wait = np.zeros(size, dtype=np.int64)
    np.subtract(stays.first_us[1:], stays.last_us[:-1], out=wait[:-1])
    arrival = np.zeros(size, dtype=np.int64)
    arrival[1:] = wait[:-1]
    code_after, code_before = np.zeros_like(stays.code), np.zeros_like(stays.code)
    code_after[:-1] = stays.code[1:]
    code_after[last] = 0
    code_before[1:] = stays.code[:-1]
    code_before[first] = 0
    until_goal, is_goal = np.ones(size, dtype=np.bool_), np.zeros(size, dtype=np.bool_)
    if journeys.goal_place.any():
        goal = np.repeat(journeys.goal_place, journeys.length)
        np.less_equal(place, goal, out=until_goal)
        until_goal |= goal == 0
        np.equal(place, goal, out=is_goal)
    return Visits(
        journey=np.repeat(np.arange(first.size), journeys.length),
        first_step=stays.first,
        last_step=stays.last,
        code=stays.code,
        first_us=stays.first_us,
        last_us=stays.last_us,
        interactions=stays.last - stays.first + 1,
        place=place,
        code_before=code_before,
        code_after=code_after,
        us_before=arrival,
        us_after=wait,
        until_goal=until_goal,
        is_goal=is_goal,
    )


def _money(rows: Rows, steps: Steps, stays: _Stays) -> Money:
    row, visit, _ = _visited(np.flatnonzero(~np.isnan(rows.amount_minor)), steps, stays)
    seen, place = _runs(visit)
    return Money(seen, np.bincount(place, rows.amount_minor[row], seen.size))


def _voices(rows: Rows, steps: Steps, stays: _Stays) -> Voices:
    row, visit, _ = _visited(np.flatnonzero(~np.isnan(rows.felt)), steps, stays)
    seen, place = _runs(visit)
    felt = rows.felt[row].astype(np.float64)
    weights = (np.ones(felt.size), felt, felt * felt, felt <= BAD_LEVEL)
    return Voices(seen, *(np.bincount(place, weight, seen.size) for weight in weights))


def _remarks(remarks: Remarks, steps: Steps, stays: _Stays) -> Remarked:
    row, visit, kept = _visited(remarks.row, steps, stays)
    rest = (remarks.kind, remarks.value, remarks.most, remarks.is_quotable)
    return Remarked(visit, row, *(column[kept] for column in rest))


def _topics(topics: Topics, steps: Steps, stays: _Stays) -> About:
    _, visit, kept = _visited(topics.row, steps, stays)
    return About(visit, topics.topic[kept])


def _texts(texts: Texts, steps: Steps, stays: _Stays) -> Read:
    _, visit, kept = _visited(texts.row, steps, stays)
    seen, place = _runs(visit)
    felt = texts.felt[kept].astype(np.float64)
    weight = WEIGHT_OF_TEXT * texts.trust[kept].astype(np.float64)
    sums = (np.ones(felt.size), weight, weight * felt, felt < BAD_TEXT)
    return Read(seen, *(np.bincount(place, one, seen.size) for one in sums))


def _runs(rising: Places) -> tuple[Places, Places]:
    """The different numbers of a rising list, and the place of each entry among them."""
    begins = np.diff(rising, prepend=-1) != 0
    return rising[begins], np.cumsum(begins) - 1


def _visited(row: Places, steps: Steps, stays: _Stays) -> tuple[Places, Places, Flags]:
    """Rows that stand in visits of the period, the visit of each, and which of those given."""
    if not row.size or not stays.first.size:
        return row[:0], row[:0], np.zeros(row.size, dtype=np.bool_)
    step = np.minimum(np.searchsorted(steps.row, row), steps.row.size - 1)
    visit = np.maximum(np.searchsorted(stays.first, step, side="right") - 1, 0)
    kept = (steps.row[step] == row) & (stays.first[visit] <= step) & (step <= stays.last[visit])
    return row[kept], visit[kept], kept
