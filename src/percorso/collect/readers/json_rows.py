"""Rows of a JSON-lines file: one object a line, inner ones flattened, values as exact text."""

import io
from collections.abc import Collection, Iterator
from functools import lru_cache
from itertools import count
from pathlib import Path

import msgspec

from percorso.collect.file_errors import LineTooLong, TooManyColumns
from percorso.collect.readers.encoding import Encoding
from percorso.collect.readers.raw_file import OpenBytes, reading
from percorso.collect.readers.row import FileLimits, Place, ReadRow, RejectedRow, kept_raw

_DEEPEST = 32
_QUOTE = ord('"')
_PROGRESS_EVERY_ROWS = 4096

# Raw keeps a number as it is written: 12345678901234567890123 and 1.10 stay themselves.
_OBJECT = msgspec.json.Decoder(dict[str, msgspec.Raw])
_LIST = msgspec.json.Decoder(list[msgspec.Raw])
_TEXT = msgspec.json.Decoder(str)
_ENCODE = msgspec.json.Encoder().encode


class _TooDeep(ValueError):
    """A value is nested deeper than any sender needs."""


def json_rows(
    path: Path, encoding: Encoding, limits: FileLimits, place: Place
) -> Iterator[ReadRow]:
    """Every line as a JSON body or as a rejection; blank lines are skipped.

    Raises:
        LineTooLong: a line is longer than any row should be.
        TooManyColumns: an object has more members than columns are read.
    """
    with reading(path) as source:
        for number, line in _lines(path, source, encoding, limits):
            if number % _PROGRESS_EVERY_ROWS == 1:
                place.bytes_done = source.bytes_done()
            if stripped := line.strip():
                yield object_row(path, number, stripped, limits, place)
        place.bytes_done = source.bytes_done()


def _lines(
    path: Path, source: OpenBytes, encoding: Encoding, limits: FileLimits
) -> Iterator[tuple[int, bytes]]:
    limit = limits.line_bytes
    for number, line in enumerate(_raw_lines(source, encoding, limit), start=1):
        if len(line) >= limit and not line.endswith(b"\n"):
            raise LineTooLong(path, number, limit)
        yield number, line


def _raw_lines(source: OpenBytes, encoding: Encoding, limit: int) -> Iterator[bytes]:
    """The lines as UTF-8 bytes; bytes are left as they are where the file is UTF-8."""
    if encoding.name == "utf-8-sig":
        source.stream.read(3)
    if encoding.name.startswith("utf-8"):
        while line := source.stream.readline(limit):
            yield line
        return
    text = io.TextIOWrapper(source.stream, encoding.name, encoding.errors, newline="\n")
    while decoded := text.readline(limit):
        yield decoded.encode("utf-8", "surrogatepass")
    # A wrapper that goes closes the stream below it, which is not its own.
    text.detach()


def object_row(path: Path, line: int, text: bytes, limits: FileLimits, place: Place) -> ReadRow:
    """One object as a body: strings stay the bytes they are, all else becomes a string.

    Raises:
        TooManyColumns: the object has more members than columns are read.
    """
    parts: list[bytes] = []
    try:
        text.decode("utf-8")
        members = _OBJECT.decode(text)
        if b"{" in text[1:]:
            members = _flat(members, 1)
        if len(members) > limits.columns:
            raise TooManyColumns(path, line, len(members), limits.columns)
        for name in sorted(members):
            value = _cell(bytes(members[name]), place)
            if len(value) > limits.cell_bytes:
                reason = f'the value of "{name[:80]}" is larger than {limits.cell_bytes:,} bytes'
                return RejectedRow(line, "cell_too_large", reason, _raw(text, limits))
            if value:
                parts.append(_key(name) + value)
    except (msgspec.DecodeError, _TooDeep, RecursionError) as error:
        return _rejected(line, text, error, limits)
    except UnicodeDecodeError:
        return RejectedRow(line, "bad_text", "the line is not UTF-8 text", _raw(text, limits))
    return line, b"{" + b",".join(parts) + b"}"


