"""The map as tables: one row a touchpoint, a transition, a variant, the same columns in every map.

The columns follow from the types of the contract: an estimate becomes four columns, a list of
texts one, and what is itself a table inside a row (quotes) is left out.
"""

import types
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints, is_typeddict

from percorso.domain.journey_map import (
    ActionOnMap,
    EndOnMap,
    Finding,
    JourneyMap,
    MediumOnMap,
    SourceOnMap,
    StageOnMap,
    StartOnMap,
    TouchpointOnMap,
    TransitionOnMap,
    VariantOnMap,
)

# What a column holds: text, whole number, number, yes or no, texts, anything as JSON, and
# instants as aware datetimes in UTC.
Kind = Literal["text", "whole", "number", "flag", "texts", "json", "instant"]

# Name of a table on the map -> what one of its rows is.
ROWS: dict[str, type] = {
    "stages": StageOnMap,
    "touchpoints": TouchpointOnMap,
    "transitions": TransitionOnMap,
    "starts": StartOnMap,
    "ends": EndOnMap,
    "variants": VariantOnMap,
    "findings": Finding,
    "actions": ActionOnMap,
    "sources": SourceOnMap,
    "media": MediumOnMap,
}

_PLAIN: dict[Any, Kind] = {str: "text", int: "whole", float: "number", bool: "flag"}


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of equal width, each column with a name and a kind.

    Attributes:
        columns: name -> kind, in order.
        rows: one tuple a row, None where nothing is known.
    """

    columns: dict[str, Kind]
    rows: Sequence[tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class _Leaf:
    """A column, and the way to its value inside a row of the map."""

    name: str
    kind: Kind
    way: tuple[str, ...]


def table_of(journey_map: JourneyMap, name: str) -> Table:
    """One of the map's tables (`ROWS`), in the map's order."""
    leaves = _leaves(ROWS[name])
    rows: Sequence[Mapping[str, Any]] = journey_map[name]  # type: ignore[literal-required]
    return Table(
        {leaf.name: leaf.kind for leaf in leaves},
        [tuple(_value(row, leaf) for leaf in leaves) for row in rows],
    )


@cache
def _leaves(row: type) -> tuple[_Leaf, ...]:
    return tuple(_columns(row, "", ()))


def _columns(row: type, prefix: str, way: tuple[str, ...]) -> Iterator[_Leaf]:
    for key, hint in get_type_hints(row).items():
        plain = _without_none(hint)
        if is_typeddict(plain):
            yield from _columns(plain, f"{prefix}{key}_", (*way, key))
        elif (kind := _kind(plain)) is not None:
            yield _Leaf(prefix + key, kind, (*way, key))


def _without_none(hint: Any) -> Any:
    """A type without its `| None`."""
    if get_origin(hint) not in (Union, types.UnionType):
        return hint
    some = [part for part in get_args(hint) if part is not types.NoneType]
    return some[0] if len(some) == 1 else hint


def _kind(hint: Any) -> Kind | None:
    """What a column of this type holds; None for a table inside a row."""
    if hint in _PLAIN:
        return _PLAIN[hint]
    if get_origin(hint) is Literal:
        return "text"
    if get_origin(hint) is list:
        return "texts" if get_args(hint) == (str,) else None
    return "json"


def _value(row: Mapping[str, Any], leaf: _Leaf) -> Any:
    value: Any = row
    for key in leaf.way:
        if value is None:
            # An estimate that is not there rests on no case at all: its counts are 0.
            return 0 if leaf.kind == "whole" else None
        value = value.get(key)
    return value
