"""Lists of contacts: each row is read or says why not, in words the list itself uses."""

from datetime import UTC, datetime

import pytest

from percorso.collect.entry import sheet
from percorso.collect.entry.entry import UnfitEntry, contact_of
from percorso.collect.entry.kinds import KINDS
from percorso.collect.entry.words import words_of

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
HEAD = "Data;Ora;Cosa;Nome;Email;Telefono;Nota\n"


def rows(text: str) -> list[sheet.SheetRow]:
    return sheet.rows_of(text, "Bari", "Europe/Rome", NOW)


def test_a_row_tells_what_it_says_in_the_words_of_the_shop():
    [row] = rows(HEAD + "23/11/2026;9.30;Fiera;Ada;ada@shop.example;;vuole il listino\n")
    contact = contact_of(sheet.entry_of_row(row.entry), NOW)
    assert contact.at == datetime(2026, 11, 23, 8, 30, tzinfo=UTC)
    assert (contact.name, contact.cells["channel"]) == ("fair.visited", "event")
    assert contact.cells["email"] == "ada@shop.example"
    assert contact.properties == {"place": "Bari", "note": "vuole il listino", "form": "list"}


def test_each_wrong_cell_is_named_and_the_good_rows_stay():
    found = rows(
        HEAD + "31/02/2026;;Visita in negozio;;bob@;12;\n24/11/2026;10:00;Reclamo;;;;\n"
        "22/11/2026;;pranzo;;;;\n22/11/2026;;Preventivo;;;;\n"
    )
    assert [(row.line, row.problems) for row in found] == [
        (2, {"email": "bad_email", "phone": "bad_phone", "day": "bad_time"}),
        (3, {"day": "bad_future"}),
        (4, {"kind": "bad_kind"}),
        (5, {}),
    ]
    assert sheet.counted(found) == (1, 3)
    with pytest.raises(UnfitEntry, match="pranzo"):
        sheet.entry_of_row(found[2].entry)


def test_equal_rows_are_kept_and_the_same_list_gives_the_same_ids():
    text = HEAD + "22/11/2026;10:00;Visita;;;;\n" * 2
    first, again = rows(text), rows(text)
    assert [row.entry.id for row in first] == [row.entry.id for row in again]
    assert len({row.entry.id for row in first}) == 2


@pytest.mark.parametrize("language", ["it", "en"])
def test_the_template_is_a_list_that_can_be_read(language):
    [row] = sheet.rows_of(
        sheet.text_of(sheet.template(language).encode()), "Bari", "Europe/Rome", NOW
    )
    assert row.problems == {}
    assert row.entry.row["kind"] in (KINDS[0].italian, KINDS[0].english)


@pytest.mark.parametrize(
    ("text", "problem"),
    [("a;b\n1;2\n", "no_header"), ('Cosa\n"Visita\n', "bad_csv"), ("", "no_header")],
)
def test_what_is_no_list_says_so(text, problem):
    with pytest.raises(sheet.SheetUnreadable) as unreadable:
        rows(text)
    assert unreadable.value.problem == problem
    assert problem in words_of("it")


@pytest.mark.parametrize("delimiter", [",", "\t"])
def test_commas_tabs_and_windows_signs_are_read(delimiter):
    lines = (("What", "Date", "Note"), ("Fair", "2026-11-20", "è"))
    text = "\n".join(delimiter.join(cells) for cells in lines)
    [row] = rows(sheet.text_of(text.encode("cp1252")))
    assert (row.problems, row.entry.row["note"]) == ({}, "è")
