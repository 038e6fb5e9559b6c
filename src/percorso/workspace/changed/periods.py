"""The days of two periods of equal length, and which of them an instant falls on."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt

from percorso.journeys.instants import start_of_day_us
from percorso.journeys.partials.by_group import HALF_HOUR_US

Integers = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Periods:
    """This period and the one before, of as many days.

    Attributes:
        first, first_other: Their first days.
        days: How many each has.
        time_zone: IANA name of the zone of the days.
        until_us: Up to which instant each is looked at: where the last day of the data is not over,
            both end as much sooner.
    """

    first: date
    first_other: date
    days: int
    time_zone: str
    until_us: tuple[int, int]

    @property
    def firsts(self) -> tuple[date, date]:
        """The first day of each."""
        return self.first, self.first_other

    @property
    def since_us(self) -> tuple[int, int]:
        """When each begins."""
        return self.starts(self.first, 1)[0], self.starts(self.first_other, 1)[0]

    def starts(self, first: date, days: int) -> list[int]:
        """When each of some days begins."""
        return [start_of_day_us(first + timedelta(days=day), self.time_zone) for day in range(days)]

    @property
    def weekdays(self) -> Integers:
        """0 (Monday) to 6 of each day, shape (2, days)."""
        days = np.arange(self.days)
        return np.array([(first.weekday() + days) % 7 for first in self.firsts], dtype=np.int64)

    def daily(self, half_hours: Integers, amounts: Floats) -> Floats:
        """Amounts by period and day, shape (2, days).

        Args:
            half_hours: Half hours since 1970 in which they fell, shape (rows,).
            amounts: Shape (rows,).
        """
        found = np.zeros((2, self.days))
        at_us = half_hours * HALF_HOUR_US
        for period, first in enumerate(self.firsts):
            edges = np.array(self.starts(first, self.days + 1))
            place = np.searchsorted(edges, at_us, side="right") - 1
            inside = (place >= 0) & (place < self.days)
            found[period] = np.bincount(place[inside], amounts[inside], self.days)
        return found
