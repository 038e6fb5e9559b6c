"""Why some identifiers are one person: the joins that made it so, and what no join may pass.

Nothing of it is kept: the same joins are tried anew, on the identifiers that hang together with
those asked about, and the engine says which of them made two groups one.
"""

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from percorso.identity import reasons_sql as ask
from percorso.identity.clusters import (
    DEVICE,
    Bounds,
    SeenIdentifier,
    SeenTogether,
    cluster_identifiers,
)
from percorso.identity.constraints import Constraints
from percorso.identity.rails import RAILS, Rails
from percorso.store.query import Query
from percorso.store.warehouse import Warehouse

BLOCKED, SEEN_WITH_MANY, SHARED_DEVICE = "blocked", "seen_with_many", "shared_device"

Bind: TypeAlias = Callable[[Sequence[str]], Constraints]


@dataclass(frozen=True, slots=True)
class Held:
    """A shared device in one customer's hands: how many visits, and between which instants."""

    key: str
    customer_no: int
    visits: int
    since_us: int
    until_us: int


@dataclass(frozen=True, slots=True)
class Join:
    """Two identifiers that are one person, or that were kept apart; keys of identifiers.

    Attributes:
        one, other: The identifiers; the stronger first.
        is_ruled: Whether a person said that they are the same.
        refused: Why they were kept apart; None where they are one.
    """

    one: str
    other: str
    is_ruled: bool
    refused: str | None = None


@dataclass(frozen=True, slots=True)
class Reasons:
    """Who is one person around some identifiers, and by which joins.

    Attributes:
        customer_of: Every identifier looked at with its customer's number.
        type_of: Every identifier looked at with its kind.
        person_of: Every identifier that can link with the key of its person.
        joins: What made persons: the one and strongest path between two of their identifiers.
        kept_apart: What would have made one person of two.
        held: Shared devices, with who held them when.
    """

    customer_of: dict[str, int]
    type_of: dict[str, str]
    person_of: dict[str, str]
    joins: list[Join]
    kept_apart: list[Join]
    held: list[Held]

    def path(self, one: str, other: str) -> list[Join]:
        """The joins that lead from an identifier to another; those kept apart where none does.

        Empty where nothing that was seen or said leads there.
        """
        found = _path(self.joins, one, other)
        return found if found else _path([*self.joins, *self.kept_apart], one, other)


@dataclass(slots=True)
class _Near:
    """What hangs together, as it is found.

    Attributes:
        seen: Identifiers by number: (key, type, first seen in µs, customer).
        pairs: (strong, other) -> first together in µs.
        closed: Numbers of those that link nobody, each with the reason.
    """

    seen: dict[int, tuple[str, str, int, int]] = field(default_factory=dict)
    pairs: dict[tuple[int, int], int] = field(default_factory=dict)
    closed: dict[int, str] = field(default_factory=dict)


def reasons_for(
    warehouse: Warehouse, keys: Collection[str], bind: Bind, rails: Rails = RAILS
) -> Reasons:
    """The joins behind the persons of some identifiers.

    Args:
        warehouse: Resolved.
        keys: The identifiers.
        bind: What binds some identifiers beside what was seen.
        rails: Which limits hold.
    """
    near = _neighbourhood(warehouse, sorted(keys), bind, rails)
    devices = sorted(key for key, kind, _, _ in near.seen.values() if kind == DEVICE)
    held = [Held(*row) for row in warehouse.rows(ask.windows_of(devices))] if devices else []
    shared = {one.key for one in held}
    for number, (key, _, _, _) in near.seen.items():
        if key in shared:
            near.closed.setdefault(number, SHARED_DEVICE)
    return _reasons(near, bind, rails, held)


def _neighbourhood(warehouse: Warehouse, keys: Sequence[str], bind: Bind, rails: Rails) -> _Near:
    """Who hangs together with some identifiers, step by step; through nobody who links nobody."""
    near = _Near()
    asked = _asked(warehouse, near, ask.identifiers_of_keys(keys))
    # A device is reached from who logged in on it; a kiosk's own pairs are those of everybody.
    fresh = {number for number in asked if near.seen[number][1] != DEVICE} or asked
    shared = {row[0] for row in warehouse.rows(ask.windows_of(keys))}
    near.closed = {number: SHARED_DEVICE for number in asked if near.seen[number][0] in shared}
    followed: set[int] = set()
    while fresh:
        followed |= fresh
        bound = bind([near.seen[number][0] for number in sorted(fresh)])
        around = {
            (strong, other): first_us
            for strong, other, first_us in warehouse.rows(ask.pairs_around(sorted(fresh)))
        }
        near.pairs |= around
        partners = {number for pair in around for number in pair} - near.seen.keys()
        _asked(warehouse, near, ask.identifiers_of_numbers(sorted(partners)))
        _close(near, fresh, bound, rails)
        leading = {number for number in fresh if number not in near.closed}
        reached = {number for pair in around if leading & set(pair) for number in pair}
        reached |= _ruled_the_same(warehouse, near, bound, leading)
        # Devices lead nowhere, and neither does what links nobody.
        fresh = {number for number in reached - followed if near.seen[number][1] != DEVICE}
    return near


