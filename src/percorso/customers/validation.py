"""Does the index foresee the next rating better than simpler figures do? Out of time."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from percorso.stats.arrays import Floats
from percorso.stats.resampling import bootstrap_weights, percentile_interval
from percorso.stats.roc import auc, top_lift

# Below so many outcomes of a kind nothing is judged.
FEWEST_OUTCOMES = 20
_REPLICATES = 400
_TOP_SHARE = 0.1

Verdict = Literal["predictive", "descriptive", "not_enough"]


@dataclass(frozen=True, slots=True)
class Figure:
    """One way to foresee, as it did: AUC and lift of the lowest tenth, with 95 % intervals."""

    key: str
    auc: float
    auc_low: float
    auc_high: float
    lift: float
    lift_low: float
    lift_high: float


@dataclass(frozen=True, slots=True)
class Validation:
    """The card of a version of the index.

    Attributes:
        customers: Judged ones: known before the cut, with an outcome after it.
        bad: Of them with a bad outcome.
        figures: The index first, then what it is compared with.
        gain, gain_low, gain_high: AUC of the index less that of the best of recency and last
            rating, with its interval; None where nothing is judged.
        verdict: `predictive` only where the lower end of the gain is above 0.
    """

    customers: int
    bad: int
    figures: tuple[Figure, ...]
    gain: float | None
    gain_low: float | None
    gain_high: float | None
    verdict: Verdict


def validate(scores: dict[str, Floats], is_bad: npt.NDArray[np.bool_], seed: int) -> Validation:
    """Judge scores, the higher the better, by who came to a bad outcome.

    Args:
        scores: By key, shape (customers,) each; `index`, `recency` and `last_rating` among them.
        is_bad: Who came to a bad outcome, shape (customers,).
        seed: Of the bootstrap over customers.
    """
    bad = int(is_bad.sum())
    if min(bad, is_bad.size - bad) < FEWEST_OUTCOMES:
        return Validation(is_bad.size, bad, (), None, None, None, "not_enough")
    weights = np.vstack([
        np.ones(is_bad.size),
        bootstrap_weights(is_bad.size, _REPLICATES, seed).astype(float).reshape(_REPLICATES, -1),
    ])  # fmt: skip
    areas = {key: auc(-score, is_bad, weights) for key, score in scores.items()}
    lifts = {key: top_lift(-score, is_bad, weights, _TOP_SHARE) for key, score in scores.items()}
    figures = tuple(_figure(key, areas[key], lifts[key]) for key in scores)
    best = max(("recency", "last_rating"), key=lambda key: areas[key][0])
    gains = areas["index"] - areas[best]
    low, high = _ends(gains)
    verdict: Verdict = "predictive" if low > 0 else "descriptive"
    return Validation(is_bad.size, bad, figures, float(gains[0]), low, high, verdict)


def _figure(key: str, areas: Floats, lifts: Floats) -> Figure:
    return Figure(key, float(areas[0]), *_ends(areas), float(lifts[0]), *_ends(lifts))


def _ends(values: Floats) -> tuple[float, float]:
    low, high = percentile_interval(values[1:, None])
    return float(low[0]), float(high[0])
