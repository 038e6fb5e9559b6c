"""Which pause ends a journey: the gap G proposed from the pauses themselves."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from percorso.stats.arrays import Floats, Integers, require_counts, require_shape

HOUR = 3600.0
DAY = 24 * HOUR
SHORTEST_PAUSE = 60.0
SHORTEST_GAP = DAY
LONGEST_GAP = 180 * DAY
DEFAULT_GAP = 30 * DAY
DEEPEST_VALLEY = 0.7
POINTS = 512
# Pauses are counted on this fine grid first, so that ten million cost no more than ten thousand.
CELLS = 8192
ROUNDS = 10
SETTLED = 0.05
BARS = 48

# The 95th percentile, in seconds, of pauses inside successful journeys cut at the given gap;
# None when no journey succeeds.
PercentileOfCut = Callable[[float], float | None]


@dataclass(frozen=True, slots=True, eq=False)
class GapProposal:
    """A proposed gap, where it comes from, and what to draw beside it.

    Attributes:
        gap_seconds: G, in 1..180 days.
        origin: Valley between two humps of pauses, percentile of pauses inside successful
            journeys, or the default of 30 days when neither can be told.
        clipped: The percentile lay outside 1..180 days and was brought to that bound.
        pauses: Number of pauses of at least a minute.
        bar_edges: Edges of the histogram in log10 hours, shape (49,), or (0,) without pauses.
        bar_counts: Pauses per bar, shape (48,), or (0,).
        points: Places of the density in log10 hours, shape (512,), or (0,).
        density: Kernel density per unit of log10 hours at the points, the same shape.
    """

    gap_seconds: float
    origin: Literal["valley", "percentile", "default"]
    clipped: bool
    pauses: int
    bar_edges: Floats
    bar_counts: Integers
    points: Floats
    density: Floats


def propose_gap(
    gaps_seconds: Floats,
    percentile_of_cut: PercentileOfCut | None = None,
    counts: Integers | None = None,
) -> GapProposal:
    """Propose the pause after which a new journey begins.

    Args:
        gaps_seconds: Pauses between consecutive customer-side interactions, shape (pauses,);
            those below a minute are left out.
        percentile_of_cut: How to look inside successful journeys, see `percentile_gap`; None
            when success is not defined.
        counts: How often each pause occurs, shape (pauses,); once each when not given.

    Raises:
        ShapesDiffer: there is not one count per pause.
        NotCounts: a pause or a count is negative or not finite.

    Source: kernel density and bandwidth: Silverman (1986), Density Estimation, eq. 3.31; binned:
    Wand (1994), Journal of Computational and Graphical Statistics 3, 433-445; the valley as the
    end of a session: Halfaker et al. (2015), WWW, 410-418.

    >>> pauses = np.repeat([HOUR, 2 * HOUR, 40 * DAY, 60 * DAY], [40, 40, 30, 30])
    >>> here = propose_gap(pauses)
    >>> here.origin, round(here.gap_seconds / DAY)
    ('valley', 2)
    """
    times = np.asarray(gaps_seconds, dtype=np.float64)
    weights = np.ones(times.shape, dtype=np.int64) if counts is None else counts
    require_shape("counts", weights, times.shape)
    require_counts("pauses", times)
    require_counts("counts", weights)
    long_enough = (times >= SHORTEST_PAUSE) & (weights > 0)
    hours, weights = np.log10(times[long_enough] / HOUR), weights[long_enough]
    points, density = _density(hours, weights)
    gap, origin, clipped = _chosen(valley_gap(points, density), percentile_of_cut)
    bars, edges = np.histogram(hours, BARS, weights=weights) if hours.size else ([], [])
    return GapProposal(
        gap_seconds=gap,
        origin=origin,
        clipped=clipped,
        pauses=int(weights.sum()),
        bar_edges=np.asarray(edges, dtype=np.float64),
        bar_counts=np.asarray(bars, dtype=np.int64),
        points=points,
        density=density,
    )


def valley_gap(points: Floats, density: Floats) -> float | None:
    """The lowest place between the two highest peaks of the density of pauses.

    Args:
        points: Evenly spaced places in log10 hours, shape (points,).
        density: Density at each of them, shape (points,).

    Returns:
        Seconds in 1..180 days; None when there are not two peaks, when the valley is above 0.7
        of the lower one, or when it lies outside those days.

    Raises:
        ShapesDiffer: the arrays differ in length.

    Source: section 1.3 of the methods; Halfaker et al. (2015), WWW, 410-418.

    >>> valley_gap(np.linspace(0.0, 3.0, 7), np.array([1.0, 3.0, 2.0, 1.0, 1.0, 2.0, 1.0])) / HOUR
    31.622776601683793
    """
    require_shape("density", density, points.shape)
    walled = np.concatenate(([-np.inf], density, [-np.inf]))
    peaks = np.flatnonzero((density > walled[:-2]) & (density >= walled[2:]))
    if peaks.size < 2:
        return None
    highest = peaks[np.argsort(-density[peaks], kind="stable")[:2]]
    first, second = np.sort(highest)
    bottom = first + int(np.argmin(density[first : second + 1]))
    if density[bottom] > DEEPEST_VALLEY * density[highest].min():
        return None
    gap = float(10.0 ** points[bottom] * HOUR)
    return gap if SHORTEST_GAP <= gap <= LONGEST_GAP else None


def percentile_gap(percentile_of_cut: PercentileOfCut) -> float | None:
    """Gap at which cutting journeys and reading their pauses agree with each other.

    Starts from 30 days and stops once it moves by less than 5 %, after 10 rounds at the latest.

    Args:
        percentile_of_cut: For a gap in seconds, the 95th percentile in seconds of the pauses
            inside successful journeys cut at that gap; None when there are none.

    Returns:
        Seconds, not yet brought to 1..180 days; None when there is nothing to estimate from.

    Source: section 1.3 of the methods: a fixed-point iteration.

    >>> percentile_gap(lambda gap: gap / 2 + 5 * DAY) / DAY
    10.3125
    """
    gap = DEFAULT_GAP
    for _ in range(ROUNDS):
        found = percentile_of_cut(gap)
        if found is None or not np.isfinite(found) or found <= 0:
            return None
        moved, gap = abs(found - gap) / gap, float(found)
        if moved < SETTLED:
            break
    return gap


def _chosen(
    valley: float | None, percentile_of_cut: PercentileOfCut | None
) -> tuple[float, Literal["valley", "percentile", "default"], bool]:
    """The valley comes first: the percentile presupposes the cut it should find."""
    if valley is not None:
        return valley, "valley", False
    percentile = percentile_gap(percentile_of_cut) if percentile_of_cut else None
    if percentile is None:
        return DEFAULT_GAP, "default", False
    gap = min(max(percentile, SHORTEST_GAP), LONGEST_GAP)
    return gap, "percentile", gap != percentile


def _density(hours: Floats, weights: Integers) -> tuple[Floats, Floats]:
    """Gaussian kernel density of log10 hours on 512 points, from a fine linear binning."""
    nothing = np.zeros(0)
    if not hours.size or hours.min() == hours.max():
        return nothing, nothing
    grid = np.linspace(hours.min(), hours.max(), CELLS)
    mass = _linear_binning(hours, weights, grid)
    low, lower, upper, high = _quantiles_of_mass(grid, mass, (0.01, 0.25, 0.75, 0.995))
    width = _silverman_bandwidth(grid, mass, upper - lower)
    if high <= low:
        return nothing, nothing
    points = np.linspace(low, high, POINTS)
    filled = mass > 0
    distance = (points[:, None] - grid[filled]) / width
    kernel = np.exp(-0.5 * distance**2) / (width * np.sqrt(2 * np.pi))
    return points, np.asarray(kernel @ mass[filled] / mass.sum())


def _linear_binning(hours: Floats, weights: Integers, grid: Floats) -> Floats:
    """Each pause shared between its two neighbours on the grid, the nearer getting more."""
    place = (hours - grid[0]) / (grid[1] - grid[0])
    left = np.minimum(place.astype(np.int64), grid.size - 2)
    right_share = np.clip(place - left, 0.0, 1.0) * weights
    mass = np.bincount(left, weights=weights - right_share, minlength=grid.size)
    return np.asarray(mass + np.bincount(left + 1, weights=right_share, minlength=grid.size))


def _quantiles_of_mass(grid: Floats, mass: Floats, shares: tuple[float, ...]) -> list[float]:
    reached = np.cumsum(mass) / mass.sum()
    last = grid.size - 1
    return [float(grid[min(int(np.searchsorted(reached, share)), last)]) for share in shares]


def _silverman_bandwidth(grid: Floats, mass: Floats, middle_half: float) -> float:
    total = mass.sum()
    mean = grid @ mass / total
    deviation = float(np.sqrt(((grid - mean) ** 2) @ mass / total))
    # Where half of all pauses are equal the middle half is empty and tells no width.
    spread = min(deviation, middle_half / 1.34) if middle_half > 0 else deviation
    return float(0.9 * spread * total**-0.2)
