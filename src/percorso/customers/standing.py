"""How all customers stand at once: their index, its interval, coverage and tier, as arrays."""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from percorso.customers.evidence import DAY_US, Integers, silence_of, with_silence
from percorso.customers.evidence_sql import NEVER_US, NOT_DUE_US
from percorso.customers.kinds import (
    DIMENSIONS,
    HALF_LIVES,
    NO_PRIOR,
    RHYTHM,
    USUAL_PULL,
    IndexSettings,
)
from percorso.stats.arrays import Floats
from percorso.stats.happy_index import (
    USUAL_VARIANCE,
    cap_line,
    coverage_of,
    index_of,
    interval_of,
    levels,
    standard_error,
    tiers_of,
)
from percorso.stats.shrinkage import (
    FALLBACK_WEIGHT,
    FEWEST_GROUPS,
    pooled_variance,
    shrinkage_weight,
)
from percorso.store.warehouse import Columns

# From so many customers with evidence on, what the prior counts for is estimated.
_ENOUGH_CUSTOMERS = 200
_LEAST_PULL, _MOST_PULL = 0.5, 10.0
# A purchaser of fewer orders waits as the others do.
_OWN_GAP_ORDERS = 3
_SHAPE = len(DIMENSIONS)


@dataclass(frozen=True, slots=True, eq=False)
class State:
    """What is held of each customer, for any instant after `ref_us` to be told from.

    Attributes:
        customer_no: Rising, shape (customers,).
        mass, weighted: Sums of m and m e at `ref_us`, shape (customers, dimensions).
        mass_then, weighted_then: The same of what was known at an earlier instant, at `ref_us`.
        last_us, last_then_us: Of the last purchase; far in the past where there is none.
        gap_us: Own median wait between two purchases; 0 where there is none.
        orders: How many.
        due_us: When a pending deadline falls; far ahead where none does.
        critical_us: Since when a critical complaint is open; far ahead where none is.
    """

    ref_us: int
    customer_no: npt.NDArray[np.int32]
    mass: Floats
    weighted: Floats
    mass_then: Floats
    weighted_then: Floats
    last_us: Integers
    last_then_us: Integers
    gap_us: Floats
    orders: Integers
    due_us: Integers
    critical_us: Integers

    def kept(self, chosen: npt.NDArray[np.bool_]) -> "State":
        """Some of the customers."""
        return State(
            self.ref_us,
            *(getattr(self, name)[chosen] for name in self.__slots__ if name != "ref_us"),
        )

    def with_changed(self, touched: npt.NDArray[np.int32], *anew: "State") -> "State":
        """The state with the touched customers as they stand now; who is gone is gone."""
        parts = [self.kept(~np.isin(self.customer_no, touched)), *anew]
        numbers = np.concatenate([part.customer_no for part in parts])
        order = np.argsort(numbers, kind="stable")
        return State(
            self.ref_us,
            *(
                np.concatenate([getattr(part, name) for part in parts])[order]
                for name in self.__slots__
                if name != "ref_us"
            ),
        )


def state_of(columns: Columns, ref_us: int) -> State:
    """The state in the rows of `evidence_sql.sums`."""

    def wide(name: str) -> Floats:
        return np.stack([_plain(columns[f"{name}_{at}"]) for at in range(_SHAPE)], axis=1)

    return State(
        ref_us, columns["customer_no"].astype(np.int32),
        wide("mass"), wide("weighted"), wide("mass_then"), wide("weighted_then"),
        columns["last_us"].astype(np.int64), columns["last_then_us"].astype(np.int64),
        _plain(columns["gap_us"]), columns["orders"].astype(np.int64),
        columns["due_us"].astype(np.int64), columns["critical_us"].astype(np.int64),
    )  # fmt: skip


def _plain(values: npt.NDArray[np.generic]) -> Floats:
    return np.nan_to_num(np.ma.filled(np.ma.asarray(values).astype(float), 0.0))


@dataclass(frozen=True, slots=True, eq=False)
class Basis:
    """What is assumed of everybody: priors, what they count for, and how evidence varies.

    Attributes:
        prior: mu by dimension.
        pull: kappa by dimension.
        variance: Of e within customers, by dimension.
        usual_gap_us: Usual wait between two purchases; 0 where nobody bought twice.
        settings: Of the index.
        is_estimated: Whether the pulls come from the data.
    """

    prior: Floats
    pull: Floats
    variance: Floats
    usual_gap_us: float
    settings: IndexSettings
    is_estimated: bool = False


def plain_basis(usual_gap_us: float, settings: IndexSettings) -> Basis:
    """What is assumed before anything is known: no prior, which counts for one evidence."""
    variance = np.full(_SHAPE, USUAL_VARIANCE)
    return Basis(NO_PRIOR, USUAL_PULL, variance, usual_gap_us, settings)


def silences(state: State, last_us: Integers, at_us: int, usual_gap_us: float) -> Floats:
    """E of each customer's silence at an instant; not a number where nothing was bought."""
    own = (state.orders >= _OWN_GAP_ORDERS) & (state.gap_us > 0)
    gap = np.where(own, state.gap_us, usual_gap_us)
    told = (last_us > NEVER_US) & (gap > 0)
    days = np.where(told, (at_us - last_us) / DAY_US, 0.0)
    return np.where(told, silence_of(days, np.where(told, gap / DAY_US, 1.0)), np.nan)


