"""Which identifiers are one person: the strongest evidence first, each join past the rails."""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from percorso.domain.identifiers import STRENGTH
from percorso.identity.rails import RAILS, Rails

DEVICE = "anonymous_id"
RULED_APART = "ruled_apart"


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


@dataclass(frozen=True, slots=True)
class Bounds:
    """What binds the joins beside what was seen; all by places in the list of identifiers.

    Attributes:
        same: Pairs that somebody ruled to be one person: tried first; rails hold for them, too.
        apart: Pairs that somebody ruled to be two persons: never one, whatever connects them.
        births: Birth dates said of an identifier; two persons of different ones never join.
    """

    same: Sequence[tuple[int, int]] = ()
    apart: Sequence[tuple[int, int]] = ()
    births: Mapping[int, frozenset[date]] = field(default_factory=dict)


NO_BOUNDS = Bounds()


@dataclass(slots=True)
class Clusters:
    """The partition of identifiers into persons.

    Attributes:
        person_of: For each identifier the place of its person's oldest identifier.
        shared_devices: Places of devices on which several persons were seen.
        kept_apart: (place, place, reason) pairs that a rail refused to join.
        joins: Pairs that made two groups one, in the order tried: between any two identifiers of
            a person they are the one path, and the strongest there is.
    """

    person_of: list[int]
    shared_devices: list[int] = field(default_factory=list)
    kept_apart: list[tuple[int, int, str]] = field(default_factory=list)
    joins: list[tuple[int, int]] = field(default_factory=list)


def cluster_identifiers(
    identifiers: Sequence[SeenIdentifier],
    together: Sequence[SeenTogether],
    bounds: Bounds = NO_BOUNDS,
    rails: Rails = RAILS,
) -> Clusters:
    """Join identifiers seen together, strongest evidence first, unless a rail forbids it.

    The result depends on the evidence alone, not on the order it came in: joins are tried by
    (strength of the weaker identifier, first time together, keys), after what somebody ruled to
    be the same. So where a rail parts a group, it parts at its weakest pair. A device is linked
    last and only when one person used it; a device of several persons is listed as shared.
    """
    forest = _Forest(identifiers, bounds, rails)
    clusters = Clusters(person_of=[])
    for left, right in sorted(bounds.same, key=lambda pair: _keys(identifiers, pair)):
        if refused := forest.join(left, right):
            clusters.kept_apart.append((left, right, refused))
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
    clusters.joins = forest.joins
    return clusters


def _keys(identifiers: Sequence[SeenIdentifier], pair: tuple[int, int]) -> tuple[str, ...]:
    return tuple(sorted(identifiers[place].key for place in pair))


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
    """Union-find whose trees know what they hold, and whom they are to be kept apart from."""

    def __init__(self, identifiers: Sequence[SeenIdentifier], bounds: Bounds, rails: Rails) -> None:
        self.joins: list[tuple[int, int]] = []
        self._identifiers = identifiers
        self._limits = {kind.name: (kind.limit, kind.per) for kind in rails.kinds}
        self._parent = list(range(len(identifiers)))
        # Made on the first join only: most identifiers stand alone.
        self._seen: dict[int, dict[str, list[int]]] = {}
        self._births = dict(bounds.births)
        self._foes: dict[int, set[int]] = {}
        for left, right in bounds.apart:
            self._foes.setdefault(left, set()).add(right)
            self._foes.setdefault(right, set()).add(left)

    def root(self, place: int) -> int:
        parent = self._parent
        while parent[place] != place:
            parent[place] = parent[parent[place]]
            place = parent[place]
        return place

    def join(self, left: int, right: int) -> str | None:
        """Join two trees under the older root; the reason where a rail refuses."""
        pair = left, right
        left, right = self.root(left), self.root(right)
        if left == right:
            return None
        if refused := self._refusal(left, right):
            return refused
        older, younger = sorted((left, right), key=self._age)
        self._parent[younger] = older
        self.joins.append(pair)
        merged = {kind: list(times) for kind, times in self._tree(older).items()}
        for kind, times in self._tree(younger).items():
            for time in times:
                insort(merged.setdefault(kind, []), time)
        self._seen.pop(younger)
        self._seen[older] = merged
        if births := self._births.pop(younger, None):
            self._births[older] = births | self._births.get(older, births)
        if foes := self._foes.pop(younger, None):
            self._foes.setdefault(older, set()).update(foes)
        return None

    def _refusal(self, left: int, right: int) -> str | None:
        if any(self.root(foe) == right for foe in self._foes.get(left, ())):
            return RULED_APART
        births_left, births_right = self._births.get(left), self._births.get(right)
        if births_left and births_right and not births_left & births_right:
            return "two_birth_date"
        seen_left, seen_right = self._tree(left), self._tree(right)
        for kind in seen_left.keys() & seen_right.keys():
            limit, per = self._limits[kind]
            if _over_limit(limit, per, seen_left[kind], seen_right[kind]):
                return "two_" + kind if limit == 1 and per is None else "too_many_" + kind
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


def _over_limit(
    limit: int | None, per: timedelta | None, left: list[int], right: list[int]
) -> bool:
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
