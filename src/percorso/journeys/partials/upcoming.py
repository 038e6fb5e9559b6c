"""When time alone changes what a customer counts: an ending, or a promise that ripens."""

import numpy as np

from percorso.journeys.partials.sample import Sample
from percorso.journeys.path.rules import NEVER
from percorso.journeys.path.visits import OPEN
from percorso.store.warehouse import Columns


def upcoming(sample: Sample) -> Columns:
    """Customers by the earliest cut-off that would change their counts; others are not told.

    An open journey fails once its silence is longer than the gap; a visit shows that it waited, or
    went unanswered, once the promise is over.
    """
    visits, journeys, rules = sample.visits, sample.journeys, sample.rules
    is_open = journeys.status == OPEN
    promise = rules.promise_us[visits.code]
    promised = np.flatnonzero(promise != NEVER)
    ripe_us = visits.last_us[promised] + promise[promised] + 1
    pending = ripe_us > rules.data_until_us
    promised, ripe_us = promised[pending], ripe_us[pending]
    customer = np.append(journeys.customer_no[is_open],
                         journeys.customer_no[visits.journey[promised]])  # fmt: skip
    change_us = np.append(journeys.last_us[is_open] + rules.gap_us + 1, ripe_us)
    order = np.lexsort((change_us, customer))
    customer, change_us = customer[order], change_us[order]
    first = np.flatnonzero(np.diff(customer.astype(np.int64), prepend=-1))
    return {
        "customer_no": customer[first].astype(np.int64),
        "change_us": change_us[first],
        "customers": np.ones(first.size, dtype=np.int64),
    }
