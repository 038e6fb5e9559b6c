"""Media without a person: spend and traces are counted, and nobody visited them."""

import csv
from datetime import date

import pytest

from percorso.collect.media_file import MediaColumnMissing, MediaDaysAmbiguous
from percorso.settings import Settings
from percorso.workspace import Workspace
from percorso.workspace.maps.media_desk import MediumUnknown
from tests.journeys.contract import breaches

MEDIA = """\
touchpoint,dal,al,luogo,copertura,spesa,codici,telefono
Radio locale,01/10/2026,31/10/2026,Milano,120.000,12.000 €,RADIO10; RADIO15,02 1234 5678
Radio locale,15/10/2026,15/11/2026,Milano,80000,"4.500,50",,
Manifesti in metro,1 ottobre 2026,,Milano,,2500,,casalume.it/metro
Fiera della casa,2026-03-01,2026-03-04,Roma,9000,800 USD,FIERA,
"""
ORDERS = [
    ("ada", "2026-10-03", "order", "radio10", "", "Radio"),
    ("ada", "2026-10-09", "order", "RADIO 15, XMAS", "", ""),
    ("bob", "2026-10-04", "order", "RADIO10", "", "un'amica"),
    ("cleo", "2026-10-05", "cart", "RADIO10", "", ""),
    ("dan", "2026-10-06", "call", "", "+39 02 12345678", ""),
    ("eva", "2026-10-07", "page", "", "https://www.casalume.it/metro?utm=1", ""),
    ("fay", "2026-11-20", "order", "RADIO10", "", "alla radio, in macchina"),
]


def written(folder, text, name="media.csv"):
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    folder = tmp_path_factory.mktemp("media")
    settings = Settings(workspace=folder / "w", time_zone="UTC", language="en")
    made = Workspace(folder / "w", settings, create=True)
    names = {"order": "Order Completed", "cart": "Cart Viewed", "call": "Telefonata",
             "page": "Landing page"}  # fmt: skip
    with (folder / "orders.csv").open("w", newline="", encoding="utf-8") as out:
        rows = csv.writer(out)
        rows.writerow(["customer", "at", "touchpoint", "Discount Code", "Numero chiamato",
                       "Come ci hai conosciuto?"])  # fmt: skip
        rows.writerows([who, day, names[what], *rest] for who, day, what, *rest in ORDERS)
    made.load(folder / "orders.csv", source="shop")
    made.media.load(written(folder, MEDIA))
    return made


@pytest.fixture(scope="module")
def media(workspace):
    return {one["key"]: one for one in workspace.map().data["media"]}


def test_spend_and_stated_reach_of_all_rows_add_up(media):
    radio = media["radio_locale"]
    assert (radio["spend_minor"], radio["reach"], radio["rows"]) == (1_650_050, 200_000, 2)
    assert radio["periods"] == [{"from": "2026-10-01", "to": "2026-11-15"}]
    assert (radio["kind"], radio["places"]) == ("radio", ["Milano"])


def test_money_of_another_currency_is_never_added(media):
    fair = media["fiera_della_casa"]
    assert (fair["spend_minor"], fair["other_currencies"]) == (None, {"USD": 80_000})


def test_orders_with_a_code_are_counted_and_a_cart_with_one_is_not(media):
    assert (media["radio_locale"]["orders"], media["radio_locale"]["order_customers"]) == (4, 3)
    assert media["fiera_della_casa"]["orders"] == 0
    assert media["manifesti_in_metro"]["orders"] is None


def test_contacts_to_its_own_number_or_address_are_counted_however_written(media):
    assert (media["radio_locale"]["contacts"], media["manifesti_in_metro"]["contacts"]) == (1, 1)
    assert media["fiera_della_casa"]["contacts"] is None


def test_answers_are_a_share_of_those_who_answered_and_the_response_rate_is_said(media):
    answers, rate = media["radio_locale"]["answers"], media["radio_locale"]["response_rate"]
    assert (answers["value"], answers["n"]) == (2 / 3, 3)
    # Order Completed is what asks: ada, bob and fay met it, and all three answered.
    assert (rate["value"], rate["n"]) == (1.0, 3)
    assert media["fiera_della_casa"]["answers"]["value"] == 0


def test_media_are_never_touchpoints_of_a_customer(workspace):
    data = workspace.map().data
    keys = {row["key"] for row in data["touchpoints"]}
    assert not keys & {"radio_locale", "manifesti_in_metro", "fiera_della_casa"}
    assert data["totals"]["interactions"] == len(ORDERS)
    assert breaches(data) == []


def test_a_period_takes_the_media_that_ran_in_it_and_the_traces_of_its_days(workspace):
    data = workspace.map(since=date(2026, 10, 1), until=date(2026, 11, 1)).data
    media = {one["key"]: one for one in data["media"]}
    assert set(media) == {"radio_locale", "manifesti_in_metro"}
    assert media["radio_locale"]["orders"] == 3


def test_loaded_again_nothing_is_added_and_equal_rows_of_one_file_both_count(tmp_path):
    made = Workspace(tmp_path / "w", Settings(workspace=tmp_path / "w"), create=True)
    twice = "nome,dal,al,spesa\nRadio,2026-10-01,2026-10-31,100\nRadio,2026-10-01,2026-10-31,100\n"
    first = made.media.load(written(tmp_path, twice))
    again = made.media.load(written(tmp_path, twice, "copy.csv"))
    assert (first.loaded, again.loaded, again.known) == (2, 0, 2)
    (overlap,) = first.overlaps
    assert overlap.first.overlaps(overlap.second)
    assert made.map().data["media"][0]["spend_minor"] == 20_000
    assert made.media.remove("Radio") == 2
    with pytest.raises(MediumUnknown):
        made.media.remove("Radio")


def test_a_wrong_row_is_said_with_its_line_and_stops_no_other(tmp_path):
    made = Workspace(tmp_path / "w", Settings(workspace=tmp_path / "w"), create=True)
    text = "nome,dal,al,spesa\n,2026-10-01,,1\nTV,ieri,,1\nTV,2026-10-05,2026-10-01,1\n" \
           "TV,2026-10-01,,molto\nTV,2026-10-01,,1\n"  # fmt: skip
    report = made.media.load(written(tmp_path, text))
    assert (report.read, report.loaded) == (5, 1)
    assert [row.line for _, row in report.refused] == [2, 3, 4, 5]
    assert "'ieri' is no day" in report.refused[1][1].reason


def test_days_that_may_be_months_and_files_without_days_are_asked_about(tmp_path):
    made = Workspace(tmp_path / "w", Settings(workspace=tmp_path / "w"), create=True)
    unsure = written(tmp_path, "nome,dal\nRadio,03/04/2026\n")
    with pytest.raises(MediaDaysAmbiguous):
        made.media.load(unsure)
    assert made.media.load(unsure, date_order="mdy").loaded == 1
    assert made.media.rows()[0].row.first_day == date(2026, 3, 4)
    with pytest.raises(MediaColumnMissing):
        made.media.load(written(tmp_path, "nome,spesa\nRadio,1\n"))
