"""The evidence of customers as arrays, and the sums by dimension the index is made of."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from percorso.customers.kinds import DIMENSIONS, HALF_LIVES, KIND_OF_NUMBER, RHYTHM
from percorso.stats.arrays import Floats
from percorso.stats.happy_index import masses

Integers = npt.NDArray[np.int64]
DAY_US = 86_400_000_000
_SIZE = max(KIND_OF_NUMBER) + 1
WEIGHT_OF_KIND: Floats = np.zeros(_SIZE)
DIMENSION_OF_KIND: npt.NDArray[np.int8] = np.zeros(_SIZE, dtype=np.int8)
for _kind in KIND_OF_NUMBER.values():
    WEIGHT_OF_KIND[_kind.number] = _kind.weight
    DIMENSION_OF_KIND[_kind.number] = _kind.dimension


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """Evidence of one customer, one entry each; the latest last.

    Attributes:
        kind: Numbers of `Kind`.
        at_us: When it was known: a broken promise at its deadline.
        value: e, -1..1.
        trust: q, 0..1.
        interaction_no: What it rests on; 0 where that is no interaction.
    """

    kind: Integers
    at_us: Integers
    value: Floats
    trust: Floats
    interaction_no: Integers

    @property
    def dimension(self) -> npt.NDArray[np.int8]:
        """Position of each one's dimension."""
        return DIMENSION_OF_KIND[self.kind]

    def mass_at(self, us: int) -> Floats:
        """M of each at an instant."""
        return masses(
            WEIGHT_OF_KIND[self.kind], self.trust, (us - self.at_us) / DAY_US,
            HALF_LIVES[self.dimension],
        )  # fmt: skip

    def until(self, us: int) -> "Evidence":
        """What was known at an instant."""
        known = self.at_us <= us
        return Evidence(*(getattr(self, name)[known] for name in self.__slots__))

    def sums_at(self, us: int) -> tuple[Floats, Floats]:
        """Sum of m, and of m e, by dimension."""
        mass = self.mass_at(us)
        size = len(DIMENSIONS)
        return (
            np.bincount(self.dimension, mass, size).astype(float),
            np.bincount(self.dimension, mass * self.value, size).astype(float),
        )


def silence_of(days_since: Floats, usual_days: Floats) -> Floats:
    """E of the silence since the last purchase: clip(0.5 - 0.75 (rho - 1), -1, 0.5).

    Args:
        days_since: Since the last purchase.
        usual_days: The usual wait between two of theirs.

    >>> silence_of(np.array([30.0, 90.0]), np.array([30.0, 30.0])).tolist()
    [0.5, -1.0]
    """
    return np.clip(0.5 - 0.75 * (days_since / usual_days - 1), -1.0, 0.5)


def with_silence(mass: Floats, weighted: Floats, silence: Floats) -> tuple[Floats, Floats]:
    """The sums with the silence as it stands now; not a number is nobody's silence.

    Args:
        mass: Shape (customers, dimensions).
        weighted: The same.
        silence: e, shape (customers,).
    """
    told = np.isfinite(silence)
    mass, weighted = mass.copy(), weighted.copy()
    mass[:, RHYTHM] += told
    weighted[:, RHYTHM] += np.where(told, silence, 0.0)
    return mass, weighted
