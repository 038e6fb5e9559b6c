"""What changed since a while ago, as plain values: each number with what it rests on."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Literal

from percorso.domain.journey_map import PeriodOnMap
from percorso.domain.map_comparison import Difference

SCHEMA = "percorso.changed/1"
# More or fewer beyond chance; beyond chance alone, but not among as many numbers; steady as far as
# one can tell; too few to tell.
Verdict = Literal["more", "less", "unsure", "steady", "few"]
Part = Literal["totals", "touchpoints", "ways", "waits", "ratings"]
PARTS: tuple[Part, ...] = ("totals", "touchpoints", "ways", "waits", "ratings")


@dataclass(frozen=True, slots=True)
class ChangedNumber:
    """A number of two periods, and whether it is another one.

    Attributes:
        part: Where it is told.
        subject: `total`, `stage`, `touchpoint` or `transition`.
        key: Whose; empty for the whole.
        to: Of a transition, where it leads.
        name: What a person calls it; empty for the whole.
        measure: Which number.
        difference: This period minus the one before.
        verdict: What can be said of it.
    """

    part: Part
    subject: str
    key: str
    to: str | None
    name: str
    measure: str
    difference: Difference
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class OpenJourneys:
    """How many of the journeys begun in this period and the one before are open still."""

    journeys: int
    begun: int
    journeys_other: int
    begun_other: int

    @property
    def are_most(self) -> bool:
        """Whether most of either period are undecided, so that those decided say little."""
        return 2 * self.journeys > self.begun or 2 * self.journeys_other > self.begun_other


@dataclass(frozen=True, slots=True)
class ChangedFinding:
    """A finding that one period has and the other has not.

    Attributes:
        kind: `pain_point` or `dead_end`.
        touchpoint: Its key.
        title: The finding in a sentence, of the period that has it.
        is_new: Whether this period has it; else the one before had it.
        is_sure: Whether what it goes by differs beyond chance.
        n: Cases it rests on.
    """

    kind: str
    touchpoint: str
    title: str
    is_new: bool
    is_sure: bool
    n: int


@dataclass(frozen=True, slots=True)
class SilentSource:
    """A source that used to bring contacts and brings none.

    Attributes:
        name: Its key.
        last_on: Day of its last contact.
        silent_days: Days since, up to the last day of the data.
        busy_days: Days with contacts among the `looked_days` that end with its last one.
        probability: That so many days pass by chance without any, at most.
    """

    name: str
    last_on: date
    silent_days: int
    busy_days: int
    looked_days: int
    probability: float


@dataclass(frozen=True, slots=True)
class RejectedRows:
    """Rows of a source that came in and could not be used, in this period and the one before."""

    name: str
    rejected: int
    received: int
    rejected_other: int
    received_other: int


@dataclass(frozen=True, slots=True)
class NewName:
    """A name without a place on the map that nobody used before, with its contacts."""

    key: str
    name: str
    contacts: int


@dataclass(frozen=True, slots=True)
class Changed:
    """What changed between two periods.

    Attributes:
        company: Whose.
        language: Of names and titles.
        journey: Name of the journey definition.
        segment: The condition customers meet; None is everybody.
        time_zone, currency: Of days and money.
        computed_at: ISO 8601 UTC.
        first, last: Days of the period.
        other: Its first and last day of the period before.
        period, other_period: The same as instants.
        followed_until, other_followed_until: Until when each is known, ISO 8601 UTC.
        data_from: Day of the first contact of all.
        open_journeys: How many journeys are undecided; None where none can succeed.
        numbers: Every number that was looked at.
        findings, silent, rejected, new_names: The rest.
        arrived_since: Day from which rows count as received in the period, by the clock.
    """

    company: str
    language: Literal["it", "en"]
    journey: str
    segment: str | None
    time_zone: str
    currency: str
    computed_at: str
    first: date
    last: date
    other: tuple[date, date]
    period: PeriodOnMap
    other_period: PeriodOnMap
    followed_until: str | None
    other_followed_until: str | None
    data_from: date | None
    open_journeys: OpenJourneys | None
    numbers: tuple[ChangedNumber, ...]
    findings: tuple[ChangedFinding, ...]
    silent: tuple[SilentSource, ...]
    rejected: tuple[RejectedRows, ...]
    new_names: tuple[NewName, ...]
    arrived_since: date

    @property
    def is_whole(self) -> bool:
        """Whether the data reach back to the begin of the period before."""
        return self.data_from is not None and self.data_from <= self.other[0]

    def of_part(self, part: Part) -> tuple[ChangedNumber, ...]:
        """The numbers of a part, in their order."""
        return tuple(one for one in self.numbers if one.part == part)

    def as_json(self) -> dict[str, Any]:
        """The same as `--format json` prints it."""
        told = asdict(self)
        days = {"first": str(self.first), "last": str(self.last),
                "other": [str(day) for day in self.other],
                "data_from": self.data_from and str(self.data_from),
                "arrived_since": str(self.arrived_since)}  # fmt: skip
        silent = [{**asdict(one), "last_on": str(one.last_on)} for one in self.silent]
        lists = {
            name: list(told[name]) for name in ("numbers", "findings", "rejected", "new_names")
        }
        return {"schema": SCHEMA, **told, **lists, **days, "silent": silent}
