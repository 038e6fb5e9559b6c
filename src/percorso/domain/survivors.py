"""Which value of a trait survives where several were said, and by which rule."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

# How a value comes to stand on the card:
# only: nobody said another; verified: the others came by doors nobody checks; most_sources: more
# sources say it (of what never changes, such as a birth date); latest: it was said last.
Rule = Literal["only", "verified", "most_sources", "latest"]

# What does not change in a life: the newest word is no better than the others.
_LASTING = frozenset({"birth_date"})


@dataclass(frozen=True, slots=True)
class Mention:
    """A source that said a value; instants are aware UTC.

    Attributes:
        source: Its key.
        first_at, last_at: When it was said first and last.
        is_verified: Whether not just anybody could have said it, as on a page.
    """

    source: str
    first_at: datetime
    last_at: datetime
    is_verified: bool


@dataclass(frozen=True, slots=True)
class Value:
    """A value and everybody who said it, the newest first."""

    text: str
    mentions: tuple[Mention, ...]

    @property
    def last_at(self) -> datetime:
        """When it was said last."""
        return max(one.last_at for one in self.mentions)

    @property
    def is_verified(self) -> bool:
        """Whether somebody said it whom not everybody could have been."""
        return any(one.is_verified for one in self.mentions)

    @property
    def sources(self) -> int:
        """How many sources said it."""
        return len({one.source for one in self.mentions})


@dataclass(frozen=True, slots=True)
class Survivor:
    """The value that stands on the card, why, and the others, which are kept."""

    name: str
    value: Value
    rule: Rule
    others: tuple[Value, ...]


def survivor(name: str, said: Sequence[tuple[str, Mention]]) -> Survivor:
    """The value of a trait that survives; texts that differ by case and blanks are one.

    Args:
        name: The trait.
        said: Each text with who said it; at least one.
    """
    values = _values(said)
    lasting = name in _LASTING

    def worth(one: Value) -> tuple[object, ...]:
        return (one.is_verified, one.sources if lasting else 0, one.last_at, one.text)

    best, *others = sorted(values, key=worth, reverse=True)
    return Survivor(name, best, _rule(best, others, lasting=lasting), tuple(others))


def _rule(best: Value, others: Sequence[Value], *, lasting: bool) -> Rule:
    if not others:
        return "only"
    if best.is_verified and not any(one.is_verified for one in others):
        return "verified"
    if lasting and best.sources > max(one.sources for one in others if one.is_verified):
        return "most_sources"
    return "latest"


def _values(said: Sequence[tuple[str, Mention]]) -> list[Value]:
    alike: dict[str, list[tuple[str, Mention]]] = {}
    for text, mention in said:
        alike.setdefault(" ".join(text.casefold().split()), []).append((text, mention))
    found = []
    for group in alike.values():
        ordered = sorted(group, key=lambda one: (one[1].last_at, one[0]), reverse=True)
        found.append(Value(ordered[0][0], tuple(mention for _, mention in ordered)))
    return found
