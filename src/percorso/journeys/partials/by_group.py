"""Counts by customer group: what the intervals of a comparison rest on."""

import numpy as np

from percorso.journeys.partials.sample import Sample, meetings_of
from percorso.journeys.partials.stages import entries_of
from percorso.journeys.partials.tally import distinct, places_of
from percorso.journeys.path.rows import RATING_KINDS, Array
from percorso.journeys.path.rules import Integers
from percorso.journeys.path.visits import FAILURE, OPEN, SUCCESS
from percorso.stats.quantiles import bin_of_microseconds
from percorso.store.warehouse import Columns

# Days of every time zone begin at one of them.
HALF_HOUR_US = 1_800_000_000


def journeys(sample: Sample) -> Columns:
    """Journeys, their customers and visits, and how they ended."""
    of = sample.journeys
    group, place = places_of(sample.group)
    first_of_customer = np.diff(sample.customer, prepend=-1) != 0
    is_success = of.status == SUCCESS
    return {
        "jackknife_group": group,
        "journeys": np.bincount(place, minlength=group.size),
        "customers": _counted(place, group, first_of_customer),
        "visits": _counted(place, group, of.length),
        "success": _counted(place, group, is_success),
        "decided": _counted(place, group, is_success | (of.status == FAILURE)),
    }


def customers(sample: Sample) -> Columns:
    """One row a customer with a journey."""
    found = distinct(sample.journeys.customer_no).astype(np.int64)
    return {"customer_no": found, "customers": np.ones(found.size, dtype=np.int64)}


def begun(sample: Sample) -> Columns:
    """Journeys by customer and the half hour they began in, since 1970."""
    of = sample.journeys
    customer, half_hour = of.customer_no.astype(np.int64), of.first_us // HALF_HOUR_US
    return {
        "customer_no": customer,
        "half_hour": half_hour,
        "journeys": np.ones(customer.size, dtype=np.int64),
    }


def touchpoints(sample: Sample) -> Columns:
    """Visits by group and code, where they lead, and the journeys and customers that met it."""
    visits, last, status = sample.visits, sample.is_last, sample.status
    key, place = _keyed(sample.group[visits.journey], visits.code, sample.rules.codes)
    from_the_start = ~sample.journeys.is_left_truncated[visits.journey]
    counts: dict[str, Array] = {
        "visits": np.ones(visits.code.size),
        "first_visits": (visits.place == 1) & from_the_start,
        "visits_from_the_start": from_the_start,
        "last_visits": last,
        "moves_on": ~last,
        "lost": last & (status == FAILURE),
        "done": last & (status == SUCCESS),
        "still_open": last & (status == OPEN),
    }
    made = {name: _counted(place, key, of) for name, of in counts.items()}
    voices = sample.path.voices
    made["felt"] = np.bincount(place[voices.visit], voices.total, key.size)
    made["voices"] = np.bincount(place[voices.visit], voices.count, key.size)
    group, code = np.divmod(key, sample.rules.codes)
    return {"jackknife_group": group, "code": code, **made, **_met(sample, key)}


def _met(sample: Sample, key: Array) -> dict[str, Array]:
    """Journeys and customers by group and code; journeys decided no sooner than they met it."""
    meetings, codes = sample.once(meetings_of), sample.rules.codes
    place = np.searchsorted(key, sample.group[meetings.journey] * codes + meetings.code)
    status = sample.journeys.status[meetings.journey]
    first_visit = meetings.order[meetings.first]
    decided = sample.visits.until_goal[first_visit] & ((status == SUCCESS) | (status == FAILURE))
    _, first = np.unique(
        sample.customer[meetings.journey] * codes + meetings.code, return_index=True
    )
    return {
        "journeys": np.bincount(place, minlength=key.size),
        "customers": np.bincount(place[first], minlength=key.size),
        "decided": _counted(place, key, decided),
        "success": _counted(place, key, decided & (status == SUCCESS)),
    }


def stages(sample: Sample) -> Columns:
    """Journeys by group and stage they entered, where it led, and what was felt there."""
    entries = sample.once(entries_of)
    stages_ = int(sample.rules.stage.max(initial=0)) + 1
    key, place = _keyed(sample.group[entries.journey], entries.stage, stages_)
    status, went_on = sample.journeys.status[entries.journey], entries.next_visit >= 0
    customer = sample.customer[entries.journey] * stages_ + entries.stage
    _, first = np.unique(customer, return_index=True)
    group, stage = np.divmod(key, stages_)
    voices, visits = sample.path.voices, sample.visits
    spoken = np.searchsorted(
        key,
        sample.group[visits.journey[voices.visit]] * stages_
        + sample.rules.stage[visits.code[voices.visit]],
    )
    return {
        "jackknife_group": group,
        "stage": stage,
        "journeys": np.bincount(place, minlength=key.size),
        "customers": np.bincount(place[first], minlength=key.size),
        "moves_on": _counted(place, key, went_on),
        "lost": _counted(place, key, ~went_on & (status == FAILURE)),
        "done": _counted(place, key, ~went_on & (status == SUCCESS)),
        "still_open": _counted(place, key, ~went_on & (status == OPEN)),
        "felt": np.bincount(spoken, voices.total, key.size),
        "voices": np.bincount(spoken, voices.count, key.size),
    }


