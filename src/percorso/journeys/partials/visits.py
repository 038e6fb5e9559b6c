"""Counts of visits: at each touchpoint, from each to the next, and where journeys begin and end."""

from math import prod

import numpy as np

from percorso.journeys.partials.sample import Sample, meetings_of
from percorso.journeys.partials.tally import distinct, places_of, tally
from percorso.journeys.path.cutting import Places
from percorso.journeys.path.rows import Array
from percorso.journeys.path.visits import FAILURE, OPEN, STATUS, SUCCESS
from percorso.store.warehouse import Columns

# The chain's steps (METHODS 4) come from the start and lead to success or failure; all other
# sources and targets are codes.
START, TO_SUCCESS, TO_FAILURE = -1, 0, -2


def totals(sample: Sample) -> Columns:
    """Journeys by how they stand, and their customers."""
    journeys = sample.journeys
    spoken = distinct(sample.visits.journey[sample.path.voices.visit])
    counts = {
        "journeys": journeys.number.size,
        "customers": 0 if not journeys.number.size else int(sample.customer[-1]) + 1,
        "success": np.count_nonzero(journeys.status == SUCCESS),
        "failure": np.count_nonzero(journeys.status == FAILURE),
        "open": np.count_nonzero(journeys.status == OPEN),
        "left_truncated": np.count_nonzero(journeys.is_left_truncated),
        "journeys_with_voice": spoken.size,
    }
    return {name: np.array([count], dtype=np.int64) for name, count in counts.items()}


def touchpoints(sample: Sample) -> Columns:
    """Visits by code and where they lead; journeys and customers that met it.

    Of the decided journeys that met it no later than their first goal: how many there are and
    succeeded, apart for those that came once and those that came again.
    """
    visits, meetings = sample.visits, sample.once(meetings_of)
    money, size = sample.path.money, sample.rules.codes
    counted = _by_situation(sample)
    ended = counted.sum(axis=(1, 2, 3))
    counts: dict[str, Array] = {
        "interactions": np.bincount(visits.code, visits.interactions, size),
        "visits": ended.sum(axis=(1, 2)),
        "journeys": np.bincount(meetings.code, minlength=size),
        "customers": _customers_met(sample),
        "first_visits": counted[:, 1, 1].sum(axis=(1, 2, 3)),
        "visits_from_the_start": counted[:, :, 1].sum(axis=(1, 2, 3, 4)),
        "last_visits": ended[:, 1].sum(axis=1),
        "moves_on": ended[:, 0].sum(axis=1),
        "lost": ended[:, 1, FAILURE],
        "done": ended[:, 1, SUCCESS],
        "still_open": ended[:, 1, OPEN],
        "visits_until_goal": counted[:, :, :, 1].sum(axis=(1, 2, 3, 4)),
        "visits_with_money": np.bincount(visits.code[money.visit], minlength=size),
        "value_minor": np.bincount(visits.code[money.visit], money.amount_minor, size),
        **_returns(sample),
    }
    met = np.flatnonzero(counts["visits"])
    return {"code": met, **{name: of[met].astype(np.int64) for name, of in counts.items()}}


def _by_situation(sample: Sample) -> Array:
    """Visits by code and situation: is first, from the start, until the goal, is last, status."""
    visits = sample.visits
    shape = (sample.rules.codes, 2, 2, 2, 2, len(STATUS))
    key = visits.code.astype(np.int32)
    for flags in (
        visits.place == 1,
        sample.from_the_start,
        visits.until_goal,
        sample.is_last,
    ):
        key <<= 1
        key |= flags
    key *= len(STATUS)
    key += sample.status
    return np.bincount(key, minlength=prod(shape)).reshape(shape)


def _customers_met(sample: Sample) -> Array:
    """Customers by code; where each has one journey, they are counted already."""
    meetings, codes = sample.once(meetings_of), sample.rules.codes
    met = meetings.code
    if sample.journeys.number.size and sample.customer[-1] + 1 < sample.journeys.number.size:
        met = distinct(sample.customer[meetings.journey] * codes + meetings.code) % codes
    return np.bincount(met, minlength=codes)


def _returns(sample: Sample) -> dict[str, Array]:
    """Decided journeys by code and by visits to it up to the goal, and their successes."""
    meetings, size = sample.once(meetings_of), sample.rules.codes
    if not (meetings.first.size and sample.rules.has_ending):
        nothing = np.zeros(size, dtype=np.int64)
        names = ("decided", "decided_success", "once", "once_success", "again", "again_success")
        return dict.fromkeys(names, nothing)
    until_goal = sample.visits.until_goal[meetings.order]
    times = np.add.reduceat(until_goal.astype(np.int64), meetings.first)
    status = sample.journeys.status[meetings.journey]
    decided = (times > 0) & ((status == SUCCESS) | (status == FAILURE))
    made: dict[str, Array] = {}
    for name, chosen in (("decided", decided), ("once", decided & (times == 1)),
                         ("again", decided & (times > 1))):  # fmt: skip
        made[name] = np.bincount(meetings.code[chosen], minlength=size)
        won = chosen & (status == SUCCESS)
        made[f"{name}_success"] = np.bincount(meetings.code[won], minlength=size)
    return made