def _flat(members: dict[str, msgspec.Raw], depth: int) -> dict[str, msgspec.Raw]:
    """Members of objects inside as members of their own: `context.page.url`.

    A name that is there already becomes `name.2`, as a column that comes twice does. Lists and
    empty objects stay values.

    Raises:
        _TooDeep: the object is nested deeper than any sender needs.
    """
    if depth > _DEEPEST:
        raise _TooDeep(f"nested deeper than {_DEEPEST} levels")
    flat = {name: value for name, value in members.items() if not _holds_members(value)}
    for name, value in members.items():
        if _holds_members(value):
            for inner, one in _flat(_OBJECT.decode(value), depth + 1).items():
                flat[_free(f"{name}.{inner}", flat)] = one
    return flat


def _holds_members(value: msgspec.Raw) -> bool:
    raw = bytes(value)
    return raw[:1] == b"{" and raw[1:-1].strip() != b""


def _free(name: str, taken: Collection[str]) -> str:
    if name not in taken:
        return name
    return next(again for number in count(2) if (again := f"{name}.{number}") not in taken)


@lru_cache(maxsize=4096)
def _key(name: str) -> bytes:
    return _ENCODE(name.replace("\0", "")) + b":"


def _cell(raw: bytes, place: Place) -> bytes:
    """The exact text of one value as a JSON string; nothing where it is absent or empty."""
    sign = raw[0]
    if sign == _QUOTE:
        # Without an escape in it a string is canonical as it stands.
        if b"\\" not in raw:
            return raw if len(raw) > 2 else b""
        text = _without_nul(_TEXT.decode(raw), place)
        return _ENCODE(text) if text else b""
    if sign in b"{[":
        return _ENCODE(_canonical(raw, 1))
    return b"" if raw == b"null" else b'"' + raw + b'"'


def _without_nul(text: str, place: Place) -> str:
    if "\0" not in text:
        return text
    place.nul_bytes += text.count("\0")
    return text.replace("\0", "")


def _canonical(raw: bytes, depth: int) -> str:
    """JSON with sorted keys and no blanks, its numbers untouched.

    Raises:
        _TooDeep: the value is nested deeper than any sender needs.
    """
    if depth > _DEEPEST:
        raise _TooDeep(f"nested deeper than {_DEEPEST} levels")
    sign = raw[:1]
    if sign == b"{":
        members = sorted(_OBJECT.decode(raw).items())
        inner = (
            f"{_ENCODE(name).decode()}:{_canonical(bytes(value), depth + 1)}"
            for name, value in members
        )
        return "{" + ",".join(inner) + "}"
    if sign == b"[":
        inner = (_canonical(bytes(value), depth + 1) for value in _LIST.decode(raw))
        return "[" + ",".join(inner) + "]"
    return _ENCODE(_TEXT.decode(raw)).decode() if sign == b'"' else raw.decode("ascii")


def _rejected(line: int, text: bytes, error: Exception, limits: FileLimits) -> RejectedRow:
    raw = _raw(text, limits)
    if isinstance(error, msgspec.ValidationError):
        return RejectedRow(line, "not_an_object", "the line is JSON, but no object", raw)
    if isinstance(error, (_TooDeep, RecursionError)):
        return RejectedRow(line, "too_deep", f"nested deeper than {_DEEPEST} levels", raw)
    return RejectedRow(line, "bad_json", f"the line is not JSON: {error}", raw)


def _raw(text: bytes, limits: FileLimits) -> str:
    shown = text[: 4 * limits.raw_bytes].decode("utf-8", "backslashreplace")
    if len(text) > 4 * limits.raw_bytes:
        return f"{shown[: limits.raw_bytes]}… (cut: {len(text):,} bytes in all)"
    return kept_raw(shown, limits)
