"""Whatever comes in: one clear sentence, the exit code of the table, nothing lost."""

import os
import resource
import subprocess
import sys
from datetime import datetime
from hashlib import sha256
from pathlib import Path

import pytest

from percorso.store.lock import hold_workspace
from tests.collect.readers.sheets import book, raw_book
from tests.flows.door import Answer, percorso

HEAD = "customer,at,touchpoint\n"
GOOD = HEAD + "ada,2025-03-01T10:00:00Z,Home\nbob,2025-03-01T11:00:00Z,Cart\n"


def refused(answer: Answer, code: int, *words: str) -> None:
    """The answer is one sentence of ours on the error stream, and nothing on the other."""
    assert answer.code == code, answer
    assert answer.out == ""
    assert answer.err.startswith("percorso: ")
    assert "Traceback" not in answer.err
    # A condition shows where it broke, in lines of its own; every other answer is one line.
    assert len(answer.err.strip().splitlines()) == 1 or "character" in answer.err
    for word in words:
        assert word in answer.err


def counts(answer: Answer) -> tuple[int, int, int, int]:
    assert answer.code == 0, answer
    found = answer.data
    return found["read"], found["loaded"], found["duplicate"], found["rejected"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", ("is empty", "Export it again")),
        (b"\n\n  \n", ("is empty",)),
        (b"\0\0\0\0", ("is empty",)),
        (HEAD.encode(), ("no rows", "customer")),
        (b"%PDF-1.7 ...", ("PDF", "CSV")),
        (b"PK\x03\x04....", ("whole workbook", "spreadsheet")),
        (b"\xd0\xcf\x11\xe0....", ("old spreadsheet", "XLSX")),
        (b"\x1f\x8b\x08\x00cut off", ("gzip",)),
        (b"PAR1 and no more", ("Parquet",)),
        (b"customer,at,touchpoint\na,2025-03-01,\"Home\nb,2025-03-02,Cart\n", ("quote", "line 2")),
        (b"customer,at,touchpoint\nada,yesterday,Home\nbob,soon,Cart\n", ("times", "at=")),
        (b"customer,at,touchpoint\nada,01/02/2025,Home\nbob,03/04/2025,Cart\n", ("--date-order",)),
        (b"a,b\n1,2\n", ("No column says", "--columns")),
        (b"<?xml version='1.0'?><!DOCTYPE log [<!ENTITY a 'b'>]>&a;</log>", ("line 1", "entit")),
        (b"<log><trace><event>", ("line 1", "XML", "again")),
        (b"<?xml version='1.0'?><orders/>", ("<orders>", "XES")),
    ],
)  # fmt: skip
def test_a_file_that_is_no_table_of_contacts_is_refused_with_what_to_do(desk, content, words):
    refused(desk.load(content), 2, "export.csv" if b"column" in content else "", *words)


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ("customer=Nome", ('"Nome"', "customer", "touchpoint")),
        ("customer=at,at=at", ("two roles", "at")),
        ("persona=customer", ('"persona"', "Roles")),
        ("customer", ("role=column",)),
    ],
)
def test_columns_that_cannot_be_are_named(desk, columns, words):
    words = tuple(word for word in words if word != "two roles")
    refused(desk.load(GOOD, "--columns", columns), 2, *words)


def test_one_column_for_two_roles_is_refused(desk):
    refused(desk.load(GOOD, "--columns", "touchpoint=customer,customer=customer"), 2, "2 roles")


def test_a_folder_is_no_file(desk):
    refused(desk.load(desk.folder), 2, "is a folder")


def test_a_missing_file_is_not_found(desk):
    refused(desk.load(desk.folder / "gone.csv"), 3, "gone.csv")


def test_a_missing_workspace_is_not_found(desk):
    refused(desk.map(), 3, "percorso load")


def test_a_folder_of_other_things_is_no_workspace(desk):
    desk.home.mkdir()
    (desk.home / "diary.txt").write_text("mine")
    refused(desk.load(GOOD), 2, "Name another folder")
    assert (desk.home / "diary.txt").read_text() == "mine"


@pytest.mark.parametrize(
    ("option", "value"),
    [("--date-order", "dym"), ("--time-zone", "Roma"), ("--format", "xml")],
)
def test_an_option_that_cannot_be_is_refused(desk, option, value):
    path = desk.export(GOOD)
    answer = percorso("load", path, "-w", desk.home, "--source", "shop", option, value)
    refused(answer, 2, value)


