"""References attach an interaction to its owner and join nobody."""

import itertools

import pytest

from tests.identity.conftest import Contact, Log

ORDER = Contact("order", 10, {"user_id": "ada"}, {"order_id": "O-1001"}, "order.placed")
SHIPPED = Contact(
    "shipped", 20, {}, {"order_id": "O-1001", "tracking_number": "TRK9"}, "contact", 2
)
DELIVERED = Contact("delivered", 30, {}, {"tracking_number": "TRK9"}, "contact", 3)


def test_a_courier_row_reaches_the_owner_of_the_order(log: Log):
    log.arrives(ORDER)
    log.arrives(SHIPPED)
    owners = log.customer_of()
    assert owners["shipped"] == owners["order"] is not None


def test_a_courier_row_before_the_order_waits_for_its_owner(log: Log):
    log.arrives(SHIPPED, DELIVERED)
    assert set(log.customer_of().values()) == {None}
    log.arrives(ORDER)
    assert log.persons() == {frozenset({"order", "shipped", "delivered"})}


@pytest.mark.parametrize("files", list(itertools.permutations([ORDER, SHIPPED, DELIVERED])))
def test_every_order_of_arrival_follows_the_chain_to_one_customer(log: Log, files):
    for contact in files:
        log.arrives(contact)
    assert log.persons() == {frozenset({"order", "shipped", "delivered"})}


def test_a_chain_ends_after_three_steps(log: Log):
    log.arrives(
        ORDER,
        SHIPPED,
        Contact("billed", 40, {}, {"tracking_number": "TRK9", "invoice_id": "INV7"}),
        Contact("asked", 50, {}, {"invoice_id": "INV7", "case_id": "CASE5"}),
        Contact("answered", 60, {}, {"case_id": "CASE5"}),
    )
    # order -> tracking -> invoice are the three steps; the case stands one step beyond.
    assert log.customer_of()["billed"] is not None
    assert log.customer_of()["asked"] is not None
    assert log.customer_of()["answered"] is None


def test_a_reference_joins_no_two_customers(log: Log):
    log.arrives(ORDER, Contact("friend", 15, {"user_id": "bob"}, {"order_id": "O-1001"}), SHIPPED)
    owners = log.customer_of()
    assert owners["friend"] != owners["order"]
    assert owners["shipped"] == owners["order"]


def test_the_one_who_placed_the_order_owns_it_though_another_claimed_it_before(log: Log):
    log.arrives(Contact("asked", 1, {"user_id": "bob"}, {"order_id": "O-1001"}), ORDER, SHIPPED)
    owners = log.customer_of()
    assert owners["shipped"] == owners["order"] != owners["asked"]


def test_the_recipient_of_a_gift_keeps_their_own_delivery(log: Log):
    log.arrives(
        ORDER, Contact("gift", 30, {"phone": "+39300"}, {"order_id": "O-1001"}, "contact", 2)
    )
    owners = log.customer_of()
    assert owners["gift"] not in (owners["order"], None)


@pytest.mark.parametrize("number", ["O-1", "0000", "null", "undefined", "-----", " N/A "])
def test_a_short_number_or_a_placeholder_links_nothing(log: Log, number):
    log.arrives(
        Contact("order", 1, {"user_id": "ada"}, {"order_id": number}, "order.placed"),
        Contact("parcel", 2, {}, {"order_id": number}, "contact", 2),
    )
    assert log.customer_of()["parcel"] is None


def test_a_number_is_the_same_in_any_case(log: Log):
    log.arrives(ORDER, Contact("parcel", 20, {}, {"order_id": "o-1001"}, "contact", 2))
    assert log.customer_of()["parcel"] is not None


def claims(number: str, many: int) -> list[Contact]:
    return [
        Contact(f"claim {who}", who, {"user_id": f"u{who}"}, {"order_id": number})
        for who in range(many)
    ]


