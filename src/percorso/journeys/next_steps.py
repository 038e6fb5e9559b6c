"""What others did next after a visit like a customer's last one, by kept counts."""

from dataclasses import dataclass

import numpy as np

from percorso.domain.journey_map import Estimate
from percorso.journeys.counted import Counted
from percorso.stats.proportion import wilson_interval

# After these the list would tell more about the counts than about the customer.
_MOST = 4


@dataclass(frozen=True, slots=True)
class NextSteps:
    """Where visits to a touchpoint led.

    Attributes:
        visits: Visits to it whose next is known: they went on, or their journey ended.
        journeys: Journeys that met it.
        steps: (touchpoint, share of the visits), the most frequent first; None is that the journey
            ended there, in success or not.
    """

    visits: int
    journeys: int
    steps: tuple[tuple[str | None, Estimate], ...]


def next_steps(counted: Counted, touchpoint: str) -> NextSteps | None:
    """The most frequent next steps after a touchpoint, of order 1 as in the chain (METHODS 4).

    Visits of one journey are not independent: the intervals (Wilson, 95 %) count each journey that
    met the touchpoint as one case, so they are rather too wide.

    Args:
        counted: Counts of a map.
        touchpoint: Its key.

    Returns:
        The steps; None where the next of no visit is known.
    """
    keys = counted.basis.keys
    code = keys.index(touchpoint) if touchpoint in keys else 0
    here = counted.sums.by_code("touchpoints").get(code)
    if not code or here is None:
        return None
    moves = counted.sums.columns("transitions")
    of = np.flatnonzero(moves["code"] == code)
    led = [
        (keys[after], int(visits))
        for after, visits in zip(
            moves["code_after"][of].tolist(), moves["visits"][of].tolist(), strict=True
        )
        if visits > 0
    ]
    ended = int(here["lost"] + here["done"])
    counts: list[tuple[str | None, int]] = [*led, *([(None, ended)] if ended else [])]
    visits, journeys = sum(count for _, count in counts), int(here["journeys"])
    if not visits or not journeys:
        return None
    counts.sort(key=lambda one: (-one[1], one[0] or ""))
    return NextSteps(
        visits, journeys,
        tuple((key, _share(count / visits, journeys)) for key, count in counts[:_MOST]),
    )  # fmt: skip


def _share(share: float, cases: int) -> Estimate:
    low, high = wilson_interval(share * cases, cases)
    return {"value": share, "low": low, "high": high, "n": cases}
