"""A journey definition as its owner wrote it: what is not said comes from a built-in one."""

from dataclasses import asdict, dataclass, replace
from typing import Any

from percorso.domain.catalogue import (
    Touchpoint,
    asks_for_help,
    default_goals,
    gives_up,
    solves,
)
from percorso.domain.journey import BUILT_IN, JourneyDefinition

FROM_CATALOGUE = frozenset({"success"})


@dataclass(frozen=True, slots=True)
class WrittenJourney:
    """What stands in a definition file, its touchpoints as keys; None is as in `like`.

    Attributes:
        like: Key of the built-in definition that says what is not written.
        gap_seconds: G fixed by hand; None leaves it to the data.
        collapse: touchpoint key, channel or `default` -> seconds.
        tail_seconds: 0 is no tail.
        by_case: Whether a case is one journey.
    """

    key: str
    name_it: str = ""
    name_en: str = ""
    like: str = "purchase"
    start: tuple[str, ...] | None = None
    success: tuple[str, ...] | None = None
    failure: tuple[str, ...] | None = None
    gap_seconds: float | None = None
    collapse: dict[str, float] | None = None
    tail_seconds: float | None = None
    tail_stages: tuple[str, ...] | None = None
    broadcasts: tuple[str, ...] | None = None
    stages: tuple[str, ...] | None = None
    by_case: bool | None = None
    where: str | None = None

    @property
    def is_built_in(self) -> bool:
        """Whether it is one of the definitions everybody has."""
        return self.key in BUILT_IN

    def as_json(self) -> dict[str, Any]:
        """What was written, as plain data."""
        said = {name: value for name, value in asdict(self).items() if value is not None}
        return {name: list(one) if isinstance(one, tuple) else one for name, one in said.items()}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "WrittenJourney":
        """The definition a kept version describes."""
        fields: dict[str, Any] = {
            name: tuple(one) if isinstance(one, list) else one for name, one in data.items()
        }
        return cls(**fields)


def built_in(key: str) -> WrittenJourney:
    """A built-in definition as if somebody had written it."""
    return WrittenJourney(key, like=key)


def definition_of(written: WrittenJourney, places: list[Touchpoint]) -> JourneyDefinition:
    """The definition in full: from the built-in one, the catalogue, and what was written.

    Args:
        written: What was said.
        places: The touchpoints the catalogue may fill start, success and failure with.
    """
    base = BUILT_IN[written.like]
    of_catalogue = {name for name in base.of_catalogue if getattr(written, name) is None}
    if written.success is None and not written.is_built_in:
        of_catalogue |= FROM_CATALOGUE
    definition = replace(
        base,
        key=written.key,
        failure=_given(written.failure, _of(places, gives_up, "failure" in of_catalogue)),
        start=_given(written.start, _of(places, asks_for_help, "start" in of_catalogue)),
        collapse=base.collapse if written.collapse is None else written.collapse,
        tail_seconds=_tail(written, base),
        tail_stages=_given(written.tail_stages, base.tail_stages),
        broadcasts=written.broadcasts,
        stages=_given(written.stages, base.stages),
        by_case=base.by_case if written.by_case is None else written.by_case,
        where=written.where,
        of_catalogue=frozenset(of_catalogue),
        name_it=written.name_it or base.name_it,
        name_en=written.name_en or base.name_en,
    )
    return replace(definition, success=_success(written, definition, places))


def _success(
    written: WrittenJourney, definition: JourneyDefinition, places: list[Touchpoint]
) -> tuple[str, ...]:
    """Given, or what the catalogue says: solutions of a need, else the places marked as goal."""
    if written.success is not None:
        return written.success
    is_need = written.like == "service"
    goals = _of(places, solves, True) if is_need else default_goals(places)
    return tuple(key for key in goals if key not in definition.failure)


def _of(places: list[Touchpoint], meets: Any, asked: bool) -> tuple[str, ...]:
    return tuple(place.key for place in places if asked and meets(place))


def _given(written: tuple[str, ...] | None, otherwise: tuple[str, ...]) -> tuple[str, ...]:
    return otherwise if written is None else written


def _tail(written: WrittenJourney, base: JourneyDefinition) -> float | None:
    if not base.is_cut:
        return None
    seconds = base.tail_seconds if written.tail_seconds is None else written.tail_seconds
    return seconds or None
