"""Customers counted share by share: the same counts as all at once."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from percorso.journeys.counting import count_scope, customer_shares
from percorso.journeys.partials.registry import COMPARISON, MAP
from percorso.journeys.partials.table import Partial, Sums
from percorso.journeys.waits import finished_waits
from percorso.stats.quantiles import KEPT_VALUES
from percorso.store.warehouse import Warehouse
from tests.journeys.logs import Contact, Rules, cut, fill, in_memory, scope_of
from tests.journeys.test_against_naive import logs, selective

ALL = (*MAP, *COMPARISON)
often = settings(
    deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture(scope="module")
def warehouse() -> Iterator[Warehouse]:
    with in_memory() as opened:
        yield opened


def assert_tables_equal(partials: Sequence[Partial], found: Sums, expected: Sums) -> None:
    """Every table has the same rows and the same sums."""
    for partial in partials:
        table, whole = found.columns(partial.name), expected.columns(partial.name)
        assert list(table) == list(whole)
        for name in table:
            if table[name].dtype == object:
                assert table[name].tolist() == whole[name].tolist()
            else:
                np.testing.assert_allclose(
                    table[name].astype(float),
                    whole[name].astype(float),
                    atol=1e-9,
                    err_msg=partial.name,
                )


@often
@given(log=logs, rules=selective)
def test_shares_add_up_to_all_at_once(warehouse, log, rules):
    expected = cut(warehouse, log, rules).sums
    found = count_scope(warehouse, scope_of(log, rules), ALL, rows_a_share=3)
    assert_tables_equal(ALL, found, expected)


def test_shares_are_whole_customers_and_nobody_is_left_out(warehouse):
    log = [Contact(customer, second, "page") for customer in range(1, 30) for second in range(5)]
    fill(warehouse, log)
    shares = customer_shares(warehouse, scope_of(log, Rules(is_cut=False)), rows=40)
    assert len(shares) > 2
    assert shares[0][0] == 0
    for (_, end), (start, _) in pairwise(shares):
        assert start == end + 1


def test_progress_is_told_share_by_share_and_ends_at_all(warehouse):
    log = [Contact(customer, second, "page") for customer in range(1, 30) for second in range(5)]
    fill(warehouse, log)
    told: list[float] = []
    count_scope(warehouse, scope_of(log, Rules(is_cut=False)), MAP, told.append, rows_a_share=20)
    assert told == sorted(told)
    assert told[-1] == 1.0
    assert len(told) > 2


def test_many_waits_in_several_shares_are_those_of_one(warehouse):
    log = [
        Contact(customer, second, "page")
        for customer in range(1, 2 * KEPT_VALUES)
        for second in (0, 1000 + 17 * customer % 5000)
    ]
    rules = Rules(is_cut=False, collapse=0)
    expected = cut(warehouse, log, rules)
    found = count_scope(warehouse, expected.scope, ALL, rows_a_share=300)
    assert finished_waits(found) == finished_waits(expected.sums)
