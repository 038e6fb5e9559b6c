"""Both sides of a source: equal where they are, and where not, the reason that made it so."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from percorso.domain.errors import InputError, NotFoundError
from percorso.domain.reconciliation import ReconciledDay, Reconciliation
from percorso.domain.reconciliation_table import reconciliation_csv
from percorso.settings import Settings
from percorso.workspace import Workspace
from percorso.workspace.reconciliation.told_file import TotalsUnreadable

_SHOP = """at;email;touchpoint;channel;amount;order_id;text
2026-03-02 10:00;ada@example.com;Order Completed;web;122,00;1;
2026-03-02 11:00;ada@example.com;Order Completed;web;122,00;1;
2026-03-02 12:00;ugo@example.com;Order Completed;web;50,00;2;
2026-03-03 00:30;eva@example.com;Order Completed;web;10,00;3;
2026-03-04 09:00;eva@example.com;Order Refunded;web;5,00;4;
2026-03-04 10:00;eva@example.com;Order Completed;web;30,00;5;
2026-03-05 10:00;eva@example.com;Ticket Opened;desk;;;
2026-03-05 11:00;eva@example.com;Review Published;review_site;;;Bella
soon, on 2026-03-05;eva@example.com;Ticket Opened;desk;;;
"""
SECOND, THIRD, FOURTH, FIFTH = (date(2026, 3, day) for day in (2, 3, 4, 5))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("reconciled")
    (folder / "shop.csv").write_text(_SHOP, encoding="utf-8")
    home = folder / "workspace"
    workspace = Workspace(home, Settings(workspace=home, time_zone="Europe/Rome"), create=True)
    workspace.load(folder / "shop.csv", source="shop")
    return home


@pytest.fixture
def workspace(made: Path, tmp_path: Path) -> Workspace:
    return Workspace(shutil.copytree(made, tmp_path / "workspace"))


def day(found: Reconciliation, when: date, measure: str) -> ReconciledDay:
    (source,) = found.sources
    (one,) = [one for one in source.days if (one.day, one.measure) == (when, measure)]
    return one


def reason(found: Reconciliation, when: date, measure: str) -> list[tuple[str, int, bool]]:
    return [(one.key, one.amount, one.explains) for one in day(found, when, measure).causes]


def tell(workspace: Workspace, *lines: str) -> Reconciliation:
    content = "\n".join(("fonte;giorno;misura;valore", *lines)).encode()
    report = workspace.reconciliation.tell(content, "totals.csv")
    assert report.refused == ()
    return workspace.reconciliation.report()


def test_what_is_held_is_shown_where_nobody_told_anything(workspace: Workspace) -> None:
    found = workspace.reconciliation.report()
    assert found.compared == ()
    assert [day(found, when, "orders").held for when in (SECOND, THIRD, FOURTH)] == [2, 1, 1]
    assert day(found, SECOND, "revenue").held == 17_200
    assert [day(found, FIFTH, measure).held for measure in ("tickets", "reviews")] == [1, 1]
    assert day(found, FOURTH, "contacts").held == 2


def test_equal_numbers_are_equal(workspace: Workspace) -> None:
    found = tell(workspace, "shop;02/03/2026;ordini;2", "shop;2026-03-02;incasso;172,00")
    assert [one.is_equal for one in found.compared] == [True, True]
    assert found.as_json()["equal"] == 2


def test_each_difference_has_its_reason(workspace: Workspace) -> None:
    found = tell(
        workspace, "shop;2026-03-02;orders;3", "shop;2026-03-03;orders;0",
        "shop;2026-03-04;revenue;25", "shop;2026-03-05;tickets;2",
    )  # fmt: skip
    assert ("same_number", 1, True) in reason(found, SECOND, "orders")
    # Half past midnight in Rome is the evening before in UTC.
    assert reason(found, THIRD, "orders")[0] == ("time_zone", 0, True)
    assert reason(found, FOURTH, "revenue")[0] == ("refunds", 500, True)
    assert reason(found, FIFTH, "tickets") == [("rejected", 1, True)]


def test_money_without_its_tax_is_recognised(workspace: Workspace) -> None:
    found = tell(workspace, "shop;2026-03-02;revenue;140,98")
    assert ("vat", 0, False) in reason(found, SECOND, "revenue")


def test_what_the_source_has_after_its_last_day_here(workspace: Workspace) -> None:
    tell(workspace, "shop;2026-03-07;orders;4")
    found = workspace.reconciliation.report("shop", SECOND, date(2026, 3, 8))
    assert reason(found, date(2026, 3, 7), "orders")[-1][0] == "nothing_since"


def test_a_total_told_again_is_the_new_one_and_can_be_withdrawn(workspace: Workspace) -> None:
    tell(workspace, "shop;2026-03-02;orders;9")
    workspace.reconciliation.tell_one(
        {"source": "shop", "day": "2026-03-02", "measure": "ordini", "value": "2"}
    )
    assert day(workspace.reconciliation.report(), SECOND, "orders").told == 2
    assert workspace.reconciliation.withdraw("shop", SECOND, SECOND) == 1
    assert workspace.reconciliation.report().compared == ()


def test_one_wrong_line_stops_no_other(workspace: Workspace) -> None:
    lines = (
        "source,day,measure,value", "shop,2026-03-02,orders,2", "nobody,2026-03-02,orders,2",
        "shop,someday,orders,2", "shop,2026-03-02,smiles,2", "", "shop,2026-03-02,orders,1.5",
        "shop,2026-03-03,orders,",
    )  # fmt: skip
    report = workspace.reconciliation.tell("\n".join(lines).encode(), "totals.csv")
    assert report.kept == 1
    assert [one.line for one in report.refused] == [3, 4, 5, 7, 8]
    assert "nobody" in report.refused[0].reason


def test_a_file_of_something_else_is_refused(workspace: Workspace) -> None:
    with pytest.raises(TotalsUnreadable, match="source;day;measure;value"):
        workspace.reconciliation.tell(b"name;age\nada;36\n", "people.csv")
    with pytest.raises(InputError):
        workspace.reconciliation.tell_one(
            {"source": "shop", "day": "", "measure": "orders", "value": "2"}
        )
    with pytest.raises(NotFoundError):
        workspace.reconciliation.report("nobody")


def test_the_table_holds_what_the_page_shows(workspace: Workspace) -> None:
    found = tell(workspace, "shop;2026-03-02;revenue;177")
    lines = reconciliation_csv(found).splitlines()
    assert lines[0] == "source,day,measure,told,held,difference,causes"
    assert "shop,2026-03-02,revenue,177.00,172.00,-5.00,rejected" in lines