@pytest.mark.parametrize(
    ("option", "value", "code"),
    [
        ("--journey", "cammino", 3),
        ("--success", "Nowhere", 3),
        ("--failure", "Nowhere", 3),
        ("--from", "01/02/2025", 2),
        ("--to", "2025-13-01", 2),
        ("--where", "city = ", 2),
        ("--where", "1; drop table interaction", 2),
        ("--lang", "fr", 2),
    ],
)
def test_a_map_of_what_is_not_there_is_refused(desk, option, value, code):
    desk.load(GOOD)
    refused(desk.map(option, value), code)


def test_a_period_that_ends_before_it_begins_is_refused(desk):
    desk.load(GOOD)
    refused(desk.map("--from", "2025-03-02", "--to", "2025-03-01"), 2, "--from")


def test_rows_in_another_encoding_are_kept_and_the_others_loaded(desk):
    content = HEAD.encode() + b"ada,2025-03-01T10:00:00Z,Home\nd\xe0rio,2025-03-01T11:00:00Z,Cart\n"
    content += "".join(f"ò{n},2025-03-01T12:00:00Z,Citt\u00e0\n" for n in range(50)).encode()
    answer = desk.load(content)
    assert counts(answer) == (52, 51, 0, 1)
    assert [group["code"] for group in answer.data["rejected_groups"]] == ["bad_text"]


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16", "utf-8-sig"])
def test_a_file_in_a_usual_encoding_is_read(desk, encoding):
    answer = desk.load((HEAD + "ada,2025-03-01T10:00:00Z,Città\n").encode(encoding))
    assert counts(answer) == (1, 1, 0, 0)
    assert answer.data["unplaced"] == ["Città"]


def test_times_of_several_zones_are_one_line_of_time(desk):
    answer = desk.load(
        HEAD
        + "ada,2025-07-01T10:00:00Z,A\n"
        + "ada,2025-07-01T12:30:00+02:00,B\n"
        + "ada,2025-07-01T13:00:00,C\n"
        + "ada,2025-07-01T07:30:00-04:00,D\n",
        "--time-zone", "Europe/Rome",
    )  # fmt: skip
    assert counts(answer) == (4, 4, 0, 0)
    assert (answer.data["from"], answer.data["to"]) == (
        "2025-07-01T10:00:00Z",
        "2025-07-01T11:30:00Z",
    )
    [variant] = desk.map().data["variants"]
    assert len(variant["path"]) == 4


def test_times_before_1990_are_history_and_the_future_is_kept_aside(desk):
    answer = desk.load(
        HEAD
        + "ada,1985-03-01T10:00:00Z,Home\n"
        + "ada,1969-12-31T23:59:59Z,Home\n"
        + "ada,2999-01-01T00:00:00Z,Home\n",
        "--columns", "at=at",
    )  # fmt: skip
    assert counts(answer) == (3, 1, 0, 2)
    assert [group["code"] for group in answer.data["rejected_groups"]] == ["bad_time"]


@pytest.mark.parametrize("form", ["text", "csv", "json", "html", "svg"])
def test_a_name_without_a_stage_that_only_nameless_people_met_has_its_column(desk, form):
    desk.load("customer,at,touchpoint\nada,2025-03-01 10:00,Cart Viewed\n,2025-03-01 11:00,Odd\n")
    answer = percorso("map", "-w", desk.home, "--format", form)
    assert (answer.code, answer.err) == (0, "")
    assert "Odd" in answer.out


def test_equal_times_everywhere_keep_the_order_of_the_file(desk):
    rows = "".join(f"ada,2025-03-01T10:00:00Z,{name}\n" for name in "CABD")
    assert counts(desk.load(HEAD + rows)) == (4, 4, 0, 0)
    [variant] = desk.map().data["variants"]
    names = {place["key"]: place["name"] for place in desk.map().data["touchpoints"]}
    assert [names[key] for key in variant["path"]] == list("CABD")


