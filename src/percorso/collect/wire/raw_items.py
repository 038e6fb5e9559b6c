"""Cuts a body into its events bytewise, where one of them cannot be read."""

import itertools
import re

_SIGN = re.compile(rb'["{}\[\],:]')
_STRING = re.compile(rb'"(?:[^"\\]|\\.)*"', re.DOTALL)
_BLANK = b" \t\r\n"


class NotCuttable(ValueError):
    """The brackets and quotes of a body do not pair, or it is no object."""


def cut_batch(body: bytes, member: bytes = b"batch") -> tuple[bytes, list[bytes]]:
    """The rest of an object, and the raw items of the list one of its members is.

    Only brackets and quotes are looked at: what stands between them is judged by itself.

    >>> cut_batch(b'{"batch": [{"a": NaN}, {"b": "],"}], "sentAt": "x"}')
    (b'{"batch":[], "sentAt": "x"}', [b'{"a": NaN}', b'{"b": "],"}'])

    Raises:
        NotCuttable: brackets or quotes do not pair, or there is no such list.
    """
    begin = _skip_blanks(body, 0)
    if body[begin : begin + 1] != b"{":
        raise NotCuttable
    place = begin + 1
    while True:
        place = _skip_blanks(body, place)
        name = _STRING.match(body, place)
        if name is None:
            raise NotCuttable
        colon = _skip_blanks(body, name.end())
        if body[colon : colon + 1] != b":":
            raise NotCuttable
        value = _skip_blanks(body, colon + 1)
        end, cuts = _end_of_value(body, value)
        if name.group() == b'"' + member + b'"':
            if body[value : value + 1] != b"[":
                raise NotCuttable
            return body[: name.start()] + name.group() + b":[]" + body[end:], _items(
                body, value, end, cuts
            )
        if body[end : end + 1] != b",":
            raise NotCuttable
        place = end + 1


def _end_of_value(body: bytes, begin: int) -> tuple[int, list[int]]:
    """Where a value ends, and where the commas stand that part its own items.

    Raises:
        NotCuttable: brackets or quotes do not pair.
    """
    commas: list[int] = []
    depth, place = 0, begin
    while True:
        found = _SIGN.search(body, place)
        if found is None:
            raise NotCuttable
        sign, place = found.group(), found.end()
        if sign == b'"':
            text = _STRING.match(body, found.start())
            if text is None:
                raise NotCuttable
            place = text.end()
        elif sign in b"{[":
            depth += 1
        elif sign in b"}]":
            depth -= 1
            if depth < 0:
                return found.start(), commas
            if depth == 0:
                return _skip_blanks(body, place), commas
        elif sign == b",":
            if depth == 0:
                return found.start(), commas
            if depth == 1:
                commas.append(found.start())


def _items(body: bytes, begin: int, end: int, commas: list[int]) -> list[bytes]:
    """The items of the list between two places.

    Raises:
        NotCuttable: another bracket closes it.
    """
    last = body.rfind(b"]", begin, end)
    if last < 0:
        raise NotCuttable
    inside = body[begin + 1 : last].strip(_BLANK)
    if not inside:
        return []
    edges = [begin, *commas, last]
    return [body[first + 1 : second].strip(_BLANK) for first, second in itertools.pairwise(edges)]


def _skip_blanks(body: bytes, place: int) -> int:
    while body[place : place + 1] in (b" ", b"\t", b"\r", b"\n"):
        place += 1
    return place
