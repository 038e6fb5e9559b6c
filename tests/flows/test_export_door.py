"""`percorso export` writes tables and logs, whole or not at all, and says when they are clear."""

import csv
import gzip

import pytest

import percorso as library
from percorso.domain.tables import ROWS as TABLES
from tests.flows.door import percorso

ROWS = (
    "customer,at,touchpoint,text\n"
    "ada,2025-03-01T10:00:00Z,=HYPERLINK(1),=cmd()\n"
    "ada,2025-03-01T10:05:00Z,Order Completed,\n"
)


@pytest.fixture
def shop(desk):
    desk.load(ROWS)
    return desk


def table(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_table_is_a_file_and_no_cell_a_formula(shop):
    out = shop.folder / "tables"
    answer = percorso("export", "tables", "-w", shop.home, "--out", out, "--clear", "a test")
    assert (answer.code, answer.err) == (0, "Exported in clear, because: a test\n")
    assert {path.stem for path in out.iterdir()} == {*TABLES, "interactions"}
    rows = table(out / "interactions.csv")
    assert [row["name"] for row in rows] == ["'=HYPERLINK(1)", "Ordine"]
    assert rows[0]["text"] == "'=cmd()"
    assert table(out / "touchpoints.csv")[0]["journeys"] == "1"


def test_clear_tells_ids_numbers_and_texts_and_no_address(desk):
    desk.load(
        "email,at,touchpoint,order_id,text\n"
        "ada@neri.example,2025-03-01T10:00:00Z,Order Completed,AB-1001,molto bella\n"
    )
    rows = {}
    for how in ((), ("--clear", "a test")):
        out = desk.folder / f"tables{len(how)}"
        percorso("export", "tables", "-w", desk.home, "--out", out, *how)
        [rows[how]] = table(out / "interactions.csv")
    hidden, clear = rows.values()
    person = library.open(desk.home).customer("ada@neri.example").id
    assert (clear["customer"], clear["order_ref"], clear["text"]) == (
        person, "AB-1001", "molto bella",
    )  # fmt: skip
    assert not {person, "AB-1001", "molto bella"} & set(hidden.values())
    assert hidden["order_ref"]
    # No part of the address; "ada" alone may stand in a hash.
    assert not any("neri" in cell for row in rows.values() for cell in row.values())


def test_excel_files_begin_with_the_mark_of_utf_8(shop):
    out = shop.folder / "tables"
    percorso("export", "tables", "-w", shop.home, "--out", out, "--excel")
    assert all(path.read_bytes().startswith(b"\xef\xbb\xbf") for path in out.iterdir())


def test_a_log_is_printed_or_written_and_compressed_by_its_name(shop):
    printed = percorso("export", "log", "-w", shop.home, "--format", "xes").out
    out = shop.folder / "log.xes.gz"
    percorso("export", "log", "-w", shop.home, "--format", "xes", "--out", out)
    assert gzip.decompress(out.read_bytes()).decode() == printed
    assert printed.count("<event>") == 2


def test_an_object_centric_log_is_json(shop):
    answer = percorso("export", "log", "-w", shop.home, "--format", "ocel", "--lang", "en")
    assert [event["type"] for event in answer.data["events"]][1] == "order"


@pytest.mark.parametrize(
    ("asked", "code"),
    [(("--format", "csv"), 2), (("--clear", ""), 2), (("--success", "gone"), 3)],
)
def test_what_cannot_be_leaves_no_file(shop, asked, code):
    out = shop.folder / "log"
    answer = percorso("export", "log", "-w", shop.home, "--out", out, *asked)
    assert answer.code == code
    assert not list(shop.folder.glob("*log*"))
    assert not list(shop.folder.glob(".percorso*"))
