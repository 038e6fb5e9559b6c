"""Who is who in a whole workspace: plain groups at once, those that a rail touches one by one.

What stands for nobody, blocked or seen with too many, is left out first. Nearly every group of
identifiers is plain: no rail could refuse any join in it, so its persons are its connected
components. The rest goes, pair by pair, through `clusters`. Both ways give the same partition; a
test holds them to it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import numpy.typing as npt

from percorso.domain.identifiers import IDENTIFIER_TYPES, STRENGTH
from percorso.identity.clusters import (
    DEVICE,
    Bounds,
    SeenIdentifier,
    SeenTogether,
    cluster_identifiers,
)
from percorso.identity.constraints import NO_CONSTRAINTS, Constraints, placed
from percorso.identity.evidence import Evidence, Integers
from percorso.identity.rails import RAILS, Rails

Booleans = npt.NDArray[np.bool_]

DEVICE_TYPE = STRENGTH[DEVICE]
_NO_LIMIT = np.iinfo(np.int64).max


@dataclass(frozen=True, slots=True, eq=False)
class Persons:
    """The partition of the identifiers.

    Attributes:
        person_of: For each identifier the number of its person; numbers are arbitrary.
        shared_devices: Places of devices on which several persons were seen.
        kept_apart: (place, place, reason) pairs that a rail refused to join.
        shut_out: Places of identifiers that stand for nobody: blocked, or seen with too many.
    """

    person_of: Integers
    shared_devices: Integers
    kept_apart: list[tuple[int, int, str]]
    shut_out: Integers


def persons(
    evidence: Evidence, constraints: Constraints = NO_CONSTRAINTS, rails: Rails = RAILS
) -> Persons:
    """The persons behind the identifiers, each join past the rails of CONSENT 9."""
    shut_out = shut_out_by(evidence, constraints, rails)
    evidence = _without(evidence, shut_out)
    bounds = _bounds(evidence, constraints)
    same = np.array(bounds.same, dtype=np.int64).reshape(-1, 2).T
    size = evidence.keys.size
    to_device = evidence.types[evidence.other] == DEVICE_TYPE
    strong = np.concatenate([evidence.strong[~to_device], same[0]])
    person_of = connected(size, strong, np.concatenate([evidence.other[~to_device], same[1]]))
    group_of = connected(
        size,
        np.concatenate([evidence.strong, same[0]]),
        np.concatenate([evidence.other, same[1]]),
    )
    devices, owners = _owners_of_devices(evidence, person_of, to_device)
    is_shared = np.bincount(devices, minlength=size) > 1
    own = ~is_shared[devices]
    linked = person_of.copy()
    linked[devices[own]] = owners[own]
    touched = _groups_a_rail_touches(evidence, linked, group_of, rails)
    touched[_groups_a_bound_parts(bounds, group_of)] = True
    involved = touched[group_of]
    kept_apart, shared = _one_by_one(evidence, involved, linked, bounds, rails)
    plain_shared = np.flatnonzero(is_shared & ~involved)
    shared_devices = np.sort(np.concatenate([plain_shared, shared]))
    return Persons(linked, shared_devices, kept_apart, np.flatnonzero(shut_out))


def shut_out_by(evidence: Evidence, constraints: Constraints, rails: Rails) -> Booleans:
    """Identifiers that are blocked, unused, or seen with too many of one kind; devices may be."""
    size, kinds = evidence.keys.size, len(IDENTIFIER_TYPES)
    shut_out: Booleans = np.zeros(size, dtype=bool)
    shut_out[_places(evidence, constraints.blocked)] = True
    shut_out[np.isin(evidence.types, [STRENGTH[kind] for kind in rails.unused])] = True
    kept = evidence.types[evidence.other] != DEVICE_TYPE
    strong, other = evidence.strong[kept], evidence.other[kept]
    one, beside = np.concatenate([strong, other]), np.concatenate([other, strong])
    partners = np.bincount(one * kinds + evidence.types[beside], minlength=size * kinds)
    shut_out[(partners.reshape(size, kinds) > rails.most_partners).any(axis=1)] = True
    return shut_out


def _without(evidence: Evidence, shut_out: Booleans) -> Evidence:
    """The evidence without the pairs of identifiers that stand for nobody."""
    if not shut_out.any():
        return evidence
    kept = ~(shut_out[evidence.strong] | shut_out[evidence.other])
    return replace(
        evidence,
        strong=evidence.strong[kept],
        other=evidence.other[kept],
        together_us=evidence.together_us[kept],
    )


def _bounds(evidence: Evidence, constraints: Constraints) -> Bounds:
    """The constraints by places."""
    births = constraints.births
    born = _places(evidence, births)
    return Bounds(
        same=placed(evidence.keys, constraints.same),
        apart=placed(evidence.keys, constraints.apart),
        births={place: births[str(evidence.keys[place])] for place in born},
    )


def _places(evidence: Evidence, keys: Iterable[str]) -> list[int]:
    """Where identifiers stand, of those that are there."""
    return [place for place, _ in placed(evidence.keys, ((key, key) for key in keys))]


def _groups_a_bound_parts(bounds: Bounds, group_of: Integers) -> list[int]:
    """Groups that hold two identifiers ruled apart, or several birth dates."""
    found = [int(group_of[one]) for one, two in bounds.apart if group_of[one] == group_of[two]]
    days: dict[int, frozenset[date]] = {}
    for place, said in bounds.births.items():
        group = int(group_of[place])
        days[group] = days.get(group, said) | said
    return found + [group for group, said in days.items() if len(said) > 1]


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


def _groups_a_rail_touches(
    evidence: Evidence, linked: Integers, group_of: Integers, rails: Rails
) -> Booleans:
    """Groups in which some person would hold more of one kind than the limit, whenever seen."""
    limits = np.array([_NO_LIMIT if one.limit is None else one.limit for one in rails.kinds])
    size, kinds = evidence.keys.size, len(IDENTIFIER_TYPES)
    held = np.bincount(linked * kinds + evidence.types, minlength=size * kinds)
    over = (held.reshape(size, kinds) > limits).any(axis=1)
    touched = np.zeros(size, dtype=bool)
    touched[group_of[np.flatnonzero(over)]] = True
    return touched


def _one_by_one(
    evidence: Evidence, involved: Booleans, linked: Integers, bounds: Bounds, rails: Rails
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
    bounds = _among(bounds, involved, within)
    clusters = cluster_identifiers(identifiers, together, bounds, rails)
    linked[places] = places[clusters.person_of]
    kept_apart = [(int(places[a]), int(places[b]), why) for a, b, why in clusters.kept_apart]
    return kept_apart, places[np.array(clusters.shared_devices, dtype=np.int64)]


def _among(bounds: Bounds, involved: Booleans, within: Integers) -> Bounds:
    """What binds the involved identifiers, by their places among these."""

    def moved(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
        return [(int(within[a]), int(within[b])) for a, b in pairs if involved[a] and involved[b]]

    births = {int(within[at]): days for at, days in bounds.births.items() if involved[at]}
    return Bounds(moved(bounds.same), moved(bounds.apart), births)
