"""Exports nobody made for us, read by a profile each: rows, customers and money as published.

Sources: UCI Online Retail II, sheet 2009-2010 (525,461 rows); Complete Journey of 84.51°, 1,200
households; CDNOW of Fader and Hardie (23,570 customers); Olist, marketing funnel (8,000 leads,
842 deals); Google's GA4 sample of its merchandise store (4,418 users). What no source states is
counted beside the load by an engine that knows nothing of ours.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from percorso.domain.load_report import LoadReport
from percorso.settings import Settings
from percorso.workspace import Workspace

PROFILES = Path(__file__).parents[2] / "docs" / "look-up" / "data-sets"
RealData = Callable[[str], Path]


class Shop:
    """An empty workspace that files are loaded into by the profiles of the documentation."""

    def __init__(self, folder: Path) -> None:
        settings = Settings(workspace=folder, time_zone="UTC", currency="USD", language="en")
        self.folder = folder
        self.workspace = Workspace(folder, settings, create=True)

    def load(self, file: Path, profile: str, **how: Any) -> LoadReport:
        """Load a file by one of the profiles."""
        path = PROFILES / f"{profile}.yaml"
        return self.workspace.load(file, source=profile, profile=path, **how)

    def asked(self, sql: str) -> tuple[Any, ...]:
        """One row of the warehouse, asked with the engine itself."""
        with duckdb.connect(str(self.folder / "warehouse.duckdb"), read_only=True) as engine:
            return engine.execute(sql).fetchall()[0]

    def touchpoints(self) -> dict[str, tuple[int, int, int | None]]:
        """name -> (interactions, customers, value) on the map."""
        return {
            row["name"]: (row["interactions"], row["customers"], row["value_minor"])
            for row in self.workspace.map().data["touchpoints"]
        }


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path / "shop")


def counted(sql: str) -> tuple[Any, ...]:
    """One row, counted in the file itself."""
    with duckdb.connect() as engine:
        return engine.execute(sql).fetchall()[0]


@pytest.mark.xdist_group("retail")
def test_invoice_lines_are_invoices_and_cancellations(shop: Shop, real_data: RealData) -> None:
    file = real_data("online-retail-ii") / "online_retail_2009_2010.parquet"
    report = shop.load(file, "online-retail-ii", one_per="Invoice")
    invoices, cancelled, lines_of_nobody = counted(
        "select count(distinct Invoice) filter (not starts_with(Invoice, 'C')), "
        "count(distinct Invoice) filter (starts_with(Invoice, 'C')), "
        f"count(*) filter (\"Customer ID\" is null) from '{file}'"
    )
    assert (invoices, cancelled, lines_of_nobody) == (24_224, 4_592, 107_927)
    assert (report.read, report.loaded) == (525_461, 525_461)
    assert (report.interactions, report.anonymous) == (invoices + cancelled, 5_229)
    [pence] = counted(
        "select sum(pence)::bigint from (select round(sum("
        "Quantity * Price::decimal(18, 4)) * 100) as pence "
        f"from '{file}' group by Invoice)"
    )
    lines = "json_array_length(properties, '$.lines')"
    assert shop.asked(
        "select count(*) filter (not starts_with(subject.invoice_id, 'C')), "
        "count(*) filter (starts_with(subject.invoice_id, 'C')), "
        f"sum({lines}) filter (len(identifier_keys) = 0), sum({lines}), "
        "sum(amount_minor) from interaction"
    ) == (invoices, cancelled, lines_of_nobody, 525_461, pence)


def test_till_lines_are_baskets_of_their_households(
    shop: Shop, real_data: RealData, tmp_path: Path
) -> None:
    # One household in 16; all 710,671 lines take too long for every run.
    file, part = real_data("complete-journey") / "transactions.parquet", tmp_path / "part.parquet"
    counted(f"copy (from '{file}' where household_id % 16 = 0) to '{part}'")
    lines, baskets, households, cents = counted(
        "select count(*), count(distinct basket_id), count(distinct household_id), "
        f"sum(round(sales_value * 100)::bigint)::bigint from '{part}'"
    )
    report = shop.load(part, "complete-journey-baskets")
    assert (report.read, report.loaded) == (lines, lines)
    assert (report.interactions, report.anonymous) == (baskets, 0)
    [(interactions, customers, value)] = shop.touchpoints().values()
    assert (interactions, customers, value) == (baskets, households, cents)


def test_coupons_of_complete_journey_are_redeemed_by_204_households(
    shop: Shop, real_data: RealData
) -> None:
    file = real_data("complete-journey") / "coupon_redemptions.parquet"
    assert shop.load(file, "complete-journey-coupons").loaded == 986
    assert shop.touchpoints() == {"coupon redeemed": (986, 204, None)}


def test_cdnow_has_69659_purchases_of_23570_customers(shop: Shop, real_data: RealData) -> None:
    file = real_data("cdnow") / "transactions.csv.gz"
    assert shop.load(file, "cdnow").loaded == 69_659
    [dollars] = counted(f"select sum(dollars::decimal(18, 2)) from '{file}'")
    assert shop.touchpoints() == {"Order": (69_659, 23_570, int(dollars * 100))}


def test_842_of_8000_leads_are_won_and_all_were_leads_before(
    shop: Shop, real_data: RealData
) -> None:
    folder = real_data("olist-leads")
    shop.load(folder / "olist_marketing_qualified_leads_dataset.csv.gz", "olist-leads")
    shop.load(folder / "olist_closed_deals_dataset.csv.gz", "olist-deals")
    assert shop.touchpoints() == {
        "first contact": (8_000, 8_000, None), "deal won": (842, 842, None),
    }  # fmt: skip
    assert shop.workspace.map().data["totals"]["customers"] == 8_000


def test_ga4_items_belong_to_4418_browsers_and_their_revenue_is_kept(
    shop: Shop, real_data: RealData
) -> None:
    file = real_data("ga4-items") / "ga4_sample.csv.gz"
    report = shop.load(file, "ga4-items")
    assert (report.read, report.interactions, report.anonymous) == (16_003, 16_003, 0)
    sold, dollars = counted(
        f"select count(*) filter (item_revenue_in_usd > 0), sum(item_revenue_in_usd) from '{file}'"
    )
    found = shop.touchpoints()
    assert shop.workspace.map().data["totals"]["customers"] == 4_418
    assert (found["Order"][0], found["Order"][2]) == (sold, int(dollars) * 100)
    assert sum(row[0] for row in found.values()) == 16_003
