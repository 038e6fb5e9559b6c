"""Where a table lies: title, header, totals; the same search for sheets and text files."""

from collections.abc import Callable
from pathlib import Path

import pytest

from percorso.collect.readers.table_place import GridRow, find_table, is_value
from percorso.collect.source_file import open_source_file
from tests.collect.conftest import Loaded

Load = Callable[..., Loaded]
Write = Callable[..., Path]


def grid(*rows: str) -> list[GridRow]:
    """Rows of cells between bars; empty rows count but are not handed over."""
    cells = [{n: c for n, c in enumerate(row.split("|"), 1) if c.strip()} for row in rows]
    return [(number, row) for number, row in enumerate(cells, start=1) if row]


@pytest.mark.parametrize(
    ("rows", "header_end", "titles"),
    [
        (("data|evento|importo", "2025-03-03|a|1"), 1, 0),
        (("Report", "data|evento|importo", "2025-03-03|a|1", "2025-03-03|b|1"), 2, 1),
        (("Report", "", "dal|01/03/2025", "data|evento|chi|importo", "2025-03-03|a|x|1"), 4, 2),
        (("|evento|importo", "0|a|1", "1|b|2"), 1, 0),
        (("giorno|2024|2025", "1|2|3", "2|3|4"), 1, 0),
        (("wann|was", "2025-03-03|order", "2025-03-04|user"), 1, 0),
        (("order|user|web", "x|y|z"), 1, 0),
        (("Acme Srl|Milano", "Ditta|Roma", "data|evento|cliente|importo", "2025-03-03|a|b|1",
          "2025-03-03|a|b|1"), 3, 2),
    ],
)  # fmt: skip
def test_the_header_is_found_below_what_is_no_table(
    rows: tuple[str, ...], header_end: int, titles: int
) -> None:
    place = find_table(grid(*rows))
    assert place is not None
    assert (place.header_end, len(place.titles)) == (header_end, titles)


def test_nothing_filled_is_no_table() -> None:
    assert find_table([]) is None


def test_a_second_row_of_names_is_joined_to_the_first_where_values_follow() -> None:
    place = find_table(grid("Ordine||Consegna|", "Num|Data|Data|Ora", "A|2025-03-03|2025-03-04|9"))
    assert place is not None
    assert place.names == {
        1: "Ordine Num", 2: "Ordine Data", 3: "Consegna Data", 4: "Consegna Ora",
    }  # fmt: skip
    texts = find_table(grid("nome||città", "ada|x|Roma", "bob|y|Bari"))
    assert texts is not None
    assert texts.header_end == 1


TITLED = """Report ordini, periodo 01/03/2025 - 31/03/2025
;;;;

Data;Cliente;Evento;Importo;Note
03/03/2025;C1;Ordine;12,50;sì, subito
14/03/2025;C2;Reso;-3,20;
Totale;;;9,30;
"""


TWO_TABLES = """Data;Cliente;Evento;Importo
03/03/2025;C1;Ordine;12,50
14/03/2025;C2;"Reso

con nota";-3,20
;;;
15/03/2025;C3;Ordine;1,00

Resi per fornitore;;;
Data;Fornitore;Causale;Importo
16/03/2025;F1;Danno;3,00
17/03/2025;F2;Danno;4,00;in più
"""


def test_a_second_table_in_a_text_file_is_kept_as_rejected(load: Load) -> None:
    loaded = load(TWO_TABLES)
    assert loaded.column("line") == [2, 3, 7]
    assert [(row.line, row.code) for row in loaded.rejected] == [
        (line, "other_table") for line in (9, 10, 11, 12)
    ]
    assert loaded.rejected[-1].raw == "17/03/2025;F2;Danno;4,00;in più"
    assert any("Another table begins in line 9" in notice.text for notice in loaded.notices)


def test_a_cell_of_a_megabyte_is_no_number_and_takes_no_time() -> None:
    assert not is_value("1" + " " * 1_000_000 + "x")
    place = find_table(grid("data|nota", "2025-03-03|1" + " " * 100_000 + "x"))
    assert place is not None
    assert place.header_end == 1


def test_a_text_file_with_a_title_is_read_from_its_header_on(load: Load) -> None:
    loaded = load(TITLED)
    assert loaded.file.delimiter == ";"
    assert loaded.file.header == ("Data", "Cliente", "Evento", "Importo", "Note")
    assert loaded.column("line") == [5, 6, 7]
    assert loaded.column("reject_code") == [None, None, "bad_time"]
    assert [notice.code for notice in loaded.file.notices] == ["title_rows"]


def test_a_text_file_with_two_header_rows_is_read_below_them(write: Write) -> None:
    text = "Ordine;;Consegna;\nNumero;Data;Data;Corriere\nO-1;03/03/2025;05/03/2025;GLS\n"
    file = open_source_file(write(text))
    assert file.header == ("Ordine Numero", "Ordine Data", "Consegna Data", "Consegna Corriere")
    assert [row["Ordine Numero"] for row in file.sample] == ["O-1"]


def test_commas_inside_cells_do_not_look_like_a_table_under_a_title(write: Write) -> None:
    text = "id;testo\n1;uno, due, tre\n2;uno, due, tre\n3;uno, due, tre\n"
    assert open_source_file(write(text)).header == ("id", "testo")
