"""How journeys felt as a whole: their mean, their peak and end, their first bad moment."""

from dataclasses import dataclass

import numpy as np

from percorso.domain.journey_map import Estimate
from percorso.journeys.estimates import Floats, estimate
from percorso.journeys.partials.table import Sums
from percorso.stats.proportion import share_estimate
from percorso.stats.resampling import jackknife_interval


@dataclass(frozen=True, slots=True)
class JourneyFeeling:
    """Felt levels of journeys with a voice, on -1..1.

    Attributes:
        journeys: With at least one voice.
        mean: Mean over journeys of the mean of their voices.
        peak_end: Mean over journeys of (peak + end) / 2.
        long_journeys: Those of them that took longer than 14 days.
        first_bad_share: Share of the long ones with a moment below -0.3.
        first_bad: By code, long journeys whose first such moment was there; most first.
    """

    journeys: int
    mean: Estimate | None
    peak_end: Estimate | None
    long_journeys: int
    first_bad_share: Estimate | None
    first_bad: dict[int, int]


def journey_feeling(sums: Sums) -> JourneyFeeling:
    """The feeling of the scope's journeys (METHODS 5), intervals by leaving groups out."""
    moments = {row["code"]: row["journeys"] for row in sums.rows("first_bad_moments")}
    long_journeys = sum(moments.values())
    moments.pop(0, None)
    columns = sums.columns("feeling")
    counts = columns["journeys"].astype(float)
    levels = np.stack([columns[name].astype(float) for name in ("mean", "peak_end")], axis=1)
    mean, peak_end = _means(counts, levels)
    return JourneyFeeling(
        journeys=int(counts.sum()),
        mean=mean,
        peak_end=peak_end,
        long_journeys=long_journeys,
        first_bad_share=share_estimate(sum(moments.values()), long_journeys)
        if long_journeys
        else None,
        first_bad=dict(sorted(moments.items(), key=lambda row: (-row[1], row[0]))),
    )


def _means(counts: Floats, sums: Floats) -> list[Estimate | None]:
    """Mean of each column of sums, shape (groups, measures), with its jackknife interval."""
    total = counts.sum()
    if not total:
        return [None] * sums.shape[1]
    full = sums.sum(axis=0) / total
    left = total - counts
    with np.errstate(invalid="ignore", divide="ignore"):
        without = np.where(left[:, None] > 0, (sums.sum(axis=0) - sums) / left[:, None], np.nan)
    low, high = jackknife_interval(full, without, (-1.0, 1.0))
    return [estimate(*row, int(total)) for row in zip(full, low, high, strict=True)]
