"""Exports as shops, couriers, desks, mail programs, tills and phones write them: no options."""

import csv
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import pytest
from sqlalchemy import text

from percorso.collect.profiles import built_in_documents, built_in_profiles
from percorso.settings import Settings
from percorso.store.records.database import Records
from percorso.workspace import FileOf, Workspace
from tests.flows.door import percorso

SAMPLES = Path(__file__).parents[1] / "collect" / "samples"
FILES = {path.stem: path for path in SAMPLES.iterdir() if path.is_file()}
# Their columns are too few to be recognised by.
ASKED_FOR = {"mailchimp-opens", "mailchimp-clicks"}

pytestmark = pytest.mark.xdist_group("files_as_they_come")


@dataclass
class Shop:
    """A workspace with every sample in it, each from a source of its profile's name."""

    home: Path
    said: tuple[str, ...]

    def warehouse(self, sql: str) -> list[tuple[Any, ...]]:
        with duckdb.connect(str(self.home / "warehouse.duckdb"), read_only=True) as connection:
            return connection.execute(sql).fetchall()

    def records(self, sql: str) -> list[tuple[Any, ...]]:
        records = Records(self.home / "records.sqlite")
        with records.read() as connection:
            rows = [tuple(row) for row in connection.execute(text(sql))]
        records.close()
        return rows

    def interactions(self, source: str) -> list[str]:
        """Each interaction of a source in a line, by time."""
        [(no,)] = self.records(f"select no from source where key = '{source}'")
        touchpoints = dict(self.records("select no, touchpoint_key from observed_name"))
        rows = self.warehouse(f"{_INTERACTIONS} where source_no = {no} order by occurred_at, line")
        return [
            " ".join(part for part in (at, touchpoints[name], type_, channel, *rest) if part)
            for at, name, type_, channel, *rest, _ in rows
        ]


_INTERACTIONS = """
select strftime(occurred_at, '%Y-%m-%d %H:%M:%S'), observed_name_no, type, observed_channel,
  list_aggregate(list_transform(identifier_keys, lambda one: 'by:' || one.type), 'string_agg', ' '),
  'order:' || subject.order_id, 'tracking:' || subject.tracking_number,
  'invoice:' || subject.invoice_id, 'case:' || subject.case_id,
  rating_kind || ':' || rating_value::integer, amount_minor || ' ' || currency,
  '"' || text || '"', source_sequence as line
from interaction"""


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    home = tmp_path_factory.mktemp("shop") / "workspace"
    workspace = Workspace(home, Settings(workspace=home, language="en"), create=True)
    report = workspace.load_together({
        path: FileOf(key, profile=key if key in ASKED_FOR else None)
        for key, path in sorted(FILES.items())
    })  # fmt: skip
    assert report.rejected == 0
    return Shop(home, report.said)


def test_every_built_in_profile_has_a_sample():
    assert FILES.keys() == built_in_profiles().keys()


@pytest.mark.parametrize("key", sorted(FILES))
def test_a_file_is_recognised_and_read_as_its_owner_would(shop, key):
    bodies = shop.records(
        "select m.body from mapping as m join source as s on s.no = m.source_no "
        f"where s.key = '{key}'"
    )
    assert [json.loads(body)["profile"] for (body,) in bodies] == [key]
    expected = (SAMPLES / "expected" / f"{key}.txt").read_text(encoding="utf-8").splitlines()
    assert shop.interactions(key) == expected


@pytest.mark.parametrize(("key", "header", "row", "told"), [
    ("brt-tracking", "parcelID,riferimento_mittente_alfabetico,data,ora,descrizione,filiale",
     "B1,1001,03.03.2025,11.32,CONSEGNATA,BARI", ("2025-03-03T10:32:00Z", "CONSEGNATA")),
    ("gls-tracking", "NumSped,StatoSpedizione,Bda,Data,Ora,Luogo,Stato,Codice",
     "662402545,CONSEGNATA,1001,03/03/25,06:30,BARI,In transito,902",
     ("2025-03-03T05:30:00Z", "In transito")),
    ("poste-tracking", "idTracciatura,dataOra,statoLavorazione,luogo,box",
     "5P1,1741003800000,In consegna,Bari,3", ("2025-03-03T12:10:00Z", "In consegna")),
    ("poste-tracking", "waybillNumber,data,status,StatusDescription,phase",
     "ZA1,2025-03-03 13:10:00,31,Consegnata,CONSEGNA", ("2025-03-03T12:10:00Z", "Consegnata")),
    ("klaviyo-events", "attributes.uuid,attributes.datetime,metric_name,profile_email",
     "u1,2025-02-20T08:01:10+00:00,Opened Email,ada@neri.example",
     ("2025-02-20T08:01:10Z", "message.opened")),
])  # fmt: skip
def test_what_a_service_tells_is_read_by_its_own_names(tmp_path, key, header, row, told):
    (tmp_path / "events.csv").write_text(f"{header}\n{row}\n", encoding="utf-8")
    how = ("-w", tmp_path / "w", "--source", "s", "--preview", "--json")
    shown = percorso("load", tmp_path / "events.csv", *how).data
    assert shown["profile"] == key
    assert [(one["at"], one["touchpoint"]) for one in shown["interactions"]] == [told]


