"""One customer read alone stands as the engine finds them among all."""

import random

import numpy as np
import pytest

from percorso.customers import reading
from percorso.customers.evidence import DAY_US
from percorso.customers.kinds import KINDS
from percorso.customers.one import lived_of, one_in, state_of_one
from percorso.customers.reading import Choices, Question
from percorso.customers.roles import BIT, ROLES
from percorso.store.warehouse import passing_warehouse

NOW = 1_800_000_000_000_000
THEN = NOW - 14 * DAY_US
CUSTOMERS = 300
# A name of each role, one of several roles, and one of none.
ROLES_OF_NAME = {
    **{no: (BIT[role], None) for no, role in enumerate(ROLES, start=1)},
    ROLES.index("goal") + 1: (BIT["goal"] | BIT["visit"], DAY_US),
    ROLES.index("promising") + 1: (BIT["promising"] | BIT["need"], DAY_US),
    50: (0, None),
}
OFTEN = ("goal", "delivered", "bot", "need")
NAMES = [*ROLES_OF_NAME, *[ROLES.index(role) + 1 for role in OFTEN] * 3]


def lived(no, chance):
    """The interactions of one customer, some at one instant and some in the future."""
    for _ in range(chance.randrange(1, 18)):
        us = NOW + DAY_US - chance.randrange(0, 40) * (DAY_US * 2 // 3)
        rated = chance.random() < 0.3
        kind = chance.choice(["nps", "csat", "ces", None]) if rated else None
        yield {
            "customer_no": no, "name": chance.choice(NAMES), "us": us,
            "order_id": chance.choice([None, "A", "B"]), "case_id": chance.choice([None, "x", ""]),
            "topic": chance.choice([-1, 7, 8]), "felt": chance.choice([-1.0, 0.3, 1.0]),
            "rated": rated, "kind": kind or "", "most": chance.choice([1.0, 5.0]),
            "text": chance.random() < 0.2, "critical": chance.random() < 0.5,
        }  # fmt: skip


def fill(warehouse, chance):
    rows = [row for no in range(1, CUSTOMERS + 1) for row in lived(no, chance)]
    columns = {
        name: np.array([row[name] for row in rows]) for name in rows[0] if name[-3:] != "_id"
    }
    for name in ("order_id", "case_id"):
        columns[name] = np.array([row[name] for row in rows], dtype=object)
    columns["no"] = np.arange(1, len(rows) + 1)
    warehouse.fill("made", columns)
    warehouse.do("""
insert into resolved by name
select customer_no::integer as customer_no, 0 as group_no, no::integer as ord, us as occurred_us,
  name::integer as observed_name_no, 1 as source_no, case when rated then felt end as felt,
  no as interaction_no, case_id, order_id, case when topic > 0 then [topic] end as topics,
  case when rated and kind <> '' then kind end as rating_kind,
  case when rated then felt end as rating_value, case when rated then most end as rating_max,
  false as is_quotable, case when text and not rated then felt / 2 end as text_felt,
  case when text and not rated then 0.75 end as text_trust from made""")
    # Of an interaction the index reads nothing but how urgent a complaint says it is.
    warehouse.do("""
create or replace table interaction as
select no as interaction_no,
  case when critical then '{"severity": "Critical"}' else '{}' end as properties from made""")


def choices(chance):
    who = sorted(chance.sample(range(1, CUSTOMERS + 1), 40))
    kinds = [KINDS[chance.choice(["consent_given", "consent_withdrawn"])].number for _ in who]
    at = [NOW - chance.randrange(1, 90) * DAY_US for _ in who]
    return Choices(np.array(who, dtype=np.int32), np.array(kinds), np.array(at))


@pytest.fixture(scope="module")
def all_at_once(tmp_path_factory):
    """The warehouse, the question, and the state of everybody with it."""
    chance = random.Random(8)
    scratch = tmp_path_factory.mktemp("scratch")
    with passing_warehouse(
        memory_limit_mb=512, temporary_limit_mb=64, scratch=scratch
    ) as warehouse:
        fill(warehouse, chance)
        question = Question(ROLES_OF_NAME, NOW, choices=choices(chance))
        reading.lay_out(warehouse, question)
        state, _ = reading.state_in(warehouse, NOW, THEN, NOW)
        yield warehouse, question, state


def alone(warehouse, question, no):
    mine = question.choices.of(np.array([no], dtype=np.int32))
    return one_in(warehouse, question, no, list(zip(mine.kind, mine.at_us, strict=True)))


def test_every_kind_of_evidence_is_among_them(all_at_once):
    met = reading.kinds_met(all_at_once[0])
    assert KINDS.keys() - met.keys() == {"silence"}


def test_read_alone_everybody_stands_as_among_all(all_at_once):
    warehouse, question, state = all_at_once
    held = {no: at for at, no in enumerate(state.customer_no.tolist())}
    names = [name for name in state.__slots__ if name != "ref_us"]
    for no in range(1, CUSTOMERS + 1):
        found = state_of_one(alone(warehouse, question, no), THEN, NOW)
        assert (found is None) == (no not in held)
        for name in names if found is not None else ():
            told, known = getattr(found, name)[0], getattr(state, name)[held[no]]
            assert told == pytest.approx(known, abs=1e-9), (no, name)


def test_their_lines_rest_on_the_same_evidence(all_at_once):
    warehouse, question, state = all_at_once
    for at, no in enumerate(state.customer_no.tolist()):
        told = lived_of(alone(warehouse, question, no))
        mass, weighted = told.evidence.sums_at(NOW)
        assert mass == pytest.approx(state.mass[at], abs=1e-9)
        assert weighted == pytest.approx(state.weighted[at], abs=1e-9)
        assert (told.critical_us or 2**62) == state.critical_us[at]
