"""A source read anew in place ends like one that was loaded right from the beginning."""

import pytest

from percorso.domain.errors import InputError
from tests.workspace.company import Company

CONTENT = (
    "who,at,touchpoint,step\n"
    "ada,2025-07-01 10:00,x,Home\n"
    "ada,2025-07-01 11:00,x,Order Completed\n"
    "bob,2025-07-02 10:00,x,\n"
)
# What an interaction says, apart from numbers that the order of first sight gives out.
_SAID = """
select i.interaction_id, i.occurred_at, i.type, i.subject, i.identifier_keys, i.amount_minor,
  i.properties, i.source_sequence
from interaction as i order by 1"""


def said(company: Company) -> list[tuple[object, ...]]:
    return company.warehouse(_SAID)


def test_read_anew_is_as_loaded_right_at_first(company, tmp_path):
    company.load(CONTENT)
    company.workspace.reread("shop", columns='customer=who,touchpoint="step"', time_zone="UTC")
    (tmp_path / "right").mkdir()
    right = Company(tmp_path / "right")
    (right.home / "workspace.key").write_bytes((company.home / "workspace.key").read_bytes())
    right.load(CONTENT, columns='customer=who,touchpoint="step"', time_zone="UTC")
    assert said(company) == said(right)
    assert [name for name, _ in company.owners()] == ["Home", "Order Completed"]
    assert company.records("select code, state from rejected") == [("missing_touchpoint", "open")]


def test_the_ids_of_interactions_stay_and_the_archive_is_not_touched(company):
    company.load(CONTENT)
    ids = company.warehouse("select interaction_id from interaction order by 1")
    files = {path: path.read_bytes() for path in (company.home / "archive").iterdir()}
    report = company.workspace.reread("shop", time_zone="Asia/Tokyo")
    assert report.reread == 3
    assert company.warehouse("select interaction_id from interaction order by 1") == ids
    assert {path: path.read_bytes() for path in (company.home / "archive").iterdir()} == files


def test_reading_anew_twice_is_reading_once(company):
    company.load(CONTENT)
    company.workspace.reread("shop", columns="touchpoint=step,customer=who")
    before = company.content()
    again = company.workspace.reread("shop", columns="touchpoint=step,customer=who")
    assert (again.reread, again.refused) == (0, 0)
    assert company.content() == before


def test_a_row_the_new_reading_refuses_comes_back_with_a_better_one(company):
    company.load(CONTENT)
    refused = company.workspace.reread("shop", columns="touchpoint=step")
    assert (refused.reread, refused.refused) == (3, 1)
    # It lies in the archive: neither a replay nor the file itself brings it in twice.
    assert company.workspace.rejected.replay().tried == 0
    assert company.load(CONTENT).duplicate == 3
    back = company.workspace.reread("shop", columns="touchpoint=touchpoint")
    assert (back.reread, back.refused) == (3, 0)
    assert company.warehouse("select count(*) from interaction") == [(3,)]
    assert company.records("select state from rejected") == [("replayed",)]


def test_rows_that_were_rejected_are_tried_too(company):
    company.load("customer,at,touchpoint\nada,01/13/2025 10:00,Home\nada,01/02/2025 10:00,Cart\n",
                 date_order="dmy")  # fmt: skip
    report = company.workspace.reread("shop", date_order="mdy")
    assert (report.reread, report.replayed) == (1, 1)
    days = company.warehouse("select strftime(occurred_at, '%m-%d') from interaction order by 1")
    assert days == [("01-02",), ("01-13",)]


def test_another_form_of_file_in_the_source_stays_as_it_was(company):
    company.load(CONTENT)
    company.load("customer,at,touchpoint\ncleo,2025-07-03 10:00,Home\n", name="other.csv")
    report = company.workspace.reread("shop", columns="touchpoint=step")
    assert (report.reread, report.refused) == (3, 1)
    assert any("stay as they were" in line for line in report.said)
    assert ("Home", 1) in [(name, customer is not None) for name, customer in company.owners()]


@pytest.mark.parametrize("columns", ["touchpoint=nowhere", "id=step"])
def test_a_fix_that_cannot_be_changes_nothing(company, columns):
    company.load(CONTENT)
    before = company.content()
    with pytest.raises(InputError):
        company.workspace.reread("shop", columns=columns)
    assert company.content() == before


def test_names_that_only_the_mistaken_reading_brought_leave_the_catalogue(company):
    company.load(CONTENT)
    company.workspace.reread("shop", columns="touchpoint=step")
    listed = company.workspace.catalogue.touchpoints()
    assert {name for one in listed for name in one.observed_names} == {"Home", "Order Completed"}
