"""Who got in touch and was answered in time, or had to begin all over again (METHODS 6.4)."""

import numpy as np

from percorso.journeys.partials.sample import Sample
from percorso.journeys.partials.tally import distinct, tally
from percorso.journeys.path.rules import NEVER
from percorso.journeys.path.visits import OPEN, SUCCESS
from percorso.store.warehouse import Columns


def answers(sample: Sample) -> Columns:
    """Contacts that customers begin where the catalogue promises something, by touchpoint.

    Answered: a visit that the company or a partner begins follows in the journey within the
    promise. Unanswered: none did, or too late. Pending: the promise still runs. A journey whose
    goal was met at the contact itself waits for no answer.
    """
    visits, rules = sample.visits, sample.rules
    is_done = sample.is_last & (sample.status == SUCCESS)
    asks = rules.is_customer_side[visits.code] & (rules.promise_us[visits.code] != NEVER)
    asked = np.flatnonzero(asks & ~is_done)
    if not asked.size:
        nothing = np.zeros(0, dtype=np.int64)
        return dict.fromkeys(("code", "answered", "unanswered", "pending"), nothing)
    heard = np.flatnonzero(rules.answers[visits.code])
    following = np.searchsorted(heard, asked, side="right")
    answer = np.append(heard, 0)[following]
    was_answered = following < heard.size
    was_answered &= visits.journey[answer] == visits.journey[asked]
    until = np.where(was_answered, visits.first_us[answer], rules.data_until_us)
    in_time = until - visits.last_us[asked] <= rules.promise_us[visits.code[asked]]
    code, size = visits.code[asked], rules.codes
    counts = {
        "answered": np.bincount(code[was_answered & in_time], minlength=size),
        "unanswered": np.bincount(code[~in_time], minlength=size),
        "pending": np.bincount(code[~was_answered & in_time], minlength=size),
    }
    met = distinct(code)
    return {"code": met, **{name: of[met] for name, of in counts.items()}}


def hand_offs(sample: Sample) -> Columns:
    """Visits in another channel than the one before, and those that began all over again.

    A visit that is the last so far of an open journey is left out: what follows is not known.
    """
    visits, rules = sample.visits, sample.rules
    if not rules.asks_again.any():
        nothing = np.zeros(0, dtype=np.int64)
        return dict.fromkeys(("code_before", "code", "switches", "broken"), nothing)
    known = ~(sample.is_last & (sample.status == OPEN)) & (visits.code_before > 0)
    switched = rules.channel[visits.code_before] != rules.channel[visits.code]
    known &= ~(rules.asks_again[visits.code] | rules.asks_again[visits.code_before])
    at = np.flatnonzero(known & switched)
    codes = np.int64(rules.codes)
    key = (visits.code_before[at] * codes + visits.code[at]) * 2
    key += rules.asks_again[visits.code_after[at]]
    found, times = tally(key)
    rest, broken = np.divmod(found, 2)
    before, code = np.divmod(rest, codes)
    return {"code_before": before, "code": code, "switches": times, "broken": times * broken}
