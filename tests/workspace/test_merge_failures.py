"""Five ways in which other platforms fail their users when customers merge: not here."""

import pytest

from tests.workspace.company import Company

COLUMNS = "customer_id,email,phone,loyalty_card,first_name,at,touchpoint,order_id,amount,currency\n"
ADA = ",ada@shop.it,,,Ada,2025-03-01T10:00:00Z,Order Completed,O-1001,80,EUR\n"
CARD = ",,,C-77,Adele,2025-04-02T09:00:00Z,Cassa,O-1002,20,EUR\n"
BOTH = ",ada@shop.it,,C-77,,2025-05-03T09:00:00Z,Home,,,\n"


@pytest.fixture(scope="module")
def merged(tmp_path_factory) -> tuple[Company, dict[str, str]]:
    """Two customers who turn out to be one with the last file, and the ids they had before."""
    company = Company(tmp_path_factory.mktemp("company"))
    company.load(COLUMNS + ADA, name="march.csv")
    company.load(COLUMNS + CARD, name="april.csv")
    ids = {name: company.workspace.cards.of(name)["id"] for name in ("ada@shop.it", "C-77")}
    company.load(COLUMNS + BOTH, name="may.csv")
    return company, ids


def test_history_lost_after_merge(merged):
    company, ids = merged
    for name in ("ada@shop.it", "C-77", *ids.values()):
        card = company.workspace.cards.of(name)
        assert card["id"] == ids["ada@shop.it"]
        assert card["timeline"]["total"] == 3


def test_traits_lost(merged):
    company, ids = merged
    [trait] = company.workspace.cards.of(ids["C-77"], clear=True)["traits"]
    assert (trait["value"], [one["value"] for one in trait["others"]]) == ("Adele", ["Ada"])


def test_only_the_last_rule_works(company):
    rows = [
        "17,ada@shop.it,,,,2025-03-01T10:00:00Z,Home,,,\n",
        ",ada@shop.it,3331234567,,,2025-03-02T10:00:00Z,Home,,,\n",
        ",,+39 333 1234567,C-77,,2025-03-03T10:00:00Z,Home,,,\n",
        ",,,c 77,,2025-03-04T10:00:00Z,Home,,,\n",
    ]
    for no, row in enumerate(rows):
        company.load(COLUMNS + row, name=f"{no}.csv")
    assert {customer for _, customer in company.owners()} == {1}


def test_two_records_of_one_id_across_months(company):
    for month in range(1, 7):
        row = f"17,,,,,2025-0{month}-01T10:00:00Z,Home,,,\n"
        company.load(COLUMNS + row, name=f"month-{month}.csv")
    assert company.records("select count(*) from customer") == [(1,)]
    assert company.workspace.cards.of("17")["timeline"]["total"] == 6


def test_counters_wrong_after_merge(merged, tmp_path):
    company, _ = merged
    at_once = Company(tmp_path)
    at_once.load(COLUMNS + ADA + CARD + BOTH)
    told = [one.workspace.cards.of("C-77")["value"] for one in (company, at_once)]
    assert told[0] == told[1]
    assert (told[0]["orders"], told[0]["revenue_minor"]) == (1, 8000)
    totals = [one.workspace.map().data["totals"] for one in (company, at_once)]
    assert totals[0] == totals[1]
