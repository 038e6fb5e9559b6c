"""What a journey is: where it starts, succeeds, fails, and when silence ends it."""

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

_PAGE_COLLAPSE = {"web": 1800.0, "app": 1800.0}
_TAIL_SECONDS = 30 * 86_400.0
TAIL_STAGES = ("delivery", "service", "advocacy")
# What a shop books to an order it has already: it begins no new purchase.
TAIL_TOUCHPOINTS = ("order_confirmation", "order_paid")


@dataclass(frozen=True, slots=True)
class JourneyDefinition:
    """A definition before its gap is known.

    Attributes:
        key: `lifecycle` or `purchase`.
        is_cut: Whether a goal, a failure or a long silence begins a new journey.
        success: Keys of the touchpoints that end a journey well; empty = none.
        failure: Keys of the touchpoints that end it badly; empty = none.
        collapse: channel -> seconds within which repeats of a touchpoint are one visit.
        tail_seconds: How long delivery, service and advocacy after the goal still belong to the
            journey; null where journeys are not cut.
    """

    key: str
    is_cut: bool
    success: tuple[str, ...] = ()
    failure: tuple[str, ...] = ()
    collapse: dict[str, float] = field(default_factory=lambda: dict(_PAGE_COLLAPSE))
    tail_seconds: float | None = None

    def as_json(self) -> dict[str, Any]:
        """The definition as plain data."""
        return {
            "key": self.key,
            "is_cut": self.is_cut,
            "success": sorted(self.success),
            "failure": sorted(self.failure),
            "collapse": dict(sorted(self.collapse.items())),
            "tail_seconds": self.tail_seconds,
        }

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the definition: equal definitions share one frozen gap."""
        return hashlib.sha256(json.dumps(self.as_json(), sort_keys=True).encode()).hexdigest()


BUILT_IN = {
    "lifecycle": JourneyDefinition("lifecycle", is_cut=False),
    "purchase": JourneyDefinition("purchase", is_cut=True, tail_seconds=_TAIL_SECONDS),
}


@dataclass(frozen=True, slots=True)
class Gap:
    """The silence after which an undecided journey counts as failed, and where it came from."""

    seconds: float
    origin: str
