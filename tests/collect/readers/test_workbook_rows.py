"""A workbook: which sheet, where its table lies, what its cells say, and what is refused."""

import io
import json
import subprocess
import zipfile
from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from percorso.collect.file_errors import BadXml, EmptyFile, UnsupportedFormat
from percorso.collect.readers.row import FileLimits, Place, ReadRow, RejectedRow, UncomputedRow
from percorso.collect.readers.workbook.cells import Reading, sheet_rows
from percorso.collect.readers.workbook.parts import read_kinds, read_shared_texts, read_workbook
from percorso.collect.readers.workbook_errors import (
    DamagedWorkbook,
    EncryptedFile,
    MacroFile,
    NoSheets,
    NoTableInWorkbook,
    SheetMissing,
    SheetTooLarge,
    UnpackedTooLarge,
    UnsafeArchive,
)
from percorso.collect.source_file import SourceFile, open_source_file
from tests.collect.conftest import Loaded
from tests.collect.readers.sheets import Rows, archive, book, raw_book

Load = Callable[..., Loaded]
Write = Callable[..., Path]

HEADER = ["Data", "Cliente", "Evento", "Importo"]
ROWS: Rows = [
    HEADER,
    [datetime(2025, 3, 3, 14, 5), "C1", "Ordine", 12.5],
    [datetime(2025, 3, 4, 9, 0), "C2", "Reso", -12.5],
]


@pytest.fixture
def opened(write: Write) -> Callable[..., SourceFile]:
    """A workbook given as bytes, opened."""

    def open_book(content: bytes, **options: Any) -> SourceFile:
        return open_source_file(write(content, "export.xlsx"), **options)

    return open_book


Opened = Callable[..., SourceFile]


def read(file: SourceFile) -> tuple[list[tuple[int, dict[str, str]]], list[RejectedRow]]:
    """The rows by line, and those refused."""
    rows: list[tuple[int, dict[str, str]]] = []
    refused: list[RejectedRow] = []
    for row in _all(file):
        if isinstance(row, RejectedRow):
            refused.append(row)
        elif isinstance(row, UncomputedRow):
            rows.append((row.line, json.loads(row.body)))
        else:
            rows.append((row[0], json.loads(row[1])))
    return rows, refused


def _all(file: SourceFile, place: Place | None = None) -> Iterator[ReadRow]:
    return file.rows(place or Place())


def said(file: SourceFile) -> list[str]:
    """The codes of all notices, those met on the way as well."""
    place = Place()
    list(_all(file, place))
    return [notice.code for notice in (*file.notices, *place.notices)]


def test_a_sheet_becomes_interactions(load: Load, write: Write) -> None:
    loaded = load(write(book(ROWS), "export.xlsx"))
    assert loaded.column("name") == ["Ordine", "Reso"]
    assert loaded.column("occurred_at") == [datetime(2025, 3, 3, 13, 5), datetime(2025, 3, 4, 8)]
    assert loaded.column("amount") == [Decimal("12.5"), Decimal("-12.5")]
    assert loaded.column("user_id") == ["C1", "C2"]
    assert loaded.column("line") == [2, 3]
    assert loaded.file.said()[0] == "export.xlsx: XLSX, 4 columns"


def test_dates_times_and_codes_are_told_by_the_format_of_their_cell(opened: Opened) -> None:
    def change(sheet: Worksheet) -> None:
        sheet["B2"].number_format = "00000"
        sheet["G2"].number_format = '#,##0.00 "€"'
        sheet["H2"].number_format = "[h]:mm"

    header = ["giorno", "cap", "ora", "vero", "codice", "grande", "prezzo", "durata"]
    row = [date(2025, 3, 3), 121, time(14, 5), True, "00121", 12345678901234, 0.1 + 0.2, 1.5]
    [(_, cells)], _ = read(opened(book([header, row], change)))
    assert cells == {
        "giorno": "2025-03-03", "cap": "00121", "ora": "14:05:00", "vero": "true",
        "codice": "00121", "grande": "12345678901234", "prezzo": "0.3", "durata": "36:00:00",
    }  # fmt: skip


