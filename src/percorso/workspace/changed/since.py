"""Since when something changed: a word for a period that ends with the last day of the data."""

from datetime import UTC, date, datetime, timedelta
from typing import Literal, get_args
from zoneinfo import ZoneInfo

from percorso.domain.errors import InputError

Since = Literal["week", "month", "quarter"]
SINCE: tuple[Since, ...] = get_args(Since)
# Whole weeks, so that both periods have as many of each weekday.
_DAYS: dict[Since, int] = {"week": 7, "month": 28, "quarter": 91}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class SinceUnknown(InputError):
    """A word that means no period."""

    def __init__(self, text: str) -> None:
        self.text = text
        super().__init__(f"--since is one of {', '.join(SINCE)}; got {text!r}.")


class PeriodWanted(InputError):
    """What changed is asked of no period, or of two that are not as long."""

    def __init__(self) -> None:
        super().__init__(
            "What changed is told of a period with a first and a last day, against as many days "
            "before it. Choose both days."
        )


class NothingToCompare(InputError):
    """A workspace without a single contact."""

    def __init__(self) -> None:
        super().__init__(
            "There is no contact yet, so nothing can have changed. Load a file: percorso load FILE "
            "--source NAME"
        )


def read_since(text: str) -> Since:
    """The word for a period.

    Raises:
        SinceUnknown: it is none.
    """
    for known in SINCE:
        if text == known:
            return known
    raise SinceUnknown(text)


def days_since(since: Since, last_day: date | None) -> tuple[date, date]:
    """The first day of the period, and the one after its last.

    Raises:
        NothingToCompare: there are no data.

    >>> days_since("week", date(2026, 11, 22))
    (datetime.date(2026, 11, 16), datetime.date(2026, 11, 23))
    """
    if last_day is None:
        raise NothingToCompare
    until = last_day + timedelta(days=1)
    return until - timedelta(days=_DAYS[since]), until


def day_of(us: int, time_zone: str) -> date:
    """The day of an instant, in a time zone.

    Args:
        us: Microseconds since 1970.
        time_zone: IANA name.
    """
    return (_EPOCH + timedelta(microseconds=us)).astimezone(ZoneInfo(time_zone)).date()
