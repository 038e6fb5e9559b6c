"""Which visits show that customers had work: the signals of effort (METHODS 5)."""

import numpy as np

from percorso.journeys.partials.sample import Sample, meetings_of
from percorso.journeys.partials.stages import entries_of
from percorso.journeys.path.cutting import Places
from percorso.journeys.path.rows import Array
from percorso.journeys.path.rules import NEVER, Flags
from percorso.journeys.path.visits import SUCCESS

_WEEK_US = 7 * 86_400 * 1_000_000


def signals_of(sample: Sample) -> dict[str, Flags]:
    """Which visits show each signal.

    Returns, switches and repeats are told of visits that customers begin: what the company sends
    again costs them nothing. A wait that still runs, or that a failed journey ended in, has
    lasted up to the cut-off at least.
    """
    return {
        "returned": _returned(sample),
        "switched": _switched(sample),
        "repeated": _repeated(sample),
        "waited": _waited(sample),
        "redone": sample.rules.is_redone[sample.visits.code],
    }


def _returned(sample: Sample) -> Flags:
    """Back at a touchpoint within a week, no new stage entered in between."""
    visits, meetings = sample.visits, sample.once(meetings_of)
    opens_stage = np.zeros(visits.code.size, dtype=np.int32)
    opens_stage[sample.once(entries_of).visit] = 1
    stages = np.cumsum(opens_stage, dtype=np.int32)
    is_again = np.ones(meetings.order.size, dtype=np.bool_)
    is_again[meetings.first] = False
    again = np.flatnonzero(is_again)
    again = again[sample.rules.is_customer_side[visits.code[meetings.order[again]]]]
    return _soon_after(sample, meetings.order[again], meetings.order[again - 1], stages)


def _switched(sample: Sample) -> Flags:
    """Another channel of service within a week."""
    visits, rules = sample.visits, sample.rules
    is_service = rules.stage[visits.code] == rules.service_stage
    order = np.flatnonzero(is_service & rules.is_customer_side[visits.code])
    channel = rules.channel[visits.code[order]]
    found = _soon_after(sample, order[1:], order[:-1], visits.journey)
    found[order[1:][channel[1:] == channel[:-1]]] = False
    return found


def _soon_after(sample: Sample, now: Places, before: Places, key: Array) -> Flags:
    """Visits that follow another one of equal key within a week."""
    visits = sample.visits
    found = np.zeros(visits.code.size, dtype=np.bool_)
    soon = visits.first_us[now] - visits.last_us[before] <= _WEEK_US
    soon &= key[now] == key[before]
    found[now[soon]] = True
    return found


def _repeated(sample: Sample) -> Flags:
    """Service asked again about the same case, order, invoice or parcel within a week."""
    visits, topics = sample.visits, sample.path.topics
    found = np.zeros(visits.code.size, dtype=np.bool_)
    if not topics.visit.size:
        return found
    code = visits.code[topics.visit]
    rules = sample.rules
    about = (rules.stage[code] == rules.service_stage) & rules.is_customer_side[code]
    visit, topic = topics.visit[about], topics.topic[about]
    order = np.lexsort((visit, topic, visits.journey[visit]))
    visit, topic = visit[order], topic[order]
    now, before = visit[1:], visit[:-1]
    again = (topic[1:] == topic[:-1]) & (visits.journey[now] == visits.journey[before])
    again &= now != before
    again &= visits.first_us[now] - visits.last_us[before] <= _WEEK_US
    found[now[again]] = True
    return found


def _waited(sample: Sample) -> Flags:
    """Longer than was promised, the waits of journeys without success up to the cut-off."""
    visits, rules = sample.visits, sample.rules
    late = np.zeros(visits.code.size, dtype=np.bool_)
    at = np.flatnonzero((rules.promise_us != NEVER)[visits.code])
    last, done = sample.is_last[at], sample.status[at] == SUCCESS
    us = np.where(last, rules.data_until_us - visits.last_us[at], visits.us_after[at])
    late[at] = ~(last & done) & (us > rules.promise_us[visits.code[at]])
    return late


def signals_shown(sample: Sample) -> Array:
    """How many signals each visit shows."""
    total = np.zeros(sample.visits.code.size, dtype=np.int8)
    for flags in sample.once(signals_of).values():
        total += flags
    return total