def test_days_are_counted_from_1904_where_the_workbook_says_so(opened: Opened) -> None:
    cells = (
        '<row r="1"><c r="A1" t="str"><v>data</v></c><c r="B1" t="str"><v>evento</v></c></row>'
        '<row r="2"><c r="A2" s="1"><v>44622.25</v></c><c r="B2" t="str"><v>a</v></c></row>'
    )
    styles = '<cellXfs><xf numFmtId="0"/><xf numFmtId="22"/></cellXfs>'
    since_1900 = raw_book(cells, styles=styles)
    workbook = entry(since_1900, "xl/workbook.xml")
    mac = workbook.replace("<sheets>", '<workbookPr date1904="1"/><sheets>')
    since_1904 = raw_book(cells, styles=styles, xl__workbook_dot_xml=mac)
    assert read(opened(since_1900))[0][0][1]["data"] == "2022-03-02T06:00:00"
    assert read(opened(since_1904))[0][0][1]["data"] == "2026-03-03T06:00:00"


def entry(content: bytes, name: str) -> str:
    """The text of one entry of a workbook."""
    return zipfile.ZipFile(io.BytesIO(content)).read(name).decode()


def test_the_stored_value_of_a_formula_counts_and_one_without_is_empty(opened: Opened) -> None:
    cells = (
        '<row r="1"><c r="A1" t="str"><v>data</v></c><c r="B1" t="str"><v>importo</v></c></row>'
        '<row r="2"><c r="A2" t="str"><v>2025-03-03</v></c><c r="B2"><f>SUM(1,2)</f><v>3</v></c>'
        '</row><row r="3"><c r="A3" t="str"><v>2025-03-04</v></c><c r="B3"><f>1+1</f></c></row>'
        '<row r="4"><c r="A4" t="str"><v>2025-03-05</v></c><c r="B4" t="e"><v>#N/A</v></c></row>'
    )
    file = opened(raw_book(cells))
    rows, _ = read(file)
    assert [row.get("importo") for _, row in rows] == ["3", None, None]
    assert [row.columns for row in _all(file) if isinstance(row, UncomputedRow)] == [("importo",)]
    assert said(file) == ["error_cells"]


def test_texts_of_several_runs_are_one_and_control_signs_come_back(opened: Opened) -> None:
    texts = (
        "<si><r><t>Con</t></r><r><t>segna</t></r><rPh><t>x</t></rPh></si><si><t>a_x000A_b</t></si>"
    )
    cells = (
        '<row r="1"><c t="str"><v>data</v></c><c t="str"><v>evento</v></c></row>'
        '<row r="2"><c t="s"><v>0</v></c><c t="s"><v>1</v></c></row>'
    )
    [(_, row)], _ = read(opened(raw_book(cells, texts=texts)))
    assert row == {"data": "Consegna", "evento": "a\nb"}


