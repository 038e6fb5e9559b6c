"""What is new is resolved alone: the tables are always those that resolving all gives."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from percorso.identity import changes_sql, newcomers, resolving
from percorso.identity.newcomers import is_known_before
from percorso.identity.resolving import setup_of
from tests.identity.conftest import Contact, Log

FAMILIES = ("shop", "shop", "courier")

# What a workspace holds when all is resolved; what says only where a row stands is left out.
TABLES = {
    "resolved": """
select customer_no, case when customer_no is not null
    then row_number() over (partition by customer_no order by ord) end as place,
  * exclude (customer_no, ord) from resolved order by interaction_no""",
    "customer": "from customer order by all",
    "reference": "from reference order by all",
    "reference_conflict": "from reference_conflict order by all",
    "identifier_seen": "select * exclude (no) from identifier_seen order by key",
    "identifier_pair": """
select s.key, o.key, p.first_us from identifier_pair as p
join identifier_seen as s on s.no = p.strong_no join identifier_seen as o on o.no = p.other_no
order by all""",
    "held_window": "from held_window order by all",
    "machine_day": "from machine_day order by all",
    "machine_interaction": "from machine_interaction order by all",
}


@pytest.fixture(autouse=True)
def never_all(monkeypatch):
    """However much is new, it is looked at alone: else small logs were always resolved whole."""
    monkeypatch.setattr(newcomers, "_MOST_AFFECTED", 1e9)
    monkeypatch.setattr(changes_sql, "_MOST_CHANGED", 1e9)


def told(log: Log) -> dict[str, Any]:
    """All that a log holds after resolving."""
    return {name: log.warehouse.rows(query) for name, query in TABLES.items()} | {
        "links": log.link_rows(), "kept_apart": log.kept_apart(),
    }  # fmt: skip


def brought_up(log: Log) -> list[tuple[Any, ...]]:
    """How the customers changed by the last resolving stood before."""
    return log.warehouse.rows("""
select r.customer_no, r.interaction_no from replaced as r join layout using (generation)
order by r.customer_no, r.ord""")


def pool(kind: str, size: int) -> some.SearchStrategy[str]:
    return some.integers(1, size).map(lambda number: f"{kind}-{number:03}")


who = some.fixed_dictionaries(
    {},
    optional={
        "user_id": pool("u", 3), "email": pool("e", 4), "phone": pool("p", 2),
        "anonymous_id": pool("d", 2),
    },
)  # fmt: skip
numbers = some.fixed_dictionaries(
    {},
    optional={"order_id": pool("o", 3), "tracking_number": pool("t", 3), "case_id": pool("c", 2)},
)
contacts = some.builds(
    Contact, name=some.just(""), minute=some.integers(0, 200),
    who=who, numbers=numbers, source=some.integers(1, 3),
    type=some.sampled_from(["contact", "order.placed", "order.shipped", "case.opened"]),
    verdict=some.sampled_from([None, None, None, "machine"]),
)  # fmt: skip


def named(batches: list[list[Contact]]) -> list[list[Contact]]:
    """Each contact with a name of its own."""
    return [
        [replace(one, name=f"{batch}-{place}") for place, one in enumerate(contacts)]
        for batch, contacts in enumerate(batches)
    ]


batches = some.lists(some.lists(contacts, max_size=5), min_size=2, max_size=5).map(named)
often = settings(
    deadline=None, max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@often
@given(batches=batches, most_behind=some.sampled_from([0.0, 1.0]))
def test_what_is_new_alone_gives_what_resolving_all_gives(
    open_log: Callable[..., Log], monkeypatch, batches, most_behind
):
    monkeypatch.setattr(resolving, "_MOST_BEHIND", most_behind)
    alone, whole = open_log(*FAMILIES), open_log(*FAMILIES)
    for place, batch in enumerate(batches):
        (alone.brings if place else alone.arrives)(*batch)
        whole.arrives(*batch)
        assert told(alone) == told(whole)


@often
@given(batches=batches)
def test_rows_of_a_customer_stand_together_and_in_order(open_log, monkeypatch, batches):
    monkeypatch.setattr(resolving, "_MOST_BEHIND", 1.0)
    log = open_log(*FAMILIES)
    for place, batch in enumerate(batches):
        (log.brings if place else log.arrives)(*batch)
    rows = log.warehouse.rows("select customer_no, ord, occurred_us from resolved")
    ords = [ord_ for _, ord_, _ in rows]
    assert ords == sorted(set(ords))
    found: list[int] = []
    for before, (customer, _, us) in zip([(None, 0, 0), *rows], rows, strict=False):
        if customer is not None and customer != before[0]:
            assert customer not in found
            found.append(customer)
        elif customer is not None:
            assert us >= before[2]


def test_only_customers_who_changed_are_written_anew(log):
    log.arrives(
        Contact("ada", 1, {"email": "ada"}), Contact("bob", 2, {"email": "bob"}),
        Contact("nobody", 3, {}, {"order_id": "1001"}),
    )  # fmt: skip
    log.brings(Contact("bob again", 9, {"email": "bob"}))
    assert brought_up(log) == [(2, 2)]
    log.brings(Contact("ada buys", 10, {"email": "ada"}, {"order_id": "1001"}))
    assert brought_up(log) == [(1, 1)]
    assert log.customer_of()["nobody"] == 1


def test_a_log_in_that_joins_two_customers_moves_both(log):
    log.arrives(Contact("ada", 1, {"email": "ada"}), Contact("ann", 2, {"phone": "ann"}))
    log.brings(Contact("both", 9, {"email": "ada", "phone": "ann"}))
    assert log.persons() == {frozenset({"ada", "ann", "both"})}


def test_what_was_taken_away_is_no_longer_known(log):
    log.arrives(Contact("ada", 1, {"email": "ada"}), Contact("bob", 2, {"email": "bob"}))
    setup = setup_of(log.sources, "EUR")
    assert is_known_before(log.warehouse, setup)
    log.warehouse.do("delete from interaction where interaction_no = 1")
    assert not is_known_before(log.warehouse, setup)


def test_another_currency_or_family_is_another_resolving(log):
    log.arrives(Contact("ada", 1, {"email": "ada"}))
    assert is_known_before(log.warehouse, setup_of(log.sources, "EUR"))
    assert not is_known_before(log.warehouse, setup_of(log.sources, "USD"))
    assert not is_known_before(log.warehouse, setup_of(log.sources[:-1], "EUR"))
