"""Rows become interactions: times, numbers, ratings, properties, and reasons why not."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from percorso.collect.file_errors import NoTimeColumn, TimeUnreadable
from tests.collect.conftest import Loaded

Load = Callable[..., Loaded]

ROME_SUMMER = datetime(2024, 7, 13, 12, 30)


@pytest.mark.parametrize(
    ("written", "utc"),
    [
        ("2024-07-13 14:30", ROME_SUMMER),
        ("2024-07-13T14:30:00", ROME_SUMMER),
        ("2024-07-13T12:30:00Z", ROME_SUMMER),
        ("2024-07-13T12:30:00.000000000Z", ROME_SUMMER),
        ("2024-07-13 08:30:00-04:00", ROME_SUMMER),
        ("2024-07-13 18:00:00 +0530", ROME_SUMMER),
        ("2024-07-13 14:30+02", ROME_SUMMER),
        ("2024-07-13 12:30:00 UTC", ROME_SUMMER),
        ("2024/07/13 14:30:00.000", ROME_SUMMER),
        ("2024-07-13 14:30:00,250", ROME_SUMMER + timedelta(milliseconds=250)),
        ("20240713T1430", ROME_SUMMER),
        ("20240713143000", ROME_SUMMER),
        ("20240713", datetime(2024, 7, 12, 22)),
        ("13/07/2024 14:30", ROME_SUMMER),
        ("13/7/24 14.30", ROME_SUMMER),
        ("13.07.2024 14:30:00", ROME_SUMMER),
        ("07/13/2024, 2:30 PM", ROME_SUMMER),
        ("7/13/2024 02:30:00PM", ROME_SUMMER),
        ("13 lug 2024 14:30", ROME_SUMMER),
        ("13 Luglio 2024, 14:30", ROME_SUMMER),
        ("sab 13 lug. 2024 14:30", ROME_SUMMER),
        ("Sat, 13 Jul 2024 12:30:00 +0000", ROME_SUMMER),
        ("Jul 13, 2024 02:30 PM", ROME_SUMMER),
        ("13-Jul-24 14:30", ROME_SUMMER),
        ("13-lug-24 14:30", ROME_SUMMER),
        ("13/lug/2024 14.30", ROME_SUMMER),
        ("13 LUGLIO 24, 14:30", ROME_SUMMER),
        ("sabato 13 luglio 2024 alle 14:30", ROME_SUMMER),
        ("13 luglio 2024, ore 14.30", ROME_SUMMER),
        ("13° luglio 2024 alle ore 14:30:00", ROME_SUMMER),
        ("13/07/2024 ore 14:30", ROME_SUMMER),
        ("13 lug 2024 - 14:30", ROME_SUMMER),
        ("Saturday, July 13th, 2024 at 2:30 PM", ROME_SUMMER),
        ("45486.6041666667", ROME_SUMMER),
        ("45486,604166666664", ROME_SUMMER),
        ("1720873800", ROME_SUMMER),
        ("1720873800.5", ROME_SUMMER + timedelta(milliseconds=500)),
        ("1720873800000", ROME_SUMMER),
        ("1720873800000000", ROME_SUMMER),
    ],
)
def test_a_time_is_read_however_it_is_written(written: str, utc: datetime, load: Load) -> None:
    loaded = load(f'time,event\n"{written}",visit\n')
    assert loaded.rows[0]["reject_reason"] is None
    assert loaded.column("occurred_at") == [utc]


def test_numbers_are_days_only_where_all_are_and_a_name_says_so(load: Load) -> None:
    loaded = load("data evento,event,order id\n44927,a,44928\n44927.5,b,44929\n", zone="UTC")
    days = [datetime(2023, 1, 1), datetime(2023, 1, 1, 12)]
    assert loaded.column("occurred_at") == days
    assert loaded.column("order_id") == ["44928", "44929"]
    with pytest.raises(TimeUnreadable):
        load("data evento,event\n44927,a\n20121,b\n")
    with pytest.raises(NoTimeColumn):
        load("numero,event\n44927,a\n44928,b\n")


def test_a_sample_of_days_does_not_cost_later_rows_their_word_before_the_clock(
    load: Load,
) -> None:
    rows = "13/07/2024 alle 14:30,a\n13/07/2024 alle 14:30:07,b\n13/07/2024,c\n"
    assert load("time,event\n" + rows).column("reject_code") == [None] * 3


def test_f19_a_time_without_a_zone_is_in_the_zone_given(load: Load) -> None:
    text = "time,event\n2024-07-13 14:30,visit\n"
    assert load(text).column("occurred_at") == [ROME_SUMMER]
    assert load(text, zone="UTC").column("occurred_at") == [datetime(2024, 7, 13, 14, 30)]


def test_mixed_zones_in_one_column_are_each_read_with_their_own(load: Load) -> None:
    loaded = load(
        "time,event\n2024-07-13T14:30:00,a\n2024-07-13T12:30:00Z,b\n2024-07-13T07:30:00-05:00,c\n"
    )
    assert loaded.column("occurred_at") == [ROME_SUMMER] * 3


def test_the_missing_and_the_double_hour_are_settled_the_same_way_always(load: Load) -> None:
    loaded = load("time,event\n2024-03-31 02:30,a\n2024-10-27 02:30,b\n2024-10-27 01:59,c\n")
    assert loaded.column("occurred_at") == [
        datetime(2024, 3, 31, 1, 30), datetime(2024, 10, 27, 1, 30), datetime(2024, 10, 26, 23, 59),
    ]  # fmt: skip


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    moment=st.datetimes(datetime(1971, 1, 1), datetime(2025, 12, 1)),
    hours=st.integers(-12, 14),
)
def test_any_instant_with_an_offset_is_read_to_the_microsecond(
    moment: datetime, hours: int, load: Load
) -> None:
    local = moment.replace(tzinfo=timezone(timedelta(hours=hours)))
    loaded = load(f"time,event\n{local.isoformat()},visit\n")
    assert loaded.column("occurred_at") == [local.astimezone(ZoneInfo("UTC")).replace(tzinfo=None)]


def test_a_sample_of_whole_minutes_does_not_cost_later_rows_their_seconds(load: Load) -> None:
    rows = "2024-07-13 14:30,a\n" * 1000 + "2024-07-13 14:30:07,b\n2024-07-13,c\n"
    assert load("time,event\n" + rows).column("reject_code") == [None] * 1002


def test_f6_one_day_above_12_far_behind_the_sample_decides_the_order(load: Load) -> None:
    rows = "01/02/2024,a\n" * 1500
    day_first = load("time,event\n" + rows + "13/02/2024,b\n")
    assert day_first.rows[0]["occurred_at"] == datetime(2024, 1, 31, 23)
    month_first = load("time,event\n" + rows + "02/13/2024,b\n")
    assert month_first.rows[0]["occurred_at"] == datetime(2024, 1, 1, 23)


@pytest.mark.parametrize(
    ("order", "day"), [("dmy", (2003, 2, 1)), ("mdy", (2003, 1, 2)), ("ymd", (2001, 2, 3))]
)
def test_f6_the_order_given_settles_01_02_03(
    order: str, day: tuple[int, int, int], load: Load
) -> None:
    loaded = load("time,event\n01/02/03,a\n", order=order, zone="UTC")
    assert loaded.column("occurred_at") == [datetime(*day)]


@pytest.mark.parametrize(
    ("row", "code", "reason"),
    [
        (",visit,1", "bad_time", "the time is missing"),
        ("soon,visit,1", "bad_time", '"soon" is no time'),
        ("2024-02-30,visit,1", "bad_time", '"2024-02-30" is no time'),
        ("1969-12-31,visit,1", "bad_time", "before 1970"),
        ("0001-01-01,visit,1", "bad_time", ""),
        ("2027-01-01,visit,1", "bad_time", "in the future"),
        ("9999-12-31,visit,1", "bad_time", ""),
        ("2024-07-01,,1", "missing_touchpoint", "touchpoint is missing"),
        ("2024-07-01, ,1", "missing_touchpoint", "touchpoint is missing"),
        ("2024-07-01,visit,abc", "bad_number", '"abc" is no number (amount)'),
        ("2024-07-01,visit,99999999999999999999", "bad_number", "no number"),
    ],
)
def test_a_row_that_is_no_interaction_says_why(
    row: str, code: str, reason: str, load: Load
) -> None:
    loaded = load(f"time,event,amount\n2024-07-01,visit,1\n2024-07-01,visit,2\n{row}\n")
    assert loaded.column("reject_code") == [None, None, code]
    assert reason in loaded.rows[2]["reject_reason"]


def test_a_year_before_1990_is_welcome(load: Load) -> None:
    loaded = load("time,event\n1985-05-05 10:00,visit\n")
    assert loaded.column("reject_code") == [None]


@pytest.mark.parametrize(
    ("written", "mark_row", "amount"),
    [
        ("1.234", "0,5", "1234"), ("1.234", "0.5", "1.234"), ("1,234", "0.5", "1234"),
        ("1,234", "0,5", "1.234"), ("1.234,56", "0,5", "1234.56"), ("1,234.56", "0.5", "1234.56"),
        ("1.234.567", "0.5", "1234567"), ("12,5", "0.5", "12.5"), ("€ 12,50", "0,5", "12.5"),
        ("12,50 EUR", "0,5", "12.5"), ("-3,20", "0,5", "-3.2"), ("(3.20)", "0.5", "-3.2"),
        ("3,20-", "0,5", "-3.2"), ("1 234,50", "0,5", "1234.5"), ("1e3", "0.5", "1000"),
        ("0,500", "0.5", "0.5"), ("-12", "0,5", "-12"), ("12.50", "0,5", "12.5"),
        ("1.234,56 €", "0,5", "1234.56"), ("EUR 12,00", "0.5", "12"), ("(12,50)", "0,5", "-12.5"),
        ("12,50 euro", "0,5", "12.5"), ("US$ 1,200.50", "0.5", "1200.5"),
        ("−12,50", "0,5", "-12.5"), ("€ –3,20", "0,5", "-3.2"), ("(€ 1.234,00)", "0,5", "-1234"),
    ],
)  # fmt: skip
def test_a_number_is_read_by_the_mark_of_its_column_unless_it_is_plain(
    written: str, mark_row: str, amount: str, load: Load
) -> None:
    rows = f'2024-07-01,visit,"{mark_row}"\n' * 3 + f'2024-07-01,visit,"{written}"\n'
    loaded = load("time,event,amount\n" + rows)
    assert loaded.rows[3]["reject_reason"] is None
    assert loaded.rows[3]["amount"] == Decimal(amount)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(cents=st.integers(-(10**9), 10**9))
def test_an_amount_reads_alike_in_italian_and_in_english(cents: int, load: Load) -> None:
    english = f"{Decimal(cents) / 100:,.2f}"
    italian = english.translate(str.maketrans(",.", ".,"))
    for written in (english, italian):
        loaded = load(f'time;event;amount\n2024-07-01;visit;"{written}"\n')
        assert loaded.column("amount") == [Decimal(cents) / 100]


@pytest.mark.parametrize(
    ("column", "written", "expected"),
    [
        ("stars", "4", (4.0, "stars", 1.0, 5.0)),
        ("stelle", "4,5", (4.5, "stars", 1.0, 5.0)),
        ("voto", "4/5", (4.0, "stars", 1.0, 5.0)),
        ("voto", "4 su 5", (4.0, "stars", 1.0, 5.0)),
        ("stars", "★★★☆☆", (3.0, "stars", 1.0, 5.0)),
        ("nps", "0", (0.0, "nps", 0.0, 10.0)),
        ("csat", "5", (5.0, "csat", 1.0, 5.0)),
        ("ces", "7", (7.0, "ces", 1.0, 7.0)),
        ("rating", "9", (9.0, "nps", 0.0, 10.0)),
    ],
)
def test_a_rating_comes_with_its_scale(
    column: str, written: str, expected: tuple[float, str, float, float], load: Load
) -> None:
    row = load(f'time;event;{column}\n2024-07-01;review;"{written}"\n').rows[0]
    assert row["reject_reason"] is None
    found = (row["rating_value"], row["rating_kind"], row["rating_min"], row["rating_max"])
    assert found == expected


def test_a_rating_off_its_scale_is_rejected_and_an_empty_one_is_none(load: Load) -> None:
    loaded = load("time,event,nps\n2024-07-01,a,11\n2024-07-01,b,\n")
    assert loaded.column("reject_code") == ["bad_number", None]
    assert loaded.column("rating_kind") == ["nps", None]


def test_properties_are_the_columns_without_a_role_untouched(load: Load) -> None:
    header = 'time,event,"a/b","c~d","e""f", spaced ,__proto__,città,null'
    loaded = load(f"{header}\n2024-07-01,visit,1,2,3, 4 ,5,6,null\n")
    assert json.loads(loaded.rows[0]["properties"]) == {
        "a/b": "1", "c~d": "2", 'e"f': "3", "spaced": " 4 ", "__proto__": "5", "città": "6",
        "null": "null",
    }  # fmt: skip


def test_columns_with_odd_names_can_be_given_a_role(load: Load) -> None:
    loaded = load("a/b,c'd,F~g\n2024-07-01,visit,ada\n", 'at=a/b,touchpoint="c\'d",customer=F~g')
    assert (loaded.rows[0]["name"], loaded.rows[0]["user_id"]) == ("visit", "ada")
    assert loaded.rows[0]["properties"] == "{}"


def test_a_constant_fills_a_role_for_the_whole_file(load: Load) -> None:
    loaded = load(
        "time,card number\n2024-07-01, 77 \n",
        'touchpoint=="l\'angolo",channel==store,currency==eur',
    )
    row = loaded.rows[0]
    assert (row["name"], row["channel"], row["currency"]) == ("l'angolo", "store", "EUR")
    assert row["loyalty_card"] == "77"


@pytest.mark.parametrize(
    ("written", "currency"), [("eur", "EUR"), ("€", "EUR"), ("$", "USD"), ("lire", None)]
)
def test_a_currency_is_three_capitals_or_nothing(
    written: str, currency: str | None, load: Load
) -> None:
    assert load(f"time,event,valuta\n2024-07-01,a,{written}\n").column("currency") == [currency]


def test_a_currency_beside_the_number_counts_where_no_column_says_it(load: Load) -> None:
    rows = "1;$ 5\n2;5\n3;5 euro\n4;CHF 5\n5;5 €\n"
    without = load("id;importo\n" + rows, "at==2024-07-01,touchpoint==a")
    assert without.column("currency") == ["USD", None, "EUR", "CHF", "EUR"]
    beside = "id;importo;valuta\n1;$ 5;GBP\n2;$ 5;\n"
    assert load(beside, "at==2024-07-01,touchpoint==a").column("currency") == ["GBP", "USD"]


def test_a_sequence_is_a_whole_number_or_the_row_is_rejected(load: Load) -> None:
    loaded = load("time,event,seq\n2024-07-01,a,7\n2024-07-01,b,8.0\n2024-07-01,c,8.5\n")
    assert loaded.column("sequence")[:2] == [7, 8]
    assert loaded.column("reject_code") == [None, None, "bad_number"]


def test_names_are_trimmed_of_every_kind_of_blank(load: Load) -> None:
    loaded = load("time,event,user id\n2024-07-01,\u00a0 visit\t,  ada \n")
    assert (loaded.rows[0]["name"], loaded.rows[0]["user_id"]) == ("visit", "ada")


@pytest.mark.parametrize("nothing", ["-", "€ -", "N/A", "n.d.", "NULL", "(not set)"])
def test_a_word_for_no_amount_is_no_amount_and_no_fault(nothing: str, load: Load) -> None:
    rows = f"2024-07-01,visit,{nothing}\n" * 3 + "2024-07-01,visit,12.50\n"
    loaded = load("time,event,amount\n" + rows)
    assert loaded.column("reject_reason") == [None] * 4
    assert loaded.column("amount") == [None, None, None, Decimal("12.5")]