def test_prefixes_of_elements_do_not_matter(opened: Opened) -> None:
    plain = zipfile.ZipFile(io.BytesIO(book(ROWS)))
    parts = {name: plain.read(name) for name in plain.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"].decode()
    prefixed = sheet.replace("</", "</@").replace("<", "<x:").replace("<x:/@", "</x:")
    parts["xl/worksheets/sheet1.xml"] = prefixed.replace("xmlns=", "xmlns:x=").encode()
    assert read(opened(archive(parts))) == read(opened(book(ROWS)))


def test_title_rows_above_the_header_are_said(opened: Opened) -> None:
    rows = [["Report ordini 2025"], ["Periodo", "01/01/2025"], [], *ROWS]
    file = opened(book(rows))
    assert [line for line, _ in read(file)[0]] == [5, 6]
    assert file.header == tuple(HEADER)
    assert '2 rows above the header not read: "Report ordini 2025"; "Periodo"' in file.said()[1]


def test_a_header_of_two_rows_is_joined_over_its_merged_cells(opened: Opened) -> None:
    rows = [
        ["Ordine", None, "Consegna", None, "Note"],
        ["Numero", "Data", "Data", "Corriere", None],
        ["O-1", date(2025, 3, 3), date(2025, 3, 5), "GLS", "citofono"],
        ["O-2", date(2025, 3, 4), date(2025, 3, 6), "BRT", None],
    ]

    def change(sheet: Worksheet) -> None:
        for merged in ("A1:B1", "C1:D1", "E1:E2"):
            sheet.merge_cells(merged)

    file = opened(book(rows, change))
    assert file.header == (
        "Ordine Numero", "Ordine Data", "Consegna Data", "Consegna Corriere", "Note",
    )  # fmt: skip
    assert [line for line, _ in read(file)[0]] == [3, 4]


def test_names_of_a_header_of_two_rows_are_recognised(load: Load, write: Write) -> None:
    rows = [
        ["Cliente", None, "Ordine", None, None, None, "Consegna"],
        ["Codice", "E-mail", "Numero", "Data", "Stato", "Importo", "Data"],
        ["C1", "a@b.it", "O-1", datetime(2025, 3, 3, 14, 5), "Inviato", 12.5, date(2025, 3, 5)],
    ]
    loaded = load(write(book(rows), "export.xlsx"))
    columns = loaded.recognition.mapping.columns
    assert columns == {
        "at": "Ordine Data", "touchpoint": "Ordine Stato", "user_id": "Cliente Codice",
        "email": "Cliente E-mail", "order_id": "Ordine Numero", "amount": "Ordine Importo",
    }  # fmt: skip


def test_a_cell_merged_over_several_rows_counts_in_each(opened: Opened) -> None:
    rows = [*ROWS, [datetime(2025, 3, 5), None, "Visita", None]]
    file = opened(book(rows, lambda sheet: sheet.merge_cells("B3:B4")))
    assert [row.get("Cliente") for _, row in read(file)[0]] == ["C1", "C2", "C2"]


def test_a_row_of_totals_is_kept_as_rejected(opened: Opened) -> None:
    rows, refused = read(opened(book([*ROWS, ["Totale", None, None, 0], [None, None, None, 7]])))
    assert [line for line, _ in rows] == [2, 3, 5]
    assert [(row.line, row.code, row.raw) for row in refused] == [
        (4, "total_row", '{"Data":"Totale","Importo":"0"}')
    ]


def test_a_customer_called_total_is_no_total(opened: Opened) -> None:
    rows, refused = read(opened(book([*ROWS, ["Totale Srl", "C3", "Ordine", 3]])))
    assert (len(rows), refused) == (3, [])


def test_a_second_table_below_is_kept_as_rejected_with_its_cells(opened: Opened) -> None:
    below = [[], ["Canale", "Ordini", "Quota", "Valore"], ["web", 7, 0.7, 70], ["negozio", 3]]
    file = opened(book([*ROWS, *below]))
    rows, refused = read(file)
    assert [line for line, _ in rows] == [2, 3]
    assert [(row.line, row.code) for row in refused] == [(5, "other_table")] + [
        (line, "other_table") for line in (6, 7)
    ]
    assert "cells A5 to D5 belong to another table" in refused[0].reason
    assert json.loads(refused[1].raw) == {
        "Data": "web", "Cliente": "7", "Evento": "0.7", "Importo": "70",
    }  # fmt: skip
    assert said(file) == ["other_table"]


def test_a_second_table_with_columns_like_ours_is_kept_as_rejected_and_not_loaded(
    load: Load, write: Write
) -> None:
    header = ["Data", "Fornitore", "Causale", "Importo"]
    below = [[], ["Resi per fornitore"], header, *([[date(2025, 3, 9), "F1", "Danno", 3]] * 9)]
    loaded = load(write(book([*ROWS, *below]), "export.xlsx"))
    assert loaded.column("name") == ["Ordine", "Reso"]
    assert loaded.column("user_id") == ["C1", "C2"]


def test_a_table_above_is_kept_as_rejected_and_its_title_is_said(opened: Opened) -> None:
    above = [["Riepilogo"], ["Canale", "Ordini"], ["web", 7], ["negozio", 3], []]
    file = opened(book([*above, *ROWS]))
    rows, refused = read(file)
    assert [line for line, _ in rows] == [7, 8]
    assert [(row.line, row.code) for row in refused] == [(n, "other_table") for n in (2, 3, 4)]
    assert said(file) == ["title_rows", "other_table"]
    assert any("Rows 2 to 4, above the header, are another table" in line for line in file.said())


def test_a_table_at_the_side_is_kept_as_rejected_with_its_cells(opened: Opened) -> None:
    side: list[list[Any]] = [["Canale", "Ordini"], ["web", 7], *([[]] * 9)]
    rows = [HEADER, *([ROWS[1]] * 10)]
    joined = [[*row, None, *other] for row, other in zip(rows, side, strict=True)]
    file = opened(book(joined))
    found, refused = read(file)
    assert file.header == tuple(HEADER)
    assert len(found) == 10
    assert [(row.line, row.raw) for row in refused] == [(2, '{"F":"web","G":"7"}')]
    assert any("Columns F to G are another table" in line for line in file.said())


def test_an_empty_strip_inside_a_table_parts_nothing(opened: Opened) -> None:
    rows = [[*row[:2], None, *row[2:]] for row in ROWS]
    file = opened(book(rows))
    assert file.header == tuple(HEADER)
    assert read(file)[1] == []


def test_a_note_beside_the_table_stays_with_its_row(opened: Opened) -> None:
    rows = [ROWS[0], [*ROWS[1], None, "da verificare"], ROWS[2]]
    found, refused = read(opened(book(rows)))
    assert found[0][1]["column 6"] == "da verificare"
    assert refused == []


def test_a_header_repeated_on_each_page_is_no_row(opened: Opened) -> None:
    file = opened(book([*ROWS, HEADER, ROWS[1]]))
    assert [line for line, _ in read(file)[0]] == [2, 3, 5]
    assert said(file) == ["repeated_header_rows"]


def test_the_first_sheet_with_a_table_is_read_and_the_others_are_named(opened: Opened) -> None:
    sheets = {"Copertina": [["Report"]], "Ordini": ROWS, "Vuoto": [], "Resi": [ROWS[0], ROWS[2]]}
    file = opened(book(sheets))
    assert len(read(file)[0]) == 2
    assert 'Sheet "Ordini" is read; "Copertina", "Resi" not' in file.said()[1]
    assert len(read(opened(book(sheets), sheet="Resi"))[0]) == 1


def test_a_hidden_sheet_is_read_only_when_asked(opened: Opened) -> None:
    def hide(sheet: Worksheet) -> None:
        sheet.sheet_state = "hidden"

    content = book({"Dati grezzi": ROWS, "Ordini": [ROWS[0], ROWS[2]]}, hide)
    assert len(read(opened(content))[0]) == 1
    assert len(read(opened(content, sheet="Dati grezzi"))[0]) == 2


def test_a_sheet_that_is_not_there_is_not_found_and_a_text_file_has_none(
    opened: Opened, write: Write
) -> None:
    with pytest.raises(SheetMissing, match=r'no sheet "Marzo".*"Gennaio", "Febbraio"'):
        opened(book({"Gennaio": ROWS, "Febbraio": ROWS}), sheet="Marzo")
    with pytest.raises(NoSheets, match="Leave --sheet out"):
        open_source_file(write("time,event\n"), sheet="Marzo")


@pytest.mark.parametrize("rows", [[["solo un titolo"]], [HEADER]])
def test_a_sheet_without_rows_is_no_table(rows: Rows, opened: Opened) -> None:
    with pytest.raises(NoTableInWorkbook, match="--sheet NAME"):
        opened(book(rows))


def corner(*cells: str) -> bytes:
    """A sheet whose last cell is the last of all."""
    far = '<row r="1048576"><c r="XFD1048576" t="str"><v>lontano</v></c></row>'
    return raw_book("".join(cells) + far)


def test_two_cells_at_the_far_corners_are_no_table(opened: Opened) -> None:
    near = '<row r="1"><c r="A1" t="str"><v>vicino</v></c></row>'
    with pytest.raises(SheetTooLarge, match="row 1,048,576, column 16,384"):
        opened(corner(near))


def test_a_stray_cell_at_the_far_corner_does_not_hurt_a_table(opened: Opened) -> None:
    head = '<row r="1"><c r="A1" t="str"><v>data</v></c><c r="B1" t="str"><v>evento</v></c></row>'
    row = '<row r="2"><c r="A2" t="str"><v>2025-03-03</v></c><c r="B2" t="str"><v>a</v></c></row>'
    rows, refused = read(opened(corner(head, row)))
    assert rows[0] == (2, {"data": "2025-03-03", "evento": "a"})
    assert rows[1] == (1_048_576, {"column 16384": "lontano"})
    assert refused == []


SHEET = "xl__worksheets__sheet1_dot_xml"
ENTITY = '<!DOCTYPE x [<!ENTITY a "b">]><worksheet><sheetData>&a;</sheetData></worksheet>'


@pytest.mark.parametrize(
    ("content", "error", "says"),
    [
        (raw_book("", xl__vbaProject_dot_bin=b"x"), MacroFile, "without macros"),
        (raw_book("", xl__macrosheets__sheet1_dot_xml=b"x"), MacroFile, "without macros"),
        (raw_book("", **{"..__..__etc__passwd": b"x"}), UnsafeArchive, "leaves its folder"),
        (archive({f"{n}": b"" for n in range(10_001)}), UnsafeArchive, "10,001 entries"),
        (raw_book("", **{SHEET: ENTITY}), BadXml, "entities"),
        (raw_book("", **{SHEET: "<worksheet><sheetData>"}), BadXml, "sheet1.xml"),
        (raw_book("<row r='1'><c t='s'><v>7</v></c></row>"), DamagedWorkbook, "points to no text"),
        (raw_book("<row r='2'/><row r='1'/>"), DamagedWorkbook, "row 1 follows row 2"),
        (raw_book("<row r='1'><c r='AAAA1'/></row>"), DamagedWorkbook, "AAAA1"),
        (raw_book("<row r='one'/>"), DamagedWorkbook, "one"),
        (book(ROWS)[:-40], DamagedWorkbook, "not a whole workbook"),
        (archive({"readme.txt": b"x"}), UnsupportedFormat, "a ZIP archive"),
        (archive({"xl/workbook.bin": b"x"}), UnsupportedFormat, "XLSB.*XLSX"),
        (archive({"content.xml": b"x"}), UnsupportedFormat, "ODS.*XLSX"),
        (archive({"word/document.xml": b"x"}), UnsupportedFormat, "Word"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, UnsupportedFormat, "XLS.*XLSX"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"),
         EncryptedFile, "without one"),
    ],
)  # fmt: skip
def test_a_workbook_that_cannot_be_read_says_what_to_do(
    content: bytes, error: type[Exception], says: str, opened: Opened
) -> None:
    with pytest.raises(error, match=says):
        opened(content)


def test_a_locked_entry_and_a_link_are_refused(opened: Opened) -> None:
    locked = bytearray(raw_book(""))
    locked[locked.rindex(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(EncryptedFile):
        opened(bytes(locked))
    link = zipfile.ZipInfo("xl/link.xml")
    link.external_attr = 0o120777 << 16
    with pytest.raises(UnsafeArchive, match="is a link"):
        opened(archive({link: "/etc/passwd"}))  # type: ignore[dict-item]


def test_f9_a_bomb_is_refused_before_it_is_unpacked(opened: Opened) -> None:
    zeros = raw_book("", xl__media__image1_dot_png=b"\0" * 60_000_000)
    assert len(zeros) < 100_000
    with pytest.raises(UnpackedTooLarge, match="200 times"):
        opened(zeros)
    with pytest.raises(UnpackedTooLarge, match="at most 1,000"):
        opened(book(ROWS), limits=FileLimits(unpacked_bytes=1_000))


def test_a_sheet_that_takes_too_much_memory_or_time_ends_alone(opened: Opened) -> None:
    texts = "".join(f"<si><t>{'x' * 400}{n}</t></si>" for n in range(40_000))
    content = raw_book("", texts=texts)
    with pytest.raises(SheetTooLarge, match="MB of memory"):
        opened(content, limits=FileLimits(workbook_memory_mb=30))
    cells = ("<row>" + "<c><v>1</v></c>" * 20 + "</row>") * 80_000
    with pytest.raises(SheetTooLarge, match="more than 1 s"):
        opened(raw_book(cells), limits=FileLimits(workbook_seconds=1, sample_rows=10**6))


def test_external_links_are_never_followed(opened: Opened) -> None:
    relations = entry(raw_book(""), "xl/_rels/workbook.xml.rels")
    outside = relations.replace(
        'Target="worksheets/sheet1.xml"', 'TargetMode="External" Target="file:///etc/passwd"'
    )
    with pytest.raises(EmptyFile):
        opened(raw_book("", xl___rels__workbook_dot_xml_dot_rels=outside))


def test_no_process_stays_behind(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[subprocess.Popen[bytes]] = []

    class Seen(subprocess.Popen):  # type: ignore[type-arg]
        def __init__(self, *arguments: Any, **options: Any) -> None:
            super().__init__(*arguments, **options)
            started.append(self)

    monkeypatch.setattr(subprocess, "Popen", Seen)
    rows = opened(book([HEADER, *([ROWS[1]] * 3_000)])).rows(Place())
    next(rows)
    assert [process.poll() is None for process in started][-1]
    rows.close()  # type: ignore[attr-defined]
    assert len(started) == 3
    assert all(process.poll() is not None for process in started)


CELLS = st.one_of(
    st.none(),
    st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Co", "Cn")), max_size=9),
    st.integers(-(10**14), 10**14),
    st.booleans(),
    st.decimals(-(10**6), 10**6, places=3).map(float),
    st.datetimes(datetime(1970, 1, 1), datetime(2099, 1, 1)).map(
        lambda at: at.replace(microsecond=0)
    ),
)


@settings(max_examples=30, deadline=None)
@given(rows=st.lists(st.lists(CELLS, min_size=1, max_size=5), min_size=1, max_size=5))
def test_what_a_workbook_is_given_comes_back_as_text(rows: list[list[Any]]) -> None:
    def text(value: Any) -> str:
        if isinstance(value, bool):
            return str(value).lower()
        if isinstance(value, float):
            return str(int(value)) if value == int(value) else f"{value:.15g}"
        return value.isoformat() if isinstance(value, datetime) else str(value)

    def is_filled(value: Any) -> bool:
        return value is not None and bool(str(value).strip()) and not str(value).startswith("=")

    expected = [
        (number, cells)
        for number, row in enumerate(rows, start=1)
        if (cells := {n: text(value) for n, value in enumerate(row, start=1) if is_filled(value)})
    ]
    with zipfile.ZipFile(io.BytesIO(book(rows))) as package:
        found = read_workbook(package)
        reading = Reading(
            read_shared_texts(package, found.texts_entry),
            read_kinds(package, found.styles_entry),
            found.since_1904,
        )
        assert list(sheet_rows(package, found.sheets[0].entry, reading)) == expected
