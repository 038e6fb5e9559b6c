"""The rails of identity as laws, on evidence made up by the dozen."""

import random
from collections import Counter, defaultdict

from hypothesis import given, settings
from hypothesis import strategies as st

from percorso.identity.clusters import SeenIdentifier, SeenTogether, cluster_identifiers

DAY_US = 86_400_000_000
KINDS = ("user_id", "email", "phone", "loyalty_card", "anonymous_id")
STRENGTH = {kind: place for place, kind in enumerate(KINDS)}


@st.composite
def evidence(draw):
    """Identifiers of mixed kinds, and pairs of them seen together, the stronger first."""
    kinds = draw(st.lists(st.sampled_from(KINDS), min_size=2, max_size=14))
    times = draw(st.lists(st.integers(0, 800), min_size=len(kinds), max_size=len(kinds)))
    identifiers = [
        SeenIdentifier(f"{place:02d}", kind, day * DAY_US)
        for place, (kind, day) in enumerate(zip(kinds, times, strict=True))
    ]
    pairs = draw(
        st.lists(
            st.tuples(st.integers(0, len(kinds) - 1), st.integers(0, len(kinds) - 1),
                      st.integers(0, 800)),
            max_size=24,
        )
    )  # fmt: skip
    together = []
    for one, two, day in pairs:
        strong, other = sorted((one, two), key=lambda place: STRENGTH[kinds[place]])
        if STRENGTH[kinds[strong]] < STRENGTH[kinds[other]]:
            together.append(SeenTogether(strong, other, day * DAY_US))
    return identifiers, together


def persons(identifiers, together) -> set[frozenset[str]]:
    members = defaultdict(set)
    found = cluster_identifiers(identifiers, together)
    for place, person in enumerate(found.person_of):
        members[person].add(identifiers[place].key)
    return {frozenset(keys) for keys in members.values()}


def seen(*kinds_and_days: tuple[str, float]) -> list[SeenIdentifier]:
    return [
        SeenIdentifier(f"{place:02d}", kind, int(day * DAY_US))
        for place, (kind, day) in enumerate(kinds_and_days)
    ]


@settings(max_examples=100, deadline=None)
@given(evidence())
def test_two_user_ids_never_merge_whatever_connects_them(found):
    identifiers, together = found
    kind_of = {one.key: one.type for one in identifiers}
    for person in persons(identifiers, together):
        assert Counter(kind_of[key] for key in person)["user_id"] <= 1


@settings(max_examples=100, deadline=None)
@given(evidence())
def test_nobody_has_more_than_five_of_a_kind_within_its_time(found):
    identifiers, together = found
    by_key = {one.key: one for one in identifiers}
    for person in persons(identifiers, together):
        for kind, days in (("email", 365), ("phone", 365), ("anonymous_id", 7)):
            times = sorted(by_key[key].first_us for key in person if by_key[key].type == kind)
            for first, sixth in zip(times, times[5:], strict=False):
                assert sixth - first >= days * DAY_US


@settings(max_examples=60, deadline=None)
@given(evidence(), st.integers(0, 2**32))
def test_the_order_of_the_evidence_changes_nobody(found, seed):
    identifiers, together = found
    expected = persons(identifiers, together)
    shuffled = list(range(len(identifiers)))
    chance = random.Random(seed)
    chance.shuffle(shuffled)
    place_of = {old: new for new, old in enumerate(shuffled)}
    moved = [
        SeenTogether(place_of[pair.strong], place_of[pair.other], pair.first_us)
        for pair in together
    ]
    chance.shuffle(moved)
    assert persons([identifiers[old] for old in shuffled], moved) == expected


def test_a_sixth_email_within_a_year_stays_apart_and_is_noted():
    identifiers = seen(("user_id", 0), *[("email", day) for day in range(6)])
    together = [SeenTogether(0, place, place * DAY_US) for place in range(1, 7)]
    clusters = cluster_identifiers(identifiers, together)
    assert clusters.person_of[:6] == [0] * 6
    assert clusters.person_of[6] == 6
    assert clusters.kept_apart == [(0, 6, "too_many_email")]


def test_a_sixth_email_after_a_year_is_one_more():
    identifiers = seen(("user_id", 0), *[("email", day) for day in range(5)], ("email", 365))
    together = [SeenTogether(0, place, place * DAY_US) for place in range(1, 7)]
    assert set(cluster_identifiers(identifiers, together).person_of) == {0}


def test_a_sixth_device_within_a_week_stays_apart():
    identifiers = seen(("user_id", 0), *[("anonymous_id", day) for day in range(6)])
    together = [SeenTogether(0, place, place * DAY_US) for place in range(1, 7)]
    assert cluster_identifiers(identifiers, together).kept_apart == [
        (0, 6, "too_many_anonymous_id")
    ]


def test_an_email_shared_by_two_user_ids_stays_with_the_first():
    identifiers = seen(("user_id", 0), ("user_id", 1), ("email", 0))
    together = [SeenTogether(0, 2, 0), SeenTogether(1, 2, DAY_US)]
    clusters = cluster_identifiers(identifiers, together)
    assert clusters.person_of == [0, 1, 0]
    assert clusters.kept_apart == [(1, 2, "two_user_id")]


def test_a_device_of_two_persons_is_shared_and_joins_nobody():
    identifiers = seen(("user_id", 0), ("user_id", 1), ("anonymous_id", 0))
    together = [SeenTogether(0, 2, 0), SeenTogether(1, 2, DAY_US)]
    clusters = cluster_identifiers(identifiers, together)
    assert clusters.shared_devices == [2]
    assert clusters.person_of == [0, 1, 2]


def test_a_device_whose_two_log_ins_are_one_person_is_not_shared():
    identifiers = seen(("user_id", 0), ("email", 1), ("anonymous_id", 0))
    together = [SeenTogether(0, 2, 0), SeenTogether(1, 2, DAY_US), SeenTogether(0, 1, DAY_US)]
    clusters = cluster_identifiers(identifiers, together)
    assert clusters.shared_devices == []
    assert set(clusters.person_of) == {0}
