"""How often journeys succeed that met a touchpoint, beside all and beside the others."""

from collections.abc import Iterable
from dataclasses import dataclass

from percorso.domain.journey_map import Estimate
from percorso.journeys.estimates import ratio
from percorso.stats.odds import odds_ratio
from percorso.stats.proportion import share_estimate


@dataclass(frozen=True, slots=True)
class SuccessAfter:
    """Success of the decided journeys that met a touchpoint no later than their first goal.

    Attributes:
        share: Successful as a share of them.
        lift: The share divided by that of all decided journeys; null where none succeeded.
        odds_ratio: Their odds divided by those of the decided journeys that did not meet it.
    """

    share: Estimate
    lift: float | None
    odds_ratio: float


def success_after(
    rows: Iterable[tuple[int, int, int]], success: int, decided: int
) -> dict[int, SuccessAfter]:
    """The success of journeys by the codes they met.

    Args:
        rows: Code, and of the decided journeys that met it the successful ones and all.
        success: Successful journeys in all.
        decided: Decided journeys in all.
    """
    return {
        code: SuccessAfter(
            share=share_estimate(hits, met),
            lift=ratio(hits / met, success / decided),
            odds_ratio=odds_ratio(hits, met, success - hits, decided - met),
        )
        for code, hits, met in rows
    }