def _aged(sums: Floats, ref_us: int, at_us: int) -> Floats:
    return sums * np.exp2(-(at_us - ref_us) / DAY_US / HALF_LIVES)


def basis_of(state: State, at_us: int, plain: Basis, spread: Columns | None = None) -> Basis:
    """The basis the customers themselves give: the mean level of each dimension as its prior.

    A customer counts for what their evidence counts for beside the prior, so that one with much
    does not outweigh the rest; below 8 customers it is drawn to 0 as if by 10 more. What the
    prior counts for is within by between variance, from 200 customers with evidence on.

    Args:
        state: Of who may be learnt from.
        at_us: The instant.
        plain: What to begin from.
        spread: Count, sum and squares of e by customer and dimension; None leaves the pulls.
    """
    silent = silences(state, state.last_us, at_us, plain.usual_gap_us)
    mass, weighted = with_silence(
        _aged(state.mass, state.ref_us, at_us), _aged(state.weighted, state.ref_us, at_us), silent
    )
    pull, variance, is_estimated = (
        (plain.pull, plain.variance, False) if spread is None else _estimated(spread, plain)
    )
    counts = mass / (pull + mass)
    with np.errstate(invalid="ignore", divide="ignore"):
        means = np.where(mass > 0, weighted / mass, 0.0)
        # A handful of customers is not everybody: their mean is drawn to the middle.
        lean = np.where((mass > 0).sum(axis=0) < FEWEST_GROUPS, FALLBACK_WEIGHT, 0.0)
        prior = (counts * means).sum(axis=0) / (counts.sum(axis=0) + lean)
    return replace(
        plain, prior=np.nan_to_num(prior), pull=pull, variance=variance, is_estimated=is_estimated
    )


def _estimated(spread: Columns, plain: Basis) -> tuple[Floats, Floats, bool]:
    pull, variance, is_estimated = plain.pull.copy(), plain.variance.copy(), False
    for at in range(_SHAPE):
        counts, sums, squares = (
            _plain(spread[f"{name}_{at}"]) for name in ("count", "total", "squares")
        )
        if (counts > 0).sum() < _ENOUGH_CUSTOMERS or at == RHYTHM:
            continue
        within = pooled_variance(counts, sums, squares)
        # Where nothing ever differed, the data do not tell how much it may.
        if not (np.isfinite(within) and within > 0):
            continue
        means = np.divide(sums, counts, out=np.zeros_like(sums), where=counts > 0)
        weight = shrinkage_weight(means, counts, within)
        pull[at] = float(np.clip(weight, _LEAST_PULL, _MOST_PULL))
        variance[at] = within
        is_estimated = True
    return pull, variance, is_estimated


@dataclass(frozen=True, slots=True, eq=False)
class Standing:
    """How customers stand at an instant, shape (customers,) each.

    Attributes:
        index: 0..100, the cap applied; of a segment estimate no number of their own.
        low, high: Ends of its 95 % interval.
        coverage: C, 0..1.
        tier: 2 solid, 1 few signals, 0 segment estimate.
        change: Points since the earlier instant of the state.
        is_capped: Whether an open critical complaint holds it.
    """

    customer_no: npt.NDArray[np.int32]
    index: Floats
    low: Floats
    high: Floats
    coverage: Floats
    tier: npt.NDArray[np.int8]
    change: Floats
    is_capped: npt.NDArray[np.bool_]
    orders: Integers
    last_us: Integers


def standing_of(state: State, at_us: int, then_us: int, basis: Basis) -> Standing:
    """How customers stand now, and how far that is from how they stood then."""
    is_capped = state.critical_us < NOT_DUE_US
    mass, index = _index_at(state.mass, state.weighted, state, state.last_us, at_us, basis)
    index = index + cap_line(index, is_capped)
    _, before = _index_at(
        state.mass_then, state.weighted_then, state, state.last_then_us, then_us, basis
    )
    before = before + cap_line(before, state.critical_us <= then_us)
    weights = basis.settings.weights
    coverage = coverage_of(mass, basis.pull, weights)
    low, high = interval_of(index, standard_error(mass, basis.pull, weights, basis.variance))
    return Standing(
        state.customer_no, index, low, high, coverage, tiers_of(coverage), index - before,
        is_capped, state.orders, state.last_us,
    )  # fmt: skip


def levels_at(state: State, at_us: int, basis: Basis) -> Floats:
    """Level of each dimension of each customer at an instant."""
    return _sums_and_levels(state.mass, state.weighted, state, state.last_us, at_us, basis)[1]


def _index_at(
    mass: Floats, weighted: Floats, state: State, last_us: Integers, at_us: int, basis: Basis
) -> tuple[Floats, Floats]:
    mass, level = _sums_and_levels(mass, weighted, state, last_us, at_us, basis)
    return mass, index_of(level, basis.settings.weights)


def _sums_and_levels(
    mass: Floats, weighted: Floats, state: State, last_us: Integers, at_us: int, basis: Basis
) -> tuple[Floats, Floats]:
    silent = silences(state, last_us, at_us, basis.usual_gap_us)
    mass, weighted = with_silence(
        _aged(mass, state.ref_us, at_us), _aged(weighted, state.ref_us, at_us), silent
    )
    return mass, levels(mass, weighted, basis.prior, basis.pull)
