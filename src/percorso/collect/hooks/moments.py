"""When a message says that something happened, and how sure that is (WIRE-FORMATS 5)."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from decimal import Decimal
from email.utils import parsedate_to_datetime
from typing import Any

from percorso.collect.hooks.delivery import Receipt
from percorso.collect.hooks.node import Node
from percorso.domain.contact import TimeQuality

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_AHEAD = timedelta(minutes=5)
# Seconds since 1970 reach this in the year 5138: what is larger counts milliseconds.
_MILLISECONDS_FROM = 10**11


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant, aware UTC, and what had to be assumed."""

    at: datetime
    quality: TimeQuality = "exact"
    flags: tuple[str, ...] = ()


def moment(told: Node, receipt: Receipt, zone: tzinfo = UTC) -> Moment:
    """The instant a member tells; that of the receipt where it tells none that can be.

    Args:
        told: A time as text or as seconds or milliseconds since 1970.
        receipt: When the message came.
        zone: Of a text without one.
    """
    if told.value in (None, ""):
        return _of_receipt(receipt, "no_time")
    found = instant(told.value, zone)
    if found is None or found < _EPOCH:
        return _of_receipt(receipt, "bad_time")
    if found > receipt.at + _AHEAD:
        return _of_receipt(receipt, "future")
    return Moment(found)


def local_moment(told: Node, receipt: Receipt) -> Moment:
    """As `moment`, where a text without a zone is told in the zone of the receipt, and said."""
    found = moment(told, receipt, receipt.zone)
    if found.quality == "exact" and isinstance(told.value, str) and _is_bare(told.value):
        return Moment(found.at, "exact", ("zone_assumed",))
    return found


def _of_receipt(receipt: Receipt, flag: str) -> Moment:
    return Moment(receipt.at, "assumed", (flag,))


def instant(value: Any, zone: tzinfo = UTC) -> datetime | None:
    """A time as senders write it: ISO 8601, as in mail, or counted from 1970; None for no time.

    >>> instant("Tue, 14 Apr 2026 03:50:12 GMT") == instant(1776138612000) == instant("1776138612")
    True
    """
    if isinstance(value, str):
        text = value.strip()
        number = text.replace(".", "", 1).isdecimal() and text.isascii()
        return _counted(Decimal(text)) if number else _written(text, zone)
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return None
    return _counted(value)


def _counted(number: int | Decimal) -> datetime | None:
    count = Decimal(number)
    # Days as 20260414 are no seconds of anybody's; a real count has nine digits or more.
    if not 10**8 <= count < 10**15:
        return None
    per_second = 1_000 if count >= _MILLISECONDS_FROM else 1
    try:
        return _EPOCH + timedelta(microseconds=int(count * 1_000_000 / per_second))
    except OverflowError:
        return None


def _written(text: str, zone: tzinfo) -> datetime | None:
    found = _as_iso(text) or _as_in_mail(text)
    if found is None:
        return None
    try:
        return (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(UTC)
    except (OverflowError, ValueError):
        return None


def _as_iso(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _as_in_mail(text: str) -> datetime | None:
    try:
        return parsedate_to_datetime(text[:100])
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _is_bare(text: str) -> bool:
    found = _as_iso(text.strip())
    return found is not None and found.tzinfo is None
