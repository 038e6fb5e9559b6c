"""What people rule holds over what was seen, and can be taken back byte for byte."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from percorso.identity import changes_sql, newcomers
from percorso.store.records.rulings import APART, SAME
from tests.identity.conftest import Contact, Log

# Whose each identifier and each interaction is, by customer number.
HELD = "select key, customer_no from identifier_seen order by key"
WINDOWS = "from held_window order by all"
WHOSE = """
select interaction_no, customer_no, occurred_us from resolved order by interaction_no"""


@pytest.fixture(autouse=True)
def never_all(monkeypatch):
    """However many are concerned, they are looked at alone."""
    monkeypatch.setattr(newcomers, "_MOST_AFFECTED", 1e9)
    monkeypatch.setattr(changes_sql, "_MOST_CHANGED", 1e9)


def partition(log: Log) -> list[list[tuple[Any, ...]]]:
    return [log.warehouse.rows(query) for query in (HELD, WINDOWS, WHOSE)]


def test_two_ruled_the_same_are_one_customer_and_the_oldest_survives(log):
    log.arrives(Contact("ada", 1, {"email": "ada"}), Contact("ann", 2, {"phone": "ann"}))
    log.rules(SAME, ("email:ada", "phone:ann"))
    assert log.customer_of() == {"ada": 1, "ann": 1}


def test_two_ruled_apart_are_two_and_the_younger_takes_its_number_back(log):
    log.arrives(Contact("ada", 1, {"email": "ada"}))
    log.brings(Contact("ann", 0, {"phone": "ann"}))
    log.brings(Contact("both", 9, {"email": "ada", "phone": "ann"}))
    assert set(log.customer_of().values()) == {1}
    log.rules(APART, ("email:ada", "phone:ann"))
    assert log.customer_of() == {"ada": 1, "both": 1, "ann": 2}


def test_a_chain_is_cut_at_its_weakest_link(log):
    log.arrives(
        Contact("in", 1, {"user_id": "u", "email": "ada"}),
        Contact("mail", 2, {"email": "ada", "phone": "ann"}),
        Contact("card", 3, {"phone": "ann", "loyalty_card": "c"}),
    )
    log.rules(APART, ("user_id:u", "loyalty_card:c"))
    assert log.persons() == {frozenset({"in", "mail", "card"})}
    held = dict(log.warehouse.rows(HELD))
    assert held["user_id:u"] == held["email:ada"] == held["phone:ann"]
    assert held["loyalty_card:c"] != held["phone:ann"]


def test_two_user_ids_stay_two_though_somebody_says_they_are_one(log):
    log.arrives(Contact("ada", 1, {"user_id": "a"}), Contact("bob", 2, {"user_id": "b"}))
    log.rules(SAME, ("user_id:a", "user_id:b"))
    assert log.customer_of() == {"ada": 1, "bob": 2}


def test_what_is_seen_later_does_not_join_who_was_ruled_apart(log):
    log.arrives(Contact("ada", 1, {"email": "ada"}), Contact("ann", 2, {"phone": "ann"}))
    log.rules(APART, ("email:ada", "phone:ann"))
    log.brings(Contact("both", 9, {"email": "ada", "phone": "ann"}))
    log.brings(
        Contact("card", 9, {"email": "ada", "loyalty_card": "c"}),
        Contact("card again", 9, {"phone": "ann", "loyalty_card": "c"}),
    )
    owners = log.customer_of()
    assert owners["both"] == owners["card"] == owners["ada"] != owners["ann"]


def test_a_ruling_says_so_in_the_log_of_links(log):
    log.arrives(Contact("ada", 1, {"email": "ada"}), Contact("ann", 2, {"phone": "ann"}))
    before = log.link_rows()
    log.rules(SAME, ("email:ada", "phone:ann"))
    assert log.link_rows()[: len(before)] == before
    assert [(key, no) for key, no, _, _ in log.link_rows()[len(before) :]] == [("phone:ann", 1)]


def pool(kind: str, size: int) -> st.SearchStrategy[str]:
    return st.integers(1, size).map(lambda number: f"{kind}{number}")


people = st.fixed_dictionaries(
    {},
    optional={
        "user_id": pool("u", 4), "email": pool("e", 4), "phone": pool("p", 3),
        "anonymous_id": pool("d", 2),
    },
)  # fmt: skip
batches = st.lists(
    st.lists(st.tuples(people, st.integers(0, 200)), min_size=1, max_size=5),
    min_size=1, max_size=3,
)  # fmt: skip
PERSONAL = [f"user_id:u{no}" for no in (1, 2, 3, 4)] + [f"email:e{no}" for no in (1, 2, 3, 4)]
pairs = st.lists(
    st.tuples(st.sampled_from(PERSONAL), st.sampled_from(PERSONAL)).filter(
        lambda pair: pair[0] != pair[1]
    ),
    min_size=1, max_size=3, unique_by=frozenset,
)  # fmt: skip


def arrived(log: Log, told: list[list[tuple[dict[str, str], int]]]) -> Log:
    for no, batch in enumerate(told):
        contacts = [
            Contact(f"{no}-{place}", minute, who) for place, (who, minute) in enumerate(batch)
        ]
        (log.brings if no else log.arrives)(*contacts)
    return log


@settings(max_examples=8, deadline=None,
          suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
@given(told=batches, ruled=pairs, verdict=st.sampled_from([SAME, APART]))
def test_a_ruling_that_is_taken_back_restores_the_partition_byte_for_byte(
    open_log: Callable[..., Log], told, ruled, verdict
):
    log = arrived(open_log(), told)
    before = partition(log)
    log.rules(verdict, *ruled)
    log.rules(None, *ruled)
    assert partition(log) == before


@settings(max_examples=6, deadline=None,
          suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
@given(told=batches, ruled=pairs, verdict=st.sampled_from([SAME, APART]), when=st.integers(0, 2))
def test_a_ruling_gives_the_same_persons_whenever_it_is_said(
    open_log: Callable[..., Log], told, ruled, verdict, when
):
    last = arrived(open_log(), told)
    last.rules(verdict, *ruled)
    between = arrived(open_log(), told[: when + 1])
    between.rules(verdict, *ruled)
    for no, batch in list(enumerate(told))[when + 1 :]:
        between.brings(
            *(Contact(f"{no}-{place}", at, who) for place, (who, at) in enumerate(batch))
        )
    assert between.persons() == last.persons()
