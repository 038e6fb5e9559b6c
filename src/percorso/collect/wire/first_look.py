"""Whether a whole batch is fine, as nearly all are, without decoding what nobody asks a door about.

msgspec steps over a value as strictly as it decodes it, but for two things: whether its text is
UTF-8, and whether a number is one a float can hold. These are looked at over the whole body.
"""

from typing import Annotated, Literal

import msgspec
import numpy as np
import numpy.typing as npt

from percorso.collect.wire.judging import DEEPEST, LONGEST_IDENTIFIER, MOST_PROPERTIES

# A number of so many digits or fewer, with an exponent of two digits, fits into a float.
_FEW_DIGITS = 200
_STEP = _FEW_DIGITS // 2
_OF_NUMBER, _MINUS, _BEFORE_VALUE = b"0123456789.", ord("-"), b":,[ \t\n\r"


_Identifier = Annotated[str, msgspec.Meta(min_length=1, max_length=LONGEST_IDENTIFIER)] | int | None


class _Event(msgspec.Struct, gc=False):
    """What a door asks of an event, as nearly all are."""

    type: Literal["track", "page", "screen", "identify"]
    event: str | None = None
    userId: _Identifier = None  # noqa: N815 - the wire's own name
    anonymousId: _Identifier = None  # noqa: N815


class _Events(msgspec.Struct):
    batch: list[_Event]


class _RawEvents(msgspec.Struct):
    batch: list[msgspec.Raw]


_EVENTS = msgspec.json.Decoder(_Events)
_RAW_EVENTS = msgspec.json.Decoder(_RawEvents)


def fine_events(body: bytes, most_bytes: int) -> int:
    """How many events a batch has, where all of them are taken; 0 says nothing yet.

    Args:
        body: The raw bytes, inflated.
        most_bytes: How large an event may be.
    """
    try:
        body.decode()
        raw = [bytes(one) for one in _RAW_EVENTS.decode(body).batch]
        events = _EVENTS.decode(body).batch
    except (ValueError, RecursionError):
        return 0
    # A text cannot hold more properties than bytes, nor be deeper than it has brackets.
    if max(map(len, raw), default=0) > min(most_bytes, MOST_PROPERTIES):
        return 0
    lists = body.count(b"[")
    if max([one.count(b"{") for one in raw], default=0) + lists > DEEPEST and _is_deep(raw):
        return 0
    return 0 if _is_any_odd(events) or _may_be_huge(body) else len(raw)


def _is_deep(raw: list[bytes]) -> bool:
    return any(one.count(b"{") + one.count(b"[") > DEEPEST for one in raw)


def _is_any_odd(events: list[_Event]) -> bool:
    """Whether an event is nobody's, or has no name and needs one."""
    for one in events:
        if one.userId is None and one.anonymousId is None:
            return True
        if one.type == "track" and not (one.event and one.event.strip()):
            return True
    return False


def _may_be_huge(body: bytes) -> bool:
    """Whether a number may be too large for a float; a text that looks like one counts, too."""
    signs = np.frombuffer(body, dtype=np.uint8)
    digits = (signs - ord("0")) < 10
    return _has_long_exponent(body, signs, digits) or _has_long_number(body, digits)


def _has_long_exponent(
    body: bytes, signs: npt.NDArray[np.uint8], digits: npt.NDArray[np.bool_]
) -> bool:
    exponents = (signs[1:-4] | 0x20) == ord("e")
    exponents &= digits[:-5] & digits[2:-3] & digits[3:-2] & digits[4:-1]
    if any(_begins_value(body, place) for place in np.flatnonzero(exponents).tolist()):
        return True
    # Nearly no number tells the sign of an exponent above 0.
    return b"+" in body and bool(
        np.any(digits[:-2] & ((signs[1:-1] | 0x20) == ord("e")) & (signs[2:] == ord("+")))
    )


def _begins_value(body: bytes, place: int) -> bool:
    """Whether the digits that end at a place begin where a value can."""
    while body[place] in _OF_NUMBER:
        place -= 1
    if body[place] == _MINUS:
        place -= 1
    return body[place] in _BEFORE_VALUE


def _has_long_number(body: bytes, digits: npt.NDArray[np.bool_]) -> bool:
    # A run of so many digits has two of these places in it, with digits alone between.
    places = np.flatnonzero(digits[:-_STEP:_STEP] & digits[_STEP::_STEP]) * _STEP
    return any(body[place : place + _STEP].isdigit() for place in places)
