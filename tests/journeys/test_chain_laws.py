"""Laws of the chain measures on random logs in which every journey has ended."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as some

from percorso.journeys.chain_of_visits import ChainOfVisits, chain_of_visits
from percorso.store.warehouse import Warehouse
from tests.journeys.logs import NUMBER, PLACES, Contact, Cut, Rules, by_place, cut, in_memory

CONTACTS = [place.key for place in PLACES if not place.is_broadcast]
NOBODY_MUCH_LATER = Contact(None, 100_000, "page")

contacts = some.builds(
    Contact,
    customer=some.integers(1, 6),
    second=some.integers(0, 20).map(lambda tick: tick * 10),
    place=some.sampled_from(CONTACTS),
)
logs = some.lists(contacts, min_size=4, max_size=50).map(lambda log: [*log, NOBODY_MUCH_LATER])
rules = some.builds(
    Rules,
    is_cut=some.booleans(),
    success=some.just(("order",)),
    collapse=some.sampled_from([0, 10]),
)
often = settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture(scope="module")
def warehouse() -> Iterator[Warehouse]:
    with in_memory() as opened:
        yield opened


def solved(made: Cut) -> ChainOfVisits:
    rows = by_place(made)
    return chain_of_visits(
        made.sums,
        {NUMBER[place]: row["visits"] for place, row in rows.items()},
        {NUMBER[place] for place, row in rows.items() if row["visits_until_goal"]},
    )


def values(estimates: dict) -> dict[int, float]:
    return {code: one["value"] for code, one in estimates.items() if one is not None}


@often
@given(log=logs, rules=rules)
def test_chain_success_is_the_observed_rate_when_all_have_ended(warehouse, log, rules):
    made = cut(warehouse, log, rules)
    chain, totals = solved(made), made.sums.rows("totals")[0]
    assert totals["open"] == 0
    rate = totals["success"] / totals["journeys"]
    assert chain.solved.base_rate == pytest.approx(rate, abs=1e-9)
    assert chain.without_ending == []


@often
@given(log=logs, rules=rules)
def test_decisive_shares_and_the_entry_share_add_to_one(warehouse, log, rules):
    chain = solved(cut(warehouse, log, rules))
    assume(chain.null_reason is None)
    total = sum(values(chain.decisive_share).values()) + chain.solved.entry_share
    assert total == pytest.approx(1, abs=1e-9)


@often
@given(log=logs, rules=rules)
def test_expected_visits_are_visits_for_each_journey(warehouse, log, rules):
    made = cut(warehouse, log, rules)
    chain, journeys = solved(made), made.path.journeys.number.size
    for place, row in by_place(made).items():
        expected = chain.solved.expected_visits[chain.state(NUMBER[place])]
        assert expected == pytest.approx(row["visits_until_goal"] / journeys, abs=1e-9)


@often
@given(log=logs, rules=rules)
def test_joining_immediate_repeats_changes_nothing_that_is_decided(warehouse, log, rules):
    apart = solved(cut(warehouse, log, replace(rules, collapse=0)))
    joined = solved(cut(warehouse, log, replace(rules, collapse=1_000_000)))
    assert joined.solved.base_rate == pytest.approx(apart.solved.base_rate, abs=1e-9)
    for measure in ("removal_effect", "decisive_share"):
        before, after = values(getattr(apart, measure)), values(getattr(joined, measure))
        assert after == pytest.approx(before, abs=1e-9)
