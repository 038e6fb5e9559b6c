"""Who is in a segment: facts of customers, all of which hold, or one."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from math import isfinite
from typing import Any, Literal, get_args

from percorso.domain.errors import InputError

FactKind = Literal["touchpoint", "channel", "rating", "orders", "spent", "first_contact", "trait"]
Joined = Literal["all", "any"]
FACT_KINDS: tuple[FactKind, ...] = get_args(FactKind)
# Where customers live: what is asked of persons beside what they did.
TRAITS = ("city", "province", "postcode", "country")
MOST_FACTS = 12
_LONGEST_NAME = 80
_OF_VALUE = ("touchpoint", "channel", "trait")


class FactIncomplete(InputError):
    """A fact that does not say enough to be true or false of a customer."""

    def __init__(self, kind: str, wanted: str) -> None:
        self.kind, self.wanted = kind, wanted
        super().__init__(f"The fact {kind} of a segment wants {wanted}. Say it, or leave it out.")


class SegmentRefused(InputError):
    """A segment without a name or facts, or with too many."""

    def __init__(self, wanted: str, came: str) -> None:
        self.wanted, self.came = wanted, came
        super().__init__(f"A segment has {wanted}, got {came}. Nothing was saved.")


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that is true of a customer, or false.

    Attributes:
        kind: What it is about.
        has: Whether it must be true; else it must be false.
        value: Key of the touchpoint or channel, or what a trait says, whatever its case.
        trait: Of `TRAITS`, of which `value` is said.
        least, most: Both inclusive: of a rating's value, of orders, or of what all orders came
            to, in major units of the workspace's currency.
        since, last: First and last day of the first contact, in the workspace's zone.
    """

    kind: FactKind
    has: bool = True
    value: str = ""
    trait: str = ""
    least: float | None = None
    most: float | None = None
    since: date | None = None
    last: date | None = None

    def check(self) -> None:
        """Whether it says enough.

        Raises:
            FactIncomplete: it does not.
        """
        if self.kind in _OF_VALUE:
            if not self.value.strip() or (self.kind == "trait" and self.trait not in TRAITS):
                raise FactIncomplete(self.kind, "a value")
        elif self.kind == "first_contact":
            if self.since is None and self.last is None:
                raise FactIncomplete(self.kind, "a first or last day")
            if self.since and self.last and self.since > self.last:
                raise FactIncomplete(self.kind, "a first day that is not after the last")
        else:
            self._check_bounds()

    def _check_bounds(self) -> None:
        said = [bound for bound in (self.least, self.most) if bound is not None]
        if not said or not all(isfinite(bound) for bound in said):
            raise FactIncomplete(self.kind, "a least or a most")
        if len(said) == 2 and said[0] > said[1]:
            raise FactIncomplete(self.kind, "a least that is not above the most")

    def as_json(self) -> dict[str, Any]:
        """As records keep it: what it says, and nothing else."""
        kept = {key: value for key, value in asdict(self).items() if value not in (None, "")}
        return {key: str(value) if isinstance(value, date) else value
                for key, value in kept.items()}  # fmt: skip

    @classmethod
    def of_json(cls, kept: Mapping[str, Any]) -> "Fact":
        """The same back."""
        days = {name: date.fromisoformat(kept[name]) for name in ("since", "last") if name in kept}
        return cls(**{**kept, **days})


@dataclass(frozen=True, slots=True)
class Segment:
    """Customers of whom facts hold.

    Attributes:
        name: As people call it.
        facts: At least one.
        joined: Whether all of them must hold, or any.
        key: Which addresses and maps name it by; empty before it is kept.
    """

    name: str
    facts: tuple[Fact, ...]
    joined: Joined = "all"
    key: str = ""

    @property
    def is_personal(self) -> bool:
        """Whether being in it tells what somebody is said to be, and not what they did alone."""
        return any(fact.kind == "trait" for fact in self.facts)

    def check(self) -> None:
        """Whether it can be kept.

        Raises:
            SegmentRefused: it has no name, no facts, or too many.
            FactIncomplete: a fact does not say enough.
        """
        if not 1 <= len(self.name.strip()) <= _LONGEST_NAME:
            raise SegmentRefused(f"a name of 1 to {_LONGEST_NAME} characters", repr(self.name))
        if not 1 <= len(self.facts) <= MOST_FACTS:
            raise SegmentRefused(f"1 to {MOST_FACTS} facts", str(len(self.facts)))
        for fact in self.facts:
            fact.check()
