"""What a journey is: where it starts, succeeds, fails, and when silence ends it."""

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

from percorso.domain.catalogue import Touchpoint

PAGE_COLLAPSE = {"web": 1800.0, "app": 1800.0}
OTHERWISE = "default"
TAIL_STAGES = ("delivery", "service", "advocacy")
# What a shop books to an order it has already: it begins no new purchase.
TAIL_TOUCHPOINTS = ("order_confirmation", "order_paid")
_TAIL_SECONDS = 30 * 86_400.0
_BY_CATALOGUE = "catalogue"


@dataclass(frozen=True, slots=True)
class JourneyDefinition:
    """A definition before its gap is known.

    Attributes:
        key: `lifecycle`, `purchase`, `service`, or one of a company's own.
        is_cut: Whether a goal, a failure or a long silence begins a new journey.
        success: Keys of the touchpoints that end a journey well; empty = none.
        failure: Keys of the touchpoints that end it badly; empty = none.
        collapse: touchpoint key, channel or `default` -> seconds within which repeats of a
            touchpoint are one visit; the first of the three that is there decides.
        tail_seconds: How long contacts of the tail's stages after the goal still belong to the
            journey; null where there is no tail.
        tail_stages: Stages whose contacts may be tail.
        start: Keys of the touchpoints a journey may begin at; what lies before the first of them
            belongs to no journey. Empty = any contact begins one.
        stages: Stages whose contacts are steps, beside the touchpoints named in start, success
            and failure; empty = all.
        by_case: Whether interactions that carry one case id are one journey, never cut.
        broadcasts: Keys of the touchpoints that neither open nor prolong; null = the catalogue's.
        where: The condition that customers must meet, null = everybody.
        of_catalogue: Which of start, success and failure the catalogue fills, so that a name
            loaded later is no new definition.
        name_it, name_en: What it is called; no part of what it is.
    """

    key: str
    is_cut: bool
    success: tuple[str, ...] = ()
    failure: tuple[str, ...] = ()
    collapse: dict[str, float] = field(default_factory=lambda: dict(PAGE_COLLAPSE))
    tail_seconds: float | None = None
    tail_stages: tuple[str, ...] = TAIL_STAGES
    start: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    by_case: bool = False
    broadcasts: tuple[str, ...] | None = None
    where: str | None = None
    of_catalogue: frozenset[str] = frozenset()
    name_it: str = ""
    name_en: str = ""

    def as_json(self) -> dict[str, Any]:
        """The definition as plain data; what is as usual is left out, so that it stays equal."""
        usual: dict[str, Any] = {
            "key": self.key,
            "is_cut": self.is_cut,
            "success": self._listed("success"),
            "failure": self._listed("failure"),
            "collapse": dict(sorted(self.collapse.items())),
            "tail_seconds": self.tail_seconds,
        }
        further: dict[str, Any] = {
            "start": self._listed("start"),
            "stages": sorted(self.stages),
            "by_case": self.by_case,
            "where": self.where,
        }
        if self.tail_seconds is not None and set(self.tail_stages) != set(TAIL_STAGES):
            further["tail_stages"] = sorted(self.tail_stages)
        if self.broadcasts is not None:
            usual["broadcasts"] = sorted(self.broadcasts)
        return usual | {name: value for name, value in further.items() if value}

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the definition: equal definitions share one frozen gap."""
        return hashlib.sha256(json.dumps(self.as_json(), sort_keys=True).encode()).hexdigest()

    @property
    def waits_for_start(self) -> bool:
        """Whether a journey begins at given touchpoints alone, were there none of them yet."""
        return bool(self.start) or "start" in self.of_catalogue

    @property
    def is_selective(self) -> bool:
        """Whether some contacts of a customer in scope stand in no journey."""
        return self.waits_for_start or bool(self.stages)

    def collapse_seconds(self, place: Touchpoint) -> float:
        """The time within which immediate repeats of a touchpoint are one visit; 0 = never."""
        found = (self.collapse.get(key) for key in (place.key, place.channel, OTHERWISE))
        return next((seconds for seconds in found if seconds is not None), 0.0)

    def may_be_step(self, place: Touchpoint) -> bool:
        """Whether contacts at a touchpoint can stand in a journey."""
        if not self.stages or place.stage in self.stages:
            return True
        return place.key in {*self.start, *self.success, *self.failure}

    def may_be_tail(self, place: Touchpoint) -> bool:
        """Whether contacts at a touchpoint can follow a goal without opening a journey."""
        if self.tail_seconds is None or place.key in self.start:
            return False
        return place.stage in self.tail_stages or place.key in TAIL_TOUCHPOINTS

    def is_broadcast(self, place: Touchpoint) -> bool:
        """Whether a touchpoint neither opens nor prolongs; one that starts journeys does both."""
        if self.broadcasts is not None:
            return place.key in self.broadcasts
        return place.is_broadcast and place.key not in self.start

    def _listed(self, name: str) -> list[str] | str:
        return _BY_CATALOGUE if name in self.of_catalogue else sorted(getattr(self, name))


BUILT_IN = {
    "lifecycle": JourneyDefinition(
        "lifecycle", is_cut=False, name_it="Tutta la relazione", name_en="Whole relation"
    ),
    "purchase": JourneyDefinition(
        "purchase", is_cut=True, tail_seconds=_TAIL_SECONDS, name_it="Acquisto",
        name_en="Purchase",
    ),
    "service": JourneyDefinition(
        "service", is_cut=True, by_case=True, stages=("service",),
        of_catalogue=frozenset({"start", "success", "failure"}), name_it="Assistenza",
        name_en="Service",
    ),
}  # fmt: skip