def test_what_is_not_verified_says_until_when_it_was_looked_for():
    unsure = [text for text in built_in_documents().values() if "verified" in text.lower()]
    assert len(unsure) >= 5
    dated = re.compile(r"Not verified, looked for until \d{1,2} [A-Z][a-z]{2} 20\d\d:")
    assert [text[:60] for text in unsure if not dated.search(text)] == []


def test_the_report_says_which_profile_it_was_and_what_was_left_out(tmp_path):
    answer = percorso("load", FILES["ga4-events"], "-w", tmp_path / "w", "--source", "site")
    assert "profile: ga4-events, recognised by its columns" in answer.out
    assert "11 read = 9 loaded + 0 duplicate + 0 rejected + 2 skipped" in answer.out
    again = percorso(
        "load", FILES["ga4-events"], "-w", tmp_path / "w", "--source", "site", "--json"
    )
    told = [again.data[key] for key in ("read", "loaded", "duplicate", "rejected", "skipped")]
    assert told == [11, 0, 9, 0, 2]


def test_the_ledger_counts_what_a_rule_leaves_out(shop):
    rows = shop.records(
        "select s.key, l.received - l.stored, l.dropped from ledger as l "
        "join source as s on s.no = l.source_no where l.dropped > 0 order by s.key"
    )
    assert rows == [
        ("ga4-events", 2, 2), ("klaviyo-events", 1, 1), ("phone-log", 1, 1), ("phone-log-3cx", 1, 1)
    ]  # fmt: skip


def test_an_order_is_counted_once_as_goal_however_often_it_is_told_of(tmp_path):
    home = tmp_path / "workspace"
    workspace = Workspace(home, Settings(workspace=home, language="en"), create=True)
    told = ["shopify-orders", "ga4-events", "brt-tracking", "trustpilot-reviews"]
    workspace.load_together({FILES[key]: FileOf(key) for key in told})
    data = workspace.map("purchase").data
    assert data["definition"]["success"] == ["order"]
    # Four orders of three customers; the visitor who only searched stays open or lost.
    assert data["totals"]["success"] == 4


def test_a_vote_good_or_bad_is_felt(shop):
    felt = shop.warehouse(
        "select i.rating_value::integer, r.felt from interaction as i "
        "join resolved as r using (interaction_no) where i.rating_kind = 'good_bad' order by 1"
    )
    assert sorted(set(felt)) == [(0, -1.0), (1, 1.0)]
    assert len(felt) == 5


def test_a_call_to_a_customer_is_the_customers_and_their_number_is_nowhere_in_clear(shop):
    keys = shop.warehouse(
        "select distinct identifier_keys[1].key from interaction "
        "where type in ('call.made', 'call.missed') and month(occurred_at) = 3 "
        "and day(occurred_at) = 4"
    )
    assert len(keys) == 1
    assert (
        shop.warehouse("select properties from interaction where properties like '%5551234%'") == []
    )


def test_names_and_addresses_of_buyers_are_no_properties(shop):
    seen = " ".join(properties for (properties,) in shop.warehouse(
        "select properties from interaction where properties is not null"
    ))  # fmt: skip
    # What a review or a ticket says is text, and a campaign's subject is the company's own.
    for private in ("Ada Neri", "Via Roma", "esempio.it,", "@esempio.it", "Gina Sala", "Riva"):
        assert private not in seen


def test_lines_of_a_receipt_are_one_purchase_of_their_sum(shop):
    rows = shop.warehouse(
        "select amount_minor, json_array_length(properties, '$.lines') from interaction "
        "where subject.order_id = '0412-0007'"
    )
    assert rows == [(9380, 3)]


def test_the_page_that_confirms_an_order_is_the_goal_while_no_file_tells_of_orders(tmp_path):
    home = tmp_path / "workspace"
    workspace = Workspace(home, Settings(workspace=home, language="en"), create=True)
    workspace.load(FILES["ga4-events"], source="site")
    assert workspace.map().data["definition"]["success"] == ["order_confirmation"]
    workspace.load(FILES["shopify-orders"], source="shop")
    assert workspace.map().data["definition"]["success"] == ["order"]


def test_receipts_in_a_workbook_are_the_same_receipts(shop, tmp_path):
    with FILES["till-receipts"].open(encoding="utf-8") as file:
        header, *rows = csv.reader(file, delimiter=";")
    sheet = (book := openpyxl.Workbook()).active
    sheet.append(header)
    for day, clock, *cells in rows:
        number = float(cells[5].replace(".", "").replace(",", "."))
        typed = [datetime.strptime(day, "%d/%m/%Y"), time.fromisoformat(clock)]
        sheet.append([*typed, *cells[:5], number, *cells[6:]])
    book.save(tmp_path / "receipts.xlsx")
    home = tmp_path / "workspace"
    workspace = Workspace(home, Settings(workspace=home, language="en"), create=True)
    workspace.load(tmp_path / "receipts.xlsx", source="till-receipts")
    assert Shop(home, ()).interactions("till-receipts") == shop.interactions("till-receipts")
