"""How many journeys would be others with another gap (METHODS 1.3.4)."""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from percorso.domain.gap_report import GapChange
from percorso.journeys.path.reading import read_customers, source_starts
from percorso.journeys.path.rules import rules_of
from percorso.journeys.path.visits import Path, path_of
from percorso.journeys.scope import Scope
from percorso.store.warehouse import Warehouse

_SECOND_US = 1_000_000
Signatures = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class CutJourneys:
    """The journeys that a gap cuts, each by its interactions and status."""

    signatures: Signatures

    @property
    def journeys(self) -> int:
        """How many there are."""
        return len(self.signatures)


class GapTrials:
    """The interactions of a scope, to be cut with one gap after the other."""

    def __init__(self, warehouse: Warehouse, scope: Scope) -> None:
        self._rules = rules_of(scope)
        self._reading = read_customers(warehouse, scope, self._rules)
        self._starts = source_starts(warehouse)

    def cut(self, gap_seconds: float) -> CutJourneys:
        """The journeys of a gap."""
        tried = replace(self._rules, gap_us=round(gap_seconds * _SECOND_US))
        return CutJourneys(_signatures(path_of(self._reading, tried, self._starts)))

    def change(self, base: CutJourneys, gap_seconds: float) -> GapChange:
        """What another gap does to some journeys.

        A journey is the same if the other gap gives one of the same interactions and status.
        """
        other = self.cut(gap_seconds)
        same = np.isin(_as_one(base.signatures), _as_one(other.signatures))
        changed = np.count_nonzero(~same) / base.journeys if base.journeys else None
        return GapChange(gap_seconds, other.journeys, changed)


def _signatures(path: Path) -> Signatures:
    """First interaction, sum and number of all, and status: shape (journeys, 4).

    The interactions of a journey stand in order, and those of a broadcast may be left out of it:
    their sum tells two such journeys apart.
    """
    step = np.flatnonzero(path.in_period)
    row = path.steps.row[step]
    journey = path.steps.journey[step]
    first = np.flatnonzero(np.diff(journey, prepend=-1))
    length = np.diff(np.append(first, journey.size))
    interaction = path.rows.interaction_no[row].astype(np.int64)
    if not first.size:
        return np.zeros((0, 4), dtype=np.int64)
    return np.stack(
        [interaction[first], np.add.reduceat(interaction, first), length, path.journeys.status],
        axis=1,
    )


def _as_one(signatures: Signatures) -> npt.NDArray[np.void]:
    """Each row as one value that can be compared."""
    rows = np.ascontiguousarray(signatures, dtype=np.int64)
    return rows.view([("", np.int64)] * rows.shape[1]).ravel()
