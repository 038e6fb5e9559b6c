"""Who is who in a whole workspace: plain groups at once, those that a rail touches one by one.

Nearly every group of identifiers is plain: no rail could refuse any join in it, so its persons
are its connected components. The rest goes, pair by pair, through `clusters`. Both ways give
the same partition; a test holds them to it.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from percorso.domain.identifiers import IDENTIFIER_TYPES, STRENGTH
from percorso.identity.clusters import (
    DEVICE,
    SeenIdentifier,
    SeenTogether,
    cluster_identifiers,
)
from percorso.identity.evidence_sql import IDENTIFIERS, SEEN, SEEN_TOGETHER, TOGETHER
from percorso.store.warehouse import Columns, Warehouse

Integers = npt.NDArray[np.int64]
Booleans = npt.NDArray[np.bool_]

DEVICE_TYPE = STRENGTH[DEVICE]
_LIMITS = np.array([
    np.iinfo(np.int64).max if kind.limit is None else kind.limit for kind in IDENTIFIER_TYPES
])  # fmt: skip


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


@dataclass(frozen=True, slots=True, eq=False)
class Persons:
    """The partition of the identifiers.

    Attributes:
        person_of: For each identifier the number of its person; numbers are arbitrary.
        shared_devices: Places of devices on which several persons were seen.
        kept_apart: (place, place, reason) pairs that a rail refused to join.
    """

    person_of: Integers
    shared_devices: Integers
    kept_apart: list[tuple[int, int, str]]


def read_evidence(warehouse: Warehouse) -> Evidence:
    """All that the interactions of a workspace say about who is who."""
    warehouse.do(SEEN)
    warehouse.do(SEEN_TOGETHER)
    return evidence_of(warehouse.columns(IDENTIFIERS), warehouse.columns(TOGETHER))


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


def persons(evidence: Evidence) -> Persons:
    """The persons behind the identifiers, each join past the rails of CONSENT 9."""
    size = evidence.keys.size
    to_device = evidence.types[evidence.other] == DEVICE_TYPE
    person_of = connected(size, evidence.strong[~to_device], evidence.other[~to_device])
    group_of = connected(size, evidence.strong, evidence.other)
    devices, owners = _owners_of_devices(evidence, person_of, to_device)
    is_shared = np.bincount(devices, minlength=size) > 1
    own = ~is_shared[devices]
    linked = person_of.copy()
    linked[devices[own]] = owners[own]
    touched = _groups_a_rail_touches(evidence, linked, group_of)
    involved = touched[group_of]
    kept_apart, shared = _one_by_one(evidence, involved, linked)
    plain_shared = np.flatnonzero(is_shared & ~involved)
    return Persons(linked, np.sort(np.concatenate([plain_shared, shared])), kept_apart)


def connected(size: int, left: Integers, right: Integers) -> Integers:
    """The smallest place of each place's connected component, shape (size,).

    >>> connected(5, np.array([1, 3]), np.array([3, 4])).tolist()
    [0, 1, 2, 1, 1]
    """
    label = np.arange(size)
    while True:
        before = label.copy()
        np.minimum.at(label, left, label[right])
        np.minimum.at(label, right, label[left])
        label = label[label]
        if np.array_equal(before, label):
            return label


def _owners_of_devices(
    evidence: Evidence, person_of: Integers, to_device: Booleans
) -> tuple[Integers, Integers]:
    """Each device with each person seen on it, once."""
    if not to_device.any():
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    pairs = np.stack([evidence.other[to_device], person_of[evidence.strong[to_device]]])
    devices, owners = np.unique(pairs, axis=1)
    return devices, owners


def _groups_a_rail_touches(evidence: Evidence, linked: Integers, group_of: Integers) -> Booleans:
    """Groups in which some person would hold more of one kind than the limit, whenever seen."""
    size, kinds = evidence.keys.size, len(IDENTIFIER_TYPES)
    held = np.bincount(linked * kinds + evidence.types, minlength=size * kinds)
    over = (held.reshape(size, kinds) > _LIMITS).any(axis=1)
    touched = np.zeros(size, dtype=bool)
    touched[group_of[np.flatnonzero(over)]] = True
    return touched


def _one_by_one(
    evidence: Evidence, involved: Booleans, linked: Integers
) -> tuple[list[tuple[int, int, str]], Integers]:
    """Cluster the involved identifiers pair by pair, writing their persons into `linked`."""
    places = np.flatnonzero(involved)
    if not places.size:
        return [], np.zeros(0, dtype=np.int64)
    within = np.full(evidence.keys.size, -1)
    within[places] = np.arange(places.size)
    identifiers = [
        SeenIdentifier(key, IDENTIFIER_TYPES[kind].name, first_us)
        for key, kind, first_us in zip(
            evidence.keys[places].tolist(),
            evidence.types[places].tolist(),
            evidence.first_us[places].tolist(),
            strict=True,
        )
    ]
    pairs = np.flatnonzero(involved[evidence.strong])
    together = [
        SeenTogether(strong, other, first_us)
        for strong, other, first_us in zip(
            within[evidence.strong[pairs]].tolist(),
            within[evidence.other[pairs]].tolist(),
            evidence.together_us[pairs].tolist(),
            strict=True,
        )
    ]
    clusters = cluster_identifiers(identifiers, together)
    linked[places] = places[clusters.person_of]
    kept_apart = [(int(places[a]), int(places[b]), why) for a, b, why in clusters.kept_apart]
    return kept_apart, places[np.array(clusters.shared_devices, dtype=np.int64)]
