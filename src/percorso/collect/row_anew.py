"""Can a row that was refused while its file was read become one after all? What it takes."""

import codecs
import csv
import hashlib
import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from percorso.collect.readers.csv_rows import DELIMITERS
from percorso.collect.readers.json_rows import object_row
from percorso.collect.readers.row import FileLimits, Place
from percorso.domain.errors import InputError
from percorso.domain.mapping import Mapping
from percorso.domain.rejection_advice import BY_ENCODING, BY_INSISTING
from percorso.store.records.rejections import READ_STAGE, Rejection

_ESCAPED = re.compile(r"(?:\\x[0-9a-f]{2})+")
# What is added to a row of which only the beginning is kept.
_CUT = re.compile(r"… \(cut: [\d,]+ (?:characters|bytes) in all\)$")
_LONGEST_ID = 100


class EncodingUnknown(InputError):
    """An encoding nobody knows."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(
            f'There is no encoding "{name}". Give one such as cp1252, latin-1, mac-roman or cp850.'
        )


def known_encoding(name: str) -> str:
    """Python's name of an encoding of text.

    Raises:
        EncodingUnknown: there is none of this name.
    """
    try:
        "".encode(name)
        return codecs.lookup(name).name
    except LookupError as error:
        raise EncodingUnknown(name) from error


class RowsAnew:
    """Makes rows of what was refused, equal ones of a file told apart.

    Args:
        encoding: In which undecodable bytes are; None leaves such rows as they are.
        insists: Whether totals, rows without the value of a formula and rows of another table
            are taken as they are.
    """

    def __init__(self, encoding: str | None, *, insists: bool) -> None:
        self._encoding = None if encoding is None else known_encoding(encoding)
        self._insists = insists
        self._times: Counter[tuple[str | None, str]] = Counter()

    def row(self, refused: Rejection, mapping: Mapping) -> Rejection | None:
        """The rejection as that of a row that was read, under the id it has then, or None."""
        body = self._body(refused, mapping.header)
        if body is None:
            return None
        mark = hashlib.sha256(body.encode("utf-8", "surrogatepass")).hexdigest()
        self._times[refused.file, mark] += 1
        own = self._own_id(body, mapping)
        message_id = own or f"{mark}:{self._times[refused.file, mark]}"
        return replace(refused, stage=READ_STAGE, raw=body, message_id=message_id)

    def _body(self, refused: Rejection, header: Sequence[str]) -> str | None:
        if _CUT.search(refused.raw):
            return None
        if refused.code in BY_INSISTING and self._insists:
            is_object = refused.raw.lstrip().startswith("{")
            return refused.raw if is_object else _body_of_any_width(refused.raw, header)
        if refused.code == BY_ENCODING and self._encoding is not None:
            text = _decoded(refused.raw, self._encoding)
            return None if text is None else _body_of_text(text, header)
        return None

    @staticmethod
    def _own_id(body: str, mapping: Mapping) -> str | None:
        column = mapping.columns.get("id")
        own = str(json.loads(body).get(column, "")).strip() if column else ""
        return own if 1 <= len(own) <= _LONGEST_ID else None


def _decoded(raw: str, encoding: str) -> str | None:
    """The row with its escaped bytes decoded; None where they are no text in this encoding."""
    try:
        return _ESCAPED.sub(
            lambda found: bytes.fromhex(found[0].replace("\\x", "")).decode(encoding), raw
        )
    except UnicodeDecodeError:
        return None


def _body_of_any_width(text: str, header: Sequence[str]) -> str | None:
    """A row of text as canonical JSON, its cells by the columns of the header they stand under."""
    read = [list(csv.reader(text.splitlines(keepends=True), delimiter=sign)) for sign in DELIMITERS]
    widest = max((rows[0] for rows in read if len(rows) == 1), key=len, default=[])
    names = [*header, *(f"column {number}" for number in range(len(header) + 1, len(widest) + 1))]
    cells = {name: cell for name, cell in zip(names, widest, strict=False) if cell}
    if not cells:
        return None
    return json.dumps(cells, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _body_of_text(text: str, header: Sequence[str]) -> str | None:
    """The row as canonical JSON: an object of a JSON file, or cells as many as the header has."""
    if text.lstrip().startswith("{"):
        read = object_row(Path("row"), 1, text.strip().encode(), FileLimits(), Place())
        return read[1].decode() if isinstance(read, tuple) else None
    for sign in DELIMITERS:
        rows = list(csv.reader(text.splitlines(keepends=True), delimiter=sign))
        if len(rows) == 1 and len(rows[0]) == len(header) > 1:
            cells = {name: cell for name, cell in zip(header, rows[0], strict=True) if cell}
            return json.dumps(cells, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return None
