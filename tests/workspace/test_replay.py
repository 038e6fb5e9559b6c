"""Rejected rows tried again: each comes in exactly once, the others wait on."""

import pytest

from percorso.domain.errors import InputError, NotFoundError
from tests.workspace.company import Company

pytestmark = pytest.mark.usefixtures("records_url")

HEAD = "customer,at,touchpoint,step\n"
# Under dmy the first row is no date, the second another day, the third lacks its touchpoint.
MIXED = HEAD + (
    "ada,01/13/2025 10:00,x,Home\n"
    "ada,01/02/2025 10:00,y,Cart\n"
    "bob,02/14/2025 09:00,,Order Completed\n"
)
BY_ID = "id,customer,at,touchpoint\n"


def ledger(company: Company) -> tuple[int, int]:
    """The sum of rows stored, and what the ledger is out by."""
    [found] = company.records(
        "select sum(stored), sum(received - stored - duplicate - rejected - dropped) from ledger"
    )
    return found


def states(company: Company) -> list[tuple[str, str, int]]:
    return company.records("select code, state, tries from rejected order by no")


def test_a_fix_brings_in_what_it_mends_and_the_rest_waits_on(company):
    company.load(MIXED, date_order="dmy")
    report = company.workspace.rejected.replay("shop", date_order="mdy")
    assert (report.tried, report.replayed, report.rejected) == (2, 1, 1)
    assert states(company) == [("bad_time", "replayed", 1), ("missing_touchpoint", "open", 2)]
    assert ledger(company) == (2, 0)


def test_replaying_twice_is_replaying_once(company):
    company.load(MIXED, date_order="dmy")
    company.workspace.rejected.replay(date_order="mdy", columns="touchpoint=step")
    before = company.content()
    again = company.workspace.rejected.replay(date_order="mdy", columns="touchpoint=step")
    assert (again.tried, again.replayed) == (0, 0)
    assert company.content() == before
    assert [row[1] for row in states(company)] == ["replayed", "replayed"]


def test_what_came_in_is_found_again_when_the_file_is_loaded_right(company):
    company.load(MIXED, date_order="dmy")
    company.workspace.rejected.replay(date_order="mdy", columns="touchpoint=step")
    report = company.load(MIXED, date_order="mdy", columns="touchpoint=step")
    assert (report.loaded, report.duplicate, report.rejected) == (0, 3, 0)


def test_rows_of_a_file_that_came_again_under_one_name_are_each_tried(company):
    company.load(HEAD + "ada,01/13/2025 10:00,x,\n", columns="at=at", date_order="dmy")
    company.load(HEAD + "bob,01/14/2025 10:00,x,\n", columns="at=at", date_order="dmy")
    report = company.workspace.rejected.replay(date_order="mdy")
    assert (report.tried, report.replayed) == (2, 2)
    assert company.warehouse("select count(*) from interaction") == [(2,)]


def test_a_way_of_writing_the_time_that_the_first_rows_lack_is_learned(company):
    content = "customer,at,touchpoint\n" + "ada,2025-03-01 10:00,Home\n" * 1_000
    company.load(content + "bob,3 Apr 2025,Cart\n", columns="at=at")
    assert company.workspace.rejected.replay().replayed == 1
    assert company.owners()[-1][0] == "Cart"


def test_without_a_fix_nothing_that_is_wrong_comes_in(company):
    company.load(HEAD + "ada,2025-03-01 10:00,,\nada,when?,x,\nada,2025-03-02 10:00,x,\n")
    report = company.workspace.rejected.replay()
    assert (report.tried, report.replayed, report.rejected) == (2, 0, 2)
    assert [row[1:] for row in states(company)] == [("open", 2), ("open", 2)]


def test_every_row_that_fights_for_one_id_is_kept_whole(company):
    for name in ("Home", "Cart", "Checkout"):
        company.load(BY_ID + f"e1,ada,2025-03-01T10:00:00Z,{name}\n")
    kept = company.records("select raw, tries from rejected order by no")
    assert ['"Cart"' in kept[0][0], '"Checkout"' in kept[1][0]] == [True, True]
    assert company.workspace.rejected.replay().rejected == 2


def test_a_row_whose_id_is_taken_comes_in_under_a_new_one(company):
    for name in ("Home", "Cart"):
        company.load(BY_ID + f"e1,ada,2025-03-01T10:00:00Z,{name}\n")
    report = company.workspace.rejected.replay(code="message_id_conflict", new_ids=True)
    assert report.replayed == 1
    assert sorted(name for name, _ in company.owners()) == ["Cart", "Home"]
    assert company.workspace.rejected.replay(new_ids=True).tried == 0


def test_rows_that_never_were_rows_are_not_tried_and_can_be_let_go(company):
    company.load(HEAD + "ada,2025-03-01 10:00,Home,\nada,2025-03-01 10:00,Home,,,,more\n")
    desk = company.workspace.rejected
    report = desk.replay()
    assert (report.tried, report.unreadable) == (0, {"bad_csv_row": 1})
    assert desk.give_up(code="bad_csv_row") == 1
    assert desk.groups() == []
    assert desk.give_up(code="bad_csv_row") == 0


def test_the_list_puts_equal_mistakes_together_whatever_the_rows_say(company):
    rows = "".join(f"ada,2025-03-01 10:00,Home,{word}\n" for word in ("uno", "due", "tre"))
    content = f"customer,at,touchpoint,amount\nada,2025-03-01 10:00,Home,1\n{rows}"
    company.load(content, columns="amount=amount")
    [group] = company.workspace.rejected.groups("shop")
    assert (group.rows, group.pattern) == (3, '"…" is no number (amount)')
    assert (group.example, group.line) == ('"uno" is no number (amount)', 3)
    [first, second] = company.workspace.rejected.rows(limit=2)
    assert '"amount":"uno"' in first.kept.rejection.raw
    assert second.kept.rejection.line == 4


def test_a_fix_that_fits_no_row_is_told_and_changes_nothing(company):
    company.load(MIXED, date_order="dmy")
    with pytest.raises(InputError, match="nowhere"):
        company.workspace.rejected.replay(columns="touchpoint=nowhere")
    assert {row[1:] for row in states(company)} == {("open", 1)}


def test_a_source_nobody_knows_is_not_found(company):
    company.load(MIXED, date_order="dmy")
    with pytest.raises(NotFoundError, match="Its sources: shop"):
        company.workspace.rejected.replay("shpo")
