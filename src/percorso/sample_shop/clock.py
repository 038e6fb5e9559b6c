"""What the clock on the wall in Italy shows at an instant, and which hours people keep."""

from bisect import bisect_right
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from percorso.sample_shop.draws import Choice, Draws

ROME = ZoneInfo("Europe/Rome")
MINUTE, HOUR, DAY = 60, 3_600, 86_400
SUNDAY = 6

# How likely people are to be about in each hour of the day, from midnight on.
_HOUR_WEIGHTS = (
    3, 1, 0.5, 0.3, 0.3, 0.6, 2, 6, 12, 18, 22, 22,
    20, 21, 20, 19, 20, 22, 24, 26, 30, 34, 26, 10,
)  # fmt: skip
_HOURS = Choice.of({str(hour): weight for hour, weight in enumerate(_HOUR_WEIGHTS)})
_EPOCH_DAY = datetime(1970, 1, 1, tzinfo=UTC).date()
_EPOCH_WEEKDAY = _EPOCH_DAY.weekday()


class RomeClock:
    """Instants are whole UTC seconds since 1970; local times the same count on the wall."""

    def __init__(self, first: int, last: int) -> None:
        hours = range(first - DAY, last + 60 * DAY, HOUR)
        offsets = [_offset_seconds(hour) for hour in hours]
        changes = [at for at, (a, b) in zip(hours[1:], pairwise(offsets), strict=True) if a != b]
        self._changes = changes
        self._offsets = [offsets[0], *(_offset_seconds(change) for change in changes)]
        self._days: dict[int, str] = {}

    def local(self, instant: int) -> int:
        """The local time of an instant."""
        return instant + self._offsets[bisect_right(self._changes, instant)]

    def instant(self, local: int) -> int:
        """The instant of a local time; the earlier one in the hour that comes twice."""
        guess = local - self._offsets[bisect_right(self._changes, local - 2 * HOUR)]
        return guess if self.local(guess) == local else guess + (local - self.local(guess))

    def day(self, instant: int) -> int:
        """The local day of an instant, counted from 1970-01-01."""
        return self.local(instant) // DAY

    def on(self, day: int, hour: float) -> int:
        """The instant of a local day (counted from 1970-01-01) at an hour such as 9.5."""
        return self.instant(day * DAY + int(hour * HOUR))

    def some_time_on(self, day: int, draws: Draws) -> int:
        """An instant of a local day at an hour people keep."""
        return self.on(day, int(draws.pick(_HOURS)) + draws.uniform())

    def text(self, instant: int) -> str:
        """The local time as `dd/mm/yyyy HH:MM`."""
        day, second = divmod(self.local(instant), DAY)
        written = self._days.get(day)
        if written is None:
            written = (_EPOCH_DAY + timedelta(days=day)).strftime("%d/%m/%Y")
            self._days[day] = written
        return f"{written} {second // HOUR:02d}:{second % HOUR // MINUTE:02d}"


def weekday(day: int) -> int:
    """The weekday of a day counted from 1970-01-01: 0 is Monday, 6 Sunday."""
    return (day + _EPOCH_WEEKDAY) % 7


def next_minute(instant: int) -> int:
    """The first whole minute at or after an instant: most exports know minutes only."""
    return -(-instant // MINUTE) * MINUTE


def _offset_seconds(instant: int) -> int:
    offset = datetime.fromtimestamp(instant, ROME).utcoffset()
    return int(offset.total_seconds()) if offset is not None else 0