def transitions(sample: Sample) -> Columns:
    """Visits, journeys and customers by group, code and the code of the next visit."""
    visits, codes = sample.visits, np.int64(sample.rules.codes)
    moves = np.flatnonzero(visits.code_after)
    pair = visits.code[moves] * codes + visits.code_after[moves]
    journey = visits.journey[moves]
    key, place = _keyed(sample.group[journey], pair, codes * codes)
    _, of_journey = np.unique(journey * codes * codes + pair, return_index=True)
    _, of_customer = np.unique(sample.customer[journey] * codes * codes + pair, return_index=True)
    rest, after = np.divmod(key, codes)
    group, code = np.divmod(rest, codes)
    return {
        "jackknife_group": group,
        "code": code,
        "code_after": after,
        "visits": np.bincount(place, minlength=key.size),
        "journeys": np.bincount(place[of_journey], minlength=key.size),
        "customers": np.bincount(place[of_customer], minlength=key.size),
    }


def scores(sample: Sample) -> Columns:
    """Answers by group, stage and kind of question, and the score they sum up to.

    An NPS answer counts +1, 0 or -1, a CSAT answer 1 in the top two boxes, a CES answer its value.
    """
    remarks = sample.path.remarks
    asked = np.flatnonzero(remarks.kind > 0)
    visit, kind = remarks.visit[asked], remarks.kind[asked]
    value, most = remarks.value[asked], remarks.most[asked]
    stage = sample.rules.stage[sample.visits.code[visit]]
    kinds = len(RATING_KINDS) + 1
    asked_at = (int(sample.rules.stage.max(initial=0)) + 1) * kinds
    key, place = _keyed(sample.group[sample.visits.journey[visit]], stage * kinds + kind, asked_at)
    score = np.select(
        [kind == RATING_KINDS["nps"], kind == RATING_KINDS["csat"]],
        [(value >= 9).astype(np.int64) - (value < 7), value >= most - 1],
        value,
    )
    group, rest = np.divmod(key, asked_at)
    stage, kind = np.divmod(rest, kinds)
    return {
        "jackknife_group": group,
        "stage": stage,
        "rating_kind": kind,
        "answers": np.bincount(place, minlength=key.size),
        "score": np.bincount(place, score.astype(np.float64), key.size),
    }


def waits_at_touchpoints(sample: Sample) -> Columns:
    """Waits to the next visit in bins, by group and code."""
    visits = sample.visits
    moves = np.flatnonzero(visits.code_after)
    return _binned(sample, moves, visits.code[moves], np.zeros_like(moves), visits.us_after[moves])


def waits_between(sample: Sample) -> Columns:
    """Waits to the next visit in bins, by group and both codes."""
    visits = sample.visits
    moves = np.flatnonzero(visits.code_after)
    us = visits.us_after[moves]
    return _binned(sample, moves, visits.code[moves], visits.code_after[moves], us)


def waits_of_stages(sample: Sample) -> Columns:
    """Waits to a later stage in bins, by group and stage."""
    entries, first_us = sample.once(entries_of), sample.visits.first_us
    went_on = np.flatnonzero(entries.next_visit >= 0)
    visit = entries.visit[went_on]
    us = first_us[entries.next_visit[went_on]] - first_us[visit]
    return _binned(sample, visit, entries.stage[went_on], np.zeros_like(visit), us)


def _binned(sample: Sample, visit: Array, code: Array, after: Array, us: Integers) -> Columns:
    group = sample.group[sample.visits.journey[visit]]
    columns = (group, code.astype(np.int64), after.astype(np.int64), bin_of_microseconds(us))
    order = np.lexsort(columns[::-1])
    ordered = [column[order] for column in columns]
    differs = np.ones(order.size, dtype=np.bool_)
    if order.size:
        differs[1:] = np.any([column[1:] != column[:-1] for column in ordered], axis=0)
    first = np.flatnonzero(differs)
    names = ("jackknife_group", "code", "code_after", "bin")
    made = {name: column[first] for name, column in zip(names, ordered, strict=True)}
    return made | {"times": np.diff(np.append(first, order.size))}


def _keyed(group: Integers, code: Array, codes: int | np.int64) -> tuple[Array, Array]:
    """The pairs of group and code there are, and the place of each row's among them."""
    key, place = places_of(group * codes + code)
    return key, place


def _counted(place: Array, key: Array, chosen: Array) -> Array:
    return np.bincount(place, chosen, key.size).astype(np.int64)
