"""Groups of likely pairs that hang together by one pair are two, in whatever order they came."""

import random

import pytest

from percorso.identity.bridges import Weighed, clusters_of, without_bridges


def pairs(written: str) -> list[Weighed]:
    """`AB.99 BC.8`: pairs of persons of one letter, with their probability."""
    return [Weighed(one[0], one[1], float(one[2:])) for one in written.split()]


def persons(cluster: list[Weighed]) -> set[str]:
    return {who for pair in cluster for who in (pair.one, pair.other)}


def parts_two_groups(cluster: list[Weighed], pair: Weighed) -> bool:
    """The same told a second time: without it are there two groups of two and more."""
    rest = [one for one in cluster if one != pair]
    sides = clusters_of(rest)
    return len(sides) == 2 and persons(sides[0]) | persons(sides[1]) == persons(cluster)


@pytest.mark.parametrize(
    ("written", "cut"),
    [
        ("AB.99 BC.99", ""),
        ("AB.99 BC.9 CD.99", "BC"),
        ("AB.9 BC.9 CA.9 CD.99 DE.9 EF.9 FD.9", "CD"),
        ("AB.9 BC.9 CD.9 DA.9", ""),
        ("AB.99 BC.9 CD.99 DE.8 EF.99", "BC DE"),
        ("AB.9 AC.9 AD.9 AE.9", ""),
    ],
)
def test_a_bridge_between_groups_is_cut_and_no_other_pair(written: str, cut: str) -> None:
    kept = without_bridges(pairs(written))
    gone = {pair.one + pair.other for pair in pairs(written)} - {p.one + p.other for p in kept}
    assert gone == set(cut.split())


def test_no_bridge_is_left_and_the_order_of_pairs_does_not_matter() -> None:
    draw = random.Random(3)
    for _ in range(60):
        names = "ABCDEFGHIJ"[: draw.randint(4, 10)]
        every = [(a, b) for a in names for b in names if a < b]
        found = [
            Weighed(a, b, draw.choice((0.5, 0.9, 0.99)))
            for a, b in draw.sample(every, draw.randint(3, min(14, len(every))))
        ]
        kept = without_bridges(found)
        for cluster in clusters_of(kept):
            assert not any(parts_two_groups(cluster, pair) for pair in cluster)
        assert without_bridges(draw.sample(found, len(found))) == kept
        assert without_bridges(kept) == kept


def test_a_long_chain_is_cut_without_recursion() -> None:
    chain = [Weighed(f"{no:05}", f"{no + 1:05}", 0.9) for no in range(1_100)]
    assert max(len(persons(one)) for one in clusters_of(without_bridges(chain))) <= 3
