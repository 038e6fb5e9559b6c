"""How one customer's contacts become journeys and visits, case by case."""

from collections.abc import Iterator

import pytest

from percorso.journeys.path_sql import path_statements
from percorso.journeys.scope import tell_codes
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
    cut(warehouse, [*log, LATER], rules)
    rows = warehouse.rows("select journey_no from journey order by journey_no")
    made = sorted(walks(warehouse).elements(), key=lambda one: one.places)
    assert len(made) == len(rows)
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
        cut(warehouse, [Contact(1, 0, "page"), Contact(None, silence, "odd")], LIFECYCLE)
        (only,) = walks(warehouse)
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
        cut(warehouse, log, rules)
        assert walks(warehouse).total() == journeys


def test_repeats_of_a_page_are_one_visit_as_long_as_each_follows_soon(warehouse):
    rules = Rules(is_cut=False, collapse=10)
    log = [Contact(1, second, "page") for second in (0, 10, 20, 31)]
    cut(warehouse, [*log, *(Contact(1, 40, "shop"),) * 2], rules)
    (only,) = walks(warehouse)
    assert only.places == ("page", "page", "shop", "shop")
    assert only.interactions == (3, 1, 1, 1)


def test_ties_stand_in_the_order_of_the_file(warehouse):
    steps = (5, "shop"), (5, "page"), (5, "order"), (5, "page")
    assert walked(warehouse, LIFECYCLE, *steps) == ["shop page order page: success"]


def test_a_period_takes_its_first_instant_and_leaves_its_last(warehouse):
    log = [Contact(customer, 10 * customer, "page") for customer in (1, 2, 3)]
    cut(warehouse, log, Rules(is_cut=False, since=10, until=30))
    assert {one.customer for one in walks(warehouse)} == {1, 2}


def test_a_journey_soon_after_its_source_began_is_left_truncated(warehouse):
    log = [
        Contact(None, 0, "page", source=1),
        Contact(1, 49, "page", source=1),
        Contact(2, 50, "page", source=1),
        Contact(3, 60, "page", source=2),
    ]
    cut(warehouse, log, Rules(is_cut=False, gap=50))
    assert {one.customer: one.left_truncated for one in walks(warehouse)} == {
        1: True,
        2: False,
        3: True,
    }


def test_groups_for_intervals_are_customers_while_these_are_few(warehouse):
    log = [Contact(customer, customer, "page") for customer in range(1, 2101)]
    for until, groups in ((1000, 999), (None, 1)):
        cut(warehouse, log, Rules(is_cut=False, until=until))
        found = warehouse.value("select count(distinct jackknife_group) from journey")
        assert found == groups


def test_threads_and_batches_change_no_journey(warehouse):
    fingerprints = set()
    for threads in (1, 2, 4):
        warehouse.do(f"set threads = {threads}")
        fingerprints.add(_fingerprint_of_a_large_log(warehouse))
    warehouse.do("set threads = 1")
    assert len(fingerprints) == 1


def _fingerprint_of_a_large_log(warehouse: Warehouse) -> tuple[int, ...]:
    """Cut 300,000 interactions, more than two row groups, and add the visits up."""
    scope = scope_of([Contact(1, 300_000, "page")], PURCHASE)
    warehouse.do("""
create or replace temp table resolved as
select (i // 7)::integer as customer_no, (i // 7 % 256)::utinyint as group_no,
  i::integer as ord, i * 20000000 + hash(i) % 9000000 as occurred_us,
  (1 + hash(i + 1) % 8)::integer as observed_name_no, 1 as source_no, null::float as felt,
  null::bigint as amount_minor, i as interaction_no
from range(300000) as log(i)""")
    tell_codes(warehouse, scope)
    for statement in path_statements(scope):
        warehouse.do(statement)
    return warehouse.rows("""
select count(*), sum(hash(journey_no, visit_no, code, code_after, us_before, us_after, status,
  place, length, until_goal)) from visit""")[0]