def test_events_of_a_log_without_a_time_are_kept_and_the_others_loaded(desk):
    def event(name: str, at: str) -> str:
        time = f'<date key="time:timestamp" value="{at}"/>' if at else ""
        return f'<event><string key="concept:name" value="{name}"/>{time}</event>\n'

    events = event("Home", "2025-03-01T10:00:00Z") + event("Cart", "") + event("Pay", "soon")
    log = f'<log>\n<trace><string key="concept:name" value="ada"/>\n{events}</trace></log>'
    answer = desk.load(desk.export(log, "shop.xes"))
    assert counts(answer) == (3, 1, 0, 2)
    [group] = answer.data["rejected_groups"]
    assert (group["code"], group["rows"], group["line"]) == ("bad_time", 2, None)
    assert group["place"] == "event 2 of trace ada"
    told = percorso("rejected", "show", "-w", desk.home).out
    assert "shop.xes event 3 of trace ada  bad_time" in told
    assert " line " not in told
    again = desk.load(desk.export(log.replace("soon", "2025-03-01T11:00:00Z"), "shop.xes"))
    assert counts(again) == (3, 1, 1, 1)


SHEET = [
    ["Ordini di marzo"],
    [],
    ["Data", "Cliente", "Evento", "Importo"],
    [datetime(2025, 3, 3, 14, 5), "ada", "Ordine", 12.5],
    ["4 marzo 2025, 9:00", "bob", "Reso", "(12,50)"],
    [datetime(2025, 3, 5, 9), "bob", "Visita", "=1+1"],
    [None, "cleo", "Visita", None],
    ["Totale", None, None, 0],
    [],
    ["Canale", "Ordini", "Quota", "Valore"],
    ["web", 7, 0.7, 70],
]


def test_a_sheet_as_people_keep_it_is_loaded_and_nothing_of_it_is_lost(desk):
    path = desk.export(book({"Ordini": SHEET, "Note": [["da fare"]]}), "ordini.xlsx")
    answer = desk.load(path, "--date-order", "dmy")
    assert counts(answer) == (7, 2, 0, 5)
    groups = {group["code"]: group["rows"] for group in answer.data["rejected_groups"]}
    assert groups == {"bad_time": 1, "total_row": 1, "other_table": 2, "no_stored_value": 1}
    told = " ".join(answer.data["said"])
    for words in ("Ordini di marzo", '"Note" not', "--sheet", "in 1 rows, the first in row 6",
                  "row 10"):  # fmt: skip
        assert words in told
    assert answer.data["from"] == "2025-03-03T13:05:00Z"
    assert counts(desk.load(path)) == (7, 0, 2, 5)


FORMULAS = (
    '<row r="1"><c r="A1" t="str"><v>data</v></c><c r="B1" t="str"><v>cliente</v></c>'
    '<c r="C1" t="str"><v>evento</v></c><c r="D1" t="str"><v>importo</v></c>'
    '<c r="E1" t="str"><v>margine</v></c></row>'
) + "".join(
    f'<row r="{row}"><c r="A{row}" t="str"><v>2025-03-0{row}</v></c>'
    f'<c r="B{row}" t="str"><v>ada</v></c><c r="C{row}" t="str"><v>Ordine</v></c>{cells}</row>'
    for row, cells in (
        (2, '<c r="D2"><f>10+2.5</f><v>12.5</v></c><c r="E2"><f>D2/2</f><v>6.25</v></c>'),
        (3, '<c r="D3"><f>10+2.5</f></c><c r="E3"><f>D3/2</f></c>'),
        (4, '<c r="D4"><v>7</v></c><c r="E4"><f>D4/2</f></c>'),
    )
) + '<row r="5"><c r="A5"><f>A4+1</f></c><c r="D5"><f>D4</f></c></row>'  # fmt: skip


def test_a_formula_whose_value_is_not_stored_sets_its_row_aside(desk):
    path = desk.export(raw_book(FORMULAS), "ordini.xlsx")
    said = "Formulas without a stored value in 3 rows, the first in row 3"
    seen = desk.load(path, "--preview").data
    assert any(said in line for line in seen["said"])
    assert [(one["line"], one.get("amount")) for one in seen["interactions"]] == [(2, 12.5), (4, 7)]
    assert [one["line"] for one in seen["rejected"]] == [3, 5]
    answer = desk.load(path)
    assert counts(answer) == (4, 2, 0, 2)
    assert any(said in line for line in answer.data["said"])
    [group] = answer.data["rejected_groups"]
    assert (group["code"], group["line"]) == ("no_stored_value", 3)
    assert '"importo" is a formula' in group["reason"]
    assert "save it, and load it again" in group["reason"]
    # Where the column plays no role, its cell is only a property that is not there.
    other = desk.load(path, "--columns", "amount==1,at=data,touchpoint=evento", source="other")
    assert counts(other) == (4, 3, 0, 1)


