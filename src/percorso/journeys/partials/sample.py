"""The paths of some whole customers, and what several counts read of them, worked out once."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

import numpy as np

from percorso.journeys.path.cutting import Places
from percorso.journeys.path.rows import Array
from percorso.journeys.path.rules import Flags, Integers, Rules
from percorso.journeys.path.visits import Journeys, Path, Visits

Worked = TypeVar("Worked")


@dataclass(frozen=True, eq=False)
class Sample:
    """What the counts of one share of the customers read.

    Attributes:
        path: Their journeys.
        rules: What they were cut by.
        by_customer: Whether each customer is a group of its own, so that an interval has enough
            of them; otherwise the customers fall into the 256 groups of a hash.
        large_waits: Keys of transitions that have more times than are kept as they are, as far
            as other samples of the same question have shown.
    """

    path: Path
    rules: Rules
    by_customer: bool = False
    large_waits: Integers = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    _worked: dict[Any, Any] = field(default_factory=dict)

    @property
    def visits(self) -> Visits:
        """The visits of the period's journeys."""
        return self.path.visits

    @property
    def journeys(self) -> Journeys:
        """The journeys of the period."""
        return self.path.journeys

    def group_of(self, row: Places) -> Integers:
        """The group of the customers of some rows, for intervals."""
        rows = self.path.rows
        of = rows.customer_no if self.by_customer else rows.group_no
        return of[row].astype(np.int64)

    @cached_property
    def group(self) -> Integers:
        """The group of each journey, for intervals."""
        of = self.journeys.customer_no if self.by_customer else self.journeys.group_no
        return of.astype(np.int64)

    @cached_property
    def status(self) -> Array:
        """How the journey of each visit ended."""
        of_visits: Array = self.journeys.status[self.visits.journey]
        return of_visits

    @cached_property
    def from_the_start(self) -> Flags:
        """Whether the journey of each visit is known from its beginning."""
        of_visits: Flags = ~self.journeys.is_left_truncated[self.visits.journey]
        return of_visits

    @cached_property
    def moves(self) -> Places:
        """The visits that another one follows in their journey."""
        return np.flatnonzero(self.visits.code_after)

    @cached_property
    def is_last(self) -> Flags:
        """Whether each visit is the last of its journey."""
        last: Flags = self.visits.code_after == 0
        return last

    @cached_property
    def customer(self) -> Integers:
        """A small number for the customer of each journey, equal for journeys of one customer."""
        return np.cumsum(np.diff(self.journeys.customer_no, prepend=-1) != 0) - 1

    def once(self, work: "Callable[[Sample], Worked]") -> Worked:
        """What a function makes of this sample, worked out once however often it is asked."""
        if work not in self._worked:
            self._worked[work] = work(self)
        made: Worked = self._worked[work]
        return made


@dataclass(frozen=True, slots=True, eq=False)
class Meetings:
    """One entry a journey and touchpoint it met, ordered by journey, then code.

    Attributes:
        order: The visits by journey, code and place.
        first: Where each meeting begins in `order`.
        journey, code: Of each meeting.
    """

    order: Places
    first: Places
    journey: Places
    code: Array


def meetings_of(sample: Sample) -> Meetings:
    """The touchpoints each journey met."""
    visits = sample.visits
    bits_of_code, bits = sample.rules.codes.bit_length(), visits.code.size.bit_length()
    pair = visits.journey << bits_of_code
    pair |= visits.code
    key = pair << bits
    key |= np.arange(visits.code.size)
    key.sort()
    order = key & ((1 << bits) - 1)
    pair = key >> bits
    begins = np.ones(pair.size, dtype=np.bool_)
    np.not_equal(pair[1:], pair[:-1], out=begins[1:])
    first = np.flatnonzero(begins)
    met = pair[first]
    return Meetings(order, first, met >> bits_of_code, met & ((1 << bits_of_code) - 1))
