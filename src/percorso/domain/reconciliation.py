"""What is held by source and day beside what the source itself counts, and why they may differ."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, get_args

from percorso.domain.errors import InputError

SCHEMA = "percorso.reconciliation/1"
Measure = Literal["orders", "revenue", "tickets", "reviews", "contacts"]
MEASURES: tuple[Measure, ...] = get_args(Measure)
CauseKey = Literal[
    "rejected", "same_number", "machine", "time_zone", "neighbour", "refunds", "other_currency",
    "waiting", "nothing_since", "vat",
]  # fmt: skip
# Of a price with Italian value added tax, how much of it is the price alone.
VAT_RATES = (0.22, 0.10, 0.05, 0.04)
# Totals of sources are rounded; a tax explains a difference to a thousandth of it.
_VAT_CLOSE = 0.001


class MeasureUnknown(InputError):
    """A measure that no source is compared by."""

    def __init__(self, text: str) -> None:
        self.text = text
        super().__init__(f"The measure is one of {', '.join(MEASURES)}; got {text!r}.")


@dataclass(frozen=True, slots=True)
class ToldTotal:
    """What a source says it counted on a day.

    Attributes:
        value: A count; of revenue, minor units of the workspace's currency.
    """

    source: str
    day: date
    measure: Measure
    value: int


@dataclass(frozen=True, slots=True)
class Cause:
    """Why both may differ.

    Attributes:
        key: Which reason.
        amount: How many rows, or how much money, it concerns; 0 where that says nothing.
        explains: Whether it accounts for the difference to the last one.
        day: A day the reason speaks of.
    """

    key: CauseKey
    amount: int = 0
    explains: bool = False
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """What is held of a source on a day, and what lies beside it.

    Attributes:
        value: What is counted: things, or minor units.
        rows: Rows of these things; several of one number are one thing.
        machine: Things that no person did, which are left out.
        in_utc: The value, were days those of UTC.
        refunds: Money given back that day, in minor units.
        other_currency: Things in another currency, whose money is left out.
    """

    value: int = 0
    rows: int = 0
    machine: int = 0
    in_utc: int = 0
    refunds: int = 0
    other_currency: int = 0


@dataclass(frozen=True, slots=True)
class Beside:
    """What else is known of a source.

    Attributes:
        rejected: Rows that could not be used and wait.
        rejected_on: Those of them that speak of a day.
        duplicate: Rows that came more than once and are held once.
        waiting: Messages that are not stored yet.
        last_on: Day of its last contact; None where it has none.
    """

    rejected: int
    rejected_on: dict[date, int]
    duplicate: int
    waiting: int
    last_on: date | None


@dataclass(frozen=True, slots=True)
class ReconciledDay:
    """One number of a source and day from both sides; `told` is None where it said nothing."""

    source: str
    day: date
    measure: Measure
    told: int | None
    held: int
    causes: tuple[Cause, ...] = ()

    @property
    def difference(self) -> int | None:
        """What is held minus what was told."""
        return None if self.told is None else self.held - self.told

    @property
    def is_equal(self) -> bool:
        """Whether both say the same."""
        return self.told is not None and self.held == self.told


@dataclass(frozen=True, slots=True)
class ReconciledSource:
    """A source with its days, the latest first, and what is known of it beside them."""

    name: str
    days: tuple[ReconciledDay, ...]
    rejected: int
    duplicate: int
    waiting: int

    @property
    def told(self) -> tuple[ReconciledDay, ...]:
        """The numbers it said."""
        return tuple(one for one in self.days if one.told is not None)


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """Both sides of some days."""

    first: date
    last: date
    time_zone: str
    currency: str
    sources: tuple[ReconciledSource, ...]

    @property
    def compared(self) -> tuple[ReconciledDay, ...]:
        """Every number that has both sides."""
        return tuple(one for source in self.sources for one in source.told)

    def as_json(self) -> dict[str, Any]:
        """The same as `--format json` prints it."""
        return {
            "schema": SCHEMA, "from": str(self.first), "to": str(self.last),
            "time_zone": self.time_zone, "currency": self.currency,
            "compared": len(self.compared),
            "equal": sum(one.is_equal for one in self.compared),
            "sources": [
                {"source": source.name, "rejected": source.rejected,
                 "duplicate": source.duplicate, "waiting": source.waiting,
                 "days": [_day_as_json(one) for one in source.days]}
                for source in self.sources
            ],
        }  # fmt: skip


def _day_as_json(one: ReconciledDay) -> dict[str, Any]:
    return {
        "day": str(one.day), "measure": one.measure, "told": one.told, "held": one.held,
        "difference": one.difference,
        "causes": [
            {"key": cause.key, "amount": cause.amount, "explains": cause.explains,
             "day": cause.day and str(cause.day)}
            for cause in one.causes
        ],
    }  # fmt: skip


def causes_of(
    day: date, measure: Measure, told: int, held: Held, beside: Beside,
    around: Sequence[tuple[date, int]],
) -> tuple[Cause, ...]:  # fmt: skip
    """Why a source and we may count otherwise on a day; what explains all of it comes first.

    Args:
        day: The day.
        measure: What is counted.
        told: What the source says.
        held: What we hold.
        beside: What else is known of the source.
        around: Differences of the day before and the day after, held minus told, where told.
    """
    difference = held.value - told
    if not difference:
        return ()
    is_money = measure == "revenue"
    found: list[Cause] = []
    if abs(held.in_utc - told) < abs(difference):
        found.append(Cause("time_zone", explains=held.in_utc == told))
    found += [Cause("neighbour", abs(other), explains=True, day=when)
              for when, other in around if other == -difference]  # fmt: skip
    if held.machine and not is_money:
        found.append(Cause("machine", held.machine, held.value + held.machine == told))
    if held.rows > held.value and not is_money:
        found.append(Cause("same_number", held.rows - held.value, held.rows == told))
    if is_money and held.refunds:
        found.append(Cause("refunds", held.refunds, held.value - held.refunds == told))
    if is_money and held.other_currency:
        found.append(Cause("other_currency", held.other_currency))
    if is_money and _is_tax(told, held.value):
        found.append(Cause("vat"))
    if difference < 0:
        found += _missing(day, -difference, beside, is_money=is_money)
    return tuple(sorted(found, key=lambda one: not one.explains))


def _missing(day: date, missing: int, beside: Beside, *, is_money: bool) -> list[Cause]:
    """Why less may be held than the source counts."""
    found: list[Cause] = []
    here = beside.rejected_on.get(day, 0)
    if here or beside.rejected:
        amount = here or beside.rejected
        found.append(Cause("rejected", amount, not is_money and here == missing,
                           day if here else None))  # fmt: skip
    if beside.waiting:
        found.append(Cause("waiting", beside.waiting))
    if beside.last_on is None or beside.last_on < day:
        found.append(Cause("nothing_since", day=beside.last_on))
    return found


def _is_tax(told: int, held: int) -> bool:
    """Whether one of both is the other with a tax on it."""
    low, high = sorted((told, held))
    return low > 0 and any(abs(high / low / (1 + rate) - 1) <= _VAT_CLOSE for rate in VAT_RATES)
