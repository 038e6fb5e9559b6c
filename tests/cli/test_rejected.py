"""Rejected rows through the command line: seen, mended, let go; a source read anew."""

import pytest

from tests.flows.door import Desk, percorso

WRONG = (
    "customer,at,touchpoint\n"
    "ada,01/13/2025 10:00,Home\n"
    "ada,01/02/2025 10:00,\x1b[2JCart\n"
    "bob,,Home\n"
    "bob,01/02/2025,Home,too,many,cells\n"
)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A workspace into which half a file came, under the wrong order of dates."""
    desk = Desk(tmp_path_factory.mktemp("desk"))
    assert desk.load(WRONG, "--columns", "at=at", "--date-order", "dmy").data["rejected"] == 3
    return desk


def test_the_list_names_source_reason_and_example(desk):
    listed = percorso("rejected", "list", "-w", desk.home, "--json").data
    assert [(one["source"], one["code"], one["rows"]) for one in listed] == [
        ("shop", "bad_csv_row", 1), ("shop", "bad_time", 1), ("shop", "bad_time", 1),
    ]  # fmt: skip
    told = percorso("rejected", "list", "-w", desk.home, "--code", "bad_csv_row").out
    assert "line 5: the row has 6 cells, the header 3" in told


def test_a_row_is_shown_with_its_place_and_itself(desk):
    told = percorso("rejected", "show", "-w", desk.home, "--limit", "1").out
    assert "line 5  bad_csv_row" in told
    assert "bob,01/02/2025,Home,too,many,cells" in told
    assert told.count("line ") == 1
    assert "bad_csv_row: No replay can help: mend the row in its file" in told
    [row] = percorso("rejected", "show", "-w", desk.home, "--limit", "1", "--json").data
    assert (row["line"], row["state"], row["tries"]) == (5, "open", 1)


def test_signs_that_would_steer_a_terminal_are_written_out(tmp_path):
    desk = Desk(tmp_path)
    desk.load(WRONG + "a,b,\x1b[31mc,d\n", "--columns", "at=at", "--date-order", "mdy")
    told = percorso("rejected", "show", "-w", desk.home).out
    assert "\x1b" not in told
    assert "\\x1b[31m" in told


def test_mending_drops_and_rereading_bring_the_rest_in(desk):
    told = percorso("rejected", "replay", "-w", desk.home, "--date-order", "mdy").out
    assert "2 tried = 1 came in + 0 were in already + 1 wait on" in told
    assert "not tried (bad_csv_row): 1 rows. No replay can help" in told
    reread = percorso("reread", "-w", desk.home, "--source", "shop", "--date-order", "mdy")
    assert "read anew: 1 rows; 0 cannot be read so" in reread.out
    assert "date order: dmy → mdy" in reread.out
    dropped = percorso("rejected", "drop", "-w", desk.home, "--source", "shop")
    assert dropped.out == "2 rows are given up.\n"
    assert percorso("rejected", "list", "-w", desk.home).out == "No row waits.\n"
    rebuilt = percorso("rebuild", "-w", desk.home, "--json").data
    assert (rebuilt["interactions"], rebuilt["equal"]) == (2, True)
    assert "the same as before" in percorso("rebuild", "-w", desk.home).out


def test_rows_are_not_let_go_all_at_once_by_a_slip(desk):
    assert percorso("rejected", "drop", "-w", desk.home).code == 2


@pytest.mark.parametrize("command", [("rejected", "list"), ("rejected", "show"),
                                     ("rejected", "replay"), ("reread",)])  # fmt: skip
def test_a_source_nobody_knows_is_not_found(desk, command):
    answer = percorso(*command, "-w", desk.home, "--source", "shpo")
    assert answer.code == 3
    assert "Its sources: shop" in answer.err