def _asked(warehouse: Warehouse, near: _Near, query: Query) -> set[int]:
    """Note identifiers; their numbers."""
    rows = warehouse.rows(query)
    near.seen |= {number: (key, kind, first, no) for number, key, kind, first, no in rows}
    return {row[0] for row in rows}


def _close(near: _Near, fresh: Collection[int], bound: Constraints, rails: Rails) -> None:
    """Find out who of the identifiers whose pairs are all there links nobody."""
    partners: Counter[tuple[int, str]] = Counter()
    for strong, other in near.pairs:
        if near.seen[other][1] != DEVICE:
            partners[strong, near.seen[other][1]] += 1
            partners[other, near.seen[strong][1]] += 1
    crowded = {number for (number, _), count in partners.items() if count > rails.most_partners}
    for number in fresh:
        key, kind, _, _ = near.seen[number]
        if key in bound.blocked or kind in rails.unused:
            near.closed[number] = BLOCKED
        elif number in crowded:
            near.closed[number] = SEEN_WITH_MANY


def _ruled_the_same(
    warehouse: Warehouse, near: _Near, bound: Constraints, leading: Collection[int]
) -> set[int]:
    """Identifiers that somebody ruled to be the same as one of these."""
    keys = {near.seen[number][0] for number in leading}
    partners = {key for pair in bound.same if keys & set(pair) for key in pair} - keys
    return _asked(warehouse, near, ask.identifiers_of_keys(sorted(partners))) if partners else set()


def _reasons(near: _Near, bind: Bind, rails: Rails, held: list[Held]) -> Reasons:
    linking = sorted(
        (key, kind, first_us, number)
        for number, (key, kind, first_us, _) in near.seen.items()
        if number not in near.closed
    )
    place = {number: at for at, (_, _, _, number) in enumerate(linking)}
    identifiers = [SeenIdentifier(key, kind, first_us) for key, kind, first_us, _ in linking]
    together = [
        SeenTogether(place[strong], place[other], first_us)
        for (strong, other), first_us in sorted(near.pairs.items())
        if strong in place and other in place
    ]
    keys = [key for key, _, _, _ in linking]
    bounds = _bounds(keys, bind(keys))
    found = cluster_identifiers(identifiers, together, bounds, rails)
    person_of = {key: keys[root] for key, root in zip(keys, found.person_of, strict=True)}
    same = {frozenset(pair) for pair in bounds.same}
    return Reasons(
        {key: customer for key, _, _, customer in near.seen.values()},
        {key: kind for key, kind, _, _ in near.seen.values()},
        person_of,
        [Join(keys[a], keys[b], frozenset((a, b)) in same) for a, b in found.joins],
        [
            Join(keys[a], keys[b], frozenset((a, b)) in same, why)
            for a, b, why in found.kept_apart
            if found.person_of[a] != found.person_of[b]
        ]
        + _closed_off(near),
        held,
    )


def _bounds(keys: Sequence[str], bound: Constraints) -> Bounds:
    """What binds these identifiers, by their places."""
    place = {key: at for at, key in enumerate(keys)}
    return Bounds(
        same=[(place[a], place[b]) for a, b in bound.same if a in place and b in place],
        apart=[(place[a], place[b]) for a, b in bound.apart if a in place and b in place],
        births={place[key]: days for key, days in bound.births.items() if key in place},
    )


def _closed_off(near: _Near) -> list[Join]:
    """Pairs that join nobody because one of the two stands for nobody."""
    return [
        Join(near.seen[strong][0], near.seen[other][0], False, closed)
        for strong, other in sorted(near.pairs)
        if (closed := near.closed.get(other) or near.closed.get(strong))
    ]


def _path(joins: Sequence[Join], one: str, other: str) -> list[Join]:
    """The fewest joins from an identifier to another."""
    beside: dict[str, list[tuple[str, Join]]] = {}
    for join in joins:
        beside.setdefault(join.one, []).append((join.other, join))
        beside.setdefault(join.other, []).append((join.one, join))
    came: dict[str, tuple[str, Join] | None] = {one: None}
    waiting = [one]
    for at in waiting:
        for following, join in beside.get(at, ()):
            if following not in came:
                came[following] = at, join
                waiting.append(following)
    steps = []
    while other in came and (step := came[other]) is not None:
        other, join = step
        steps.append(join)
    return steps[::-1]