def test_fifty_claims_still_have_an_owner_and_fifty_one_have_none(log: Log):
    log.arrives(*claims("O-5050", 50), Contact("parcel", 99, {}, {"order_id": "O-5050"}))
    assert log.customer_of()["parcel"] == log.customer_of()["claim 0"]
    log.arrives(Contact("claim 50", 60, {"user_id": "u50"}, {"order_id": "O-5050"}))
    assert log.customer_of()["parcel"] is None


def test_a_number_with_too_many_claims_gets_no_owner_by_a_chain_either(log: Log):
    log.arrives(
        *claims("O-5151", 51),
        Contact("posted", 98, {"user_id": "u1"}, {"tracking_number": "TRK1"}),
        Contact("both", 99, {}, {"order_id": "O-5151", "tracking_number": "TRK1"}),
        Contact("parcel", 100, {}, {"order_id": "O-5151"}),
    )
    assert log.customer_of()["parcel"] is None


def test_numbers_of_another_family_of_sources_are_other_numbers(open_log):
    log = open_log("shop", "another shop")
    log.arrives(ORDER, Contact("parcel", 20, {}, {"order_id": "O-1001"}, "contact", 2))
    assert log.customer_of()["parcel"] is None


def test_the_case_of_a_log_without_persons_is_no_number_others_share(log: Log):
    log.arrives(
        Contact("log", 1, {"case_id": "desk/CASE-7"}, {"case_id": "CASE-7"}),
        Contact("ticket", 2, {}, {"case_id": "CASE-7"}, "contact", 2),
    )
    assert log.customer_of()["ticket"] is None


def test_a_reference_makes_no_link_row(log: Log):
    log.arrives(ORDER)
    before = log.link_rows()
    log.arrives(SHIPPED, DELIVERED)
    assert log.link_rows() == before


def listed(log: Log) -> list[tuple[str, str, str, int | None, list[int]]]:
    return log.warehouse.rows(
        "select kind, value, reason, owner_no, others from reference_conflict"
    )


def test_a_number_two_persons_claim_stays_with_who_created_it_and_the_other_is_listed(log: Log):
    log.arrives(Contact("asked", 1, {"user_id": "bob"}, {"order_id": "O-1001"}), ORDER)
    ada, bob = log.customer_of()["order"], log.customer_of()["asked"]
    assert listed(log) == [("order_id", "O-1001", "several_claims", ada, [bob])]


def test_a_number_with_too_many_claims_is_listed_without_an_owner(log: Log):
    log.arrives(*claims("O-5050", 51))
    [(kind, value, reason, owner, others)] = listed(log)
    assert (kind, value, reason, owner) == ("order_id", "O-5050", "too_many_claims", None)
    assert len(others) == 51


def test_a_parcel_of_two_orders_is_listed_and_goes_to_neither_owner_by_itself(log: Log):
    log.arrives(
        ORDER,
        Contact("other", 11, {"user_id": "bob"}, {"order_id": "O-1002"}, "order.placed"),
        SHIPPED,
        Contact("twice", 21, {}, {"order_id": "O-1002", "tracking_number": "TRK9"}, source=2),
        DELIVERED,
    )
    owners = log.customer_of()
    assert (owners["shipped"], owners["twice"]) == (owners["order"], owners["other"])
    assert owners["delivered"] is None
    both = sorted([owners["order"], owners["other"]])
    assert listed(log) == [("tracking_number", "TRK9", "several_owners", None, both)]


def test_a_browser_that_names_an_order_is_no_conflict(log: Log):
    log.arrives(ORDER, Contact("page", 10, {"anonymous_id": "cookie"}, {"order_id": "O-1001"}))
    assert listed(log) == []


def test_a_number_is_the_same_with_the_sign_a_shop_writes_before_it(log: Log):
    log.arrives(ORDER, Contact("parcel", 20, {}, {"order_id": "#O-1001"}, "contact", 2))
    assert log.customer_of()["parcel"] is not None


def test_a_ticket_that_names_an_order_has_not_placed_it(log: Log):
    asked = Contact("asked", 1, {"user_id": "bob"}, {"order_id": "O-1001"}, "case.opened")
    log.arrives(asked, ORDER, SHIPPED)
    owners = log.customer_of()
    assert owners["shipped"] == owners["order"] != owners["asked"]
