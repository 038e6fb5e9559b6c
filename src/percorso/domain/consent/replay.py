"""What holds now of all that was chosen: the newest word, and of merged customers the stricter."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations

from percorso.domain.consent.choices import Choice, Spoken


@dataclass(frozen=True, slots=True)
class Joined:
    """Two identifiers that were different customers' until they became one's."""

    at: datetime
    one: str
    other: str


def joined_of(customers: Mapping[str, Sequence[tuple[datetime, int]]]) -> list[Joined]:
    """When identifiers that are one customer's today became so.

    Args:
        customers: Of each identifier, since when it was which customer's, in order of time; the
            last is the same for all.

    Returns:
        One entry for each pair that was apart before. An identifier that was never another's
        belongs to the others from the beginning.
    """
    found = []
    for one, other in combinations(sorted(customers), 2):
        at = _together_since(customers[one], customers[other])
        if at is not None:
            found.append(Joined(at, one, other))
    return found


def _together_since(
    one: Sequence[tuple[datetime, int]], other: Sequence[tuple[datetime, int]]
) -> datetime | None:
    """The end of the last time in which two identifiers were different customers'."""
    changes = sorted({at for at, _ in (*one, *other)})
    apart = [_differ(one, other, at) for at in changes]
    if not any(apart):
        return None
    last = max(place for place, is_apart in enumerate(apart) if is_apart)
    return changes[min(last + 1, len(changes) - 1)]


def _differ(
    one: Sequence[tuple[datetime, int]], other: Sequence[tuple[datetime, int]], at: datetime
) -> bool:
    first, second = _customer_at(one, at), _customer_at(other, at)
    return first is not None and second is not None and first != second


def _customer_at(customers: Sequence[tuple[datetime, int]], at: datetime) -> int | None:
    held = [customer for since, customer in customers if since <= at]
    return held[-1] if held else None


def deciding(spoken: Iterable[Spoken], joined: Iterable[Joined], now: datetime) -> Choice | None:
    """The word that holds now: the newest; of customers who became one, the stricter.

    Once a customer has spoken after the merge, that word is the newest. Requests that nobody
    confirmed say nothing. The order in which choices arrived does not matter.
    """
    said = [one for one in spoken if one.choice.state != "requested"]
    merges = list(joined)
    group = _sides({one.key for one in said}, merges)
    held: dict[str, Choice] = {}
    # A word of the instant of a merge was said before it: the stricter reading.
    steps: list[Spoken | Joined] = [
        *sorted(said, key=lambda one: _order(one.choice, now)),
        *sorted(merges, key=lambda one: (one.at, one.one, one.other)),
    ]
    for step in sorted(steps, key=_instant):
        if isinstance(step, Spoken):
            held[_root(group, step.key)] = step.choice
        elif step.one in group and step.other in group:
            _unite(group, held, step, now)
    return max(held.values(), key=lambda one: _strict(one, now), default=None)


def _sides(keys: set[str], joined: Sequence[Joined]) -> dict[str, str]:
    """Each identifier with the first of those it was never apart from: one side of a merge."""
    apart = {frozenset((one.one, one.other)) for one in joined}
    sides: dict[str, list[str]] = {}
    for key in sorted(keys):
        side = next(
            (
                first
                for first, members in sides.items()
                if all(frozenset((key, member)) not in apart for member in members)
            ),
            key,
        )
        sides.setdefault(side, []).append(key)
    return {key: side for side, members in sides.items() for key in members}


def _instant(step: Spoken | Joined) -> tuple[datetime, bool]:
    at = step.choice.at if isinstance(step, Spoken) else step.at
    return at, isinstance(step, Joined)


def _unite(group: dict[str, str], held: dict[str, Choice], step: Joined, now: datetime) -> None:
    one, other = _root(group, step.one), _root(group, step.other)
    if one == other:
        return
    group[other] = one
    words = [held.pop(place) for place in (one, other) if place in held]
    if words:
        held[one] = max(words, key=lambda word: _strict(word, now))


def _root(group: dict[str, str], key: str) -> str:
    while group[key] != key:
        key = group[key]
    return key


def _order(choice: Choice, now: datetime) -> tuple[object, ...]:
    """By time; of one instant the stricter last, and then whatever: but always the same."""
    return (choice.at, choice.strictness(now), repr(choice))


def _strict(choice: Choice, now: datetime) -> tuple[object, ...]:
    return (choice.strictness(now), choice.at, repr(choice))
