"""Instants between the warehouse's microseconds, ISO text and days of a time zone."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def iso_instant(us: int) -> str:
    """ISO 8601 UTC text of microseconds since 1970.

    >>> iso_instant(0)
    '1970-01-01T00:00:00Z'
    """
    return (_EPOCH + us * _MICROSECOND).isoformat().replace("+00:00", "Z")


def start_of_day_us(day: date, time_zone: str) -> int:
    """Microseconds since 1970 at which a day begins in a time zone.

    >>> start_of_day_us(date(1970, 1, 2), "UTC")
    86400000000
    """
    midnight = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(time_zone))
    return (midnight - _EPOCH) // _MICROSECOND
