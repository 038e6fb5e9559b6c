"""Are the files what a shop's systems would write, and the same for the same seed?"""

import gzip
import re
from datetime import UTC, datetime, timedelta

import pytest

from percorso.domain.errors import InputError
from percorso.sample_shop import UNTIL, write_sample_shop
from tests.sample_shop.books import TABLET, table

PERSON_COLUMNS = {
    "codice cliente", "user_id", "email", "telefono", "tessera", "anonymous_id",
}  # fmt: skip


def bytes_of(shop):
    return [file.path.read_bytes() for file in shop.files]


def tables_of(shop):
    return {file.source: table(file) for file in shop.files}


def test_the_same_seed_gives_the_same_bytes(small_shop, tmp_path):
    again = write_sample_shop(tmp_path, customers=300)
    assert bytes_of(again) == bytes_of(small_shop)


def test_another_seed_gives_another_shop(small_shop, tmp_path):
    other = write_sample_shop(tmp_path, customers=300, seed=8)
    assert all(a != b for a, b in zip(bytes_of(other), bytes_of(small_shop), strict=True))


def test_the_default_shop_has_about_150_000_interactions(tmp_path):
    rows = 0
    for file in write_sample_shop(tmp_path).files:
        opener = gzip.open if file.path.suffix == ".gz" else open
        with opener(file.path, "rb") as lines:
            rows += sum(1 for _ in lines) - 1
    assert 140_000 <= rows <= 160_000


def test_there_is_one_file_for_each_system(small_shop):
    assert [(file.path.name, file.source) for file in small_shop.files] == [
        ("ordini.csv", "shop"),
        ("eventi_web.csv.gz", "site"),
        ("corriere.csv", "courier"),
        ("assistenza.csv", "desk"),
        ("recensioni.csv", "voice"),
    ]


def test_the_data_fill_180_days_and_end_with_the_last_instant(books):
    times = [line.at for line in books.lines]
    assert timedelta(0) <= UNTIL - max(times) < timedelta(hours=1)
    assert timedelta(days=179) < UNTIL - min(times) <= timedelta(days=180)


def test_every_file_is_in_the_order_of_time(small):
    for source in ("shop", "site", "courier", "desk", "voice"):
        times = [line.at for line in small.lines if line.source == source]
        assert times == sorted(times)


def test_another_end_moves_all_days_with_it(tmp_path):
    end = datetime(2025, 3, 1, 12, 0, tzinfo=UTC)
    shop = write_sample_shop(tmp_path, customers=40, until=end)
    days = [row["timestamp"][:10] for row in tables_of(shop)["site"]]
    assert min(days) >= "2024-09-02"
    assert max(days) <= "2025-03-01"


def test_orders_are_written_the_italian_way(small_shop):
    raw = small_shop.files[0].path.read_text("utf-8-sig")
    orders = tables_of(small_shop)["shop"]
    assert raw.startswith("numero ordine;data ora;evento;canale;")
    assert all(re.fullmatch(r"\d\d/\d\d/2026 \d\d:\d\d", row["data ora"]) for row in orders)
    assert all(re.fullmatch(r"(-?\d+,\d\d)?", row["importo"]) for row in orders)
    completed = [row for row in orders if row["evento"] == "Order Completed"]
    assert completed
    assert all(row["importo"] for row in completed)


def test_web_times_are_utc_with_an_offset(small_shop):
    rows = tables_of(small_shop)["site"]
    assert all(row["timestamp"].endswith("+00:00") for row in rows)


def test_the_courier_writes_no_person_at_all(small_shop):
    rows = tables_of(small_shop)["courier"]
    assert not PERSON_COLUMNS & set(rows[0])
    assert all(row["tracking"] and row["numero ordine"] for row in rows)


def test_every_parcel_belongs_to_an_order_of_the_shop(small_shop):
    tables = tables_of(small_shop)
    shipped = {(row["numero ordine"], row["tracking"]) for row in tables["shop"] if row["tracking"]}
    assert {(row["numero ordine"], row["tracking"]) for row in tables["courier"]} <= shipped


