"""Files read by a profile: several interactions a row, one a thing, and the same ever after."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from percorso.collect.profile_errors import ProfileDoesNotFit
from tests.workspace.company import Company
from tests.workspace.test_load import counts, ledger_difference

INVOICES = """
profile: invoices
columns: {at: Date, user_id: Customer, invoice_id: Invoice, amount: Price}
rules:
  - {role: touchpoint, column: Invoice, prefix: C, value: order_cancelled}
  - {role: touchpoint, value: order_placed}
one_per: Invoice
"""
INVOICE_HEAD = "Invoice,Date,Customer,Item,Price,City\n"
LINES = (
    "7,2025-03-01 10:00,ada,lamp,10,Milano\n"
    "7,2025-03-01 10:01,ada,bulb,2.50,Milano\n"
    "C8,2025-03-02 10:00,ada,lamp,-10,Milano\n"
)
ORDERS = """
profile: orders
columns: {order_id: Order, email: Mail, amount: Total}
events:
  - {part: placed, at: Placed, touchpoint: order_placed}
  - {part: paid, at: Paid, touchpoint: order_paid, columns: {amount: ~}}
one_per: Order
times: {zone: UTC}
"""
ORDER_HEAD = "Order,Mail,Total,Placed,Paid,Item\n"
PENDING = "1,ada@canary.it,30,2025-03-01,,lamp\n1,,,,,bulb\n"
PAID = "1,ada@canary.it,28,2025-03-01,2025-03-02,lamp\n1,,,,,bulb\n"


@pytest.fixture
def profile(tmp_path: Path) -> Any:
    """Writes a profile, and gives its file."""

    def written(text: str) -> Path:
        path = tmp_path / "mine.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return written


def interactions(company: Company) -> list[tuple[Any, ...]]:
    """(part, time, amount, place) of all interactions."""
    return company.warehouse(
        "select part, occurred_at, amount_minor, count(*) over () from interaction order by 2, 1"
    )


def shown(company: Company) -> list[tuple[Any, ...]]:
    """Everything of the interactions that does not tell when they were stored."""
    return company.warehouse(
        "select * exclude (interaction_no, segment, received_at) from interaction "
        "order by interaction_id"
    )


def test_lines_of_one_invoice_are_one_interaction_with_its_lines(company, profile):
    report = company.load(INVOICE_HEAD + LINES, profile=profile(INVOICES))
    assert counts(report) == (3, 3, 0, 0)
    assert report.interactions == 2
    [first, second] = company.warehouse(
        "select occurred_at, amount_minor, properties from interaction order by 1"
    )
    assert first[:2] == (datetime(2025, 3, 1, 9, 0), 1250)
    assert json.loads(first[2]) == {
        "City": "Milano",
        "lines": [
            {"City": "Milano", "Item": "lamp", "Price": "10"},
            {"City": "Milano", "Item": "bulb", "Price": "2.50"},
        ],
    }
    assert second[1] == -1000
    assert [name for name, _ in company.owners()] == ["order_placed", "order_cancelled"]


def test_an_amount_can_be_quantity_times_price(company):
    content = 'customer,at,event,Qty,Price\nada,2025-03-01,sale,3,"2,50"\n'
    company.load(content, columns="amount=Qty*Price")
    assert company.warehouse("select amount_minor, properties from interaction") == [
        (750, '{"Price":"2,50","Qty":"3"}')
    ]
    report = company.load(content.replace("3,", "x,"), columns="amount=Qty*Price")
    assert report.rejected_groups[0].reason == '"x" is no number (amount)'
    odd = company.load(content.replace('"2,50"', "much"))
    assert odd.rejected_groups[0].reason == '"much" is no number (amount)'


def test_one_per_needs_no_profile(company):
    report = company.load(
        INVOICE_HEAD + LINES, columns='touchpoint=="order",at=Date,customer=Customer',
        one_per="invoice",
    )  # fmt: skip
    assert (report.loaded, report.interactions) == (3, 2)
    assert 'one interaction for each value of "Invoice"' in report.said


def test_the_same_lines_twice_add_nothing(company, profile):
    company.load(INVOICE_HEAD + LINES, profile=profile(INVOICES))
    before = company.content()
    report = company.load(INVOICE_HEAD + LINES, name="again.csv", profile=profile(INVOICES))
    assert counts(report) == (3, 0, 3, 0)
    assert company.content() == before


def test_an_invoice_is_the_same_in_whatever_order_its_lines_arrive(tmp_path, profile):
    lines = LINES.splitlines(keepends=True)
    files = [lines[0] + lines[2], lines[0] + lines[1], lines[1]]
    found = []
    for number, order in enumerate([files, files[::-1], [files[1], files[2], files[0]]]):
        (tmp_path / str(number)).mkdir()
        company = Company(tmp_path / str(number))
        for file in order:
            company.load(INVOICE_HEAD + file, profile=profile(INVOICES))
        assert ledger_difference(company) == 0
        found.append([row[:3] for row in interactions(company)])
    assert (
        found
        == [[("", datetime(2025, 3, 1, 9, 0), 1250), ("", datetime(2025, 3, 2, 9, 0), -1000)]] * 3
    )


def test_a_line_that_cannot_be_read_is_kept_and_the_others_stand(company, profile):
    bad = "7,2025-03-01 10:02,ada,shade,cheap,Milano\n"
    report = company.load(INVOICE_HEAD + LINES + bad, profile=profile(INVOICES))
    assert counts(report) == (4, 3, 0, 1)
    assert report.rejected_groups[0].first_line == 5
    mended = company.load(
        INVOICE_HEAD + LINES + bad.replace("cheap", "5"), profile=profile(INVOICES)
    )
    assert counts(mended) == (4, 1, 3, 0)
    assert interactions(company)[0][2] == 1750
    assert ledger_difference(company) == 0


def test_a_row_without_the_column_stands_alone(company, profile):
    rows = ",2025-03-01 10:00,ada,lamp,1,Milano\n" * 2
    report = company.load(INVOICE_HEAD + rows, profile=profile(INVOICES))
    assert report.interactions == 2


def test_a_row_is_an_interaction_for_each_of_its_dates(company, profile):
    report = company.load(ORDER_HEAD + PAID, profile=profile(ORDERS))
    assert (report.loaded, report.interactions, report.rejected) == (2, 2, 0)
    assert [row[:3] for row in interactions(company)] == [
        ("placed", datetime(2025, 3, 1), 2800),
        ("paid", datetime(2025, 3, 2), None),
    ]
    assert [customer for _, customer in company.owners()] == [1, 1]


def test_parts_of_one_instant_stand_in_the_order_of_the_profile(company, profile):
    company.load(
        ORDER_HEAD + "1,ada@canary.it,30,2025-03-01,2025-03-01,lamp\n", profile=profile(ORDERS)
    )
    assert [name for name, _ in company.owners()] == ["order_placed", "order_paid"]


def test_without_any_date_a_row_is_rejected_once(company, profile):
    report = company.load(
        ORDER_HEAD + PAID + "2,bob@canary.it,5,,,lamp\n3,bob@canary.it,5,never,soon,lamp\n",
        profile=profile(ORDERS),
    )
    assert counts(report) == (4, 2, 0, 2)
    assert [group.rows for group in report.rejected_groups] == [2]
    assert report.interactions == 2


@pytest.mark.parametrize("nothing", ["-", "n.d.", "0000-00-00 00:00:00"])
def test_a_date_that_has_not_come_yet_is_no_event_however_it_is_written(nothing, company, profile):
    report = company.load(
        ORDER_HEAD + f"1,ada@canary.it,30,2025-03-01,{nothing},lamp\n" * 3, profile=profile(ORDERS)
    )
    assert counts(report) == (3, 3, 0, 0)
    assert report.interactions == 1


def test_a_row_of_which_one_date_cannot_be_read_tells_nothing_yet(company, profile):
    report = company.load(
        ORDER_HEAD + PAID + "2,bob@canary.it,5,2025-03-01,soon,lamp\n", profile=profile(ORDERS)
    )
    assert counts(report) == (3, 2, 0, 1)
    assert '"soon"' in report.rejected_groups[0].reason
    assert report.interactions == 2


@pytest.mark.parametrize("order", [(PENDING, PAID), (PAID, PENDING), (PENDING, PAID, PENDING)])
def test_of_a_thing_that_changed_its_newest_state_counts(order, company, profile):
    for number, file in enumerate(order):
        company.load(ORDER_HEAD + file, name=f"{number}.csv", profile=profile(ORDERS))
    assert [row[:3] for row in interactions(company)] == [
        ("placed", datetime(2025, 3, 1), 2800),
        ("paid", datetime(2025, 3, 2), None),
    ]
    assert company.warehouse("select count(*) from resolved") == [(2,)]


def test_a_warehouse_made_anew_holds_the_same_interactions(company, profile):
    company.load(INVOICE_HEAD + LINES, profile=profile(INVOICES), source="books")
    company.load(
        INVOICE_HEAD + "7,2025-02-28 10:00,ada,plug,1,Roma\n", profile=profile(INVOICES),
        source="books",
    )  # fmt: skip
    company.load(ORDER_HEAD + PENDING, profile=profile(ORDERS))
    company.load(ORDER_HEAD + PAID, profile=profile(ORDERS))
    before = shown(company)
    (company.home / "warehouse.duckdb").unlink()
    company.workspace.map()
    assert shown(company) == before


def test_a_file_without_the_columns_a_profile_needs_is_refused(company, profile):
    with pytest.raises(ProfileDoesNotFit) as caught:
        company.load("Date,Customer\n2025-03-01,ada\n", profile=profile(INVOICES))
    assert '"Invoice"' in str(caught.value)


def test_what_is_given_comes_before_what_the_profile_says(company, profile):
    company.load(
        INVOICE_HEAD + LINES, profile=profile(INVOICES), columns='touchpoint=="sale"',
        one_per="Item",
    )  # fmt: skip
    assert [name for name, _ in company.owners()] == ["sale", "sale"]


def test_a_second_load_of_the_same_columns_reads_them_as_the_last_did(company, profile):
    company.load(INVOICE_HEAD + LINES, profile=profile(INVOICES))
    report = company.load(INVOICE_HEAD + "9,2025-03-03 10:00,bob,lamp,10,Milano\n")
    assert "columns: as in the last load of this source (--profile none looks anew)" in report.said
    assert [name for name, _ in company.owners()][-1] == "order_placed"
    assert company.records("select count(*) from mapping") == [(1,)]