def positions(sample: Sample) -> Columns:
    """Visits by code and place in the journey on 0..1; a journey of one visit has no such place."""
    visits = sample.visits
    length = sample.journeys.length[visits.journey]
    longer = np.flatnonzero(length > 1)
    most = np.int64(length.max(initial=1) + 1)
    key = (visits.code[longer] * most + length[longer]) * most + visits.place[longer]
    found, times = tally(key)
    rest, place = np.divmod(found, most)
    code, of = np.divmod(rest, most)
    return {"code": code, "position": (place - 1) / (of - 1), "visits": times}


def transitions(sample: Sample) -> Columns:
    """Visits and journeys by code and the code of the next visit."""
    visits, codes = sample.visits, sample.rules.codes
    moves = sample.moves
    pair = visits.code[moves] * np.int64(codes) + visits.code_after[moves]
    per_journey, times = _unique_pairs(visits.journey[moves], pair, codes * codes)
    found, place = places_of(per_journey)
    code, after = np.divmod(found, codes)
    return {
        "code": code,
        "code_after": after,
        "visits": np.bincount(place, times, found.size).astype(np.int64),
        "journeys": np.bincount(place, minlength=found.size),
    }


def _unique_pairs(journey: Places, pair: Array, pairs: int) -> tuple[Array, Array]:
    """Each pair once a journey, and how often it stands there."""
    bits = pairs.bit_length()
    key = journey << bits
    key |= pair
    key.sort()
    first = np.flatnonzero(np.diff(key, prepend=-1))
    return key[first] & ((1 << bits) - 1), np.diff(np.append(first, key.size))


def ends(sample: Sample) -> Columns:
    """Journeys by the code of their last visit and how they stand."""
    last = np.flatnonzero(sample.is_last)
    key, journeys = tally(sample.visits.code[last] * len(STATUS) + sample.status[last])
    code, status = np.divmod(key, len(STATUS))
    return {"code": code, "status": status, "journeys": journeys}


def beginnings(sample: Sample) -> Columns:
    """Journeys by the code of their first visit: known to be the first, decided, successful."""
    code = sample.visits.code[sample.journeys.first_visit]
    status = sample.journeys.status
    is_decided = (status == SUCCESS) | (status == FAILURE)
    size = sample.rules.codes
    found = np.flatnonzero(np.bincount(code, minlength=size))
    return {
        "code": found,
        "journeys": np.bincount(code[~sample.journeys.is_left_truncated], minlength=size)[found],
        "decided": np.bincount(code[is_decided], minlength=size)[found],
        "success": np.bincount(code[status == SUCCESS], minlength=size)[found],
    }


def chain_steps(sample: Sample) -> Columns:
    """Steps of the chain by group: up to the first goal, as far as the next is known."""
    visits, journeys = sample.visits, sample.journeys
    target = np.where(
        visits.is_goal,
        TO_SUCCESS,
        np.where(~sample.is_last, visits.code_after, TO_FAILURE),
    )
    known = visits.until_goal & (visits.is_goal | ~sample.is_last | (sample.status == FAILURE))
    began = journeys.first_visit
    source = np.append(np.full(began.size, START), visits.code[known])
    target = np.append(visits.code[began], target[known])
    group = np.append(sample.group, sample.group[visits.journey[known]])
    codes = sample.rules.codes + 2
    key, steps = tally((group * codes + source + 2) * codes + target + 2)
    rest, target = np.divmod(key, codes)
    group, source = np.divmod(rest, codes)
    return {"jackknife_group": group, "source": source - 2, "target": target - 2, "steps": steps}


def inside(sample: Sample) -> Columns:
    """Interactions of the period's days that stand in a journey, of whatever period, by code."""
    path, rules = sample.path, sample.rules
    row = path.steps.row
    us = path.rows.occurred_us[row]
    chosen = np.ones(row.size, dtype=np.bool_)
    if rules.since_us is not None:
        chosen &= us >= rules.since_us
    if rules.until_us is not None:
        chosen &= us < rules.until_us
    counts = np.bincount(path.rows.code[row][chosen], minlength=rules.codes)
    met = np.flatnonzero(counts)
    return {"code": met, "interactions": counts[met]}
