"""One customer is found by id or identifier, and told with interactions and journeys."""

import pytest

import percorso

ORDERS = (
    "customer_id,email,at,touchpoint,channel,stars,text\n"
    "17,Ada@Shop.it,2025-03-01T10:00:00Z,Home,web,,\n"
    "17,,2025-03-01T10:05:00Z,Order Completed,web,5,tutto bene grazie\n"
    "17,,2025-03-20T10:00:00Z,Home,web,,\n"
    "18,bob@shop.it,2025-03-02T09:00:00Z,Home,web,,\n"
    "18,,2025-03-02T09:05:00Z,Order Completed,web,,\n"
)


@pytest.fixture
def workspace(company):
    company.load(ORDERS)
    return company.workspace


@pytest.mark.parametrize("name", ["17", " 17", "ada@shop.it", "ADA@SHOP.IT"])
def test_a_customer_is_found_by_every_identifier_and_by_its_id(workspace, name):
    found = workspace.customer(name)
    assert workspace.customer(found.id) == found
    assert [one.type for one in found.identifiers] == ["email", "user_id"]


def test_identifiers_are_masked_unless_asked_for_in_clear(workspace):
    assert [one.value for one in workspace.customer("17").identifiers] == ["a…@s….it", "…"]
    clear = workspace.customer("17", clear=True).identifiers
    assert [one.value for one in clear] == ["ada@shop.it", "17"]


def test_interactions_stand_in_order_with_names_and_voices(workspace):
    rows = workspace.customer("17", language="en").interactions.to_dicts()
    assert [row["name"] for row in rows] == ["Home", "Order", "Home"]
    assert [row["occurred_at"].isoformat()[:16] for row in rows] == [
        "2025-03-01T10:00", "2025-03-01T10:05", "2025-03-20T10:00",
    ]  # fmt: skip
    assert (rows[1]["rating_value"], rows[1]["text"]) == (5.0, "tutto bene grazie")


def test_journeys_are_those_of_the_map_with_their_status(workspace):
    whole = workspace.customer("17")
    assert [(row["status"], row["visits"]) for row in whole.journeys] == [("success", 3)]
    cut = workspace.customer("17", "purchase")
    assert [row["status"] for row in cut.journeys] == ["success", "open"]
    assert [row["journey"] for row in cut.interactions] == [1, 1, 2]
    both = [workspace.customer(name, "purchase").journeys for name in ("17", "18")]
    assert sum(map(len, both)) == workspace.map("purchase").data["totals"]["journeys"]


def test_plain_data_and_a_notebook_say_the_same(workspace):
    found = workspace.customer("17", language="en")
    told = found.to_dict()
    assert told["interactions"][0]["occurred_at"] == "2025-03-01T10:00:00Z"
    assert told["identifiers"][0]["first_seen_at"] == "2025-03-01T10:00:00Z"
    assert "ada@shop.it" not in found._repr_html_()
    assert "Order" in found._repr_html_()
    assert repr(found) == f"<CustomerResult {found.id}: 3 interactions, 1 journeys>"


def test_nobody_is_found_by_an_unknown_or_blocked_name(workspace):
    for name in ("19", "c_000000000000", "guest", ""):
        with pytest.raises(percorso.NotFoundError, match="No customer has the id"):
            workspace.customer(name)


def test_a_number_of_two_kinds_is_the_stronger_one(company):
    company.load("customer_id,at,touchpoint\n170000,2025-03-01,Home\n")
    company.load("loyalty_card,at,touchpoint\n170000,2025-03-02,Cassa\n", source="till")
    rows = company.workspace.customer("170000").interactions.to_dicts()
    assert [row["source"] for row in rows] == ["shop"]


def test_a_case_of_two_sources_is_asked_for_by_id(company):
    for source, touchpoint in (("desk", "Open"), ("lab", "Test")):
        company.load(f"Case ID,at,activity\nCase 1,2025-03-01,{touchpoint}\n", source=source)
    with pytest.raises(percorso.InputError, match="stands for 2 customers") as caught:
        company.workspace.customer("Case 1")
    assert company.workspace.customer(caught.value.ids[0]).interactions.to_dicts()
