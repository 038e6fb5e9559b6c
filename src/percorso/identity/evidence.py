"""What is known of identifiers, and of which were seen together: what who is who rests on."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from percorso.domain.identifiers import STRENGTH
from percorso.identity.evidence_sql import IDENTIFIERS, SEEN, SEEN_TOGETHER, TOGETHER
from percorso.store.records.remembered import NOTHING_REMEMBERED, Remembered
from percorso.store.warehouse import Columns, Warehouse

Integers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """Identifiers in the order of their keys, and the pairs seen together.

    Attributes:
        keys: Text, shape (n,).
        types: Place among `IDENTIFIER_TYPES`, shape (n,).
        first_us: First seen, microseconds since 1970, shape (n,).
        strong, other: Places of the identifiers of a pair, shape (pairs,).
        together_us: When the pair was first seen, shape (pairs,).
    """

    keys: npt.NDArray[np.object_]
    types: Integers
    first_us: Integers
    strong: Integers
    other: Integers
    together_us: Integers


def read_evidence(warehouse: Warehouse, remembered: Remembered = NOTHING_REMEMBERED) -> Evidence:
    """All that is known of a workspace's identifiers, and which of them were seen together.

    Args:
        warehouse: Holds the interactions.
        remembered: What counts as seen beside these.
    """
    _fill_remembered(warehouse, remembered)
    warehouse.do(SEEN)
    warehouse.do(SEEN_TOGETHER)
    return evidence_of(warehouse.columns(IDENTIFIERS), warehouse.columns(TOGETHER))


def _fill_remembered(warehouse: Warehouse, remembered: Remembered) -> None:
    def told(of: Sequence[object], name: str, kind: type = object) -> npt.NDArray[Any]:
        return np.array([getattr(one, name) for one in of], dtype=kind)

    pairs, named = remembered.pairs, remembered.identifiers
    warehouse.fill(
        "remembered_pair",
        {
            "strong_key": told(pairs, "strong_key"),
            "strong_type": told(pairs, "strong_type"),
            "strong_us": told(pairs, "strong_first_us", np.int64),
            "other_key": told(pairs, "other_key"),
            "other_type": told(pairs, "other_type"),
            "other_us": told(pairs, "other_first_us", np.int64),
            "first_us": told(pairs, "first_us", np.int64),
        },
    )
    warehouse.fill(
        "ruled_identifier",
        {
            "key": told(named, "key"),
            "type": told(named, "type"),
            "first_us": told(named, "first_us", np.int64),
        },
    )


def evidence_of(seen: Columns, pairs: Columns) -> Evidence:
    """Evidence from identifiers (key, type, first_us) and pairs (strong, other, first_us).

    Args:
        seen: In the order of the keys.
        pairs: Places among them.
    """
    types = np.array([STRENGTH[kind] for kind in seen["type"].tolist()], dtype=np.int64)
    return Evidence(
        keys=seen["key"].astype(object),
        types=types,
        first_us=seen["first_us"].astype(np.int64),
        strong=pairs["strong"].astype(np.int64),
        other=pairs["other"].astype(np.int64),
        together_us=pairs["first_us"].astype(np.int64),
    )
