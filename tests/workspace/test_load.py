"""What becomes of the rows of a file: stored once, kept aside with a reason, always counted."""

import pytest

from percorso.domain.load_report import LoadReport
from tests.workspace.company import Company

on_both_databases = pytest.mark.usefixtures("records_url")

HEAD = "customer,at,touchpoint,order_id\n"
ORDERS = HEAD + (
    "ada,2025-03-01T10:00:00Z,Home,\n"
    "ada,2025-03-01T10:05:00Z,Order Completed,O-1001\n"
    "bob,2025-03-02T09:00:00Z,Home,\n"
)
THREE_EQUAL = HEAD + "ada,2025-03-01T10:00:00Z,Home,\n" * 3
BY_ID = "id,customer,at,touchpoint\n"


def counts(report: LoadReport) -> tuple[int, int, int, int]:
    return report.read, report.loaded, report.duplicate, report.rejected


def ledger_difference(company: Company) -> int:
    [(difference,)] = company.records(
        "select coalesce(sum(received - stored - duplicate - rejected - dropped), 0) from ledger"
    )
    return difference


def stored_rows(company: Company) -> int:
    return company.warehouse("select count(*) from interaction")[0][0]


@on_both_databases
def test_the_same_file_twice_adds_nothing(company):
    assert counts(company.load(ORDERS)) == (3, 3, 0, 0)
    before = company.content()
    assert counts(company.load(ORDERS, name="again.csv")) == (3, 0, 3, 0)
    assert company.content() == before
    assert len(company.segments()) == 1
    assert ledger_difference(company) == 0


def test_three_equal_rows_are_three_interactions_and_twice_still_three(company):
    assert counts(company.load(THREE_EQUAL)) == (3, 3, 0, 0)
    assert counts(company.load(THREE_EQUAL)) == (3, 0, 3, 0)
    assert stored_rows(company) == 3


def test_a_longer_export_of_the_same_rows_adds_only_the_new_ones(company):
    company.load(THREE_EQUAL)
    assert counts(company.load(THREE_EQUAL + "ada,2025-03-01T10:00:00Z,Home,\n")) == (4, 1, 3, 0)


def test_the_same_row_from_two_sources_is_two_interactions(company):
    company.load(ORDERS, source="shop")
    assert counts(company.load(ORDERS, source="site")) == (3, 3, 0, 0)


@on_both_databases
def test_an_id_seen_again_with_other_content_is_rejected_and_the_first_stays(company):
    company.load(BY_ID + "e1,ada,2025-03-01T10:00:00Z,Home\n")
    changed = BY_ID + "e1,ada,2025-03-01T10:00:00Z,Cart\n"
    report = company.load(changed)
    assert counts(report) == (1, 0, 0, 1)
    assert [group.code for group in report.rejected_groups] == ["message_id_conflict"]
    assert [name for name, _ in company.owners()] == ["Home"]
    assert ledger_difference(company) == 0


def test_an_id_seen_again_with_the_same_content_is_a_duplicate(company):
    content = BY_ID + "e1,ada,2025-03-01T10:00:00Z,Home\n"
    company.load(content)
    assert counts(company.load(content)) == (1, 0, 1, 0)


def test_ids_repeated_inside_a_file_are_judged_like_those_of_two_files(company):
    report = company.load(
        BY_ID
        + "e1,ada,2025-03-01T10:00:00Z,Home\n"
        + "e1,ada,2025-03-01T10:00:00Z,Cart\n"
        + "e1,ada,2025-03-01T10:00:00Z,Home\n",
        columns="id=id",
    )
    assert counts(report) == (3, 1, 1, 1)
    assert ledger_difference(company) == 0


@on_both_databases
def test_rejected_rows_are_kept_whole_once_and_their_tries_are_counted(company):
    content = ORDERS + "cleo,2999-01-01T10:00:00Z,Home,\n" + "dan,,Home,\n"
    assert counts(company.load(content, columns="at=at")) == (5, 3, 0, 2)
    assert counts(company.load(content, columns="at=at")) == (5, 0, 3, 2)
    kept = company.records("select code, raw, tries, state, line from rejected order by line")
    assert [(code, tries, state, line) for code, _, tries, state, line in kept] == [
        ("bad_time", 2, "open", 5),
        ("bad_time", 2, "open", 6),
    ]
    assert '"cleo"' in kept[0][1]
    assert ledger_difference(company) == 0


