"""Persons found all at once are the persons found pair by pair."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from percorso.domain.identifiers import IDENTIFIER_TYPES
from percorso.identity.clusters import SeenIdentifier, SeenTogether, cluster_identifiers
from percorso.identity.evidence import Evidence
from percorso.identity.persons import DEVICE_TYPE, connected, persons

KINDS = len(IDENTIFIER_TYPES)


@st.composite
def evidence(draw):
    """Identifiers of every kind, and pairs in which the stronger one vouches for the other."""
    kinds = draw(st.lists(st.sampled_from([0, 0, 1, 2, DEVICE_TYPE]), min_size=2, max_size=14))
    places = st.integers(0, len(kinds) - 1)
    drawn = draw(st.sets(st.tuples(places, places), max_size=20))
    pairs = sorted({
        (a, b) if kinds[a] < kinds[b] else (b, a) for a, b in drawn if kinds[a] != kinds[b]
    })  # fmt: skip
    instants = st.integers(0, 5)
    return Evidence(
        keys=np.array([f"k{at:02d}" for at in range(len(kinds))], dtype=object),
        types=np.array(kinds, dtype=np.int64),
        first_us=np.array([draw(instants) for _ in kinds], dtype=np.int64),
        strong=np.array([a for a, _ in pairs], dtype=np.int64),
        other=np.array([b for _, b in pairs], dtype=np.int64),
        together_us=np.array([draw(instants) for _ in pairs], dtype=np.int64),
    )


def partition(person_of):
    groups = {}
    for at, person in enumerate(person_of):
        groups.setdefault(int(person), set()).add(at)
    return {frozenset(group) for group in groups.values()}


@given(evidence())
def test_all_at_once_gives_the_partition_of_one_by_one(seen):
    at_once = persons(seen)
    one_by_one = cluster_identifiers(
        [
            SeenIdentifier(key, IDENTIFIER_TYPES[kind].name, first)
            for key, kind, first in zip(seen.keys, seen.types, seen.first_us, strict=True)
        ],
        [
            SeenTogether(int(a), int(b), int(first))
            for a, b, first in zip(seen.strong, seen.other, seen.together_us, strict=True)
        ],
    )
    assert partition(at_once.person_of) == partition(one_by_one.person_of)
    assert at_once.shared_devices.tolist() == sorted(one_by_one.shared_devices)
    assert set(at_once.kept_apart) == set(one_by_one.kept_apart)


def test_a_long_chain_is_one_component():
    links = np.arange(999)
    assert set(connected(1000, links, links + 1).tolist()) == {0}


def test_thousands_of_ids_of_one_customer_stay_within_the_limits():
    # A device every two hours for as long as it takes: five of a week are the customer's.
    count, hours_2, week = 20_000, 7_200_000_000, 84
    first_us = np.arange(count + 1, dtype=np.int64) * hours_2
    others = np.arange(1, count + 1)
    found = persons(
        Evidence(
            keys=np.array(["u", *(f"d{one:05d}" for one in others)], dtype=object),
            types=np.array([0] + [DEVICE_TYPE] * count, dtype=np.int64),
            first_us=first_us, strong=np.zeros(count, dtype=np.int64), other=others,
            together_us=first_us[1:],
        )
    )  # fmt: skip
    own = np.flatnonzero(found.person_of[1:] == found.person_of[0])
    assert own.size == -(-count // week) * 5
    assert (own[5:] - own[:-5] >= week).all()
    assert len(found.kept_apart) == count - own.size
