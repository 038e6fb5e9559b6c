"""The filled cells of a sheet, row by row, however far apart they lie."""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field

from ..safe_xml import XmlReader, XmlRefused, local_name
from .cell_text import Kind, text_of_number, unescaped
from .refusal import Refusal

# Row number and, by column number, the texts of the filled cells; both count from 1.
SheetRow = tuple[int, dict[int, str]]

_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384
_MOST_MERGES = 20_000
_MERGE = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]{1,3}\d{1,7}):([A-Z]{1,3}\d{1,7})"')
_SCANNED_BYTES = 1 << 20
_LONGEST_MERGE = 400


def column_number(letters: str) -> int:
    """The number of a column by its letters.

    >>> column_number("A"), column_number("XFD")
    (1, 16384)
    """
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - 64
    return number


def place_of(reference: str) -> tuple[int, int]:
    """Row and column of a cell such as `C12`.

    Raises:
        Refusal: no sheet has such a cell.
    """
    letters = reference.rstrip("0123456789")
    row = int(reference[len(letters) :] or 0)
    column = column_number(letters) if letters.isalpha() and letters.isupper() else 0
    if not (1 <= row <= _LAST_ROW and 1 <= column <= _LAST_COLUMN):
        raise Refusal("damaged", f"it names a cell {reference[:20]!r}")
    return row, column


@dataclass
class Reading:
    """What the cells of a sheet need to be read, and what was found on the way."""

    texts: list[str]
    kinds: list[Kind]
    since_1904: bool
    # Row number -> columns of formulas whose value is not stored; whoever reads takes them out.
    uncomputed: dict[int, list[int]] = field(default_factory=dict)
    errors: int = 0
    first_error: str = ""
    share: float = 0.0


@dataclass
class _Cells:
    """The open row and cell, as the parser meets them."""

    reading: Reading
    row: int = 0
    column: int = 0
    kind: str = "n"
    style: int = 0
    has_formula: bool = False
    value: str = ""
    heard: list[str] = field(default_factory=list)
    runs: list[str] = field(default_factory=list)
    aids: int = 0
    cells: dict[int, str] = field(default_factory=dict)
    ready: list[SheetRow] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    columns: dict[str, int] = field(default_factory=dict)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element opens; a cell, its value, and its formula matter."""
        name = self.names.get(name) or self._named(name)
        if name == "c":
            self._open_cell(attributes)
        elif name in {"v", "t"}:
            self.heard.clear()
        elif name == "f":
            self.has_formula = True
        elif name == "row":
            self._open_row(attributes)
        elif name == "rPh":
            self.aids += 1

    def _named(self, name: str) -> str:
        plain = local_name(name)
        if len(self.names) < 1_000:
            self.names[name] = plain
        return plain

    def _open_row(self, attributes: dict[str, str]) -> None:
        """A row begins, by its own number or behind the last.

        Raises:
            Refusal: it stands before the last, or beyond every sheet.
        """
        row = int(attributes.get("r", self.row + 1))
        if not self.row < row <= _LAST_ROW:
            raise Refusal("damaged", f"its row {row} follows row {self.row}")
        self.row, self.column, self.cells = row, 0, {}

    def _open_cell(self, attributes: dict[str, str]) -> None:
        reference = attributes.get("r")
        self.column = self.column + 1 if reference is None else self._column(reference)
        self.kind = attributes.get("t", "n")
        self.style = int(attributes.get("s", 0))
        self.has_formula, self.value = False, ""
        self.runs.clear()

    def _column(self, reference: str) -> int:
        letters = reference.rstrip("0123456789")
        column = self.columns.get(letters)
        if column is None:
            column = self.columns[letters] = place_of(reference)[1]
        return column

    def end(self, name: str) -> None:
        """An element closes."""
        name = self.names.get(name) or self._named(name)
        if name == "v":
            self.value = "".join(self.heard)
        elif name == "t" and not self.aids:
            self.runs.append("".join(self.heard))
        elif name == "c":
            self._close_cell()
        elif name == "row":
            if self.cells or self.row in self.reading.uncomputed:
                self.ready.append((self.row, self.cells))
            self.cells = {}
        elif name == "rPh":
            self.aids -= 1

    def _close_cell(self) -> None:
        reading = self.reading
        if self.kind == "e":
            reading.errors += 1
            reading.first_error = reading.first_error or f"{self.value} in row {self.row}"
            return
        if self.has_formula and not self.value and self.kind != "str":
            reading.uncomputed.setdefault(self.row, []).append(self.column)
            return
        text = self._text()
        if text and not text.isspace():
            self.cells[self.column] = text

    def _text(self) -> str:
        """The text of the open cell.

        Raises:
            Refusal: it points to a text that is not there.
        """
        if self.kind == "n":
            kinds = self.reading.kinds
            kind = kinds[self.style] if 0 <= self.style < len(kinds) else "number"
            return text_of_number(self.value, kind, since_1904=self.reading.since_1904)
        if self.kind == "s":
            place = int(self.value or -1)
            if not 0 <= place < len(self.reading.texts):
                raise Refusal("damaged", f"a cell in row {self.row} points to no text")
            return self.reading.texts[place]
        if self.kind == "b":
            return {"0": "false", "1": "true"}.get(self.value, self.value)
        return unescaped("".join(self.runs) if self.kind == "inlineStr" else self.value)


def sheet_rows(package: zipfile.ZipFile, entry: str, reading: Reading) -> Iterator[SheetRow]:
    """Rows with at least one filled cell or formula, in the order of the sheet.

    Raises:
        Refusal: the sheet is no whole XML, or names cells no sheet has.
    """
    cells = _Cells(reading)
    reader = XmlReader(cells.start, cells.end, cells.heard.append)
    try:
        with package.open(entry) as stream:
            size = max(package.getinfo(entry).file_size, 1)
            for _ in reader.blocks(stream):
                reading.share = stream.tell() / size
                yield from cells.ready
                cells.ready.clear()
    except XmlRefused as refused:
        raise Refusal("bad_xml", entry, str(refused.line), refused.reason) from refused


def merged_cells(package: zipfile.ZipFile, entry: str) -> list[tuple[int, int, int, int]]:
    """Merged ranges as first row, first column, last row, last column.

    They stand behind the cells they merge, so the sheet is looked through once before.
    """
    found: list[tuple[int, int, int, int]] = []
    rest = b""
    with package.open(entry) as stream:
        while (block := stream.read(_SCANNED_BYTES)) and len(found) < _MOST_MERGES:
            text = rest + block
            end = 0
            for merge in _MERGE.finditer(text):
                found.append((*place_of(merge[1].decode()), *place_of(merge[2].decode())))
                end = merge.end()
            rest = text[max(end, len(text) - _LONGEST_MERGE) :]
    return found[:_MOST_MERGES]