def test_order_and_tracking_numbers_are_given_once(books):
    orders = books.named("Order Completed")
    parcels = [line.cells["tracking"] for line in orders if line.cells["tracking"]]
    assert len({line.order for line in orders}) == len(orders)
    assert len(set(parcels)) == len(parcels)


def test_a_stranger_on_the_site_is_only_a_browser(small_shop):
    rows = tables_of(small_shop)["site"]
    strangers = [row for row in rows if not row["user_id"] and not row["email"]]
    assert all(row["anonymous_id"] for row in rows)
    assert len(strangers) > len(rows) / 3
    paying = {"Checkout Started", "Payment Info Entered"}
    assert all(row["user_id"] or row["email"] for row in rows if row["event"] in paying)


def test_till_receipts_carry_the_card_and_nobodys_name(small_shop):
    rows = [row for row in tables_of(small_shop)["shop"] if row["evento"] == "Cassa (scontrino)"]
    assert any(row["tessera"] for row in rows)
    assert not any(row["codice cliente"] or row["email"] or row["telefono"] for row in rows)


def test_receipts_without_a_card_belong_to_nobody(small):
    receipts = [line for line in small.nobodys if line.touchpoint == "Cassa (scontrino)"]
    assert receipts
    assert all(line.cells["importo"] and not line.order for line in receipts)


def test_mail_and_phone_belong_to_nobody_real(small):
    emails = {line.cells["email"] for line in small.lines if line.cells.get("email")}
    phones = {
        value for line in small.lines for kind, value in line.identifiers() if kind == "phone"
    }
    assert all(re.search(r"@([a-z]+\.example|example\.org)$", email) for email in emails)
    assert all(re.fullmatch(r"300\d{7}", phone) for phone in phones)


def test_nobody_has_two_customer_numbers(books):
    for journey in books.journeys:
        numbers = {
            value for line in journey for kind, value in line.identifiers() if kind == "user"
        }
        assert len(numbers) <= 1


def test_joined_by_identifiers_there_are_about_as_many_customers_as_asked_for(books):
    assert 2_900 <= len(books.journeys) <= 3_200


def test_a_shared_tablet_passes_through_many_hands(books):
    seen = [line for line in books.lines if line.cells.get("anonymous_id") == TABLET]
    assert len({line.cells["user_id"] for line in seen} - {""}) >= 10
    assert any(not line.cells["user_id"] for line in seen)


def test_most_journeys_are_short_and_some_are_very_long(books):
    lengths = sorted(len(journey) for journey in books.journeys)
    median, top = lengths[len(lengths) // 2], lengths[-len(lengths) // 100]
    assert median < sum(lengths) / len(lengths)
    assert top > 6 * median


def test_there_are_36_touchpoints_of_which_some_have_several_names(books):
    one = {
        "Product Added": "Cart Viewed",
        "Checkout Step Viewed": "Checkout Started",
        "Payment Info Entered": "Checkout Started",
        "Arrivata in filiale": "In transito",
        "Tentata consegna": "Destinatario assente",
    }
    names = {line.touchpoint for line in books.lines}
    assert set(one) <= names
    assert len({one.get(name, name) for name in names}) == 36


def test_progress_ends_with_everybody(tmp_path):
    seen = []
    write_sample_shop(tmp_path, customers=450, on_progress=lambda done, of: seen.append((done, of)))
    assert seen == [(200, 450), (400, 450), (450, 450)]


@pytest.mark.parametrize("wrong", [{"customers": 0}, {"until": datetime(2026, 1, 1)}])
def test_a_shop_that_cannot_be_is_refused_and_nothing_written(tmp_path, wrong):
    with pytest.raises(InputError, match="sample shop"):
        write_sample_shop(tmp_path / "new", **wrong)
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("language", ["it", "en"])
def test_customers_write_in_both_languages(books, language):
    texts = {line.cells["testo"] for line in books.lines if line.cells.get("lingua") == language}
    assert len(texts) > 40
    assert "" not in texts
