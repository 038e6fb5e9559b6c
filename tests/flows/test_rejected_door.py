"""Rows set aside, through the door: what waits is said, comes in once, and goes in time."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from percorso.store.records.database import Records
from tests.collect.readers.sheets import book, raw_book
from tests.flows.door import Desk, percorso

HEAD = "customer,at,touchpoint\n"


def waiting(desk: Desk) -> list[dict[str, Any]]:
    return percorso("rejected", "show", "-w", desk.home, "--json").data


def replayed(desk: Desk, *more: object) -> tuple[int, int, int, int]:
    """Rows tried, come in, in already and refused again."""
    found = percorso("rejected", "replay", "-w", desk.home, "--json", *more).data
    return found["tried"], found["replayed"], found["duplicate"], found["rejected"]


def interactions(desk: Desk) -> int:
    held = percorso("doctor", "-w", desk.home, "--json").data["sources"]
    return sum(one["interactions"] for one in held)


ORDERS = """order_id,at,touchpoint,email
O-1001,2025-03-01T10:00:00Z,Order Completed,ada@casa.it
O-1001,2025-03-01T11:00:00Z,Order Completed,bob@casa.it
"""
TRACKING = """order_id,at,touchpoint
O-1001,2025-03-02T10:00:00Z,In transito
O-1001,2025-03-03T10:00:00Z,Consegnata
"""
REVIEW = "order_id,at,touchpoint\nO-2002,2025-03-05T10:00:00Z,Trustpilot Review\n"


def test_every_load_a_conflict_decides_says_so_and_the_doctor_too(desk):
    first = desk.load(desk.export(ORDERS, "orders.csv")).data["conflicts"]
    assert [(one["value"], one["reason"], one["rows"]) for one in first] == [
        ("O-1001", "several_claims", 0)
    ]
    path = desk.export(TRACKING, "tracking.csv")
    told = percorso("load", path, "-w", desk.home, "--source", "courier").out
    assert (
        "order O-1001 (2 customers; stays with who created it; decides 2 rows of this load)" in told
    )
    assert desk.load(desk.export(REVIEW, "r.csv"), source="reviews").data["conflicts"] == []
    doctor = percorso("doctor", "-w", desk.home)
    assert doctor.code == 0
    assert "waits    numbers several customers claim: 1: order O-1001" in doctor.out


def test_the_doctor_says_what_waits_and_until_when(desk):
    desk.load(HEAD + "ada,2025-03-01T10:00:00Z,Zwxq\nbob,soon,Home\ncleo,2025-03-01,A,b,c\n")
    waits = {
        one["waits"]: one for one in percorso("doctor", "-w", desk.home, "--json").data["waits"]
    }
    goes = datetime.fromisoformat(waiting(desk)[0]["last_seen"]) + timedelta(days=30)
    assert waits["rejected rows"]["finding"] == (
        f"2 of source shop (bad_csv_row 1, bad_time 1); the first are deleted after {goes:%Y-%m-%d}"
    )
    assert waits["unplaced names"]["finding"] == "1: Zwxq"


ONE_LINE = (
    "<log>" + "".join(
        f'<trace><string key="concept:name" value="{case}"/>'
        '<event><string key="concept:name" value="Home"/>'
        '<date key="time:timestamp" value="2025-03-01T10:00:00Z"/></event>'
        '<event><string key="concept:name" value="Cart"/>'
        '<date key="time:timestamp" value="soon"/></event></trace>'
        for case in ("ada", "bob")
    ) + "</log>"
)  # fmt: skip


def test_an_event_is_named_by_its_trace_and_never_by_a_line_it_has_not(desk):
    path = desk.export(ONE_LINE, "log.xes")
    seen = desk.load(path, "--preview").data
    assert [(one["line"], one["place"]) for one in seen["rejected"]] == [
        (None, "event 2 of trace ada"), (None, "event 2 of trace bob"),
    ]  # fmt: skip
    assert seen["interactions"][1]["place"] == "event 1 of trace bob"
    told = percorso("load", path, "-w", desk.home, "--source", "log").out
    assert "log.xes event 2 of trace ada:" in told
    told = percorso("rejected", "list", "-w", desk.home).out
    assert "event 2 of trace ada" in told
    assert [row["place"] for row in waiting(desk)] == [
        "event 2 of trace ada", "event 2 of trace bob",
    ]  # fmt: skip
    assert "line" not in told


def test_rows_mended_in_their_file_are_said_to_wait_on_and_are_let_go(desk):
    desk.load(desk.export(HEAD + "ada,2025-03-01,Home\nbob,2025-03-02,Home,x,y\ncleo,soon,Home\n"))
    mended = (
        HEAD + "ada,2025-03-01,Home\nbob,2025-03-02,Home\ncleo,2025-03-03,Home\ndora,soon,Home\n"
    )
    said = desk.load(desk.export(mended)).data["said"]
    assert any(
        "2 rejected rows of an earlier export.csv are not in this one" in line
        and "percorso rejected drop --source shop --gone" in line
        for line in said
    )
    dropped = percorso("rejected", "drop", "-w", desk.home, "--source", "shop", "--gone").out
    assert dropped == "2 rows are given up.\n"
    assert [row["line"] for row in waiting(desk)] == [5]
    # Trying what waits is no load of the file: nothing of it is gone by that.
    assert replayed(desk, "--columns", "at==2025-03-04") == (1, 1, 0, 0)
    assert percorso("rejected", "drop", "-w", desk.home, "--gone").out == "0 rows are given up.\n"


def test_a_row_mended_under_its_own_id_waits_no_longer(desk):
    head = "event id,customer,at,touchpoint\n"
    desk.load(desk.export(head + "e1,ada,2025-03-01,Home\ne2,bob,soon,Home\n"))
    assert len(waiting(desk)) == 1
    said = desk.load(desk.export(head + "e2,bob,2025-03-02,Home\n", "mended.csv")).data["said"]
    assert any("1 rejected rows of earlier loads are here mended" in line for line in said)
    assert waiting(desk) == []


LATIN = (HEAD + "ada,2025-03-01,Città\n").encode() * 1 + (
    "".join(f"ò{n},2025-03-02,Città\n" for n in range(9)).encode()
    + "dàrio,2025-03-03,Perché\n".encode("cp1252")
    + "elì;2025;x,soon,Perché\n".encode("cp1252")
)


def test_rows_in_another_encoding_come_in_once_when_it_is_told(desk):
    assert desk.load(LATIN).data["rejected"] == 2
    assert replayed(desk) == (0, 0, 0, 0)
    told = percorso("rejected", "show", "-w", desk.home).out
    assert "--code bad_text --encoding cp1252" in told
    assert percorso("rejected", "replay", "-w", desk.home, "--encoding", "cp-none").code == 2
    assert replayed(desk, "--encoding", "cp1252") == (2, 1, 0, 1)
    # The other row is text now, and waits for what else it lacks.
    [row] = waiting(desk)
    assert (row["code"], row["row"]) == (
        "bad_time", '{"at":"soon","customer":"elì;2025;x","touchpoint":"Perché"}'
    )  # fmt: skip
    assert replayed(desk, "--encoding", "cp1252") == (1, 0, 0, 1)
    assert interactions(desk) == 11
    text = LATIN.decode("utf-8", "surrogateescape").encode("utf-8", "surrogateescape")
    whole = text.replace(b"d\xe0rio", "dàrio".encode()).replace(b"Perch\xe9", "Perché".encode())
    again = desk.load(whole.replace(b"el\xec", "elì".encode())).data
    assert (again["loaded"], again["duplicate"], again["rejected"]) == (0, 11, 1)
    assert len(waiting(desk)) == 1


def test_a_json_line_in_another_encoding_comes_in_too(desk):
    lines = [
        b'{"customer":"ada","at":"2025-03-01T10:00:00Z","touchpoint":"Home"}',
        '{"customer":"dàrio","at":"2025-03-02T10:00:00Z","touchpoint":"Home"}'.encode("latin-1"),
    ]
    desk.load(desk.export(b"\n".join(lines), "e.jsonl"))
    assert replayed(desk, "--encoding", "latin-1") == (1, 1, 0, 0)
    assert interactions(desk) == 2


SHEET: list[list[Any]] = [
    ["Data", "Cliente", "Evento", "Importo"],
    [datetime(2025, 3, 3), "ada", "Ordine", 12.5],
    [datetime(2025, 3, 4), "bob", "Ordine", 3.5],
    ["Totale", None, None, 16],
]


def test_a_row_taken_for_a_total_comes_in_when_somebody_insists_and_only_once(desk):
    path = desk.export(book(SHEET), "ordini.xlsx")
    assert desk.load(path).data["rejected"] == 1
    assert replayed(desk) == (0, 0, 0, 0)
    fixes = ("--columns", "at==2025-03-05,touchpoint==Ordine", "--insist")
    assert replayed(desk, *fixes) == (1, 1, 0, 0)
    assert desk.load(path).data["duplicate"] == 2
    assert waiting(desk) == []
    assert replayed(desk, *fixes) == (0, 0, 0, 0)
    assert interactions(desk) == 3


def test_equal_mistakes_are_one_group_whatever_the_rows_say(desk):
    head = "event id,customer,at,touchpoint\n"
    rows = "e1,ada,2025-03-01,Home\ne2,ada,2025-03-02,Home\n"
    twice = head + rows + rows.replace("ada", "bob")
    assert desk.load(twice, "--columns", "id=event id").data["rejected"] == 2
    media = desk.export("nome,dal,al\nTV,ieri,\nTV,oggi,\nTV,2026-03-02,2026-03-01\n"
                        "TV,2026-04-02,2026-04-01\n", "media.csv")  # fmt: skip
    percorso("media", "load", media, "-w", desk.home)
    groups = percorso("rejected", "list", "-w", desk.home, "--json").data
    assert [(one["source"], one["code"], one["rows"]) for one in groups] == [
        ("media", "bad_time", 2), ("media", "bad_time", 2), ("shop", "message_id_conflict", 2),
    ]  # fmt: skip


def test_what_no_replay_can_help_says_what_to_do_instead(desk):
    desk.load("customer,at,touchpoint\nada,2025-03-01,Home\nada,2025-03-02,Home,x\n")
    told = percorso("rejected", "show", "-w", desk.home).out
    assert "bad_csv_row: No replay can help" in told
    assert {row["advice"][:14] for row in waiting(desk)} == {"No replay can "}
    told = percorso("rejected", "replay", "-w", desk.home, "--insist").out
    assert "not tried (bad_csv_row): 1 rows. No replay can help" in told


def test_rows_of_another_table_come_in_when_somebody_says_what_they_are(desk):
    table = [[], ["Chi", "Giorno", "Che cosa"], ["cia", "2025-03-09", "Reso"]]
    path = desk.export(book([*SHEET[:3], *table]), "ordini.xlsx")
    assert desk.load(path).data["rejected"] == 2
    assert {row["advice"][:21] for row in waiting(desk)} == {"If its rows are conta"}
    assert replayed(desk) == (0, 0, 0, 0)
    # The header of that table is no contact: it waits on, and says why.
    fixes = ("--insist", "--columns", "at=Cliente,customer=Data")
    assert replayed(desk, *fixes)[1] == 1
    assert [row["code"] for row in waiting(desk)] == ["bad_time"]
    assert interactions(desk) == 3


def test_a_table_beside_is_known_by_its_letters(desk):
    rows = [SHEET[0], *([datetime(2025, 3, day), "ada", "Ordine", 9] for day in range(1, 11))]
    side = [["Giorno", "Nome"], ["2025-03-09", "cia"], *([[]] * 9)]
    joined = [[*row, None, *other] for row, other in zip(rows, side, strict=True)]
    desk.load(desk.export(book(joined), "ordini.xlsx"))
    assert [json.loads(row["row"]) for row in waiting(desk)] == [{"F": "2025-03-09", "G": "cia"}]
    fixes = ("--insist", "--columns", "at=F,customer=G,touchpoint==Fiera")
    assert replayed(desk, *fixes)[1] == 1
    assert interactions(desk) == 11


def test_a_further_table_of_a_text_file_comes_in_too(desk):
    text = "customer;at;touchpoint\n" + "".join(f"ada;2025-03-0{day};Home\n" for day in range(1, 6))
    below = "\ngiorno;chi;che cosa\n2025-04-01;cia;Fiera\n2025-04-02;dan;Fiera\n"
    told = desk.load(text + below).data
    waits = [row for row in waiting(desk) if row["code"] == "other_table"]
    assert told["rejected"] == len(waits) == 3
    assert replayed(desk, "--insist", "--columns", "at=customer,customer=at")[1] == 2
    assert interactions(desk) == 7


def test_a_row_without_the_value_of_its_formula_comes_in_without_it_on_demand(desk):
    def cell(letter: str, row: int, text: str) -> str:
        return f'<c r="{letter}{row}" t="str"><v>{text}</v></c>'

    head = cell("A", 1, "data") + cell("B", 1, "evento") + cell("C", 1, "importo")
    rows = "".join(
        f'<row r="{row}">{cell("A", row, f"2025-03-0{row}")}{cell("B", row, "Ordine")}'
        f'<c r="C{row}"><f>1+1</f>{value}</c></row>'
        for row, value in ((2, "<v>2</v>"), (3, ""))
    )
    path = desk.export(raw_book(f'<row r="1">{head}</row>{rows}'), "ordini.xlsx")
    assert desk.load(path).data["rejected"] == 1
    assert replayed(desk, "--insist", "--code", "no_stored_value") == (1, 1, 0, 0)
    assert desk.load(path).data["rejected"] == 1
    assert waiting(desk) == []


def older_by(home: Path, days: int) -> None:
    """All rejected rows were last seen so many days earlier than they were."""
    records = Records(home / "records.sqlite", lambda: datetime(2000, 1, 1))
    with records.write() as connection:
        connection.exec_driver_sql(
            "update rejected set last_seen_at = "
            f"datetime(last_seen_at, '-{days} days') || '.000000'"
        )
    records.close()


@pytest.mark.parametrize(
    "command", [("load", "other.csv", "--source", "shop"), ("catalogue", "place", "Home",
                 "--stage", "service"), ("rejected", "replay")],
)  # fmt: skip
def test_rejected_rows_are_deleted_after_thirty_days_by_any_command_that_writes(desk, command):
    desk.load(HEAD + "ada,2025-03-01,Home\nsegreto@casa.it,soon,Home\n")
    desk.export(HEAD + "bob,2025-03-02,Home\n", "other.csv")
    older_by(desk.home, 29)
    command = tuple(str(desk.folder / word) if word == "other.csv" else word for word in command)
    assert percorso(*command, "-w", desk.home).code == 0
    assert len(waiting(desk)) == 1
    older_by(desk.home, 2)
    assert percorso("rejected", "list", "-w", desk.home).code == 0
    assert len(waiting(desk)) == 1
    answer = percorso(*command, "-w", desk.home)
    assert answer.code == 0
    assert "no file loaded in the last 30 days held are deleted, as promised: 1." in answer.err
    assert waiting(desk) == []
    kept = [path for path in desk.home.rglob("*") if path.is_file()]
    assert len(kept) > 3
    assert [path.name for path in kept if b"segreto" in path.read_bytes()] == []
    assert percorso("doctor", "-w", desk.home).code == 0


def test_a_replay_in_vain_does_not_prolong_the_time_a_row_is_kept(desk):
    desk.load(LATIN)
    older_by(desk.home, 20)
    before = {row["last_seen"] for row in waiting(desk)}
    assert replayed(desk, "--encoding", "cp1252") == (2, 1, 0, 1)
    assert replayed(desk) == (1, 0, 0, 1)
    assert {row["last_seen"] for row in waiting(desk)} == before
