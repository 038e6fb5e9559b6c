"""What many answers to one question come to."""

from collections import Counter
from collections.abc import Sequence
from math import sqrt

from percorso.domain.journey_map import Estimate
from percorso.domain.survey.questions import SCALES
from percorso.domain.survey.results import Score
from percorso.stats.nps import least_detectable_change, nps_estimate
from percorso.stats.proportion import share_estimate
from percorso.stats.student import student_quantile

# Answers from the first on are high, below the second low.
_HIGH_FROM = {"nps": (9, 7), "csat": (4, 3), "ces": (5, 4)}
# Fewer than these may all be equal by chance: their spread says nothing of how sure a mean is.
FEWEST_FOR_INTERVAL = 10
# With more it is exact to a thousandth of the half-width to take the normal distribution.
_MOST_FREEDOM = 2_000


def score_of(kind: str, ratings: Sequence[int]) -> Score:
    """The score of ratings of one kind.

    >>> score_of("csat", [5, 4, 1]).groups
    (2, 0, 1)
    """
    low, high = SCALES[kind]
    found = Counter(ratings)
    counts = tuple(found[value] for value in range(low, high + 1))
    top, middle = _HIGH_FROM[kind]
    highs = sum(1 for one in ratings if one >= top)
    lows = sum(1 for one in ratings if one < middle)
    groups = (highs, len(ratings) - highs - lows, lows)
    share = share_estimate(highs, len(ratings)) if ratings else _NOTHING
    if kind == "nps":
        estimate = nps_estimate(*groups) or Estimate(
            value=None, low=None, high=None, n=len(ratings)
        )
        detectable = least_detectable_change(*groups)
    elif kind == "csat":
        estimate, detectable = share, None
    else:
        estimate, detectable = mean_estimate(ratings, (low, high)), None
    return Score(kind, estimate, counts, groups, share, detectable)


_NOTHING = Estimate(value=None, low=None, high=None, n=0)


def mean_estimate(values: Sequence[int], scale: tuple[int, int]) -> Estimate:
    """Mean of ratings with the interval of Student's t, inside their scale; from 10 answers on.

    >>> {key: round(value, 2) for key, value in mean_estimate([7] * 9 + [5], (1, 7)).items()}
    {'value': 6.8, 'low': 6.35, 'high': 7.0, 'n': 10}
    """
    n = len(values)
    if n == 0:
        return _NOTHING
    mean = sum(values) / n
    if n < FEWEST_FOR_INTERVAL:
        return Estimate(value=mean, low=None, high=None, n=n)
    variance = sum((one - mean) ** 2 for one in values) / (n - 1)
    half = sqrt(variance / n) * student_quantile(min(n - 1, _MOST_FREEDOM))
    return Estimate(
        value=mean, low=max(float(scale[0]), mean - half), high=min(float(scale[1]), mean + half),
        n=n,
    )  # fmt: skip