def test_times_that_are_formulas_without_values_are_said_to_be(desk):
    cells = "".join(
        f'<row r="{row}"><c r="A{row}"><f>A1+1</f></c><c r="B{row}" t="str"><v>x</v></c></row>'
        for row in (2, 3)
    )
    head = '<row r="1"><c t="str"><v>data</v></c><c t="str"><v>evento</v></c></row>'
    path = desk.export(raw_book(head + cells), "giorni.xlsx")
    refused(desk.load(path), 2, "formulas without a stored value", "save it, and load it again")


def test_no_row_of_a_second_table_below_is_loaded_as_one_of_the_first(desk):
    rows = [[datetime(2025, 3, day, 9), f"c{day}", "Ordine", 12.5] for day in (1, 2, 3)]
    below = [[datetime(2025, 4, day, 9), f"f{day}", "Danno", 3] for day in range(1, 9)]
    header = ["Data", "Cliente", "Evento", "Importo"]
    title = [[], ["Resi per fornitore"], ["Data", "Fornitore", "Causale", "Importo"]]
    path = desk.export(book([header, *rows, *title, *below]), "ordini.xlsx")
    answer = desk.load(path)
    assert counts(answer) == (13, 3, 0, 10)
    [group] = answer.data["rejected_groups"]
    assert (group["code"], group["line"]) == ("other_table", 6)
    assert desk.map().data["totals"]["customers"] == 3
    assert any("Another table begins in row 6" in line for line in answer.data["said"])


def test_a_workbook_that_is_not_safe_or_not_there_is_refused_in_a_sentence(desk):
    bomb = raw_book("", xl__media__image1_dot_png=b"\0" * 60_000_000)
    refused(desk.load(desk.export(bomb, "b.xlsx")), 2, "unpack", "CSV")
    macros = raw_book("", xl__vbaProject_dot_bin=b"x")
    refused(desk.load(desk.export(macros, "m.xlsm")), 2, "macros", "XLSX")
    path = desk.export(book({"Ordini": SHEET}), "ordini.xlsx")
    refused(desk.load(path, "--sheet", "Resi"), 3, '"Resi"', '"Ordini"')
    refused(desk.load(GOOD, "--sheet", "Ordini"), 2, "Leave --sheet out")


def test_a_workbook_may_take_no_more_than_the_settings_allow(desk, monkeypatch):
    monkeypatch.setenv("PERCORSO_WORKBOOK_MEMORY_MB", "30")
    texts = "".join(f"<si><t>{'x' * 400}{n}</t></si>" for n in range(40_000))
    refused(desk.load(desk.export(raw_book("", texts=texts), "o.xlsx")), 2, "30 MB", "CSV")


def test_days_of_a_spreadsheet_are_read_beside_a_word_and_replayed_beside_dates(desk):
    rows = "45717,5;ada;Home\n45718;bob;Home\nabc;cleo;Home\n45719,25;dora;Home\n"
    answer = desk.load("giorno;cliente;evento\n" + rows)
    assert counts(answer) == (4, 3, 0, 1)
    assert (answer.data["from"], answer.data["to"]) == (
        "2025-03-01T11:00:00Z", "2025-03-03T05:00:00Z",
    )  # fmt: skip
    dates = "13/03/2025 10:00;eva;Home\n14/03/2025;gino;Home\n45730,5;hugo;Home\n"
    assert counts(desk.load("giorno;cliente;evento\n" + dates, source="other")) == (3, 2, 0, 1)
    again = percorso("rejected", "replay", "-w", desk.home, "--source", "other", "--json").data
    assert (again["tried"], again["replayed"]) == (1, 1)


def test_nul_bytes_are_taken_out_and_said(desk):
    answer = desk.load(HEAD.encode() + b"ada,2025-03-01T10:00:00Z,Ho\0me\n")
    assert counts(answer) == (1, 1, 0, 0)
    assert any("NUL" in line for line in answer.data["said"])


def test_a_cell_of_five_megabytes_costs_its_row_alone(desk):
    answer = desk.load(GOOD + f"cleo,2025-03-01T12:00:00Z,{'x' * 5_000_000}\n")
    assert counts(answer) == (3, 2, 0, 1)
    assert [group["code"] for group in answer.data["rejected_groups"]] == ["cell_too_large"]


