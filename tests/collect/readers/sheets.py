"""Workbooks written in a test: whole ones by openpyxl, odd ones by hand."""

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

Rows = Sequence[Sequence[Any]]

_TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def book(
    sheets: Mapping[str, Rows] | Rows, change: Callable[[Worksheet], None] | None = None
) -> bytes:
    """A workbook with these rows on its sheets; `change` gets the first sheet."""
    named = sheets if isinstance(sheets, Mapping) else {"Foglio1": sheets}
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.worksheets[0])
    for name, rows in named.items():
        sheet = workbook.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    if change is not None:
        change(workbook.worksheets[0])
    stored = io.BytesIO()
    workbook.save(stored)
    return stored.getvalue()


def raw_book(cells: str, *, styles: str = "", texts: str = "", **more: bytes | str) -> bytes:
    """A workbook whose sheet data, cell formats and shared texts are given as XML.

    Args:
        cells: What stands inside `sheetData`.
        styles: `<numFmts>` and `<cellXfs>`, when cells have formats.
        texts: What stands inside `sst`.
        more: Further entries, `__` in their names for a slash and `_dot_` for a point.
    """
    parts: dict[str, bytes | str] = {
        "_rels/.rels": _relations(("officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'<workbook {_MAIN} xmlns:r="{_TYPES}"><sheets>'
        '<sheet name="Dati" sheetId="1" r:id="r0"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": _relations(
            ("worksheet", "worksheets/sheet1.xml"), ("styles", "styles.xml"),
            ("sharedStrings", "sharedStrings.xml"),
        ),
        "xl/worksheets/sheet1.xml": (
            f"<worksheet {_MAIN}><sheetData>{cells}</sheetData></worksheet>"
        ),
        "xl/styles.xml": f"<styleSheet {_MAIN}>{styles}</styleSheet>",
        "xl/sharedStrings.xml": f"<sst {_MAIN}>{texts}</sst>",
    }  # fmt: skip
    for name, content in more.items():
        parts[name.replace("__", "/").replace("_dot_", ".")] = content
    return archive(parts)


def archive(parts: Mapping[str, bytes | str]) -> bytes:
    """A ZIP file of these entries."""
    stored = io.BytesIO()
    with zipfile.ZipFile(stored, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return stored.getvalue()


def _relations(*targets: tuple[str, str]) -> str:
    listed = "".join(
        f'<Relationship Id="r{number}" Type="{_TYPES}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets)
    )
    return f"<Relationships>{listed}</Relationships>"
