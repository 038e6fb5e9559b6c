"""Name, zone and currency of a company: what may change, and what was counted already."""

from datetime import date

import pytest

from percorso.workspace.company_desk import (
    CompanySays,
    CompanyUnfit,
    CurrencyFixed,
    CurrencyUnknown,
    ZoneUnknown,
)

# Half past midnight in Rome, and the day before in UTC and New York.
FILE = "customer,at,touchpoint,amount\nada,2026-03-02T23:30:00Z,Order Completed,10\n"


def test_days_follow_another_zone_at_once_and_the_currency_stays(company):
    workspace = company.workspace
    workspace.company.keep(CompanySays(currency="chf", time_zone="Europe/Zurich"))
    assert (workspace.currency, workspace.time_zone) == ("CHF", "Europe/Zurich")
    company.load(FILE)
    assert workspace.map(since=date(2026, 3, 3)).data["totals"]["customers"] == 1
    before = workspace.map().data["totals"]
    with pytest.raises(CurrencyFixed):
        workspace.company.keep(CompanySays(name="Other", currency="EUR", time_zone="UTC"))
    assert (workspace.currency, workspace.time_zone) == ("CHF", "Europe/Zurich")
    workspace.company.keep(CompanySays(currency="CHF", time_zone="America/New_York"))
    assert workspace.map(since=date(2026, 3, 3)).data["totals"]["customers"] == 0
    assert str(workspace.last_day()) == "2026-03-02"
    assert workspace.map().data["totals"] == before
    assert workspace.rebuild().is_equal


@pytest.mark.parametrize(
    ("says", "error"),
    [
        (CompanySays(name="  "), CompanyUnfit), (CompanySays(name="x" * 201), CompanyUnfit),
        (CompanySays(time_zone="Europe/Atlantis"), ZoneUnknown),
        (CompanySays(time_zone="../../etc/passwd"), ZoneUnknown),
        (CompanySays(currency="Euro"), CurrencyUnknown),
        (CompanySays(currency="€€€"), CurrencyUnknown),
    ],
)  # fmt: skip
def test_what_is_no_name_zone_or_currency_changes_nothing(company, says, error):
    before = (company.workspace.name, company.workspace.time_zone, company.workspace.currency)
    with pytest.raises(error):
        company.workspace.company.keep(says)
    now = (company.workspace.name, company.workspace.time_zone, company.workspace.currency)
    assert now == before
