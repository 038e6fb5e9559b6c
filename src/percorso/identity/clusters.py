"""Which identifiers are one person: the strongest evidence first, each join past the rails."""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from percorso.domain.identifiers import IDENTIFIER_TYPES, STRENGTH

DEVICE = "anonymous_id"
_LIMITS = {kind.name: (kind.limit, kind.per) for kind in IDENTIFIER_TYPES}


@dataclass(frozen=True, slots=True)
class SeenIdentifier:
    """An identifier and when it was first seen, in microseconds since 1970."""

    key: str
    type: str
    first_us: int


@dataclass(frozen=True, slots=True)
class SeenTogether:
    """Two identifiers on one interaction: places in the list of identifiers."""

    strong: int
    other: int
    first_us: int


@dataclass(slots=True)
class Clusters:
    """The partition of identifiers into persons.

    Attributes:
        person_of: For each identifier the place of its person's oldest identifier.
        shared_devices: Places of devices on which several persons were seen.
        kept_apart: (place, place, reason) pairs that a rail refused to join.
    """

    person_of: list[int]
    shared_devices: list[int] = field(default_factory=list)
    kept_apart: list[tuple[int, int, str]] = field(default_factory=list)


def cluster_identifiers(
    identifiers: Sequence[SeenIdentifier], together: Sequence[SeenTogether]
) -> Clusters:
    """Join identifiers seen together, strongest evidence first, unless a rail forbids it.

    The result depends on the evidence alone, not on the order it came in: joins are tried by
    (strength of the weaker identifier, first time together, keys). A device is linked last and
    only when one person used it; a device of several persons is listed as shared.
    """
    forest = _Forest(identifiers)
    clusters = Clusters(person_of=[])
    ordered = sorted(together, key=lambda pair: _precedence(identifiers, pair))
    persons_on_device: dict[int, list[int]] = {}
    for pair in ordered:
        if identifiers[pair.other].type == DEVICE:
            persons_on_device.setdefault(pair.other, []).append(pair.strong)
        elif refused := forest.join(pair.strong, pair.other):
            clusters.kept_apart.append((pair.strong, pair.other, refused))
    for device, strongs in persons_on_device.items():
        _link_device(forest, clusters, device, strongs)
    clusters.person_of = [forest.root(place) for place in range(len(identifiers))]
    return clusters


def _precedence(
    identifiers: Sequence[SeenIdentifier], pair: SeenTogether
) -> tuple[int, int, str, str]:
    other = identifiers[pair.other]
    return STRENGTH[other.type], pair.first_us, identifiers[pair.strong].key, other.key


def _link_device(forest: "_Forest", clusters: Clusters, device: int, strongs: list[int]) -> None:
    if len({forest.root(strong) for strong in strongs}) > 1:
        clusters.shared_devices.append(device)
    elif refused := forest.join(strongs[0], device):
        clusters.kept_apart.append((strongs[0], device, refused))


class _Forest:
    """Union-find whose trees know when each kind of identifier was first seen in them."""

    def __init__(self, identifiers: Sequence[SeenIdentifier]) -> None:
        self._identifiers = identifiers
        self._parent = list(range(len(identifiers)))
        # Made on the first join only: most identifiers stand alone.
        self._seen: dict[int, dict[str, list[int]]] = {}

    def root(self, place: int) -> int:
        parent = self._parent
        while parent[place] != place:
            parent[place] = parent[parent[place]]
            place = parent[place]
        return place

    def join(self, left: int, right: int) -> str | None:
        """Join two trees under the older root; the reason where a rail refuses."""
        left, right = self.root(left), self.root(right)
        if left == right:
            return None
        seen_left, seen_right = self._tree(left), self._tree(right)
        for kind in seen_left.keys() & seen_right.keys():
            if _over_limit(kind, seen_left[kind], seen_right[kind]):
                return "two_" + kind if _LIMITS[kind][0] == 1 else "too_many_" + kind
        older, younger = sorted((left, right), key=self._age)
        self._parent[younger] = older
        merged = {kind: list(times) for kind, times in self._tree(older).items()}
        for kind, times in self._seen.pop(younger).items():
            for time in times:
                insort(merged.setdefault(kind, []), time)
        self._seen[older] = merged
        return None

    def _tree(self, root: int) -> dict[str, list[int]]:
        if root not in self._seen:
            alone = self._identifiers[root]
            self._seen[root] = {alone.type: [alone.first_us]}
        return self._seen[root]

    def _age(self, root: int) -> tuple[int, int, str]:
        found = self._identifiers[root]
        # A person's own identifier leads the tree rather than a device seen before the log-in.
        return found.type == DEVICE, found.first_us, found.key


def _over_limit(kind: str, left: list[int], right: list[int]) -> bool:
    limit, per = _LIMITS[kind]
    if limit is None or len(left) + len(right) <= limit:
        return False
    if per is None:
        return True
    few, many = sorted((left, right), key=len)
    span = per // timedelta(microseconds=1)
    # Either keeps to the limit by itself: a span that breaks it has one of the fewer in it.
    return any(_is_crowded(time, few, many, limit, span) for time in few)


def _is_crowded(time: int, few: list[int], many: list[int], limit: int, span: int) -> bool:
    """Whether some span with this instant in it holds more of both together than the limit."""
    near = sorted(_within(few, time, span) + _within(many, time, span))
    return any(bisect_left(near, start + span) - place > limit for place, start in enumerate(near))


def _within(times: list[int], time: int, span: int) -> list[int]:
    return times[bisect_left(times, time - span) : bisect_right(times, time + span)]
