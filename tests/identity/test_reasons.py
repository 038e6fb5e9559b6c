"""Why identifiers are one person: the very joins that made it so, and what rails refused."""

from collections import defaultdict
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings

from percorso.identity import newcomers
from percorso.identity.reasons import Join, Reasons, reasons_for
from percorso.store.records.rulings import APART, SAME
from tests.identity.conftest import Contact, Log
from tests.identity.test_rulings import HELD, arrived, batches, pairs


@pytest.fixture(autouse=True)
def never_all(monkeypatch):
    """However many are concerned, they are looked at alone."""
    monkeypatch.setattr(newcomers, "_MOST_AFFECTED", 1e9)


def reasons(log: Log, *keys: str) -> Reasons:
    return reasons_for(log.warehouse, keys, lambda _: log.constraints())


def said(joins: list[Join]) -> list[tuple[str, str, str | None]]:
    return [(join.one, join.other, join.refused) for join in joins]


def test_a_path_leads_from_one_identifier_to_the_other(log):
    log.arrives(
        Contact("in", 1, {"user_id": "u", "email": "ada"}),
        Contact("mail", 2, {"email": "ada", "phone": "ann"}),
        Contact("card", 3, {"phone": "ann", "loyalty_card": "c"}),
        Contact("again", 4, {"user_id": "u", "loyalty_card": "d"}),
        Contact("other", 5, {"user_id": "x", "email": "eve"}),
    )
    found = reasons(log, "user_id:u")
    assert said(found.path("loyalty_card:c", "user_id:u")) == [
        ("phone:ann", "loyalty_card:c", None),
        ("email:ada", "phone:ann", None),
        ("user_id:u", "email:ada", None),
    ]
    assert len(found.joins) == 4
    assert "user_id:x" not in found.customer_of
    assert reasons(log, "user_id:u", "user_id:x").path("user_id:u", "user_id:x") == []


def test_what_somebody_said_is_a_join_and_a_refusal(log):
    log.arrives(Contact("ada", 1, {"email": "ada"}), Contact("ann", 2, {"phone": "ann"}))
    log.rules(SAME, ("email:ada", "phone:ann"))
    assert [join.is_ruled for join in reasons(log, "phone:ann").joins] == [True]
    log.rules(APART, ("email:ada", "phone:ann"))
    log.brings(Contact("both", 3, {"email": "ada", "phone": "ann"}))
    found = reasons(log, "phone:ann", "email:ada")
    assert said(found.path("email:ada", "phone:ann")) == [("email:ada", "phone:ann", "ruled_apart")]


def test_what_a_rail_refused_says_which(log):
    log.arrives(
        Contact("ada", 1, {"user_id": "u", "email": "ada"}),
        Contact("bob", 2, {"user_id": "v", "email": "ada"}),
        *(Contact(f"at {no}", 5 + no, {"user_id": f"w{no:02}", "email": "desk"})
          for no in range(21)),
        Contact("desk", 40, {"user_id": "u", "email": "desk"}),
        Contact("tab", 50, {"user_id": "u", "anonymous_id": "tab"}),
        Contact("kiosk", 60, {"user_id": "u", "anonymous_id": "kiosk"}),
        Contact("kiosk again", 90, {"user_id": "v", "anonymous_id": "kiosk"}),
    )  # fmt: skip
    found = reasons(log, "user_id:u")
    mine = [join for join in found.kept_apart if "user_id:u" in (join.one, join.other)]
    assert sorted(said(mine)) == [
        ("user_id:u", "anonymous_id:kiosk", "shared_device"),
        ("user_id:u", "email:desk", "seen_with_many"),
    ]
    apart = [join for join in found.kept_apart if join.refused == "two_user_id"]
    assert said(apart) == [("user_id:v", "email:ada", "two_user_id")]
    assert ("user_id:u", "anonymous_id:tab", None) in said(found.joins)
    assert sorted((one.key, one.visits) for one in found.held) == [("anonymous_id:kiosk", 1)] * 2


@settings(max_examples=10, deadline=None,
          suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
@given(told=batches, ruled=pairs)
def test_the_joins_told_are_the_customers_there_are(open_log: Callable[..., Log], told, ruled):
    log = arrived(open_log(), told)
    log.rules(APART, ruled[0])
    log.rules(SAME, *ruled[1:])
    customers = defaultdict(set)
    for key, customer in log.warehouse.rows(HELD):
        customers[customer].add(key)
    for customer, keys in customers.items():
        found = reasons(log, *keys)
        mine = [join for join in found.joins if {join.one, join.other} <= keys]
        assert len(mine) == len(keys) - 1
        for one in sorted(keys):
            assert found.customer_of[one] == customer
            path = found.path(min(keys), one)
            assert all(join.refused is None for join in path)
            assert one == min(keys) or path


def test_a_blocked_value_is_told_as_such(log):
    log.blocked = frozenset({"email:shop"})
    log.arrives(
        Contact("one", 1, {"user_id": "u", "email": "shop"}),
        Contact("two", 2, {"user_id": "v", "email": "shop"}),
    )
    found = reasons(log, "user_id:u")
    assert said(found.kept_apart) == [
        ("user_id:u", "email:shop", "blocked"),
        ("user_id:v", "email:shop", "blocked"),
    ]
