"""When an event happened: its sender's clock, set right once."""

import functools
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from percorso.domain.contact import TimeQuality

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# A clock within this of ours needs no correction; one beyond the other is in the future.
_SAME_CLOCK = timedelta(seconds=5)
_AHEAD = timedelta(minutes=5)


class Moment(msgspec.Struct, frozen=True):
    """An instant, how sure it is, and what was assumed.

    Attributes:
        at: Aware UTC.
        quality: How sure.
        flags: Why it is assumed.
    """

    at: datetime
    quality: TimeQuality
    flags: tuple[str, ...] = ()


def moment_of(event: Mapping[str, Any], sent: object, received_at: datetime) -> Moment:
    """When an event happened (WIRE-FORMATS 5).

    Args:
        event: As its sender wrote it.
        sent: When the sender's clock says it was sent, of the envelope.
        received_at: Aware UTC.
    """
    told = _time_told(event)
    if told is None or told == "":
        return Moment(received_at, "assumed", ("no_time",))
    original = read_instant(told)
    if original is None:
        return Moment(received_at, "assumed", ("bad_time",))
    sent_at = _read_sent(event.get("sentAt") or sent)
    found = Moment(original, "exact")
    if sent_at is not None:
        if original > sent_at:
            return Moment(received_at, "assumed", ("sent_before_original",))
        same = abs(received_at - sent_at) <= _SAME_CLOCK
        try:
            right = received_at - (sent_at - original)
        except OverflowError:
            return Moment(received_at, "assumed", ("bad_time",))
        found = Moment(right, "exact" if same else "corrected")
    if found.at > received_at + _AHEAD:
        return Moment(received_at, "assumed", ("future",))
    if found.at < _EPOCH:
        return Moment(received_at, "assumed", ("bad_time",))
    return found


def _time_told(event: Mapping[str, Any]) -> object:
    """What its sender says of the time of an event.

    `originalTimestamp` alone is when it was called. Beside it, a `timestamp` is the time the caller
    gave (RudderStack's clients), except where Segment has passed the event on: then it is the
    other, set right already.
    """
    given, called = event.get("timestamp"), event.get("originalTimestamp")
    return called or given if "receivedAt" in event else given or called


def _read_sent(told: object) -> datetime | None:
    """When something was sent: all events of a batch say the same."""
    return _read_text(told) if isinstance(told, str) else None


@functools.lru_cache(maxsize=256)
def _read_text(told: str) -> datetime | None:
    return read_instant(told)


def read_instant(told: object) -> datetime | None:
    """An ISO 8601 text as an instant, UTC where it has no offset; None where it is none.

    >>> read_instant("2026-11-22T09:30:00.5+01:00").isoformat()
    '2026-11-22T08:30:00.500000+00:00'
    """
    if not isinstance(told, str):
        return None
    try:
        found = datetime.fromisoformat(told.strip())
        if found.tzinfo is UTC:
            return found
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
