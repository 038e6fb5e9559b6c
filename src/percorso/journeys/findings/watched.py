"""The measures of a map as the tests for findings look at them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from percorso.domain.journey_map import Estimate, Evidence, FindingKind
from percorso.journeys.chain_of_visits import ChainOfVisits
from percorso.journeys.estimates import ratio
from percorso.journeys.measures import Measures
from percorso.journeys.scope import Scope
from percorso.stats.proportion import newcombe_difference

FEWEST_JOURNEYS = 30


@dataclass(frozen=True, slots=True)
class Case:
    """A finding before it has words.

    Attributes:
        test: What fired.
        weight: Orders the findings of a kind.
    """

    kind: FindingKind
    test: str
    code: int
    measure: Estimate
    detail: dict[str, Any]
    evidence: Evidence
    weight: float


class Watched:
    """The measures with the few sums that several tests share."""

    def __init__(self, scope: Scope, measures: Measures) -> None:
        self.measures = measures
        self.touchpoint = {code.number: code for code in scope.codes}
        self.journeys = measures.totals["journeys"]
        self.goals = {
            code.number for code in scope.codes
            if code.touchpoint.key in scope.definition.success
        }  # fmt: skip
        self._exits: dict[int, tuple[int, int]] = {}
        self._of_stage: dict[str, tuple[int, int]] = {}
        if measures.chain is not None:
            self._count_exits(measures.chain)

    def _count_exits(self, chain: ChainOfVisits) -> None:
        """Exits of every code, and of every stage without its goals, each summed once."""
        for code in self.measures.touchpoints:
            exits, known = self._exits[code] = _exits(chain, code)
            if code not in self.goals:
                stage = self.touchpoint[code].touchpoint.stage
                so_far = self._of_stage.get(stage, (0, 0))
                self._of_stage[stage] = (so_far[0] + exits, so_far[1] + known)

    def reach(self, code: int) -> float:
        """Share of the journeys that met a code."""
        return ratio(self.measures.touchpoints[code]["journeys"], self.journeys) or 0.0

    def often_met(self) -> Iterator[int]:
        """Codes that enough journeys met."""
        for code, row in self.measures.touchpoints.items():
            if row["journeys"] >= FEWEST_JOURNEYS:
                yield code

    def exits(self, code: int) -> tuple[int, int]:
        """Exits to failure and visits with a known next of one code."""
        return self._exits.get(code, (0, 0))

    def exits_of_mates(self, code: int) -> tuple[int, int]:
        """Exits and visits with a known next of the other codes of its stage, goals left out."""
        exits, known = self._of_stage.get(self.touchpoint[code].touchpoint.stage, (0, 0))
        own_exits, own_known = (0, 0) if code in self.goals else self.exits(code)
        return exits - own_exits, known - own_known

    def excess_exit(self, code: int) -> Estimate | None:
        """Exit of a code minus that of its stage, with Newcombe's interval."""
        exits, known = self.exits(code)
        mate_exits, mate_known = self.exits_of_mates(code)
        if not known or not mate_known:
            return None
        excess = newcombe_difference(exits, known, mate_exits, mate_known)
        return {"value": excess.value, "low": excess.low, "high": excess.high, "n": known}


def _exits(chain: ChainOfVisits, code: int) -> tuple[int, int]:
    state = chain.state(code)
    if state is None or not chain.solved.kept[state]:
        return 0, 0
    known = round(float(chain.solved.known_next[state]))
    return round(float(chain.solved.exit_share[state]) * known) if known else 0, known
