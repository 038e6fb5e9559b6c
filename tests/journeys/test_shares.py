"""Customers counted share by share: the same counts as all at once."""

import weakref
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from percorso.journeys import counting
from percorso.journeys.counting import count_scope, customer_shares
from percorso.journeys.partials.registry import COMPARISON, MAP
from percorso.journeys.partials.table import Partial, Sums
from percorso.journeys.sharing import Sharing
from percorso.journeys.waits import finished_waits
from percorso.stats.quantiles import KEPT_VALUES
from percorso.store.warehouse import Warehouse
from tests.journeys.logs import Contact, Rules, cut, fill, in_memory, scope_of
from tests.journeys.test_against_naive import logs, selective

ALL = (*MAP, *COMPARISON)
AT_LEAST_ONE = some.integers(min_value=1, max_value=6)
often = settings(
    deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture]
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
@given(log=logs, rules=selective, sharing=some.builds(Sharing, AT_LEAST_ONE, AT_LEAST_ONE))
def test_shares_add_up_to_all_at_once(warehouse, log, rules, sharing):
    expected = cut(warehouse, log, rules).sums
    found = count_scope(warehouse, scope_of(log, rules), ALL, sharing=sharing)
    assert_tables_equal(ALL, found, expected)


def test_shares_are_whole_customers_and_nobody_is_left_out(warehouse):
    log = [Contact(customer, second, "page") for customer in range(1, 30) for second in range(5)]
    fill(warehouse, log)
    shares = customer_shares(warehouse, scope_of(log, Rules(is_cut=False)), rows=40)
    assert len(shares) > 2
    assert shares[0][0] == 0
    for (_, end), (start, _) in pairwise(shares):
        assert start == end + 1


def test_who_came_since_the_table_was_put_in_order_is_shared_out_too(warehouse):
    log = [Contact(customer, second, "page") for customer in range(1, 201) for second in range(5)]
    fill(warehouse, log)
    # A block of ten rows is one customer who was there before, and one who is new.
    warehouse.do("""
update resolved set ord = 10 * (customer_no % 100) + ord % 5 + 5 * (customer_no > 100)::integer""")
    shares = customer_shares(warehouse, scope_of(log, Rules(is_cut=False)), rows=320)
    assert all(5 * (min(end, 200) - start + 1) <= 1.5 * 320 for start, end in shares)


def test_many_interactions_of_nobody_are_one_share(warehouse):
    log = [Contact(None, second, "page") for second in range(30)]
    fill(warehouse, log)
    assert customer_shares(warehouse, scope_of(log, Rules(is_cut=False)), rows=10) == [None]


def test_progress_is_told_share_by_share_and_ends_at_all(warehouse):
    log = [Contact(customer, second, "page") for customer in range(1, 30) for second in range(5)]
    fill(warehouse, log)
    told: list[float] = []
    scope = scope_of(log, Rules(is_cut=False))
    count_scope(warehouse, scope, MAP, told.append, Sharing(20, 3))
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
    found = count_scope(warehouse, expected.scope, ALL, sharing=Sharing(300, 3))
    assert finished_waits(found) == finished_waits(expected.sums)


@pytest.mark.parametrize(("memory_mb", "cores"), [(1, 1), (8, 2), (100, 2), (640, 2), (640, 64)])
def test_what_is_counted_at_a_time_fits_the_memory(memory_mb, cores):
    sharing = Sharing.within(memory_mb, cores)
    assert 1 <= sharing.at_once <= cores + 1
    assert 0 < sharing.rows * sharing.at_once * 400 <= memory_mb * 1_000_000


def test_no_more_shares_are_held_than_fit(warehouse, monkeypatch):
    log = [Contact(customer, second, "page") for customer in range(1, 30) for second in range(5)]
    fill(warehouse, log)
    held: list[weakref.ref[Any]] = []
    most: list[int] = []
    read = counting.read_customers

    def reading(*given: Any) -> Any:
        most.append(1 + sum(one() is not None for one in held))
        found = read(*given)
        held.append(weakref.ref(found.rows.ord))
        return found

    monkeypatch.setattr(counting, "read_customers", reading)
    count_scope(warehouse, scope_of(log, Rules(is_cut=False)), MAP, sharing=Sharing(10, 2))
    assert len(most) > 5
    assert max(most) <= 2


def test_rows_of_one_key_carry_what_the_first_of_them_does():
    partial = Partial("ratings", ("number",), lambda sample: {}, carried=("code",))
    size = 1000
    now = {"number": np.arange(size)[::-1], "code": np.full(size, 7), "ratings": np.ones(size)}
    then = {"number": np.arange(size), "code": np.full(size, 3), "ratings": np.ones(size)}
    added = partial.added([now, then])
    assert added["code"].tolist() == [7] * size
    assert added["ratings"].tolist() == [2] * size
