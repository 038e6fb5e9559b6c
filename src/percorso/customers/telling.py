"""One customer's index told line by line, as it was, and by what it would move."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from percorso.customers.evidence import DAY_US, Evidence, Integers, silence_of
from percorso.customers.kinds import DIMENSIONS, KIND_OF_NUMBER, KINDS, RHYTHM
from percorso.customers.standing import Basis
from percorso.stats.arrays import Floats
from percorso.stats.happy_index import (
    assumed_lines,
    cap_line,
    coverage_of,
    evidence_lines,
    index_of,
    interval_of,
    levels,
    standard_error,
    tiers_of,
)

_OWN_GAP_ORDERS = 3
_WEEK_US = 7 * DAY_US
_LEAST_MOVE = 1.0
# What would move it: something new, today.
_WOULD = (
    ("nps", 0.8), ("stars", 1.0), ("solved_first_time", 1.0), ("delivered_in_time", 1.0),
    ("delivered_late", -1.0), ("contacted_again", -1.0), ("complained", -1.0),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """One evidence and its points.

    Attributes:
        points: From the middle, 50: these, what is assumed and the cap add to the index less 50.
        bar: From the typical customer: these and the cap add to the index less `start`.
    """

    kind: str
    dimension: str
    at_us: int
    value: float
    interaction_no: int
    points: float
    bar: float


@dataclass(frozen=True, slots=True, eq=False)
class Lived:
    """What one customer lived, as far as the index asks.

    Attributes:
        evidence: The latest last.
        purchases_us: Instants of purchases, rising.
        critical_us: Since when a critical complaint is open; None where none is.
        critical_no: Its interaction.
        own_gap_us: Median time between purchases; 0 where they are too few. A history asks for it
            thousands of times.
    """

    evidence: Evidence
    purchases_us: Integers
    critical_us: int | None = None
    critical_no: int = 0
    own_gap_us: float = field(init=False)

    def __post_init__(self) -> None:
        enough = self.purchases_us.size >= _OWN_GAP_ORDERS
        gap = float(np.median(np.diff(self.purchases_us))) if enough else 0.0
        object.__setattr__(self, "own_gap_us", gap)

    def silence_at(self, us: int, usual_gap_us: float) -> float:
        """E of the silence at an instant; not a number where nothing was bought."""
        known = self.purchases_us[self.purchases_us <= us]
        if not known.size:
            return float("nan")
        gap = self.own_gap_us if self.own_gap_us > 0 else usual_gap_us
        if gap <= 0:
            return float("nan")
        days = np.array([(us - int(known[-1])) / DAY_US])
        return float(silence_of(days, np.array([gap / DAY_US]))[0])

    def all_at(self, us: int, basis: Basis) -> Evidence:
        """The evidence known at an instant, the silence among it."""
        known, silence = self.evidence.until(us), self.silence_at(us, basis.usual_gap_us)
        if not np.isfinite(silence):
            return known
        return with_one(known, "silence", us, silence)


def with_one(evidence: Evidence, kind: str, at_us: int, value: float) -> Evidence:
    """The evidence and one more."""
    return Evidence(
        np.append(evidence.kind, KINDS[kind].number), np.append(evidence.at_us, at_us),
        np.append(evidence.value, value), np.append(evidence.trust, 1.0),
        np.append(evidence.interaction_no, 0),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """A customer's index at an instant, and why.

    Attributes:
        index: 0..100, the cap applied.
        start: Where the typical customer stands.
        lines: The evidence, the largest bar first.
        assumed: Key of a dimension -> points of what is assumed.
        cap: Points an open critical complaint takes, 0 or less.
        error: Standard error in points.
    """

    index: float
    start: float
    low: float
    high: float
    coverage: float
    tier: int
    lines: tuple[Line, ...]
    assumed: dict[str, float]
    cap: float
    error: float


def index_at(lived: Lived, us: int, basis: Basis) -> tuple[float, int]:
    """The index of one customer at an instant and its tier, without the reasons of `told_at`."""
    mass, sums = lived.all_at(us, basis).sums_at(us)
    raw = index_of(levels(mass[None], sums[None], basis.prior, basis.pull), basis.settings.weights)
    cap = cap_line(raw, np.array([lived.critical_us is not None and lived.critical_us <= us]))
    coverage = coverage_of(mass[None], basis.pull, basis.settings.weights)
    return float((raw + cap)[0]), int(tiers_of(coverage)[0])


def told_at(lived: Lived, us: int, basis: Basis) -> Told:
    """The index of one customer at an instant, with its lines."""
    evidence, weights = lived.all_at(us, basis), basis.settings.weights
    mass, sums = evidence.sums_at(us)
    level = levels(mass[None], sums[None], basis.prior, basis.pull)
    raw = index_of(level, weights)
    is_capped = np.array([lived.critical_us is not None and lived.critical_us <= us])
    cap = cap_line(raw, is_capped)
    index = raw + cap
    error = standard_error(mass[None], basis.pull, weights, basis.variance)
    coverage = coverage_of(mass[None], basis.pull, weights)
    low, high = interval_of(index, error)
    assumed = assumed_lines(basis.prior, basis.pull, mass, weights)
    return Told(
        index=float(index[0]),
        start=float(index_of(basis.prior[None], weights)[0]),
        low=float(low[0]), high=float(high[0]),
        coverage=float(coverage[0]), tier=int(tiers_of(coverage)[0]),
        lines=tuple(sorted(_lines(evidence, us, mass, basis), key=lambda one: -abs(one.bar))),
        assumed={one.key: float(at) for one, at in zip(DIMENSIONS, assumed, strict=True)},
        cap=float(cap[0]),
        error=float(error[0]),
    )  # fmt: skip


def _lines(evidence: Evidence, us: int, total: Floats, basis: Basis) -> Iterator[Line]:
    at, mass, weights = evidence.dimension, evidence.mass_at(us), basis.settings.weights
    of = (weights[at], basis.pull[at], total[at])
    points = evidence_lines(mass, evidence.value, *of)
    bars = evidence_lines(mass, evidence.value - basis.prior[at], *of)
    for place, number in enumerate(evidence.kind.tolist()):
        kind = KIND_OF_NUMBER[number]
        yield Line(
            kind.key, DIMENSIONS[kind.dimension].key, int(evidence.at_us[place]),
            float(evidence.value[place]), int(evidence.interaction_no[place]),
            float(points[place]), float(bars[place]),
        )  # fmt: skip


def history_of(
    lived: Lived, since_us: int, until_us: int, basis: Basis
) -> tuple[tuple[int, float], ...]:
    """The index as it was: every week, and whenever an evidence moved it by a point or more.

    It is replayed from the evidence, so a merge, a split or an erasure changes it as it changes
    the index; instants without a number of the customer's own are left out.
    """
    weeks = np.arange(until_us, since_us - 1, -_WEEK_US)
    news = lived.evidence.at_us[
        (lived.evidence.at_us > since_us) & (lived.evidence.at_us < until_us)
    ]
    bought = lived.purchases_us[(lived.purchases_us > since_us) & (lived.purchases_us < until_us)]
    is_week = set(weeks.tolist())
    points: list[tuple[int, float]] = []
    for us in sorted({*is_week, *news.tolist(), *bought.tolist()}):
        index, tier = index_at(lived, us, basis)
        if tier == 0:
            continue
        moved = not points or abs(index - points[-1][1]) >= _LEAST_MOVE
        if us in is_week or moved:
            points.append((us, index))
    return tuple(points)


def would_move(lived: Lived, us: int, basis: Basis) -> tuple[tuple[str, float], ...]:
    """By how many points something new would move the index today, the largest gain first."""
    now = told_at(lived, us, basis).index
    moves = [
        (kind, _with(lived, kind, us, value, basis) - now)
        for kind, value in _WOULD
        if basis.settings.weights[KINDS[kind].dimension] > 0
    ]
    if lived.critical_us is not None:
        moves.append(("complaint_solved", told_at(_freed(lived), us, basis).index - now))
    if lived.purchases_us.size and basis.settings.weights[RHYTHM] > 0:
        bought = Lived(
            lived.evidence, np.append(lived.purchases_us, us), lived.critical_us, lived.critical_no
        )
        moves.append(("bought", told_at(bought, us, basis).index - now))
    return tuple(sorted(moves, key=lambda one: -one[1]))


def _with(lived: Lived, kind: str, us: int, value: float, basis: Basis) -> float:
    more = with_one(lived.evidence, kind, us, value)
    changed = Lived(more, lived.purchases_us, lived.critical_us, lived.critical_no)
    return told_at(changed, us, basis).index


def _freed(lived: Lived) -> Lived:
    return Lived(lived.evidence, lived.purchases_us)
