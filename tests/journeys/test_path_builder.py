"""How one customer's contacts become journeys and visits, case by case."""

from collections.abc import Iterator

import numpy as np
import pytest

from percorso.journeys.counting import count_scope
from percorso.journeys.partials.registry import MAP
from percorso.store.warehouse import Warehouse
from tests.journeys.logs import Contact, Rules, cut, in_memory, scope_of, walks

PURCHASE = Rules(is_cut=True, success=("order",), failure=("cancel",), gap=50, collapse=0, tail=60)
LIFECYCLE = Rules(is_cut=False, success=("order",), gap=50, collapse=0)
LATER = Contact(None, 10_000, "odd")


@pytest.fixture(scope="module")
def warehouse() -> Iterator[Warehouse]:
    with in_memory() as opened:
        yield opened


def walked(warehouse: Warehouse, rules: Rules, *steps: tuple[int, str]) -> list[str]:
    """The journeys of one customer, each as its places and status, in order."""
    log = [Contact(1, second, place) for second, place in steps]
    made = sorted(
        walks(cut(warehouse, [*log, LATER], rules)).elements(), key=lambda one: one.places
    )
    return [" ".join(one.places) + f": {one.status}" for one in made]


def test_a_purchase_ends_with_the_goal(warehouse):
    steps = (0, "odd"), (10, "order"), (20, "page"), (30, "order")
    assert walked(warehouse, PURCHASE, *steps) == ["odd order: success", "page order: success"]


def test_a_purchase_ends_with_a_failure_and_with_a_silence(warehouse):
    steps = (0, "odd"), (10, "cancel"), (20, "page"), (71, "shop")
    assert walked(warehouse, PURCHASE, *steps) == [
        "odd cancel: failure",
        "page: failure",
        "shop: failure",
    ]


def test_a_silence_as_long_as_the_gap_does_not_end_a_purchase(warehouse):
    assert walked(warehouse, PURCHASE, (0, "page"), (50, "shop")) == ["page shop: failure"]


def test_delivery_and_service_soon_after_the_goal_are_its_tail(warehouse):
    steps = (0, "order"), (55, "parcel"), (60, "help"), (61, "help"), (65, "page")
    assert walked(warehouse, PURCHASE, *steps) == [
        "help page: failure",
        "order parcel help: success",
    ]


def test_a_failure_in_the_tail_does_not_undo_the_goal(warehouse):
    rules = Rules(is_cut=True, success=("order",), failure=("help",), gap=50, tail=60)
    assert walked(warehouse, rules, (0, "order"), (9, "help")) == ["order help: success"]


def test_a_goal_that_is_a_delivery_has_a_tail_too(warehouse):
    rules = Rules(is_cut=True, success=("parcel",), gap=50, tail=60)
    steps = (0, "order"), (9, "parcel"), (19, "help")
    assert walked(warehouse, rules, *steps) == ["order parcel help: success"]


def test_a_lifecycle_goes_on_after_goals_failures_and_silence(warehouse):
    steps = (0, "page"), (10, "order"), (500, "cancel"), (900, "shop")
    assert walked(warehouse, LIFECYCLE, *steps) == ["page order cancel shop: success"]


def test_a_lifecycle_without_goal_is_open_until_the_gap_has_passed(warehouse):
    for silence, status in ((50, "open"), (51, "failure")):
        made = cut(warehouse, [Contact(1, 0, "page"), Contact(None, silence, "odd")], LIFECYCLE)
        (only,) = walks(made)
        assert only.status == status


def test_without_success_and_failure_no_journey_has_a_status(warehouse):
    assert walked(warehouse, Rules(is_cut=False), (0, "order")) == ["order: None"]


def test_a_newsletter_neither_opens_nor_prolongs(warehouse):
    steps = (0, "letter"), (100, "page"), (140, "letter"), (180, "shop"), (190, "letter")
    assert walked(warehouse, PURCHASE, *steps) == ["letter shop: failure", "page: failure"]


