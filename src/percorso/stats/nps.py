"""How many more customers would recommend than warn, and how sure that is."""

from math import sqrt
from typing import NamedTuple

from percorso.domain.journey_map import Estimate
from percorso.stats.arrays import OutOfRange
from percorso.stats.proportion import normal_quantile

FEWEST_ANSWERS = 10
LARGE_SAMPLE = 100
# Pseudo-answers that bring the coverage of small samples to its nominal level.
PSEUDO_ANSWERS = (0.75, 1.5, 0.75)
# Two-sided 5 % test with 80 % power: 1.96 + 0.84.
DETECTABLE_IN_ERRORS = 2.8


class _Spread(NamedTuple):
    centre: float
    variance: float
    answers: float

    @property
    def standard_error(self) -> float:
        return sqrt(self.variance / self.answers)


def nps_estimate(promoters: int, passives: int, detractors: int) -> Estimate | None:
    """Net promoter score with its 95 % interval, or None below 10 answers.

    The value is always that of the answers as given. Below 100 answers the interval rests on
    3/4, 1 1/2 and 3/4 answers more, since the plain one is too narrow there.

    Args:
        promoters: Answers 9 and 10, a count of 0 or more.
        passives: Answers 7 and 8, a count of 0 or more.
        detractors: Answers 0 to 6, a count of 0 or more.

    Returns:
        Value, low and high in -100..100; n counts real answers.

    Raises:
        OutOfRange: a count is negative.

    Source: Agresti & Min (2005), Statistics in Medicine 24, 729-740, adapted to a
    trinomial difference by Rocks (2016), The American Statistician 70, 365-372.

    >>> {key: round(number, 2) for key, number in nps_estimate(50, 30, 20).items()}
    {'value': 30.0, 'low': 14.69, 'high': 45.31, 'n': 100}
    """
    answers = (promoters, passives, detractors)
    for count in answers:
        if count < 0:
            raise OutOfRange("an answer count", "0 or more", count)
    n = int(sum(answers))
    if n < FEWEST_ANSWERS:
        return None
    spread = _spread(*answers) if n >= LARGE_SAMPLE else _spread_with_pseudo_answers(*answers)
    half = normal_quantile(0.95) * spread.standard_error
    return {
        "value": 100 * (promoters - detractors) / n,
        "low": 100 * max(-1.0, spread.centre - half),
        "high": 100 * min(1.0, spread.centre + half),
        "n": n,
    }


def least_detectable_change(promoters: int, passives: int, detractors: int) -> float | None:
    """Smallest difference between two waves of this size that 80 % of readings would notice.

    Args:
        promoters: Answers 9 and 10, a count of 0 or more.
        passives: Answers 7 and 8, a count of 0 or more.
        detractors: Answers 0 to 6, a count of 0 or more.

    Returns:
        NPS points, above or equal to 0; None below 10 answers.

    Source: the two-sample normal test at 5 % with 80 % power.

    >>> round(least_detectable_change(50, 30, 20), 1)
    30.9
    """
    if promoters + passives + detractors < FEWEST_ANSWERS:
        return None
    spread = _spread(promoters, passives, detractors)
    return 100 * DETECTABLE_IN_ERRORS * sqrt(2) * spread.standard_error


def _spread(promoters: float, passives: float, detractors: float) -> _Spread:
    answers = promoters + passives + detractors
    centre = (promoters - detractors) / answers
    variance = (promoters + detractors) / answers - centre * centre
    return _Spread(centre, max(0.0, variance), answers)


def _spread_with_pseudo_answers(promoters: int, passives: int, detractors: int) -> _Spread:
    more = PSEUDO_ANSWERS
    return _spread(promoters + more[0], passives + more[1], detractors + more[2])
