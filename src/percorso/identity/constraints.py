"""What binds who is who beside what was seen: rulings of people, birth dates, blocked values."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import numpy.typing as npt

from percorso.domain.birth_dates import birth_date
from percorso.store.records.blocks import blocked_keys
from percorso.store.records.corrections import corrected_values
from percorso.store.records.database import RecordsConnection
from percorso.store.records.rulings import SAME, rulings
from percorso.store.records.traits import values_of_trait

Pair = tuple[str, str]
# The trait of which two keep customers apart.
BIRTH_DATE = "birth_date"


@dataclass(frozen=True, slots=True)
class Constraints:
    """Must-links, cannot-links and what else the records know; all by keys of identifiers.

    Attributes:
        same: Pairs ruled to be one person.
        apart: Pairs ruled to be two persons.
        births: Birth dates said with an identifier.
        blocked: Identifiers that stand for nobody.
    """

    same: Sequence[Pair] = ()
    apart: Sequence[Pair] = ()
    births: Mapping[str, frozenset[date]] = field(default_factory=dict)
    blocked: frozenset[str] = frozenset()


NO_CONSTRAINTS = Constraints()


def read_constraints(
    connection: RecordsConnection, keys: Collection[str] | None = None
) -> Constraints:
    """What binds some identifiers, or all; rulings are read whole, being few."""
    ruled = rulings(connection)
    return Constraints(
        same=[one.pair for one in ruled if one.verdict == SAME],
        apart=[one.pair for one in ruled if one.verdict != SAME],
        births=_births_told(connection, keys),
        blocked=blocked_keys(connection, keys),
    )


def _births_told(
    connection: RecordsConnection, keys: Collection[str] | None
) -> dict[str, frozenset[date]]:
    """Birth dates by identifier: what was corrected by hand wins over what any source says."""
    corrected = corrected_values(connection, BIRTH_DATE)
    wanted = corrected if keys is None else corrected.keys() & set(keys)
    said = _births(values_of_trait(connection, BIRTH_DATE, keys))
    by_hand = _births((key, corrected[key]) for key in wanted)
    return {key: days for key, days in said.items() if key not in corrected} | by_hand


def placed(keys: npt.NDArray[np.object_], pairs: Iterable[Pair]) -> list[tuple[int, int]]:
    """Pairs of keys as places among sorted keys; those not all there are left out."""
    pairs = list(pairs)
    if not pairs:
        return []
    wanted = np.array(pairs, dtype=object)
    at = np.minimum(np.searchsorted(keys, wanted), max(0, keys.size - 1))
    known = (keys[at] == wanted).all(axis=1) if keys.size else np.zeros(len(pairs), dtype=bool)
    return [(int(left), int(right)) for left, right in at[known]]


def _births(said: Iterable[tuple[str, str]]) -> dict[str, frozenset[date]]:
    found: dict[str, set[date]] = {}
    for key, text in said:
        if (day := birth_date(text)) is not None:
            found.setdefault(key, set()).add(day)
    return {key: frozenset(days) for key, days in found.items()}