def test_a_newsletter_alone_makes_no_journey(warehouse):
    assert walked(warehouse, LIFECYCLE, (0, "letter"), (10, "letter")) == []


def test_a_newsletter_moves_no_journey_into_another_period(warehouse):
    log = [Contact(1, 90, "letter"), Contact(1, 110, "page"), LATER]
    for since, until, journeys in ((0, 100, 0), (100, 200, 1)):
        rules = Rules(is_cut=False, gap=50, since=since, until=until)
        made = cut(warehouse, log, rules)
        assert walks(made).total() == journeys


def test_repeats_of_a_page_are_one_visit_as_long_as_each_follows_soon(warehouse):
    rules = Rules(is_cut=False, collapse=10)
    log = [Contact(1, second, "page") for second in (0, 10, 20, 31)]
    made = cut(warehouse, [*log, *(Contact(1, 40, "shop"),) * 2], rules)
    (only,) = walks(made)
    assert only.places == ("page", "page", "shop", "shop")
    assert only.interactions == (3, 1, 1, 1)


def test_ties_stand_in_the_order_of_the_file(warehouse):
    steps = (5, "shop"), (5, "page"), (5, "order"), (5, "page")
    assert walked(warehouse, LIFECYCLE, *steps) == ["shop page order page: success"]


def test_a_period_takes_its_first_instant_and_leaves_its_last(warehouse):
    log = [Contact(customer, 10 * customer, "page") for customer in (1, 2, 3)]
    made = cut(warehouse, log, Rules(is_cut=False, since=10, until=30))
    assert {one.customer for one in walks(made)} == {1, 2}


def test_a_journey_soon_after_its_source_began_is_left_truncated(warehouse):
    log = [
        Contact(None, 0, "page", source=1),
        Contact(1, 49, "page", source=1),
        Contact(2, 50, "page", source=1),
        Contact(3, 60, "page", source=2),
    ]
    made = cut(warehouse, log, Rules(is_cut=False, gap=50))
    assert {one.customer: one.left_truncated for one in walks(made)} == {
        1: True,
        2: False,
        3: True,
    }


def test_groups_for_intervals_are_customers_while_these_are_few(warehouse):
    for customers, groups in ((1999, 1999), (2000, 1)):
        log = [Contact(customer, customer, "page") for customer in range(1, customers + 1)]
        made = cut(warehouse, log, Rules(is_cut=False))
        steps = made.sums.columns("chain_steps")
        assert np.unique(steps["jackknife_group"]).size == groups


def test_threads_and_batches_change_no_count(warehouse):
    fingerprints = set()
    for threads in (1, 2, 4):
        warehouse.do(f"set threads = {threads}")
        fingerprints.add(_fingerprint_of_a_large_log(warehouse))
    warehouse.do("set threads = 1")
    assert len(fingerprints) == 1


def _fingerprint_of_a_large_log(warehouse: Warehouse) -> str:
    """Count 300,000 interactions, more than two row groups, as one text."""
    scope = scope_of([Contact(1, 300_000, "page")], PURCHASE)
    warehouse.do("""
create or replace temp table resolved as
select (i // 7)::integer as customer_no, (i // 7 % 256)::utinyint as group_no,
  i::integer as ord, i * 20000000 + hash(i) % 9000000 as occurred_us,
  (1 + hash(i + 1) % 8)::integer as observed_name_no, 1 as source_no, null::float as felt,
  null::bigint as amount_minor, i as interaction_no, null::varchar as case_id,
  null::varchar as order_id, null::bigint[] as topics, null::varchar as rating_kind,
  null::double as rating_value, null::double as rating_max, false as is_quotable,
  null::float as text_felt, null::float as text_trust
from range(300000) as log(i)""")
    sums = count_scope(warehouse, scope, MAP)
    return repr([(name, sums.rows(name)) for name in sorted(sums.tables)])
