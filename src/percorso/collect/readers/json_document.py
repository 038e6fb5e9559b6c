"""Rows of a whole JSON document: a list of objects, or an object with one such list in it."""

import re
from collections.abc import Iterator
from pathlib import Path

import msgspec

from percorso.collect.file_errors import BadJson, JsonWithoutRows, UnsupportedFormat
from percorso.collect.readers.encoding import Encoding
from percorso.collect.readers.json_rows import object_row
from percorso.collect.readers.raw_file import reading
from percorso.collect.readers.row import FileLimits, Place, ReadRow

# One object a line breaks no line where something has to follow.
_BEGINS = re.compile(r"\[\s*\{|\[\s*\]|\{(?:[^\n]*[\[{,:])?[ \t]*\r?\n")

_OBJECT = msgspec.json.Decoder(dict[str, msgspec.Raw])
_LIST = msgspec.json.Decoder(list[msgspec.Raw])


def is_json_document(text: str) -> bool:
    r"""Whether a file that begins so is one JSON document, and not one object a line.

    >>> is_json_document('[{"a": 1},'), is_json_document('{"a": 1}')
    (True, False)
    >>> is_json_document('{"reviews": [\n{"a": 1}]}')
    True
    """
    return _BEGINS.match(text) is not None


def json_document_rows(
    path: Path, encoding: Encoding, limits: FileLimits, place: Place
) -> Iterator[ReadRow]:
    """Every object of the list as a JSON body or as a rejection, numbered from 1.

    Raises:
        UnsupportedFormat: the document is larger than is read at once.
        BadJson: it is no whole JSON.
        JsonWithoutRows: no list of objects is in it, or several.
        TooManyColumns: an object has more members than columns are read.
    """
    with reading(path) as source:
        content = source.stream.read(limits.line_bytes + 1)
        place.bytes_done = source.bytes_done()
    if len(content) > limits.line_bytes:
        size = f"one JSON document of more than {limits.line_bytes // 1_000_000} MB"
        raise UnsupportedFormat(path, size, "Write one JSON object a line instead.")
    decoded = content.decode(encoding.name, encoding.errors).lstrip("\ufeff")
    text = decoded.encode("utf-8", "surrogatepass")
    for number, one in enumerate(_objects(path, text), start=1):
        yield object_row(path, number, bytes(one), limits, place)


def _objects(path: Path, text: bytes) -> list[msgspec.Raw]:
    """The members of the document's list.

    Raises:
        BadJson: the document is no whole JSON.
        JsonWithoutRows: there is no such list, or several.
    """
    try:
        if text.lstrip().startswith(b"["):
            return _LIST.decode(text)
        members = _OBJECT.decode(text)
    except msgspec.DecodeError as error:
        raise BadJson(path, str(error)) from error
    lists = {name: raw for name, raw in members.items() if bytes(raw).startswith(b"[")}
    found = [name for name, raw in lists.items() if bytes(raw)[1:].lstrip().startswith(b"{")]
    if len(found) != 1:
        raise JsonWithoutRows(path, found)
    return _LIST.decode(lists[found[0]])
