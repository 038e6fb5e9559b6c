"""Bytes a strict reader refuses, read as somebody says they are meant."""

import codecs
import json
import re
from decimal import Decimal
from typing import Any

import msgspec

_TRAILING = re.compile(rb'("(?:[^"\\]|\\.)*")|,(?=\s*[}\]])', re.DOTALL)
_MOST_DIGITS = 4_300
_CANONICAL = msgspec.json.Encoder(decimal_format="number")


def in_utf8(raw: bytes, encoding: str) -> bytes | None:
    r"""Bytes as UTF-8, those that are none read in another encoding.

    >>> in_utf8(b"citt\xe0 \xc3\xa8", "cp1252").decode()
    'città è'

    Returns:
        None where they are no text in that encoding either.
    """
    try:
        if codecs.lookup(encoding).name.startswith(("utf-16", "utf-32")):
            return raw.decode(encoding).encode()
        found = []
        while raw:
            good, bad, raw = _first_odd(raw)
            found.append(good + bad.decode(encoding).encode())
    except UnicodeError:
        return None
    return b"".join(found)


def _first_odd(raw: bytes) -> tuple[bytes, bytes, bytes]:
    """What of bytes is UTF-8, what follows that is none, and the rest."""
    try:
        raw.decode()
    except UnicodeDecodeError as odd:
        return raw[: odd.start], raw[odd.start : odd.end], raw[odd.end :]
    return raw, b"", b""


def documents(raw: bytes) -> list[bytes]:
    """The JSON values of bytes, strict ones, each of them leniently read.

    Commas before a closing bracket are left out, numbers that cannot be kept are null, halves of
    signs become the sign for what cannot be read.

    >>> documents(b'{"a": NaN, "b": [1,],} {"c": 42.10}')
    [b'{"a":null,"b":[1]}', b'{"c":42.10}']

    Returns:
        Nothing where they are not read even so.
    """
    try:
        text = _TRAILING.sub(lambda found: found[1] or b"", raw).decode()
        found, place = [], _next(text, 0)
        while place < len(text):
            value, place = _LENIENT.raw_decode(text, place)
            found.append(_CANONICAL.encode(_whole_signs(value)))
            place = _next(text, place)
    except (ValueError, RecursionError):
        return []
    return found


def _next(text: str, place: int) -> int:
    """Where the next value begins."""
    return len(text) - len(text[place:].lstrip())


def _whole(digits: str) -> int | None:
    return int(digits) if len(digits) <= _MOST_DIGITS else None


def _decimal(digits: str) -> Decimal | None:
    return Decimal(digits) if abs(float(digits)) != float("inf") else None


_LENIENT = json.JSONDecoder(
    parse_constant=lambda _: None, parse_int=_whole, parse_float=_decimal, strict=False
)


def _whole_signs(value: Any) -> Any:
    """The same with halves of signs replaced."""
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, list):
        return [_whole_signs(one) for one in value]
    if isinstance(value, dict):
        return {_whole_signs(name): _whole_signs(one) for name, one in value.items()}
    return value
