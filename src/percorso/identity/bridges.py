"""Which likely pairs may be joined without asking: clusters that do not hang together by one pair.

A was taken for B and B for C: joined all three, A is C, whom nobody took for one another. Where
two groups hang together by one pair alone, a bridge, the weakest bridge is cut, and again until
none is left. What is cut waits for a person.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

# Who hangs on a group by one pair is no group: there the pair alone decides.
_SMALLEST_GROUP = 2


@dataclass(frozen=True, slots=True)
class Weighed:
    """A likely pair of persons.

    Attributes:
        one, other: The two, by any name.
        probability: That they are one, 0..1.
    """

    one: str
    other: str
    probability: float


def without_bridges(pairs: Sequence[Weighed]) -> list[Weighed]:
    """The pairs left when bridges between groups of two and more are cut, the weakest first.

    Args:
        pairs: Each pair once.

    >>> triangles = [Weighed(a, b, 1.0) for a, b in ("AB", "BC", "CA", "DE", "EF", "FD")]
    >>> len(without_bridges([*triangles, Weighed("C", "D", 0.99)]))
    6
    """
    kept: list[Weighed] = []
    # A cut parts a cluster in two: each is looked at alone.
    clusters = clusters_of(pairs)
    while clusters:
        cluster = clusters.pop()
        weakest = min(_bridges(cluster), key=_weakness, default=None)
        if weakest is None:
            kept += cluster
        else:
            clusters += clusters_of([pair for pair in cluster if pair != weakest])
    return sorted(kept, key=_weakness, reverse=True)


def _weakness(pair: Weighed) -> tuple[float, str, str]:
    # Of equals the same one, in whatever order they came.
    return pair.probability, pair.one, pair.other


def _beside(pairs: Sequence[Weighed]) -> dict[str, list[Weighed]]:
    """The pairs of each person."""
    found: dict[str, list[Weighed]] = {}
    for pair in pairs:
        found.setdefault(pair.one, []).append(pair)
        found.setdefault(pair.other, []).append(pair)
    return found


def clusters_of(pairs: Sequence[Weighed]) -> list[list[Weighed]]:
    """The pairs by the persons who hang together."""
    beside, seen = _beside(pairs), set[str]()
    clusters = []
    for start in beside:
        if start in seen:
            continue
        reached, found = [start], dict[Weighed, None]()
        seen.add(start)
        while reached:
            for pair in beside[reached.pop()]:
                found[pair] = None
                fresh = {pair.one, pair.other} - seen
                seen |= fresh
                reached += fresh
        clusters.append(list(found))
    return clusters


def _bridges(cluster: Sequence[Weighed]) -> list[Weighed]:
    """The pairs by which alone two groups of a cluster hang together.

    Source: Tarjan (1974), Information Processing Letters 2, 160-161: a tree edge is a bridge where
    nothing below it leads back above it.
    """
    beside = _beside(cluster)
    order, above = _walk(beside)
    place = {person: at for at, person in enumerate(order)}
    lowest, below = dict(place), dict.fromkeys(order, 1)
    found = []
    for person in reversed(order):
        for pair in beside[person]:
            if pair != above.get(person):
                other = pair.other if pair.one == person else pair.one
                lowest[person] = min(lowest[person], lowest[other], place[other])
        pair_above = above.get(person)
        if pair_above is None:
            continue
        parent = pair_above.other if pair_above.one == person else pair_above.one
        below[parent] += below[person]
        smaller = min(below[person], len(order) - below[person])
        if lowest[person] == place[person] and smaller >= _SMALLEST_GROUP:
            found.append(pair_above)
    return found


def _walk(beside: Mapping[str, Sequence[Weighed]]) -> tuple[list[str], dict[str, Weighed]]:
    """The persons of a cluster, depth first, each with the pair by which it was reached."""
    start = next(iter(beside))
    order: list[str] = []
    above: dict[str, Weighed] = {}
    waiting: list[tuple[str, Weighed | None]] = [(start, None)]
    seen: set[str] = set()
    while waiting:
        person, pair = waiting.pop()
        if person in seen:
            continue
        seen.add(person)
        order.append(person)
        if pair is not None:
            above[person] = pair
        for next_pair in beside[person]:
            other = next_pair.other if next_pair.one == person else next_pair.one
            if other not in seen:
                waiting.append((other, next_pair))
    return order, above