def test_twelve_hundred_touchpoint_names_make_a_map_and_a_catalogue(desk):
    rows = "".join(f"c{n % 50},2025-03-01T10:{n % 60:02d}:00Z,Name {n}\n" for n in range(1200))
    answer = desk.load(HEAD + rows)
    assert counts(answer) == (1200, 1200, 0, 0)
    assert len(answer.data["unplaced"]) == 1200
    assert len(desk.map().data["touchpoints"]) == 1200
    listed = percorso("catalogue", "list", "-w", desk.home, "--json")
    assert len(listed.data) == 1200


def test_one_customer_with_twenty_thousand_interactions_has_a_map(desk):
    rows = "".join(
        f"ada,2025-03-{1 + n // 1440 % 28:02d}T{n // 60 % 24:02d}:{n % 60:02d}:00Z,T{n % 7}\n"
        for n in range(20_000)
    )
    assert counts(desk.load(HEAD + rows)) == (20_000, 20_000, 0, 0)
    assert desk.map().data["totals"]["customers"] == 1


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_what_may_not_be_read_or_written_is_said(desk):
    path = desk.export(GOOD)
    path.chmod(0)
    refused(desk.load(path), 2, "permissions")
    path.chmod(0o600)
    desk.load(path)
    desk.home.chmod(0)
    refused(desk.map(), 5, "permissions")
    desk.home.chmod(0o700)


def test_a_workspace_another_process_holds_is_a_conflict_and_nothing_is_lost(desk, monkeypatch):
    monkeypatch.setenv("PERCORSO_LOCK_WAIT_SECONDS", "0.1")
    assert counts(desk.load(GOOD)) == (2, 2, 0, 0)
    with hold_workspace(desk.home, to_write=True, wait_seconds=0):
        refused(desk.load(GOOD), 4, str(os.getpid()), "try again")
        refused(desk.map(), 4, "waited 0.1 s")
    assert counts(desk.load(GOOD)) == (2, 0, 2, 0)


def in_a_small_disk(limit_bytes: int, *arguments: object) -> Answer:
    """Run the command in a child that may write no file longer than the limit."""
    done = subprocess.run(
        [sys.executable, "-m", "percorso", *map(str, arguments)],
        check=False, capture_output=True, text=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit_bytes, limit_bytes)),
    )  # fmt: skip
    return Answer(done.returncode, done.stdout, done.stderr)


@pytest.mark.parametrize("limit_bytes", [60_000, 1_500_000])
def test_a_disk_that_fills_up_is_said_and_the_same_load_works_later(desk, limit_bytes):
    assert counts(desk.load(GOOD)) == (2, 2, 0, 0)
    before = desk.map().data["totals"]
    rows = "".join(
        f"d{n},2025-03-02T10:00:00Z,Name {n % 9},{sha256(str(n).encode()).hexdigest()}\n"
        for n in range(4_000)
    )
    big = desk.export(HEAD.strip() + ",note\n" + rows, "big.csv")
    answer = in_a_small_disk(limit_bytes, "load", big, "-w", desk.home, "--source", "s", "--json")
    refused(answer, 5, "disk")
    after = desk.map()
    assert after.code == 0, after
    assert after.data["totals"]["customers"] in (before["customers"], before["customers"] + 4_000)
    again = counts(desk.load(big, source="s"))
    assert (again[0], again[3]) == (4_000, 0)
    assert desk.map().data["totals"]["customers"] == before["customers"] + 4_000


def test_a_warehouse_that_is_none_any_more_is_made_anew_and_said(desk):
    desk.load(GOOD)
    before = desk.map().data["totals"]
    (desk.home / "warehouse.duckdb").write_bytes(b"damaged " * 5000)
    answer = desk.map()
    assert answer.code == 0
    assert answer.data["totals"] == before
    assert "warehouse.duckdb was damaged" in answer.err


def test_records_that_are_none_any_more_are_an_engine_error(desk):
    desk.load(GOOD)
    for path in desk.home.glob("records.sqlite*"):
        path.write_bytes(b"damaged " * 5000)
    refused(desk.map(), 5, "records.sqlite")


def test_a_warehouse_that_is_gone_is_made_again_from_the_archive(desk):
    desk.load(GOOD)
    before = desk.map().data
    (desk.home / "warehouse.duckdb").unlink()
    after = desk.map().data
    assert after["totals"] == before["totals"]
    assert after["variants"] == before["variants"]


def test_a_map_that_cannot_be_written_leaves_no_draft_behind(desk):
    desk.load(GOOD)
    folder = desk.folder / "taken"
    folder.mkdir()
    refused(desk.map("--out", folder), 5, "taken")
    assert not list(Path(desk.folder).glob(".percorso-*"))
