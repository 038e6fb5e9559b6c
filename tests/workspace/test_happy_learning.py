"""A planted truth in what customers did: its driver is learnt, what is no driver is not."""

from dataclasses import replace

import numpy as np
import pytest

from percorso.customers.evidence import DAY_US
from percorso.customers.kinds import DIMENSIONS, IndexSettings
from percorso.customers.reading import Question
from percorso.customers.roles import BIT
from percorso.store.warehouse import passing_warehouse
from percorso.workspace.people.happy_learning import AFTER_US, settings_learned

NOW = 1_800_000_000_000_000
CUT = NOW - AFTER_US
CUSTOMERS = 1500
WRITTEN, ANSWER, DELIVERED, DAMAGED, ASKED = range(1, 6)
HOUR_US = DAY_US // 24
NOBODY = np.zeros(0, dtype=np.int32)
QUESTION = Question(
    {
        WRITTEN: (BIT["promising"], DAY_US), ANSWER: (BIT["ours"], None),
        DELIVERED: (BIT["delivered"], None), DAMAGED: (BIT["damaged"], None), ASKED: (0, None),
    },
    NOW,
)  # fmt: skip


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory):
    """Late answers make the next rating bad; damaged goods and old ratings are chance."""
    draw = np.random.default_rng(5)
    whose, name, when, felt = [], [], [], []

    def add(who, what, at_us, rated=np.nan):
        whose.append(who)
        name.append(np.full(who.size, what))
        when.append(np.broadcast_to(at_us, who.shape))
        felt.append(np.broadcast_to(rated, who.shape))

    everybody = np.arange(1, CUSTOMERS + 1)
    late, damaged = (draw.integers(0, 4, CUSTOMERS) for _ in range(2))
    for nth in range(3):
        us = CUT - (nth + 1) * 3 * DAY_US
        add(everybody, WRITTEN, us)
        add(everybody[late <= nth], ANSWER, us + HOUR_US)
        add(everybody[damaged <= nth], DELIVERED, us)
        add(everybody[damaged > nth], DAMAGED, us)
    add(everybody, ASKED, CUT - DAY_US, draw.choice([-1.0, 0.0, 1.0], CUSTOMERS))
    is_bad = draw.random(CUSTOMERS) < 1 / (1 + np.exp(3.0 - 2.0 * late))
    later = CUT + draw.permutation(CUSTOMERS) * (AFTER_US // CUSTOMERS) + 1
    add(everybody, ASKED, later, np.where(is_bad, -1.0, 1.0))
    with passing_warehouse(
        memory_limit_mb=512, temporary_limit_mb=64, scratch=tmp_path_factory.mktemp("scratch")
    ) as made:
        columns = {"who": whose, "name": name, "us": when, "felt": felt}
        made.fill("made", {key: np.concatenate(parts) for key, parts in columns.items()})
        made.do("""
insert into resolved by name
select who::integer as customer_no, 0 as group_no, (row_number() over ())::integer as ord,
  us::bigint as occurred_us, name::integer as observed_name_no, 1 as source_no,
  case when not isnan(felt) then felt end as felt, row_number() over () as interaction_no,
  case when not isnan(felt) then 'csat' end as rating_kind, false as is_quotable from made""")
        yield made


def test_the_planted_driver_is_learnt_and_the_others_are_not(warehouse):
    learned = settings_learned(warehouse, QUESTION, NOBODY)
    weights = dict(zip([one.key for one in DIMENSIONS], learned.weights.tolist(), strict=True))
    assert learned.learned
    assert max(weights, key=weights.get) == "service"
    assert weights["service"] > 0.6
    assert weights["promise"] < 0.1
    assert learned.weights.sum() == pytest.approx(1.0)


def test_who_refused_profiling_teaches_nothing(warehouse):
    # Of those who are left fewer than 200 came to a bad outcome.
    refused = np.arange(1, CUSTOMERS - 300, dtype=np.int32)
    assert settings_learned(warehouse, QUESTION, refused) == IndexSettings()


def test_nothing_is_known_of_what_came_after_the_cut(warehouse):
    learned = settings_learned(warehouse, QUESTION, NOBODY)
    warehouse.do("begin")
    # A thousand more cases after the cut would tell the outcome, were they looked at.
    warehouse.do(f"""
insert into resolved by name
select customer_no, group_no, ord, {CUT + 1} as occurred_us, {DAMAGED} as observed_name_no,
  source_no, interaction_no + 1000000 as interaction_no, is_quotable
from resolved where felt = -1 and occurred_us > {CUT}""")
    again = settings_learned(warehouse, QUESTION, NOBODY)
    # The engine adds up in another order: the last digit may differ.
    assert again.learned == pytest.approx(learned.learned, rel=1e-12)
    assert replace(again, learned=learned.learned) == learned
    warehouse.do("rollback")
