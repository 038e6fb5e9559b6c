"""Files through the command line: said, stored, joined across sources, never seen in clear."""

import json

import duckdb
import pytest

from percorso.store.records.database import Records
from tests.flows.door import Desk, percorso

ORDERS = (
    "order_id,customer_id,email,at,event\n"
    "O-1001,u1,ada@canary.it,2025-03-01T10:00:00Z,Order Completed\n"
    "O-1002,u2,bob@canary.it,2025-03-01T11:00:00Z,Order Completed\n"
)
TRACKING = (
    "tracking_number,order_id,at,status\n"
    "TRK-91,O-1001,2025-03-02T10:00:00Z,In transit\n"
    "TRK-91,,2025-03-03T10:00:00Z,Delivered\n"
    "TRK-92,O-1002,2025-03-03T11:00:00Z,Delivered\n"
)
TICKETS = (
    "ticket_id,order_id,phone,at,event\n"
    "T-7001,O-1001,,2025-03-04T10:00:00Z,Ticket opened\n"
    "T-7002,,300 500 0123,2025-03-04T11:00:00Z,Ticket opened\n"
)
FILES = {"shop": ORDERS, "courier": TRACKING, "desk": TICKETS}


def persons(desk: Desk) -> set[frozenset[tuple[str, str]]]:
    """Who lived what: (source, time) of the interactions of each customer."""
    connection = duckdb.connect(str(desk.home / "warehouse.duckdb"), read_only=True)
    rows = connection.execute(
        "select r.customer_no, r.occurred_us, r.source_no from resolved as r "
        "where customer_no is not null"
    ).fetchall()
    connection.close()
    records = Records(desk.home / "records.sqlite")
    with records.read() as found:
        names = dict(found.exec_driver_sql("select no, key from source").fetchall())
    records.close()
    contacts: dict[int, set[tuple[str, str]]] = {}
    for customer, occurred_us, source in rows:
        contacts.setdefault(customer, set()).add((names[source], str(occurred_us)))
    return {frozenset(one) for one in contacts.values()}


def test_three_files_give_the_same_customers_whichever_comes_first(tmp_path):
    # Every order of arrival is tried where it is cheap: tests/identity/test_references.py.
    orders = [("shop", "courier", "desk"), ("courier", "desk", "shop"), ("desk", "courier", "shop")]
    found = []
    for number, order in enumerate(orders):
        (tmp_path / str(number)).mkdir()
        desk = Desk(tmp_path / str(number))
        for source in order:
            answer = desk.load(FILES[source], source=source)
            assert answer.code == 0, answer
        found.append(persons(desk))
    assert sorted(len(person) for person in found[0]) == [1, 2, 4]
    assert all(one == found[0] for one in found)


def test_json_stands_alone_on_standard_output(desk):
    answer = desk.load(ORDERS)
    assert json.loads(answer.out)["loaded"] == 2
    assert answer.out.count("\n") == 1
    assert answer.err == ""


def test_the_report_says_what_was_settled_for_the_file(desk):
    path = desk.export(ORDERS.replace(",", ";"))
    answer = percorso("load", path, "-w", desk.home, "--source", "shop")
    assert answer.code == 0
    assert "delimiter: semicolon" in answer.out
    assert "rows: 2 read = 2 loaded + 0 duplicate + 0 rejected" in answer.out
    assert "Europe/Rome" in answer.out


def test_a_rejected_row_is_told_with_file_line_and_reason(desk):
    path = desk.export(ORDERS + "O-1003,u3,c@c.it,2999-01-01T10:00:00Z,Order Completed\n")
    answer = percorso("load", path, "-w", desk.home, "--source", "shop", "--columns", "at=at")
    assert answer.code == 0, answer
    assert "rejected (bad_time): 1 rows" in answer.out
    assert "line 4" in answer.out
    assert "2999" in answer.out


def text_of_every_table(desk: Desk) -> str:
    """All that stands in the warehouse, as text."""
    connection = duckdb.connect(str(desk.home / "warehouse.duckdb"), read_only=True)
    tables = connection.execute("select table_name from duckdb_tables()").fetchall()
    found = [str(connection.execute(f'from "{table}"').fetchall()) for (table,) in tables]
    connection.close()
    return "\n".join(found).lower()


CANARIES = ("u1", "canary-user", "Canary@Mail.IT", "canary@mail.it", "3479988776", "347 998 8776",
            "CANARYCARD77", "canary-card 77", "canary-device-x")  # fmt: skip


def test_no_clear_identifier_stands_anywhere_in_the_warehouse(desk):
    answer = desk.load(
        "user_id,email,phone,loyalty_card,anonymous_id,at,touchpoint,note\n"
        "canary-user,Canary@Mail.IT,347 998 8776,canary-card 77,canary-device-x,"
        "2025-03-01T10:00:00Z,Home,planted-and-found\n"
        ",,,,canary-device-x,2025-03-01T09:55:00Z,Home,\n"
    )
    assert answer.code == 0, answer
    text = text_of_every_table(desk)
    raw = b"".join(path.read_bytes() for path in desk.home.glob("warehouse.duckdb*")).lower()
    # The scan itself works: what is meant to stand there is found.
    assert "planted-and-found" in text
    for canary in CANARIES[1:]:
        assert canary.lower() not in text
        assert canary.lower().encode() not in raw
    left = [path for path in (desk.home / "scratch").rglob("*") if path.is_file()]
    assert left == []
    vault = b"".join(path.read_bytes() for path in desk.home.glob("records.sqlite*"))
    assert b"canary@mail.it" in vault


@pytest.mark.parametrize("seed", range(3))
def test_whatever_stands_in_an_identifier_s_column_does_not_reach_the_warehouse(desk, seed):
    # Odd spellings and blocked values too: they are nobody's, and still not to be shown.
    odd = [f" Odd{seed} Canary ", f"null-canary{seed}", f"can''ary{seed}", f"càn/arì{seed}"]
    rows = "".join(
        f'"{value}",2025-03-01T10:0{place}:00Z,Home\n' for place, value in enumerate(odd)
    )
    role = ("email", "phone", "anonymous_id")[seed]
    assert desk.load(f"{role},at,touchpoint\n" + rows, "--columns", f"{role}={role}").code == 0
    text = text_of_every_table(desk)
    for value in odd:
        assert value.strip().lower() not in text
        assert value.strip().lower().replace("'", "''") not in text


def test_a_bad_file_says_which_files_before_it_are_in(desk):
    good = desk.export(ORDERS, "orders.csv")
    bad = desk.export("a,b\n", "bad.csv")
    answer = percorso("load", good, bad, "-w", desk.home, "--source", "shop")
    assert answer.code == 2
    assert "Loaded before it, and kept: orders.csv." in answer.err
    assert desk.map().data["totals"]["interactions"] == 2


def test_a_missing_file_founds_no_workspace(desk):
    answer = percorso("load", desk.folder / "none.csv", "-w", desk.home, "--source", "shop")
    assert answer.code == 3
    assert not desk.home.exists()


def test_a_source_needs_a_name(desk):
    assert desk.load(ORDERS, source=" ").code == 2


def test_a_touchpoint_is_not_success_and_failure_at_once(desk):
    desk.load(ORDERS)
    answer = desk.map("--success", "order", "--failure", "order")
    assert answer.code == 2
    assert "not both" in answer.err
    assert desk.map("--failure", "order").data["definition"]["success"] == []
