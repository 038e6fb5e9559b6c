"""What one map is computed over: the catalogue as codes, a definition, a period, a segment."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from percorso.domain.catalogue import Stage, Touchpoint
from percorso.domain.journey import JourneyDefinition
from percorso.journeys.contents import contents_of
from percorso.store.query import Query
from percorso.store.records.catalogue import ObservedName
from percorso.store.records.definitions import FrozenDefinition
from percorso.store.warehouse import Warehouse


@dataclass(frozen=True, slots=True)
class Code:
    """A touchpoint that has interactions, under the small number the SQL knows it by."""

    number: int
    touchpoint: Touchpoint


@dataclass(frozen=True, slots=True)
class Period:
    """Journeys whose first interaction lies in [since_us, until_us); None is without limit."""

    since_us: int | None = None
    until_us: int | None = None


@dataclass(frozen=True, slots=True)
class Scope:
    """All that decides the numbers of a map.

    Attributes:
        codes: The touchpoints, numbered from 1.
        segment: Gives the numbers of the customers in scope; None is everybody.
        population: Those the definition itself is about; `segment` is a part of them.
        code_of_name: The code of each observed name, indexed by its number; 0 where it has none.
        data_until_us: The cut-off T: the latest instant known, in microseconds since 1970.
        is_cut_off: Whether interactions after T are left out although they are known, so that
            two periods are followed equally long.
    """

    codes: tuple[Code, ...]
    stages: tuple[Stage, ...]
    definition: JourneyDefinition
    frozen: FrozenDefinition
    period: Period
    segment: Query | None
    data_until_us: int
    is_cut_off: bool = False
    population: Query | None = None
    code_of_name: tuple[int, ...] = ()

    @property
    def gap_us(self) -> int:
        """The frozen gap in microseconds."""
        return round(self.frozen.gap_seconds * 1_000_000)

    def names_at(self, codes: Collection[int]) -> list[int]:
        """Numbers of the observed names that lead to some codes."""
        return [no for no, code in enumerate(self.code_of_name) if code in codes]

    @property
    def has_success(self) -> bool:
        """Whether the definition knows what success is."""
        return bool(self.definition.success)

    @property
    def broadcasts(self) -> tuple[str, ...]:
        """Keys of the touchpoints that neither open nor prolong a journey."""
        places = (code.touchpoint for code in self.codes)
        return tuple(place.key for place in places if self.definition.is_broadcast(place))

    @property
    def has_ending(self) -> bool:
        """Whether a journey can end at all."""
        return bool(self.definition.success or self.definition.failure)


def followed_equally(scope: Scope, other: Period) -> tuple[Scope, Scope]:
    """The scope and the same for another period, each known as long after its period ends.

    What is known of the later period says how long. Where both have an end and one has not come
    yet, both are known as much shorter before they end, so that a month half over is compared
    with the first half of the other.
    """
    periods = (scope.period, other)
    known = scope.data_until_us
    given = [period.until_us for period in periods if period.until_us is not None]
    ends = [known if period.until_us is None else period.until_us for period in periods]
    if len(given) < len(periods):
        ends = [min(known, end) for end in ends]
    follow = known - max(ends)

    def cut(period: Period, end: int) -> Scope:
        until = None if period.until_us is None else min(period.until_us, end + follow + 1)
        return replace(
            scope,
            period=Period(period.since_us, until),
            data_until_us=min(known, end + follow),
            is_cut_off=True,
        )

    this, that = (cut(*pair) for pair in zip(periods, ends, strict=True))
    return this, that


def touchpoint_codes(
    warehouse: Warehouse, names: Sequence[ObservedName], touchpoints: Sequence[Touchpoint]
) -> tuple[Code, ...]:
    """Number the touchpoints that have interactions.

    Numbers start at 1 (a list with a leading 0 collides in DuckDB's hash) and follow the keys,
    so they do not depend on the order of loading.
    """
    present = contents_of(warehouse).names
    key_of_name = {name.no: name.touchpoint_key for name in names if name.no in present}
    by_key = {touchpoint.key: touchpoint for touchpoint in touchpoints}
    return tuple(
        Code(number, by_key[key])
        for number, key in enumerate(sorted(set(key_of_name.values())), start=1)
    )


def codes_of_names(names: Sequence[ObservedName], codes: Sequence[Code]) -> tuple[int, ...]:
    """The code of each observed name, indexed by its number; 0 where it has none."""
    number_of = {code.touchpoint.key: code.number for code in codes}
    listed = [0] * (1 + max((name.no for name in names), default=0))
    for name in names:
        listed[name.no] = number_of.get(name.touchpoint_key, 0)
    return tuple(listed)
