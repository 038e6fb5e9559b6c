"""Further tables below the first: where they begin, where they end, and what is none."""

import pytest

from percorso.collect.readers.table_place import GridRow, find_table
from percorso.collect.readers.tables_below import RowsBelow

HEADER = "Data|Cliente|Evento|Importo"
DAYS = tuple(f"2025-03-{day:02d}|C{day}|Ordine|12,50" for day in range(1, 6))
LATER = tuple(f"2025-04-{day:02d}|C{day}|Reso|3" for day in range(1, 4))
SUPPLIERS = tuple(f"2025-05-{day:02d}|F{day}|Danno|7" for day in range(1, 9))


def grid(*rows: str) -> list[GridRow]:
    """Rows of cells between bars; empty rows count but are not handed over."""
    cells = [{n: c for n, c in enumerate(row.split("|"), 1) if c.strip()} for row in rows]
    return [(number, row) for number, row in enumerate(cells, start=1) if row]


def others(*rows: str) -> list[int]:
    """The rows below the header `Data|Cliente|…` that belong to another table."""
    sheet = grid(HEADER, *rows)
    place = find_table(sheet)
    assert place is not None
    assert place.header_end == 1
    below = RowsBelow(place)
    judged = [one for row in sheet[1:] for one in below.judged(row)] + list(below.rest())
    assert [row for row, _ in judged] == sheet[1:]
    return [number for (number, _), is_other in judged if is_other]


def test_a_table_with_a_title_and_values_like_ours_is_another() -> None:
    rows = (*DAYS, "", "Resi per fornitore", "Data|Fornitore|Causale|Importo", *SUPPLIERS)
    assert others(*rows) == list(range(8, 18))


@pytest.mark.parametrize(
    "table",
    [
        ("Canale|Ordini|Quota", "web|7|0,7", "negozio|3|0,3"),
        ("Giorno|Ordini", "2025-03-01|7", "2025-03-02|9"),
        ("Riepilogo per canale", "Canale|Ordini", "web|7"),
        ("Riepilogo", "", "Canale|Ordini", "web|7"),
        ("Riepilogo", "dal|2025-03-01", "Canale|Ordini|Valore", "web|7|70"),
        ("|||||Canale|Ordini", "|||||web|7"),
        ("|Canale|Ordini", "|web|7"),
        ("Canale|Negozio", "web|Roma"),
        ("Canale|Ordini", "web|7", "", "telefono|2"),
        ("Canale|Ordini", "web|7", "", "Agente|Chiamate", "Rossi|2"),
        tuple(f"{name}|{number}" for name, number in [("Canale", "Ordini"), *zip("abcdefghi",
              range(9), strict=True)]),
    ],
)  # fmt: skip
def test_a_table_of_another_shape_is_another_however_long(table: tuple[str, ...]) -> None:
    found = others(*DAYS, "", "", *table)
    assert found == [number for number, row in enumerate(table, start=9) if row]


def test_behind_a_row_of_totals_no_empty_row_is_needed() -> None:
    assert others(*DAYS, "Totale|||62,50", "Canale|Ordini", "web|7") == [8, 9]


@pytest.mark.parametrize(
    "rows",
    [
        (*DAYS, "", *LATER),
        (*DAYS, "", "", "", LATER[0]),
        (DAYS[0], "", DAYS[1], "", DAYS[2]),
        (*DAYS, "Totale marzo|||62,50", *LATER, "Totale aprile|||9"),
        (*DAYS, "Totale|||62,50", "", "Nota: dati provvisori", "", *LATER),
        (*DAYS, "", "Aprile", *LATER),
        (*DAYS, "", "Aprile", "", *LATER),
        (*DAYS, "", HEADER, *LATER),
        (*DAYS, "", "da definire|C9|Sopralluogo", *LATER),
        (*DAYS, "", "da definire|C9|Ordine", "da definire|C8|Ordine"),
        (*DAYS, "", "2025-04-01||Visita", "2025-04-02|C7|Visita"),
        (*DAYS, "", "1 aprile|C7|Visita|gratis", "2 aprile|C8|Ordine|1"),
    ],
)
def test_gaps_totals_notes_and_captions_inside_a_table_part_nothing(rows: tuple[str, ...]) -> None:
    assert others(*rows) == []


def test_the_first_table_goes_on_behind_a_note_that_looks_like_a_table() -> None:
    note = ("Fonte:|Gestionale", "Aggiornato al:|2025-03-31")
    assert others(*DAYS, "", *note, "", *LATER) == [8, 9]


def test_the_header_of_the_first_table_ends_the_other() -> None:
    assert others(*DAYS, "", "Canale|Ordini", "web|7", HEADER, *LATER) == [8, 9]


def test_each_further_table_is_said_with_the_row_it_begins_in() -> None:
    sheet = grid(HEADER, *DAYS, "", "Canale|Ordini", "web|7", "", "Agenti", "Agente|Ore", "Ada|2")
    place = find_table(sheet)
    assert place is not None
    below = RowsBelow(place)
    assert len([*[one for row in sheet[1:] for one in below.judged(row)], *below.rest()]) == 10
    assert below.began_at == [8, 11]
