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
    visits = sample.visits
    opens_stage = np.zeros(visits.code.size, dtype=np.int64)
    opens_stage[sample.once(entries_of).visit] = 1
    stages = np.cumsum(opens_stage)
    order = sample.once(meetings_of).order
    order = order[sample.rules.is_customer_side[visits.code[order]]]
    return _soon_after(sample, order, visits.journey, visits.code, stages)


def _switched(sample: Sample) -> Flags:
    """Another channel of service within a week."""
    visits, rules = sample.visits, sample.rules
    is_service = rules.stage[visits.code] == rules.service_stage
    order = np.flatnonzero(is_service & rules.is_customer_side[visits.code])
    channel = rules.channel[visits.code[order]]
    found = _soon_after(sample, order, visits.journey)
    same = np.zeros(order.size, dtype=np.bool_)
    same[1:] = channel[1:] == channel[:-1]
    found[order[same]] = False
    return found


def _soon_after(sample: Sample, order: Places, *keys: Array) -> Flags:
    """Visits that follow their neighbour of equal keys within a week, in a given order."""
    visits = sample.visits
    found = np.zeros(visits.code.size, dtype=np.bool_)
    now, before = order[1:], order[:-1]
    soon = visits.first_us[now] - visits.last_us[before] <= _WEEK_US
    for key in keys:
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
    promise = rules.promise_us[visits.code]
    waiting = sample.is_last & (sample.status != SUCCESS)
    us = np.where(sample.is_last, rules.data_until_us - visits.last_us, visits.us_after)
    late: Flags = (~sample.is_last | waiting) & (promise != NEVER) & (us > promise)
    return late