@on_both_databases
def test_rows_rejected_under_a_wrong_order_of_dates_load_after_the_fix(company):
    content = "customer,at,touchpoint\nada,01/13/2025 10:00,Home\nada,01/02/2025 10:00,Cart\n"
    wrong = company.load(content, date_order="dmy")
    assert counts(wrong) == (2, 1, 0, 1)
    right = company.load(content, date_order="mdy")
    assert counts(right) == (2, 1, 1, 0)
    assert ledger_difference(company) == 0


def test_another_column_can_be_named_after_a_first_load(company):
    content = "who,at,touchpoint,step\nada,2025-03-01T10:00:00Z,x,Home\n"
    first = company.load(content, columns='customer="who"')
    again = company.load(content, columns='customer="who",touchpoint="step"')
    # What is stored is the message: another reading of it is no new message.
    assert counts(first) == (1, 1, 0, 0)
    assert counts(again) == (1, 0, 1, 0)


def test_a_row_of_nobody_is_stored_and_counted_as_anonymous(company):
    report = company.load(HEAD + ",2025-03-01T10:00:00Z,Home,\nada,2025-03-01T10:00:00Z,Home,\n")
    assert (report.interactions, report.anonymous) == (2, 1)


def test_a_file_without_any_identifier_is_stored_and_belongs_to_nobody(company):
    report = company.load("at,touchpoint\n2025-03-01T10:00:00Z,Home\n2025-03-01T11:00:00Z,Cart\n")
    assert (report.interactions, report.anonymous) == (2, 2)
    assert company.workspace.map().data["totals"]["journeys"] == 0


def test_the_report_counts_other_currencies_and_names_without_a_place(company):
    report = company.load(
        "customer,at,touchpoint,amount,currency\n"
        "ada,2025-03-01T10:00:00Z,Zig zag,10.50,EUR\n"
        "ada,2025-03-01T11:00:00Z,Zig zag,20,USD\n"
    )
    assert report.other_currencies == {"USD": 1}
    assert report.unplaced == ("Zig zag",)
    rows = company.warehouse("select amount_minor from resolved order by occurred_us")
    assert rows == [(1050,), (None,)]


def test_the_report_as_json_has_the_keys_of_the_contract(company):
    found = company.load(ORDERS).as_json()
    wanted = ["read", "loaded", "duplicate", "rejected", "skipped", "interactions", "anonymous",
              "unplaced", "other_currencies", "from", "to"]  # fmt: skip
    assert list(found)[: len(wanted)] == wanted
    assert found["from"] == "2025-03-01T10:00:00Z"
    assert found["to"] == "2025-03-02T09:00:00Z"
    assert found["read"] == found["loaded"] + found["duplicate"] + found["rejected"]


def test_several_files_of_one_call_are_one_report(company):
    files = [company.export(ORDERS, "a.csv"), company.export(ORDERS, "b.csv")]
    report = company.workspace.load(*files, source="shop")
    assert counts(report) == (6, 3, 3, 0)


def test_a_time_without_zone_is_one_of_the_workspace_s(company):
    report = company.load("customer,at,touchpoint\nada,2025-07-01 12:00:00,Home\n")
    assert report.as_json()["from"] == "2025-07-01T10:00:00Z"
    said = company.load(
        "customer,at,touchpoint\nbob,2025-07-01 12:00:00,Home\n", time_zone="UTC"
    ).as_json()
    assert said["from"] == "2025-07-01T12:00:00Z"


@pytest.mark.parametrize("name", ["O'Brien; drop table x", 'a "quoted" name', "%s $1 ${x}", "😀"])
def test_a_name_is_data_whatever_signs_it_holds(company, name):
    quoted = name.replace('"', '""')
    company.load(f'customer,at,touchpoint\nada,2025-03-01T10:00:00Z,"{quoted}"\n', source=name)
    assert [found for found, _ in company.owners()] == [name]
